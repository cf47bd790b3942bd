"""An outcome becomes JUnit's XML, as servers of continuous integration read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree

from apigen.contract.outcome import Finding, Outcome

_NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """A test: an operation, or one thing that is wrong with it. `kind` is `failure`, `error` or `skipped`."""

    name: str
    kind: str | None = None
    type: str = ""
    message: str = ""
    text: str = ""
    seconds: float = 0.0


def junit(outcome: Outcome) -> str:
    """Return the report. An operation is a test, and so is each of its failures: a test has one of them at most."""
    cases = list(_cases(outcome))
    kinds = [case.kind for case in cases]
    suite = ElementTree.Element(
        "testsuite",
        {
            "name": _legal(outcome.title),
            "package": "",
            "id": "0",
            "timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
            "hostname": "localhost",
            "tests": str(len(cases)),
            "failures": str(kinds.count("failure")),
            "errors": str(kinds.count("error")),
            "skipped": str(kinds.count("skipped")),
            "time": f"{outcome.seconds:.3f}",
        },
    )
    properties = ElementTree.SubElement(suite, "properties")
    for name, value in (("seed", outcome.seed), ("cases", outcome.cases), ("implied", outcome.implied)):
        ElementTree.SubElement(properties, "property", {"name": name, "value": str(value)})
    for case in cases:
        _add(suite, outcome.title, case)
    ElementTree.SubElement(suite, "system-out").text = _legal(outcome.summary())
    ElementTree.SubElement(suite, "system-err")
    suites = ElementTree.Element("testsuites")
    suites.append(suite)
    ElementTree.indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(suites, encoding="unicode")}\n'


def _cases(outcome: Outcome) -> Iterator[_Case]:
    for operation in outcome.tested:
        first, *others = _of_operation(outcome, operation)
        # Several cases of an operation are of the same requests: their time is counted once.
        yield replace(first, seconds=outcome.waited.get(operation, 0.0))
        yield from others
    known = set(outcome.tested)
    # What is wrong elsewhere: with the whole run, or with an operation that could not even be begun.
    yield from (_failure(each) for each in outcome.findings if each.operation not in known)
    for broken in outcome.broken:
        text = f"{broken.message}\n{broken.curl}" if broken.curl else broken.message
        name = f"{broken.operation}: not tested to the end"
        yield _Case(name=name, kind="error", type="error", message=_first_line(broken.message), text=text)
    for operation in outcome.untested:
        yield _Case(name=operation, kind="skipped", message="its method differs from another's in case only")


def _of_operation(outcome: Outcome, operation: str) -> Iterator[_Case]:
    found = [each for each in outcome.findings if each.operation == operation]
    yield from map(_failure, found)
    if operation in outcome.unfinished:
        yield _Case(name=operation, kind="skipped", message=f"not tested to the end: {outcome.stopped}")
    elif operation in outcome.never_succeeded:
        message = "never answered its declared success"
        yield _Case(
            name=f"{operation}: {message}", kind="failure", type="never_succeeded", message=message, text=message
        )
    elif operation in outcome.astray:
        yield _Case(
            name=operation, kind="skipped", message="not reached: each request for it was a more concrete path's"
        )
    elif operation in outcome.unjudged:
        yield _Case(name=operation, kind="skipped", message="its answers were not judged: `prefixItems`")
    elif not found:
        yield _Case(name=operation)


def _failure(finding: Finding) -> _Case:
    log = ("log:", finding.log) if finding.log else ()
    return _Case(
        name=f"{finding.operation}: {finding.title} ({finding.check})",
        kind="failure",
        type=finding.check,
        message=f"{_first_line(finding.message)} ({finding.times} times)",
        text="\n".join((finding.message, *finding.steps, finding.curl, *log)),
    )


def _add(suite: ElementTree.Element, title: str, case: _Case) -> None:
    attributes = {"classname": _legal(title), "name": _legal(case.name), "time": f"{case.seconds:.3f}"}
    element = ElementTree.SubElement(suite, "testcase", attributes)
    if case.kind == "skipped":
        ElementTree.SubElement(element, "skipped", {"message": _legal(case.message)})
    elif case.kind is not None:
        attributes = {"type": _legal(case.type), "message": _legal(case.message)}
        ElementTree.SubElement(element, case.kind, attributes).text = _legal(case.text)


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def _legal(text: str) -> str:
    """Return a text with what XML has no characters for written as Python does."""
    return _NOT_IN_XML.sub(lambda found: ascii(found[0])[1:-1], text)
