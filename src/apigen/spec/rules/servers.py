"""Rules about servers: each variable of an address is defined, used, and has a value that it may have."""

from __future__ import annotations

import re

from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.rules.subject import Subject
from apigen.spec.words import describe, did_you_mean

_VARIABLE = re.compile(r"\{([^{}]*)\}")


def check_server(subject: Subject, pointer: Pointer, server: dict[str, Json]) -> None:
    """Check the variables of a Server Object (OpenAPI 3.1, section 4.8.5)."""
    url, written = server.get("url"), server.get("variables", {})
    if not isinstance(url, str) or not isinstance(written, dict):
        return
    used = dict.fromkeys(_VARIABLE.findall(url))
    for name in used:
        if name not in written:
            subject.report.warning(
                "AG232",
                f"the server's variable `{name}` is not defined",
                at=(*pointer, "url"),
                help=did_you_mean(name, written) or f"add `{name}` to its `variables`, with a `default`",
            )
    for name, variable in written.items():
        at = (*pointer, "variables", name)
        if name not in used:
            subject.report.warning(
                "AG233",
                f"the server's address has no variable `{name}`: it is ignored",
                at=at,
                help=f"write `{{{name}}}` in the address, or remove it",
            )
        if isinstance(variable, dict):
            _check_default(subject, at, variable)


def _check_default(subject: Subject, pointer: Pointer, variable: dict[str, Json]) -> None:
    default, values = variable.get("default"), variable.get("enum")
    if isinstance(default, str) and isinstance(values, list) and default not in values:
        shown = ", ".join(describe(value, show=True) for value in values[:8])
        subject.report.warning(
            "AG234",
            f"the default {describe(default, show=True)} is not one of the variable's own values",
            at=(*pointer, "default"),
            help=f"use one of {shown}" if shown else None,
        )
