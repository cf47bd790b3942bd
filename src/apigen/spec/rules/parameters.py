"""Rules about parameters and headers: where they are, how they are written, and that each is there once."""

from __future__ import annotations

from apigen.report import Pointer
from apigen.spec.document import Json
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


def check_parameter(subject: Subject, pointer: Pointer, parameter: dict[str, Json]) -> None:
    """Check a Parameter Object by itself."""
    location, name = parameter.get("in"), parameter.get("name")
    _check_schema_or_content(subject, pointer, parameter, what="parameter")
    if not isinstance(location, str):
        return
    if location not in STYLES:
        subject.report.error(
            "AG214",
            f"a parameter cannot be in `{location}`",
            at=(*pointer, "in"),
            help="a body is declared by `requestBody`"
            if location in ("body", "formData")
            else did_you_mean(location, STYLES) or f"use one of {_listed(tuple(STYLES))}",
        )
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


def check_header(subject: Subject, pointer: Pointer, header: dict[str, Json]) -> None:
    """Check a Header Object; its name is the key that leads to it, or that of the component."""
    if "schema" not in header and "content" not in header:
        subject.report.warning(
            "AG225", "the header has neither `schema` nor `content`: it is taken to be a string", at=pointer
        )
    else:
        _check_schema_or_content(subject, pointer, header, what="header")
    _check_style(subject, pointer, header, location="header")


def _check_style(subject: Subject, pointer: Pointer, parameter: dict[str, Json], *, location: str) -> None:
    style = parameter.get("style")
    if isinstance(style, str) and style not in STYLES[location]:
        subject.report.error(
            "AG215",
            f"the style `{style}` does not exist for a parameter in `{location}`",
            at=(*pointer, "style"),
            help=f"use {_listed(STYLES[location])}",
        )


def _check_schema_or_content(subject: Subject, pointer: Pointer, parameter: dict[str, Json], *, what: str) -> None:
    content = parameter.get("content")
    if "schema" in parameter and "content" in parameter:
        subject.report.error(
            "AG217", f"the {what} has both `schema` and `content`", at=pointer, help="remove one of them"
        )
    elif "schema" not in parameter and "content" not in parameter:
        subject.report.error(
            "AG216", f"the {what} has neither `schema` nor `content`", at=pointer, help="add `schema: {type: string}`"
        )
    elif isinstance(content, dict) and len(content) != 1:
        subject.report.error(
            "AG223",
            f"the `content` of a {what} must have exactly one entry, not {len(content)}",
            at=(*pointer, "content"),
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


def _identity(subject: Subject, pointer: Pointer) -> tuple[str, str] | None:
    _, parameter = subject.followed(pointer)
    if not isinstance(parameter, dict):
        return None
    name, location = parameter.get("name"), parameter.get("in")
    return (name, location) if isinstance(name, str) and isinstance(location, str) else None


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
