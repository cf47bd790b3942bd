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
    "Problem4XXError",
    "ProblemDefaultError",
]


class Problem4XXError(APIStatusError):
    """`Problem4XX`, which several operations declare."""

    body: Problem
    declared: ops.Problem4XX


class ProblemDefaultError(APIStatusError):
    """`ProblemDefault`, which several operations declare."""

    body: Problem
    declared: ops.ProblemDefault


ERRORS: ErrorClasses = {
    ops.Problem4XX: Problem4XXError,
    ops.ProblemDefault: ProblemDefaultError,
}
"""The error that a call raises for each response."""
