"""The HTTP library of this package: no other module imports it."""

import httpx

from .._runtime.client import Library

LIBRARY = Library(
    client=httpx.Client,
    async_client=httpx.AsyncClient,
    connection_error=(httpx.RequestError, httpx.InvalidURL),
    timeout_error=httpx.TimeoutException,
    unsent_errors=(httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout),
    final_errors=(httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.DecodingError),
)
