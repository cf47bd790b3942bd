"""Security requirements to a principal: credentials found on the wire, judged by the service's own functions."""

from __future__ import annotations

import base64
import hmac
import os
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from inspect import iscoroutinefunction
from typing import Any

from ..core.security import SecurityScheme
from .inputs import parse_cookies, parse_query
from .messages import Call, Effect, Headers, RawRequest, Rejection
from .routing import decode

DEV_TOKEN = "APIGEN_DEV_TOKEN"
"""The environment variable that holds the development token. Unset, as in production, no such token exists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What a caller presented for a security scheme, and the scopes that the operation asks for.

    The certificate of scheme `mutualTLS` is known to whoever ends the TLS connection, and to nobody here: `value` is
    empty then, and `raw` and `headers` hold what the server, or the proxy before it, says of the certificate.
    """

    scheme: str
    """The name of the scheme in the contract."""
    value: str
    """The token, the key, or the encoded `user:password` of scheme `basic`."""
    scopes: tuple[str, ...] = ()
    raw: Any = field(default=None, compare=False, repr=False)
    """The framework's own request."""
    headers: Headers = field(default=(), compare=False, repr=False)
    """Those of the request, their names in lower case."""

    def basic(self) -> tuple[str, str] | None:
        """Return user and password of scheme `basic` (RFC 7617); `None` if the value is not of that form."""
        try:
            text = base64.b64decode(self.value, validate=True).decode()
        except ValueError:
            return None
        user, joint, password = text.partition(":")
        return (user, password) if joint else None

    def client_cert(self) -> bytes | None:
        """Return the certificate of the header `Client-Cert` (RFC 9440), in DER; `None` if there is none.

        Trust it only behind a proxy that writes this header itself, and removes what a caller sends of it.
        """
        values = [value.strip(b" \t") for name, value in self.headers if name == b"client-cert"]
        if len(values) != 1 or not values[0].startswith(b":") or not values[0].endswith(b":"):
            return None
        try:
            return base64.b64decode(values[0][1:-1], validate=True) or None
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class DevPrincipal:
    """The caller who knows the development token."""

    name: str = "developer"


def dev_principal(credential: Credential) -> DevPrincipal | None:
    """Return a principal if the credential is the token in `APIGEN_DEV_TOKEN`, else `None`.

    The variable is read at each call, and compared in constant time. With scheme `basic` the
    password may be the token too; where a certificate is asked for, it stands in its place in `Client-Cert`.
    """
    token = os.environ.get(DEV_TOKEN, "").encode()
    pair = credential.basic()
    presented = [credential.value.encode("utf-8", "replace")]
    if pair is not None:
        presented.append(pair[1].encode("utf-8", "replace"))
    if not credential.value:
        presented.append(credential.client_cert() or b"")
    known = [hmac.compare_digest(each, token) for each in presented]
    return DevPrincipal() if token and any(known) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A security scheme, with the service's function that judges its credentials."""

    name: str
    wire: SecurityScheme
    check: Callable[[Credential], object]
    is_async: bool


@dataclass(frozen=True, slots=True)
class Requirement:
    """One alternative: all of its schemes must be satisfied, each with its scopes."""

    schemes: tuple[tuple[Scheme, tuple[str, ...]], ...]


class Guard:
    """The security requirements of an operation: alternatives, of which one suffices (OpenAPI, `security`)."""

    def __init__(self, security: Sequence[Mapping[str, tuple[str, ...]]], schemes: Mapping[str, Scheme]) -> None:
        alternatives = [
            Requirement(tuple((schemes[name], scopes) for name, scopes in each.items())) for each in security
        ]
        self._alternatives = [each for each in alternatives if each.schemes]
        self._anonymous = len(self._alternatives) < len(alternatives)
        named = {scheme.name: scheme for each in self._alternatives for scheme, _ in each.schemes}
        self.challenges = [(b"www-authenticate", _challenge(scheme).encode()) for scheme in named.values()]
        """The headers of a 401 (RFC 9110 section 11.6.1)."""
        self.places = frozenset((scheme.wire.location, scheme.wire.name) for scheme in named.values())
        """The locations and names that credentials take: they belong to no parameter."""

    def authenticate(self, request: RawRequest) -> Generator[Effect, Any, object | None]:
        """Return who is calling; `None` is nobody, where that is allowed. Raises `Rejection`.

        Of an alternative with several schemes, the principal is the first scheme's.
        """
        judged: dict[tuple[str, tuple[str, ...]], object | None] = {}
        presented = False
        for alternative in self._alternatives:
            found: list[object] = []
            credentials = [credential_of(request, scheme.wire) for scheme, _ in alternative.schemes]
            presented = presented or any(credentials)
            if None in credentials:
                continue
            for (scheme, scopes), value in zip(alternative.schemes, credentials, strict=True):
                key = (scheme.name, scopes)
                if key not in judged:
                    credential = Credential(
                        scheme=scheme.name,
                        value=value or "",
                        scopes=scopes,
                        raw=request.native,
                        headers=request.headers,
                    )
                    judged[key] = yield Call(scheme.check, credential, scheme.is_async)
                if judged[key] is None:
                    break
                found.append(judged[key])
            else:
                return found[0]
        if self._anonymous:
            return None
        detail = "the credentials are not valid" if presented else "credentials are needed"
        raise Rejection("unauthenticated", detail)


def scheme(name: str, wire: SecurityScheme, check: Callable[[Credential], Any]) -> Scheme:
    """Return a scheme ready to be asked."""
    return Scheme(name=name, wire=wire, check=check, is_async=iscoroutinefunction(check))


def credential_of(request: RawRequest, wire: SecurityScheme) -> str | None:
    """Return the text presented for a scheme; `None` if there is none, or more than one.

    For a certificate it is empty: no request shows whether there is one.
    """
    if wire.location == "connection":
        return ""
    if wire.location == "header":
        values = request.header_lines(wire.name.lower().encode("latin-1", "replace"))
    elif wire.location == "query":
        values = [decode(v.replace("+", " ")) or "" for v in parse_query(request.query).get(wire.name, ())]
    else:
        values = [decode(v) or v for v in parse_cookies(request).get(wire.name, ())]
    if len(values) != 1:
        return None
    if wire.http is None:
        return values[0] or None
    kind, _, value = values[0].partition(" ")
    return value.strip() or None if kind.lower() == wire.http else None


def _challenge(scheme: Scheme) -> str:
    wire = scheme.wire
    if wire.location == "connection":
        return f"MutualTLS realm={_quoted(scheme.name)}"
    if wire.http is None:
        # API keys and certificates have no registered scheme; a challenge is required all the same.
        return f"ApiKey in={_quoted(wire.location)}, name={_quoted(wire.name)}"
    if wire.http == "basic":
        return f'Basic realm={_quoted(scheme.name)}, charset="UTF-8"'
    return _printable(wire.http).title()


def _quoted(text: str) -> str:
    return '"' + _printable(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _printable(text: str) -> str:
    """Return a text of the contract that can stand in a header: it must not begin another one."""
    return "".join(c if c <= "~" else "?" for c in text if c >= " " and not "\x7f" <= c <= "\x9f")
