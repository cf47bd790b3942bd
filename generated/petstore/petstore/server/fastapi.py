"""Petstore as a FastAPI app."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import FastAPI

from .._runtime.server import DEFAULT_MAX_BODY_SIZE, DEFAULT_MAX_FIELDS, Options
from . import _fastapi
from .handlers import Handlers
from .routes import SERVICE
from .security import SecurityHandlers


def create_app(
    handlers: _fastapi.Source[Handlers],
    *,
    security: SecurityHandlers | None = None,
    cors: Sequence[str] | None = None,
    base_path: str | None = None,
    validate_responses: bool = True,
    max_body_size: int | None = DEFAULT_MAX_BODY_SIZE,
    max_fields: int | None = DEFAULT_MAX_FIELDS,
    body_timeout: float | None = None,
    docs: bool = True,
    examples: bool = True,
    app: FastAPI | None = None,
) -> FastAPI:
    """Return an app that serves the contract.

    Raises `StartupError` if a method is missing, or `security` where the contract asks for credentials.

    Args:
        handlers: the handlers; or a function without parameters that returns or yields them for each request; or
            an asynchronous context manager that yields them, entered and left with the app.
        security: judges credentials.
        cors: the origins whose pages may call the service, `["*"]` for all.
        base_path: where the paths of the contract start, instead of the path of its first server.
        validate_responses: whether a response that does not fit the contract is logged and answered 500.
        max_body_size: how many bytes a request may have before it is answered 413; `None` is no limit.
        max_fields: how many fields or parts a form may have before it is answered 413; `None` is no limit.
        body_timeout: how many seconds a body may take to come before it is answered 408; `None` is no limit.
        docs: whether /openapi.json, /docs and /redoc are served.
        examples: whether operations without a method of their own are answered by examples; `False`, for
            production, refuses to start then.
        app: an app of yours to which the contract's routes are added, instead of a new one.
    """
    options = Options(
        base_path=base_path,
        validate_responses=validate_responses,
        max_body_size=max_body_size,
        max_fields=max_fields,
        body_timeout=body_timeout,
        docs=docs,
        examples=examples,
    )
    return _fastapi.create_app(SERVICE, handlers, security=security, options=options, cors=cors, app=app)
