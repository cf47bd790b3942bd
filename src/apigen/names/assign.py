"""The `Api` to its names: types, fields, operations, tags, credentials."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from apigen.ir.api import Api
from apigen.ir.types import TypeKey
from apigen.names import reserved
from apigen.names.classes import ClassNames, ResponseKey, name_classes, response_key
from apigen.names.members import name_fields, name_headers, name_parameters
from apigen.names.package import package_name
from apigen.names.scope import Scope, warn_of_numbers
from apigen.names.servers import ServerNames, name_servers
from apigen.names.words import pascal, snake
from apigen.report import Report

_LONGEST_MODULE: Final = 80


@dataclass(frozen=True, slots=True)
class OperationNames:
    """The names of an operation: its method, its descriptor, its request class and its union of responses."""

    method: str
    constant: str
    request: str
    response: str


@dataclass(frozen=True, slots=True)
class TagNames:
    """The names of a group of operations: its attribute (and module), and its classes."""

    module: str
    pascal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Every name that generated code uses."""

    package: str
    class_prefix: str
    types: Mapping[TypeKey, str]
    dicts: Mapping[TypeKey, str]
    """What each type is called as a program may write it into a body: `NewPetDict`."""
    fields: Mapping[TypeKey, Mapping[str, str]]
    operations: Mapping[str, OperationNames]
    parameters: Mapping[str, Mapping[tuple[str, str], str]]
    """By operation, then by location and wire name."""
    headers: Mapping[ResponseKey, Mapping[str, str]]
    """By response, then by wire name: attributes of the response's class."""
    responses: Mapping[ResponseKey, str]
    errors: Mapping[ResponseKey, str]
    """What a client raises for a response that is no success."""
    tags: Mapping[str | None, TagNames]
    credentials: Mapping[str, str]
    """Method of the security handlers and keyword of the clients, by scheme."""
    servers: tuple[ServerNames, ...]
    """One each of the document's."""


def assign_names(api: Api, report: Report, package: str | None = None, *, modules: Collection[str] = ()) -> Names:
    """Return the names of everything. A name that had to take a number is a warning: it can change as the contract grows.

    `package` is the package's name if that is settled already; else it is none of `modules`.
    """
    name = package or package_name(api.title, api.file, modules)
    classes = name_classes(api, report)
    methods = _operation_methods(api, classes, report)
    prefix = pascal([name], prefix="Api")
    return Names(
        package=name,
        class_prefix=prefix,
        types=classes.types,
        dicts=classes.dicts,
        fields=name_fields(api.types, classes.types, report),
        operations={
            operation.id: OperationNames(
                method=methods[operation.id],
                constant=methods[operation.id].upper(),
                request=classes.requests[operation.id],
                response=classes.unions[operation.id],
            )
            for operation in api.operations
        },
        parameters={operation.id: name_parameters(operation, report) for operation in api.operations},
        headers={
            response_key(operation, response): name_headers(response, report)
            for operation in api.operations
            for response in operation.responses
        },
        responses=classes.responses,
        errors=classes.errors,
        tags=_tag_names(api, classes.all() | {f"{prefix}Client", f"Async{prefix}Client", f"{prefix}Servers"}, report),
        credentials=_credential_names(api, report),
        servers=name_servers(api, report),
    )


def _operation_methods(api: Api, classes: ClassNames, report: Report) -> dict[str, str]:
    """Return a method name an operation. The descriptors, in capitals, share a module with constants and classes."""
    beside = {name.lower() for name in (*reserved.CONSTANTS, *classes.all()) if name.isupper()}
    scope: Scope[str] = Scope(reserved.KEYWORDS | reserved.RESOURCE_MEMBERS | beside, fold=str.upper)
    for operation in api.operations:
        scope.claim(
            operation.id,
            operation.pin.name if operation.pin else snake(operation.words, prefix="operation"),
            snake([operation.method, operation.path], prefix="operation"),
            rank=0,
            source=operation.id,
            pin=operation.pin,
        )
    scope.judge_pins(report)
    names, numbered = scope.grant()
    warn_of_numbers(report, numbered, {operation.id: operation.origin for operation in api.operations}, "operation")
    return names


def _tag_names(api: Api, classes: Collection[str], report: Report) -> dict[str | None, TagNames]:
    """Return the names of the groups. Their classes stand beside models and responses, so all forms must be free."""
    modules: Scope[str | None] = Scope(
        reserved.KEYWORDS | reserved.MODULES | reserved.CLIENT_MEMBERS, fold=str.casefold
    )
    for tag in api.tags:
        text = "default" if tag.name is None else tag.name
        module = tag.pin.name if tag.pin else snake([text], prefix="tag")[:_LONGEST_MODULE]
        modules.claim(tag.name, module, rank=tag.name is None, source=text, pin=tag.pin)
    modules.judge_pins(report)
    granted, numbered = modules.grant()
    warn_of_numbers(report, numbered, {}, "tag")
    taken = {*classes, *reserved.TYPES}
    found: dict[str | None, TagNames] = {}
    for name, module in sorted(granted.items(), key=lambda item: item[1]):
        word = pascal([module], prefix="Tag")
        while taken & {word, f"Async{word}", f"Example{word}", f"{word}Handlers"}:
            word += "Api"
        taken |= {word, f"Async{word}", f"Example{word}", f"{word}Handlers"}
        found[name] = TagNames(module=module, pascal=word)
    return found


def _credential_names(api: Api, report: Report) -> dict[str, str]:
    scope: Scope[str] = Scope(reserved.KEYWORDS | reserved.CLIENT_MEMBERS | reserved.RESOURCE_MEMBERS)
    for scheme in api.security_schemes:
        name = scheme.pin.name if scheme.pin else snake([scheme.name], prefix="scheme")
        scope.claim(scheme.name, name, rank=0, source=scheme.name, pin=scheme.pin)
    scope.judge_pins(report)
    return scope.grant()[0]
