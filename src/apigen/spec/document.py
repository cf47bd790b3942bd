"""A contract as its author wrote it, and as the stages read it: JSON values whose pointers can be shown as places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias
from urllib.parse import quote, unquote

from apigen.report import Diagnostic, Place, Pointer
from apigen.spec.origins import MovedPlaces

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
class Bundle:
    """A contract as its author wrote it, in one piece: what other files held stands under the root's components.

    `version` is (major, minor), `file` the name to show for the root, and `parts` are the other files, relative to its
    folder. `gaps` are references that stay as they are, for what they lead to cannot be had: where each stands, and what
    to report of it. `left_out` are the methods, by path, of the operations that it had before it was narrowed.
    """

    value: dict[str, Json]
    version: tuple[int, int]
    file: str
    places: Places = field(compare=False, repr=False)
    parts: tuple[str, ...] = ()
    gaps: Mapping[Pointer, Diagnostic] = field(default_factory=dict[Pointer, Diagnostic], repr=False)
    left_out: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])


@dataclass(frozen=True, slots=True)
class Document:
    """A contract as the stages read it: OpenAPI 3, in which every `$ref` is a local JSON pointer.

    `version` is the one whose rules `value` follows: Swagger 2.0 has become 3.0. Where it differs from the author's
    `bundle`, `origins` say where its parts stand there.
    """

    value: dict[str, Json]
    version: tuple[int, int]
    bundle: Bundle
    origins: Mapping[Pointer, Pointer] = field(default_factory=dict[Pointer, Pointer], repr=False)

    @property
    def file(self) -> str:
        """The name to show for the contract's file."""
        return self.bundle.file

    @property
    def places(self) -> Places:
        """What finds pointers of this document in the author's text."""
        return MovedPlaces(self.bundle.places, self.origins) if self.origins else self.bundle.places

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


def reference_to(pointer: Pointer) -> str:
    """Return the `$ref` that leads to a pointer: what a fragment cannot hold is percent-encoded (RFC 6901, section 6)."""
    return "#" + quote(pointer_text(pointer)[1:], safe="/~!$&'()*+,;=:@?")
