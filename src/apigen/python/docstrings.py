"""An operation's summary and description to the docstring of the methods that are named after it."""

from __future__ import annotations

from typing import Final

from apigen.ir.api import Operation
from apigen.python.text import docstring

_LONGEST_SENTENCE: Final = 160
"""Characters that a first line may have; a longer one is a paragraph."""


def operation_docstring(operation: Operation) -> str:
    """Return the docstring literal: what the operation is for, its method and path, and all else that is said of it."""
    title = f"`{operation.method} {operation.path}`"
    summary, description = (operation.summary or "").strip(), (operation.description or "").strip()
    if description == summary:
        description = ""
    first, rest = (summary, description) if summary else _split(description)
    sentence = first.rstrip(".")
    deprecated = "Deprecated." if operation.deprecated else None
    if sentence and len(sentence) <= _LONGEST_SENTENCE and "\n" not in sentence:
        text = docstring(f"{sentence} ({title}).", rest, deprecated)
    else:
        text = docstring(f"{title}.", first, rest, deprecated)
    assert text is not None
    return text


def _split(text: str) -> tuple[str, str]:
    """Return the first line of a text, and what comes behind it."""
    first, _, rest = text.partition("\n")
    return first.strip(), rest.strip()
