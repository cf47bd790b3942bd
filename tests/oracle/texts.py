"""Raw texts of parameters to the structures of texts that they can be, by the letter of each style.

A structure is a text, a list of texts, or an object of texts, all decoded. Where OpenAPI's text leaves open how a raw
text is read, there are several readings: the first is the likeliest, and each other one carries the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any
from urllib.parse import unquote_to_bytes

Structure = Any
"""`str`, `list[str]`, or `dict[str, str]`."""


@dataclass(frozen=True)
class Reading:
    """What a raw text can be: several structures, of which any may be meant. Without a reason, it is the letter."""

    structures: tuple[Structure, ...]
    reason: str = ""


class Undecodable(ValueError):
    """A percent-encoding that is broken, or bytes that are no UTF-8."""


Decode = Callable[[str], str]


def percent_decoded(raw: str) -> str:
    """Return a text without its percent-encoding (RFC 3986 section 2.1). Raises `Undecodable`."""
    if re.search(r"%(?![0-9A-Fa-f]{2})", raw):
        raise Undecodable(raw)
    try:
        return unquote_to_bytes(raw.encode("latin-1")).decode()
    except UnicodeError:
        raise Undecodable(raw) from None


def as_form(raw: str) -> str:
    """Return a text of `application/x-www-form-urlencoded`, where `+` is a space."""
    return percent_decoded(raw.replace("+", " "))


def decoders(raws: Sequence[str], location: str, style: str) -> Iterator[tuple[Decode, str]]:
    """Yield how raw texts are decoded, and why it is open if there are several ways."""
    joined = "".join(raws)
    if location == "path":
        yield percent_decoded, ""
    elif location == "query":
        yield as_form, ""
        if "+" in joined:
            # RFC 6570 never writes one; `application/x-www-form-urlencoded` has it for a space.
            yield percent_decoded, "a plus in a query"
    elif style == "cookie":
        yield str, ""
    else:
        # RFC 6570 encodes headers and cookies too, and hardly anybody else does (3.1.1, Appendix D).
        yield str, ""
        if "%" in joined:
            yield percent_decoded, f"a percent sign in a {location}"


def readings(style: str, name: str, raws: Sequence[str], *, location: str, explode: bool) -> Iterator[Reading]:
    """Yield the readings of the raw texts found for a parameter. Raises `Undecodable`."""
    for decode, reason in decoders(raws, location, style):
        try:
            found = list(_letters(style, name, raws, location, explode, decode))
        except Undecodable:
            if not reason:
                raise
            found = [Reading(())]
        for reading in found:
            yield replace(reading, reason=reason or reading.reason)


def _letters(
    style: str, name: str, raws: Sequence[str], location: str, explode: bool, decode: Decode
) -> Iterator[Reading]:
    if location == "header":
        yield from _header(raws, explode, decode)
    elif style == "simple":
        yield from _listed(raws[0], ",", explode, decode)
    elif style == "label":
        yield from _label(raws[0], explode, decode)
    elif style == "matrix":
        yield from _matrix(raws[0], name, explode, decode)
    elif style in ("form", "cookie") and explode:
        texts = [decode(raw) for raw in raws]
        yield Reading((*texts[: len(raws) == 1], texts))
        if texts == [""]:
            yield Reading(("", []), "an empty text for a list")
        if location == "cookie" and len(raws) == 1:
            items = [decode(part) for part in raws[0].split(",")]
            yield Reading((texts[0], items, *_assigned(raws[0].split(","), decode)), "a cookie of an exploded list")
    elif len(raws) == 1:
        joint = {"form": ",", "cookie": ",", "spaceDelimited": "%20", "pipeDelimited": "|"}[style]
        if joint != "," and explode:
            yield Reading((decode(raws[0]), [decode(raws[0])]), "")
            yield from (replace(each, reason="an exploded delimited style") for each in _split(raws[0], style, decode))
        elif joint == ",":
            yield from _listed(raws[0], ",", False, decode)
        else:
            yield from _split(raws[0], style, decode)
    elif style in ("spaceDelimited", "pipeDelimited") and explode:
        yield Reading(([decode(raw) for raw in raws],))
    else:
        yield Reading(())


def _header(raws: Sequence[str], explode: bool, decode: Decode) -> Iterator[Reading]:
    """Several lines of a header are one list (RFC 9110 section 5.3), and of no use to what is no list."""
    text = ", ".join(raws)
    blanks = [part.strip(" \t") for part in text.split(",")]
    own = [Reading((decode(text),))] if len(raws) == 1 else [Reading(())]
    whole = tuple(structure for each in own for structure in each.structures)
    for reading in _parts(blanks if text else [], explode, decode):
        yield replace(reading, structures=(*whole, *reading.structures))
    if re.search(r"[ \t],|,[ \t]", raws[0]):
        for reading in _parts(text.split(","), explode, decode):
            yield Reading((*whole, *reading.structures), "blanks in a header's list")
    if len(raws) > 1:
        yield Reading((decode(text), decode(",".join(raws))), "several lines of a header")


def _listed(text: str, joint: str, explode: bool, decode: Decode) -> Iterator[Reading]:
    for reading in _parts(text.split(joint) if text else [], explode, decode):
        yield replace(reading, structures=(decode(text), *reading.structures))
    if joint == "," and "," not in text and "%2c" in text.lower():
        parts = re.split("%2[cC]", text)
        yield Reading((decode(text), *_structures(parts, explode, decode)), "encoded commas between items")


def _label(text: str, explode: bool, decode: Decode) -> Iterator[Reading]:
    if not text.startswith("."):
        found = percent_decoded(text)
        encoded = found.startswith(".") and text.lower().startswith("%2e")
        yield Reading(())
        if encoded:
            yield Reading((found[1:], found[1:].split("," if not explode else ".")), "an encoded dot before a label")
        return
    yield from _listed(text[1:], "." if explode else ",", explode, decode)
    if not explode and "." in text[1:]:
        # The table of 3.0.0 to 3.0.3 has dots here, RFC 6570 has commas.
        parts = text[1:].split(".")
        yield Reading((decode(text[1:]), *_structures(parts, explode, decode)), "dots in a label that is not exploded")


def _matrix(text: str, name: str, explode: bool, decode: Decode) -> Iterator[Reading]:
    lead, *pairs = text.split(";")
    if lead or not pairs:
        yield Reading(())
        return
    named = [pair.partition("=") for pair in pairs]
    values = [value for key, _, value in named if decode(key) == name]
    found: list[Structure] = []
    if explode:
        found += _assigned(pairs, decode)
    if len(values) == len(pairs):
        found += [decode(values[0])] if len(values) == 1 else []
        if explode:
            found.append([decode(value) for value in values])
        elif len(values) == 1 and values[0]:
            found += _structures(values[0].split(","), explode, decode)
    yield Reading(tuple(found))
    if values == [""]:
        yield Reading((*found, [], [""], {}), "an empty text for a list")


def _split(raw: str, style: str, decode: Decode) -> Iterator[Reading]:
    """Yield the readings of texts with encoded delimiters: `%20`, and `|`, which is `%7C` where clients are strict."""
    if style == "spaceDelimited":
        parts = re.split("%20", raw)
        yield Reading((decode(raw), *_structures(parts if raw else [""], False, decode)))
        if "+" in raw:
            spaced = re.split(r"%20|\+", raw)
            yield Reading((decode(raw), *_structures(spaced, False, decode)), "a plus between items")
    else:
        yield Reading((decode(raw), *_structures(re.split(r"\||%7[cC]", raw), False, decode)))
        if "|" in raw and "%7c" in raw.lower():
            yield Reading((decode(raw), *_structures(raw.split("|"), False, decode)), "pipes of both kinds")
    if len(re.split(r"%20|%7[cC]", raw)) > 1 and "|" not in raw:
        yield Reading((decode(raw), [decode(raw)]), "one item with its delimiter in it")
    if not raw:
        yield Reading(("", [], {}), "an empty text for a list")


def _parts(parts: Sequence[str], explode: bool, decode: Decode) -> Iterator[Reading]:
    yield Reading(tuple(_structures(parts or [""], explode, decode)))
    if not parts:
        yield Reading(("", [], {}), "an empty text for a list")


def _structures(parts: Sequence[str], explode: bool, decode: Decode) -> list[Structure]:
    """Return the list that parts are, and the object if they are one: `name=value`, or names and values in turn."""
    found: list[Structure] = [[decode(part) for part in parts]]
    if explode:
        return [*found, *_assigned(parts, decode)]
    if len(parts) % 2 == 0:
        items = [decode(part) for part in parts]
        pairs = dict(zip(items[::2], items[1::2], strict=True))
        found += [pairs] if len(pairs) * 2 == len(items) else []
    return found


def _assigned(parts: Sequence[str], decode: Decode) -> list[Structure]:
    pairs = [part.partition("=") for part in parts]
    found = {decode(name): decode(value) for name, _, value in pairs}
    return [found] if len(found) == len(parts) and all(joint for _, joint, _ in pairs) else []


def typed(structure: Structure, limit: int = 400) -> Iterator[Any]:
    """Yield the JSON values that a structure of texts can be the writing of."""
    if isinstance(structure, str):
        yield from scalars(structure)
        return
    keys = list(structure) if isinstance(structure, dict) else None
    texts = list(structure.values()) if isinstance(structure, dict) else structure
    options = [list(scalars(text)) for text in texts]
    rows: list[tuple[Any, ...]] = [tuple(each[0] for each in options), tuple(each[-1] for each in options)]
    for number, row in enumerate((*rows, *_limited(options, limit))):
        if number < 2 or row not in rows:
            yield list(row) if keys is None else dict(zip(keys, row, strict=True))


def _limited(options: Sequence[Sequence[Any]], limit: int) -> Iterator[tuple[Any, ...]]:
    for number, row in enumerate(product(*options)):
        if number == limit:
            return
        yield row


_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)


def scalars(text: str) -> Iterator[Any]:
    """Yield the values that a text can be: a number or a boolean as JSON writes it, and itself."""
    found = _NUMBER.fullmatch(text)
    if found and len(text) < 4000:
        yield float(text) if found[2] or found[3] else int(text)
    elif text in ("true", "false"):
        yield text == "true"
    yield text
