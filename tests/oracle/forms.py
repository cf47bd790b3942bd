"""Bodies of `application/x-www-form-urlencoded` to the readings of their fields, by the Encoding Object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from . import shapes
from .document import Contract
from .fields import Fields, Typed
from .json_text import Malformed, parse_json
from .schemas import Judged
from .texts import Reading, as_form

_JOINTS = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "|"}


class Forms:
    """Judges forms."""

    def __init__(self, contract: Contract, fields: Fields) -> None:
        self._contract, self._fields = contract, fields

    def judge(self, declared: Mapping[str, Any], raw: str) -> Judged:
        """Return what is to be said of a form. Raises `Malformed` and `Undecodable`."""
        pairs: dict[str, list[str]] = {}
        for each in filter(None, raw.split("&")):
            name, _, value = each.partition("=")
            pairs.setdefault(as_form(name), []).append(value)
        schema, encodings = declared.get("schema", {}), declared.get("encoding") or {}
        own = shapes.properties(self._contract, schema)
        found: dict[str, list[Reading]] = {}
        deep: dict[str, dict[str, list[str]]] = {}
        reason = ""
        for name, raws in pairs.items():
            head, bracket, key = name.partition("[")
            if bracket and name not in own and head in own:
                is_deep = encodings.get(head, {}).get("style") == "deepObject"
                if not is_deep or "[" in key or not key.endswith("]") or key == "]":
                    reason = "brackets in a form"
                elif "object" not in shapes.types(self._contract, own[head]):
                    reason = "a deepObject that is no object"
                deep.setdefault(head, {})[key.removesuffix("]")] = raws
            else:
                part = own.get(name, shapes.property_of(self._contract, schema, name) or None)
                found[name] = list(self._field(part, encodings.get(name, {}), raws))
        for name, keys in deep.items():
            if name in found or any(len(raws) > 1 for raws in keys.values()):
                reason = reason or "a property given twice"
            found[name] = [Reading(({key: as_form(raws[0]) for key, raws in keys.items()},))]
        judged = self._fields.judge(schema, found)
        return Judged(None, reason) if reason else judged

    def _field(self, schema: Any, encoding: Mapping[str, Any], raws: Sequence[str]) -> Iterator[Reading]:
        """Yield what the raw values of a field can be; `schema` is `None` where nothing declares it."""
        texts = [as_form(raw) for raw in raws]
        single = texts[0] if len(texts) == 1 else None
        if "json" in encoding.get("contentType", "") and "style" not in encoding and single is not None:
            yield Reading((Typed(parse_json(single.encode())),))
            return
        style = encoding.get("style", "form")
        joint = _JOINTS.get(style)
        whole = [] if single is None else [single]
        if joint is None or encoding.get("explode", style == "form"):
            yield Reading((*whole, texts))
            if schema is None and single is not None:
                return
        else:
            yield Reading(() if single is None else (single, [as_form(part) for part in raws[0].split(joint)]))
        if single == "":
            yield Reading(("", []), "an empty text for a list")
        yield from self._objects(schema, texts)

    def _objects(self, schema: Any, texts: Sequence[str]) -> Iterator[Reading]:
        """Yield what objects within a form are taken for: no text says how they are written."""
        single = texts[0] if len(texts) == 1 else None
        kinds = shapes.types(self._contract, schema)
        if any(text[:1] in ("{", "[") for text in texts):
            try:
                found = [Typed(parse_json(text.encode())) for text in texts]
            except Malformed:
                return
            whole = () if single is None else (single, *found)
            yield Reading((*whole, Typed([each.value for each in found])), "a JSON text in a form")
        elif schema is not None and "object" in kinds and kinds != shapes.ALL:
            yield Reading(({},) if single is None else (single, {}), "an object in a form")
