"""YAML text into one JSON value, by the core schema of YAML 1.2 (section 10.3), from libyaml's events.

PyYAML's own constructor follows YAML 1.1: `on` and `no` become booleans, `2001-01-01` a date, `12:30:45`
a number, and a duplicate key disappears. OpenAPI (section 4.2 "Format") wants the JSON reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, Protocol, cast

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from apigen.spec.limits import MAX_ALIAS_NODES, MAX_DEPTH, MAX_DIGITS
from apigen.spec.text.source import Malformed

if TYPE_CHECKING:
    from apigen.spec.document import Json

_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_MAY_BE_SPECIAL = frozenset("0123456789+-.~nNtTfF")
_WORDS: Final[dict[str, bool | None]] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_STRING_TAGS = frozenset({"!", "tag:yaml.org,2002:str"})
_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float"))
_CONTAINER_TAGS = frozenset({None, "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})


class Mark(Protocol):
    """A position in the text; only the offset is of use, see `Source`."""

    index: int


class Event(Protocol):
    """What libyaml says of a piece of text. The class tells which of the attributes there are."""

    start_mark: Mark
    end_mark: Mark
    anchor: str | None
    tag: str | None
    implicit: tuple[bool, bool]
    value: str


class _Parser(Protocol):
    def get_event(self) -> object: ...

    def dispose(self) -> None: ...


def events(text: str) -> Iterator[tuple[type, Event]]:
    """Yield libyaml's events, each with its class. Raises `Malformed` at a syntax error."""
    parser = cast(_Parser, yaml.CBaseLoader(text) if yaml.__with_libyaml__ else yaml.BaseLoader(text))
    try:
        while (event := parser.get_event()) is not None:
            yield event.__class__, cast(Event, event)
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, text) from None
    except yaml.reader.ReaderError as error:
        raise _bad_character(text) from error
    finally:
        parser.dispose()


def parse(text: str) -> Json:
    """Return the value of the only document in a text. Raises `Malformed`. An empty text is None."""
    composer = _Composer()
    for kind, event in events(text):
        composer.feed(kind, event)
    return composer.value


class _Composer:
    """Builds the value event by event, with its own stack: hostile nesting must not exhaust Python's."""

    def __init__(self) -> None:
        self.value: Json = None
        self._documents = 0
        self._stack: list[_Frame] = []
        self._frame: _Frame | None = None
        self._anchors: dict[str, Json | _Open] = {}
        self._alias_nodes = 0
        self._measured: dict[int, tuple[int, int]] = {}

    def feed(self, kind: type, event: Event) -> None:
        if kind is ScalarEvent:
            frame = self._frame
            if frame is not None and frame.mapping is not None and frame.key is None:
                frame.take_key(event)
                return
            value = _scalar(event)
            if event.anchor is not None:
                self._anchors[event.anchor] = value
            self._add(value, event)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            self._open(event, is_mapping=kind is MappingStartEvent)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            self._close()
        elif kind is AliasEvent:
            self._alias(event)
        elif kind is DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                raise Malformed(
                    "AG011",
                    "the file holds more than one YAML document",
                    offset=event.start_mark.index,
                    length=3,
                    label="a second document starts here",
                    help="keep one document in the file; remove `---`",
                )
        elif kind is StreamEndEvent and not self._documents:
            self.value = None

    def _add(self, value: Json, event: Event) -> None:
        frame = self._frame
        if frame is None:
            self.value = value
        elif frame.mapping is None:
            frame.sequence.append(value)
        elif frame.key is None:
            raise Malformed(
                "AG018", "a key must be a plain value, not a list or an object", offset=event.start_mark.index
            )
        elif frame.merging:
            frame.merge(value, event)
        else:
            frame.mapping[frame.key] = value
            frame.key = None

    def _open(self, event: Event, *, is_mapping: bool) -> None:
        if event.tag not in _CONTAINER_TAGS:
            raise _unknown_tag(event)
        if len(self._stack) >= MAX_DEPTH:
            raise _too_deep(event.start_mark.index)
        frame = _Frame(event, is_mapping=is_mapping)
        self._add_container(frame, event)
        if event.anchor is not None:
            self._anchors[event.anchor] = _OPEN
        self._stack.append(frame)
        self._frame = frame

    def _add_container(self, frame: _Frame, event: Event) -> None:
        parent = self._frame
        if parent is None or not parent.merging:
            self._add(frame.value, event)

    def _close(self) -> None:
        frame = self._stack.pop()
        frame.finish()
        if frame.start.anchor is not None:
            self._anchors[frame.start.anchor] = frame.value
        self._frame = self._stack[-1] if self._stack else None
        if self._frame is not None and self._frame.merging:
            self._frame.merge(frame.value, frame.start)

    def _alias(self, event: Event) -> None:
        name = event.anchor or ""
        offset = event.start_mark.index
        value = self._anchors.get(name, _MISSING)
        if isinstance(value, _Open):
            problem = "contains itself" if value is _OPEN else "is not defined above"
            raise Malformed("AG008", f"the anchor &{name} {problem}", offset=offset, length=len(name) + 1)
        frame = self._frame
        if frame is not None and frame.mapping is not None and frame.key is None:
            raise Malformed("AG018", "a key must be a plain value, not an alias", offset=offset, length=len(name) + 1)
        nodes, height = self._measure(value)
        self._alias_nodes += nodes
        if self._alias_nodes > MAX_ALIAS_NODES:
            raise Malformed(
                "AG007",
                f"the YAML aliases stand for more than {MAX_ALIAS_NODES:,} values",
                offset=offset,
                length=len(name) + 1,
                label="the limit is passed here",
                help="use `$ref` to repeat a schema",
            )
        if len(self._stack) + height > MAX_DEPTH:
            raise _too_deep(offset)
        self._add(value, event)

    def _measure(self, value: Json) -> tuple[int, int]:
        """Return how many values a value stands for, and how deep it is. Shared parts are counted each time."""
        measured = self._measured
        pending = [value]
        while pending:
            node = pending[-1]
            if not isinstance(node, dict | list) or id(node) in measured:
                pending.pop()
                continue
            children = list(node.values()) if isinstance(node, dict) else node
            inner = [child for child in children if isinstance(child, dict | list)]
            unknown = [child for child in inner if id(child) not in measured]
            if unknown:
                pending.extend(unknown)
                continue
            sizes = [measured[id(child)] for child in inner]
            nodes = 1 + len(children) + sum(size for size, _ in sizes)
            measured[id(node)] = (nodes, 1 + max((height for _, height in sizes), default=0))
            pending.pop()
        return measured.get(id(value), (1, 0))


class _Open:
    """Marks an anchor without a value: one that is still being read, or one that nobody defined."""


_OPEN = _Open()
_MISSING = _Open()


class _Frame:
    """One mapping or sequence that is being read."""

    __slots__ = ("key", "mapping", "merged", "merging", "sequence", "start", "value")

    def __init__(self, start: Event, *, is_mapping: bool) -> None:
        self.start = start
        self.key: str | None = None
        self.merging = False
        self.merged: dict[str, Json] | None = None
        self.mapping: dict[str, Json] | None = {} if is_mapping else None
        self.sequence: list[Json] = []
        self.value: Json = self.sequence if self.mapping is None else self.mapping

    def take_key(self, event: Event) -> None:
        """Keep the text of a key as it is written: `200`, `on` and `null` are the strings."""
        key = event.value
        if key == "<<" and event.implicit[0] and event.tag is None:
            self.merging = True
            self.key = key
            return
        if event.tag is not None and event.tag not in _STRING_TAGS and event.tag not in _PLAIN_TAGS:
            raise _unknown_tag(event)
        if self.mapping is not None and key in self.mapping:
            start = event.start_mark.index
            raise Malformed(
                "AG005",
                f"the key `{key}` is used twice in one object",
                offset=start,
                length=event.end_mark.index - start,
                label="used again here",
                help="remove one of the two, or rename it",
            )
        self.key = key

    def merge(self, value: Json, event: Event) -> None:
        """Take what `<<` names. Keys that the object has itself win, then the first of several sources."""
        self.merging = False
        self.key = None
        merged = self.merged = {} if self.merged is None else self.merged
        for source in value if isinstance(value, list) else [value]:
            if not isinstance(source, dict):
                raise Malformed(
                    "AG020", "a merge key `<<` takes an object or a list of objects", offset=event.start_mark.index
                )
            for key, inner in source.items():
                merged.setdefault(key, inner)

    def finish(self) -> None:
        """Put the merged keys behind the object's own."""
        if self.merged is not None and self.mapping is not None:
            for key, inner in self.merged.items():
                self.mapping.setdefault(key, inner)


def _scalar(event: Event) -> Json:
    text, tag = event.value, event.tag
    if tag is None:
        if not event.implicit[0] or (text and text[0] not in _MAY_BE_SPECIAL):
            return text
    elif tag in _STRING_TAGS:
        return text
    elif tag not in _PLAIN_TAGS:
        raise _unknown_tag(event)
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        if len(text) > MAX_DIGITS:
            raise Malformed(
                "AG013",
                f"an integer has more than {MAX_DIGITS:,} digits",
                offset=event.start_mark.index,
                length=len(text),
            )
        return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
    if _FLOAT.fullmatch(text):
        number = float(text)
        if number - number == 0:
            return number
    elif not _NOT_FINITE.fullmatch(text):
        return text
    raise Malformed(
        "AG012",
        f"`{text[:40]}` is not a number of JSON",
        offset=event.start_mark.index,
        length=len(text),
        help="use a finite number, or quote it if a string is meant",
    )


def _unknown_tag(event: Event) -> Malformed:
    shown = (event.tag or "").replace("tag:yaml.org,2002:", "!!")
    return Malformed(
        "AG010",
        f"the YAML tag `{shown}` is not part of JSON",
        offset=event.start_mark.index,
        length=len(shown),
        help="write the value without a tag",
    )


def _too_deep(offset: int) -> Malformed:
    return Malformed("AG006", f"the document is nested deeper than {MAX_DEPTH} levels", offset=offset)


def _syntax_error(error: yaml.MarkedYAMLError, text: str) -> Malformed:
    mark = error.problem_mark or error.context_mark
    offset = len(text) if mark is None else mark.index
    problem = error.problem or "the text is not YAML"
    help = None
    line_start = text.rfind("\n", 0, offset) + 1
    if "\t" in text[line_start : offset + 1] and not text[line_start:offset].strip():
        problem, help = "a tab is used for indentation", "indent with spaces"
    elif "found character that cannot start any token" in problem:
        character = text[offset : offset + 1]
        problem = f"a value cannot start with `{character}`"
        help = "put the value in quotes"
    elif "mapping values are not allowed" in problem:
        problem = "a `:` cannot stand here"
        help = "quote the text if it holds a colon; if this is a key, indent it as the one above"
    elif "did not find expected ',' or" in problem:
        problem = "a list or an object in brackets is not closed, or a comma is missing"
        help = "look for a quote or a bracket that has no partner"
    elif "could not find expected ':'" in problem:
        problem, help = "a key has no `:`", "write `key: value`, or indent the text as part of the value above"
    elif "did not find expected key" in problem or "did not find expected '-' indicator" in problem:
        problem, help = (
            "this does not stand below what is above it",
            "indent keys of one object, and items of one list, alike",
        )
    elif error.context and error.context != problem:
        problem = f"{problem} ({error.context})"
    return Malformed("AG003", f"not valid YAML: {problem}", offset=offset, help=help)


_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _bad_character(text: str) -> Malformed:
    """Name the first character outside `c-printable` (YAML 1.2, section 5.1)."""
    found = _UNPRINTABLE.search(text)
    offset = found.start() if found else 0
    character = ord(found.group()) if found else 0
    return Malformed(
        "AG003",
        f"not valid YAML: the control character U+{character:04X} is not allowed",
        offset=offset,
        help="write it as an escape in double quotes, or remove it",
    )
