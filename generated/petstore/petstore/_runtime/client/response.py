"""An HTTP response to what a call returns or raises."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from pydantic import ValidationError

from ..core import Operation, Response
from ..core.media import charset_of, kind_of
from .declared import read_declared
from .errors import APIStatusError, ResponseValidationError, status_error
from .transport import HttpResponse


def read_result(
    operation: Operation[Any, Any, Any], response: HttpResponse, errors: Mapping[type[Response], type[APIStatusError]]
) -> Any:
    """Return the body of a success, built leniently: what its type refuses stays as it came.

    Raises `ResponseValidationError` if it is no JSON at all, and `APIStatusError`, or what `errors`
    has for the declared class, if the status is no success.
    """
    status = response.status_code
    declared = operation.response(status)
    if _succeeded(operation, status):
        kind = declared if _is_success(operation, status) else _first_success(operation)
        # An answer to HEAD is declared like that to GET, and has no body.
        if kind is None or "body" not in kind.__fields__ or operation.method == "HEAD":
            return None
        try:
            return _build(kind, response)
        except (ValueError, RecursionError) as error:
            raise ResponseValidationError(operation.id, status, response.headers, response.content) from error
    raise _error(operation, response, declared, errors)


def _declares_success(operation: Operation[Any, Any, Any]) -> bool:
    return any(key.startswith("2") for key in operation.responses)


def _succeeded(operation: Operation[Any, Any, Any], status: int) -> bool:
    """A 2xx is a success. Where none is declared, so is all that is declared below 400."""
    return 200 <= status < 300 or (status < 400 and not _declares_success(operation))


def _is_success(operation: Operation[Any, Any, Any], status: int) -> bool:
    """Whether the class declared for the status is one of a success; `default` is an error beside a 2xx."""
    return (
        str(status) in operation.responses
        or f"{status // 100}XX" in operation.responses
        or not _declares_success(operation)
    )


def _first_success(operation: Operation[Any, Any, Any]) -> type[Response] | None:
    """Return how to read a 2xx that is not declared: like the first that is."""
    return next((kind for key, kind in operation.responses.items() if key.startswith("2")), None)


def _build(kind: type[Response], response: HttpResponse) -> Any:
    """Return the typed body of a response: by its class, JSON, a text or bytes.

    Raises `ValueError` and `RecursionError` if it is to be JSON and is not.
    """
    content, media = response.content, kind_of(kind.media_type)
    if media == "binary":
        return content
    if media == "text":
        return content.decode(charset_of(response.headers.get("content-type", "")), "replace")
    codec = kind.codec("body")
    try:
        return codec.adapter.validate_json(content)
    except ValidationError:
        return codec.build(json.loads(content))


def _error(
    operation: Operation[Any, Any, Any],
    response: HttpResponse,
    declared: type[Response] | None,
    errors: Mapping[type[Response], type[APIStatusError]],
) -> APIStatusError:
    """Return the error for a response. One whose body is not JSON is not the declared one: a proxy may have answered."""
    kind = None if declared is None else errors.get(declared)
    status, headers = response.status_code, response.headers
    body: object = None
    try:
        if kind is None or declared is None:
            body = cast(object, json.loads(response.content)) if response.content else None
        elif "body" in declared.__fields__:
            body = _build(declared, response)
    except (ValueError, RecursionError):
        kind, body = None, response.content.decode(errors="replace") or None
    found = None if kind is None else read_declared(operation, status, headers, body)
    return status_error(kind, operation.id, status, headers, body, found)
