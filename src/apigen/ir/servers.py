"""Server Objects, read: where the API is, and which path the addresses have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from apigen.ir.api import Server, ServerVariable
from apigen.ir.pins import read_pin
from apigen.ir.reader import Reader, text
from apigen.report import Pointer
from apigen.spec.document import Json

_VARIABLE: Final = re.compile(r"\{([^{}]*)\}")


def read_servers(owner: Mapping[str, Json], pointer: Pointer) -> tuple[Server, ...]:
    """Return the servers of the document, of a path item or of an operation."""
    servers = owner.get("servers")
    return tuple(
        Server(
            url=str(server["url"]),
            name=text(server, "name"),
            description=text(server, "description"),
            variables=tuple(_variables(server)),
            pin=read_pin(server, (*pointer, "servers", str(index))),
            origin=(*pointer, "servers", str(index)),
        )
        for index, server in enumerate(servers if isinstance(servers, list) else [])
        if isinstance(server, dict) and isinstance(server.get("url"), str)
    )


def read_own_servers(reader: Reader, item: Pointer, pointer: Pointer) -> tuple[Server, ...]:
    """Return the servers that an operation has instead of the document's: its own, else those of its path item."""
    for place in (pointer, item):
        found = read_servers(reader.object(place)[1], place)
        if found:
            return found
    return ()


def base_path(servers: tuple[Server, ...]) -> str:
    """Return the path of the first server, without a slash at its end; the empty text for none.

    It is percent-encoded where a path must be (RFC 3986 section 3.3): braces too, which no request fills in.
    """
    try:
        path = quote(unquote(urlsplit(servers[0].default_url).path), safe="/:@!$&'()*+,;=~") if servers else ""
    except ValueError:
        path = ""
    path = path.strip("/")
    # A variable that begins with a slash may stand behind one, and `//` would begin a host.
    return f"/{path}" if path else ""


def warn_of_own_path(reader: Reader, own: tuple[Server, ...], method: str, path: str) -> None:
    """Warn of an operation whose own server has another path: a generated server has one for all operations."""
    if not own:
        return
    shared = base_path(read_servers(reader.document.value, ()))
    if base_path(own) != shared:
        reader.report.warning(
            "AG420",
            f"`{method} {path}` has a server of its own, with another path: a generated server has it below"
            f" `{shared or '/'}`, as all operations",
            at=own[0].origin,
            help="generated clients do ask its own server; keep it in a contract of its own to serve it elsewhere",
        )


def _variables(server: dict[str, Json]) -> Iterator[ServerVariable]:
    """Yield the variables of an address, in the order in which they stand there."""
    defined = server.get("variables")
    for name in dict.fromkeys(_VARIABLE.findall(str(server["url"]))):
        variable = defined.get(name) if isinstance(defined, dict) else None
        described = variable if isinstance(variable, dict) else {}
        default, values = described.get("default"), described.get("enum")
        yield ServerVariable(
            name=name,
            # What is defined without a value is left out, as the empty text.
            default=None if variable is None else "" if default is None else str(default),
            values=tuple(map(str, values)) if isinstance(values, list) else (),
            description=text(described, "description"),
        )
