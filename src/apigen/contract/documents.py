"""The XML bodies of an API's requests, read and judged as a server does it: what Schemathesis sent, and what it meant."""

from __future__ import annotations

from typing import cast

from apigen.contract.judge import Validator, compile_schema, is_valid
from apigen.contract.sent import Document, XmlBody
from apigen.ir.api import Api
from apigen.ir.xml import xml_document
from apigen.runtime.core.xml import XmlCodec
from apigen.runtime.core.xml_shape import File, Shape, Shapes
from apigen.spec.document import Json


class Documents:
    """Reads XML bodies. What is needed for one is made when it is first asked for: only failures ask."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._file: File | None = None
        self._known: dict[tuple[str, str], tuple[XmlCodec, Validator] | None] = {}
        self._optional = {
            f"{each.method} {each.path}" for each in api.operations if each.body and not each.body.required
        }

    def document(self, operation: str, body: XmlBody) -> Document | None:
        """Return a body as meant and as sent; `None` where no schema describes it. `operation` is as in `GET /pets`."""
        key = (operation, body.media_type)
        if key not in self._known:
            self._known[key] = self._find(*key)
        known = self._known[key]
        if known is None:
            return None
        codec, validator = known
        try:
            # Nothing is no body, which is right where none has to be.
            is_absent = not body.sent and operation in self._optional
            read = is_absent or _fits(validator, codec.read(body.sent))
        except ValueError:
            read = None
        return Document(meant=_fits(validator, body.meant), read=read)

    def _find(self, operation: str, media_type: str) -> tuple[XmlCodec, Validator] | None:
        found = next((each for each in self._api.operations if f"{each.method} {each.path}" == operation), None)
        media = (
            next((each for each in found.body.media if each.name == media_type), None) if found and found.body else None
        )
        if found is None or media is None or media.kind != "xml":
            return None
        if self._file is None:
            self._file = cast("File", xml_document(self._api) or {"definitions": {}, "operations": {}})
        written = self._file["operations"].get(found.id, {}).get("body", {}).get(media_type)
        schema: dict[str, Json] = {"definitions": dict(self._api.definitions), "properties": {"it": media.schema}}
        validator = compile_schema(schema, self._api.dialect)
        if written is None or validator is None:
            return None
        shape = Shape(written, Shapes(self._file["definitions"], "body"))
        return XmlCodec(shape, any_name=written.get("any", False)), validator


def _fits(validator: Validator, value: object) -> bool:
    return is_valid(validator, {"it": cast("Json", value)})
