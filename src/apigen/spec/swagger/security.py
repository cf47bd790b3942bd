"""Security definitions into security schemes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from apigen.spec.document import Json
from apigen.spec.swagger.conversion import Conversion, extensions, object_at

_FLOWS: Final[Mapping[str, str]] = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}
_OF_FLOW: Final = ("flow", "authorizationUrl", "tokenUrl", "scopes")


def convert_security(state: Conversion, definition: str, value: Json) -> Json:
    """Return the security scheme that a security definition is."""
    if not isinstance(value, dict):
        return value
    kept = {key: each for key, each in value.items() if key not in _OF_FLOW}
    match value.get("type"):
        case "basic":
            return {**kept, "type": "http", "scheme": "basic"}
        case "oauth2":
            flow: dict[str, Json] = {key: value[key] for key in ("authorizationUrl", "tokenUrl") if key in value}
            scopes = object_at(value, "scopes")
            flow["scopes"] = {name: each for name, each in scopes.items() if name not in extensions(scopes)}
            name = value.get("flow")
            if not isinstance(name, str) or name not in _FLOWS:
                return {**kept, "flows": {}}
            state.move(
                ("securityDefinitions", definition),
                ("components", "securitySchemes", definition, "flows", _FLOWS[name]),
            )
            return {**kept, "flows": {_FLOWS[name]: flow}}
        case _:
            return kept
