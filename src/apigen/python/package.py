"""The API, its names and its examples to the view of the whole package."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import urlsplit

from apigen.contract.examples import Examples
from apigen.ir.api import Api, Operation, SecurityScheme, Tag
from apigen.names.assign import Names
from apigen.python.bodies import body_calls
from apigen.python.headers import header_schemas, import_headers
from apigen.python.models import build_models
from apigen.python.operations import Operations
from apigen.python.text import Imports, docstring, literal, one_line, quoted
from apigen.python.views import OperationView, PackageView, ResponseView, SchemeView, TagView
from apigen.spec.document import Json

_BUILTINS: Final = frozenset({"bool", "dict", "float", "int", "list", "str"})


def build_view(api: Api, names: Names, examples: Examples) -> PackageView:
    """Return everything that templates put into place. Nothing after this stage knows the contract."""
    builder = Operations(api, names, examples)
    tags = tuple(_tag(tag, builder) for tag in api.tags)
    shared = tuple(builder.shared())
    operations = tuple(builder.view(operation) for operation in api.operations)
    secured = any(operation.security for operation in api.operations)
    return PackageView(
        package=names.package,
        distribution=names.package.replace("_", "-"),
        title=one_line(api.title),
        title_literal=literal(api.title),
        version_literal=literal(api.version),
        description=one_line(api.description or ""),
        class_prefix=names.class_prefix,
        base_path=literal(api.base_path),
        base_url=_base_url(api.servers),
        local_url=quoted(f"http://127.0.0.1:8000{api.base_path}"),
        sample_call=_sample_call(api, names),
        models=build_models(api.types, names),
        operations_imports=_operations_imports(api, builder, operations, shared),
        shared=shared,
        operations=operations,
        tags=tags,
        schemes=tuple(_scheme(scheme, names) for scheme in api.security_schemes),
        secured=secured,
        resources_imports=_resources_imports(tags),
        errors_imports=_errors_imports(
            api, builder, (*shared, *(each for view in operations for each in view.responses))
        ),
        handlers_imports=_handlers_imports(operations),
        examples_imports=_examples_imports(tags),
        app_imports=_app_imports(tags, secured=secured),
        contract_json=json_lines(api.document),
        schemas_json=json_lines(_schemas(api, examples)),
    )


def _tag(tag: Tag, builder: Operations) -> TagView:
    """Return a group's view. In the client's class, methods hide the builtins that they are called like."""
    names = builder.names.tags[tag.name]
    members = [operation for operation in builder.api.operations if operation.tag == tag.name]
    hidden = _BUILTINS & {builder.names.operations[operation.id].method for operation in members}
    views = tuple(builder.view(operation, hidden=hidden) for operation in members)
    title = one_line(tag.name) if tag.name is not None else "operations without a tag"
    text = docstring(tag.description)
    return TagView(
        module=names.module,
        attribute=names.module,
        title=title,
        handlers=f"{names.pascal}Handlers",
        examples=f"Example{names.pascal}",
        implementation=names.pascal,
        resource=names.pascal,
        async_resource=f"Async{names.pascal}",
        docstring=text or f'"""{title[:1].upper()}{title[1:]}."""',
        operations=views,
        client_imports=_client_imports(members, builder, hidden),
    )


def _handlers_imports(operations: Iterable[OperationView]) -> str:
    imports = Imports()
    for view in operations:
        imports.add("..operations", view.request)
        imports.add("..operations", view.response)
    return imports.block()


def _app_imports(tags: Iterable[TagView], *, secured: bool) -> str:
    imports = Imports()
    for tag in tags:
        imports.add(f".{tag.module}", tag.implementation)
    if secured:
        imports.add(".security", "Security")
    return imports.block()


def _client_imports(members: list[Operation], builder: Operations, hidden: frozenset[str]) -> str:
    imports = Imports()
    annotator = builder.annotator(hidden)
    imports.add("..", "operations as ops")
    for name in ("AsyncResource", "Options", "Resource", "async_endpoint", "endpoint"):
        imports.add(".._runtime.client", name)
    for operation in members:
        if operation.body is not None and len(operation.body.media) > 1:
            imports.add("typing", "Literal")
        for annotation in (*builder.used(operation, annotator), builder.result(operation, annotator)):
            imports.update(annotation.imports)
            imports.update(("..models", builder.names.types[key]) for key in annotation.names)
    return imports.block()


def _operations_imports(
    api: Api, builder: Operations, operations: tuple[OperationView, ...], shared: tuple[ResponseView, ...]
) -> str:
    imports = Imports()
    imports.add("collections.abc", "Mapping")
    imports.add("._runtime.core", "SecurityScheme")
    annotator = builder.annotator()
    for operation in api.operations:
        imports.update(builder.field_imports(operation))
        for annotation in (*builder.used(operation, annotator), builder.result(operation, annotator)):
            imports.update((".models", builder.names.types[key]) for key in annotation.names)
        imports.update(builder.result(operation, annotator).imports)
        for response in operation.responses:
            import_headers(imports, response, builder.names, annotator)
            if response.media is not None:
                annotation = annotator.annotate(response.media.type)
                imports.update(annotation.imports)
                imports.update((".models", builder.names.types[key]) for key in annotation.names)
        for parameter in operation.parameters:
            imports.add("._runtime.core", parameter.location)
        if operation.body is not None:
            imports.update(("._runtime.core", name) for name in body_calls(operation.body))
    responses = (*shared, *(response for view in operations for response in view.responses))
    if operations:
        imports.add("typing", "TypeAlias")
        for name in ("Operation", "Request"):
            imports.add("._runtime.core", name)
    if responses or any(view.response_union == "Response" for view in operations):
        imports.add("._runtime.core", "Response")
    if any(response.status or response.media_type for response in responses):
        imports.add("typing", "ClassVar")
    if any(response.status for response in responses):
        imports.add("typing", "Literal")
    for scheme in api.security_schemes:
        imports.add("._runtime.core", _scheme_call(scheme).partition("(")[0])
    return imports.block()


def _errors_imports(api: Api, builder: Operations, responses: tuple[ResponseView, ...]) -> str:
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
                annotation = annotator.annotate(response.media.type)
                imports.update(annotation.imports)
                imports.update(("..models", builder.names.types[key]) for key in annotation.names)
    return imports.block()


_ERROR_CLASSES: Final = (
    "APIConnectionError", "APIError", "APIStatusError", "APITimeoutError", "AuthenticationError", "BadRequestError",
    "ConflictError", "InternalServerError", "NotFoundError", "PermissionDeniedError", "RateLimitError",
    "ResponseValidationError", "UnprocessableEntityError",
)  # fmt: skip


def _examples_imports(tags: Iterable[TagView]) -> str:
    imports = Imports()
    for tag in tags:
        imports.add(".handlers", tag.handlers)
        for view in tag.operations:
            imports.add("collections.abc", "Awaitable")
            imports.add("..operations", view.request)
            imports.add("..operations", view.response)
            head = view.example.partition("(")[0].partition(".")[0]
            if head == "unanswered":
                imports.add(".._runtime.server", head)
            else:
                imports.add("..operations", head)
            imports.add(".._runtime.server", "example")
    return imports.block()


def _resources_imports(tags: Iterable[TagView]) -> str:
    imports = Imports()
    for tag in tags:
        imports.add(f".{tag.module}", tag.resource)
        imports.add(f".{tag.module}", tag.async_resource)
    return imports.block()


def _scheme(scheme: SecurityScheme, names: Names) -> SchemeView:
    name = names.credentials[scheme.name]
    text = docstring(scheme.description)
    credential = "str" if scheme.http_scheme is None else "Basic" if scheme.http_scheme == "basic" else "Token"
    return SchemeView(
        name=literal(scheme.name),
        attribute=name,
        argument=name,
        credential=credential,
        call=_scheme_call(scheme),
        docstring=text or f'"""Judge the credential of `{one_line(scheme.name)}`."""',
    )


def _scheme_call(scheme: SecurityScheme) -> str:
    if scheme.kind == "apiKey" and scheme.parameter is not None:
        return f"api_key({literal(scheme.location or 'header')}, {literal(scheme.parameter)})"
    return f"http({literal(scheme.http_scheme or scheme.kind)})"


def _base_url(servers: tuple[str, ...]) -> str:
    """Return the first server's URL as source if it can be called as it is, else `None`'s."""
    try:
        absolute = bool(servers) and urlsplit(servers[0]).scheme in ("http", "https") and "{" not in servers[0]
    except ValueError:
        absolute = False
    return literal(servers[0].rstrip("/")) if absolute else "None"


def _sample_call(api: Api, names: Names) -> str | None:
    """Return the call of the first operation that needs nothing, a reading one if there is one."""
    for method in ("GET", "POST", "PUT", "DELETE"):
        for operation in api.operations:
            needed = any(each.required for each in operation.parameters) or (operation.body and operation.body.required)
            if operation.method == method and not needed:
                return f"client.{names.tags[operation.tag].module}.{names.operations[operation.id].method}()"
    return None


def _schemas(api: Api, examples: Examples) -> dict[str, Json]:
    """Return what the generated server's validators compile from, and the implied statuses."""
    return {
        "dialect": api.dialect,
        "definitions": dict(api.definitions),
        "operations": {operation.id: _operation_schemas(operation, examples) for operation in api.operations},
    }


def _operation_schemas(operation: Operation, examples: Examples) -> dict[str, Json]:
    found: dict[str, Json] = {
        location: {each.name: each.schema for each in operation.parameters if each.location == location}
        for location in ("path", "query", "header", "cookie")
    }
    found["body"] = {each.name: each.schema for each in operation.body.media} if operation.body else {}
    found["responses"] = {
        each.status: {each.media.name: each.media.schema} if each.media else {} for each in operation.responses
    }
    found["headers"] = header_schemas(operation, examples)
    found["implied"] = [*operation.implied]
    return found


def json_lines(value: Mapping[str, Json]) -> str:
    """Return JSON with a line for each member of each member, so that a difference between two versions can be read."""
    members = [f"{_compact(key)}: {_member(each)}" for key, each in value.items()]
    text = "{\n" + ",\n".join(members) + "\n}\n"
    try:
        text.encode()
    except UnicodeEncodeError:  # lone surrogates are legal JSON, as escapes
        text = text.encode("ascii", "backslashreplace").decode("ascii")
    return text


def _member(value: Json) -> str:
    if isinstance(value, dict) and value:
        return (
            "{\n" + ",\n".join(f"  {_compact(key)}: {_member_of_member(each)}" for key, each in value.items()) + "\n}"
        )
    return _compact(value)


def _member_of_member(value: Json) -> str:
    if isinstance(value, dict) and value:
        return "{\n" + ",\n".join(f"    {_compact(key)}: {_compact(each)}" for key, each in value.items()) + "\n  }"
    return _compact(value)


def _compact(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)
