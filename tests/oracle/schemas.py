"""Values against an author's schemas, with `jsonschema`: valid, not valid, or what the texts leave open and why.

Draft 4 with `nullable` for OpenAPI 3.0, Draft 2020-12 for later versions. Each value is judged twice: what is doubtful
is let through the first time, and refused the second. Where the two differ, it is the doubt that decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, TypeAlias

from jsonschema import Draft4Validator, Draft202012Validator, ValidationError, validators

from .document import Contract
from .formats import DOUBTFUL, EXACT, INTEGERS

_ECMA_ONLY = re.compile(r"\\[pPuxcZAzbB]|\(\?[<P]|\\[dwsDWS].*|\[\^?\]")
"""What a pattern has that Python and ECMAScript may read in two ways."""

Doubt: TypeAlias = Callable[[str], Iterator[ValidationError]]
"""Takes a reason for which a value may be wrong."""


@dataclass(frozen=True)
class Judged:
    """What is to be said of a value: `ok` is `None` where that is open, and `why` the reason, or an example of an error."""

    ok: bool | None
    why: str = ""


class Schemas:
    """The schemas of a contract, as they apply to what a server receives."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._doubts: set[str] = set()
        base = Draft4Validator if contract.is_3_0 else Draft202012Validator
        extend: Callable[..., Any] = validators.extend
        self._lenient, self._strict = (
            extend(base, self._keywords(base, refuse=refuse))(dict(contract.document)) for refuse in (False, True)
        )

    def judge(self, schema: Any, value: Any) -> Judged:
        """Return what the schema says of a value."""
        self._doubts.clear()
        try:
            lenient = next(self._lenient.evolve(schema=schema).iter_errors(value), None)
            strict = next(self._strict.evolve(schema=schema).iter_errors(value), None)
        except RecursionError:
            return Judged(None, "a schema that never ends")
        if (lenient is None) != (strict is None):
            return Judged(None, sorted(self._doubts)[0] if self._doubts else "a doubt")
        return Judged(
            lenient is None, "" if lenient is None else f"{list(lenient.absolute_path)}: {lenient.message[:200]}"
        )

    def _keywords(self, base: Any, *, refuse: bool) -> Mapping[str, Callable[..., Iterator[ValidationError]]]:
        def doubt(reason: str) -> Iterator[ValidationError]:
            self._doubts.add(reason)
            if refuse:
                yield ValidationError(reason)

        return {
            "type": partial(_type, base.VALIDATORS["type"], self._contract.is_3_0),
            "required": partial(self._required, doubt),
            "format": partial(_format, doubt),
            "pattern": partial(_pattern, doubt),
            "multipleOf": _multiple_of,
            "discriminator": partial(self._discriminator, doubt),
            "enum": partial(_enum, base.VALIDATORS["enum"], doubt),
            **{word: partial(self._composed, base.VALIDATORS[word], doubt) for word in ("allOf", "anyOf", "oneOf")},
        }

    def _composed(
        self, base: Callable[..., Any], doubt: Doubt, validator: Any, branches: Any, value: Any, schema: Any
    ) -> Iterator[ValidationError]:
        """Where no type stands beside it, `nullable` lets null through up to 3.0.2, and does nothing from 3.0.3 on."""
        if value is None and self._contract.is_3_0 and schema.get("nullable") is True and "type" not in schema:
            yield from doubt("nullable without a type")
        else:
            yield from base(validator, branches, value, schema) or ()

    def _required(self, doubt: Doubt, _: Any, names: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
        """Of what is readOnly, `required` holds for responses only (3.0, Schema Object); later versions are silent."""
        if not isinstance(value, dict) or not isinstance(names, list):
            return
        for name in names:
            if name in value:
                continue
            own = schema.get("properties", {}).get(name)
            if own is not None and self._is_read_only(own):
                if not self._contract.is_3_0:
                    yield from doubt("a required readOnly property is missing, in 3.1")
            elif own is None and self._somewhere_read_only(name):
                yield from doubt("a required property is missing that is readOnly elsewhere")
            else:
                yield ValidationError(f"{name!r} is required")

    def _is_read_only(self, schema: Any) -> bool:
        found = self._contract.resolved(schema)
        below = found.get("allOf", ()) if isinstance(found, dict) else ()
        return isinstance(found, dict) and (found.get("readOnly") is True or any(map(self._is_read_only, below)))

    def _somewhere_read_only(self, name: str) -> bool:
        schemas = self._contract.document.get("components", {}).get("schemas", {}).values()
        owners = [part for each in schemas if isinstance(each, dict) for part in (each, *each.get("allOf", ()))]
        found = [each["properties"][name] for each in owners if name in (each.get("properties") or ())]
        return any(map(self._is_read_only, found))

    def _discriminator(
        self, doubt: Doubt, validator: Any, said: Any, value: Any, schema: Any
    ) -> Iterator[ValidationError]:
        """A discriminator is a hint, not a rule: what contradicts it is open (OpenAPI, Discriminator Object)."""
        name = said.get("propertyName") if isinstance(said, dict) else None
        if not isinstance(value, dict) or name is None:
            return
        tag = value.get(name)
        if tag is None:
            yield from doubt("an object without its discriminator")
            return
        target = self._named(tag, said.get("mapping") or {}) if isinstance(tag, str) else None
        branches = [each.get("$ref") for each in (*schema.get("oneOf", ()), *schema.get("anyOf", ()))]
        if target is None or (branches and target not in branches):
            yield from doubt("a discriminator that names no schema")
            return
        parts = [{"$ref": target}] if branches else self._own(target)
        if any(next(validator.descend(value, part), None) is not None for part in parts):
            yield from doubt("an object that is not what its discriminator says")

    def _named(self, tag: str, mapping: Mapping[str, str]) -> str | None:
        target = mapping.get(tag, tag)
        if target.startswith("#"):
            return target
        return f"#/components/schemas/{target}" if target in self._contract.document["components"]["schemas"] else None

    def _own(self, target: str) -> list[Any]:
        """Return what an heir says of itself, beside what it takes from the discriminator's owner."""
        found = self._contract.resolved({"$ref": target})
        own = {key: each for key, each in found.items() if key not in ("allOf", "discriminator")}
        return [own, *(each for each in found.get("allOf", ()) if "$ref" not in each)]


def _type(
    base: Callable[..., Any], has_nullable: bool, validator: Any, types: Any, value: Any, schema: Any
) -> Iterator[ValidationError]:
    if value is None and has_nullable and schema.get("nullable") is True:
        return
    yield from base(validator, types, value, schema) or ()


def _enum(
    base: Callable[..., Any], doubt: Doubt, validator: Any, values: Any, value: Any, schema: Any
) -> Iterator[ValidationError]:
    yield from base(validator, values, value, schema) if values else doubt("an enum without values")


def _format(doubt: Doubt, _: Any, name: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        if name in INTEGERS and not -INTEGERS[name] <= value < INTEGERS[name]:
            # The formats of integers are defined for `type: integer` (3.0, Data Types).
            is_integer = "integer" in schema.get("type", "")
            yield from (
                [ValidationError(f"{value} is not {name}")] if is_integer else doubt(f"whether a number is {name}")
            )
        return
    if not isinstance(value, str):
        return
    if name in EXACT:
        found = EXACT[name](value)
        if found is None:
            yield from doubt(f"whether a text is {name}")
        elif not found:
            yield ValidationError(f"{value!r} is not {name}")
    elif name in DOUBTFUL and not DOUBTFUL[name].fullmatch(value):
        yield from doubt(f"whether a text is {name}")


def _pattern(doubt: Doubt, _: Any, pattern: Any, value: Any, __: Any) -> Iterator[ValidationError]:
    if not isinstance(value, str):
        return
    try:
        found = re.search(re.sub(r"(?<!\\)\$(?=$|\))", r"\\Z", pattern), value, re.ASCII)
    except re.error:
        yield from doubt("a pattern that Python does not know")
        return
    if not value.isascii() and _ECMA_ONLY.search(pattern):
        yield from doubt("characters beyond ASCII and a pattern's classes")
    elif found is None:
        yield ValidationError(f"{value!r} does not match {pattern!r}")


def _multiple_of(_: Any, step: Any, value: Any, __: Any) -> Iterator[ValidationError]:
    """Numbers are decimal: 0.3 is a multiple of 0.1."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        ratio = Decimal(str(value)) / Decimal(str(step))
        if ratio != ratio.to_integral_value():
            yield ValidationError(f"{value} is not a multiple of {step}")
