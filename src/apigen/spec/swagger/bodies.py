"""Body and formData parameters into request bodies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.grammar import Kind
from apigen.spec.swagger.conversion import Conversion, Found, extensions
from apigen.spec.swagger.media import MULTIPART, MediaTypes, body_types, essence, form_types, is_file, is_form
from apigen.spec.swagger.parameters import PAIRS, PARTS, Style, convert_field, example_of
from apigen.spec.swagger.schemas import convert_schema

IN_BODY = ("body", "formData")
"""Where parameters are that OpenAPI 3 has no parameters for."""


def convert_input(
    state: Conversion, parameters: Sequence[Found], consumed: MediaTypes, new: Pointer
) -> dict[str, Json] | None:
    """Return the request body that an operation's parameters make together; None for none. Later ones count."""
    bodies = [each for each in parameters if each.value.get("in") == "body"]
    fields = {str(each.value.get("name")): each for each in parameters if each.value.get("in") == "formData"}
    if not bodies and not fields:
        return None
    if not fields:
        return _body(state, bodies[-1], body_types(consumed), consumed.places, new)
    form = _form(state, tuple(fields.values()), consumed, new)
    if not bodies:
        return form
    types = tuple(name for name in body_types(consumed) if not is_form(name)) or body_types(MediaTypes({}, own=False))
    body = convert_body(state, bodies[-1], types, consumed.places, new)
    state.warn(
        "AG412",
        "an operation has either a body or form fields, not both: it takes one or the other, as the request says",
        at=new,
        help="remove one of them, or make the form's fields parameters of the query",
    )
    return {**body, "content": {**_content(body), **_content(form)}}


def _content(body: Mapping[str, Json]) -> dict[str, Json]:
    found = body.get("content")
    return found if isinstance(found, dict) else {}


def _body(
    state: Conversion, found: Found, types: tuple[str, ...], places: Mapping[str, Pointer], new: Pointer
) -> dict[str, Json]:
    """Return a body, or the reference to it if the component has just its media types."""
    if found.used != found.at and state.homes.get(found.at) == types:
        state.move(found.used, new)
        return state.reference_to(found.at, Kind.REQUEST_BODY)
    return convert_body(state, found, types, places, new)


def convert_body(
    state: Conversion, found: Found, types: Iterable[str], places: Mapping[str, Pointer], new: Pointer
) -> dict[str, Json]:
    """Return the request body that a body parameter is."""
    state.move(found.at, new)
    value, content = found.value, dict[str, Json]()
    schema: Json = None
    for name in types:
        place = (*new, "content", name)
        state.move(places.get(name, found.at), place)
        state.move((*found.at, "schema"), (*place, "schema"))
        if "schema" in value and not content:
            schema = convert_schema(state, value["schema"], (*place, "schema"))
        content[name] = {**({"schema": schema} if "schema" in value else {}), **example_of(value)}
    own = {key: each for key, each in extensions(value).items() if key != "x-example"}
    return {**_kept(value, "description"), "content": content, **_kept(value, "required"), **own}


def _form(state: Conversion, fields: Sequence[Found], consumed: MediaTypes, new: Pointer) -> dict[str, Json]:
    """Return the request body that the fields of a form are together."""
    state.move(fields[0].used, new)
    content: dict[str, Json] = {}
    for name in form_types(consumed, has_file=any(is_file(each.value) for each in fields)):
        place = (*new, "content", name)
        state.move(consumed.places.get(name, fields[0].used), place)
        content[name] = _form_media(state, fields, place, multipart=essence(name) == MULTIPART)
    required: dict[str, Json] = {"required": True} if _required(fields) else {}
    return {"content": content, **required}


def _form_media(state: Conversion, fields: Sequence[Found], new: Pointer, *, multipart: bool) -> dict[str, Json]:
    state.move(fields[0].used, (*new, "schema"))
    properties: dict[str, Json] = {}
    encoding: dict[str, Json] = {}
    for each in fields:
        name = str(each.value.get("name"))
        place = (*new, "schema", "properties", name)
        properties[name], style = convert_field(
            state, each.value, PARTS if multipart else PAIRS, old=each.at, new=place
        )
        if style is not None and style != Style("form", explode=True):
            state.move(each.at, (*new, "encoding", name))
            encoding[name] = {"style": style.style, "explode": style.explode}
    required = _required(fields)
    schema: dict[str, Json] = {
        "type": "object",
        "properties": properties,
        **({"required": required} if required else {}),
    }
    return {"schema": schema, **({"encoding": encoding} if encoding else {})}


def _required(fields: Iterable[Found]) -> list[Json]:
    return [str(each.value.get("name")) for each in fields if each.value.get("required") is True]


def _kept(value: Mapping[str, Json], key: str) -> dict[str, Json]:
    return {key: value[key]} if key in value else {}
