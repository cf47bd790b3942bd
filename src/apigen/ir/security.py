"""Security schemes and requirements, read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

from apigen.ir.api import Location, SecurityScheme, SecurityUse
from apigen.ir.pins import read_pin
from apigen.ir.reader import Reader, text
from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.rules.security import scheme_name

_Kind: TypeAlias = Literal["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"]
_HTTP_SCHEMES: Final[dict[_Kind, str | None]] = {
    "apiKey": None,
    "http": "",
    "mutualTLS": None,
    "oauth2": "bearer",
    "openIdConnect": "bearer",
}
"""The scheme of the `Authorization` header; that of `http` is the contract's to say."""
_LOCATIONS: Final[dict[str, Location]] = {"query": "query", "header": "header", "cookie": "cookie"}


def read_security_schemes(reader: Reader) -> Iterator[SecurityScheme]:
    """Yield the schemes of the contract."""
    for name, (pointer, value) in _schemes(reader):
        kind: _Kind | None = next((each for each in _HTTP_SCHEMES if each == value.get("type")), None)
        if kind is None:
            continue
        location = _LOCATIONS.get(str(value.get("in")))
        yield SecurityScheme(
            name=name,
            kind=kind,
            location=location if kind == "apiKey" else None,
            parameter=text(value, "name") if kind == "apiKey" else None,
            http_scheme=str(value.get("scheme", "")).lower() if kind == "http" else _HTTP_SCHEMES[kind],
            token_url=_token_url(value) if kind == "oauth2" else None,
            description=text(value, "description"),
            deprecated=value.get("deprecated") is True,
            pin=read_pin(value, pointer),
            origin=pointer,
        )


def _token_url(scheme: dict[str, Json]) -> str | None:
    """Return where a program gets a token without a user: of all flows, the one that needs nobody to look at it."""
    flows = scheme.get("flows")
    flow = flows.get("clientCredentials") if isinstance(flows, dict) else None
    return text(flow, "tokenUrl") if isinstance(flow, dict) else None


def read_security(reader: Reader, operation: dict[str, Json]) -> tuple[tuple[SecurityUse, ...], ...]:
    """Return the alternatives of an operation, or of the document. Requirements that are empty ask for nothing."""
    owner = operation if "security" in operation else reader.document.value
    requirements = owner.get("security")
    return tuple(
        tuple(
            SecurityUse(scheme=scheme_name(name), scopes=tuple(map(str, scopes)) if isinstance(scopes, list) else ())
            for name, scopes in requirement.items()
        )
        for requirement in (requirements if isinstance(requirements, list) else ())
        if isinstance(requirement, dict)
    )


def _schemes(reader: Reader) -> Iterator[tuple[str, tuple[Pointer, dict[str, Json]]]]:
    components = reader.document.value.get("components")
    for name in reader.entries(components if isinstance(components, dict) else {}, "securitySchemes"):
        yield name, reader.object(("components", "securitySchemes", name))
