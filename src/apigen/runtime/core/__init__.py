"""What server and client share: models, messages, operations and the styles of parameters."""

from pydantic import MISSING

from .message import Abort, Request, Response
from .models import BaseModel, Codec
from .operation import Body, Operation, Parameter, body, cookie, header, path, query
from .security import SecurityScheme, api_key, http

__all__ = [
    "MISSING",
    "Abort",
    "BaseModel",
    "Body",
    "Codec",
    "Operation",
    "Parameter",
    "Request",
    "Response",
    "SecurityScheme",
    "api_key",
    "body",
    "cookie",
    "header",
    "http",
    "path",
    "query",
]
