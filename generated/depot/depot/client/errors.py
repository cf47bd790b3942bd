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
    "Anonymous401Error",
    "Forbidden403Error",
    "Invalid422Error",
    "Missing404Error",
    "ListParcels422Error",
    "GetPapers404Error",
    "GetLabel404Error",
    "GetShelvesDefaultError",
]


class Anonymous401Error(AuthenticationError):
    """`Anonymous401`, which several operations declare."""

    body: None


class Forbidden403Error(PermissionDeniedError):
    """`Forbidden403`, which several operations declare."""

    body: None


class Invalid422Error(UnprocessableEntityError):
    """`Invalid422`, which several operations declare."""

    body: Problem
    declared: ops.Invalid422


class Missing404Error(NotFoundError):
    """`Missing404`, which several operations declare."""

    body: Problem


class ListParcels422Error(UnprocessableEntityError):
    """`ListParcels422` of `list_parcels`."""

    body: Problem
    declared: ops.ListParcels422


class GetPapers404Error(NotFoundError):
    """`GetPapers404` of `get_papers`."""

    body: None


class GetLabel404Error(NotFoundError):
    """`GetLabel404` of `get_label`."""

    body: None


class GetShelvesDefaultError(APIStatusError):
    """`GetShelvesDefault` of `get_shelves`."""

    body: Problem


ERRORS: ErrorClasses = {
    ops.Anonymous401: Anonymous401Error,
    ops.Forbidden403: Forbidden403Error,
    ops.Invalid422: Invalid422Error,
    ops.Missing404: Missing404Error,
    ops.ListParcels422: ListParcels422Error,
    ops.GetPapers404: GetPapers404Error,
    ops.GetLabel404: GetLabel404Error,
    ops.GetShelvesDefault: GetShelvesDefaultError,
}
"""The error that a call raises for each response."""
