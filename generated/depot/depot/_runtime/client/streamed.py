"""Responses whose bytes are read as they come: they stay open until the end is reached, or until they are closed."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from .errors import APIConnectionError, APITimeoutError
from .transport import AsyncOpenResponse, Library, OpenResponse


class StreamedResponse:
    """A successful response whose body has not been read. Use it in a `with`, or `close` it.

    Names of headers are found in any case. Iterating it yields the bytes as they come.
    """

    def __init__(self, operation: str, response: OpenResponse, library: Library) -> None:
        self._operation = operation
        self._response = response
        self._library = library

    @property
    def status(self) -> int:
        """The status of the response."""
        return self._response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the response."""
        return self._response.headers

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._response.iter_bytes()
        except self._library.connection_error as error:
            raise unanswered(self._operation, error, self._library) from error
        finally:
            self.close()

    def read(self) -> bytes:
        """Return the whole body."""
        try:
            return self._response.read()
        except self._library.connection_error as error:
            raise unanswered(self._operation, error, self._library) from error
        finally:
            self.close()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the body to a new file; nothing of it stays if it does not arrive whole. Raises `FileExistsError`."""
        target = Path(path)
        file = target.open("xb")
        try:
            with file:
                file.writelines(self)
        except BaseException:
            target.unlink()
            raise

    def close(self) -> None:
        """Give the connection back. What has not been read is lost."""
        self._response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class AsyncStreamedResponse:
    """A successful response whose body has not been read. Use it in an `async with`, or await its `close`.

    Names of headers are found in any case. Iterating it yields the bytes as they come.
    """

    def __init__(self, operation: str, response: AsyncOpenResponse, library: Library) -> None:
        self._operation = operation
        self._response = response
        self._library = library

    @property
    def status(self) -> int:
        """The status of the response."""
        return self._response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the response."""
        return self._response.headers

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._response.aiter_bytes():
                yield piece
        except self._library.connection_error as error:
            raise unanswered(self._operation, error, self._library) from error
        finally:
            await self.close()

    async def read(self) -> bytes:
        """Return the whole body."""
        try:
            return await self._response.aread()
        except self._library.connection_error as error:
            raise unanswered(self._operation, error, self._library) from error
        finally:
            await self.close()

    async def save(self, path: str | os.PathLike[str]) -> None:
        """Write the body to a new file; nothing of it stays if it does not arrive whole. Raises `FileExistsError`."""
        from asyncio import to_thread

        target = Path(path)
        file = target.open("xb")
        try:
            with file:
                async for piece in self:
                    await to_thread(file.write, piece)
        except BaseException:
            target.unlink()
            raise

    async def close(self) -> None:
        """Give the connection back. What has not been read is lost."""
        await self._response.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()


def unanswered(operation: str, error: Exception, library: Library) -> APIConnectionError:
    """Return what to raise where the HTTP library says that no whole response arrived."""
    kind = APITimeoutError if isinstance(error, library.timeout_error) else APIConnectionError
    # The reason names no URL: a key may stand in its query.
    return kind(operation, f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
