"""What a JUnit file and a HAR file have to be, in short.

JUnit has no standard: an element is checked by what the schemas of Ant and of Jenkins agree on. HAR is checked by the
parts of HTTP Archive 1.2 that every reader relies on.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from apigen.spec.document import Json

NUMBER = r"\d+"
SECONDS = r"\d+(\.\d+)?"
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"
ANY = r"(?s).*"
JUNIT: dict[str, tuple[dict[str, str], list[str]]] = {
    "testsuites": ({}, ["testsuite*"]),
    "testsuite": (
        {
            "name": ANY,
            "package": ANY,
            "id": NUMBER,
            "timestamp": TIME,
            "hostname": ".+",
            "tests": NUMBER,
            "failures": NUMBER,
            "errors": NUMBER,
            "skipped": NUMBER,
            "time": SECONDS,
        },
        ["properties", "testcase*", "system-out", "system-err"],
    ),
    "properties": ({}, ["property*"]),
    "property": ({"name": ".+", "value": ANY}, []),
    "testcase": ({"classname": ".+", "name": ".+", "time": SECONDS}, ["failure?", "error?", "skipped?"]),
    "failure": ({"type": ".+", "message": ANY}, []),
    "error": ({"type": ".+", "message": ANY}, []),
    "skipped": ({"message": ANY}, []),
    "system-out": ({}, []),
    "system-err": ({}, []),
}
"""The attributes of each element, all of which it has, with patterns; and its children, in their order."""


def check_junit(element: Element) -> None:
    """Check an element and what is in it."""
    attributes, children = JUNIT[element.tag]
    assert element.attrib.keys() == attributes.keys(), element.tag
    for name, pattern in attributes.items():
        assert re.fullmatch(pattern, element.attrib[name]), (element.tag, name, element.attrib[name])
    order = "".join(f"(?:{name.rstrip('*?')} ){name[-1] if name[-1] in '*?' else ''}" for name in children)
    assert re.fullmatch(order, "".join(f"{child.tag} " for child in element)), element.tag
    if element.tag == "testcase":
        assert len(element) <= 1, "Ant takes one result of a test"
    for child in element:
        check_junit(child)


def _record(**properties: Json) -> dict[str, Json]:
    return {"type": "object", "required": [*properties], "properties": properties}


TEXT: Json = {"type": "string"}
COUNT: Json = {"type": "integer", "minimum": -1}
MILLISECONDS: Json = {"type": "number", "minimum": 0}
PAIRS: Json = {"type": "array", "items": _record(name=TEXT, value=TEXT)}
MESSAGE: dict[str, Json] = {
    "httpVersion": TEXT,
    "cookies": PAIRS,
    "headers": PAIRS,
    "headersSize": COUNT,
    "bodySize": COUNT,
}
REQUEST: Json = {
    "allOf": [
        _record(**MESSAGE, method=TEXT, url={"type": "string", "format": "uri"}, queryString=PAIRS),
        {"properties": {"postData": _record(mimeType=TEXT, text=TEXT)}},
    ]
}
RESPONSE: Json = _record(
    **MESSAGE, status=COUNT, statusText=TEXT, content=_record(size=COUNT, mimeType=TEXT), redirectURL=TEXT
)
HAR: dict[str, Json] = _record(
    log=_record(
        version={"const": "1.2"},
        creator=_record(name=TEXT, version=TEXT),
        entries={
            "type": "array",
            "items": _record(
                startedDateTime={"type": "string", "format": "date-time"},
                time=MILLISECONDS,
                request=REQUEST,
                response=RESPONSE,
                cache={"type": "object"},
                timings=_record(send=MILLISECONDS, wait=MILLISECONDS, receive=MILLISECONDS),
            ),
        },
    )
)
