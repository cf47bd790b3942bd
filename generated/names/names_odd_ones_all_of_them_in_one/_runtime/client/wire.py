"""Calls without input and output: what to send for one, and what its response means. Sync and async share it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, TypeAlias, TypedDict
from urllib.parse import urlsplit

from ..core import Operation, Response, SecurityScheme
from .auth import Secret, carry, choose
from .errors import APIStatusError, ArgumentError
from .items import ItemDecoder
from .outgoing import HttpRequest
from .request import RequestPlan
from .response import read_error, read_result, stream_decoder, succeeded
from .tokens import ClientCredentials, TokenCache
from .transport import HttpResponse

IDEMPOTENCY_KEY: Final = "idempotency-key"
_FIT: Final = re.compile(r"(?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?")
"""The value of a header as it goes over every wire (RFC 9110 section 5.5)."""


class Options(TypedDict, total=False):
    """What a single call can change."""

    timeout: float
    """Seconds, for each try."""
    headers: Mapping[str, str]
    """Sent too; they win over all others."""
    idempotency_key: str
    """Sent as `Idempotency-Key`: the server knows a request that it has seen, so it can be sent again."""
    max_retries: int
    """How often to try again after a failure that may pass."""


_OPTIONS: Final = frozenset(Options.__annotations__)


ErrorClasses: TypeAlias = Mapping[type[Response], type[APIStatusError]]
"""The error that a client raises for a response class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What all calls of a package share."""

    package: str
    version: str
    base_path: str
    schemes: Mapping[str, SecurityScheme]
    errors: ErrorClasses
    base_url: str | None = None
    """Where the API is if nobody says it."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a client was made with. `timeout` is in seconds; `None` leaves it to the HTTP client.

    `middleware` is that of the session: it is called for each try, the first one outermost.
    """

    base_url: str | None
    credentials: Mapping[str, Any]
    headers: Mapping[str, str]
    timeout: float | None
    max_retries: int
    middleware: tuple[Any, ...]


class Wire:
    """Requests and results of one client. The contract is loaded at the first call."""

    def __init__(self, load: Callable[[], Contract], settings: Settings) -> None:
        self._load = load
        self.settings = settings
        self._plans: dict[str, RequestPlan] = {}

    def changed(self, settings: Settings) -> Wire:
        """Return the same with other settings."""
        other = Wire(self._load, settings)
        other._plans = self._plans
        return other

    @cached_property
    def contract(self) -> Contract:
        """What all calls of the package share. Loading it imports the package's operations."""
        return self._load()

    @cached_property
    def base_url(self) -> str:
        """Where the paths begin, without a slash at its end."""
        given = self.settings.base_url
        return (self.contract.base_path if given is None else given).rstrip("/")

    @cached_property
    def _headers(self) -> dict[str, str]:
        # The version is the contract's text: only what may stand in a header is kept of it.
        version = re.sub(r"[^\w.+-]", "_", self.contract.version, flags=re.ASCII)
        return {"user-agent": f"{self.contract.package}/{version}", **lower(self.settings.headers)}

    def request(
        self,
        operation: Operation[Any, Any, Any],
        arguments: Mapping[str, object],
        options: Options,
        secrets: Mapping[str, Secret],
        *,
        url: str | None = None,
    ) -> HttpRequest:
        """Return the request of a call; `secrets` are those of the schemes that were chosen for it.

        `url` is where a server says to ask instead: only secrets are added to its query, unless it has them already.
        Raises `ArgumentError`, a `ValueError`, for arguments that the contract does not allow.
        """
        check_options(options)
        plan = self._plan(operation)
        headers = {**plan.headers, **self._headers}
        plan.fill_headers(arguments, headers)
        path, query, cookies = plan.path(arguments), plan.query(arguments), plan.cookies(arguments)
        content = plan.content(arguments, headers)
        address = self._found_at(operation) + path
        if url is not None:
            address, query = url, []
        if secrets:
            carried = carry(self.contract.schemes, secrets)
            headers.update(carried.headers)
            query += carried.query if url is None else _unsaid(carried.query, url)
            cookies += carried.cookies
        if cookies:
            headers["cookie"] = "; ".join(cookies)
        if "idempotency_key" in options:
            headers[IDEMPOTENCY_KEY] = options["idempotency_key"]
        if "headers" in options:
            headers.update(lower(options["headers"]))
        for name, text in headers.items():
            # The error of an HTTP library would quote it, and it may be a secret.
            if not _FIT.fullmatch(text):
                raise ArgumentError(operation.id, name, "the header has characters that cannot be sent")
        return HttpRequest(
            operation=operation.id,
            method=operation.method,
            url=f"{address}{'&' if '?' in address else '?'}{'&'.join(query)}" if query else address,
            headers=headers,
            content=content,
            timeout=options.get("timeout", self.settings.timeout),
        )

    def renewed(self, request: HttpRequest, old: Mapping[str, Secret], new: Mapping[str, Secret]) -> HttpRequest:
        """Return a request with the headers of new secrets where it has those of old ones. Its body stays what it is."""
        known = self.contract.schemes
        before, after = carry(known, old).headers, carry(known, new).headers
        headers = {name: text if before.get(name) != text else after[name] for name, text in request.headers.items()}
        return replace(request, headers=headers)

    def schemes(self, operation: Operation[Any, Any, Any]) -> tuple[str, ...]:
        """Return the security schemes that the credentials of this client serve."""
        return choose(self._plan(operation).security, self.contract.schemes, self.settings.credentials)

    def token_cache(self, scheme: str, credentials: ClientCredentials) -> TokenCache:
        """Return where the tokens of a scheme are kept. Raises `ValueError` if nobody says where they come from."""
        return TokenCache(credentials, self.contract.schemes[scheme].token_url, self.base_url)

    def _found_at(self, operation: Operation[Any, Any, Any]) -> str:
        """Return where an operation is: at a server of its own, unless the client was told where the API is."""
        given = self.settings.base_url
        if operation.server is not None and given is not None and given == self.contract.base_url:
            return operation.server
        return self.base_url

    def _plan(self, operation: Operation[Any, Any, Any]) -> RequestPlan:
        plan = self._plans.get(operation.id)
        if plan is None:
            plan = self._plans[operation.id] = RequestPlan(operation)
        return plan

    def result(self, operation: Operation[Any, Any, Any], response: HttpResponse) -> Any:
        """Return what a call returns for a response, or raise what it raises."""
        return read_result(operation, response, self.contract.errors)

    def decoder(self, operation: Operation[Any, Any, Any], response: HttpResponse) -> ItemDecoder[Any] | None:
        """Return what reads the body of a success, if it comes bit by bit."""
        return stream_decoder(operation, response.status_code, response.headers)

    def succeeded(self, operation: Operation[Any, Any, Any], response: HttpResponse) -> bool:
        """Whether a response is a success."""
        return succeeded(operation, response.status_code)

    def error(self, operation: Operation[Any, Any, Any], response: HttpResponse) -> APIStatusError:
        """Return what a call raises for a response that is none."""
        return read_error(operation, response, self.contract.errors)


def _unsaid(pairs: list[str], url: str) -> list[str]:
    """Return the pairs of a query whose names are not in an address."""
    said = {pair.partition("=")[0] for pair in urlsplit(url).query.split("&")}
    return [pair for pair in pairs if pair.partition("=")[0] not in said]


def check_options(options: Options) -> None:
    """Raise `TypeError` for an option that does not exist, and `ValueError` for a number that means nothing."""
    if not options.keys() <= _OPTIONS:
        raise TypeError(f"there is no option {', '.join(map(repr, options.keys() - _OPTIONS))}")
    _check_numbers(options.get("timeout", 1.0), options.get("max_retries", 0))


def _check_numbers(timeout: object, retries: object) -> None:
    # Type checkers know the types; not everybody asks one.
    if not isinstance(timeout, int | float) or timeout <= 0:
        raise ValueError(f"the option 'timeout' is a number of seconds above 0, not {timeout!r}")
    if not isinstance(retries, int) or retries < 0:
        raise ValueError(f"the option 'max_retries' is 0 or a count, not {retries!r}")


def lower(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers by lower-case name."""
    return {name.lower(): value for name, value in headers.items()}
