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
    "Unknown401Error",
    "Forbidden403Error",
    "Invalid422Error",
    "Missing404Error",
]


class Unknown401Error(AuthenticationError):
    """`Unknown401`, which several operations declare."""

    body: Problem


class Forbidden403Error(PermissionDeniedError):
    """`Forbidden403`, which several operations declare."""

    body: Problem


class Invalid422Error(UnprocessableEntityError):
    """`Invalid422`, which several operations declare."""

    body: Problem


class Missing404Error(NotFoundError):
    """`Missing404`, which several operations declare."""

    body: Problem


ERRORS: ErrorClasses = {
    ops.Unknown401: Unknown401Error,
    ops.Forbidden403: Forbidden403Error,
    ops.Invalid422: Invalid422Error,
    ops.Missing404: Missing404Error,
}
"""The error that a call raises for each response."""
