"""The kernel: everything about a contract's requests that no framework decides. It waits for nothing itself.

`exchange` is a generator of effects. An adapter performs each (read the body, call a function) in
its framework's way and sends back the result, until the response is there. So the order of a
request stands once, and every framework has the same one.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from .documents import documents
from .endpoint import Endpoint, Judges
from .examples import Tombstones, is_example
from .messages import Call, Exchange, HttpError, RawRequest, RawResponse
from .problems import fault, http_problem
from .routing import Hit, Router, Site
from .security import Scheme, scheme
from .service import Options, Route, Service, StartupError, clean_base_path
from .validation import Judge, load_schemas

_LOG = logging.getLogger("apigen")

Target: TypeAlias = "Endpoint | RawResponse"
"""What a method of a path leads to: an operation, or a document that is always the same."""


class Served(NamedTuple):
    """Something served, for a framework's own list of routes. `tag` is the group of an operation's handlers."""

    site: Site[Target]
    template: str
    method: str
    target: Target
    name: str
    tag: str | None


class Kernel:
    """A service, ready to answer. Raises `StartupError` if it cannot: no handler, no security, an invalid schema."""

    def __init__(self, service: Service, *, security: object | None, options: Options) -> None:
        self.service, self.options = service, options
        self.base_path = clean_base_path(service.base_path if options.base_path is None else options.base_path)
        self._router: Router[Target] = Router()
        schemas = load_schemas(service.folder / "_schemas.json")
        judges = Judges(*(Judge(schemas["dialect"], schemas["definitions"]) for _ in range(2)))
        schemes, tombstones = _schemes(service, security), Tombstones()
        self.endpoints: list[Endpoint] = []
        self.served: list[Served] = []
        for route in service.routes:
            endpoint = Endpoint(
                route, schemas, judges=judges, schemes=schemes, options=options, tombstones=tombstones
            )  # fmt: skip
            self.endpoints.append(endpoint)
            operation = route.operation
            self._serve(operation.path, operation.method, endpoint, name=route.method, tag=route.group)
        if options.docs:
            self._serve_documents()
        judges.requests.compile()

    def find(self, path: str) -> Hit[Target] | None:
        """Return where a raw path leads, `None` if to nothing of the contract."""
        return self._router.find(path)

    def exchange(self, hit: Hit[Target], request: RawRequest) -> Exchange:
        """Answer a request at the place where its path has led."""
        methods, method = hit.site.methods, request.method
        if method == "HEAD" and method not in methods and "GET" in methods:
            return _without_body(self.exchange(hit, request._replace(method="GET")))
        target = methods.get(method)
        if isinstance(target, Endpoint):
            exchange = target.exchange(request, hit.values)
        else:
            exchange = _ready(target or _refuse_method(hit.site, method))
        return _without_body(exchange) if method == "HEAD" else exchange

    def fail(self, error: Exception) -> RawResponse:
        """Answer for an adapter to which something happened that is no part of an operation: logged, and a 500."""
        _LOG.error("%s: a request could not be answered", self.service.title, exc_info=error)
        return fault()

    def bind(self, handlers: object) -> None:
        """Let a record of handlers answer every request. Says once which operations are answered by examples."""
        routes = self.service.routes
        missing = [route for route in routes if not callable(route.find(handlers))]
        if missing:
            raise StartupError(f"no handler for\n{_listed(missing)}")
        unfinished = [route for route in routes if (found := route.find(handlers)) and is_example(found)]
        if unfinished and not self.options.examples:
            raise StartupError(f"examples are switched off, and nothing else answers\n{_listed(unfinished)}")
        for endpoint in self.endpoints:
            function = endpoint.route.find(handlers)
            assert function is not None
            endpoint.bind(function)
        if unfinished:
            _LOG.warning("answered by examples, until you write the method:\n%s", _listed(unfinished))

    def _serve(self, path: str, method: str, target: Target, *, name: str, tag: str | None) -> None:
        template = self.base_path + path
        site = self._router.add(template, method, target)
        self.served.append(Served(site, template, method, target, name, tag))

    def _serve_documents(self) -> None:
        for path, document in documents(self.service.contract, self.service.title).items():
            if self.find(self.base_path + path) is None:
                self._serve(path, "GET", document, name=path[1:].partition(".")[0], tag=None)
            else:
                _LOG.warning("%s%s is a path of the contract: the document is not served", self.base_path, path)


def _schemes(service: Service, security: object | None) -> dict[str, Scheme]:
    """Return the schemes that operations ask for, each with the method that judges its credentials."""
    wanted = {name for route in service.routes for each in route.operation.security for name in each}
    if wanted and security is None:
        raise StartupError(f"the contract asks for credentials ({', '.join(sorted(wanted))}): pass `security`")
    found: dict[str, Scheme] = {}
    for name in sorted(wanted):
        check = getattr(security, service.security_methods.get(name, ""), None)
        if name not in service.schemes or not callable(check):
            raise StartupError(f"the security handlers have no method for the scheme {name!r}")
        found[name] = scheme(name, service.schemes[name], check)
    return found


def _listed(routes: list[Route]) -> str:
    def lines() -> Iterator[str]:
        for route in routes:
            yield f"  {route.group}.{route.method}  {route.operation.method} {route.operation.path}"

    return "\n".join(lines())


def _refuse_method(site: Site[Target], method: str) -> RawResponse:
    allow = (b"allow", site.allow.encode())
    if method == "OPTIONS":
        return RawResponse(204, [allow], b"")
    return http_problem(HttpError(405, f"{method} is not among the methods of this path", [allow]))


def _ready(response: RawResponse) -> Exchange:
    return response
    yield  # makes this a generator


def _without_body(exchange: Exchange) -> Exchange:
    """Answer a HEAD as it would be answered otherwise, without the body (RFC 9110 section 9.3.2)."""
    response = yield from exchange
    body = response.body
    if not isinstance(body, bytes):
        yield Call(body.close_async if body.is_async else body.close, None, body.is_async)
    return response._replace(body=b"")
