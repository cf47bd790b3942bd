"""How the pages of an operation follow each other: where the items stand, and what asks for the next page. No I/O."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Generic, TypeAlias, TypeVar, cast
from urllib.parse import urldefrag, urljoin, urlsplit

import pydantic

from ..core import MISSING, Operation
from .errors import APIError
from .transport import HttpResponse
from .wire import Options

PageT = TypeVar("PageT")
ItemT = TypeVar("ItemT")
Path: TypeAlias = tuple[str, ...]
"""The names of properties, as they are written in JSON, that lead from a page to a part of it."""

# Possessive: a server must not make a client search for long.
_LINK: Final = re.compile(r'<([^<>]*+)>((?:\s*+;\s*+[^\s=;,]++\s*+(?:=\s*+(?:"(?:[^"\\]|\\.)*+"|[^\s;,"]*+))?+)*+)')
_LINK_PARAMETER: Final = re.compile(r';\s*+([^\s=;,]++)\s*+=\s*+(?:"((?:[^"\\]|\\.)*+)"|([^\s;,"]*+))')


class PaginationError(APIError):
    """What a page says of the next one leads nowhere: back to a page that was read before, or to no address."""

    def __init__(self, operation: str, reason: str) -> None:
        super().__init__(operation, reason)
        self.operation = operation
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.operation}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What asks for a page: a call's arguments, at another address if there is one. `mark` is what the last page named."""

    arguments: Mapping[str, object]
    url: str | None = None
    mark: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """A page, with what asked for it and the response that it came in."""

    operation: Operation[Any, Any, Any]
    asked: Asked
    response: HttpResponse
    page: object
    items: int

    def with_argument(self, name: str, value: object, mark: str | None = None) -> Asked:
        """Return what asks the same with another value of a parameter."""
        return Asked({**self.asked.arguments, name: value}, mark=mark)

    def at(self, target: str) -> Asked:
        """Return what asks the same at an address, which can be relative. Raises `PaginationError` if it is none."""
        try:
            url = urldefrag(urljoin(str(self.response.url), target)).url
            parts = urlsplit(url)
            is_address = (
                parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and url.isprintable()
            )
        except ValueError:
            is_address, url = False, ""
        if not is_address:
            raise PaginationError(self.operation.id, "the address of the next page is none")
        return Asked(self.asked.arguments, url, url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages(ABC, Generic[PageT, ItemT]):
    """Where the items of a page stand; the subclasses say what comes after it."""

    counted: ClassVar[bool] = False
    """Whether the client counts: then an empty page only says that the one before it was the last."""

    items: Path

    def items_of(self, page: PageT) -> list[ItemT]:
        """Return the items of a page; none where it has none, or something else in their place."""
        found = part_of(page, self.items)
        return cast("list[ItemT]", found) if isinstance(found, list) else []

    @abstractmethod
    def after(self, answer: Answer) -> Asked | None:
        """Return what asks for the next page; `None` after the last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CursorPages(Pages[PageT, ItemT]):
    """Each page has what the parameter must be for the next one, and `more` says whether there is one."""

    parameter: str
    next: Path
    more: Path | None = None

    def after(self, answer: Answer) -> Asked | None:
        """Return the same call with the cursor."""
        cursor = _scalar(answer.page, self.next)
        if cursor is None or _ends(answer.page, self.more):
            return None
        argument = _fitting(answer.operation, self.parameter, cursor)
        return answer.with_argument(self.parameter, argument, mark=str(cursor))


@dataclass(frozen=True, slots=True, kw_only=True)
class OffsetPages(Pages[PageT, ItemT]):
    """The parameter is how many items come before the page, and `total` how many there are."""

    counted: ClassVar[bool] = True

    parameter: str
    start: int = 0
    total: Path | None = None
    more: Path | None = None

    def after(self, answer: Answer) -> Asked | None:
        """Return the same call for what comes behind the items that came."""
        following = _number(answer.asked, self.parameter, self.start) + answer.items
        total = None if self.total is None else part_of(answer.page, self.total)
        is_last = isinstance(total, int) and following >= total
        if is_last or answer.items == 0 or _ends(answer.page, self.more):
            return None
        return answer.with_argument(self.parameter, _fitting(answer.operation, self.parameter, following))


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedPages(Pages[PageT, ItemT]):
    """The parameter is the number of the page; that of the first one is `start`."""

    counted: ClassVar[bool] = True

    parameter: str
    start: int = 1
    more: Path | None = None

    def after(self, answer: Answer) -> Asked | None:
        """Return the same call with the next number."""
        if answer.items == 0 or _ends(answer.page, self.more):
            return None
        following = _number(answer.asked, self.parameter, self.start) + 1
        return answer.with_argument(self.parameter, _fitting(answer.operation, self.parameter, following))


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlPages(Pages[PageT, ItemT]):
    """Each page has the address of the next one."""

    next: Path

    def after(self, answer: Answer) -> Asked | None:
        """Return the same call at that address."""
        target = _scalar(answer.page, self.next)
        return None if target is None else answer.at(str(target))


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPages(Pages[PageT, ItemT]):
    """The response of each page has the address of the next one in its header `Link` (RFC 8288)."""

    def after(self, answer: Answer) -> Asked | None:
        """Return the same call at that address."""
        target = next_link(answer.response.headers.get("link", ""))
        return None if target is None else answer.at(target)


class Walk:
    """A walk over the pages of an operation: what asks for the next one. It sees the responses of the calls."""

    def __init__(self, pages: Pages[Any, Any]) -> None:
        self._pages = pages
        self._last: Asked | None = None
        self._next: Asked | None = None
        self._marks: set[str] = set()
        self._response: HttpResponse | None = None
        self._failure: PaginationError | None = None
        self.has_page = False
        """Whether a page came last."""
        self.is_over = False

    def __call__(self, operation: Operation[Any, Any, Any], response: HttpResponse) -> None:
        self._response = response

    def ask(
        self, operation: Operation[Any, Any, Any], arguments: Mapping[str, object], options: Options | None
    ) -> tuple[Asked, Options | None]:
        """Return what asks for the next page, which is the call itself for the first one. Raises `PaginationError`."""
        if self._failure is not None:
            raise self._failure
        if self._next is None:
            return Asked(arguments), options
        asked = self._next
        if asked == self._last or asked.mark in self._marks:
            raise PaginationError(operation.id, "the next page is one that was read before")
        if asked.mark is not None:
            self._marks.add(asked.mark)
        return asked, _of_another_request(options)

    def came(self, operation: Operation[Any, Any, Any], asked: Asked, page: object) -> None:
        """Note what a call returned: a page, or `None` for a response without one."""
        assert self._response is not None
        if self._last is None:
            self._marks.add(str(self._response.url))
        items = 0 if page is None else len(self._pages.items_of(page))
        is_empty = self._pages.counted and items == 0 and self._last is not None
        self.has_page = page is not None and not is_empty
        self._last, self._next = asked, None
        if self.has_page:
            try:
                self._next = self._pages.after(Answer(operation, asked, self._response, page, items))
            except PaginationError as error:
                # This page is in order: it is had before the next one is missed.
                self._failure = error
        self.is_over = self._next is None and self._failure is None


def _of_another_request(options: Options | None) -> Options | None:
    """Return the options without the key of a request: the next page is another one."""
    if options is None or "idempotency_key" not in options:
        return options
    rest = options.copy()
    del rest["idempotency_key"]
    return rest


def part_of(value: object, path: Path) -> object:
    """Return the part of a value that a path leads to; `MISSING` if there is none. What stayed as it came has it too."""
    for name in path:
        value = _property(value, name)
    return value


def _property(value: object, name: str) -> object:
    if isinstance(value, pydantic.BaseModel):
        for attribute, declared in type(value).model_fields.items():
            if (declared.alias or attribute) == name:
                return getattr(value, attribute, MISSING)
        value = value.model_extra
    return cast("dict[str, object]", value).get(name, MISSING) if isinstance(value, dict) else MISSING


def _scalar(page: object, path: Path) -> object | None:
    """Return what a page names as the next one; `None` if that is absent, null, empty, or cannot name anything."""
    found = part_of(page, path)
    is_scalar = isinstance(found, Hashable) and not isinstance(found, bool | pydantic.BaseModel)
    return found if is_scalar and found is not MISSING and found != "" else None


def _ends(page: object, more: Path | None) -> bool:
    return more is not None and part_of(page, more) is False


def _number(asked: Asked, parameter: str, start: int) -> int:
    """Return what was asked for; `start` where the server decided."""
    given = asked.arguments.get(parameter, MISSING)
    try:
        return int(str(given))
    except ValueError:
        return start


def _fitting(operation: Operation[Any, Any, Any], parameter: str, value: object) -> object:
    """Return a value as an argument: its text, if the contract has a number in one place and a text in the other."""
    try:
        operation.request.codec(parameter).check(value)
    except pydantic.ValidationError:
        return str(value)
    return value


def next_link(header: str) -> str | None:
    """Return the target of the link to the next page (RFC 8288 section 3). One with an anchor is about something else."""
    for target, parameters in _LINK.findall(header):
        found: dict[str, str] = {}
        for name, quoted, plain in _LINK_PARAMETER.findall(parameters):
            # Only the first of a name counts.
            found.setdefault(name.lower(), quoted or plain)
        if "next" in found.get("rel", "").lower().split() and "anchor" not in found:
            return str(target)
    return None
