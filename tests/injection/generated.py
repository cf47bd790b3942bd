"""What generating a contract in memory gives, and what a hostile text may not change in it."""

from __future__ import annotations

import ast
import hashlib
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from apigen.contract.examples import make_examples
from apigen.ir.lower import lower
from apigen.names.assign import assign_names
from apigen.python.package import build_view
from apigen.render.engine import render
from apigen.render.files import RenderedFile
from apigen.render.format import format_files
from apigen.render.targets import RUNTIME_FOLDER, Target, default_of, discover, resolve, templates_root
from apigen.report import ContractError, Report, Severity
from apigen.spec.check import check
from apigen.spec.document import Json
from apigen.spec.load import parse

_ON_DEMAND: Final = frozenset({"builtins", "datetime", "uuid", "typing_extensions", "unanswered"})
"""What generated code imports or calls only for some contracts."""


@dataclass(frozen=True, slots=True)
class Generated:
    """The files of a package, and its name."""

    package: str
    files: tuple[RenderedFile, ...]
    contract: Json

    def python(self) -> Iterator[str]:
        """Yield the text of each Python file that is rendered."""
        for file in self.files:
            if file.path.endswith(".py") and f"/{RUNTIME_FOLDER}/" not in file.path:
                yield file.text


@cache
def _tree(text: str) -> ast.Module:
    return ast.parse(text)


@cache
def _hidden(text: str) -> frozenset[str]:
    """Return the characters of a text that a reader would not see."""
    return frozenset(char for char in text if not (char.isprintable() or char == "\n"))


@cache
def targets() -> tuple[Target, ...]:
    """Return the default targets."""
    found = discover(templates_root())
    return resolve(found, default_of(found, "server"), next(iter(default_of(found, "client"))))


def generate(contract: Json, *, formatted: bool = False) -> Generated | None:
    """Generate a contract in memory; `None` if it is refused, which its report must explain."""
    report = Report()
    text = json.dumps(contract)
    try:
        document = parse(text.encode(), file="contract.json", report=report)
        check(document, report)
        report.stop_on_errors()
        api = lower(document, report)
        report.stop_on_errors()
        names = assign_names(api, report)
        view = build_view(api, names, make_examples(api, report))
        report.stop_on_errors()
    except ContractError:
        assert report.count(Severity.ERROR), "refused without a reason"
        return None
    files = render(targets(), view, view.package)
    return Generated(view.package, tuple(format_files(files) if formatted else files), json.loads(text))


def check_texts(found: Generated) -> None:
    """Assert what holds for every contract: all files can be read, and show on a screen what they are."""
    for file in found.files:
        parts = file.path.split("/")
        assert ".." not in parts and all(parts) and file.path.isprintable() and "\\" not in file.path, file.path
        if file.path.endswith(".json"):
            value = json.loads(file.text)
            if file.path.endswith("_contract.json"):
                assert value == found.contract
            continue
        assert not _hidden(file.text), f"{file.path}: {_hidden(file.text)}"
        if file.path.endswith(".toml"):
            tomllib.loads(file.text)
    paths = [file.path.casefold() for file in found.files]
    assert len(paths) == len(set(paths))


def shape(found: Generated) -> str:
    """Return a digest of all that a text of the contract may not change: names, constants and docstrings are left out."""
    # Names decide the order of files that are written for each tag.
    shapes = sorted(_shape_of_text(text) for text in found.python())
    readme = next(file.text for file in found.files if file.path == "README.md")
    fences = sum(line.startswith("```") for line in readme.splitlines())
    return hashlib.sha256("".join([*shapes, str(fences)]).encode()).hexdigest()


@cache
def _shape_of_text(text: str) -> str:
    return hashlib.sha256(_shape_of(_tree(text)).encode()).hexdigest()


def _shape_of(node: ast.AST) -> str:
    """Return a syntax tree as text, without names, constants, docstrings and `pass`."""
    parts = [type(node).__name__]
    for name, value in ast.iter_fields(node):
        match value:
            case ast.AST():
                parts.append(f"{name}={_shape_of(value)}")
            case list():
                children = [each for each in value if isinstance(each, ast.AST) and not _says_nothing(each)]
                parts.append(f"{name}=[{','.join(map(_shape_of, children))}]")
            case int() if name == "level":
                parts.append(f"{name}={value}")
            case _:
                parts.append(f"{name}={value is None and name != 'value'}")
    return f"({' '.join(parts)})"


def _says_nothing(node: ast.AST) -> bool:
    if isinstance(node, ast.Pass):
        return True
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def reach(found: Generated) -> set[str]:
    """Return what the code imports absolutely and calls, without what it defines itself."""
    used, defined = set[str](), {found.package, "app"}
    for text in found.python():
        reached, own = _reach_of(text)
        used |= reached
        defined |= own
    return used - defined - _ON_DEMAND


@cache
def _reach_of(text: str) -> tuple[frozenset[str], frozenset[str]]:
    reached, own = set[str](), set[str]()
    for node in ast.walk(_tree(text)):
        match node:
            case ast.Import(names=names):
                reached.update(each.name for each in names)
            case ast.ImportFrom(module=str() as module, level=0):
                reached.add(module.partition(".")[0])
            case ast.Call(func=called):
                reached.add(ast.unparse(called).rpartition(".")[2])
            case ast.ClassDef(name=name):
                own.add(name)
            case _:
                pass
    return frozenset(reached), frozenset(own)
