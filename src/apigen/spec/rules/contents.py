"""Rules about media types: their names, their examples, and how the parts of a body are encoded."""

from __future__ import annotations

import re

from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.rules.properties import property_names
from apigen.spec.rules.subject import Subject, fits_a_line

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_MEDIA_TYPE = re.compile(rf"{_TOKEN}/{_TOKEN}(?:\s*;.*)?")
"""A media type or a range of them (RFC 9110, section 8.3.1)."""


def check_content(subject: Subject, pointer: Pointer, holder: dict[str, Json]) -> None:
    """A key of `content` can stand in a header `Content-Type`."""
    content = holder.get("content")
    for name in content if isinstance(content, dict) else ():
        at = (*pointer, "content", name)
        if not fits_a_line(name):
            subject.report.error(
                "AG229",
                f"`{name}` cannot be a media type",
                at=at,
                help="write it as `application/json`, in ASCII",
            )
        elif not _MEDIA_TYPE.fullmatch(name):
            subject.report.warning(
                "AG250", f"`{name}` is not a media type", at=at, help="write it as `application/json`"
            )


def check_examples(subject: Subject, pointer: Pointer, holder: dict[str, Json]) -> None:
    """`example` and `examples` exclude each other (OpenAPI 3.1, section 4.8.14)."""
    if "example" in holder and "examples" in holder:
        subject.report.warning(
            "AG318", "there is both an `example` and `examples`", at=(*pointer, "example"), help="keep one of them"
        )


def check_encoding(subject: Subject, pointer: Pointer, media: dict[str, Json]) -> None:
    """An encoding is that of a property, or of an item by its position, and not of both (OpenAPI 3.2, section 4.14)."""
    encoding = media.get("encoding")
    if "encoding" in media and ("prefixEncoding" in media or "itemEncoding" in media):
        subject.report.warning(
            "AG245",
            "`encoding` is for the properties of an object, `prefixEncoding` and `itemEncoding` for the items of a list",
            at=(*pointer, "encoding"),
            help="keep what fits the schema",
        )
    if not isinstance(encoding, dict) or not encoding or "schema" not in media:
        return
    known = property_names(subject, (*pointer, "schema"))
    for name in encoding:
        if known is not None and name not in known:
            subject.report.warning(
                "AG244",
                f"the encoding is for a property `{name}`, which the schema does not have: it is ignored",
                at=(*pointer, "encoding", name),
                help=subject.did_you_mean(name, known),
            )
