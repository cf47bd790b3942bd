"""The client's side of the runtime: generated resources say what to call, this knows how."""

from .auth import Basic, Credential, Token
from .calls import ApiResponse
from .clients import AsyncClient, Client
from .errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    ArgumentError,
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
from .lazy_errors import LazyErrors
from .resources import AsyncResource, Resource, async_endpoint, endpoint
from .streamed import AsyncStreamedResponse, StreamedResponse
from .streams import AsyncItemStream, ItemStream
from .transport import AsyncHttpClient, HttpClient, HttpResponse, Library
from .wire import Contract, ErrorClasses, Options

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "ApiResponse",
    "ArgumentError",
    "AsyncClient",
    "AsyncHttpClient",
    "AsyncItemStream",
    "AsyncResource",
    "AsyncStreamedResponse",
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
    "ItemStream",
    "LazyErrors",
    "Library",
    "NotFoundError",
    "Options",
    "PermissionDeniedError",
    "RateLimitError",
    "Resource",
    "ResponseValidationError",
    "StreamedResponse",
    "Token",
    "UnprocessableEntityError",
    "async_endpoint",
    "endpoint",
]
