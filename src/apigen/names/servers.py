"""Servers to the names of the methods that return their addresses, and of those methods' keywords."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from apigen.ir.api import Api, Server
from apigen.names.reserved import KEYWORDS, SERVER_MEMBERS
from apigen.names.scope import Scope, warn_of_numbers
from apigen.names.words import snake, split
from apigen.report import Report

_MOST_WORDS: Final = 4
"""A longer description is a sentence, and no name."""


@dataclass(frozen=True, slots=True)
class ServerNames:
    """The name of a server's method, and of its keywords by the variables' own names."""

    method: str
    variables: Mapping[str, str]


def name_servers(api: Api, report: Report) -> tuple[ServerNames, ...]:
    """Return the names of the document's servers, in their order."""
    scope: Scope[int] = Scope(KEYWORDS | SERVER_MEMBERS)
    for index, server in enumerate(api.servers):
        candidates = (server.pin.name,) if server.pin else tuple(_candidates(server))
        source = f"{server.url}\0{server.name or server.description or ''}"
        scope.claim(index, *candidates, rank=0, source=source, pin=server.pin)
    scope.judge_pins(report)
    names, numbered = scope.grant()
    warn_of_numbers(report, numbered, {index: each.origin for index, each in enumerate(api.servers)}, "server")
    return tuple(ServerNames(names[index], _variables(each)) for index, each in enumerate(api.servers))


def _candidates(server: Server) -> list[str]:
    """Return what a server can be called: by its name, else by what is said of it in a few words, else by its address.

    Addresses that differ only in their scheme, as those of Swagger 2.0 do, are told apart by it.
    """
    words = split(server.name or server.description or "")
    if len(words) > 1 and words[-1].lower() == "server":
        words.pop()
    scheme, _, address = server.url.partition("://") if "://" in server.url else ("", "", server.url)
    for each in server.variables:
        address = address.replace(f"{{{each.name}}}", " ")
    named = [" ".join(words)] if words and (server.name or len(words) <= _MOST_WORDS) else []
    with_scheme = [f"{scheme} {address}"] if scheme else []
    return [snake([text], prefix="server") for text in (*named, address, *with_scheme)]


def _variables(server: Server) -> dict[str, str]:
    scope: Scope[str] = Scope(KEYWORDS)
    for each in server.variables:
        scope.claim(each.name, snake([each.name], prefix="variable"), rank=0, source=each.name)
    return scope.grant()[0]
