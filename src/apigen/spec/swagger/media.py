"""Which media types `consumes` and `produces` say, and of those the ones that shared bodies and responses have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.grammar import grammar_of
from apigen.spec.swagger.conversion import found_behind, is_shared, listed, object_at

JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"
OCTETS: Final = "application/octet-stream"
_SWAGGER: Final = grammar_of((2, 0))


@dataclass(frozen=True, slots=True)
class MediaTypes:
    """The media types that count for an operation, with where each is written; `own` if the operation names them."""

    places: Mapping[str, Pointer]
    own: bool


def essence(media_type: str) -> str:
    """Return a media type without its parameters, in lower case."""
    return media_type.partition(";")[0].strip().lower()


def is_form(media_type: str) -> bool:
    """Whether bodies of a media type are forms."""
    return essence(media_type) in (FORM, MULTIPART)


def is_json(media_type: str) -> bool:
    """Whether bodies of a media type are JSON documents."""
    return essence(media_type).endswith(("/json", "+json"))


def media_types(root: Mapping[str, Json], operation: Pointer, key: Literal["consumes", "produces"]) -> MediaTypes:
    """Return what an operation consumes or produces: its own list, even an empty one, or else that of the document."""
    found = found_behind(root, operation)
    own = bool(operation) and found is not None and isinstance(found.value.get(key), list)
    owner, at = (found.value, (*operation, key)) if found is not None and own else (root, (key,))
    listed = owner.get(key)
    names = enumerate(listed if isinstance(listed, list) else ())
    places: dict[str, Pointer] = {}
    for index, name in names:
        if isinstance(name, str) and "/" in name:
            places.setdefault(name, (*at, str(index)))
    return MediaTypes(places, own)


def body_types(consumed: MediaTypes) -> tuple[str, ...]:
    """Return the media types of a body."""
    return tuple(consumed.places) or (JSON,)


def form_types(consumed: MediaTypes, *, has_file: bool) -> tuple[str, ...]:
    """Return the media types of a form: those that are consumed, or else the one that can hold its fields."""
    found = tuple(name for name in consumed.places if is_form(name))
    return found or (MULTIPART if has_file else FORM,)


def response_types(response: Mapping[str, Json], produced: MediaTypes) -> tuple[str, ...]:
    """Return the media types of a response; none where it has no body.

    A file whose operation does not say what it is can be anything but a document.
    """
    if "schema" not in response:
        return tuple(name for name in object_at(response, "examples") if "/" in name)
    if not is_file(response.get("schema")):
        return tuple(produced.places) or (JSON,)
    named = (name for name in produced.places if produced.own or not (is_json(name) or "*" in name))
    return tuple(named) or (OCTETS,)


def is_file(schema: Json) -> bool:
    """Whether a schema is that of a file."""
    return isinstance(schema, dict) and schema.get("type") == "file"


def operations(root: Mapping[str, Json]) -> Iterator[tuple[Pointer, Pointer]]:
    """Yield each operation with its path item: where the two stand."""
    for item in listed(root, (), "paths"):
        if not item.used[-1].startswith("x-"):
            yield from ((item.at, (*item.at, *place)) for _, place in _SWAGGER.operations(item.value))


def read_homes(root: Mapping[str, Json]) -> dict[Pointer, tuple[str, ...]]:
    """Return the media types that each shared body and response has as a component: those that most of its users say."""
    uses: dict[Pointer, Counter[tuple[str, ...]]] = {}
    for item, operation in operations(root):
        consumed, produced = media_types(root, operation, "consumes"), media_types(root, operation, "produces")
        for found in (*listed(root, item, "parameters"), *listed(root, operation, "parameters")):
            if found.value.get("in") == "body":
                uses.setdefault(found.at, Counter())[body_types(consumed)] += 1
        for found in listed(root, operation, "responses"):
            uses.setdefault(found.at, Counter())[response_types(found.value, produced)] += 1
    return {
        # Of equally many, the choice must not depend on the order of the operations.
        place: max(counted, key=lambda types: (counted[types], types))
        for place, counted in uses.items()
        if is_shared(place)
    }
