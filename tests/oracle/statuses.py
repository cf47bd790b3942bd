"""What an operation declares to the statuses with which it may refuse a request.

The rows are those of the status policy: among what the effective contract declares, the first of an event's row. What
the contract declares nothing of, the first of the row is implied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .document import Operation

_INPUT = ("422", "400", "4XX", "default")
_ROWS: Mapping[str, Sequence[str]] = {
    "malformed": ("400", "422", "4XX", "default"),
    "invalid": _INPUT,
    "not found": ("404", "422", "400", "4XX", "default"),
    "unauthenticated": ("401", "403", "4XX", "default"),
}


def statuses(operation: Operation, event: str) -> frozenset[int]:
    """Return the statuses that are right for an event."""
    if event == "media":
        return frozenset({415})
    row = _ROWS[event]
    # What is implied for a resource that is not there comes after all that the author says of a wrong path.
    known = _declared(operation) if event == "not found" else _effective(operation)
    chosen = next((status for status in row if status in known), row[0])
    if chosen.isdigit():
        return frozenset({int(chosen)})
    # A range, or all statuses: the event's own.
    return frozenset({int(row[0])})


def _declared(operation: Operation) -> set[str]:
    return {status if status == "default" else status.upper() for status in operation.responses}


def _effective(operation: Operation) -> set[str]:
    declared = _declared(operation)
    has_input = operation.body is not None or any(each.location != "path" for each in operation.parameters)
    implied = (
        (has_input, _INPUT),
        (operation.is_secured, _ROWS["unauthenticated"]),
    )
    return declared | {row[0] for needed, row in implied if needed and declared.isdisjoint(row)}


def success(operation: Operation, status: int) -> bool:
    """Tell whether a status may answer a valid request: one below 400, or any declared where none of these is."""
    declared = _declared(operation)
    if any(each[:1] in "23" for each in declared) or "default" in declared:
        return 200 <= status < 400
    return 200 <= status < 400 or str(status) in declared
