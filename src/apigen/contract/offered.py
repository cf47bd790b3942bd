"""Examples for bodies that Schemathesis hardly finds a value for: it guesses until one fits a single branch of `oneOf`.

Where an author shows a body, that is sent. Where none is shown and the schema chooses by `oneOf`, one is made here, which the
server's own validator accepts: without it Schemathesis 4.32.5 gives such an operation up with some seeds.
"""

from __future__ import annotations

from collections.abc import Mapping

from apigen.contract.requests import Requests
from apigen.contract.sample import Missing
from apigen.ir.api import Api
from apigen.spec.document import Json, found_at


def with_offered_examples(found: dict[str, Json], api: Api) -> dict[str, Json]:
    """Give each body of JSON or a form that chooses, and shows no example, one. The contract may be changed; it is returned."""
    requests = Requests(api)
    for operation in api.operations:
        for media in operation.body.media if operation.body else ():
            written = found_at(found, media.origin)
            if media.kind not in ("form", "json") or media.examples or not isinstance(written, dict):
                continue
            if not written.keys() & {"example", "examples"} and _chooses(media.schema, api.definitions):
                value = requests.body(media)
                if not isinstance(value, Missing):
                    written["example"] = value
    return found


def _chooses(schema: Json, definitions: Mapping[str, Json]) -> bool:
    """Tell whether `oneOf` stands anywhere in a schema, or in what it refers to."""
    todo, seen = [schema], set[str]()
    while todo:
        each = todo.pop()
        if isinstance(each, dict):
            if isinstance(each.get("oneOf"), list):
                return True
            todo.extend(each.values())
            name = str(each.get("$ref", "")).removeprefix("#/definitions/")
            if name in definitions and name not in seen:
                seen.add(name)
                todo.append(definitions[name])
        elif isinstance(each, list):
            todo.extend(each)
    return False
