"""A discriminator's `defaultMapping` (OpenAPI 3.2) in words that Schemathesis reads: it knows no value but those of a mapping."""

from __future__ import annotations

from apigen.contract.judge import listed, mapped
from apigen.spec.document import Json


def told_by_default(found: dict[str, Json]) -> dict[str, Json]:
    """Return a schema whose discriminator has a default with what that asks of each alternative, any other as it is."""
    discriminator = mapped(found, "discriminator")
    name, default = discriminator.get("propertyName"), discriminator.get("defaultMapping")
    keyword = next((each for each in ("oneOf", "anyOf") if listed(found, each)), None)
    if keyword is None or not isinstance(name, str) or not isinstance(default, str):
        return found
    claims = [_claimed(branch, mapped(discriminator, "mapping")) for branch in listed(found, keyword)]
    branches: list[Json] = []
    for branch, (component, values) in zip(listed(found, keyword), claims, strict=True):
        if component == default.rpartition("/")[2]:
            others: list[Json] = [value for other, claimed in claims for value in claimed if other != component]
            branches.append(
                {"allOf": [branch, {"properties": {name: {"not": {"enum": others}}}}]} if others else branch
            )
        elif values:
            asked: dict[str, Json] = {"properties": {name: {"enum": list[Json](values)}}, "required": [name]}
            branches.append({"allOf": [branch, asked]})
        else:
            branches.append({"allOf": [branch, {"required": [name]}]})
    return {**{key: value for key, value in found.items() if key != "discriminator"}, keyword: branches}


def _claimed(branch: Json, mapping: dict[str, Json]) -> tuple[str | None, list[str]]:
    """Return the name of the component that an alternative is, and the values that stand for it."""
    reference = branch.get("$ref") if isinstance(branch, dict) else None
    if not isinstance(reference, str):
        return None, []
    component = reference.rpartition("/")[2]
    said = [value for value, target in mapping.items() if str(target).rpartition("/")[2] == component]
    return component, [*said, *([] if component in mapping else [component])]
