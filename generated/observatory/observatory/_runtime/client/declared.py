"""What came back to an instance of the declared response class: its headers typed leniently, as its body is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, Final, Union, cast, get_args, get_origin

from pydantic import MISSING, BaseModel, ValidationError

from ..core import Operation, Parameter, Response
from ..core.media import covers, essence
from ..core.models import Codec, Json
from ..core.styles import Shape, read_text

_SHAPES: Final[tuple[Shape, ...]] = ("array", "object", "primitive")


def read_declared(
    operation: Operation[Any, Any, Any], status: int, headers: Mapping[str, str], body: object
) -> Response | None:
    """Return the declared response for a status, `None` if there is none. `body` is typed already."""
    kind = operation.response(status)
    if kind is None:
        return None
    response = kind.__new__(kind)
    fields = response.__dict__
    if "status" in kind.__fields__:
        fields["status"] = status
    if "body" in kind.__fields__:
        fields["body"] = body
    if "media_type" in kind.__fields__:
        found = media_type_of(kind, headers)
        fields["media_type"] = headers.get("content-type", found) if "*" in found else found
    for each in kind.headers:
        text = headers.get(each.name)
        fields[each.attribute] = MISSING if text is None else _value(each, kind.codec(each.attribute), text)
    return response


def media_type_of(kind: type[Response], headers: Mapping[str, str]) -> str:
    """Return which of the declared media types came: the named one, else the range that holds it, else the first."""
    declared = kind.media_types
    if len(declared) == 1:
        return declared[0]
    came = headers.get("content-type", "")
    for each in declared:
        if essence(each) == essence(came):
            return each
    return next((each for each in declared if covers(each, came)), declared[0])


def _value(header: Parameter, codec: Codec[Any], text: str) -> object:
    """Return the value of a header; its text if it is not of its type."""
    for candidate in _readings(header, codec.annotation, text):
        try:
            return codec.check(candidate)
        except ValidationError:
            continue
    return text


def _readings(header: Parameter, annotation: Any, text: str) -> Iterator[object]:
    """Yield what a text can mean: by the style, then as JSON, for what has no style's text or is an exact literal."""
    if header.media_type is None:
        for shape in _shapes(annotation):
            unescape = str if shape == "primitive" else str.strip
            yield from read_text("simple", header.name, text, shape, explode=header.explode, unescape=unescape)
    try:
        yield cast("Json", json.loads(text))
    except (ValueError, RecursionError):
        return


def _shapes(annotation: Any) -> Iterator[Shape]:
    """Yield the shapes that a type can have, lists and objects before texts."""
    found: set[Shape] = {_shape(each) for each in variants(annotation)}
    for shape in _SHAPES:
        if shape in found:
            yield shape


def variants(annotation: Any) -> Iterator[Any]:
    """Yield the types behind unions, annotations and aliases."""
    alias: Any = getattr(cast("object", annotation), "__value__", None)
    origin = get_origin(annotation)
    if alias is not None:
        yield from variants(alias)
    elif origin is Annotated:
        yield from variants(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for each in get_args(annotation):
            yield from variants(each)
    else:
        yield annotation


def _shape(kind: Any) -> Shape:
    origin = get_origin(kind) or kind
    if origin is list:
        return "array"
    return "object" if isinstance(origin, type) and issubclass(origin, dict | BaseModel) else "primitive"
