"""What Schemathesis holds against a server wrongly: named classes, as narrow as can be, counted and printed.

Every class here has a canary test, which fails when the pinned Schemathesis no longer needs it.
"""

from __future__ import annotations

import re
from typing import Final

from apigen.contract.drops.bodies import OF_BODIES
from apigen.contract.drops.drop import Drop
from apigen.contract.drops.excuses import OF_EXCUSES
from apigen.contract.drops.parameters import OF_PARAMETERS
from apigen.contract.drops.queries import OF_QUERIES
from apigen.contract.sent import Sent

_OF_ANSWERS: Final = frozenset({"not_a_server_error", "response_schema_conformance", "status_code_conformance"})
"""Checks that an operation's success fails if there can be none."""

_ADVERTISED: Final = re.compile(r"does not match the schema\. Undocumented methods advertised: ([A-Z, -]+)")


def _is_left_out(sent: Sent) -> bool:
    if sent.check == "allow_header_conformance":
        found = _ADVERTISED.search(sent.message)
        return found is not None and sent.left_out.issuperset(filter(None, re.split(r"[, ]+", found[1])))
    return sent.check == "unsupported_method" and sent.method in sent.left_out


DROPS: Final = (
    Drop(
        name="another-path",
        why="the path is a more concrete one's as well, or several templates are that path: the other one answers",
        matches=lambda sent: sent.astray,
    ),
    Drop(
        name="deleted-before",
        why="the engine asks for what an earlier request of the same scenario has deleted, and was told so",
        matches=lambda sent: sent.check == "ensure_resource_availability" and sent.deleted,
    ),
    Drop(
        name="left-out",
        why="it is about operations of the contract that the test was told to leave out, and the server may have them",
        matches=_is_left_out,
    ),
    Drop(
        name="impossible-answer",
        why="the contract declares an answer that nothing can be (AG380), and a server says that it cannot give it",
        matches=lambda sent: sent.is_hopeless and sent.check in _OF_ANSWERS,
    ),
    *OF_QUERIES,
    *OF_EXCUSES,
    *OF_PARAMETERS,
    *OF_BODIES,
)

_TUPLE_ERROR: Final = re.compile(
    r"Invalid Schema Object in response definition.*Location:\n[^\n]*\bitems\n.*Problematic definition:\n\s*\[",
    re.DOTALL,
)


def drop_for(sent: Sent) -> Drop | None:
    """Return the class that a failure belongs to, `None` if it counts."""
    return next((drop for drop in DROPS if drop.matches(sent)), None)


def is_tuple_error(message: str) -> bool:
    """Tell whether an error is the engine's own over `prefixItems` in a response of OpenAPI 3.1.

    It rewrites tuples as Draft 7 has them, and then refuses them by the rules of 2020-12.
    """
    return _TUPLE_ERROR.search(message) is not None
