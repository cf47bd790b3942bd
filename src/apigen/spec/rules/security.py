"""Rules about who may call: every scheme that is required is defined, and asks for what it knows."""

from __future__ import annotations

from typing import Final

from apigen.report import Pointer
from apigen.spec.document import Json, local_pointer
from apigen.spec.rules.subject import Subject

_SCHEMES: Final = ("components", "securitySchemes")


def check_security_requirement(subject: Subject, pointer: Pointer, requirement: dict[str, Json]) -> None:
    """An operation must not be open because of a typo (OpenAPI 3.1, section 4.8.30)."""
    schemes = _security_schemes(subject.document.value)
    for key, scopes in requirement.items():
        name = scheme_name(key)
        if name in schemes:
            _, scheme = subject.followed((*_SCHEMES, name))
            if scopes and isinstance(scopes, list) and isinstance(scheme, dict):
                _check_scopes(subject, (*pointer, key), scheme, scopes)
            continue
        where = "securityDefinitions" if subject.author == (2, 0) else "components/securitySchemes"
        subject.report.error(
            "AG220",
            f"the security scheme `{name}` is not defined",
            at=(*pointer, key),
            label="required here",
            help=subject.did_you_mean(name, schemes) or f"define it under `{where}`",
        )


def scheme_name(key: str) -> str:
    """Return the name of the scheme that a requirement asks for: in OpenAPI 3.2 it may be a reference (section 4.22)."""
    target = local_pointer(key)
    return target[-1] if target is not None and target[:-1] == _SCHEMES else key


def _check_scopes(subject: Subject, at: Pointer, scheme: dict[str, Json], scopes: list[Json]) -> None:
    """Only OAuth has scopes; before 3.1 no other type may name any. Each finding is made once, at its first use."""
    kind, name = scheme.get("type"), scheme_name(at[-1])
    if kind in ("apiKey", "http", "mutualTLS") and subject.old and (name, "") not in subject.scopes:
        subject.scopes.add((name, ""))
        subject.report.warning(
            "AG246",
            f"the security scheme `{name}` is of type `{kind}`, which has no scopes: they are ignored",
            at=at,
            help=f"write `{name}: []`",
        )
    if kind != "oauth2":
        return
    known = _scopes_of(scheme)
    for index, scope in enumerate(scopes):
        if isinstance(scope, str) and scope not in known and (name, scope) not in subject.scopes:
            subject.scopes.add((name, scope))
            subject.report.warning(
                "AG247",
                f"the security scheme `{name}` does not describe the scope `{scope}`",
                at=(*at, str(index)),
                help=subject.did_you_mean(scope, known) or "add it to the `scopes` of its flows",
            )


def _scopes_of(scheme: dict[str, Json]) -> set[str]:
    flows = scheme.get("flows")
    found: set[str] = set()
    for flow in flows.values() if isinstance(flows, dict) else ():
        scopes = flow.get("scopes") if isinstance(flow, dict) else None
        found.update(scopes if isinstance(scopes, dict) else ())
    return found


def _security_schemes(root: dict[str, Json]) -> dict[str, Json]:
    components = root.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, dict) else None
    return schemes if isinstance(schemes, dict) else {}
