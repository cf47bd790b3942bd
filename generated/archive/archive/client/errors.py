"""What a call can raise: an error class for each declared response that is no success, and what is above them."""

from __future__ import annotations

from .. import operations as ops
from .._runtime.client import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    ArgumentError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    ErrorClasses,
    InternalServerError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ResponseValidationError,
    UnprocessableEntityError,
)
from ..models import Problem

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "ArgumentError",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "InternalServerError",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "ResponseValidationError",
    "UnprocessableEntityError",
    "Invalid422Error",
    "Missing404Error",
    "Preview307Error",
]


class Invalid422Error(UnprocessableEntityError):
    """`Invalid422`, which several operations declare."""

    body: Problem


class Missing404Error(NotFoundError):
    """`Missing404`, which several operations declare."""

    body: Problem


class Preview307Error(APIStatusError):
    """`Preview307` of `preview`."""

    body: None
    declared: ops.Preview307


ERRORS: ErrorClasses = {
    ops.Invalid422: Invalid422Error,
    ops.Missing404: Missing404Error,
    ops.Preview307: Preview307Error,
}
"""The error that a call raises for each response."""
