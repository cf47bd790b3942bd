"""What each generated module imports, as finished blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from apigen.ir.api import Api, Operation, SecurityScheme
from apigen.python.annotations import (
    ASYNC_RESULT,
    DESCRIBED,
    MISSING,
    RESULT,
    Annotation,
)
from apigen.python.bodies import content_type_parameter, operation_calls
from apigen.python.headers import import_headers
from apigen.python.operations import DeclaredResponse, Operations
from apigen.python.pagination import pages_annotations, pages_class
from apigen.python.text import Imports
from apigen.python.views import OperationView, TagView

_CONTENT_TYPE: Final = (("typing", "Literal"), MISSING)
"""What the keyword that chooses a media type may need."""


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


def client_imports(members: list[Operation], builder: Operations, hidden: frozenset[str]) -> Imports:
    """Return what the client's module of a group needs."""
    imports = Imports()
    results = [builder.client_annotator(hidden, wire) for wire in (RESULT, ASYNC_RESULT)]
    imports.add("..", "operations as ops")
    for name in ("AsyncResource", "Options", "Resource"):
        imports.add(".._runtime.client", name)
    for operation in members:
        imports.update(_descriptors(operation))
        if operation.pagination is not None:
            for annotation in pages_annotations(operation.pagination, results[0]):
                _use(imports, annotation, builder, "..models")
        content_type, _ = (operation.body and content_type_parameter(operation.body)) or ("", False)
        imports.update(pair for pair in _CONTENT_TYPE if pair[1] in content_type)
        for annotation in (
            *builder.arguments(operation, hidden),
            *(builder.result(operation, annotator) for annotator in results),
        ):
            _use(imports, annotation, builder, "..models")
    return imports


def _descriptors(operation: Operation) -> Iterator[tuple[str, str]]:
    """Yield what makes a method of the client an operation."""
    if operation.pagination is None:
        yield from ((".._runtime.client", name) for name in ("async_endpoint", "endpoint"))
    else:
        names = (pages_class(operation.pagination), "async_paginated", "paginated")
        yield from ((".._runtime.client.paging", name) for name in names)


def operations_imports(
    operations: Iterable[Operation], responses: Iterable[DeclaredResponse], builder: Operations
) -> Imports:
    """Return what the requests and the descriptors of operations need, and what the classes of responses do."""
    imports = Imports()
    annotator = builder.annotator()
    for operation in operations:
        described = builder.result(operation, builder.annotator(wire=DESCRIBED))
        for annotation in (*builder.field_annotations(operation), described):
            _use(imports, annotation, builder, ".models")
        imports.update(("._runtime.core", name) for name in operation_calls(operation))
        imports.update([("typing", "TypeAlias"), ("._runtime.core", "Operation"), ("._runtime.core", "Request")])
        if not operation.responses:
            imports.add("._runtime.core", "Response")
    for response, view in responses:
        import_headers(imports, response, builder.names, annotator)
        _use(imports, builder.answered_body(response), builder, ".models")
        imports.add("._runtime.core", "Response")
        if view.status or view.media_types:
            imports.add("typing", "ClassVar")
        if view.parts:
            imports.add("collections.abc", "Mapping")
        if view.status or view.chosen:
            imports.add("typing", "Literal")
        if view.chosen:
            imports.add("pydantic", "MISSING")
    return imports


def settings_imports(api: Api, imports: Imports, *, xml: bool) -> None:
    """Add what the constants beside the descriptors need."""
    imports.add("collections.abc", "Mapping")
    imports.add("._runtime.core", "SecurityScheme")
    imports.update(("._runtime.core", scheme_function(scheme)) for scheme in api.security_schemes)
    if xml:
        imports.add("._runtime.core.xml", "XmlDocuments")


def errors_imports(responses: Iterable[DeclaredResponse], builder: Operations, classes: Iterable[str]) -> Imports:
    """Return what the client's errors for responses need, and the runtime's `classes`."""
    imports = Imports()
    annotator = builder.client_annotator(frozenset(), RESULT)
    imports.update((".._runtime.client", name) for name in ("ErrorClasses", *classes))
    for response, view in responses:
        if view.raised:
            imports.add("..", "operations as ops")
            _use(imports, builder.body(response, annotator), builder, "..models")
    return imports


ERROR_CLASSES: Final = (
    "APIConnectionError", "APIError", "APIStatusError", "APITimeoutError", "ArgumentError", "AuthenticationError",
    "BadRequestError", "ConflictError", "InternalServerError", "NotFoundError", "PermissionDeniedError", "RateLimitError",
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
    return {"apiKey": "api_key", "mutualTLS": "mutual_tls"}.get(scheme.kind, "http")


def _use(imports: Imports, annotation: Annotation, builder: Operations, models: str) -> None:
    """Note what an annotation needs; `models` is the module of the contract's own types."""
    imports.update(annotation.imports)
    imports.update((models, builder.names.types[key]) for key in annotation.names)
