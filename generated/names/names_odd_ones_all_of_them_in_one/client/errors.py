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
from ..models import Error

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
    "Bad422Error",
    "Bad404Error",
]


class Bad422Error(UnprocessableEntityError):
    """`Bad422`, which several operations declare."""

    body: Error


class Bad404Error(NotFoundError):
    """`Bad404`, which several operations declare."""

    body: Error


ERRORS: ErrorClasses = {
    ops.Bad422: Bad422Error,
    ops.Bad404: Bad404Error,
}
"""The error that a call raises for each response."""
