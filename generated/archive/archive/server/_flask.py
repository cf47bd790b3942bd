"""The kernel's paths as named rules of a Flask app: the rules lead to the kernel, which decides what matches."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from functools import cache, partial
from keyword import iskeyword
from typing import Any, TypeAlias, TypeVar
from urllib.parse import quote

from flask import Blueprint, Flask, Request, Response, current_app, has_request_context, request
from flask.blueprints import BlueprintSetupState
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import BaseConverter, MapAdapter, Rule, ValidationError
from werkzeug.wsgi import ClosingIterator

from archive._runtime.server import (
    Hit,
    Kernel,
    Options,
    Provider,
    RawResponse,
    ReadBody,
    Served,
    Service,
    Site,
    Target,
    decode,
)
from archive._runtime.wsgi import (
    Body,
    Cors,
    Environ,
    EventLoop,
    Lifespan,
    Performer,
    StartResponse,
    Supply,
    header_aliases,
    raw_path,
    raw_request,
    read_body,
    status_line,
)

H = TypeVar("H")

Source: TypeAlias = "H | Provider[H] | AbstractAsyncContextManager[H]"
"""Where handlers come from: a record of them; a function that returns or yields one for each request; or an
asynchronous context manager, entered before the first request of a process and left at its end, that gives one."""

OTHER_METHODS = "other-methods"
"""The endpoint that answers a method which no operation of a path has."""

_EXPRESSION = re.compile(r"\{([^{}]*)\}")
_VARIABLE = re.compile(r"[a-zA-Z][a-zA-Z0-9_]*")
_HIT = "apigen.hit"


def create_app(
    service: Service,
    source: Source[Any],
    *,
    name: str,
    security: object | None,
    options: Options,
    cors: Sequence[str] | None = None,
    app: Flask | None = None,
) -> Flask:
    """Return an app that serves a contract: a new one, or the given one with the contract's blueprint registered.

    `cors` lists the origins whose pages may call the app. Raises `StartupError` if handlers are missing.
    """
    blueprint = ContractBlueprint(service, source, name=name, security=security, options=options)
    if app is None:
        app = Flask(name, static_folder=None)
    app.register_blueprint(blueprint)
    app.__dict__["__contract__"] = service.contract
    if cors is not None:
        app.__dict__["wsgi_app"] = Cors(app.wsgi_app, cors, service.exposed_headers, methods=service.methods)
    return app


def start(app: Flask) -> None:
    """Enter the context managers that give handlers now, in this process, instead of before its first request.

    For a server's hook after it has forked. Raises what entering raises.
    """
    for lifespan in _lifespans(app):
        lifespan.open(_loop_of(app.extensions))


def stop(app: Flask) -> None:
    """Leave the context managers that give handlers now, instead of at the end of this process."""
    for lifespan in _lifespans(app):
        lifespan.close()


def _loop_of(extensions: dict[str, Any]) -> EventLoop:
    """Return the loop for all that an app awaits: clients that two contracts share stay on one loop."""
    loop: EventLoop = extensions.setdefault("apigen.loop", EventLoop())
    return loop


def _lifespans(app: Flask) -> Iterator[Lifespan]:
    for blueprint in app.blueprints.values():
        if isinstance(blueprint, ContractBlueprint) and blueprint.supply.lifespan is not None:
            yield blueprint.supply.lifespan


class ContractBlueprint(Blueprint):
    """A contract's operations and documents. It may be registered more than once, also within another blueprint."""

    def __init__(
        self, service: Service, source: Source[Any], *, name: str, security: object | None, options: Options
    ) -> None:
        super().__init__(name, name)
        self.kernel = Kernel(service, security=security, options=options)
        self.supply = Supply(self.kernel, source)
        self.app_url_value_preprocessor(_settle)
        self.record(self._mount)

    def _mount(self, state: BlueprintSetupState) -> None:
        _Mount(self, state)


class _Mount:
    """One registration of a blueprint: its rules in the app's map, and how a request to one of them is answered."""

    def __init__(self, blueprint: ContractBlueprint, state: BlueprintSetupState) -> None:
        self.kernel = blueprint.kernel
        self._performer = Performer(self.kernel, blueprint.supply, _loop_of(state.app.extensions))
        self._aliases = header_aliases(self.kernel.service)
        self._state, self._map = state, state.app.url_map
        self._prefix = "/".join(["", *filter(None, (state.url_prefix or "").split("/"))])
        self._depth = self._prefix.count("/")
        self._blueprint = f"{state.name_prefix}.{state.name}".lstrip(".")
        self._rules: dict[tuple[Site[Target], str], _ContractRule] = {}
        self._gates: dict[str, _ContractRule] = {}
        rest = f"contract_rest_{len(self._map.converters)}"
        self._map.converters.update({"contract_segment": _Segment, rest: _rest_of(self)})
        for served in self.kernel.served:
            pattern, defaults, names = _pattern(served)
            rule = self._make(pattern, served.name, {served.method}, {**state.url_defaults, **defaults})
            rule.names = names
            self._rules[served.site, served.method] = rule
        # Rules that take every method come last: a path of an operation is found first.
        for served in self.kernel.served:
            self._add_gate(served, rest)
        self._install_switch()

    def find(self, path: str) -> tuple[str, Hit[Target]] | None:
        """Return where a raw path leads, and what of it is below the prefix of this registration."""
        if self._depth:
            path = "/".join(["", *path.split("/")[self._depth + 1 :]])
        hit = self.kernel.find(path)
        return None if hit is None else (path, hit)

    def _install_switch(self) -> None:
        """Put a look-up in front of the map's search, for a registration whose prefix is plain text."""
        if "<" in self._prefix or self._state.subdomain is not None:
            return
        bind, beginning = self._map.bind_to_environ, self._prefix + "/"

        def bind_to_environ(environ: Environ, *args: Any, **options: Any) -> MapAdapter:
            adapter = bind(environ, *args, **options)
            path = raw_path(environ)
            if _HIT not in environ and path.startswith(beginning) and (found := self.find(path)):
                environ[_HIT] = found
                rule = self.rule(found[1].site, environ["REQUEST_METHOD"])
                search = adapter.match

                def match(*args: Any, **options: Any) -> Any:
                    # This is how Flask asks; everybody else asks the map.
                    asked = not args and options == {"return_rule": True}
                    return (rule, rule.values(found[1])) if asked else search(*args, **options)

                adapter.__dict__["match"] = match
            return adapter

        self._map.__dict__["bind_to_environ"] = bind_to_environ

    def rule(self, site: Site[Target], method: str) -> _ContractRule:
        """Return the rule for a method at a site: a HEAD is served by the GET."""
        rules = self._rules
        found = rules.get((site, method)) or (rules.get((site, "GET")) if method == "HEAD" else None)
        return found or self._gates[_literal(site.template)]

    def answer(self, **_: object) -> Response:
        """Answer the request of this context. A view of Flask's: what is in the path has been found before."""
        environ: Environ = request.environ
        path, hit = environ[_HIT]
        native = environ["werkzeug.request"]
        # What somebody has begun to read, only the framework can read again.
        read = partial(_read_again if "stream" in native.__dict__ else read_body, environ)
        sent = raw_request(environ, path, native, self._aliases)
        return ContractResponse(*self._performer.run(self.kernel.exchange(hit, sent), read))

    def _add_gate(self, served: Served, rest: str) -> None:
        """Add what takes all else that a path can be asked: other methods, and values with an encoded slash."""
        key = _literal(served.template)
        if key not in self._gates:
            defaults = dict(self._state.url_defaults)
            pattern = _written(key, defaults) + (f"<{rest}:rest>" if key != served.template else "")
            self._gates[key] = self._make(pattern, OTHER_METHODS, None, defaults)

    def _make(self, pattern: str, name: str, methods: set[str] | None, defaults: Mapping[str, Any]) -> _ContractRule:
        endpoint = f"{self._blueprint}.{name}"
        self._state.app.view_functions[endpoint] = self.answer
        rule = _ContractRule(
            self._prefix + pattern,
            endpoint=endpoint,
            methods=methods,
            defaults=defaults or None,
            subdomain=self._state.subdomain,
            strict_slashes=not pattern.endswith("/"),
            merge_slashes=False,
        )
        rule.mount = self
        self._map.add(rule)
        return rule


class _ContractRule(Rule):
    """A rule of a contract. `names` are the variables of its path, in order."""

    mount: _Mount
    names: Sequence[str] = ()

    def values(self, hit: Hit[Target]) -> dict[str, Any]:
        """Return the values of the variables as text."""
        texts = {name: decode(value) or value for name, value in zip(self.names, hit.values, strict=False)}
        return {**(self.defaults or {}), **texts}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        """Put off what builds URLs to the first one: it would be most of a start, and few rules are ever asked."""
        compiled = cache(partial(super()._compile_builder, append_unknown))

        def build(rule: Rule, /, **values: object) -> tuple[str, str]:
            return compiled()(rule, **values)

        return build


class _Segment(BaseConverter):
    """Everything between two slashes, nothing included."""

    regex = "[^/]*"

    def to_url(self, value: Any) -> str:
        """Return a value as it stands in a path."""
        return quote(str(value), safe="")


def _rest_of(mount: _Mount) -> type[BaseConverter]:
    """Return a converter for all that may follow a literal beginning, if the kernel knows a path like that."""

    class Rest(BaseConverter):
        regex = "(?s:.*)"
        part_isolating = False
        weight = 10_000

        def to_python(self, value: str) -> str:
            # Flask goes on with rules of the app then, its 405s included.
            if has_request_context() and mount.find(raw_path(request.environ)) is None:
                raise ValidationError
            return value

    return Rest


def _settle(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Say which operation a request is for, before anything of the app asks: values with `%2F` came by another rule.

    A function that checks permissions by endpoint must see the operation's, however its path was written.
    """
    environ = request.environ
    if _HIT in environ:
        return
    native: Request = environ["werkzeug.request"]
    rule = native.url_rule
    if not isinstance(rule, _ContractRule):
        if isinstance(native.routing_exception, MethodNotAllowed):
            native.routing_exception = _refusal(native, native.routing_exception.valid_methods or ())
        return
    mount = rule.mount
    found = mount.find(raw_path(environ))
    if found is None:
        native.url_rule, native.view_args = None, None
        native.routing_exception = NotFound()
        return
    environ[_HIT] = found
    _, hit = found
    actual = mount.rule(hit.site, environ["REQUEST_METHOD"])
    if actual is not rule:
        given = {name: value for name, value in (values or {}).items() if name not in (*rule.names, "rest")}
        native.url_rule, native.view_args = actual, {**given, **actual.values(hit)}


def _refusal(native: Request, methods: Iterable[str]) -> HTTPException:
    """Return a 405 without what comes from rules of a contract, which match more than the kernel does."""
    adapter = current_app.create_url_adapter(native)
    allowed: list[str] = []
    for method in methods:
        with suppress(HTTPException):
            if adapter is not None and not isinstance(adapter.match(method=method, return_rule=True)[0], _ContractRule):
                allowed.append(method)
    return MethodNotAllowed(sorted(allowed)) if allowed else NotFound()


def _read_again(environ: Environ, effect: ReadBody) -> bytes | None:
    """Return a body that has been read, or is being read, through the framework."""
    whole: bytes = environ["werkzeug.request"].get_data()
    if effect.limit is not None and len(whole) > effect.limit:
        return None
    if effect.into is None:
        return whole
    effect.into(whole)
    return b""


class ContractResponse(Response):
    """A response that is written already, but for the pieces of its body, if it has any.

    After it is made, it is one of Flask's like any other: one that is streamed, if it has.
    """

    def __init__(self, answer: RawResponse, body: Body) -> None:
        # Not Flask's own: that parses, completes and encodes what the kernel has written.
        self.headers = _WrittenHeaders([(name.decode("latin-1"), value.decode("latin-1")) for name, value in answer[1]])
        self._status, self._status_code = status_line(answer.status), answer.status
        self.response = self._body = body
        self.direct_passthrough = not isinstance(body, list)
        self._on_close = [] if isinstance(body, list) else [body.close]

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if self.response is not self._body or self._on_close or environ["REQUEST_METHOD"] == "HEAD":
            return super().__call__(environ, start_response)
        start_response(self._status, self.headers.to_wsgi_list())
        return self._body

    def get_app_iter(self, environ: Environ) -> Iterable[bytes]:
        """Return what a server iterates over and closes, `call_on_close` not forgotten."""
        if self.direct_passthrough and environ["REQUEST_METHOD"] != "HEAD":
            return ClosingIterator(self.iter_encoded(), self.close)
        return super().get_app_iter(environ)

    def get_wsgi_headers(self, environ: Environ) -> Headers:
        """Return the headers as they are: the kernel has left nothing to add."""
        return self.headers


class _WrittenHeaders(Headers):
    """Headers that are text already."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._list = pairs


def _literal(template: str) -> str:
    """Return a template up to the slash before its first expression: all of it, if it has none."""
    head, brace, _ = template.partition("{")
    return head[: head.rindex("/") + 1] if brace else template


def _pattern(served: Served) -> tuple[str, dict[str, Any], list[str]]:
    """Return a path template as Flask writes it, the values of variables that stand for text, and the other names."""
    parts = _EXPRESSION.split(served.template)
    names, defaults = _variables(served, parts[1::2]), dict[str, Any]()
    for n, part in enumerate(parts):
        parts[n] = f"<contract_segment:{names[n // 2]}>" if n % 2 else _written(part, defaults)
    return "".join(parts), defaults, names


def _written(literal: str, defaults: dict[str, Any]) -> str:
    """Return literal text for a rule, which cannot hold `<`: such text is a variable that has a value already."""

    def variable(found: re.Match[str]) -> str:
        name = f"text_{len(defaults)}"
        defaults[name] = found[0]
        return f"<contract_segment:{name}>"

    return re.sub("[^/]*<[^/]*", variable, decode(literal) or literal)


def _variables(served: Served, names: Sequence[str]) -> list[str]:
    """Return what the expressions of a path are called: as in the contract, or as in Python where Flask could not."""
    parameters = () if isinstance(served.target, RawResponse) else served.target.operation.parameters
    attributes = {each.name: each.attribute for each in parameters if each.location == "path"}
    found: list[str] = []
    for name in names:
        usable = _VARIABLE.fullmatch(name) and not iskeyword(name) and name != "rest"
        found.append(name if usable else attributes.get(name, f"value_{len(found)}"))
    return found
