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
    "UnexpectedDefaultError",
    "Unauthorized401Error",
    "Invalid422Error",
    "NotFound404Error",
    "CreatePet409Error",
    "PlaceOrder409Error",
]


class UnexpectedDefaultError(APIStatusError):
    """`UnexpectedDefault`, which several operations declare."""

    body: Problem


class Unauthorized401Error(AuthenticationError):
    """`Unauthorized401`, which several operations declare."""

    body: Problem


class Invalid422Error(UnprocessableEntityError):
    """`Invalid422`, which several operations declare."""

    body: Problem


class NotFound404Error(NotFoundError):
    """`NotFound404`, which several operations declare."""

    body: Problem


class CreatePet409Error(ConflictError):
    """`CreatePet409` of `create_pet`."""

    body: Problem


class PlaceOrder409Error(ConflictError):
    """`PlaceOrder409` of `place_order`."""

    body: Problem


ERRORS: ErrorClasses = {
    ops.UnexpectedDefault: UnexpectedDefaultError,
    ops.Unauthorized401: Unauthorized401Error,
    ops.Invalid422: Invalid422Error,
    ops.NotFound404: NotFound404Error,
    ops.CreatePet409: CreatePet409Error,
    ops.PlaceOrder409: PlaceOrder409Error,
}
"""The error that a call raises for each response."""
