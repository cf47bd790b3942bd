"""What a caller wishes for becomes one of an operation's answers, or the reason why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import JsonValue

from apigen.mock.answers import Answers, Content, Declared
from apigen.runtime.server.accept import preferred

_STATUS: Final = re.compile("[2-5][0-9]{2}", re.ASCII)
"""A status that ends a request."""


class Refusal(Exception):
    """There is no answer such as the caller wishes for. The message says which there are."""

    def __init__(self, status: int, detail: str, applied: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.applied = applied or {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An answer: the key that it is declared under, its status, and in which media type it is sent, if it has a body.

    `applied` are the wishes that it fulfils.
    """

    key: str
    status: int
    content: Content | None
    value: JsonValue
    headers: Mapping[str, JsonValue]
    applied: Mapping[str, str]


def choose(answers: Answers, wishes: Mapping[str, str], accept: str) -> Choice:
    """Return the answer that fulfils the wishes `code` and `example`, in the media type that suits the caller best.

    Raises `Refusal`: 400 for what there is not, 501 where the contract allows no answer that could be made up, and
    the status itself where that is implied.
    """
    applied = {name: wishes[name] for name in ("code", "example") if wishes.get(name)}
    name = applied.get("example", "")
    if "code" in applied:
        key, status = _by_code(answers, applied)
    elif name:
        key, status = _by_name(answers, name)
    elif answers.usual is not None:
        key, status = answers.usual
    else:
        raise Refusal(501, "the contract declares no answer to this operation")
    declared = answers.declared[key]
    if not declared.is_complete:
        raise Refusal(501, f"no example fits what the contract declares for {key}: add an `example` to it")
    fitting = [each for each in declared.content if each.example(name)]
    if name and not fitting:
        raise Refusal(400, f"the answer {key} has no example {name!r}; {_examples({key: declared})}")
    content = fitting[preferred(accept, [each.media_type for each in fitting])] if fitting else None
    example = content.example(name) if content is not None else None
    return Choice(
        key=key,
        status=status,
        content=content,
        value=None if example is None else example.value,
        headers=declared.headers,
        applied=applied,
    )


def _by_code(answers: Answers, applied: Mapping[str, str]) -> tuple[str, int]:
    code = applied["code"]
    if _STATUS.fullmatch(code):
        key = next((key for key in (code, f"{code[0]}XX", "default") if key in answers.declared), None)
        if key is not None:
            return key, int(code)
        if code in answers.implied:
            raise Refusal(int(code), "this is what the caller prefers", {"code": code})
    known = ", ".join([*answers.declared, *answers.implied]) or "none"
    raise Refusal(400, f"{code!r} is no status that this operation answers; declared or implied are: {known}")


def _by_name(answers: Answers, name: str) -> tuple[str, int]:
    """Return the answer with an example of a name: the usual one, if that has it."""
    usual = {answers.usual[0]: answers.usual[1]} if answers.usual is not None else {}
    for key in (*usual, *answers.declared):
        if any(each.example(name) for each in answers.declared[key].content):
            return key, usual.get(key) or _status(key, answers)
    raise Refusal(400, f"this operation has no example {name!r}; {_examples(answers.declared)}")


def _status(key: str, answers: Answers) -> int:
    """Return a status that falls under a key, and under none that is closer. Under `default` it is an error's."""
    if key.isdecimal():
        return int(key)
    wanted = (
        [range(500, 600), range(200, 500)] if key == "default" else [range(int(key[0]) * 100, int(key[0]) * 100 + 100)]
    )
    free = (
        status
        for each in wanted
        for status in each
        if str(status) not in answers.declared and (key != "default" or f"{status // 100}XX" not in answers.declared)
    )
    return next(free, wanted[0].start)


def _examples(declared: Mapping[str, Declared]) -> str:
    """Return which examples there are, in words."""

    def names() -> Iterator[str]:
        for key, each in declared.items():
            found = {example.name: None for content in each.content for example in content.examples if example.name}
            yield from (f"{name!r} ({key})" for name in found)

    return f"there are: {', '.join(names())}" if any(names()) else "there are none with a name"
