"""The names that a file gives to schemas in it: `$id`, a base address for what is inside, and `$anchor`."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urljoin

from apigen.report import Pointer
from apigen.spec.document import Json, value_at


@dataclass(frozen=True, slots=True)
class Embedded:
    """What a file names. `ids` are absolute as far as the file says, without a fragment."""

    value: Json
    ids: dict[str, Pointer] = field(default_factory=dict[str, Pointer])
    anchors: dict[str, Pointer] = field(default_factory=dict[str, Pointer])

    def scope(self, at: Pointer) -> tuple[Pointer, str]:
        """Return the schema with an `$id` that is around a pointer, and its address; the file itself where none is."""
        found: Pointer = ()
        base, value = _base(self.value, ""), self.value
        if not self.ids:
            return found, base
        for end, token in enumerate(at, 1):
            value = value_at({"": value}, ("", token))
            inner = _base(value, base)
            if inner != base:
                found, base = at[:end], inner
        return found, base

    def identified(self, ref: str, at: Pointer) -> Pointer | None:
        """Return what a reference at a pointer names by its `$id`, without regard to its fragment."""
        return self.ids.get(_joined(self.scope(at)[1], ref.partition("#")[0])) if self.ids else None


def read_embedded(value: Json) -> Embedded:
    """Return the names in a file."""
    found = Embedded(value)
    stack: list[tuple[Pointer, str, Json]] = [((), "", value)]
    while stack:
        pointer, base, each = stack.pop()
        if isinstance(each, list):
            stack.extend(
                [((*pointer, str(i)), base, item) for i, item in enumerate(each) if isinstance(item, dict | list)]
            )
        elif isinstance(each, dict):
            inner = _base(each, base)
            if inner != base:
                found.ids.setdefault(inner, pointer)
            for anchor in (each.get("$anchor"), each.get("$dynamicAnchor")):
                if isinstance(anchor, str):
                    found.anchors.setdefault(anchor, pointer)
            stack.extend(
                [((*pointer, key), inner, item) for key, item in each.items() if isinstance(item, dict | list)]
            )
    return found


def _base(value: Json, base: str) -> str:
    """Return the base address inside an object: its own `$id` or, for the document (OpenAPI 3.2), `$self`."""
    own = value.get("$id", value.get("$self")) if isinstance(value, dict) else None
    return _joined(base, own).partition("#")[0] if isinstance(own, str) else base


def _joined(base: str, written: str) -> str:
    try:
        return urljoin(base, written)
    except ValueError:
        return written
