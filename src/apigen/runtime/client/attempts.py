"""The tries of one call: when to send again, when to follow a redirect, and when that was the answer. No I/O."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from ..core import Operation
from .errors import retry_after
from .outgoing import HttpRequest
from .streamed import unanswered
from .transport import HttpResponse, Library
from .wire import IDEMPOTENCY_KEY

SHORTEST, LONGEST = 0.5, 8.0
"""Seconds between two tries that nobody said anything about: the first pause, and the one where doubling ends."""
PATIENCE = 120.0
"""Seconds that a server may ask to wait. One that asks for more has answered."""
MAX_REDIRECTS = 5

_IDEMPOTENT: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PUT", "QUERY", "TRACE"})
"""Methods whose request can be repeated (RFC 9110 section 9.2.2)."""
_AGAIN: Final = frozenset({408, 429})
"""Statuses that say, with all of 5xx, that the same request may succeed later."""
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PORTS: Final = {"http": 80, "https": 443}


class Attempts:
    """What is sent next, and whether anything is. `request` is the one to send."""

    __slots__ = ("_library", "_limit", "_operation", "_redirects", "_renewable", "request")

    def __init__(
        self,
        operation: Operation[Any, Any, Any],
        request: HttpRequest,
        library: Library,
        *,
        limit: int,
        renewable: bool,
    ) -> None:
        self._operation = operation
        self._library = library
        self._limit = limit
        self._renewable = renewable
        self._redirects = 0
        self.request = request

    def failed(self, error: Exception) -> float:
        """Return the seconds to wait after a try without an answer. Raises `APIConnectionError` if that was the last."""
        unsent = isinstance(error, self._library.unsent_errors)
        if not (unsent or self._is_repeatable()) or not self._is_left():
            raise unanswered(self._operation.id, error, self._library) from error
        return self._again(None)

    def answered(self, response: HttpResponse) -> float | None:
        """Return the seconds to wait until the next try; `None` if this response is the answer."""
        status = response.status_code
        if status < 300:
            return None
        if status < 400:
            return self._redirected(response)
        if status in _AGAIN or status >= 500:
            asked = retry_after(response.headers)
            if self._is_repeatable() and self._is_left() and (asked is None or asked <= PATIENCE):
                return self._again(asked)
        return None

    def is_refused(self, response: HttpResponse) -> bool:
        """Whether a new token may help. That is tried once."""
        if response.status_code != 401 or not self._renewable or not self.request.rewindable:
            return False
        self._renewable = False
        return True

    def renew(self, request: HttpRequest) -> None:
        """Send this next: the same request with a new token."""
        self.request = replace(request, attempt=self.request.attempt + 1)

    def _is_repeatable(self) -> bool:
        """Whether it does no harm if the server has taken the last request already."""
        return self.request.method in _IDEMPOTENT or IDEMPOTENCY_KEY in self.request.headers

    def _is_left(self) -> bool:
        return self.request.attempt <= self._limit and self.request.rewindable

    def _again(self, asked: float | None) -> float:
        number = self.request.attempt
        self.request = replace(self.request, attempt=number + 1)
        # Clients that failed together must not come back together.
        pause = min(LONGEST, SHORTEST * 2 ** min(number - 1, 16)) * random.uniform(0.75, 1.0)
        return pause if asked is None else asked

    def _redirected(self, response: HttpResponse) -> float | None:
        """Follow a redirect, unless the contract declares it: then it is an answer."""
        status, target = response.status_code, response.headers.get("location")
        declared = str(status) in self._operation.responses or "3XX" in self._operation.responses
        if status not in _REDIRECTS or target is None or declared or self._redirects == MAX_REDIRECTS:
            return None
        # The HTTP client may have a base of its own: only the response knows the whole URL.
        before, url = self.request, str(response.url)
        request = replace(before, url=urljoin(url, target))
        if urlsplit(request.url).scheme not in _PORTS:
            return None
        if (status == 303 and before.method != "HEAD") or (status < 303 and before.method == "POST"):
            request = _reading(request)
        elif not request.rewindable:
            return None
        if not same_origin(request.url, url):
            request = request.without_secrets()
        self._renewable = False
        self._redirects += 1
        self.request = request
        return 0.0


def _reading(request: HttpRequest) -> HttpRequest:
    """Return the request that asks for what the first one led to (RFC 9110 section 15.4.4)."""
    headers = {name: text for name, text in request.headers.items() if not name.startswith("content-")}
    return replace(request, method="GET", content=None, headers=headers)


def same_origin(one: str, other: str) -> bool:
    """Whether two addresses are of one origin: what may be sent to one may be sent to the other."""
    return _origin(one) == _origin(other)


def _origin(url: str) -> tuple[str, str | None, int | None]:
    """Return scheme, host and port (RFC 6454)."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)
