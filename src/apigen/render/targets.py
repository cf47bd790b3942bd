"""Target folders to `Target`s: what can be generated, what each needs, and which files it writes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, cast

from apigen.render.files import Owner

RUNTIME_FOLDER = "_runtime"
"""Where the runtime stands below a generated package; its modules stay byte for byte as they are here."""

Kind: TypeAlias = Literal["base", "server", "client"]
Part: TypeAlias = Literal["core", "server", "asgi", "wsgi", "client"]

_KINDS: dict[str, Kind] = {"base": "base", "server": "server", "client": "client"}
_PARTS: dict[str, Part] = {"core": "core", "server": "server", "asgi": "asgi", "wsgi": "wsgi", "client": "client"}
_TARGET_KEYS = frozenset(
    {
        "name",
        "kind",
        "default",
        "needs",
        "runtime",
        "path_parameter",
        "modules",
        "requires",
        "guide",
        "next",
        "listen",
        "switch",
        "files",
    }
)
_FILE_KEYS = frozenset({"template", "copy", "to", "owner", "each", "hint"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFile:
    """A file that a target writes: from a template, as a copy, or empty where it has neither.

    `to` may hold `{package}`, and `{item}` where `each` names the tuple of views that it is written for.
    `hint` is what to tell a user when the file appears in a package that existed before.
    """

    to: str
    template: str | None
    copy: str | None
    owner: Owner
    each: str | None
    hint: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A folder of templates.

    `modules` are the import names that what it writes needs, and `requires` where they come from, as a
    pyproject.toml says it. `guide` is the template of its part of the README. `next` are the commands that
    can be run once its files are written. `listen` is the command that serves the folder they are in: it has holes
    for `{python}`, `{app}`, `{host}` and `{port}`.
    `switch` is what to tell a user whose package was written for other servers before.
    """

    name: str
    kind: Kind
    default: bool
    needs: tuple[str, ...]
    runtime: tuple[Part, ...]
    path_parameter: str | None
    modules: tuple[str, ...]
    requires: tuple[str, ...]
    guide: str | None
    next: tuple[str, ...]
    listen: tuple[str, ...]
    switch: str | None
    files: tuple[TargetFile, ...]
    folder: Path


class UnknownTarget(ValueError):
    """A target was asked for that does not exist."""


class TargetError(Exception):
    """A `target.toml` is wrong."""


def templates_root() -> Path:
    """Return the folder of the targets: in the installed package, or at the top of a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_templates"
    return installed if installed.is_dir() else package.parent.parent / "templates"


def discover(root: Path) -> tuple[Target, ...]:
    """Return the targets below a folder, by name. Raises `TargetError`."""
    targets = tuple(_read(path) for path in sorted(root.glob("*/target.toml")))
    if not targets:
        raise TargetError(f"no target in {root}: a target is a folder with a target.toml")
    names = {target.name for target in targets}
    for target in targets:
        for need in target.needs:
            if need not in names:
                raise TargetError(f"{target.folder / 'target.toml'}: needs {need!r}, which does not exist")
    return targets


def names_of(targets: Iterable[Target], kind: Kind) -> tuple[str, ...]:
    """Return the names of the targets of a kind: what a user can choose."""
    return tuple(target.name for target in targets if target.kind == kind)


def default_of(targets: Iterable[Target], kind: Kind) -> tuple[str, ...]:
    """Return the names of the targets of a kind that are written when nothing is chosen."""
    return tuple(target.name for target in targets if target.kind == kind and target.default)


def resolve(targets: Iterable[Target], servers: Iterable[str], client: str | None) -> tuple[Target, ...]:
    """Return the default base targets, the chosen servers and client, and all that they need.

    Each comes once, after what it needs. The order of the choice does not matter. Raises `UnknownTarget`.
    """
    known = {target.name: target for target in targets}
    for name in servers:
        _require(name, "server", known)
    if client is not None:
        _require(client, "client", known)
    wanted = [*default_of(known.values(), "base"), *sorted(set(servers)), *([client] if client is not None else [])]
    found: dict[str, Target] = {}
    for name in wanted:
        for target in _with_needs(name, known, path=()):
            found.setdefault(target.name, target)
    return tuple(found.values())


def _require(name: str, kind: Kind, known: dict[str, Target]) -> None:
    if name not in known or known[name].kind != kind:
        choices = ", ".join((*names_of(known.values(), kind), "none"))
        raise UnknownTarget(f"no {kind} target is named {name!r}: choose from {choices}")


def _with_needs(name: str, known: dict[str, Target], *, path: tuple[str, ...]) -> Iterator[Target]:
    if name in path:
        raise TargetError(f"targets need each other in a circle: {' -> '.join((*path, name))}")
    for need in known[name].needs:
        yield from _with_needs(need, known, path=(*path, name))
    yield known[name]


def _read(path: Path) -> Target:
    try:
        table: dict[str, object] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TargetError(f"{path}: {error}") from error
    reader = _Table(table, str(path))
    reader.only(_TARGET_KEYS)
    kind = reader.text("kind")
    if kind not in _KINDS:
        raise TargetError(f"{path}: kind {kind!r} is not one of {', '.join(_KINDS)}")
    parts = reader.texts("runtime")
    if unknown := sorted(set(parts) - set(_PARTS)):
        raise TargetError(f"{path}: runtime {unknown[0]!r} is not one of {', '.join(_PARTS)}")
    return Target(
        name=reader.text("name"),
        kind=_KINDS[kind],
        default=reader.flag("default"),
        needs=reader.texts("needs"),
        runtime=tuple(_PARTS[part] for part in parts),
        path_parameter=reader.optional("path_parameter"),
        modules=reader.texts("modules"),
        requires=reader.texts("requires"),
        guide=reader.optional("guide"),
        next=reader.texts("next"),
        listen=reader.texts("listen"),
        switch=reader.optional("switch"),
        files=tuple(_file(entry, path.parent) for entry in reader.tables("files")),
        folder=path.parent,
    )


def _file(entry: _Table, folder: Path) -> TargetFile:
    entry.only(_FILE_KEYS)
    owner = entry.optional("owner") or Owner.APIGEN.value
    if owner not in {known.value for known in Owner}:
        raise TargetError(f"{entry.place}: owner {owner!r} is not one of {', '.join(known.value for known in Owner)}")
    template, copy = entry.optional("template"), entry.optional("copy")
    if template is not None and copy is not None:
        raise TargetError(f"{entry.place}: a file has a template or a copy, not both")
    source = template or copy
    if source is not None and not (folder / source).is_file():
        raise TargetError(f"{entry.place}: there is no {source} beside it")
    to, each = entry.text("to"), entry.optional("each")
    if ("{item}" in to) != (each is not None):
        raise TargetError(f"{entry.place}: {{item}} in `to` and the key `each` go together")
    return TargetFile(to=to, template=template, copy=copy, owner=Owner(owner), each=each, hint=entry.optional("hint"))


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of a `target.toml`, read key by key; `place` says where it stands."""

    values: dict[str, object]
    place: str

    def only(self, known: frozenset[str]) -> None:
        if unknown := sorted(set(self.values) - known):
            raise TargetError(f"{self.place}: unknown key {unknown[0]!r}; known are {', '.join(sorted(known))}")

    def text(self, key: str) -> str:
        value = self.optional(key)
        if not value:
            raise TargetError(f"{self.place}: the key {key!r} is missing")
        return value

    def optional(self, key: str) -> str | None:
        value = self.values.get(key)
        if value is None or isinstance(value, str):
            return value
        raise TargetError(f"{self.place}: {key!r} is not a string")

    def flag(self, key: str) -> bool:
        value = self.values.get(key, False)
        if isinstance(value, bool):
            return value
        raise TargetError(f"{self.place}: {key!r} is not true or false")

    def texts(self, key: str) -> tuple[str, ...]:
        found = [value for value in self._list(key) if isinstance(value, str)]
        if len(found) != len(self._list(key)):
            raise TargetError(f"{self.place}: {key!r} is not a list of strings")
        return tuple(found)

    def tables(self, key: str) -> tuple[_Table, ...]:
        return tuple(
            _Table(self._table(key, value), f"{self.place}: {key}[{n}]") for n, value in enumerate(self._list(key))
        )

    def _list(self, key: str) -> list[object]:
        value = self.values.get(key, [])
        if isinstance(value, list):
            return cast("list[object]", value)
        raise TargetError(f"{self.place}: {key!r} is not a list")

    def _table(self, key: str, value: object) -> dict[str, object]:
        if isinstance(value, dict):
            return cast("dict[str, object]", value)
        raise TargetError(f"{self.place}: {key!r} is not a list of tables")
