"""Options that a project keeps in a file: `[tool.apigen]` of pyproject.toml, or apigen.toml.

`KEYS` is the one definition of what such a file can say. Its published schema is made from it, and a flag of the same
name has the same text of help.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from enum import Enum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from apigen.spec.document import Json

NATIVE: Final = "native"
LIBRARY: Final = "datamodel-code-generator"
EMITTERS: Final = (NATIVE, LIBRARY)
"""Who can make the models: apigen itself, or a library."""
_OURS: Final = re.compile(rb"^\s*\[+\s*tool\s*\.\s*apigen\b", re.MULTILINE)
_FILES: Final = ("apigen.toml", "pyproject.toml")


class OptionsError(ValueError):
    """The options cannot be used. The message says which, and why."""


class Form(StrEnum):
    """How findings are printed."""

    FULL = "full"
    CONCISE = "concise"
    JSON = "json"
    GITHUB = "github"


class Kind(Enum):
    """What a key holds; the value says so in messages."""

    TEXT = "a string"
    TEXTS = "a list of strings"
    SPEC = "the name of a file, or a URL"
    FOLDER = "the name of a folder"
    FOLDERS = "a list of names of folders"
    FLAG = "true or false"
    NUMBER = "a number"
    SEED = 'a whole number, or "random"'
    REPORTS = "a list of forms, each with a file"
    TABLES = "tables of strings, numbers and true or false"


@dataclass(frozen=True, slots=True)
class Key:
    """A key, and the flag of the same name; tables have none."""

    name: str
    kind: Kind
    about: str
    choices: tuple[str, ...] = ()


KEYS: Final = (
    Key("spec", Kind.SPEC, "The OpenAPI document, YAML or JSON: a file, a URL, or - for standard input."),
    Key("output", Kind.FOLDER, "Where to write. Default: generated/<package>."),
    Key("server", Kind.TEXTS, "The server to write, or none. May be repeated."),
    Key("client", Kind.TEXT, "The client to write, or none."),
    Key("package", Kind.TEXT, "The package's name. Default: kept, or made from the title."),
    Key("models", Kind.TEXT, "Who makes the models: apigen itself, or the library of that name.", EMITTERS),
    Key("no-app", Kind.FLAG, "Write the package only, and none of the files that are yours."),
    Key("include-tag", Kind.TEXTS, "Only the operations with this tag, or included otherwise. May be repeated."),
    Key("exclude-tag", Kind.TEXTS, "No operation with this tag, whatever includes it. May be repeated."),
    Key("include-path", Kind.TEXTS, "Only this path, or all that begin so: '/pets*'. May be repeated."),
    Key("include-operation", Kind.TEXTS, "Only this operationId, or 'GET /pets'. May be repeated."),
    Key("lenient", Kind.FLAG, "Leave out the operations that have errors, and list them."),
    Key("strict", Kind.FLAG, "Take warnings for errors."),
    Key("format", Kind.TEXT, "How findings are printed.", tuple(Form)),
    Key("allow-root", Kind.FOLDERS, "A folder that the contract may refer to, beside its own. May be repeated."),
    Key("allow-remote", Kind.TEXTS, "A host that may be read from, as name or name:port. May be repeated."),
    Key(
        "app",
        Kind.TEXT,
        "The ASGI or WSGI application to test, as module:attribute, or module:function() for what makes it.",
    ),
    Key("url", Kind.TEXT, "Instead, a server that is running."),
    Key(
        "auth",
        Kind.TEXTS,
        "The credential of a security scheme: scheme=value, or scheme=env:VARIABLE. May be repeated.",
    ),
    Key("header", Kind.TEXTS, "A header of every request: 'Name: value', or 'Name: env:VARIABLE'. May be repeated."),
    Key("examples", Kind.NUMBER, "How many requests to try an operation with, beside those that are not random."),
    Key("seed", Kind.SEED, "Which random requests: a number repeats those of an earlier run."),
    Key("max-time", Kind.NUMBER, "Seconds after which nothing more is sent. What is not finished then has not passed."),
    Key("timeout", Kind.NUMBER, "Seconds until a request that is not answered is given up."),
    Key(
        "strict-contract",
        Kind.FLAG,
        "Judge by the author's own responses, imply none, and list what contradicts itself.",
    ),
    Key("report", Kind.REPORTS, "A report to write: junit, har or html, with =FILE for another name. May be repeated."),
    Key(
        "pagination",
        Kind.TABLES,
        "How the pages of operations follow each other: a table for each operationId, or 'GET /pets'.",
    ),
)


def about(name: str) -> str:
    """Return what a key means: the text of its flag's help."""
    return next(key.about for key in KEYS if key.name == name)


def schema() -> dict[str, object]:
    """Return the JSON Schema of apigen.toml, and of `[tool.apigen]`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "apigen",
        "description": "The options of apigen: apigen.toml, or [tool.apigen] of pyproject.toml.",
        "type": "object",
        "additionalProperties": False,
        "properties": {key.name: _schema_of(key) for key in KEYS},
    }


def _schema_of(key: Key) -> dict[str, object]:
    described: dict[str, object] = {"description": key.about}
    if key.kind is Kind.FLAG:
        return described | {"type": "boolean"}
    if key.kind is Kind.NUMBER:
        return described | {"type": "number"}
    if key.kind is Kind.SEED:
        return described | {"oneOf": [{"type": "integer"}, {"const": "random"}]}
    if key.kind in (Kind.TEXTS, Kind.FOLDERS, Kind.REPORTS):
        return described | {"type": "array", "items": {"type": "string"}}
    if key.kind is Kind.TABLES:
        plain = {"type": ["string", "integer", "boolean"]}
        inner = {"type": "object", "additionalProperties": plain}
        return described | {"type": "object", "additionalProperties": inner}
    return described | {"type": "string"} | ({"enum": list(key.choices)} if key.choices else {})


def find_config(folder: Path) -> Path | None:
    """Return the nearest file that configures apigen, from a folder upwards to the root of its repository."""
    for each in (folder, *folder.parents):
        for name in _FILES:
            file = each / name
            # Every pyproject.toml is somebody's, few are ours: only those are parsed, and have to be right.
            if os.path.isfile(file) and (name == _FILES[0] or _is_ours(file)):
                return _from_here(file)
        if os.path.exists(each / ".git"):
            return None
    return None


def _is_ours(file: Path) -> bool:
    try:
        return _OURS.search(file.read_bytes()) is not None
    except OSError:
        return False


def _from_here(path: Path) -> Path:
    """Return a path as somebody in the current folder would write it."""
    try:
        return Path(os.path.relpath(path))
    except ValueError:  # another drive
        return path


def read_config(file: Path) -> dict[str, object]:
    """Return what a file says, by key; paths in it are relative to its folder. Raises `OptionsError`."""
    import tomllib

    text = _text(file)
    try:
        table: Json = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OptionsError(f"{file}: is not TOML: {error}") from None
    header = ""
    if file.name == "pyproject.toml":
        header = "[tool.apigen]"
        for name in ("tool", "apigen"):
            table = table.get(name, {}) if isinstance(table, dict) else None
    if not isinstance(table, dict):
        raise OptionsError(f"{file}: tool.apigen must be a table")
    folder = _from_here(file.parent)
    values: dict[str, object] = {}
    for name, value in table.items():
        try:
            values[name] = _value(name, value, folder)
        except OptionsError as error:
            raise OptionsError(f"{file}:{_line_of(name, text, header)}: {error}") from None
    return values


def _value(name: str, value: Json, folder: Path) -> object:
    """Return the value of a key as its flag takes it."""
    key = next((key for key in KEYS if key.name == name), None)
    if key is None:
        from apigen.spec.words import did_you_mean

        hint = did_you_mean(name, [key.name for key in KEYS])
        raise OptionsError(f"there is no key {name!r}" + (f": {hint}" if hint else ""))
    if key.choices and value not in key.choices:
        raise OptionsError(f"{name!r} cannot be {value!r}: choose from {', '.join(key.choices)}")
    match key.kind:
        case Kind.FLAG if isinstance(value, bool):
            return value
        case Kind.NUMBER if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        case Kind.SEED if value == "random" or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        case Kind.TEXT if isinstance(value, str):
            return value
        case Kind.SPEC if isinstance(value, str):
            return value if value == "-" or "://" in value else str(folder / value)
        case Kind.FOLDER if isinstance(value, str):
            return str(folder / value)
        case Kind.TEXTS | Kind.FOLDERS | Kind.REPORTS if isinstance(value, list):
            texts = [each for each in value if isinstance(each, str)]
            if len(texts) == len(value):
                return [_placed(each, key.kind, folder) for each in texts]
        case Kind.TABLES if isinstance(value, dict) and all(map(_is_plain, value.values())):
            return value
        case _:
            pass
    raise OptionsError(f"{name!r} must be {key.kind.value}")


def _placed(text: str, kind: Kind, folder: Path) -> str:
    """Return a text of a list; where it has a path, that is relative to the folder."""
    if kind is Kind.FOLDERS:
        return str(folder / text)
    form, equals, file = text.partition("=")
    return f"{form}={folder / file}" if kind is Kind.REPORTS and equals else text


def _is_plain(table: Json) -> bool:
    return isinstance(table, dict) and all(isinstance(each, str | int) for each in table.values())


def _line_of(name: str, text: str, header: str) -> int:
    """Return the line that a key stands in; the table's own, or the first, where it is written in another manner."""
    lines = text.splitlines()
    start = next((n for n, line in enumerate(lines, 1) if header and line.replace(" ", "").startswith(header)), 1)
    key = re.compile(rf"""\s*(?:\[[\w\s.]*)?["']?{re.escape(name)}["']?\s*[=.\]]""")
    return next((n for n, line in enumerate(lines, 1) if n >= start and key.match(line)), start)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise OptionsError(f"{file}: cannot be read: {reason}") from None
