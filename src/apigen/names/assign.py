"""The `Api` to its names: types, fields, operations, tags, credentials."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from apigen.ir.api import Api, Operation, Response
from apigen.ir.types import (
    ArrayType,
    BooleanType,
    Definition,
    Direction,
    MapType,
    NamedRef,
    NumberType,
    ObjectDef,
    StringType,
    TypeKey,
    TypeRef,
    UnionType,
)
from apigen.names import reserved
from apigen.names.package import package_name
from apigen.names.scope import Scope
from apigen.names.words import pascal, snake
from apigen.report import Pointer, Report


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


ResponseKey = tuple[str, str] | tuple[Pointer, str]
"""A response's own: the operation's id and the status; a shared one's: where it stands, and the status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Every name that generated code uses."""

    package: str
    class_prefix: str
    types: Mapping[TypeKey, str]
    fields: Mapping[TypeKey, Mapping[str, str]]
    operations: Mapping[str, OperationNames]
    parameters: Mapping[str, Mapping[tuple[str, str], str]]
    """By operation, then by location and wire name."""
    responses: Mapping[ResponseKey, str]
    errors: Mapping[ResponseKey, str]
    """What a client raises for a response that is no success."""
    tags: Mapping[str | None, TagNames]
    credentials: Mapping[str, str]
    """Method of the security handlers and keyword of the clients, by scheme."""


def response_key(operation: Operation, response: Response) -> ResponseKey:
    """Return what a response's class is known by."""
    if response.component is not None:
        return response.component, response.status
    return operation.id, response.status


def assign_names(api: Api, report: Report, package: str | None = None) -> Names:
    """Return the names of everything. A name that had to take a number is a warning: it can change as the contract grows."""
    name = package or package_name(api.title, api.file)
    operations = _operation_methods(api, report)
    types, request_names, unions, responses, errors = _type_names(api, report)
    return Names(
        package=name,
        class_prefix=pascal([name], prefix="Api"),
        types=types,
        fields={key: _field_names(each, types) for key, each in api.types.items() if isinstance(each, ObjectDef)},
        operations={
            operation.id: OperationNames(
                method=operations[operation.id],
                constant=operations[operation.id].upper(),
                request=request_names[operation.id],
                response=unions[operation.id],
            )
            for operation in api.operations
        },
        parameters={operation.id: _parameter_names(operation) for operation in api.operations},
        responses=responses,
        errors=errors,
        tags=_tag_names(
            api,
            {*types.values(), *request_names.values(), *unions.values(), *responses.values(), *errors.values()},
            report,
        ),
        credentials=_credential_names(api),
    )


def _operation_methods(api: Api, report: Report) -> dict[str, str]:
    """Return a method name an operation, unique in the contract: the descriptors share one module."""
    scope: Scope[str] = Scope(reserved.KEYWORDS | reserved.RESOURCE_MEMBERS)
    for operation in api.operations:
        scope.claim(
            operation.id,
            snake(operation.words, prefix="operation"),
            snake([operation.method, operation.path], prefix="operation"),
            rank=0,
            source=operation.id,
        )
    names, numbered = scope.grant()
    _warn(report, numbered, {operation.id: operation.origin for operation in api.operations}, "operation")
    return names


_COMPONENT, _INLINE, _DERIVED = range(3)


def _type_names(
    api: Api, report: Report
) -> tuple[dict[TypeKey, str], dict[str, str], dict[str, str], dict[ResponseKey, str], dict[ResponseKey, str]]:
    """Return the names of models, request classes, unions of responses, response and error classes: one scope for all."""
    scope: Scope[tuple[object, ...]] = Scope(reserved.TYPES, avoid=lambda name: f"{name}Model")
    places: dict[tuple[object, ...], Pointer] = {}
    for key, definition in api.types.items():
        component = key.pointer[:2] == ("components", "schemas") and len(key.pointer) == 3
        suffix = ("Input",) if key.direction is Direction.REQUEST else ()
        base = pascal([*definition.hint, *suffix], prefix="Type")
        claim: tuple[object, ...] = ("type", key)
        places[claim] = key.pointer
        scope.claim(
            claim,
            base,
            *_longer_names(definition, suffix),
            rank=_INLINE if suffix or not component else _COMPONENT,
            source="\0".join((*key.pointer[:-1], suffix[0] if suffix else "", key.pointer[-1])),
        )
    for operation in api.operations:
        word = pascal(operation.words, prefix="Operation")
        for kind in ("Request", "Response"):
            places[kind, operation.id] = operation.origin
            scope.claim(
                (kind, operation.id), f"{word}{kind}", f"{word}Operation{kind}", rank=_DERIVED, source=operation.id
            )
        for response in operation.responses:
            claim = "status", response_key(operation, response)
            if claim not in places:
                places[claim] = response.origin
                _claim_response(scope, response_key(operation, response), word, response)
    names, numbered = scope.grant()
    _warn(report, numbered, places, "type")
    keys = [response_key(operation, response) for operation in api.operations for response in operation.responses]
    return (
        {key: names["type", key] for key in api.types},
        {operation.id: names["Request", operation.id] for operation in api.operations},
        {operation.id: names["Response", operation.id] for operation in api.operations},
        {key: names["status", key] for key in keys},
        {key: names["error", key] for key in keys},
    )


def _longer_names(definition: Definition, suffix: tuple[str, ...]) -> Iterable[str]:
    """Yield what to try when the first name is taken: where the schema stands says more."""
    pointer = definition.key.pointer
    if pointer[:2] == ("components", "schemas"):
        yield pascal([*definition.hint, "schema", *suffix], prefix="Type")
    else:
        yield pascal([*definition.hint, "inline", *suffix], prefix="Type")


def _claim_response(scope: Scope[tuple[object, ...]], key: ResponseKey, word: str, response: Response) -> None:
    status = "Default" if response.status == "default" else response.status
    owner = pascal([response.component[-1]], prefix="Response") if response.component else word
    name = owner if owner.endswith(status) else f"{owner}{status}"
    source = "\0".join(response.component or response.origin)
    source = f"{source}\0{response.status}"
    scope.claim(("status", key), name, f"{owner}Response{status}", rank=_DERIVED, source=source)
    scope.claim(("error", key), f"{name}Error", f"{owner}Response{status}Error", rank=_DERIVED, source=source)


def _field_names(definition: ObjectDef, types: Mapping[TypeKey, str]) -> dict[str, str]:
    """Return the field of each property. A field must not hide what the class's own annotations use."""
    used = {word for each in definition.properties for word in _words_used(each.type, types)}
    scope: Scope[str] = Scope(reserved.KEYWORDS | reserved.MODEL_MEMBERS | used)
    for each in definition.properties:
        scope.claim(each.name, snake([each.name], prefix="field"), rank=0, source=each.name)
    return scope.grant()[0]


_LONGEST_MODULE: Final = 80
_FORMATS: Final = {"date-time": ("datetime",), "date": ("date",)}


def _words_used(found: TypeRef, types: Mapping[TypeKey, str]) -> Iterable[str]:
    """Yield the names that the annotation of a type uses and that a field could hide."""
    match found:
        case StringType(format=form):
            yield from _FORMATS.get(form or "", ("str",))
        case NumberType(integer=integer):
            yield "int" if integer else "float"
        case BooleanType():
            yield "bool"
        case ArrayType(items=items):
            yield "list"
            yield from _words_used(items, types)
        case MapType(values=values):
            yield from ("dict", "str")
            yield from _words_used(values, types)
        case UnionType(variants=variants):
            for variant in variants:
                yield from _words_used(variant, types)
        case NamedRef(key=key):
            yield types.get(key, "")
        case _:
            return


def _parameter_names(operation: Operation) -> dict[tuple[str, str], str]:
    """Return the attribute of each parameter: of two with one name, the later location says where it travels."""
    used = {word for each in operation.parameters for word in _words_used(each.type, {})}
    scope: Scope[tuple[str, str]] = Scope(reserved.KEYWORDS | reserved.REQUEST_MEMBERS | used)
    for rank, location in enumerate(("path", "query", "header", "cookie")):
        for each in operation.parameters:
            if each.location == location:
                name = snake([each.name], prefix="parameter")
                scope.claim((location, each.name), name, f"{location}_{name}", rank=rank, source=each.name)
    return scope.grant()[0]


def _tag_names(api: Api, types: Collection[str], report: Report) -> dict[str | None, TagNames]:
    """Return the names of the groups. Their classes stand beside models and responses, so all forms must be free."""
    modules: Scope[str | None] = Scope(
        reserved.KEYWORDS | reserved.MODULES | reserved.CLIENT_MEMBERS, fold=str.casefold
    )
    for tag in api.tags:
        text = "default" if tag.name is None else tag.name
        modules.claim(tag.name, snake([text], prefix="tag")[:_LONGEST_MODULE], rank=tag.name is None, source=text)
    granted, numbered = modules.grant()
    _warn(report, numbered, {}, "tag")
    taken = set(types) | reserved.TYPES
    found: dict[str | None, TagNames] = {}
    for name, module in sorted(granted.items(), key=lambda item: item[1]):
        word = pascal([module], prefix="Tag")
        while taken & {word, f"Async{word}", f"Example{word}", f"{word}Handlers"}:
            word += "Api"
        taken |= {word, f"Async{word}", f"Example{word}", f"{word}Handlers"}
        found[name] = TagNames(module=module, pascal=word)
    return found


def _credential_names(api: Api) -> dict[str, str]:
    scope: Scope[str] = Scope(reserved.KEYWORDS | reserved.CLIENT_MEMBERS | reserved.RESOURCE_MEMBERS)
    for scheme in api.security_schemes:
        scope.claim(scheme.name, snake([scheme.name], prefix="scheme"), rank=0, source=scheme.name)
    return scope.grant()[0]


KeyT = TypeVar("KeyT")


def _warn(report: Report, numbered: list[tuple[KeyT, str]], places: Mapping[KeyT, Pointer], kind: str) -> None:
    for key, name in numbered:
        report.warning(
            "AG351",
            f"the {kind} is called {name!r}, with a number, because its own name is taken",
            at=places.get(key),
            help="the number can change as the contract grows: tell the two apart in the contract",
        )
