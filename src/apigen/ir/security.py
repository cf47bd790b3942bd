"""Security schemes and requirements, read. A client's certificate is not part of a request: `mutualTLS` is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

from apigen.ir.api import Location, SecurityScheme, SecurityUse
from apigen.ir.reader import LeftOutError, Reader, text
from apigen.report import Pointer
from apigen.spec.document import Json

_Kind: TypeAlias = Literal["apiKey", "http", "oauth2", "openIdConnect"]
_KINDS: Final[dict[str, _Kind]] = {
    "apiKey": "apiKey",
    "http": "http",
    "oauth2": "oauth2",
    "openIdConnect": "openIdConnect",
}
_LOCATIONS: Final[dict[str, Location]] = {"query": "query", "header": "header", "cookie": "cookie"}


def read_security_schemes(reader: Reader) -> Iterator[SecurityScheme]:
    """Yield the schemes of the contract that a request can satisfy."""
    for name, (pointer, value) in _schemes(reader):
        kind = _KINDS.get(str(value.get("type")))
        if kind is None:
            continue
        location = _LOCATIONS.get(str(value.get("in")))
        http_scheme = str(value.get("scheme", "")).lower() if kind == "http" else "bearer"
        yield SecurityScheme(
            name=name,
            kind=kind,
            location=location if kind == "apiKey" else None,
            parameter=text(value, "name") if kind == "apiKey" else None,
            http_scheme=None if kind == "apiKey" else http_scheme,
            description=text(value, "description"),
            origin=pointer,
        )


def read_security(reader: Reader, operation: dict[str, Json], pointer: Pointer) -> tuple[tuple[SecurityUse, ...], ...]:
    """Return the alternatives of an operation that a request can satisfy.

    Requirements that are empty, or lists that are, ask for nothing. Raises `LeftOutError` if each
    alternative needs a certificate.
    """
    owner, at = (operation, pointer) if "security" in operation else (reader.document.value, ())
    requirements = owner.get("security")
    if not isinstance(requirements, list):
        return ()
    alternatives = [each for each in requirements if isinstance(each, dict)]
    certificates = {name for name, (_, value) in _schemes(reader) if value.get("type") == "mutualTLS"}
    possible = [each for each in alternatives if certificates.isdisjoint(each)]
    if alternatives and not possible:
        raise LeftOutError("AG455", "security by a client's certificate (mutualTLS)", (*at, "security"))
    return tuple(
        tuple(
            SecurityUse(scheme=name, scopes=tuple(map(str, scopes)) if isinstance(scopes, list) else ())
            for name, scopes in requirement.items()
        )
        for requirement in possible
    )


def _schemes(reader: Reader) -> Iterator[tuple[str, tuple[Pointer, dict[str, Json]]]]:
    components = reader.document.value.get("components")
    for name in reader.entries(components if isinstance(components, dict) else {}, "securitySchemes"):
        yield name, reader.object(("components", "securitySchemes", name))
