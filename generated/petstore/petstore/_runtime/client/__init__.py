"""The client's side of the runtime: generated resources say what to call, this knows how."""

from .auth import Basic, Credential, Token
from .clients import AsyncClient, Client
from .errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    InternalServerError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ResponseValidationError,
    UnprocessableEntityError,
)
from .resources import ApiResponse, AsyncResource, Resource, async_endpoint, endpoint
from .transport import AsyncHttpClient, HttpClient, HttpResponse, Library
from .wire import Contract, ErrorClasses, Options

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "ApiResponse",
    "AsyncClient",
    "AsyncHttpClient",
    "AsyncResource",
    "AuthenticationError",
    "BadRequestError",
    "Basic",
    "Client",
    "ConflictError",
    "Contract",
    "Credential",
    "ErrorClasses",
    "HttpClient",
    "HttpResponse",
    "InternalServerError",
    "Library",
    "NotFoundError",
    "Options",
    "PermissionDeniedError",
    "RateLimitError",
    "Resource",
    "ResponseValidationError",
    "Token",
    "UnprocessableEntityError",
    "async_endpoint",
    "endpoint",
]
