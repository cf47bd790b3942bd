"""Request bodies to source: the descriptor's call, and what a client's call says of media types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from apigen.ir.api import Body, Encoding, MediaType, Operation
from apigen.ir.combine import union
from apigen.ir.media import concrete, is_range, kind_of
from apigen.ir.types import AnyType, BytesType, StreamType
from apigen.python.annotations import Annotation, Annotator
from apigen.python.text import literal, tuple_literal
from apigen.python.typed_dicts import WrittenAnnotator

_FORM: Final = "application/x-www-form-urlencoded"


def body_annotation(body: Body, annotator: Annotator) -> Annotation:
    """Return the annotation of a body in any of its media types, as a handler receives it."""
    return annotator.annotate(union(body.types))


def body_argument(body: Body, annotator: WrittenAnnotator) -> Annotation:
    """Return the annotation of a body as a client takes it: what comes bit by bit is made of values, or of a file."""
    types = list(body.types)
    if any(kind_of(each.name) in ("events", "lines") for each in body.media):
        streamed = any(isinstance(each, StreamType) for each in types)
        types.append(BytesType() if streamed else StreamType(AnyType(), events=False))
    found = annotator.annotate(union(types))
    return found if body.required else found.optional()


def body_call(body: Body) -> str:
    """Return the descriptor's call: what the runtime takes for granted is not said."""
    arguments = [media_call(each) for each in body.media]
    if body.required:
        arguments.append("required=True")
    return f"body({', '.join(arguments)})"


def operation_calls(operation: Operation) -> Iterator[str]:
    """Yield the names that the descriptor's calls of parameters and of the body use."""
    yield from (parameter.location for parameter in operation.parameters)
    media = [each.media for each in operation.parameters if each.media]
    if operation.body is not None:
        yield "body"
        media += operation.body.media
    if any(map(_is_form, media)):
        yield "form"
    if any(map(_has_items, media)):
        yield "items"
    if any(not _is_short(encoding) for each in media for encoding in each.encodings):
        yield "encoding"


def content_type_parameter(body: Body) -> tuple[str, bool] | None:
    """Return the keyword of a client's call that chooses a media type, and whether it must be given; `None` for no choice."""
    names = [concrete(each.name) for each in body.media]
    if any(map(is_range, names)):
        return ("content_type: str", True) if len(names) == 1 else ("content_type: str | MISSING = MISSING", False)
    if len(names) == 1:
        return None
    return f"content_type: Literal[{', '.join(map(literal, names))}] | MISSING = MISSING", False


def _has_items(media: MediaType) -> bool:
    return isinstance(media.type, StreamType)


def _is_form(media: MediaType) -> bool:
    return bool(media.encodings or media.files)


def media_call(media: MediaType) -> str:
    """Return what describes a media type: its name, or the call for a form or for a stream."""
    name = literal(concrete(media.name))
    if _has_items(media):
        return f"items({name})" if media.part is None else f"items({name}, part={literal(media.part)})"
    if not _is_form(media):
        return name
    arguments: list[str] = []
    if media.encodings:
        arguments.append(_encodings(media.encodings))
    if media.name != _FORM:
        arguments.append(f"media_type={name}")
    if media.files:
        arguments.append(f"files={tuple_literal(media.files)}")
    return f"form({', '.join(arguments)})"


def _is_short(encoding: Encoding) -> bool:
    """Whether the style says it all."""
    usual = encoding.explode == (encoding.style == "form")
    return usual and not encoding.allow_reserved and encoding.media_type is None


def _encodings(encodings: Iterable[Encoding]) -> str:
    return "{" + ", ".join(f"{literal(each.name)}: {_encoding(each)}" for each in encodings) + "}"


def _encoding(encoding: Encoding) -> str:
    if _is_short(encoding):
        return literal(encoding.style)
    arguments = [literal(encoding.style)] if encoding.style != "form" else []
    if encoding.explode != (encoding.style == "form"):
        arguments.append(f"explode={encoding.explode}")
    if encoding.allow_reserved:
        arguments.append("allow_reserved=True")
    if encoding.media_type is not None:
        arguments.append(f"media_type={literal(encoding.media_type)}")
    if encoding.encodings:
        arguments.append(f"encodings={_encodings(encoding.encodings)}")
    return f"encoding({', '.join(arguments)})"
