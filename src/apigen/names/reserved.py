"""Names that are spoken for: by Python, by Pydantic, and by what generated modules import."""

from __future__ import annotations

import keyword
import sys
from typing import Final

KEYWORDS: Final = frozenset(keyword.kwlist)

MODEL_MEMBERS: Final = frozenset(
    {
        "construct", "copy", "dict", "from_orm", "json", "model_computed_fields", "model_config", "model_construct",
        "model_copy", "model_dump", "model_dump_json", "model_extra", "model_fields", "model_fields_set",
        "model_json_schema", "model_parametrized_name", "model_post_init", "model_rebuild", "model_validate",
        "model_validate_json", "model_validate_strings", "parse_file", "parse_obj", "parse_raw", "schema",
        "schema_json", "update_forward_refs", "validate",
    }
)  # fmt: skip
"""Attributes of `pydantic.BaseModel`: a field of such a name would break the class or hide a method."""

REQUEST_MEMBERS: Final = frozenset({"body", "codec", "options", "principal", "raw", "self"})
"""Attributes of a request, and the names that a client's method has besides its parameters."""

RESOURCE_MEMBERS: Final = frozenset({"self", "cls"})

CLIENT_MEMBERS: Final = frozenset(
    {
        "aclose",
        "base_url",
        "close",
        "headers",
        "http_client",
        "max_retries",
        "request",
        "send",
        "timeout",
        "with_options",
    }
)
"""Attributes and keywords of the clients: a tag or a credential of such a name gets another one."""

TYPES: Final = frozenset(
    {
        "ABC", "Abort", "Annotated", "Any", "Awaitable", "BaseModel", "ClassVar", "Credential", "Field", "Handlers",
        "Literal", "MISSING", "Mapping", "Operation", "Options", "Request", "Resource", "AsyncResource", "Response",
        "Route", "Security", "SecurityHandlers", "SecurityScheme", "Self", "Sequence", "Service", "TypeAlias",
        "TypeAliasType", "UUID", "None", "True", "False", "APIError", "APIStatusError", "APIConnectionError",
        "APITimeoutError", "ResponseValidationError", "BadRequestError", "AuthenticationError", "PermissionDeniedError",
        "NotFoundError", "ConflictError", "UnprocessableEntityError", "RateLimitError", "InternalServerError",
    }
)  # fmt: skip
"""Classes that generated modules import beside the contract's own."""

MODULES: Final = frozenset(
    {"client", "errors", "handlers", "main", "models", "operations", "routes", "security", "server"}
)
"""Modules that are written whatever the tags are called."""

PACKAGES: Final = (
    frozenset(sys.stdlib_module_names)
    | KEYWORDS
    | {
        "apigen", "app", "tests", "test", "src", "docs", "generated", "templates", "pydantic", "pydantic_core", "fastapi", "starlette",
        "uvicorn", "flask", "werkzeug", "gunicorn", "jinja2", "httpx", "httpx2", "jsonschema_rs", "schemathesis",
        "hypothesis", "pytest", "typer", "click", "ruff", "mypy", "pyright", "yaml", "anyio", "attrs", "attr", "requests",
        "numpy", "typing_extensions", "setuptools", "pip", "pkg_resources", "django", "litestar", "quart", "sqlalchemy",
    }
)  # fmt: skip
"""Import names that a generated package must not take: its own neighbours, the standard library, its dependencies."""
