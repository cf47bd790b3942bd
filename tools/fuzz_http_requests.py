"""A generated package to valid requests as bytes of HTTP/1.1: of every operation, in each media type that its body can have."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

from apigen.proof.trips.package import Package
from apigen.proof.trips.samples import Samples
from apigen.proof.trips.values import NoValueError, Values

TOKEN: Final = "t0ken"
"""What the scaffolded checks of credentials let in."""


def valid_requests(package: Package, *, random: int = 4) -> Iterator[bytes]:
    """Yield the requests of a package. `random` is how many of each operation are made at random."""
    values, service = Values(package), package.module("server.routes").SERVICE
    samples = [Samples(package, values, "rich"), Samples(package, values, "small")]
    samples += [Samples(package, values, "random", number) for number in range(random)]
    plan_of = package.module("_runtime.client.request").RequestPlan
    for route in package.routes:
        plan = plan_of(route.operation)
        for each in samples:
            # Some operations take nothing that can be made up, and some texts cannot be sent.
            with suppress(NoValueError, ValueError):
                for arguments in each.calls(route.operation, optional=each is not samples[1]):
                    with suppress(ValueError):
                        yield _written(service, route.operation, plan, arguments)
    for document in ("/openapi.json", "/docs", "/redoc"):
        yield _head("GET", service.base_path + document, {}) + b"\r\n"


def _written(service: Any, operation: Any, plan: Any, arguments: Mapping[str, Any]) -> bytes:
    headers: dict[str, str] = dict(plan.headers)
    query, cookies = list(plan.query(arguments)), list(plan.cookies(arguments))
    plan.fill_headers(arguments, headers)
    content = plan.content(arguments, headers)
    body: bytes = content if isinstance(content, bytes) else b"".join(content or ())
    for name in next((each for each in operation.security if each), ()):
        _add_credential(service.schemes[name], headers, query, cookies)
    if cookies:
        headers["cookie"] = "; ".join(cookies)
    if content is not None:
        headers["content-length"] = str(len(body))
    target = service.base_path + plan.path(arguments) + ("?" + "&".join(query) if query else "")
    return _head(operation.method, target, headers) + b"\r\n" + body


def _add_credential(scheme: Any, headers: dict[str, str], query: list[str], cookies: list[str]) -> None:
    """Present the token as a scheme wants it."""
    if scheme.location == "connection":
        headers["client-cert"] = f":{base64.b64encode(TOKEN.encode()).decode()}:"
    elif scheme.location == "query":
        query.append(f"{scheme.name}={TOKEN}")
    elif scheme.location == "cookie":
        cookies.append(f"{scheme.name}={TOKEN}")
    elif scheme.http is None:
        headers[scheme.name.lower()] = TOKEN
    elif scheme.http == "basic":
        headers["authorization"] = "Basic " + base64.b64encode(f"user:{TOKEN}".encode()).decode()
    else:
        headers["authorization"] = f"{scheme.http.title()} {TOKEN}"


def _head(method: str, target: str, headers: Mapping[str, str]) -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "host: 127.0.0.1", *(f"{name}: {text}" for name, text in headers.items())]
    return "".join(f"{line}\r\n" for line in lines).encode("latin-1")
