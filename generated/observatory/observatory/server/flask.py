"""Observatory as a Flask app, or as a blueprint in one of yours."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Flask

from .._runtime.server import DEFAULT_MAX_BODY_SIZE, DEFAULT_MAX_FIELDS, Options
from . import _flask
from .handlers import Handlers
from .routes import SERVICE
from .security import SecurityHandlers

__all__ = ["create_app", "create_blueprint", "start", "stop"]

start = _flask.start
stop = _flask.stop


def create_app(
    handlers: _flask.Source[Handlers],
    *,
    security: SecurityHandlers | None = None,
    cors: Sequence[str] | None = None,
    base_path: str | None = None,
    validate_responses: bool = True,
    max_body_size: int | None = DEFAULT_MAX_BODY_SIZE,
    max_fields: int | None = DEFAULT_MAX_FIELDS,
    docs: bool = True,
    examples: bool = True,
    app: Flask | None = None,
) -> Flask:
    """Return an app that serves the contract. Its endpoints are named `observatory.` and the operation's method.

    Raises `StartupError` if a method is missing, or `security` where the contract asks for credentials.

    Args:
        handlers: the handlers; or a function without parameters that returns or yields them for each request; or
            an asynchronous context manager that yields them, entered before the first request of a process and left
            at its end (or by `start` and `stop`).
        security: judges credentials.
        cors: the origins whose pages may call the service, `["*"]` for all.
        base_path: where the paths of the contract start, instead of the path of its first server.
        validate_responses: whether a response that does not fit the contract is logged and answered 500.
        max_body_size: how many bytes a request may have before it is answered 413; `None` is no limit.
        max_fields: how many fields or parts a form may have before it is answered 413; `None` is no limit.
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
        docs=docs,
        examples=examples,
    )
    return _flask.create_app(
        SERVICE, handlers, name="observatory", security=security, options=options, cors=cors, app=app
    )


def create_blueprint(
    handlers: _flask.Source[Handlers],
    *,
    name: str = "observatory",
    security: SecurityHandlers | None = None,
    base_path: str | None = None,
    validate_responses: bool = True,
    max_body_size: int | None = DEFAULT_MAX_BODY_SIZE,
    max_fields: int | None = DEFAULT_MAX_FIELDS,
    docs: bool = True,
    examples: bool = True,
) -> Blueprint:
    """Return the contract as a blueprint, for `app.register_blueprint(blueprint, url_prefix="/shop")`.

    The paths of the contract start at `base_path` below the prefix. Endpoints are named by `name` and the
    operation's method. For all else see `create_app`.
    """
    options = Options(
        base_path=base_path,
        validate_responses=validate_responses,
        max_body_size=max_body_size,
        max_fields=max_fields,
        docs=docs,
        examples=examples,
    )
    return _flask.ContractBlueprint(SERVICE, handlers, name=name, security=security, options=options)
