"""Calls without input and output: what to send for one, and what its response means. Sync and async share it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias, TypedDict

from ..core import Operation, Response, SecurityScheme
from .auth import Credential, carry, choose
from .errors import APIStatusError
from .items import ItemDecoder
from .request import RequestPlan
from .response import read_error, read_result, stream_decoder, succeeded
from .transport import HttpResponse, Sending


class Options(TypedDict, total=False):
    """What a single call can change."""

    timeout: float
    """Seconds."""
    headers: Mapping[str, str]
    """Sent too; they win over all others."""


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


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a client was made with. `timeout` is in seconds; `None` leaves it to the HTTP client."""

    base_url: str | None
    credentials: Mapping[str, Credential]
    headers: Mapping[str, str]
    timeout: float | None


class Wire:
    """Requests and results of one client. The contract is loaded at the first call."""

    def __init__(self, load: Callable[[], Contract], settings: Settings) -> None:
        self._load = load
        self._settings = settings
        self._plans: dict[str, RequestPlan] = {}

    @cached_property
    def _contract(self) -> Contract:
        return self._load()

    @cached_property
    def _base_url(self) -> str:
        given = self._settings.base_url
        return (self._contract.base_path if given is None else given).rstrip("/")

    @cached_property
    def _headers(self) -> dict[str, str]:
        # The version is the contract's text: only what may stand in a header is kept of it.
        version = re.sub(r"[^\w.+-]", "_", self._contract.version, flags=re.ASCII)
        return {"user-agent": f"{self._contract.package}/{version}", **_lower(self._settings.headers)}

    def request(
        self, operation: Operation[Any, Any, Any], arguments: Mapping[str, object], options: Options | None
    ) -> tuple[str, Sending]:
        """Return the URL and the rest of a request.

        Raises `ArgumentError`, a `ValueError`, for arguments that the contract does not allow.
        """
        plan = self._plans.get(operation.id)
        if plan is None:
            plan = self._plans[operation.id] = RequestPlan(operation)
        headers = {**plan.headers, **self._headers}
        plan.fill_headers(arguments, headers)
        path, query, cookies = plan.path(arguments), plan.query(arguments), plan.cookies(arguments)
        content = plan.content(arguments, headers)
        schemes, credentials = self._contract.schemes, self._settings.credentials
        if chosen := choose(plan.security, schemes, credentials):
            carried = carry(chosen, schemes, credentials)
            headers.update(carried.headers)
            query += carried.query
            cookies += carried.cookies
        if cookies:
            headers["cookie"] = "; ".join(cookies)
        url = f"{self._base_url}{path}?{'&'.join(query)}" if query else self._base_url + path
        sending: Sending = {"content": content, "headers": headers}
        self._apply(options or {}, sending, headers)
        return url, sending

    def result(self, operation: Operation[Any, Any, Any], response: HttpResponse) -> Any:
        """Return what a call returns for a response, or raise what it raises."""
        return read_result(operation, response, self._contract.errors)

    def decoder(self, operation: Operation[Any, Any, Any], response: HttpResponse) -> ItemDecoder[Any] | None:
        """Return what reads the body of a success, if it comes bit by bit."""
        return stream_decoder(operation, response.status_code, response.headers)

    def succeeded(self, operation: Operation[Any, Any, Any], response: HttpResponse) -> bool:
        """Whether a response is a success."""
        return succeeded(operation, response.status_code)

    def error(self, operation: Operation[Any, Any, Any], response: HttpResponse) -> APIStatusError:
        """Return what a call raises for a response that is none."""
        return read_error(operation, response, self._contract.errors)

    def _apply(self, options: Options, sending: Sending, headers: dict[str, str]) -> None:
        timeout = options.get("timeout", self._settings.timeout)
        if timeout is not None:
            sending["timeout"] = timeout
        if "headers" in options:
            headers.update(_lower(options["headers"]))


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
