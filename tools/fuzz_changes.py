"""A contract to one that is a little different: parts go, move, repeat, refer to each other, or are something else."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

Site: TypeAlias = tuple[Any, Any]
"""An object and a key of it, or a list and an index."""

TEXTS: Final = (
    "", " ", "\n", "\x00", "\ud800", "\u202e", "\u2028", "\ufeff", "𝒳", "ﬁ", "K", "..", "/", "#", "~", "~2", "{}", "{{7*7}}", "{id}",
    "/{id}/{id}", "%", "%zz", "\"'\\", '"""', "class", "None", "self", "__class__", "model_config", "con", "-", "1", "x-", "$ref",
    "get", "200", "2XX", "99", "default", "application/json", "*/*", "a/b;c", "(", "^(a+)+$", "\\p{L}", "[", "date-time", "binary",
    "object", "string", "null", "file", "path", "query", "body", "formData", "multi", "deepObject", "http://[", "//", "https://x/{y}",
    "#/components/schemas/None", "#/definitions", "#/~1", "a" * 5000,
)  # fmt: skip
VALUES: Final[tuple[Any, ...]] = (
    None, True, False, 0, 1, -1, 0.5, -0.0, 1e308, 10**30, -(10**400), [], {}, [[]], [{}], [None], {"": {}}, {"type": []}, {"$ref": "#"},
    {"$ref": ""}, {"$ref": 1}, {"$ref": "#/paths"}, {"type": "object"}, {"type": ["null"]}, {"allOf": []}, {"not": {}}, {"const": None},
    {"enum": []}, {"items": False}, {"additionalProperties": {}}, {"oneOf": [{}, {}]}, {"discriminator": {"propertyName": "a"}},
    {"properties": {"a": True}, "required": ["a", "b"]}, {"$dynamicRef": "#a"}, {"$id": "a", "$anchor": "b"}, {"$schema": "x"},
)  # fmt: skip
VERSIONS: Final = ("2.0", "3.0.0", "3.0.4", "3.1.0", "3.2.0", "3.9.0", 3.1, None)
WRAPPERS: Final = ("allOf", "anyOf", "oneOf", "items", "additionalProperties", "not", "schema", "x-deep")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The keys that contracts have, each with values that it was seen with."""

    entries: Sequence[tuple[str, Any]]

    @staticmethod
    def of(contracts: Iterable[Any]) -> Vocabulary:
        """Return what is in some contracts."""
        seen: dict[str, list[Any]] = {}
        for contract in contracts:
            for parent, key in sites(contract):
                if isinstance(key, str) and len(known := seen.setdefault(key, [])) < 5:
                    known.append(parent[key])
        return Vocabulary([(key, value) for key, values in seen.items() for value in values])


def changed(contract: dict[str, Any], vocabulary: Vocabulary, chance: random.Random) -> dict[str, Any]:
    """Return a contract after a few changes."""
    contract = copied(contract)
    for _ in range(chance.choice((1, 1, 1, 1, 2, 5))):
        places = list(sites(contract))
        if places:
            _change(contract, places, vocabulary, chance)
    return contract


def sites(value: Any) -> Iterator[Site]:
    """Yield every place of a value, those of outer parts first."""
    pending = [value]
    while pending:
        found = pending.pop()
        for key in found if isinstance(found, dict) else range(len(found)):
            yield found, key
            if isinstance(found[key], (dict, list)):
                pending.append(found[key])


def copied(value: Any) -> Any:
    """Return a copy of a value, however deep it is."""
    if not isinstance(value, (dict, list)):
        return value
    whole = value.copy()
    pending = [whole]
    while pending:
        found = pending.pop()
        for key in found if isinstance(found, dict) else range(len(found)):
            if isinstance(found[key], (dict, list)):
                found[key] = found[key].copy()
                pending.append(found[key])
    return whole


def _change(contract: dict[str, Any], places: Sequence[Site], vocabulary: Vocabulary, chance: random.Random) -> None:
    parent, key = chance.choice(places)
    other_parent, other = chance.choice(places)
    match chance.randrange(11):
        case 0:
            del parent[key]
        case 1:
            parent[key] = copied(chance.choice(VALUES))
        case 2:
            parent[key] = chance.choice(TEXTS)
        case 3:
            parent[key] = copied(other_parent[other])
        case 4 if isinstance(parent, dict):
            parent[chance.choice((chance.choice(TEXTS), str(key).upper(), f"{key} "))] = copied(parent[key])
        case 4:
            parent.append(copied(parent[key]))
        case 5 if isinstance(parent, dict):
            parent[chance.choice((chance.choice(TEXTS), chance.choice(vocabulary.entries)[0]))] = parent.pop(key)
        case 6:
            parent[key] = {"$ref": _reference(contract, chance)}
        case 7:
            wrapper = chance.choice(WRAPPERS)
            for _ in range(chance.choice((1, 1, 2, 30, 130))):
                parent[key] = {wrapper: [parent[key]] if wrapper.endswith("Of") else parent[key]}
        case 8 if isinstance(other_parent, dict):
            name, value = chance.choice(vocabulary.entries)
            other_parent[name] = copied(value)
        case 9:
            contract.pop("openapi", None), contract.pop("swagger", None)
            version = chance.choice(VERSIONS)
            contract["swagger" if version == "2.0" else "openapi"] = version
        case _:
            parent[key], other_parent[other] = _swapped(parent[key], other_parent[other])


def _swapped(one: Any, other: Any) -> tuple[Any, Any]:
    """Return copies the other way round: one may be a part of the other."""
    return copied(other), copied(one)


def _reference(contract: Any, chance: random.Random) -> str:
    """Return a reference to anywhere in a contract."""
    pointer, value = "#", contract
    while isinstance(value, (dict, list)) and value and chance.random() < 0.8:
        key = chance.choice(list(value)) if isinstance(value, dict) else chance.randrange(len(value))
        pointer += "/" + str(key).replace("~", "~0").replace("/", "~1")
        value = value[key]
    return pointer


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return bytes of which a few are gone, are others, or are there twice."""
    text = bytearray(data)
    for _ in range(chance.choice((1, 2, 5))):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice((1, 1, 10, 200)))
        piece = text[start:end]
        text[start:end] = chance.choice((b"", piece * 2, bytes([chance.randrange(256)]), chance.choice(TEXTS).encode(errors="surrogatepass")))  # fmt: skip
    return bytes(text)
