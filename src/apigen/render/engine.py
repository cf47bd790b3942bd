"""Targets and a view to files: templates are filled, adapters and runtime modules copied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from apigen.render.files import Owner, RenderedFile
from apigen.render.targets import RUNTIME_FOLDER, Target, TargetError, TargetFile

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_RUNTIME = Path(__file__).resolve().parent.parent / "runtime"


class Named(Protocol):
    """A view that a file is written for: `module` stands in the file's path."""

    @property
    def module(self) -> str: ...


def environment(root: Path) -> Environment:
    """Return how templates below `root` are read: an undefined name fails, a block's line leaves nothing behind."""
    return Environment(
        loader=FileSystemLoader(root),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


def render(targets: Iterable[Target], view: DataclassInstance, package: str) -> list[RenderedFile]:
    """Return what the targets write for a view, sorted by path. Python is not formatted yet.

    Templates see the attributes of the view by their names, `item` in a file written `each`, and of the
    targets the `servers`, the `clients`, and the `guides`: their finished parts of the README.
    """
    targets = tuple(targets)
    context = {field.name: cast(object, getattr(view, field.name)) for field in fields(view)}
    context["servers"] = tuple(target for target in targets if target.kind == "server")
    context["clients"] = tuple(target for target in targets if target.kind == "client")
    context["guides"] = tuple(_guides(targets, context))
    # The default target first: where several write the same file of yours, it decides what is in there.
    chosen = sorted(targets, key=lambda target: not target.default)
    files = [file for target in chosen for file in _render_target(target, context, package)]
    parts = sorted({part for target in targets for part in target.runtime})
    files.extend(_runtime_files(parts, package))
    return sorted(_once(files), key=lambda file: file.path)


def hints(targets: Iterable[Target], view: DataclassInstance, package: str) -> dict[str, str]:
    """Return, by path, what to tell a user when a file appears in a package that existed before."""
    context = {field.name: cast(object, getattr(view, field.name)) for field in fields(view)}
    return {
        _fill(file.to, package, item): _fill(file.hint, package, item)
        for target in targets
        for file in target.files
        if file.hint is not None
        for item in _items(file, context)
    }


def _guides(targets: Iterable[Target], context: dict[str, object]) -> Iterator[str]:
    for target in targets:
        if target.guide is not None:
            templates = environment(target.folder.parent)
            yield templates.get_template(f"{target.folder.name}/{target.guide}").render(context).strip()


def _render_target(target: Target, context: dict[str, object], package: str) -> Iterator[RenderedFile]:
    # A template may include or extend one of another target, so the loader stands above the folders.
    templates = environment(target.folder.parent)
    for file in target.files:
        for item in _items(file, context):
            path = _fill(file.to, package, item)
            if file.template is not None:
                template = templates.get_template(f"{target.folder.name}/{file.template}")
                yield RenderedFile(path, template.render(context, item=item), file.owner)
            elif file.copy is not None:
                text = (target.folder / file.copy).read_text(encoding="utf-8")
                yield RenderedFile(path, text.replace("apigen.runtime", f"{package}.{RUNTIME_FOLDER}"), file.owner)
            else:
                yield RenderedFile(path, "", file.owner)


def _once(files: Iterable[RenderedFile]) -> list[RenderedFile]:
    """Return each file once. Raises `TargetError` if targets disagree about a file that is not the user's."""
    found: dict[str, RenderedFile] = {}
    for file in files:
        known = found.setdefault(file.path, file)
        if known != file and not known.owner is file.owner is Owner.YOU:
            raise TargetError(f"{file.path}: two targets write this file")
    return list(found.values())


def _runtime_files(parts: Iterable[str], package: str) -> Iterator[RenderedFile]:
    """Yield the runtime modules of the parts, byte for byte; nothing where no part is needed."""
    names = [path.relative_to(_RUNTIME).as_posix() for part in parts for path in (_RUNTIME / part).rglob("*.py")]
    for name in ["__init__.py", *names] if names else []:
        text = (_RUNTIME / name).read_text(encoding="utf-8")
        yield RenderedFile(f"{package}/{RUNTIME_FOLDER}/{name}", text, Owner.APIGEN)


def _items(file: TargetFile, context: dict[str, object]) -> tuple[Named | None, ...]:
    """Return the views that a file is written for: the elements that `each` names, or nothing in particular."""
    return (None,) if file.each is None else cast("tuple[Named, ...]", context[file.each])


def _fill(text: str, package: str, item: Named | None) -> str:
    text = text.replace("{package}", package)
    return text if item is None else text.replace("{item}", item.module)
