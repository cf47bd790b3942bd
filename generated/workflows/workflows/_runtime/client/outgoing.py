"""A request on its way: what a call sends, once or several times, and what middleware sees of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from .payload import Payload
from .transport import AsyncHttpClient, Delivery, HttpClient, RequestContent, RequestHeaders, Sending

_HARMLESS: Final = frozenset(
    {"accept", "accept-encoding", "accept-language", "content-length", "content-type", "user-agent"}
)
"""Headers that another origin may see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """One request. Its text names neither the query nor a header's value: a secret may stand there.

    `operation` is the id in the contract, `headers` have lower-case names, `timeout` is in seconds, `None` for that
    of the HTTP client, and `attempt` counts from 1; a redirect that is followed belongs to its attempt. A `bare`
    request goes without the headers and the credentials that the HTTP client has for all others.
    """

    operation: str
    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    content: RequestContent | Payload | None = field(default=None, repr=False)
    timeout: float | None = None
    attempt: int = 1
    bare: bool = False

    @property
    def rewindable(self) -> bool:
        """Whether its body can be sent again."""
        content = self.content
        return content is None or isinstance(content, bytes) or (isinstance(content, Payload) and content.rewindable)

    def sending(self) -> Sending:
        """Return the keywords of a client that blocks."""
        headers: RequestHeaders = self.headers
        if not all(map(str.isascii, self.headers.values())):
            # HTTP libraries take texts for ASCII or UTF-8, but servers read Latin-1 (RFC 9110 section 5.5).
            headers = {name.encode("latin-1"): text.encode("latin-1") for name, text in self.headers.items()}
        sending: Sending = {"content": self.content, "headers": headers}
        if self.timeout is not None:
            sending["timeout"] = self.timeout
        return sending

    def awaited(self) -> Sending:
        """Return the keywords of a client that is awaited."""
        sending = self.sending()
        if isinstance(self.content, Payload):
            sending["content"] = self.content.awaited()
        return sending

    def built(self, http: HttpClient | AsyncHttpClient, sending: Sending) -> Any:
        """Return the request of the HTTP library."""
        made = http.build_request(self.method, self.url, **sending)
        query, others = self.url.partition("?")[2], getattr(http, "params", None)
        if query and others:
            # Where an HTTP client has a query of its own, it forgets that of the address.
            made.url = made.url.copy_with(query=f"{query}&{others}".encode())
        if self.bare:
            url = self.url if "://" in self.url else made.url
            made = type(made)(
                self.method,
                url,
                headers=sending.get("headers"),
                content=sending.get("content"),
                extensions=made.extensions,
            )
        # HTTP libraries write a method in capitals, which is another one.
        made.method = self.method
        return made

    def delivery(self, *, stream: bool) -> Delivery:
        """Return the keywords with which the HTTP library sends it."""
        # A redirect could carry credentials to another origin: `Attempts` decides.
        delivery: Delivery = {"stream": stream, "follow_redirects": False}
        if self.bare:
            delivery["auth"] = None
        return delivery

    def release(self) -> None:
        """Close the files that were opened for the body."""
        if isinstance(self.content, Payload):
            self.content.close()

    def without_secrets(self) -> HttpRequest:
        """Return the request with nothing that an origin it was not made for should not see."""
        headers = {name: text for name, text in self.headers.items() if name in _HARMLESS}
        return replace(self, headers=headers, bare=True)
