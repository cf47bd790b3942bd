"""How callers show who they are: the Security Scheme Object of OpenAPI, as far as the wire needs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """Where a credential travels: in a named header, query parameter or cookie, or in `Authorization`.

    A client's certificate is of the `connection`: no request holds it. `http` is the scheme of the
    `Authorization` header in lower case (`bearer`, `basic`); `None` for all else. `token_url` is where a program gets a
    token of its own (OAuth 2.0 client credentials), if the contract says so.
    """

    location: Literal["header", "query", "cookie", "connection"]
    name: str
    http: str | None = None
    token_url: str | None = None


def api_key(location: Literal["header", "query", "cookie"], name: str) -> SecurityScheme:
    """Describe a scheme of type `apiKey`."""
    return SecurityScheme(location, name)


def http(scheme: str, token_url: str | None = None) -> SecurityScheme:
    """Describe a scheme of type `http`, or one whose token travels like a bearer token (`oauth2`, `openIdConnect`)."""
    return SecurityScheme("header", "Authorization", scheme.lower(), token_url)


def mutual_tls() -> SecurityScheme:
    """Describe a scheme of type `mutualTLS`: the client's certificate."""
    return SecurityScheme("connection", "")
