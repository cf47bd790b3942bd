"""Names that are spoken for: by Python, by Pydantic, and by what generated modules import."""

from __future__ import annotations

import keyword
import sys
from typing import Final

AMBIGUOUS: Final = frozenset({"I", "O", "l"})
"""Names that look like digits: ruff asks for others (E741 to E743)."""

KEYWORDS: Final = frozenset(keyword.kwlist) | AMBIGUOUS
"""What no name in a generated module is."""

MODEL_MEMBERS: Final = frozenset(
    {
        "construct", "copy", "dict", "from_orm", "json", "model_computed_fields", "model_config", "model_construct",
        "model_copy", "model_dump", "model_dump_json", "model_extra", "model_fields", "model_fields_set",
        "model_json_schema", "model_parametrized_name", "model_post_init", "model_rebuild", "model_validate",
        "model_validate_json", "model_validate_strings", "mro", "parse_file", "parse_obj", "parse_raw", "register",
        "schema", "schema_json", "update_forward_refs", "validate",
    }
)  # fmt: skip
"""Attributes of `pydantic.BaseModel`, and of its class: a field of such a name would break the class or hide a method."""

REQUEST_MEMBERS: Final = frozenset(
    {"body", "codec", "content_type", "media_type", "ops", "options", "principal", "raw", "self"}
)
"""Attributes of a request, and the names that a client's method has besides its parameters."""

RESPONSE_MEMBERS: Final = frozenset(
    {"body", "cls", "codec", "header", "headers", "media_type", "parse", "self", "status", "status_code"}
)
"""Attributes of a response, the keywords of what makes one, and the name that its class's descriptors use."""

RESOURCE_MEMBERS: Final = frozenset({"self", "cls"})

CLIENT_MEMBERS: Final = frozenset(
    {
        "aclose",
        "base_url",
        "close",
        "headers",
        "http_client",
        "max_retries",
        "middleware",
        "request",
        "send",
        "timeout",
        "with_options",
    }
)
"""Attributes and keywords of the clients, those that they are going to have included: a tag or a credential of such
a name gets another one, and must not change it later."""

SERVER_MEMBERS: Final = frozenset({"mro", "staticmethod", "str"})
"""What the class of the servers' addresses uses, and would hide."""

TYPES: Final = AMBIGUOUS | frozenset(
    {
        "ABC", "ABCMeta", "Abort", "AsyncItemStream", "AsyncStreamedResponse", "BinaryContent", "ServerSentEvent", "ServerSentEvents", "FileSource",
        "JsonLines", "ItemStream", "StreamedResponse", "UploadFile", "XmlDocuments", "Annotated", "Any", "ApiResponse", "AsyncClient", "AsyncHttpClient", "AsyncMiddleware", "AsyncToken", "Awaitable", "BaseModel", "Basic", "ClassVar", "Client", "ClientCredentials", "Contract", "Credential", "Discriminator", "ErrorClasses", "Field", "HttpClient", "HttpRequest", "Handlers",
        "Literal", "MISSING", "Mapping", "Middleware", "Operation", "Options", "Request", "Resource", "AsyncResource", "Response",
        "Route", "Security", "SecurityHandlers", "TextPieces", "SecurityScheme", "Self", "Sequence", "Service", "TYPE_CHECKING", "Token", "TokenError", "TypeAlias",
        "TypeAliasType", "UUID", "None", "True", "False", "APIError", "APIStatusError", "APIConnectionError",
        "APITimeoutError", "ArgumentError", "ResponseValidationError", "BadRequestError", "AuthenticationError", "PermissionDeniedError",
        "NotRequired", "TypedDict", "AsyncOpenResponse", "AsyncSend", "OpenResponse", "Send", "NotFoundError", "ConflictError", "UnprocessableEntityError", "RateLimitError", "InternalServerError",
    }
)  # fmt: skip
"""Classes that generated modules import beside the contract's own."""

CONSTANTS: Final = frozenset({"BASE_PATH", "MISSING", "SECURITY_SCHEMES", "TYPE_CHECKING", "XML"})
"""Constants of the module that holds the descriptors of operations."""

MODULES: Final = frozenset(
    {"client", "errors", "handlers", "main", "models", "operations", "routes", "security", "server"}
)
"""Modules that are written whatever the tags are called."""

PACKAGES: Final = (
    frozenset(sys.stdlib_module_names)
    | frozenset(keyword.kwlist)
    | {
        "apigen", "app", "attr", "attrs", "build", "dist", "docs", "generated", "hypothesis", "jsonschema_rs", "mypy",
        "pip", "pkg_resources", "pydantic", "pydantic_core", "pyright", "pytest", "python_multipart", "ruff", "schemathesis", "setuptools",
        "src", "templates", "test", "tests", "typing_extensions", "yaml",
    }
)  # fmt: skip
"""Import names that a generated package must not take: its neighbours, the standard library, what it needs and is tested by.

What the targets import is theirs to say.
"""
