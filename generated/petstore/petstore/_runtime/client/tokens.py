"""Tokens that a client fetches itself: OAuth 2.0 client credentials (RFC 6749 section 4.4). No I/O."""

from __future__ import annotations

import json
import re
import time
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast
from urllib.parse import quote_plus, urlencode, urljoin

from .errors import APIError
from .outgoing import HttpRequest
from .transport import HttpResponse

AHEAD: Final = 30.0
"""Seconds before its end in which a token is renewed: it must not expire on its way."""
LIFETIME: Final = 300.0
"""Seconds for which a token is used whose end nobody has named."""

_TOKEN: Final = re.compile(r"[\x21-\x7e]+")
_WORD: Final = re.compile(r"[\w. -]{1,60}", re.A)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCredentials:
    """What a program shows to get a token of its own.

    `token_url` is the contract's where it is not given; `scopes` are asked for, `parameters` are sent too, such as an
    `audience`. With `in_body` the credentials are parameters, for a server that takes no Basic authentication.
    """

    client_id: str
    client_secret: str = field(repr=False)
    token_url: str | None = None
    scopes: Sequence[str] = ()
    parameters: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    in_body: bool = False


class TokenError(APIError):
    """No token could be had. `operation` is the one that needed it, `status` that of the token server's answer."""

    def __init__(self, operation: str, status: int, reason: str) -> None:
        super().__init__(operation, status, reason)
        self.operation = operation
        self.status = status
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.operation}: no token: the token server answered {self.status}: {self.reason}"


class TokenCache:
    """The last token for some credentials. Whoever fetches one holds the session's lock, so that nobody fetches a second."""

    __slots__ = ("_credentials", "_failure", "_stale_at", "_token", "_url", "fetched")

    def __init__(self, credentials: ClientCredentials, declared_url: str | None, base_url: str) -> None:
        url = credentials.token_url or declared_url
        if url is None:
            raise ValueError("the contract names no token URL: pass ClientCredentials(token_url=...)")
        self._url = urljoin(f"{base_url}/", url)
        self._credentials = credentials
        self._token: str | None = None
        self._stale_at = 0.0
        self._failure: APIError | None = None
        self.fetched = 0
        """How often somebody has tried to get a token."""

    def fresh(self) -> str | None:
        """Return the token if it is good for a while."""
        return self._token if time.monotonic() < self._stale_at else None

    def fetched_since(self, before: int, operation: str) -> str | None:
        """Return the token that came while this operation waited. Raises what was raised instead: it would be again."""
        if self.fetched != before and self._failure is not None:
            raise type(self._failure)(operation, *self._failure.args[1:])
        return self.fresh()

    def request(self, operation: str, timeout: float | None) -> HttpRequest:
        """Return the request for a new token."""
        given = self._credentials
        form = {"grant_type": "client_credentials", **given.parameters}
        headers = {"accept": "application/json", "content-type": "application/x-www-form-urlencoded"}
        if given.scopes:
            form["scope"] = " ".join(given.scopes)
        if given.in_body:
            form |= {"client_id": given.client_id, "client_secret": given.client_secret}
        else:
            # The two are form-encoded before they are joined (RFC 6749 section 2.3.1).
            pair = f"{quote_plus(given.client_id)}:{quote_plus(given.client_secret)}"
            headers["authorization"] = "Basic " + b64encode(pair.encode()).decode()
        content = urlencode(form).encode()
        # Another server than the API's: it gets these credentials and no others.
        return HttpRequest(
            operation=operation,
            method="POST",
            url=self._url,
            headers=headers,
            content=content,
            timeout=timeout,
            bare=True,
        )

    def keep(self, operation: str, response: HttpResponse) -> str:
        """Remember and return the token that came. Raises `TokenError`."""
        answer = _object(response)
        token = answer.get("access_token")
        if response.status_code != 200 or not isinstance(token, str) or not _TOKEN.fullmatch(token):
            raise TokenError(operation, response.status_code, self._reason(answer))
        seconds = _seconds(answer.get("expires_in"))
        self._token, self._stale_at = token, time.monotonic() + seconds - min(AHEAD, seconds / 2)
        self.fetched, self._failure = self.fetched + 1, None
        return token

    def fail(self, error: APIError) -> None:
        """Remember that no token came, for those who wait for it too."""
        self.fetched, self._failure = self.fetched + 1, error

    def _reason(self, answer: Mapping[str, Any]) -> str:
        """Return what the token server calls the error. What else it says may hold what was sent to it."""
        reason = answer.get("error", "no access_token")
        is_word = isinstance(reason, str) and _WORD.fullmatch(reason) and self._credentials.client_secret not in reason
        return str(reason) if is_word else "an unknown error"

    def forget(self, token: object) -> None:
        """Fetch a new token next time, unless somebody has done so meanwhile."""
        if token == self._token:
            self._stale_at = 0.0


def _object(response: HttpResponse) -> Mapping[str, Any]:
    try:
        value: object = json.loads(response.content)
    except (ValueError, RecursionError):
        value = None
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}


def _seconds(lifetime: object) -> float:
    """Return how long a token is good for."""
    try:
        seconds = float(lifetime) if isinstance(lifetime, int | float | str) else LIFETIME
    except (ValueError, OverflowError):
        return LIFETIME
    return seconds if seconds >= 0 else LIFETIME
