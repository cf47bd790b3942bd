"""The bytes of a body to what is to be said of it: JSON, forms, parts, texts and bytes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from . import shapes
from .document import Contract, Parameter
from .fields import Fields
from .forms import Forms
from .json_text import MALFORMED, Malformed, parse_json
from .parts import Parts
from .schemas import Judged, Schemas
from .texts import Undecodable, percent_decoded


class Bodies:
    """Judges bodies by the Media Type Object that they have."""

    def __init__(self, contract: Contract, schemas: Schemas) -> None:
        self._contract, self._schemas = contract, schemas
        fields = Fields(contract, schemas)
        self._forms, self._parts = Forms(contract, fields), Parts(contract, fields)

    def judge(self, kind: str, declared: Mapping[str, Any], raw: bytes, content_type: str) -> Judged:
        """Return what is to be said of a body of a kind of media types."""
        schema = declared.get("schema", {})
        if kind in ("form", "multipart") and "object" not in shapes.types(self._contract, schema):
            return Judged(None, "a form that is no object")
        try:
            if kind == "json":
                return self._schemas.judge(schema, parse_json(raw))
            if kind == "text":
                return self._text(schema, raw)
            if kind == "form":
                return self._forms.judge(declared, raw.decode("latin-1"))
            if kind == "multipart":
                return self._parts.judge(declared, raw, content_type)
        except Malformed as error:
            return Judged(error.ok, str(error))
        except Undecodable as error:
            return Judged(False, f"{MALFORMED}{error}")
        return Judged(True)

    def judge_query(self, parameter: Parameter, query: str, hidden: Collection[str]) -> Judged:
        """Return what is to be said of a query string that is a parameter. `hidden` are names that are not its own."""
        kind = parameter.media or ""
        if "form" in kind:
            pairs = [pair for pair in query.split("&") if pair and pair.partition("=")[0] not in hidden]
            query = "&".join(pairs)
        absent = Judged(not parameter.required, f"{parameter.name} is required")
        if not query and not parameter.required:
            return absent
        try:
            if "form" in kind:
                found = self._forms.judge(parameter.declared, query)
            else:
                text = percent_decoded(query)
                value = parse_json(text.encode()) if "json" in kind else text
                found = self._schemas.judge(parameter.schema, value)
        except Malformed as error:
            found = Judged(error.ok, str(error))
        except Undecodable as error:
            found = Judged(False, f"{MALFORMED}{error}")
        if not query and found.ok != absent.ok:
            return Judged(None, "no query string, which may be an empty value or none")
        return Judged(None, "a plus in a query") if "+" in query and "form" not in kind else found

    def _text(self, schema: Any, raw: bytes) -> Judged:
        try:
            text = raw.decode()
        except UnicodeError:
            return Judged(False, f"{MALFORMED}no UTF-8")
        found = self._schemas.judge(schema, text)
        return found if "string" in shapes.types(self._contract, schema) else Judged(None, "a text that is no string")
