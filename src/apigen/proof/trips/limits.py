"""What the wire cannot carry: narrow classes of values, each with the reason for which nobody can tell them apart."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote, unquote

from pydantic import MISSING, ValidationError

from apigen.proof.trips.package import Package
from apigen.proof.trips.plain import is_dict, is_list, is_tuple, plain
from apigen.runtime.core.media import kind_of

NULL: Final = "null has no text"
EMPTY: Final = "an empty list or object leaves nothing behind"
EMPTY_TEXT: Final = "an empty text is written like an empty list"
UNTYPED: Final = "a text has no type"
TREE: Final = "XML, or a form, that no schema describes has no type"
NODES: Final = "nodes of text that follow each other are one"
BLANKS: Final = "blanks around a header"
SEGMENT: Final = "parameters of one segment"
STRAY: Final = "a name that is nobody's"
UNDECLARED: Final = "/undeclared "
"""Stands in places before the name of a property that its class does not declare."""
NAME: Final = "a property with the name of a parameter"
CREDENTIAL: Final = "a parameter that is a credential, too"
FRAGMENT: Final = "a path with a fragment"
SAME_PATH: Final = "another operation has the same path"
OWN: Final = "a header that is HTTP's own"
CERTIFICATE: Final = "a client's certificate"
_PATH: Final = "refused: an empty parameter of the path"
_JOINT: Final = "refused: a joint in a part"
_ELEMENT: Final = "refused: no name of XML"
_CHARACTER: Final = "refused: no character of a header or a cookie"
_TYPE: Final = "refused: a value that Python's type does not have"
_NARROWER: Final = "refused: a value that is no object, where the schema does not ask for one"

REASONS: Final[Mapping[str, str]] = {
    NULL: "RFC 6570 section 2.3: it is left out of what is written in a style, and of a form",
    EMPTY: "RFC 6570 section 2.3: a list without items is undefined, a style and a form write no pair for it",
    EMPTY_TEXT: "`a=` is a list of one empty text as well as one of none",
    UNTYPED: "where the schema allows several types, `1` is a number as well as a text",
    TREE: "what is below an undeclared property: an element or a part holds a text, or an object where it has children",
    NODES: "XML Infoset section 2.6: neither CDATA nor the border between two texts is kept",
    BLANKS: "RFC 9110 section 5.5: they are no part of its value",
    SEGMENT: "in `{a}.{b}` the values may hold what stands between them",
    STRAY: "an exploded object's undeclared properties stand beside all that others have sent",
    NAME: "an exploded object's properties stand beside the other parameters: one pair is both",
    CREDENTIAL: "a header can be sent once: the credential wins",
    FRAGMENT: "RFC 9110 section 7.1: it is never sent (AG221 says so)",
    SAME_PATH: "two templates match it: only one of the operations can have it",
    OWN: "`Content-Length` and its like say how the message is sent",
    CERTIFICATE: "it is the connection's, and in this process there is none",
    _PATH: "it would be another resource",
    _JOINT: "it would be read as two parts, or as another name",
    _ELEMENT: "a property whose name is no name of an element or attribute",
    _CHARACTER: "RFC 9110 section 5.5 and RFC 6265 section 4.1.1: nothing is escaped there",
    _TYPE: "the leap second, for instance: a type checker refuses the text as well",
    _NARROWER: "`properties` without `type`: its class is an object's, a type checker refuses the rest as well",
}

_REFUSALS: Final = {
    _PATH: re.compile("a parameter of the path must not be empty"),
    _JOINT: re.compile(r"cannot be a part of|has a '=' in it|cannot stand in brackets"),
    _ELEMENT: re.compile("cannot be the name of an? "),
    _CHARACTER: re.compile(
        "the header has characters that cannot be sent|has a line break or another control|beyond Latin-1"
        "|cannot stand in a cookie"
    ),
}
"""What is refused before it is sent, by what the refusal says."""

_HELD: Final = frozenset(
    {"date_from_datetime_parsing", "date_parsing", "datetime_from_date_parsing", "datetime_parsing"}
)
_OBJECTS: Final = frozenset({"model_type", "model_attributes_type", "dict_type"})
_OWN_HEADERS: Final = frozenset(
    {"content-length", "transfer-encoding", "connection", "host", "expect", "te", "upgrade"}
)
_PLACEHOLDER: Final = re.compile(r"\{[^{}]*\}")


def refusal(text: str) -> str | None:
    """Return the limit for which a client or a server refuses to send something, by what it says."""
    return next((name for name, pattern in _REFUSALS.items() if pattern.search(text)), None)


def not_typed(error: Exception) -> str | None:
    """Return the limit for which an argument is not of its type although its schema accepts it."""
    cause = error.__cause__
    if not isinstance(cause, ValidationError):
        return None
    kinds = {each["type"] for each in cause.errors(include_url=False, include_context=False) if not each["loc"]}
    return _TYPE if kinds and kinds <= _HELD else _NARROWER if kinds and kinds <= _OBJECTS else None


def unreachable(package: Package, operation: Any, arguments: Mapping[str, Any], path: str, query: str) -> str | None:
    """Return the limit for which a request cannot be told from another one, or is none."""
    if "#" in operation.path or "?" in operation.path:
        return FRAGMENT
    if operation.security and all(_needs_connection(package, each) for each in operation.security):
        return CERTIFICATE
    if any(is_own(operation, attribute) for attribute in arguments):
        return OWN
    if any(_matches(other, operation, package.operations.BASE_PATH, path) for other in _operations(package)):
        return SAME_PATH
    names = {name.partition("=")[0] for name in query.split("&")}
    for each in _given(operation, arguments):
        value = plain(arguments[each.attribute])
        if not each.required or each.media_type or quote(each.name) in names:
            continue
        if value is None or is_empty(value):
            return NULL if value is None else EMPTY
        model, properties = _properties(value)
        declared = {name: part for name, part in properties.items() if model and name in model.model_fields}
        if each.location in ("query", "cookie") and model and is_empty(declared):
            return STRAY
    if has_two_of_a_name(operation, arguments):
        return NAME
    return None


def lost_in_form(operation: Any, arguments: Mapping[str, Any], accepts: Callable[[str, Any], bool]) -> str | None:
    """Return the limit for which a form is refused: its schema does not accept it without what has no text."""
    media_type = arguments.get("content_type", operation.body.media_type if operation.body else "")
    if "body" not in arguments or kind_of(media_type) not in ("form", "multipart"):
        return None
    value = operation.request.codec("body").to_value(arguments["body"])
    if is_dict(value):
        filled = {key: each for key, each in value.items() if each is not None}
        full = {key: each for key, each in filled.items() if not is_empty(each)}
        return next((name for name, left in ((NULL, filled), (EMPTY, full)) if not accepts(media_type, left)), None)
    return None


def has_two_of_a_name(operation: Any, arguments: Mapping[str, Any]) -> bool:
    """Whether a property of an exploded object has the name of another parameter that is given."""
    taken: list[str] = []
    for each in _given(operation, arguments):
        if each.location == "query":
            model, _ = _properties(plain(arguments[each.attribute]))
            is_object = model and each.explode and each.style == "form"
            fields = model.model_fields.items() if is_object else ()
            taken += {field.alias or name for name, field in fields} if is_object else [each.name]
    return len(taken) != len({*taken})


def _needs_connection(package: Package, schemes: Iterable[str]) -> bool:
    return any(package.operations.SECURITY_SCHEMES[name].location == "connection" for name in schemes)


def _operations(package: Package) -> Iterator[Any]:
    yield from (route.operation for route in package.routes)


def _given(operation: Any, arguments: Mapping[str, Any]) -> Iterator[Any]:
    yield from (each for each in operation.parameters if each.attribute in arguments)


def _matches(other: Any, operation: Any, base: str, path: str) -> bool:
    """Whether another operation's template matches a path, too."""
    if other is operation or other.method != operation.method:
        return False
    template = "(.+)".join(map(re.escape, _PLACEHOLDER.split(unquote(base + other.path))))
    return re.fullmatch(template, unquote(path), re.DOTALL) is not None


def is_credential(operation: Any, schemes: Mapping[str, Any], attribute: str) -> bool:
    """Whether a parameter has the place of a credential."""
    taken = {(each.location, each.name.lower()) for each in schemes.values()}
    return any(
        each.attribute == attribute and (each.location, each.name.lower()) in taken for each in operation.parameters
    )


def without_strays(
    operation: Any, arguments: Mapping[str, Any], sent: Mapping[str, Any], came: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return arguments without the undeclared properties of exploded objects that got lost, and those as plain values."""
    left, rest = dict(arguments), dict[str, Any]()
    for each in operation.parameters:
        name = each.attribute
        model, properties = _properties(sent[name])
        if each.location in ("query", "cookie") and each.explode and each.style in ("form", "cookie") and model:
            lost = properties.keys() - model.model_fields.keys() - _properties(came[name])[1].keys()
            if lost:
                left[name] = arguments[name].model_copy(deep=True)
                for stray in lost:
                    del left[name].__pydantic_extra__[stray]
                rest[name] = (model, {key: each for key, each in properties.items() if key not in lost})
    return left, rest


def _properties(value: Any) -> tuple[Any, dict[str, Any]]:
    """Return the class and the properties of a plain model."""
    return value if is_tuple(value) and is_dict(value[1]) else (None, {})


def is_own(operation: Any, attribute: str) -> bool:
    """Whether a parameter is a header that says how a message is sent."""
    found = (each for each in operation.parameters if each.attribute == attribute and each.location == "header")
    return any(each.name.lower() in _OWN_HEADERS for each in found)


def share_a_segment(operation: Any, attributes: Iterable[str]) -> bool:
    """Whether all of some parameters have a neighbour in their segment of the path."""
    crowded = {
        name
        for part in operation.path.split("/")
        if len(found := re.findall(r"\{([^{}]*)\}", part)) > 1
        for name in found
    }
    names = {each.attribute: each.name for each in operation.parameters if each.location == "path"}
    return all(names.get(attribute) in crowded for attribute in attributes)


def limit_of(sent: Any, came: Any, *, of_tree: bool = False) -> str | None:
    """Return the limit for which a value became another one; `None` if there is none. `of_tree` is for XML."""
    found = {_named(one, other, of_tree=of_tree) for _, one, other in differences(sent, came)}
    return ", ".join(sorted(filter(None, found))) if found and None not in found else None


def is_undescribed(sent: Any, came: Any) -> bool:
    """Whether all that differs is below properties that no schema describes, or has no text."""
    return all(UNDECLARED in at or one is None or is_empty(one) for at, one, _ in differences(sent, came))


def differences(sent: Any, came: Any, at: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield the parts in which two plain values differ, and where."""
    if is_dict(sent) and is_dict(came):
        for name in {**sent, **came}:
            yield from differences(sent.get(name, MISSING), came.get(name, MISSING), f"{at}/{name}")
    elif _properties(sent)[0] and _properties(sent)[0] is _properties(came)[0]:
        model, properties = sent
        for name in {**properties, **came[1]}:
            place = f"{at}/{name}" if name in model.model_fields else f"{at}{UNDECLARED}{name}"
            yield from differences(properties.get(name, MISSING), came[1].get(name, MISSING), place)
    elif is_tuple(sent) and is_tuple(came) and len(sent) == len(came) == 2:
        yield from differences(list(sent), list(came), at)
    elif is_list(sent) and is_list(came):
        if len(sent) == len(came):
            for n, (one, other) in enumerate(zip(sent, came, strict=True)):
                yield from differences(one, other, f"{at}/{n}")
        elif None in sent:
            yield from differences([each for each in sent if each is not None], came, at)
            yield at, None, MISSING
        else:
            yield at, sent, came
    elif sent is not came and (sent != came or isinstance(sent, bool) is not isinstance(came, bool)):
        yield at, sent, came


def same(sent: Any, came: Any) -> bool:
    """Whether two plain values are equal, and no boolean stands for a number."""
    if is_dict(sent) and is_dict(came):
        return sent.keys() == came.keys() and all(same(sent[name], came[name]) for name in sent)
    if (is_list(sent) or is_tuple(sent)) and (is_list(came) or is_tuple(came)):
        return len(sent) == len(came) and all(map(same, sent, came))
    return bool(sent == came) and (isinstance(sent, bool) is isinstance(came, bool))


def _named(sent: Any, came: Any, *, of_tree: bool) -> str | None:
    if sent is None:
        return NULL
    if is_empty(sent):
        return EMPTY
    if sent in ([""], "") and is_empty(came):
        return EMPTY_TEXT
    if isinstance(sent, str | int | float) and isinstance(came, str | int | float) and _text(sent) == _text(came):
        return UNTYPED
    items = [each for each in sent if each is not None] if is_list(sent) else []
    if len(items) == 1 and not is_list(came):
        # Where no schema speaks of a list, one of a single item is written like the item.
        found = UNTYPED if same(items[0], came) else _named(items[0], came, of_tree=of_tree)
        if found is not None:
            return found
    if isinstance(sent, list | dict) and came == json.dumps(sent, separators=(",", ":")):
        return UNTYPED
    if isinstance(sent, str) and isinstance(came, str) and sent.strip() == came:
        return BLANKS
    if of_tree and isinstance(sent, str) and (came is MISSING or (isinstance(came, str) and sent in came)):
        return NODES
    return TREE if of_tree and isinstance(sent, list | dict) and not isinstance(came, type(MISSING)) else None


def is_empty(value: Any) -> bool:
    """Whether there is nothing in a list or an object, or in those in it."""
    if is_tuple(value) and len(value) == 2 and isinstance(value[0], type):
        value = value[1]
    if is_dict(value):
        return all(each is None or each is MISSING or is_empty(each) for each in value.values())
    return is_list(value) and all(each is None or is_empty(each) for each in value)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
