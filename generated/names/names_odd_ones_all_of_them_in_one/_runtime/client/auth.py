"""Credentials of a client to what a request carries, by the security that an operation declares."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from ..core.escapes import percent
from ..core.security import SecurityScheme

Token: TypeAlias = str | Callable[[], str]
"""A bearer token, or a function that is asked for it at every call."""
AsyncToken: TypeAlias = Token | Callable[[], Awaitable[str]]
"""The same for a client whose calls are awaited: the function may be awaited too."""
Basic: TypeAlias = tuple[str, str]
"""User name and password."""
Secret: TypeAlias = str | Basic
"""What a credential is in the end."""


@dataclass(slots=True)
class Carried:
    """What proves who is calling: headers by lower-case name, encoded pairs of the query and of the cookies."""

    headers: dict[str, str] = field(default_factory=dict[str, str])
    query: list[str] = field(default_factory=list[str])
    cookies: list[str] = field(default_factory=list[str])


def choose(
    security: tuple[Mapping[str, tuple[str, ...]], ...],
    known: Mapping[str, SecurityScheme],
    credentials: Mapping[str, object],
) -> tuple[str, ...]:
    """Return the schemes of the first alternative for which there are credentials; none if there is no such one.

    Being anonymous is the last choice wherever it stands, and so is to show a certificate alone: that is the
    HTTP client's. Nothing is refused here: the server judges, and a ready HTTP client may have credentials of its own.
    """
    for alternative in security:
        carried = tuple(name for name in alternative if known[name].location != "connection")
        if carried and credentials.keys() >= set(carried):
            return carried
    return ()


def carry(known: Mapping[str, SecurityScheme], secrets: Mapping[str, Secret]) -> Carried:
    """Return what a request carries for the secrets of its schemes. Raises `TypeError` for one of the wrong kind."""
    carried = Carried()
    for name, secret in secrets.items():
        scheme = known[name]
        text = _text(name, scheme, secret)
        if scheme.location == "header":
            carried.headers[scheme.name.lower()] = text
        elif scheme.location == "query":
            carried.query.append(f"{percent(scheme.name)}={percent(text)}")
        else:
            carried.cookies.append(f"{percent(scheme.name)}={percent(text)}")
    return carried


def _text(name: str, scheme: SecurityScheme, secret: Secret) -> str:
    if isinstance(secret, str):
        if scheme.http == "basic":
            raise TypeError(f"the credential {name!r} must be a pair of user name and password")
        return secret if scheme.http is None else f"{scheme.http.capitalize()} {secret}"
    if scheme.http != "basic":
        raise TypeError(f"the credential {name!r} must be a string")
    user, password = secret
    if ":" in user:
        # The first colon ends the name (RFC 7617 section 2): it would be another one.
        raise ValueError(f"the user name of the credential {name!r} must not have a colon")
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()
