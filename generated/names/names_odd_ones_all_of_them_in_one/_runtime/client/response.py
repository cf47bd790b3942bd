"""An HTTP response to what a call returns or raises."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from ..core import Operation, Response
from ..core.message import BODILESS
from .declared import media_type_of, read_declared
from .errors import APIStatusError, ResponseValidationError, status_error
from .items import ItemDecoder, response_decoder
from .reading import read_body, read_text
from .transport import HttpResponse


def read_result(
    operation: Operation[Any, Any, Any], response: HttpResponse, errors: Mapping[type[Response], type[APIStatusError]]
) -> Any:
    """Return the body of a success, built leniently: what its type refuses stays as it came.

    Raises `ResponseValidationError` if it cannot be read at all, and `APIStatusError`, or what `errors`
    has for the declared class, if the status is no success.
    """
    status = response.status_code
    if not succeeded(operation, status):
        raise read_error(operation, response, errors)
    key = _success_key(operation, status)
    if key is None:
        return None
    try:
        return read_body(operation, key, response)
    except (ValueError, RecursionError) as error:
        raise ResponseValidationError(operation.id, status, response.headers, response.content) from error


def read_error(
    operation: Operation[Any, Any, Any], response: HttpResponse, errors: Mapping[type[Response], type[APIStatusError]]
) -> APIStatusError:
    """Return the error for a response. One whose body is not as declared is not the declared one: a proxy may have answered."""
    status, headers = response.status_code, response.headers
    key = _key(operation, status)
    declared = None if key is None else operation.responses[key]
    kind = None if declared is None else errors.get(declared)
    body: object = None
    try:
        if kind is None or key is None or declared is None:
            body = cast(object, json.loads(response.content)) if response.content else None
        elif "body" in declared.__fields__ and not _is_bodiless(operation, status):
            body = read_body(operation, key, response)
    except (ValueError, RecursionError):
        kind, body = None, read_text(response) or None
    found = None if kind is None else read_declared(operation, status, headers, body)
    return status_error(kind, operation.id, status, headers, body, found)


def stream_decoder(
    operation: Operation[Any, Any, Any], status: int, headers: Mapping[str, str]
) -> ItemDecoder[Any] | None:
    """Return what reads a success bit by bit, if it comes so."""
    key = _success_key(operation, status)
    if key is None:
        return None
    kind = operation.responses[key]
    media_type = media_type_of(kind, headers)
    if kind.kind_of(media_type) not in ("events", "lines", "parts"):
        return None
    return response_decoder(kind, media_type, headers)


def succeeded(operation: Operation[Any, Any, Any], status: int) -> bool:
    """Whether a status is a success: 2xx is; where none is declared, so is all that is declared below 400."""
    return 200 <= status < 300 or (status < 400 and not _declares_success(operation))


def _declares_success(operation: Operation[Any, Any, Any]) -> bool:
    return any(key.startswith("2") for key in operation.responses)


def _key(operation: Operation[Any, Any, Any], status: int) -> str | None:
    """Return the key of the response that is declared for a status."""
    for key in (str(status), f"{status // 100}XX", "default"):
        if key in operation.responses:
            return key
    return None


def _success_key(operation: Operation[Any, Any, Any], status: int) -> str | None:
    """Return the key of the response that a success is read as; `None` if it has no body.

    A 2xx that is not declared is read like the first that is: `default` is an error beside a 2xx.
    """
    found = _key(operation, status)
    if found == "default" and _declares_success(operation):
        found = None
    key = found or next((key for key in operation.responses if key.startswith("2")), None)
    if key is None or _is_bodiless(operation, status) or "body" not in operation.responses[key].__fields__:
        return None
    return key


def _is_bodiless(operation: Operation[Any, Any, Any], status: int) -> bool:
    """Whether an answer has no body, whatever is declared: one to HEAD is declared like that to GET (RFC 9110 section 6.4.1)."""
    return operation.method == "HEAD" or status in BODILESS
