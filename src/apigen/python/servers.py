"""Servers to where a client finds the API: its default, what an operation has instead, and a method for each address."""

from __future__ import annotations

from urllib.parse import urlsplit

from apigen.ir.api import Api, Operation, Server, ServerVariable
from apigen.names.assign import Names
from apigen.names.servers import ServerNames
from apigen.python.text import Imports, docstring, literal, one_line
from apigen.python.views import ServersView, ServerView


def base_url(api: Api) -> str | None:
    """Return where a client finds the API if nobody says it; `None` where the contract does not say it either."""
    if not api.servers and api.operations and all(map(own_url, api.operations)):
        return own_url(api.operations[0])
    return _address(api.servers[0]) if api.servers else None


def own_url(operation: Operation) -> str | None:
    """Return the address of an operation that is not found where the others are."""
    return _address(operation.servers[0]) if operation.servers else None


def server_modules(api: Api, names: Names) -> tuple[ServersView, ...]:
    """Return the module of the servers' addresses; none where there is nothing to choose."""
    found = [(each, known) for each, known in zip(api.servers, names.servers, strict=True) if _is_absolute(each)]
    if len(found) < 2 and not any(each.variables for each, _ in found):
        return ()
    imports = Imports()
    if any(variable.values for each, _ in found for variable in each.variables):
        imports.add("typing", "Literal")
    return (
        ServersView(
            module="_servers", imports=imports.block(), servers=tuple(_server(each, known) for each, known in found)
        ),
    )


def _server(server: Server, names: ServerNames) -> ServerView:
    variables = sorted(server.variables, key=lambda each: each.default is not None)
    parameters = [_parameter(each, names.variables[each.name]) for each in variables]
    described = [
        f"`{names.variables[each.name]}`: {' '.join(each.description.split())}"
        for each in variables
        if each.description
    ]
    address = server.default_url.rstrip("/")
    text = docstring(server.description, "\n".join(described)) or docstring(f"Return `{address}`.")
    return ServerView(
        name=names.method,
        parameters=", ".join(["*", *parameters]) if parameters else "",
        url=_filled(server, names),
        call=_called(variables, names),
        address=one_line(address).replace("|", "\\|"),
        docstring=text or "",
    )


def _parameter(variable: ServerVariable, name: str) -> str:
    default = () if variable.default is None else (variable.default,)
    values = [literal(each) for each in dict.fromkeys((*variable.values, *default))]
    kind = f"Literal[{', '.join(values)}]" if variable.values else "str"
    return f"{name}: {kind}" if variable.default is None else f"{name}: {kind} = {literal(variable.default)}"


def _called(variables: list[ServerVariable], names: ServerNames) -> str:
    """Return the call of a server's method, with what it must be given and the first choice that there is."""
    needed = [f"{names.variables[each.name]}=..." for each in variables if each.default is None]
    return f"{names.method}({', '.join(needed)})"


def _filled(server: Server, names: ServerNames) -> str:
    """Return the address as an expression of its variables."""
    text = server.url.rstrip("/")
    if not server.variables:
        return literal(text)
    text = text.replace("{", "{{").replace("}", "}}")
    for each in server.variables:
        text = text.replace(f"{{{{{each.name}}}}}", f"{{{names.variables[each.name]}}}")
    return f"f{literal(text)}"


def _address(server: Server) -> str | None:
    """Return a server's address with the defaults of its variables, if it can be called as it is."""
    address = server.default_url.rstrip("/")
    return address if _is_absolute(server) and "{" not in address else None


def _is_absolute(server: Server) -> bool:
    """Whether an address says all, and not only where the API is beside the contract."""
    try:
        return urlsplit(server.default_url).scheme in ("http", "https")
    except ValueError:
        return False
