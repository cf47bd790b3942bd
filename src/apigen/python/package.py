"""The API, its names and its examples to the view of the whole package."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from apigen.contract.examples import Examples
from apigen.ir.api import Api, Operation, SecurityScheme, Tag
from apigen.ir.xml import xml_document
from apigen.names.assign import Names
from apigen.python.documents import json_lines, schemas_document
from apigen.python.imports import (
    app_imports,
    client_imports,
    examples_imports,
    handlers_imports,
    resources_imports,
    scheme_function,
)
from apigen.python.layout import lay_out_errors, lay_out_models, lay_out_operations, sections
from apigen.python.models import Emitter, native_emitter
from apigen.python.modules import is_large
from apigen.python.operations import Operations, streams
from apigen.python.text import docstring, literal, one_line, quoted
from apigen.python.views import DataView, OperationView, PackageView, SampleView, SchemeView, TagView

_BUILTINS: Final = frozenset({"bool", "bytes", "dict", "float", "int", "list", "str"})


def build_view(api: Api, names: Names, examples: Examples, emitter: Emitter | None = None) -> PackageView:
    """Return everything that templates put into place. Nothing after this stage knows the contract.

    `emitter` says of which types the models are; without one, our own does.
    """
    shapes = xml_document(api) or {}
    with_xml = shapes.get("operations")
    builder = Operations(api, names, examples, frozenset(with_xml if isinstance(with_xml, dict) else ()))
    views = {operation.id: builder.view(operation) for operation in api.operations}
    tags = tuple(_tag(tag, builder, views) for tag in api.tags)
    operations = tuple(views.values())
    secured = any(operation.security for operation in api.operations)
    xml = (DataView(module="_xml", text=json_lines(shapes)),) if shapes else ()
    found = sections(builder)
    models, of_models = lay_out_models(builder, emitter or native_emitter(names))
    operation_modules, of_operations = lay_out_operations(builder, found, views, xml=bool(xml))
    error_modules, of_errors = lay_out_errors(builder, found, views)
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
        sample=_sample(api, names),
        models=models,
        operations=operations,
        operation_modules=operation_modules,
        error_modules=error_modules,
        packages=(*of_models, *of_operations),
        error_packages=of_errors,
        tags=tags,
        schemes=tuple(_scheme(scheme, names) for scheme in api.security_schemes),
        secured=secured,
        resources_imports=resources_imports(tags),
        handlers_imports=handlers_imports(operations),
        examples_imports=examples_imports(api, builder, tags),
        app_imports=app_imports(tags, secured=secured),
        contract_json=json_lines(api.contract),
        schemas_json=json_lines(schemas_document(api, examples)),
        xml=xml,
    )


def _tag(tag: Tag, builder: Operations, known: Mapping[str, OperationView]) -> TagView:
    """Return a group's view. In the client's class, methods hide the builtins that they are called like."""
    names = builder.names.tags[tag.name]
    members = [operation for operation in builder.api.operations if operation.tag == tag.name]
    hidden = _BUILTINS & {builder.names.operations[operation.id].method for operation in members}
    views = tuple(builder.view(each, hidden=hidden) if hidden else known[each.id] for each in members)
    imports = client_imports(members, builder, hidden)
    title = one_line(tag.name) if tag.name is not None else "operations without a tag"
    summary = (tag.summary or "").strip().rstrip(".")
    text = docstring(summary and f"{summary}.", tag.description, tag.parent and f"Part of `{one_line(tag.parent)}`.")
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
        client_imports=imports.block(typing_only=["..models"] if is_large(builder.api) else ()),
    )


def _scheme(scheme: SecurityScheme, names: Names) -> SchemeView:
    name = names.credentials[scheme.name]
    text = docstring(scheme.description, "Deprecated." if scheme.deprecated else None)
    credential = "str" if scheme.http_scheme is None else "Basic" if scheme.http_scheme == "basic" else "Token"
    fetched = " | ClientCredentials" if scheme.kind in ("oauth2", "openIdConnect") else ""
    return SchemeView(
        name=literal(scheme.name),
        attribute=name,
        argument=name,
        credential=credential + fetched,
        async_credential=("AsyncToken" if credential == "Token" else credential) + fetched,
        carried=scheme.kind != "mutualTLS",
        call=_scheme_call(scheme),
        docstring=text or f'"""Judge the credential of `{one_line(scheme.name)}`."""',
    )


def _scheme_call(scheme: SecurityScheme) -> str:
    arguments = [literal(scheme.location or "header"), literal(scheme.parameter or "")]
    if scheme.kind == "mutualTLS":
        arguments = []
    elif scheme.kind != "apiKey":
        arguments = [literal(scheme.http_scheme or scheme.kind)]
        arguments += [f"token_url={literal(scheme.token_url)}"] if scheme.token_url else []
    return f"{scheme_function(scheme)}({', '.join(arguments)})"


def _base_url(servers: tuple[str, ...]) -> str:
    """Return the first server's URL as source if it can be called as it is, else `None`'s."""
    try:
        absolute = bool(servers) and urlsplit(servers[0]).scheme in ("http", "https") and "{" not in servers[0]
    except ValueError:
        absolute = False
    return literal(servers[0].rstrip("/")) if absolute else "None"


def _sample(api: Api, names: Names) -> SampleView | None:
    """Return the call of the first operation that needs no argument, a reading one if there is one."""
    for method in ("GET", "QUERY", "POST", "PUT", "DELETE"):
        for operation in api.operations:
            needed = any(each.required for each in operation.parameters) or (operation.body and operation.body.required)
            if operation.method == method and not needed and not streams(operation):
                return SampleView(
                    call=f"client.{names.tags[operation.tag].module}.{names.operations[operation.id].method}()",
                    credentials=_sample_credentials(api, operation, names),
                )
    return None


def _sample_credentials(api: Api, operation: Operation, names: Names) -> str:
    """Return the keywords that the first way to be let in takes; nothing where everybody is."""
    if not operation.security or not all(operation.security):
        return ""
    schemes = {scheme.name: scheme for scheme in api.security_schemes}
    found = [schemes[use.scheme] for use in operation.security[0] if use.scheme in schemes]
    found = [scheme for scheme in found if scheme.kind != "mutualTLS"]
    values = ['("user", "password")' if scheme.http_scheme == "basic" else '"..."' for scheme in found]
    return "".join(f", {names.credentials[scheme.name]}={value}" for scheme, value in zip(found, values, strict=True))
