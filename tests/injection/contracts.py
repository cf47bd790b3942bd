"""The contract whose strings are replaced, and the places where they stand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal, TypeAlias

from apigen.report import Pointer, Report
from apigen.spec.document import Json
from apigen.spec.load import load

CONTRACT: Final = Path(__file__).parent / "contract.yaml"
_MARKER: Final = re.compile("«([^»]*)»")

Position: TypeAlias = str | tuple[Literal["key", "value"], Pointer]
"""A name between guillemets, wherever it occurs; or one string by itself, named by its pointer."""


def marked() -> Json:
    """Return the contract with its markers."""
    return load(CONTRACT, Report()).value


def markers(contract: Json) -> list[str]:
    """Return the names between guillemets, in order."""
    return list(dict.fromkeys(_MARKER.findall(json.dumps(contract, ensure_ascii=False))))


def strings(contract: Json, at: Pointer = ()) -> Iterator[Position]:
    """Yield every string by itself, keys and values."""
    if isinstance(contract, dict):
        for key, value in contract.items():
            yield "key", (*at, key)
            yield from strings(value, (*at, key))
    elif isinstance(contract, list):
        for index, value in enumerate(contract):
            yield from strings(value, (*at, str(index)))
    elif isinstance(contract, str):
        yield "value", at


def contract_with(contract: Json, position: Position | None, text: str) -> Json:
    """Return the contract with a text in a position, and each other marker replaced by a name of its own."""
    if isinstance(position, tuple):
        contract = _replaced(contract, position[0], position[1], text)
        position = None
    return _filled(contract, position, text)


def _filled(contract: Json, marker: str | None, text: str, *, reference: bool = False) -> Json:
    if isinstance(contract, dict):
        return {
            str(_filled(key, marker, text)): _filled(value, marker, text, reference=_is_reference(key, value))
            for key, value in contract.items()
        }
    if isinstance(contract, list):
        return [_filled(each, marker, text) for each in contract]
    if not isinstance(contract, str):
        return contract
    reference = reference or contract.startswith("#/")

    def fill(found: re.Match[str]) -> str:
        name: str = found[1]
        value = text if name == marker else name.replace(" ", "-")
        return _escaped(value) if reference else value

    return _MARKER.sub(fill, contract)


def _is_reference(key: str, value: Json) -> bool:
    return key == "$ref" and isinstance(value, str)


def _escaped(text: str) -> str:
    """Return a text as a token of a JSON Pointer in a URI fragment."""
    return text.replace("~", "~0").replace("/", "~1").replace("%", "%25")


def _replaced(contract: Json, kind: str, pointer: Pointer, text: str) -> Json:
    if not pointer:
        return text
    head, *rest = pointer
    if isinstance(contract, list):
        return [
            _replaced(each, kind, tuple(rest), text) if str(index) == head else each
            for index, each in enumerate(contract)
        ]
    assert isinstance(contract, dict)
    if kind == "key" and not rest:
        return {text if key == head else key: value for key, value in contract.items()}
    return {key: _replaced(value, kind, tuple(rest), text) if key == head else value for key, value in contract.items()}
