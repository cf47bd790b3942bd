"""A parsed contract: one JSON value, with its text kept so that a pointer can be shown as a place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias
from urllib.parse import unquote

from apigen.report import Place, Pointer

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


class Places(Protocol):
    """Finds pointers in the text that they came from. Costs a second parse, so it is asked only when there is something to show."""

    def find(self, pointers: frozenset[Pointer]) -> dict[Pointer, Place]:
        """Return the place of each pointer; of the nearest ancestor that exists where the pointer itself does not."""
        ...

    def line(self, place: Place) -> str:
        """Return the text of the place's line, without its end."""
        ...


@dataclass(frozen=True, slots=True)
class Document:
    """The author's contract: `value` is its root, all `$ref`s in it are local, `version` is (major, minor)."""

    value: dict[str, Json]
    version: tuple[int, int]
    file: str
    places: Places = field(compare=False, repr=False)

    def at(self, pointer: Pointer) -> Json:
        """Return the value at a pointer. Raises `LookupError` if there is none."""
        return value_at(self.value, pointer)

    def follow(self, pointer: Pointer) -> Pointer:
        """Return where the chain of `$ref`s at a pointer ends; the pointer itself where there is none.

        A `$ref` with siblings that matter is not followed: see `ir`. Raises `LookupError` for a
        dangling or circular chain (the checks report both before anything else asks).
        """
        return follow(self.value, pointer)


def value_at(root: Mapping[str, Json], pointer: Pointer) -> Json:
    """Return the value at a pointer. Raises `LookupError` if there is none."""
    value: Json = root if isinstance(root, dict) else dict(root)
    for token in pointer:
        if isinstance(value, dict):
            value = value[token]
        elif isinstance(value, list) and token.isdecimal() and len(token) < 10:
            value = value[int(token)]
        else:
            raise LookupError(token)
    return value


def found_at(root: Mapping[str, Json], pointer: Pointer) -> Json:
    """Return the value at a pointer; null if there is none."""
    try:
        return value_at(root, pointer)
    except LookupError:
        return None


def follow(root: Mapping[str, Json], pointer: Pointer) -> Pointer:
    """Return where the chain of `$ref`s at a pointer ends: see `Document.follow`."""
    seen = {pointer}
    while True:
        value = value_at(root, pointer)
        if not isinstance(value, dict) or not isinstance(value.get("$ref"), str):
            return pointer
        target = local_pointer(str(value["$ref"]))
        if target is None or target in seen:
            raise LookupError(value["$ref"])
        seen.add(target)
        pointer = target


def local_pointer(ref: str) -> Pointer | None:
    """Return the pointer that a local reference such as `#/components/schemas/Pet` names, else None.

    Tokens are percent-decoded (RFC 6901 section 6), then `~1` and `~0` are.
    """
    if ref == "#":
        return ()
    if not ref.startswith("#/"):
        return None
    return tuple(unquote(token).replace("~1", "/").replace("~0", "~") for token in ref[2:].split("/"))


def pointer_text(pointer: Pointer) -> str:
    """Return a pointer in its written form: `#/paths/~1pets/get`."""
    return "#" + "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in pointer)
