"""Rules about parameters and headers: where they are, how they are written, and that each is there once."""

from __future__ import annotations

from apigen.report import Pointer
from apigen.spec.document import Json, found_at
from apigen.spec.grammar import Kind
from apigen.spec.rules.headers import IGNORED_HEADERS, check_header_name
from apigen.spec.rules.subject import Subject
from apigen.spec.words import did_you_mean

STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
}
"""Which style goes where (OpenAPI 3.1, section 4.8.12.3)."""

NEWER_STYLES = {**STYLES, "cookie": ("form", "cookie"), "querystring": ()}
"""The same in OpenAPI 3.2 (section 4.12.3). A whole query string has no style."""

_ELSEWHERE = {
    **dict.fromkeys(("body", "formData"), "a body is declared by `requestBody`"),
    "querystring": "the whole query string is a parameter since OpenAPI 3.2",
}


def check_parameter(subject: Subject, pointer: Pointer, parameter: dict[str, Json]) -> None:
    """Check a Parameter Object by itself."""
    location, name = parameter.get("in"), parameter.get("name")
    _check_schema_or_content(subject, pointer, parameter, what="parameter")
    if not isinstance(location, str):
        return
    styles = _styles(subject)
    if location not in styles:
        subject.report.error(
            "AG214",
            f"a parameter cannot be in `{location}`",
            at=(*pointer, "in"),
            help=_ELSEWHERE.get(location) or did_you_mean(location, styles) or f"use one of {_listed(tuple(styles))}",
        )
        return
    if location == "querystring":
        _check_query_string(subject, pointer, parameter)
        return
    _check_style(subject, pointer, parameter, location=location)
    if location == "path" and parameter.get("required") is not True:
        subject.report.warning("AG213", "a path parameter is always required", at=pointer, help="add `required: true`")
    if location == "header" and isinstance(name, str):
        check_header_name(subject, (*pointer, "name"), name)
        if name.lower() in IGNORED_HEADERS:
            subject.report.warning(
                "AG224",
                f"the header `{name}` is not a parameter in OpenAPI: it is ignored",
                at=(*pointer, "name"),
                help="it follows from the media types of the operation, or from its security",
            )


def _styles(subject: Subject) -> dict[str, tuple[str, ...]]:
    return STYLES if subject.document.version < (3, 2) else NEWER_STYLES


def _check_query_string(subject: Subject, pointer: Pointer, parameter: dict[str, Json]) -> None:
    """A whole query string is of a media type (OpenAPI 3.2, section 4.12.1)."""
    if "schema" in parameter or "style" in parameter:
        subject.report.error(
            "AG241",
            "a parameter that is the whole query string has `content`, and neither `schema` nor `style`",
            at=(*pointer, "schema" if "schema" in parameter else "style"),
            help="write `content: {application/x-www-form-urlencoded: {schema: ...}}`",
        )


def check_query_strings(subject: Subject, pointer: Pointer, operation: dict[str, Json]) -> None:
    """The whole query string is read once, or in its parts (OpenAPI 3.2, section 4.12.1)."""
    if subject.document.version < (3, 2):
        return
    found = declared_for(subject, pointer)
    whole = [at for (_, location), at in found.items() if location == "querystring"]
    others = [name for name, location in found if location == "query"]
    if len(whole) > 1 or (whole and others):
        subject.report.error(
            "AG240",
            "an operation has at most one parameter in `querystring`"
            if len(whole) > 1
            else f"a parameter in `querystring` is the whole query: `{others[0]}` cannot be beside it",
            at=whole[-1],
            help="remove one of them",
        )


def check_header(subject: Subject, pointer: Pointer, header: dict[str, Json]) -> None:
    """Check a Header Object; its name is the key that leads to it, or that of the component."""
    if "schema" not in header and "content" not in header:
        subject.report.warning(
            "AG225",
            "the header has neither `schema` nor `content`: it is taken to be a string",
            at=pointer,
            help="add `schema: {type: string}`",
        )
    else:
        _check_schema_or_content(subject, pointer, header, what="header")
    _check_style(subject, pointer, header, location="header")


def _check_style(subject: Subject, pointer: Pointer, parameter: dict[str, Json], *, location: str) -> None:
    style = parameter.get("style")
    styles = _styles(subject)[location]
    if isinstance(style, str) and style not in styles:
        subject.report.error(
            "AG215",
            f"the style `{style}` does not exist for a parameter in `{location}`",
            at=(*pointer, "style"),
            help=f"use {_listed(styles)}",
        )


def _check_schema_or_content(subject: Subject, pointer: Pointer, parameter: dict[str, Json], *, what: str) -> None:
    content = parameter.get("content")
    if "schema" in parameter and "content" in parameter:
        subject.report.error(
            "AG217", f"the {what} has both `schema` and `content`", at=pointer, help="remove one of them"
        )
    elif "schema" not in parameter and "content" not in parameter:
        subject.report.error(
            "AG216",
            f"the {what} has neither `schema` nor `content`"
            if subject.author != (2, 0)
            else f"the {what} has no `type`",
            at=pointer,
            help="add `schema: {type: string}`" if subject.author != (2, 0) else "add `type: string`",
        )
    elif isinstance(content, dict) and len(content) != 1:
        subject.report.error(
            "AG223",
            f"the `content` of a {what} must have exactly one entry, not {len(content)}",
            at=(*pointer, "content"),
            help="keep one media type",
        )


def check_parameter_list(subject: Subject, pointer: Pointer, holder: dict[str, Json]) -> None:
    """A list holds each parameter once. Names of headers have no case (RFC 9110, section 5.1)."""
    parameters = holder.get("parameters")
    if not isinstance(parameters, list):
        return
    seen: dict[tuple[str, str], int] = {}
    for index in range(len(parameters)):
        key = _identity(subject, (*pointer, "parameters", str(index)))
        if key is None:
            continue
        name, location = key
        first = seen.setdefault((name.lower() if location == "header" else name, location), index)
        if first != index:
            subject.report.error(
                "AG212",
                f"the {location} parameter `{name}` is in this list twice: also as item {first + 1}",
                at=(*pointer, "parameters", str(index)),
                label="listed again here",
                help="remove one of them",
            )


def declared(subject: Subject, pointer: Pointer, holder: dict[str, Json]) -> dict[tuple[str, str], Pointer]:
    """Return the parameters of an operation or path item: (name, in), and where in the list."""
    parameters = holder.get("parameters")
    found: dict[tuple[str, str], Pointer] = {}
    for index in range(len(parameters) if isinstance(parameters, list) else 0):
        at = (*pointer, "parameters", str(index))
        key = _identity(subject, at)
        if key is not None:
            found[key] = at
    return found


def declared_for(subject: Subject, pointer: Pointer) -> dict[tuple[str, str], Pointer]:
    """Return the parameters of the operation at a pointer, with those of its path item."""
    item = pointer[:-1] if subject.grammar.kind_at(pointer[:-1]) is Kind.PATH_ITEM else pointer[:-2]
    found: dict[tuple[str, str], Pointer] = {}
    for at in (item, pointer):
        holder = found_at(subject.document.value, at)
        found.update(declared(subject, at, holder) if isinstance(holder, dict) else {})
    return found


def _identity(subject: Subject, pointer: Pointer) -> tuple[str, str] | None:
    _, parameter = subject.followed(pointer)
    if not isinstance(parameter, dict):
        return None
    name, location = parameter.get("name"), parameter.get("in")
    return (name, location) if isinstance(name, str) and isinstance(location, str) else None


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
