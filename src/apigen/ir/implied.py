"""What an operation declares becomes the statuses that any correct server needs besides: the effective contract.

An operation that takes input but declares no way to refuse it leaves a server two rules that it
cannot both keep, "reject what is invalid" and "answer only what is declared". So does one that declares
no way to accept what is valid. The effective contract adds the missing statuses, and only those.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

INVALID_INPUT: Final = ("422", "400", "4XX", "default")
"""Answers that fit an invalid or malformed query, header, cookie or body; the first is implied if none is declared."""

NOT_AUTHENTICATED: Final = ("401", "403", "4XX", "default")
"""Answers that fit a caller who is not known."""

NOT_ALLOWED: Final = ("403", "4XX", "default")
"""Answers that fit a caller who is known, and lacks a scope."""

NOT_FOUND: Final = ("404", "4XX", "default")
"""Answers that fit a resource that is not there, or no more: what blames the request is none to one that is right."""

SUCCESS: Final = "2XX"
"""The answer to a valid request where none is declared: nobody knows which status it has."""

_NEVER_ANSWERED: Final = frozenset({"410", "501"})
"""What an operation declares of which nothing but errors is to be expected: it is gone, or not there yet."""


def implied_statuses(
    *, declared: Collection[str], has_input: bool, secured: bool, scoped: bool, templated: bool
) -> tuple[str, ...]:
    """Return the statuses to add to those that an operation declares, in ascending order.

    `has_input` is true for a query, header or cookie parameter or a body (a path parameter is
    `templated`), `secured` where some credential is required, `scoped` where a requirement names
    scopes. Each row is judged by what the author declared, never by what another row implies.
    """
    rows = (
        (secured, NOT_AUTHENTICATED),
        (secured and scoped, NOT_ALLOWED),
        (templated, NOT_FOUND),
        (has_input, INVALID_INPUT),
    )
    present = {status if status == "default" else status.upper() for status in declared}
    answers = any(status.startswith(("2", "3")) for status in present) or present & {"default", *_NEVER_ANSWERED}
    success = () if answers else (SUCCESS,)
    return (*success, *(row[0] for needed, row in rows if needed and present.isdisjoint(row)))
