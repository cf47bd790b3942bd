"""Which bodies of an operation are XML that the contract describes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core import Operation

if TYPE_CHECKING:
    from ..core.xml import XmlCodec


def xml_codec(operation: Operation[Any, Any, Any], *place: str) -> XmlCodec | None:
    """Return what reads and writes a body: `"body", "application/xml"`; `None` where it is just a text."""
    if operation.xml is None:
        return None
    try:
        return operation.xml.codec(operation.id, *place)
    except KeyError:
        return None
