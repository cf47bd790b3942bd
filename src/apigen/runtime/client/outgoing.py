"""A request on its way: what a call sends, once or several times, and what middleware sees of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from .payload import Payload
from .transport import RequestContent, Sending

_HARMLESS: Final = frozenset({"accept", "accept-encoding", "accept-language", "content-type", "user-agent"})
"""Headers that another origin may see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """One request. Its text names neither the query nor a header's value: a secret may stand there.

    `operation` is the id in the contract, `headers` have lower-case names, `timeout` is in seconds, `None` for that
    of the HTTP client, and `attempt` counts from 1.
    """

    operation: str
    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    content: RequestContent | Payload | None = field(default=None, repr=False)
    timeout: float | None = None
    attempt: int = 1

    @property
    def rewindable(self) -> bool:
        """Whether its body can be sent again."""
        content = self.content
        return content is None or isinstance(content, bytes) or (isinstance(content, Payload) and content.rewindable)

    def sending(self) -> Sending:
        """Return the keywords of a client that blocks."""
        sending: Sending = {"content": self.content, "headers": self.headers}
        if self.timeout is not None:
            sending["timeout"] = self.timeout
        return sending

    def awaited(self) -> Sending:
        """Return the keywords of a client that is awaited."""
        sending = self.sending()
        if isinstance(self.content, Payload):
            sending["content"] = self.content.awaited()
        return sending

    def release(self) -> None:
        """Close the files that were opened for the body."""
        if isinstance(self.content, Payload):
            self.content.close()

    def without_secrets(self) -> HttpRequest:
        """Return the request with no header that an origin it was not made for should not see."""
        return replace(self, headers={name: text for name, text in self.headers.items() if name in _HARMLESS})
