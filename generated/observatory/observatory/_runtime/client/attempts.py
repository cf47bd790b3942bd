"""The tries of one call: when to send again, when to follow a redirect, and when that was the answer. No I/O."""

from __future__ import annotations

import random
import re
from collections.abc import Container
from dataclasses import replace
from typing import Final
from urllib.parse import urljoin, urlsplit

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
"""Statuses that say, with those of 5xx, that the same request may succeed later."""
_NEVER: Final = frozenset({501, 505})
"""Statuses of 5xx that say that it will not: the server cannot do this at all."""
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PORTS: Final = {"http": 80, "https": 443}
_ADDRESS: Final = re.compile(r"https?://(?:[^/?#@\\\s]*@)?[\w.:\[\]-]+(?:[/?#][^\x00-\x1f\x7f]*)?", re.I | re.A)
"""An address that all read alike: none that one takes for home, and another for elsewhere."""


class Attempts:
    """What is sent next, and whether anything is. `request` is the one to send.

    `declared` has the statuses, and the ranges of them, that are answers because the contract says so. A request that is
    `repeatable` does no harm where it is taken twice, whatever its method is.
    """

    __slots__ = ("_declared", "_library", "_limit", "_redirects", "_repeatable", "_repeated", "request")

    def __init__(
        self,
        request: HttpRequest,
        library: Library,
        *,
        declared: Container[str],
        limit: int,
        repeatable: bool = False,
    ) -> None:
        self._declared = declared
        self._library = library
        self._limit = limit
        self._repeatable = repeatable
        self._redirects = 0
        self._repeated = 0
        self.request = request

    def failed(self, error: Exception) -> float:
        """Return the seconds to wait after a try without an answer. Raises `APIConnectionError` if that was the last."""
        unsent = isinstance(error, self._library.unsent_errors)
        final = isinstance(error, self._library.final_errors)
        if final or not (unsent or self._is_repeatable()) or not self._is_left():
            raise unanswered(self.request.operation, error, self._library) from error
        return self._again(type(error).__name__, None)

    def answered(self, response: HttpResponse) -> float | None:
        """Return the seconds to wait until the next try; `None` if this response is the answer."""
        status = response.status_code
        if status < 300:
            return None
        if status < 400:
            return self._redirected(response)
        if status in _AGAIN or (status >= 500 and status not in _NEVER):
            asked = retry_after(response.headers)
            if self._is_repeatable() and self._is_left() and (asked is None or asked <= PATIENCE):
                return self._again(str(status), asked)
        return None

    def is_refused(self, response: HttpResponse) -> bool:
        """Whether a new token may help: the API does not take this one."""
        return response.status_code == 401 and self.request.rewindable and not self.request.bare

    def renew(self, request: HttpRequest) -> None:
        """Send this next: the same request with a new token. It is no retry that counts."""
        self.request = replace(request, attempt=request.attempt + 1)
        self._tell("401", 0.0)

    def _is_repeatable(self) -> bool:
        """Whether it does no harm if the server has taken the last request already."""
        request = self.request
        return self._repeatable or request.method in _IDEMPOTENT or IDEMPOTENCY_KEY in request.headers

    def _is_left(self) -> bool:
        return self._repeated < self._limit and self.request.rewindable

    def _again(self, reason: str, asked: float | None) -> float:
        # Clients that failed together must not come back together.
        pause = min(LONGEST, SHORTEST * 2 ** min(self._repeated, 16)) * random.uniform(0.75, 1.0)
        self._repeated += 1
        self.request = replace(self.request, attempt=self.request.attempt + 1)
        self._tell(reason, pause if asked is None else asked)
        return pause if asked is None else asked

    def _tell(self, reason: str, pause: float) -> None:
        """Log why the request is sent again. Addresses, headers and bodies may hold secrets."""
        # Few calls come here, and it takes long to import.
        from logging import getLogger

        request = self.request
        getLogger(__name__).info("%s: %s, so try %d in %.2f s", request.operation, reason, request.attempt, pause)

    def _redirected(self, response: HttpResponse) -> float | None:
        """Follow a redirect, unless the contract declares it: then it is an answer."""
        status, target = response.status_code, response.headers.get("location")
        is_declared = str(status) in self._declared or "3XX" in self._declared
        if status not in _REDIRECTS or target is None or is_declared or self._redirects == MAX_REDIRECTS:
            return None
        # The HTTP client may have a base of its own: only the response knows the whole URL.
        before, url = self.request, str(response.url)
        try:
            request = replace(before, url=urljoin(url, target))
            is_home = same_origin(request.url, url)
        except ValueError:
            return None
        if not _ADDRESS.fullmatch(request.url):
            return None
        if (status == 303 and before.method != "HEAD") or (status < 303 and before.method == "POST"):
            request = _reading(request)
        elif not request.rewindable:
            return None
        self._redirects += 1
        self.request = request if is_home else request.without_secrets()
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
