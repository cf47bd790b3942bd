"""The API, its names and its examples to the view of the whole package."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from apigen.contract.examples import Examples
from apigen.ir.api import Api, SecurityScheme, Tag
from apigen.ir.xml import xml_document
from apigen.names.assign import Names
from apigen.python.annotations import ARGUMENT
from apigen.python.documents import json_lines, schemas_document
from apigen.python.guide import build_guide
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
from apigen.python.operations import TYPES_MODULE, Operations
from apigen.python.project import build_project
from apigen.python.servers import base_url, server_modules
from apigen.python.text import docstring, literal, one_line
from apigen.python.typed_dicts import build_types, dict_names
from apigen.python.views import DataView, OperationView, PackageView, SchemeView, TagView

_BUILTINS: Final = frozenset({"bool", "bytes", "dict", "float", "int", "list", "str"})


def build_view(api: Api, names: Names, examples: Examples, emitter: Emitter | None = None) -> PackageView:
    """Return everything that templates put into place. Nothing after this stage knows the contract.

    `emitter` says of which types the models are; without one, our own does.
    """
    shapes = xml_document(api) or {}
    with_xml = shapes.get("operations")
    in_xml = frozenset(with_xml if isinstance(with_xml, dict) else ())
    builder = Operations(api, names, examples, in_xml, dict_names(api, names))
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
        project=build_project(api),
        class_prefix=names.class_prefix,
        base_path=literal(api.base_path),
        base_url=literal(base_url(api)),
        guide=build_guide(api, names, examples),
        models=models,
        types=build_types(api, builder.dicts, builder.annotator(wire=ARGUMENT), one_line(api.title)),
        operations=operations,
        operation_modules=operation_modules,
        error_modules=error_modules,
        packages=(*of_models, *of_operations),
        error_packages=of_errors,
        tags=tags,
        server_modules=server_modules(api, names),
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
    late = ["..models", TYPES_MODULE] if is_large(builder.api) else [TYPES_MODULE]
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
        client_imports=imports.block(typing_only=late),
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
