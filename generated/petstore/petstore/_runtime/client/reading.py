"""The bytes of a response's body to what a call returns: by the media type that came, among those that are declared."""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from ..core import Operation
from ..core.media import charset_of, response_kind
from ..core.models import Codec
from .declared import media_type_of
from .items import response_decoder
from .transport import HttpResponse


def read_body(operation: Operation[Any, Any, Any], key: str, response: HttpResponse) -> Any:
    """Return the body of a response that is declared by a key, built leniently: what its type refuses stays as it came.

    What comes bit by bit is a list here: all of it has been read. Raises `ValueError` and `RecursionError` if it is
    to be a document and is none.
    """
    kind, content = operation.responses[key], response.content
    media_type = media_type_of(kind, response.headers)
    match kind.kind_of(media_type):
        case "json":
            codec = kind.codec("body")
            return _read_range(codec, response) if "*" in media_type else read_json(codec, content)
        case "binary":
            return content
        case "xml":
            xml = operation.xml_codec("responses", key, media_type)
            if xml is not None:
                return kind.codec("body").build(xml.read(content))
        case "events" | "lines" | "parts":
            decoder = response_decoder(kind, media_type, response.headers)
            return [each.data for each in (*decoder.feed(content), *decoder.finish())]
        case _:
            pass
    return read_text(response)


def read_text(response: HttpResponse) -> str:
    """Return the body of a response as a text, in the charset that it names."""
    return response.content.decode(charset_of(response.headers.get("content-type", "")), "replace")


def _read_range(codec: Codec[Any], response: HttpResponse) -> Any:
    """Return a body whose media type is left to the server: a text if it is called one and may be one, else JSON."""
    if response_kind(response.headers.get("content-type", "")) == "text":
        try:
            return codec.check(read_text(response))
        except ValidationError:
            pass
    return read_json(codec, response.content)


def read_json(codec: Codec[Any], content: bytes) -> Any:
    """Return the object for a JSON text. Raises `ValueError` and `RecursionError` if it is none."""
    try:
        return codec.adapter.validate_json(content)
    except ValidationError:
        return codec.build(json.loads(content))
