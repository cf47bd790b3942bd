"""The descriptors of operations whose results come in pages: called plainly they return one page, or walk over all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar, overload

from ..core import Operation
from .pages import (
    CursorPages,
    ItemT,
    LinkPages,
    NumberedPages,
    OffsetPages,
    Pages,
    PageT,
    PaginationError,
    UrlPages,
    Walk,
)
from .resources import AsyncResource, BoundAsyncEndpoint, BoundEndpoint, Resource, async_endpoint, endpoint
from .sessions import AsyncSession, Session
from .wire import Options

__all__ = [
    "CursorPages",
    "LinkPages",
    "NumberedPages",
    "OffsetPages",
    "PaginationError",
    "UrlPages",
    "async_paginated",
    "paginated",
]

P = ParamSpec("P")
T = TypeVar("T")
SyncT = TypeVar("SyncT", bound=Resource)
AsyncT = TypeVar("AsyncT", bound=AsyncResource)


@dataclass(frozen=True, slots=True)
class PagedCalls:
    """Calls of which each asks for the page behind the one before."""

    session: Session
    walk: Walk

    def call(
        self, operation: Operation[Any, Any, Any], arguments: Mapping[str, object], options: Options | None
    ) -> Any:
        """Return the next page of an operation."""
        asked, options = self.walk.ask(operation, arguments, options)
        page = self.session.call(operation, asked.arguments, options, self.walk, url=asked.url)
        self.walk.came(operation, asked, page)
        return page

    stream = call


@dataclass(frozen=True, slots=True)
class AsyncPagedCalls:
    """The same, awaited."""

    session: AsyncSession
    walk: Walk

    async def call(
        self, operation: Operation[Any, Any, Any], arguments: Mapping[str, object], options: Options | None
    ) -> Any:
        """Return the next page of an operation."""
        asked, options = self.walk.ask(operation, arguments, options)
        page = await self.session.call(operation, asked.arguments, options, self.walk, url=asked.url)
        self.walk.came(operation, asked, page)
        return page

    stream = call


class BoundPaginated(BoundEndpoint[SyncT, P, T], Generic[SyncT, P, T, PageT, ItemT]):
    """An operation of a resource whose result is a page: call it for one, or iterate over its `pages` or its `items`."""

    def __init__(
        self, function: Callable[Concatenate[SyncT, P], T], resource: SyncT, pages: Pages[PageT, ItemT]
    ) -> None:
        super().__init__(function, resource)
        self._pages = pages

    def pages(self, *args: P.args, **kwargs: P.kwargs) -> Iterator[PageT]:
        """Yield the page that the call returns, and those behind it. Each is asked for when it is needed."""
        walk = Walk(self._pages)
        resource = self._resource.__through__(lambda session: PagedCalls(session, walk))
        while not walk.is_over:
            page: Any = self._function(resource, *args, **kwargs)
            if walk.has_page:
                yield page

    def items(self, *args: P.args, **kwargs: P.kwargs) -> Iterator[ItemT]:
        """Yield the items of these pages."""
        for page in self.pages(*args, **kwargs):
            yield from self._pages.items_of(page)


class BoundAsyncPaginated(BoundAsyncEndpoint[AsyncT, P, T], Generic[AsyncT, P, T, PageT, ItemT]):
    """An operation of a resource whose result is a page: await one, or iterate over its `pages` or its `items`."""

    def __init__(
        self,
        function: Callable[Concatenate[AsyncT, P], Coroutine[Any, Any, T]],
        resource: AsyncT,
        pages: Pages[PageT, ItemT],
    ) -> None:
        super().__init__(function, resource)
        self._pages = pages

    async def pages(self, *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[PageT]:
        """Yield the page that the call returns, and those behind it. Each is asked for when it is needed."""
        walk = Walk(self._pages)
        resource = self._resource.__through__(lambda session: AsyncPagedCalls(session, walk))
        while not walk.is_over:
            page: Any = await self._function(resource, *args, **kwargs)
            if walk.has_page:
                yield page

    async def items(self, *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[ItemT]:
        """Yield the items of these pages."""
        async for page in self.pages(*args, **kwargs):
            for item in self._pages.items_of(page):
                yield item


class PaginatedEndpoint(endpoint[SyncT, P, T], Generic[SyncT, P, T, PageT, ItemT]):
    """A method of a `Resource` as an operation whose result is a page."""

    def __init__(self, function: Callable[Concatenate[SyncT, P], T], pages: Pages[PageT, ItemT]) -> None:
        super().__init__(function)
        self._pages = pages

    @overload
    def __get__(self, instance: None, owner: type[SyncT]) -> Self: ...
    @overload
    def __get__(self, instance: SyncT, owner: type[SyncT]) -> BoundPaginated[SyncT, P, T, PageT, ItemT]: ...
    def __get__(self, instance: SyncT | None, owner: type[SyncT]) -> Self | BoundPaginated[SyncT, P, T, PageT, ItemT]:
        return self if instance is None else BoundPaginated(self._function, instance, self._pages)


class AsyncPaginatedEndpoint(async_endpoint[AsyncT, P, T], Generic[AsyncT, P, T, PageT, ItemT]):
    """A method of an `AsyncResource` as an operation whose result is a page."""

    def __init__(
        self, function: Callable[Concatenate[AsyncT, P], Coroutine[Any, Any, T]], pages: Pages[PageT, ItemT]
    ) -> None:
        super().__init__(function)
        self._pages = pages

    @overload
    def __get__(self, instance: None, owner: type[AsyncT]) -> Self: ...
    @overload
    def __get__(self, instance: AsyncT, owner: type[AsyncT]) -> BoundAsyncPaginated[AsyncT, P, T, PageT, ItemT]: ...
    def __get__(
        self, instance: AsyncT | None, owner: type[AsyncT]
    ) -> Self | BoundAsyncPaginated[AsyncT, P, T, PageT, ItemT]:
        return self if instance is None else BoundAsyncPaginated(self._function, instance, self._pages)


class paginated(Generic[PageT, ItemT]):
    """Makes a method of a `Resource` an operation whose result is one of these pages."""

    def __init__(self, pages: Pages[PageT, ItemT]) -> None:
        self._pages = pages

    def __call__(self, function: Callable[Concatenate[SyncT, P], T]) -> PaginatedEndpoint[SyncT, P, T, PageT, ItemT]:
        """Return the method with its ways of being called."""
        return PaginatedEndpoint(function, self._pages)


class async_paginated(Generic[PageT, ItemT]):
    """Makes a method of an `AsyncResource` an operation whose result is one of these pages."""

    def __init__(self, pages: Pages[PageT, ItemT]) -> None:
        self._pages = pages

    def __call__(
        self, function: Callable[Concatenate[AsyncT, P], Coroutine[Any, Any, T]]
    ) -> AsyncPaginatedEndpoint[AsyncT, P, T, PageT, ItemT]:
        """Return the method with its ways of being called."""
        return AsyncPaginatedEndpoint(function, self._pages)
