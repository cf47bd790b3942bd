"""What server and client share: models, messages, operations and the styles of parameters."""

from pydantic import MISSING

from .body import Body, Encoding, Media, body, encoding, form, items
from .discriminator import Discriminator
from .lazy import lazy_package
from .message import Abort, Request, Response
from .models import BaseModel, Codec
from .operation import Operation
from .parameter import Parameter, cookie, header, path, query, querystring
from .security import SecurityScheme, api_key, http, mutual_tls
from .streams import BinaryContent, JsonLines, ServerSentEvent, ServerSentEvents, TextPieces, UploadedItems
from .uploads import FileSource, UploadFile

__all__ = [
    "MISSING",
    "Abort",
    "BaseModel",
    "BinaryContent",
    "Body",
    "Codec",
    "Discriminator",
    "Encoding",
    "FileSource",
    "JsonLines",
    "Media",
    "Operation",
    "Parameter",
    "Request",
    "Response",
    "SecurityScheme",
    "ServerSentEvent",
    "ServerSentEvents",
    "TextPieces",
    "UploadFile",
    "UploadedItems",
    "api_key",
    "body",
    "cookie",
    "encoding",
    "form",
    "header",
    "http",
    "items",
    "lazy_package",
    "mutual_tls",
    "path",
    "query",
    "querystring",
]
