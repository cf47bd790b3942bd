"""Context variables that are set in a copy of a context, where a thread or another task runs, and wanted here."""

from __future__ import annotations

from contextvars import Context, copy_context


def take_over(context: Context) -> None:
    """Set here what has been set in a copy of this context, as if it had been no copy."""
    here = copy_context()
    for variable, value in context.items():
        if variable not in here or here[variable] is not value:
            variable.set(value)
