"""Rules about paths, operations and their responses."""

from __future__ import annotations

import re

from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.grammar import Kind
from apigen.spec.rules.headers import TOKEN
from apigen.spec.rules.parameters import declared
from apigen.spec.rules.subject import Subject
from apigen.spec.words import did_you_mean

_STATUS = re.compile(r"[1-5](?:[0-9]{2}|XX)|default")
_PARAMETER = re.compile(r"\{([^{}]*)\}")
_BEYOND_PATH = re.compile(r"[?#]")
_BAD_NAME = re.compile(r"[\s/?#]")


def check_paths(subject: Subject, pointer: Pointer, paths: dict[str, Json]) -> None:
    """Path templates are well formed, and each one is reachable (OpenAPI 3.1, section 4.8.8)."""
    shapes: dict[str, str] = {}
    for template in paths:
        if template.startswith("x-"):
            continue
        at = (*pointer, template)
        beyond = _BEYOND_PATH.search(_PARAMETER.sub("", template))
        if beyond is not None:
            # Real descriptions tell operations on one path apart in this way (OpenAI, Box, AWS).
            subject.report.warning(
                "AG221",
                f"`{beyond[0]}` and what follows is not part of a path: a server cannot tell this operation by it",
                at=at,
                help="declare a query by parameters" if beyond[0] == "?" else "a fragment is never sent; remove it",
            )
        fault = _template_fault(template)
        if fault is not None:
            message, help = fault
            subject.report.error("AG210", f"the path template is malformed: {message}", at=at, help=help)
            continue
        shape = _PARAMETER.sub("{}", template)
        if shape in shapes:
            subject.report.warning(
                "AG211",
                f"the path differs from `{shapes[shape]}` only in the names of its parameters: it is unreachable",
                at=at,
                help="merge the two path items",
            )
        shapes.setdefault(shape, template)


def _template_fault(template: str) -> tuple[str, str] | None:
    """Return what is wrong with a path template, and what to do."""
    if not template.startswith("/"):
        return "it must start with `/`", f"write `/{template}`"
    outside = _PARAMETER.sub("", template)
    if "{" in outside or "}" in outside:
        return "a brace has no partner", "close each `{` with `}`"
    names = _PARAMETER.findall(template)
    for name in names:
        if not name:
            return "a parameter has no name", "write a name in the braces"
        if _BAD_NAME.search(name):
            return f"the parameter name `{name}` holds a character that it cannot", "use letters and digits"
        if names.count(name) > 1:
            return f"the parameter `{name}` is in it twice", "give each its own name"
    return None


def check_path_item(subject: Subject, pointer: Pointer, item: dict[str, Json]) -> None:
    """Path parameters are those of the template, no more and no less."""
    if len(pointer) != 2 or pointer[0] != "paths" or "$ref" in item:
        return
    names = [name for name in _PARAMETER.findall(pointer[1]) if name]
    shared = declared(subject, pointer, item)
    methods = dict(subject.grammar.operations(item))
    missing: dict[str, list[str]] = {}
    used: dict[Pointer, str] = {at: name for (name, location), at in shared.items() if location == "path"}
    for method, place in methods.items():
        operation = subject.document.at((*pointer, *place))
        assert isinstance(operation, dict)
        own = declared(subject, (*pointer, *place), operation)
        used.update({at: name for (name, location), at in own.items() if location == "path"})
        for name in names:
            if (name, "path") not in own and (name, "path") not in shared:
                missing.setdefault(name, []).append(method)
    for name, lacking in missing.items():
        who = "" if len(lacking) == len(methods) else f" by {', '.join(f'`{method}`' for method in lacking)}"
        subject.report.warning(
            "AG203",
            f"path parameter `{name}` is not declared{who}: it is taken to be a string",
            at=pointer,
            label="used here",
            help=f"add a parameter with `name: {name}` and `in: path`",
        )
    for at, name in used.items():
        if name not in names:
            subject.report.warning(
                "AG204",
                f"path parameter `{name}` is not in the path `{pointer[1]}`: it is ignored",
                at=at,
                help=did_you_mean(name, names) or f"write `{{{name}}}` in the path, or remove the parameter",
            )


def check_methods(subject: Subject, pointer: Pointer, item: dict[str, Json]) -> None:
    """`additionalOperations` are of methods that HTTP can carry and a path item has no key for (OpenAPI 3.2, section 4.9.1)."""
    others = item.get("additionalOperations")
    for method in others if isinstance(others, dict) and subject.document.version >= (3, 2) else ():
        known = method.isupper() and method.lower() in subject.grammar.fields[Kind.PATH_ITEM]
        if known or not TOKEN.fullmatch(method):
            subject.report.error(
                "AG242",
                f"`{method}` has a key of its own" if known else f"`{method}` cannot be a method of HTTP",
                at=(*pointer, "additionalOperations", method),
                help=f"move it to `{method.lower()}` of the path item" if known else "use letters, digits and `-`",
            )


def check_body(subject: Subject, pointer: Pointer, operation: dict[str, Json]) -> None:
    """In a request with GET or HEAD a body means nothing (RFC 9110, section 9.3.1)."""
    if "requestBody" in operation and pointer[-1] in ("get", "head"):
        subject.report.warning(
            "AG248",
            f"a request with `{pointer[-1].upper()}` has a body here, which means nothing in HTTP: it may not arrive",
            at=(*pointer, "requestBody"),
            help="use parameters, or `POST`",
        )


def check_operation(subject: Subject, pointer: Pointer, operation: dict[str, Json]) -> None:
    """`operationId` is unique among all operations (OpenAPI 3.1, section 4.8.10)."""
    name = operation.get("operationId")
    if not isinstance(name, str):
        return
    first = subject.operations.setdefault(name, pointer)
    if first == pointer:
        return
    message = f"the operationId `{name}` of `{_title(pointer)}` is also that of `{_title(first)}`"
    if all(each[0] == "paths" and len(each) <= 4 for each in (pointer, first)):
        subject.report.error(
            "AG209", message, at=(*pointer, "operationId"), label="used again here", help="give each operation its own"
        )
    else:
        # Operations of callbacks and webhooks are not called by this name.
        subject.report.warning(
            "AG222", message, at=(*pointer, "operationId"), label="used again here", help="give each operation its own"
        )


def _title(pointer: Pointer) -> str:
    if pointer[-2] == "additionalOperations":
        return f"{pointer[-1]} {pointer[-3]}"
    return f"{pointer[-1].upper()} {pointer[-2]}"


def check_responses(subject: Subject, pointer: Pointer, responses: dict[str, Json]) -> None:
    """Each response has a status, a range of them or `default` (OpenAPI 3.1, section 4.8.16)."""
    for status in responses:
        if not status.startswith("x-") and not _STATUS.fullmatch(status):
            upper = status.upper()
            subject.report.error(
                "AG219",
                f"`{status}` is not a status that a response can have",
                at=(*pointer, status),
                help=f"did you mean `{upper}`?"
                if _STATUS.fullmatch(upper)
                else "use 100 to 599, 1XX to 5XX, or `default`",
            )
