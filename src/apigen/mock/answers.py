"""What a mock answers with, as data: made of a contract by one process, read by the one that serves it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import JsonValue, TypeAdapter


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A value that fits its schema. The name is the author's, empty where there is none."""

    name: str
    value: JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A media type of an answer, as it is sent. `is_bytes` is set where a text stands for bytes, or a list of them.

    Of what comes one after the other, a value is the list of all that come.
    """

    media_type: str
    is_bytes: bool
    examples: tuple[Example, ...]

    def example(self, name: str) -> Example | None:
        """Return the example of a name, the first for an empty one; `None` if there is none."""
        return next((each for each in self.examples if name in ("", each.name)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """An answer that an operation declares. `unmade` are the headers that must be there, and that no example was found for."""

    content: tuple[Content, ...]
    headers: Mapping[str, JsonValue]
    unmade: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether it can be answered."""
        return not self.unmade and (not self.content or any(each.examples for each in self.content))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """All answers of an operation by their keys in the contract: `200`, `4XX`, `default`.

    `usual` is what it answers if nobody wishes for anything, and the status of that. `implied` are the statuses that
    any correct server needs, and the operation does not declare.
    """

    usual: tuple[str, int] | None
    implied: tuple[str, ...]
    declared: Mapping[str, Declared]


_FILE = TypeAdapter(dict[str, Answers])


def write_answers(answers: Mapping[str, Answers], path: Path) -> None:
    """Write the answers of all operations, by their ids."""
    path.write_text(json.dumps({name: asdict(each) for name, each in answers.items()}), encoding="utf-8")


def read_answers(path: Path) -> dict[str, Answers]:
    """Return what `write_answers` has written."""
    # Texts of a contract may be no Unicode, which this parser takes.
    return _FILE.validate_python(json.loads(path.read_bytes()))
