"""Links of a contract to those that lead somewhere: Schemathesis 4.32.5 refuses all of them for one that does not (AG243)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from apigen.contract.judge import listed
from apigen.spec.document import Json, local_pointer, value_at


def parameters_of(document: Mapping[str, Json]) -> dict[str, frozenset[str]]:
    """Return the names of the parameters of each operation that has an `operationId`."""
    found: dict[str, frozenset[str]] = {}
    for item in _objects(document.get("paths")):
        shared = {*_names(document, item)}
        for operation in _objects(item):
            name = operation.get("operationId")
            if isinstance(name, str):
                found[name] = frozenset(shared | {*_names(document, operation)})
    return found


def with_tied_links(known: Mapping[str, frozenset[str]], found: dict[str, Json]) -> Json:
    """Return a response whose links give no parameter that their operations do not have."""
    for link in _objects(found.get("links")):
        given, target = link.get("parameters"), link.get("operationId")
        if isinstance(given, dict) and isinstance(target, str) and target in known:
            # A name may begin with its place: `path.id` (Link Object, `parameters`).
            link["parameters"] = {
                name: each for name, each in given.items() if {name, name.partition(".")[2]} & known[target]
            }
    return found


def _objects(value: Json) -> Iterator[dict[str, Json]]:
    for each in value.values() if isinstance(value, dict) else ():
        if isinstance(each, dict):
            yield each


def _names(document: Mapping[str, Json], owner: dict[str, Json]) -> Iterator[str]:
    for each in listed(owner, "parameters"):
        target = local_pointer(str(each["$ref"])) if isinstance(each, dict) and "$ref" in each else None
        try:
            parameter = each if target is None else value_at(document, target)
        except LookupError:
            continue
        if isinstance(parameter, dict):
            yield str(parameter.get("name"))
