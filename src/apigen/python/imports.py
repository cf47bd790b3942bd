"""What each generated module imports, as finished blocks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from apigen.ir.api import Api, Operation, SecurityScheme
from apigen.python.annotations import Annotation
from apigen.python.bodies import body_calls
from apigen.python.headers import import_headers
from apigen.python.operations import Operations
from apigen.python.text import Imports
from apigen.python.views import OperationView, ResponseView, TagView


def handlers_imports(operations: Iterable[OperationView]) -> str:
    """Return what the abstract handlers need of the operations."""
    imports = Imports()
    for view in operations:
        imports.add("..operations", view.request)
        imports.add("..operations", view.response)
    return imports.block()


def app_imports(tags: Iterable[TagView], *, secured: bool) -> str:
    """Return what app/main.py puts together."""
    imports = Imports()
    for tag in tags:
        imports.add(f".{tag.module}", tag.implementation)
    if secured:
        imports.add(".security", "Security")
    return imports.block()


def client_imports(members: list[Operation], builder: Operations, hidden: frozenset[str]) -> str:
    """Return what the client's module of a group needs."""
    imports = Imports()
    annotator = builder.annotator(hidden)
    imports.add("..", "operations as ops")
    for name in ("AsyncResource", "Options", "Resource", "async_endpoint", "endpoint"):
        imports.add(".._runtime.client", name)
    for operation in members:
        if operation.body is not None and len(operation.body.media) > 1:
            imports.add("typing", "Literal")
        for annotation in (*builder.used(operation, annotator), builder.result(operation, annotator)):
            _use(imports, annotation, builder, "..models")
    return imports.block()


def operations_imports(api: Api, builder: Operations, responses: tuple[ResponseView, ...]) -> str:
    """Return what the requests, the responses and the descriptors need."""
    imports = Imports()
    imports.add("collections.abc", "Mapping")
    imports.add("._runtime.core", "SecurityScheme")
    annotator = builder.annotator()
    for operation in api.operations:
        for annotation in (*builder.field_annotations(operation), builder.result(operation, annotator)):
            _use(imports, annotation, builder, ".models")
        for response in operation.responses:
            import_headers(imports, response, builder.names, annotator)
            if response.media is not None:
                _use(imports, annotator.annotate(response.media.type), builder, ".models")
        for parameter in operation.parameters:
            imports.add("._runtime.core", parameter.location)
        if operation.body is not None:
            imports.update(("._runtime.core", name) for name in body_calls(operation.body))
    if api.operations:
        imports.add("typing", "TypeAlias")
        for name in ("Operation", "Request"):
            imports.add("._runtime.core", name)
    if responses or any(not operation.responses for operation in api.operations):
        imports.add("._runtime.core", "Response")
    if any(response.status or response.media_type for response in responses):
        imports.add("typing", "ClassVar")
    if any(response.status for response in responses):
        imports.add("typing", "Literal")
    for scheme in api.security_schemes:
        imports.add("._runtime.core", scheme_function(scheme))
    return imports.block()


def errors_imports(api: Api, builder: Operations, responses: tuple[ResponseView, ...]) -> str:
    """Return what the client's errors need."""
    imports = Imports()
    annotator = builder.annotator()
    for name in _ERROR_CLASSES:
        imports.add(".._runtime.client", name)
    imports.add(".._runtime.client", "ErrorClasses")
    if any(response.raised for response in responses):
        imports.add("..", "operations as ops")
    for operation in api.operations:
        for response in operation.responses:
            if response.media is not None and not response.status.startswith("2"):
                _use(imports, annotator.annotate(response.media.type), builder, "..models")
    return imports.block()


_ERROR_CLASSES: Final = (
    "APIConnectionError", "APIError", "APIStatusError", "APITimeoutError", "AuthenticationError", "BadRequestError",
    "ConflictError", "InternalServerError", "NotFoundError", "PermissionDeniedError", "RateLimitError",
    "ResponseValidationError", "UnprocessableEntityError",
)  # fmt: skip


def examples_imports(api: Api, builder: Operations, tags: Iterable[TagView]) -> str:
    """Return what the example handlers need."""
    imports = Imports()
    for tag in tags:
        imports.add(".handlers", tag.handlers)
    for operation in api.operations:
        names = builder.names.operations[operation.id]
        imports.add("collections.abc", "Awaitable")
        imports.add(".._runtime.server", "example")
        imports.update((("..operations", names.request), ("..operations", names.response)))
        head, _ = builder.example(operation)
        imports.add(".._runtime.server" if head == "unanswered" else "..operations", head)
    return imports.block()


def resources_imports(tags: Iterable[TagView]) -> str:
    """Return the imports of the clients' resources."""
    imports = Imports()
    for tag in tags:
        imports.add(f".{tag.module}", tag.resource)
        imports.add(f".{tag.module}", tag.async_resource)
    return imports.block()


def scheme_function(scheme: SecurityScheme) -> str:
    """Return the name of the runtime's function that describes a security scheme."""
    return "api_key" if scheme.kind == "apiKey" else "http"


def _use(imports: Imports, annotation: Annotation, builder: Operations, models: str) -> None:
    """Note what an annotation needs; `models` is the module of the contract's own types."""
    imports.update(annotation.imports)
    imports.update((models, builder.names.types[key]) for key in annotation.names)
