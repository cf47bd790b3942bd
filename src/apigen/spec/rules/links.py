"""Rules about links and callbacks: they lead to an operation, by expressions that a message can answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.grammar import Kind
from apigen.spec.rules.parameters import declared_for
from apigen.spec.rules.subject import Subject
from apigen.spec.words import describe

_EXPRESSION = re.compile(
    r"\$(?:url|method|statusCode"
    r"|(?:request|response)\.(?:header\.[!#$%&'*+.^_`|~0-9A-Za-z-]+|query\.[^{}]+|path\.[^{}]+|body(?:#(?:/[^{}]*)?)?))"
)
"""A runtime expression (OpenAPI 3.1, section 4.8.20.4)."""

_EMBEDDED = re.compile(r"\{([^{}]*)\}")
_HELP = "write it as `$request.body#/id`, `$response.header.Location`, `$request.query.id` or `$url`"


def check_link(subject: Subject, pointer: Pointer, link: dict[str, Json]) -> None:
    """Check what a Link Object says by itself; where it leads is looked at when every operation is known."""
    subject.links[pointer] = link
    if ("operationId" in link) == ("operationRef" in link):
        both = "both" if "operationId" in link else "neither"
        subject.report.warning(
            "AG236",
            f"the link has {both} `operationId` {'and' if both == 'both' else 'nor'} `operationRef`",
            at=pointer,
            help="keep one of them" if both == "both" else "say by `operationId` where it leads",
        )
    parameters = link.get("parameters")
    for name, value in parameters.items() if isinstance(parameters, dict) else ():
        _check_expressions(subject, (*pointer, "parameters", name), value)
    _check_expressions(subject, (*pointer, "requestBody"), link.get("requestBody"))


def check_callback(subject: Subject, pointer: Pointer, callback: dict[str, Json]) -> None:
    """The keys of a Callback Object are addresses, of runtime expressions."""
    for key in callback:
        if key.startswith("x-"):
            continue
        for inner in _EMBEDDED.findall(key):
            if not _EXPRESSION.fullmatch(inner):
                _report_expression(subject, (*pointer, key), inner)
                break
        else:
            _check_expressions(subject, (*pointer, key), key)


def _check_expressions(subject: Subject, at: Pointer, value: Json) -> None:
    """A text that begins as an expression is one; others may hold some in braces."""
    if not isinstance(value, str):
        return
    whole = [value] if value.startswith("$") and "{" not in value else []
    for each in [*whole, *(inner for inner in _EMBEDDED.findall(value) if inner.startswith("$"))]:
        if not _EXPRESSION.fullmatch(each):
            _report_expression(subject, at, each)


def _report_expression(subject: Subject, at: Pointer, text: str) -> None:
    subject.report.warning("AG237", f"{describe(text, show=True)} is not a runtime expression", at=at, help=_HELP)


def check_links(subject: Subject) -> None:
    """Each link leads to an operation, and gives it parameters that it has."""
    for pointer, link in subject.links.items():
        target = _target(subject, pointer, link)
        if target is None:
            continue
        known = {name for name, _ in declared_for(subject, target)}
        qualified = known | {f"{location}.{name}" for name, location in declared_for(subject, target)}
        parameters = link.get("parameters")
        for name in parameters if isinstance(parameters, dict) else ():
            if name not in qualified:
                subject.report.warning(
                    "AG243",
                    f"the link gives the parameter `{name}`, which its operation does not have",
                    at=(*pointer, "parameters", name),
                    help=subject.did_you_mean(name, known),
                )


def _target(subject: Subject, pointer: Pointer, link: dict[str, Json]) -> Pointer | None:
    name, ref = link.get("operationId"), link.get("operationRef")
    if isinstance(name, str):
        if name in subject.operations:
            return subject.operations[name]
        subject.report.warning(
            "AG235",
            f"the link leads to the operation `{name}`, which does not exist",
            at=(*pointer, "operationId"),
            help=subject.did_you_mean(name, subject.operations),
        )
    elif isinstance(ref, str) and ref.startswith("#"):
        target = subject.resolve(ref)
        if target is not None and subject.grammar.kind_at(target) is Kind.OPERATION:
            return target
        subject.report.warning(
            "AG235",
            f"the link leads to {describe(ref, show=True)}, which is no operation",
            at=(*pointer, "operationRef"),
            help=next(_escaped(subject, ref), None),
        )
    return None


def _escaped(subject: Subject, ref: str) -> Iterator[str]:
    """Suggest the pointer that was meant, where only the slashes of the path are not escaped."""
    path, _, method = ref.removeprefix("#/paths/").rpartition("/")
    meant = f"#/paths/{path.replace('/', '~1')}/{method}"
    if ref.startswith("#/paths/") and subject.resolve(meant) is not None:
        yield f"did you mean `{meant}`?"
