"""Facts about an error to bodies of a declared schema: names that mean something get the truth, others the least."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from http import HTTPStatus
from typing import Any, NamedTuple, cast

from ..core.models import Json
from .messages import Violation
from .validation import Schema, resolve

_DEPTH = 6
_TITLES = {status.value: status.phrase for status in HTTPStatus}
_EMPTY: dict[str, Any] = {"string": "", "integer": 0, "number": 0, "boolean": False, "null": None}


class Facts(NamedTuple):
    """What is true about an error."""

    status: int
    detail: str
    violations: tuple[Violation, ...]

    @classmethod
    def of(cls, status: int) -> Facts:
        """Return what a status says by itself."""
        return cls(status=status, detail=_TITLES.get(status, "Error"), violations=())

    @property
    def title(self) -> str:
        """The status in words (RFC 9110 section 15)."""
        return _TITLES.get(self.status, "Error")

    def document(self) -> dict[str, Json]:
        """Return the problem document (RFC 9457 section 3.1), its violations in the extension member `errors`."""
        found: dict[str, Json] = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.violations:
            found["errors"] = [
                {"location": each.location, "pointer": each.pointer, "detail": each.message} for each in self.violations
            ]
        return found


def fill(schema: Schema, facts: Facts, definitions: Mapping[str, Schema]) -> Iterator[Json]:
    """Yield bodies that say the facts, the most telling first. Whether one fits the schema is the judge's to say."""
    problem = facts.document()
    names = _texts(facts, None)
    # A body that is a mere string, or an array, stands for the detail.
    full = _value(schema, names, facts, definitions, optional=True, depth=0, name="detail")
    if isinstance(full, dict):
        # An author's own shape gets the violations at most; what looks like a problem document becomes a whole one.
        own = full and len(full.keys() & {"type", "title", "status", "detail"}) < 2
        extra = {name: problem[name] for name in problem if name == "errors"} if own else problem
        yield {**extra, **full, **_located(full, facts)}
        yield full
    yield problem
    yield full
    yield _value(schema, names, facts, definitions, optional=False, depth=0, name="detail")


def _located(body: Mapping[str, Json], facts: Facts) -> dict[str, Json]:
    """Return the lists of a body that have an object for each violation, each with its location: a pointer needs one."""
    found: dict[str, Json] = {}
    for name, each in body.items():
        if isinstance(each, list) and len(each) == len(facts.violations):
            pairs = zip(each, facts.violations, strict=True)
            found[name] = [{"location": v.location, **item} if isinstance(item, dict) else item for item, v in pairs]
    return found


def _texts(facts: Facts, violation: Violation | None) -> dict[str, Json]:
    """Return what property names mean, written without case and separators."""
    status = facts.status
    if violation is None:
        detail, title = facts.detail, facts.title
        return {
            "status": status, "statuscode": status, "httpstatus": status, "code": status, "errorcode": status,
            "detail": detail, "message": detail, "msg": detail, "description": detail, "reason": detail,
            "errormessage": detail, "title": title, "error": title, "name": title,
            "type": "about:blank", "#code": _slug(title),
        }  # fmt: skip
    location, place, message, keyword = violation
    return {
        "status": status, "statuscode": status, "httpstatus": status,
        "detail": message, "message": message, "msg": message, "description": message, "reason": message,
        "error": message, "title": message,
        "pointer": place, "path": place, "field": place, "property": place, "param": place, "name": place, "loc": place,
        "type": keyword, "code": keyword, "keyword": keyword, "rule": keyword, "kind": keyword, "#code": keyword,
        "location": location, "in": location, "source": location,
    }  # fmt: skip


@cache
def _slug(title: str) -> str:
    """Return a status in words as a code: `not_found`."""
    return re.sub(r"\W+", "_", title.lower())


@cache
def _plain(name: str) -> str:
    """Return the name of a property without case and separators."""
    return re.sub(r"[\W_]", "", name.lower())


def _value(
    schema: Schema,
    names: Mapping[str, Json],
    facts: Facts,
    definitions: Mapping[str, Schema],
    *,
    optional: bool,
    depth: int,
    name: str = "",
) -> Json:
    """Return a value for a schema: what its property's name means if the type is right, else as little as possible."""
    found = resolve(schema, definitions)
    known = names.get(_plain(name))
    kinds = _kinds(found, known)
    if "const" in found or "enum" in found:
        options: list[Json] = [found["const"]] if "const" in found else found["enum"]
        return next((each for each in (known, str(known), names.get("#code")) if each in options), options[0])
    if "object" in kinds and depth < _DEPTH:
        return _object(found, names, facts, definitions, optional=optional, depth=depth)
    if "array" in kinds and depth < _DEPTH:
        return _array(found, names, facts, definitions, depth=depth, name=name)
    choices = [*found.get("oneOf", ()), *found.get("anyOf", ())]
    if known is not None and choices and not kinds and depth < _DEPTH:
        telling = next((each for each in choices if resolve(each, definitions).get("type") != "null"), choices[0])
        return _value(telling, names, facts, definitions, optional=optional, depth=depth + 1, name=name)
    if known is not None and _fits(known, kinds):
        return known
    if known is not None and "string" in kinds:
        return str(names.get("#code")) if "code" in name.lower() else str(known)
    if parts := (*choices, *found.get("allOf", ())):
        return _value(parts[0], names, facts, definitions, optional=optional, depth=depth + 1, name=name)
    return _least(found, kinds)


def _kinds(schema: Mapping[str, Any], known: Json) -> list[str]:
    kind: Any = schema.get("type")
    if isinstance(kind, list):
        return [str(each) for each in cast("list[object]", kind)]
    if isinstance(kind, str):
        return [kind]
    if "properties" in schema or "required" in schema or any("properties" in p for p in schema.get("allOf", ())):
        return ["object"]
    if schema.get("allOf") and known is None:
        return ["object"]
    return ["array"] if "items" in schema else []


def _fits(value: Json, kinds: list[str]) -> bool:
    kind = "string" if isinstance(value, str) else "integer"
    return not kinds or kind in kinds or (kind == "integer" and "number" in kinds)


def _least(schema: Mapping[str, Any], kinds: list[str]) -> Json:
    kind = kinds[0] if kinds else "null"
    if kind in ("integer", "number"):
        number: Json = schema.get("minimum", min(0, schema.get("maximum", 0)))
        return number
    if kind == "string":
        return " " * int(schema.get("minLength", 0))
    if kind in ("array", "object"):
        return [] if kind == "array" else {}
    empty: Json = _EMPTY[kind]
    return empty


def _object(
    schema: Mapping[str, Any],
    names: Mapping[str, Json],
    facts: Facts,
    definitions: Mapping[str, Schema],
    *,
    optional: bool,
    depth: int,
) -> Json:
    properties: dict[str, Schema] = {}
    required: set[str] = set()
    for part in (schema, *(resolve(each, definitions) for each in schema.get("allOf", ()))):
        properties.update(part.get("properties", {}))
        required.update(part.get("required", ()))
    found: dict[str, Json] = {}
    for name, each in {**properties, **{n: True for n in required if n not in properties}}.items():
        known = _plain(name)
        # The whole body has an empty pointer, which is better left out than made something else.
        is_empty = names.get(known) == "" and resolve(each, definitions).get("minLength", 0) > 0
        telling = (known in names and not is_empty) or (
            known in _LISTS and (facts.violations or known == "error") and depth == 0
        )
        if name in required or (optional and telling):
            found[name] = _value(each, names, facts, definitions, optional=optional, depth=depth + 1, name=name)
    return found


_LISTS = frozenset({"errors", "violations", "issues", "details", "detail", "problems", "invalidparams", "error"})


def _array(
    schema: Mapping[str, Any],
    names: Mapping[str, Json],
    facts: Facts,
    definitions: Mapping[str, Schema],
    *,
    depth: int,
    name: str,
) -> Json:
    """Return an array: one item for each violation, the parts of a place, or as few items as are allowed."""
    item: Schema = schema.get("items", True)
    plain, least = _plain(name), int(schema.get("minItems", 0))
    if plain == "loc" and isinstance(names.get("pointer"), str):
        parts = str(names["pointer"]).split("/")[1:]
        return [str(names.get("location", "body")), *parts]
    if plain in _LISTS and "pointer" not in names:
        named = ({**_texts(facts, each), "": each.message} for each in facts.violations)
        items = [_value(item, texts, facts, definitions, optional=True, depth=depth + 1) for texts in named]
        if len(items) >= least:
            return items
    return [_value(item, names, facts, definitions, optional=False, depth=depth + 1) for _ in range(min(least, 20))]
