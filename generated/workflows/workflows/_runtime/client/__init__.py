"""The client's side of the runtime: generated resources say what to call, this knows how."""

from .auth import AsyncToken, Basic, Token
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
from .middleware import AsyncMiddleware, AsyncSend, Middleware, Send
from .outgoing import HttpRequest
from .resources import AsyncResource, Resource, async_endpoint, endpoint
from .streamed import AsyncStreamedResponse, StreamedResponse
from .streams import AsyncItemStream, ItemStream
from .tokens import ClientCredentials, TokenError
from .transport import AsyncHttpClient, AsyncOpenResponse, HttpClient, HttpResponse, Library, OpenResponse
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
    "AsyncMiddleware",
    "AsyncOpenResponse",
    "AsyncResource",
    "AsyncSend",
    "AsyncStreamedResponse",
    "AsyncToken",
    "AuthenticationError",
    "BadRequestError",
    "Basic",
    "Client",
    "ClientCredentials",
    "ConflictError",
    "Contract",
    "ErrorClasses",
    "HttpClient",
    "HttpRequest",
    "HttpResponse",
    "InternalServerError",
    "ItemStream",
    "LazyErrors",
    "Library",
    "Middleware",
    "NotFoundError",
    "OpenResponse",
    "Options",
    "PermissionDeniedError",
    "RateLimitError",
    "Resource",
    "ResponseValidationError",
    "Send",
    "StreamedResponse",
    "Token",
    "TokenError",
    "UnprocessableEntityError",
    "async_endpoint",
    "endpoint",
]
