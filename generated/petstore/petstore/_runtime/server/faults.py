"""What is wrong with a value, fault by fault: where no alternative fits, what is wrong with the one that is meant.

A validator that lists errors lists those of all alternatives, and of theirs: twice as many with each level of a recursive
schema, so that a short text keeps it busy for hours. Here alternatives are looked at one level after the other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from jsonschema_rs import ValidationError, ValidationErrorKind, Validator

Schema: TypeAlias = "dict[str, Any] | bool"
Path: TypeAlias = tuple[str | int, ...]
Compile: TypeAlias = Callable[[dict[str, Any], dict[str, Any]], Validator]
"""Returns the validator of a document that has keywords of its own."""

_KEYWORD: Final = "x-alternatives"
_MOST_NESTED: Final = 10
"""How many alternatives within alternatives are looked into."""
_SINGLES: Final = frozenset({"items", "additionalProperties", "then", "else"})
_LISTS: Final = frozenset({"allOf", "prefixItems"})
_MAPS: Final = frozenset({"properties", "patternProperties", "dependentSchemas"})
_WHOLE: Final = frozenset({"unevaluatedItems", "unevaluatedProperties"})
"""Keywords that see what alternatives have seen."""


class Fault(NamedTuple):
    """What is wrong, where in the value, and the keyword that says so."""

    path: Path
    message: str
    keyword: str


class Faults:
    """Lists what is wrong with values for schemas, each at a position of one document."""

    def __init__(
        self,
        definitions: Mapping[str, Schema],
        positions: Mapping[str, Schema],
        *,
        compiled: Compile,
        target: Callable[[str], Schema],
    ) -> None:
        """`target` returns what a reference leads to."""
        shallow = _Shallow(target)
        own = {name: shallow.schema(each) for name, each in definitions.items()}
        properties = {key: shallow.schema(each) for key, each in positions.items()}
        for n, union in enumerate(shallow.unions):
            properties |= {f"{n}/{i}": branch for i, branch in enumerate(union.branches)}
        self._unions = shallow.unions
        truths = {str(n): union.schema for n, union in enumerate(self._unions)}
        truth = compiled({"definitions": definitions, "properties": truths}, {})
        document = {"definitions": definitions, "shallow": own, "properties": properties}
        self._validator = compiled(document, {_KEYWORD: _keyword(truth)})

    def of(self, key: str, value: object) -> Iterator[Fault]:
        """Yield what is wrong with a value for the schema of a position."""
        yield from self._listed(self._validator.iter_errors({key: value}), (), 0)

    def _listed(self, errors: Iterator[ValidationError], path: Path, nested: int) -> Iterator[Fault]:
        for error in errors:
            at = (*path, *error.instance_path[1:])
            match error.kind:
                case ValidationErrorKind.Custom(keyword=keyword, message=number) if keyword == _KEYWORD:
                    yield from self._of_alternatives(int(number), error.instance, at, nested + 1)
                case kind:
                    yield Fault(at, error.message, kind.name)

    def _of_alternatives(self, number: int, value: object, path: Path, nested: int) -> Iterator[Fault]:
        keys = [f"{number}/{i}" for i in range(len(self._unions[number].branches))]
        branches = [[*self._validator.iter_errors({key: value})] for key in keys] if nested <= _MOST_NESTED else []
        of_type = [branch for branch in branches if not _mistyped(branch)]
        likely = [branch for branch in of_type if not _refused(branch, 1)]
        # What has the value of an alternative's own in one of its properties is meant for that one.
        meant = [branch for branch in likely if not _refused(branch, 2)]
        only = meant if len(meant) == 1 else likely
        choices = [] if meant else _choices(likely or of_type, 2 if likely else 1)
        types = [] if of_type else [name for branch in branches for name in _mistyped(branch)]
        if len(only) == 1 and only[0]:
            yield from self._listed(iter(only[0]), path, nested)
        elif choices:
            at, found = (*path, *choices[0].instance_path[1:]), choices[0].instance
            options = dict.fromkeys(_text(option) for each in choices for option in _values(each))
            yield Fault(at, f"{_text(found)} is not one of {', '.join(options)}", "enum")
        elif types:
            yield Fault(path, f"{_text(value)} is not of types {', '.join(dict.fromkeys(map(_text, types)))}", "type")
        else:
            several = branches.count([]) > 1
            fits = "fits more than one of the alternatives" if several else "fits none of the alternatives"
            yield Fault(path, f"{_text(value)} {fits}", self._unions[number].keyword)


class _Union(NamedTuple):
    """A choice: its keyword, the schema that makes it, and its alternatives without those that they have."""

    keyword: str
    schema: dict[str, Any]
    branches: list[Schema]


class _Shallow:
    """Writes schemas anew with a keyword of ours, which leads to a choice, in the place of each."""

    def __init__(self, target: Callable[[str], Schema]) -> None:
        self._target = target
        self.unions: list[_Union] = []

    def schema(self, schema: Schema) -> Schema:
        """Return a schema without its choices. What heeds these as a whole is left out with them."""
        if isinstance(schema, bool):
            return schema
        found: dict[str, Any] = {}
        for key, each in schema.items():
            if key == "$ref":
                found[key] = str(each).replace("#/definitions/", "#/shallow/", 1)
            elif key in _SINGLES:
                found[key] = self.schema(each)
            elif key in _LISTS:
                found[key] = [self.schema(part) for part in each]
            elif key in _MAPS:
                found[key] = {name: self.schema(part) for name, part in each.items()}
            elif key in ("oneOf", "anyOf"):
                found.setdefault(_KEYWORD, []).append(self._number(key, each))
            elif key in _WHOLE:
                found |= {} if self._chooses(schema, set()) else {key: self.schema(each)}
            else:
                found[key] = each
        return found

    def _chooses(self, schema: Schema, seen: set[int]) -> bool:
        """Tell whether a schema has a choice for the value itself, in whatever it is composed of."""
        if isinstance(schema, bool) or id(schema) in seen:
            return False
        seen.add(id(schema))
        parts: list[Schema] = [*schema.get("allOf", ()), *schema.get("dependentSchemas", {}).values()]
        parts += [schema[key] for key in ("then", "else") if key in schema]
        parts += [self._target(schema["$ref"])] if "$ref" in schema else []
        return "oneOf" in schema or "anyOf" in schema or any(self._chooses(part, seen) for part in parts)

    def _number(self, keyword: str, branches: Sequence[Schema]) -> int:
        number = len(self.unions)
        union = _Union(keyword, {keyword: branches}, [])
        self.unions.append(union)
        union.branches.extend(map(self.schema, branches))
        return number


def _keyword(truth: Validator) -> type:
    """Return the keyword, for which a value is right if it is so for the choice that it leads to."""

    class Alternatives:
        def __init__(self, parent: object, numbers: list[int], path: object) -> None:
            self._keys = [str(number) for number in numbers]

        def validate(self, value: Any) -> None:
            for key in self._keys:
                if not truth.is_valid({key: value}):
                    raise ValueError(key)

    return Alternatives


def _mistyped(branch: Sequence[ValidationError]) -> list[str]:
    """Return the types of an alternative that a value has not."""
    found: list[str] = []
    for each in branch:
        if isinstance(each.kind, ValidationErrorKind.Type) and len(each.instance_path) == 1:
            found += each.kind.types
    return found


def _refused(branch: Sequence[ValidationError], depth: int) -> dict[Path, ValidationError]:
    """Return the values so deep that are none of those that an alternative has."""
    kinds = (ValidationErrorKind.Enum, ValidationErrorKind.Constant)
    return {
        tuple(each.instance_path[1:]): each
        for each in branch
        if len(each.instance_path) == depth and isinstance(each.kind, kinds)
    }


def _choices(branches: Sequence[Sequence[ValidationError]], depth: int) -> list[ValidationError]:
    """Return what the alternatives say of the one value so deep that they all refuse; nothing if there are more."""
    found = [_refused(branch, depth) for branch in branches]
    common = set[Path]().union(*found).intersection(*found)
    return [each[at] for at in common for each in found] if len(common) == 1 else []


def _values(error: ValidationError) -> Sequence[object]:
    match error.kind:
        case ValidationErrorKind.Enum(options):
            return options
        case ValidationErrorKind.Constant(value):
            return [value]
        case _:
            return []


def _text(value: object) -> str:
    """Return a value as JSON. One that has parts may be long, and is not repeated."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "an array"
    return json.dumps(value, ensure_ascii=False, default=str)
