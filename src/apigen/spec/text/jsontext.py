"""JSON text into one value, strictly by RFC 8259, with a place for everything that is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NoReturn

from apigen.spec.limits import MAX_DEPTH, MAX_DIGITS
from apigen.spec.text.source import Malformed

if TYPE_CHECKING:
    from apigen.spec.document import Json

TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s"{}\[\],:]+', re.DOTALL)
"""Strings, punctuation, and words (numbers, literals, junk). White space falls between the tokens."""

_ESCAPES = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u[dD][89a-fA-F]..|\\.", re.DOTALL)
_MESSAGES = {
    "Expecting value": "a value is missing",
    "Expecting property name enclosed in double quotes": "a key in double quotes is missing",
    "Expecting ',' delimiter": "a comma or the end of the object or list is missing",
    "Expecting ':' delimiter": "a colon is missing after the key",
    "Unterminated string starting at": "the string that starts here has no end",
    "Extra data": "there is something behind the end of the document",
    "Invalid control character at": "a control character must be escaped in a string",
    "Invalid \\escape": "the backslash starts no valid escape",
    "Invalid \\uXXXX escape": "\\u takes four hexadecimal digits",
    "Illegal trailing comma before end of object": "a comma stands before the end of the object",
    "Illegal trailing comma before end of array": "a comma stands before the end of the list",
}


class _DuplicateKey(Exception):
    """Raised from inside the parser, which does not know the place; the second pass finds it."""


class _NotFinite(Exception):
    """As `_DuplicateKey`, for NaN, Infinity, and numbers beyond a double."""


def parse(text: str) -> Json:
    """Return the value of a JSON text. Raises `Malformed`."""
    try:
        value: Json = json.loads(text, object_pairs_hook=_object, parse_constant=_not_finite, parse_float=_finite_float)
    except json.JSONDecodeError as error:
        raise _syntax_error(error, text) from None
    except _DuplicateKey:
        raise _duplicate(text) from None
    except _NotFinite as error:
        raise _number_at(text, str(error)) from None
    except ValueError:
        raise _long_integer(text) from None
    except RecursionError:
        raise _too_deep(text) from None
    _refuse_depth(value, text)
    _refuse_lone_surrogates(text)
    return value


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _DuplicateKey
    return value


def _not_finite(word: str) -> NoReturn:
    raise _NotFinite(word)


def _finite_float(word: str) -> float:
    number = float(word)
    if number - number != 0:
        raise _NotFinite(word)
    return number


def _syntax_error(error: json.JSONDecodeError, text: str) -> Malformed:
    message = _MESSAGES.get(error.msg, error.msg)
    at_end = not text[error.pos :].strip()
    if at_end and not error.msg.startswith("Extra"):
        return Malformed(
            "AG004",
            "not valid JSON: the text ends in the middle of the document",
            offset=len(text.rstrip()) - 1,
            help="the file seems to be cut off; fetch it again",
        )
    help = None
    for start, reason, way in _SLIPS:
        if text.startswith(start, error.pos) and not error.msg.startswith("Extra"):
            message, help = reason, way
    return Malformed("AG004", f"not valid JSON: {message}", offset=error.pos, help=help)


_SLIPS = (
    ("}", "a comma is followed by nothing", "remove the comma before `}`"),
    ("]", "a comma is followed by nothing", "remove the comma before `]`"),
    ("//", "JSON has no comments", "remove the comment"),
    ("/*", "JSON has no comments", "remove the comment"),
    ("'", "a text is not in double quotes", "use `\"` in place of `'`"),
)
"""What stands where something else was expected, in the files that people write by hand."""


def _duplicate(text: str) -> Malformed:
    """Find the first key that its object has already. Keys are compared as values, not as written."""
    objects: list[set[str] | None] = []
    tokens = list(_tokens_with_next(text))
    for token, following in tokens:
        word = token.group()
        if word in "{[":
            objects.append(set() if word == "{" else None)
        elif word in "}]":
            objects.pop()
        elif word[0] == '"' and following == ":":
            keys = objects[-1]
            key: str = json.loads(word)
            if keys is not None and key in keys:
                return Malformed(
                    "AG005",
                    f"the key `{key}` is used twice in one object",
                    offset=token.start(),
                    length=len(word),
                    label="used again here",
                    help="remove one of the two, or rename it",
                )
            if keys is not None:
                keys.add(key)
    return Malformed("AG005", "a key is used twice in one object", offset=0)


def _tokens_with_next(text: str) -> Iterator[tuple[re.Match[str], str]]:
    tokens = TOKEN.finditer(text)
    before = next(tokens, None)
    for token in tokens:
        if before is not None:
            yield before, token.group()
        before = token
    if before is not None:
        yield before, ""


def _number_at(text: str, word: str) -> Malformed:
    offset = next((token.start() for token in TOKEN.finditer(text) if token.group() == word), 0)
    return Malformed(
        "AG012",
        f"`{word[:40]}` is not a number of JSON",
        offset=offset,
        length=len(word),
        help="use a finite number, or quote it if a string is meant",
    )


def _long_integer(text: str) -> Malformed:
    found = re.search(rf"\d{{{MAX_DIGITS + 1},}}", text)
    offset, length = found.span() if found else (0, 1)
    return Malformed(
        "AG013", f"an integer has more than {MAX_DIGITS:,} digits", offset=offset, length=max(1, length - offset)
    )


def _refuse_depth(value: Json, text: str) -> None:
    """Go down level by level: the cheapest way to know how deep a value is, without recursion."""
    level: list[Json] = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node if isinstance(node, list) else ())
            if child.__class__ is dict or child.__class__ is list
        ]
        if not level:
            return
    raise _too_deep(text)


def _too_deep(text: str) -> Malformed:
    depth = 0
    offset = 0
    for token in TOKEN.finditer(text):
        word = token.group()
        depth += (word in "{[") - (word in "}]")
        if depth > MAX_DEPTH:
            offset = token.start()
            break
    return Malformed("AG006", f"the document is nested deeper than {MAX_DEPTH} levels", offset=offset)


def _refuse_lone_surrogates(text: str) -> None:
    """A surrogate without its other half is legal in JSON's grammar, yet no UTF-8 file can hold it (RFC 8259, 8.2)."""
    if "\\ud" not in text and "\\uD" not in text:
        return
    for escape in _ESCAPES.finditer(text):
        if escape.group().startswith(("\\ud", "\\uD")) and len(escape.group()) == 6:
            raise Malformed(
                "AG014",
                f"the escape {escape.group()} is half of a character",
                offset=escape.start(),
                length=6,
                help="a character outside the basic plane takes two escapes, or can be written as it is",
            )
