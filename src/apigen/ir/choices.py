"""What a discriminator asks of each alternative beside it, as schemas for the validators (OpenAPI, Discriminator Object).

JSON Schema has no word for it, so each alternative gets one more condition: that the property has a value which stands
for it. An object is judged by the schema that it names and by no other, and one that names none is refused. Where
objects extend another one by `allOf`, a discriminator changes nothing: the text keeps it out of validation there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from apigen.ir.discriminators import demanded, mapping_of, names_of, reached, told_by_default
from apigen.ir.families import property_name
from apigen.ir.inheritance import ShapeOf
from apigen.ir.schemas import Schemas
from apigen.ir.shapes import Shape, alternatives, own_types
from apigen.report import Pointer
from apigen.spec.document import Json


@dataclass(frozen=True, slots=True)
class _Claim:
    """The values that stand for an alternative. `only` says that no other value leads to it."""

    values: tuple[str, ...]
    only: bool


def conditions(
    schemas: Schemas, owner: Pointer, variants: Sequence[Pointer], shape_of: ShapeOf
) -> list[dict[str, Json] | None]:
    """Return what each of the alternatives of a schema asks of its discriminator's property; `None` for nothing."""
    schema = schemas.at(owner)
    name = property_name(schema) if isinstance(schema, dict) else None
    if name is None:
        return [None] * len(variants)
    claims = _claims(schemas, owner, name, variants, shape_of)
    default = told_by_default(schemas, owner, variants)
    found: list[dict[str, Json] | None] = []
    for variant, claim in zip(variants, claims, strict=True):
        if not _can_be_told(schemas, variant, name, shape_of):
            found.append(None)
            continue
        others = sorted({value for each in claims if each is not claim for value in each.values} - {*claim.values})
        if claim.only and variant != default:
            null = [None] if _may_be_null(schemas, variant, name, shape_of) else []
            asked: dict[str, Json] | None = {"enum": [*claim.values, *null]}
        else:
            asked = {"not": {"enum": list[Json](others)}} if others else None
        required: dict[str, Json] = {"required": [name]} if default is not None and variant != default else {}
        found.append({"properties": {name: asked}, **required} if asked else required or None)
    return found


def _claims(
    schemas: Schemas, owner: Pointer, name: str, variants: Sequence[Pointer], shape_of: ShapeOf
) -> list[_Claim]:
    """Return which values stand for each alternative: those of the mapping, its name, those that it demands itself.

    The name of a component stands for it unless the mapping has that value for another one.
    """
    demands = [demanded(schemas, variant, name, shape_of) for variant in variants]
    mapping = dict(mapping_of(schemas, owner))
    said = [
        [value for value in _said(schemas, mapping, variant) if demand.open or value in demand.values]
        for variant, demand in zip(variants, demands, strict=True)
    ]
    claims: list[_Claim] = []
    for at, (variant, demand) in enumerate(zip(variants, demands, strict=True)):
        others = {value for other in (*said[:at], *said[at + 1 :]) for value in other}
        values = tuple(dict.fromkeys((*said[at], *(each for each in demand.values if each not in others))))
        claims.append(_Claim(values, bool(values) and (not demand.open or _is_named(schemas, variant))))
    return claims


def _said(schemas: Schemas, mapping: Mapping[str, Pointer], variant: Pointer) -> Iterator[str]:
    """Yield the values that stand for an alternative by the mapping, then those that do so by name."""
    ends = {*reached(schemas, variant)}
    yield from (value for value, target in mapping.items() if target in ends)
    yield from (value for value in names_of(schemas, variant) if mapping.get(value) in (None, *ends))


def _is_named(schemas: Schemas, variant: Pointer) -> bool:
    """Whether an alternative is a component, and one schema: only such a one has a name."""
    end = schemas.resolve(variant)
    schema = schemas.at(end)
    chooses = isinstance(schema, dict) and any(alternatives(schema, end))
    return schemas.reference(schemas.at(variant)) is not None and not chooses


def _can_be_told(schemas: Schemas, variant: Pointer, name: str, shape_of: ShapeOf) -> bool:
    """Whether an alternative has objects whose property is a text; where it is none, no value can stand for it."""
    ends = [(end, schemas.at(end)) for end in reached(schemas, variant)]
    if not any(isinstance(each, dict) and "object" in (own_types(each) or ("object",)) for _, each in ends):
        return False
    return all(_is_text(schemas, shape_of(end), name) for end, _ in ends)


def _is_text(schemas: Schemas, shape: Shape | None, name: str) -> bool:
    member = shape.members.get(name) if shape else None
    return member is None or all(_has_texts(schemas.at(schemas.resolve(pointer))) for pointer in member.all_of)


def _may_be_null(schemas: Schemas, variant: Pointer, name: str, shape_of: ShapeOf) -> bool:
    """Whether an alternative takes null for the property, which then tells as little as none at all."""
    shapes = (shape_of(end) for end in reached(schemas, variant))
    members = (shape.members[name] for shape in shapes if shape is not None and name in shape.members)
    return any(all(_takes_null(schemas, schemas.resolve(each)) for each in member.all_of) for member in members)


def _takes_null(schemas: Schemas, end: Pointer) -> bool:
    schema = schemas.at(end)
    if not isinstance(schema, dict):
        return False
    branches = (schemas.at(schemas.resolve(each)) for group in alternatives(schema, end) for each in group)
    return schemas.nullable(schema) or any(isinstance(each, dict) and own_types(each) == ("null",) for each in branches)


def _has_texts(schema: Json) -> bool:
    if not isinstance(schema, dict):
        return schema is True
    values = schema.get("enum", [schema["const"]] if "const" in schema else None)
    listed = not isinstance(values, list) or any(isinstance(value, str) for value in values)
    return listed and "string" in (own_types(schema) or ("string",))
