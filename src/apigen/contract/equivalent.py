"""A contract to one that means the same and that Schemathesis reads rightly.

Schemathesis 4.32.5 forgets `format` where `type` is a list: it holds an empty text for a valid
`type: [string, "null"], format: email`. The same schema with a branch a type is read rightly.
It knows nothing of certificates: what a proxy makes of one is a header like a key's. It sends what other schemes
than `basic` and `bearer` ask for as a bearer token, and sees no token in `oauth2`. Parameters that are
texts of a media type it writes as if they were objects, and exploded objects in styles of delimiters
without their values: the former are strings, the latter read as in style `form`. The schema of an event
stream it takes for one of whole events, where contracts before OpenAPI 3.2 mostly describe their data. And it
writes YAML, and bytes, by schemas of what they mean, which nobody can judge who takes them as they come. In 3.1
it sends null for `nullable`, and holds it against an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from apigen.contract.authored import without_wrong_examples
from apigen.contract.defaults import told_by_default
from apigen.contract.downgrade import downgraded
from apigen.contract.links import parameters_of, with_tied_links
from apigen.contract.noise import without_noise
from apigen.contract.offered import with_offered_examples
from apigen.contract.tags import told_by_themselves
from apigen.ir.api import Api, SecurityScheme
from apigen.ir.media import essence, kind_of
from apigen.ir.reader import is_event
from apigen.ir.sequences import part_type
from apigen.spec.document import Json, follow, found_at, local_pointer

_VALUES: Final = frozenset({"const", "default", "enum", "example", "examples", "value"})
"""Keywords behind which values stand, not schemas."""
_NAMED: Final = frozenset({
    "$defs", "callbacks", "content", "definitions", "dependentSchemas", "encoding", "headers", "links", "mediaTypes",
    "parameters", "pathItems", "paths", "patternProperties", "properties", "requestBodies", "responses", "schemas",
    "securitySchemes", "webhooks",
})  # fmt: skip
"""Keywords behind which the keys of an object are names, and no keywords: a response can be called `default`."""
_OF_SCHEMAS: Final = frozenset({"$ref", "allOf", "anyOf", "enum", "oneOf", "properties", "type"})
"""Keywords that an object is known for a schema by."""
PART: Final = "x-apigen-part"
"""What says of a body, which is a list here, that it is sent as parts of this media type."""


def equivalent(document: Mapping[str, Json], api: Api) -> dict[str, Json]:
    """Return the contract as Schemathesis is to read it."""
    known = with_sent_credentials(downgraded(document), api)
    found = with_opaque_bodies(with_whole_events(with_plain_parameters(dict(known), known), known), known)
    older = api.dialect == "draft4"
    found = with_null_among_choices(with_newer_keywords(found)) if older else without_nullable(found)
    found = everywhere(everywhere(spread_types(found), told_by_default), without_noise)
    found = everywhere(found, partial(with_tied_links, parameters_of(known)))
    found = everywhere(found, partial(told_by_themselves, known))
    assert isinstance(found, dict), "the root of a contract is an object"
    return with_offered_examples(without_wrong_examples(found, api), api)


def everywhere(value: Json, change: Callable[[dict[str, Json]], Json], *, are_names: bool = False) -> Json:
    """Return a part of a document with every object changed, the inner ones first. The input is not changed."""
    if isinstance(value, list):
        return [everywhere(each, change) for each in value]
    if not isinstance(value, dict):
        return value
    if are_names:
        return {name: everywhere(each, change) for name, each in value.items()}
    return change(
        {
            key: each if key in _VALUES else everywhere(each, change, are_names=key in _NAMED)
            for key, each in value.items()
        }
    )


def with_null_among_choices(value: Json) -> Json:
    """Return a part of a document with null in the `enum` of what is nullable, which is read so here."""
    return everywhere(value, _with_null)


def _with_null(found: dict[str, Json]) -> Json:
    choices = found.get("enum")
    nullable = found.get("nullable") is True or found.get("x-nullable") is True
    if nullable and isinstance(choices, list) and None not in choices:
        return {**found, "enum": [*choices, None]}
    return found


def without_nullable(value: Json) -> Json:
    """Return a part of a document of OpenAPI 3.1 without `nullable`, which says nothing there (AG310)."""
    return everywhere(value, _without_nullable)


def _without_nullable(found: dict[str, Json]) -> Json:
    if isinstance(found.get("nullable"), bool) and found.keys() & _OF_SCHEMAS:
        del found["nullable"]
    return found


def spread_types(value: Json) -> Json:
    """Return the value with every schema that has several types and a format spread over `anyOf`.

    `format` speaks of strings alone (JSON Schema Validation section 7), so it goes with that branch.
    """
    return everywhere(value, _spread)


def _spread(found: dict[str, Json]) -> Json:
    types, form = found.get("type"), found.get("format")
    if not isinstance(types, list) or not isinstance(form, str) or "string" not in types:
        return found
    rest = {key: each for key, each in found.items() if key not in ("type", "format")}
    branches: list[Json] = [{"type": each, "format": form} if each == "string" else {"type": each} for each in types]
    if "anyOf" in rest:
        return {"allOf": [{"anyOf": branches}, rest]}
    return {**rest, "anyOf": branches}


def with_sent_credentials(document: Mapping[str, Json], api: Api) -> Mapping[str, Json]:
    """Return the contract with each security scheme as what it makes a caller send: a key, or a token.

    Certificates are in `Client-Cert` (RFC 9440), as behind a proxy.
    """
    shown = {scheme.name: sent for scheme in api.security_schemes if (sent := _sent(scheme)) is not None}
    components = document.get("components")
    if not shown or not isinstance(components, dict):
        return document
    schemes = components.get("securitySchemes")
    return {
        **document,
        "components": {**components, "securitySchemes": {**(schemes if isinstance(schemes, dict) else {}), **shown}},
    }


def _sent(scheme: SecurityScheme) -> Json:
    """Return a scheme as Schemathesis must see it, `None` if that is how it is."""
    if scheme.kind == "mutualTLS":
        return {"type": "apiKey", "in": "header", "name": "Client-Cert"}
    if scheme.http_scheme in (None, "basic", "bearer"):
        return {"type": "http", "scheme": "bearer"} if scheme.kind in ("oauth2", "openIdConnect") else None
    return {"type": "apiKey", "in": "header", "name": "Authorization"}


def with_newer_keywords(value: Json) -> Json:
    """Return a part of a document of OpenAPI 3.0 with what only 3.1 has words for, one value or null alone, as `enum`."""
    return everywhere(value, _with_enum)


def _with_enum(found: dict[str, Json]) -> Json:
    if "const" in found:
        found["enum"] = [found.pop("const")]
    if found.get("enum") == [None]:
        found.pop("type", None)
    return found


def with_plain_parameters(value: Json, document: Mapping[str, Json]) -> Json:
    """Return a part of a document with its parameters as strings, and in style `form`, where they are that to a server."""
    return everywhere(value, partial(_with_plain_parameter, document))


def _with_plain_parameter(document: Mapping[str, Json], found: dict[str, Json]) -> Json:
    if not isinstance(found.get("name"), str) or not isinstance(found.get("in"), str):
        return found
    content = found.get("content")
    in_whole = found["in"] == "querystring"
    if not in_whole and isinstance(content, dict) and content and all(kind_of(name) != "json" for name in content):
        media = next(iter(content.values()))
        schema = media.get("schema") if isinstance(media, dict) else None
        kept = {key: each for key, each in found.items() if key not in ("content", "explode", "style")}
        return {**kept, "schema": schema if _is_string(schema, document) else {"type": "string"}}
    if found.get("explode") is True and found.get("style") in ("pipeDelimited", "spaceDelimited"):
        found["style"] = "form"
    return found


def with_opaque_bodies(value: Json, document: Mapping[str, Json]) -> Json:
    """Return a part of a document with bodies that are texts or bytes to a server as those: it judges no more."""
    return everywhere(value, partial(_with_opaque_bodies, document))


def _with_opaque_bodies(document: Mapping[str, Json], found: dict[str, Json]) -> Json:
    body, shared = found.get("requestBody"), found.get("requestBodies")
    for each in (body, *(shared.values() if isinstance(shared, dict) else ())):
        content = each.get("content") if isinstance(each, dict) else None
        for name, media in list(content.items()) if isinstance(content, dict) else ():
            kind = kind_of(name)
            if isinstance(content, dict) and isinstance(media, dict) and _has_parts(name, media):
                content[name] = _with_parts(media, document)
            elif isinstance(media, dict) and kind == "lines" and "itemSchema" in media:
                media["schema"] = {"type": "array", "items": media.pop("itemSchema")}
            elif isinstance(media, dict) and kind in ("binary", "events", "lines"):
                media["schema"] = {"type": "string", "format": "binary"}
            elif isinstance(media, dict) and kind == "text" and not _is_string(media.get("schema"), document):
                media["schema"] = {}
    responses = found.get("responses")
    for each in responses.values() if isinstance(responses, dict) else ():
        content = each.get("content") if isinstance(each, dict) else None
        for name, media in content.items() if isinstance(content, dict) else ():
            if isinstance(media, dict) and kind_of(name) == "text" and not _is_string(media.get("schema"), document):
                media["schema"] = {}
    return found


def _has_parts(name: str, media: Mapping[str, Json]) -> bool:
    """Whether a multipart body is read part by part."""
    is_multipart = essence(name).startswith("multipart/") and kind_of(name) == "binary"
    return is_multipart and "itemSchema" in media and not media.keys() & {"schema", "prefixEncoding"}


def _with_parts(media: Mapping[str, Json], document: Mapping[str, Json]) -> Json:
    """Return a body of parts without names as a list of what they hold: the engine writes it (see `engine`)."""
    part = part_type(media, dict(_resolved(media["itemSchema"], document)))
    item: Json = media["itemSchema"]
    if kind_of(part) == "binary":
        item = {"type": "string", "format": "binary"}
    elif kind_of(part) != "json" and not _is_string(item, document):
        item = {"type": "string"}
    return {"schema": {"type": "array", "items": item}, PART: part}


def with_whole_events(value: Json, document: Mapping[str, Json]) -> Json:
    """Return a part of a document whose schemas of event streams are those of whole events, data and all."""
    return everywhere(value, partial(_with_whole_events, document))


def _with_whole_events(document: Mapping[str, Json], found: dict[str, Json]) -> Json:
    content = found.get("content")
    for name, media in content.items() if isinstance(content, dict) else ():
        if kind_of(name) == "events" and isinstance(media, dict):
            media.update({key: _whole_event(media[key], document) for key in ("schema", "itemSchema") if key in media})
    return found


def _whole_event(schema: Json, document: Mapping[str, Json]) -> Json:
    described = _resolved(schema, document)
    if described.get("type") == "array" and "items" in described:
        schema, described = described["items"], _resolved(described["items"], document)
    if is_event(described.get("properties")):
        return schema
    data: Json = {"type": "string", "contentMediaType": "application/json", "contentSchema": schema}
    return {"type": "object", "properties": {"data": schema if described.get("type") == "string" else data}}


def _resolved(schema: Json, document: Mapping[str, Json]) -> Mapping[str, Json]:
    target = local_pointer(str(schema["$ref"])) if isinstance(schema, dict) and "$ref" in schema else None
    found = schema if target is None else found_at(document, follow(document, target))
    return found if isinstance(found, dict) else {}


def _is_string(schema: Json, document: Mapping[str, Json]) -> bool:
    return _resolved(schema, document).get("type") == "string"
