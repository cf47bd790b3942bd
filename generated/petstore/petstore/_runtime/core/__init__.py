"""What server and client share: models, messages, operations and the styles of parameters."""

from pydantic import MISSING

from .body import Body, Encoding, Media, body, encoding, form
from .message import Abort, Request, Response
from .models import BaseModel, Codec
from .operation import Operation
from .parameter import Parameter, cookie, header, path, query
from .security import SecurityScheme, api_key, http

__all__ = [
    "MISSING",
    "Abort",
    "BaseModel",
    "Body",
    "Codec",
    "Encoding",
    "Media",
    "Operation",
    "Parameter",
    "Request",
    "Response",
    "SecurityScheme",
    "api_key",
    "body",
    "cookie",
    "encoding",
    "form",
    "header",
    "http",
    "path",
    "query",
]
