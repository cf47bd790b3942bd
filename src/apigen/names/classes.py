"""Classes of one namespace: models, their TypedDicts, requests, unions of responses, responses, the client's errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from apigen.ir.api import Api, Operation, Response
from apigen.ir.types import Definition, Direction, TypeKey
from apigen.names import reserved
from apigen.names.scope import Scope, warn_of_numbers
from apigen.names.words import pascal
from apigen.report import Pointer, Report

ResponseKey: TypeAlias = tuple[str, str] | tuple[Pointer, str]
"""A response's own: the operation's id and the status; a shared one's: where it stands, and the status."""

_COMPONENT, _INLINE, _CHOSEN, _DERIVED = range(4)
"""`_CHOSEN` is what derives from a name that the author gives."""


@dataclass(frozen=True, slots=True)
class ClassNames:
    """The classes of types and their `dicts` by the types' keys, of requests and unions of responses by operation, of responses by theirs."""

    types: Mapping[TypeKey, str]
    requests: Mapping[str, str]
    unions: Mapping[str, str]
    responses: Mapping[ResponseKey, str]
    errors: Mapping[ResponseKey, str]
    dicts: Mapping[TypeKey, str]

    def all(self) -> frozenset[str]:
        """Return every name."""
        groups = (self.types, self.requests, self.unions, self.responses, self.errors, self.dicts)
        return frozenset(name for group in groups for name in group.values())


def response_key(operation: Operation, response: Response) -> ResponseKey:
    """Return what a response's class is known by."""
    if response.component is not None:
        return response.component, response.status
    return operation.id, response.status


def name_classes(api: Api, report: Report) -> ClassNames:
    """Return the names of all classes: components first, then inline schemas, then what operations bring along."""
    scope: Scope[tuple[object, ...]] = Scope(reserved.TYPES, avoid=lambda name: f"{name}Model")
    places: dict[tuple[object, ...], Pointer] = {}
    for key, definition in api.types.items():
        component = key.pointer[:2] == ("components", "schemas") and len(key.pointer) == 3
        suffix = _suffix(key, component=component)
        pin = None if suffix else definition.pin
        base = pin.name if pin else pascal([*definition.hint, *suffix], prefix="Type")
        claim: tuple[object, ...] = ("type", key)
        places[claim] = key.pointer
        scope.claim(
            claim,
            base,
            *_longer_names(definition, suffix),
            rank=_INLINE if suffix or not component else _COMPONENT,
            source="\0".join((*key.pointer[:-1], suffix[0] if suffix else "", *key.pointer[-1:])),
            pin=pin,
        )
    for operation in api.operations:
        word = pascal(operation.words, prefix="Operation")
        longer = pascal([operation.method.lower(), operation.path], prefix="Operation")
        rank = _CHOSEN if operation.pin else _DERIVED
        for kind in ("Request", "Response"):
            places[kind, operation.id] = operation.origin
            candidates = (f"{word}{kind}", f"{word}Operation{kind}", f"{longer}{kind}")
            scope.claim((kind, operation.id), *candidates, rank=rank, source=operation.id)
        for response in operation.responses:
            claim = "status", response_key(operation, response)
            if claim not in places:
                places[claim] = response.origin
                _claim_response(scope, response_key(operation, response), word, longer, response, rank=rank)
    scope.judge_pins(report)
    names, numbered = scope.grant()
    warn_of_numbers(report, numbered, places, "type")
    keys = [response_key(operation, response) for operation in api.operations for response in operation.responses]
    types = {key: names["type", key] for key in api.types}
    return ClassNames(
        types,
        {operation.id: names["Request", operation.id] for operation in api.operations},
        {operation.id: names["Response", operation.id] for operation in api.operations},
        {key: names["status", key] for key in keys},
        {key: names["error", key] for key in keys},
        _name_dicts(types, names.values()),
    )


def _name_dicts(types: Mapping[TypeKey, str], taken: Iterable[str]) -> dict[TypeKey, str]:
    """Return the TypedDict of each type, after the type's name: whatever else there is keeps its own."""
    scope: Scope[TypeKey] = Scope({*reserved.TYPES, *taken}, avoid=lambda name: f"{name.removesuffix('Dict')}TypedDict")
    for key, name in types.items():
        scope.claim(key, f"{name}Dict", rank=0, source=name)
    return scope.grant()[0]


def _suffix(key: TypeKey, *, component: bool) -> tuple[str, ...]:
    """Return what tells the class apart from another one of the same schema. Only a form has an inline schema of forms."""
    if key.direction is Direction.FORM:
        return ("Form",) if component else ()
    return ("Input",) if key.direction is Direction.REQUEST else ()


def _longer_names(definition: Definition, suffix: tuple[str, ...]) -> Iterable[str]:
    """Yield what to try when the first name is taken: where the schema stands says more."""
    pointer = definition.key.pointer
    if pointer[:2] == ("components", "schemas"):
        yield pascal([*definition.hint, "schema", *suffix], prefix="Type")
    else:
        yield pascal([*definition.hint, "inline", *suffix], prefix="Type")


def _claim_response(
    scope: Scope[tuple[object, ...]], key: ResponseKey, word: str, longer: str, response: Response, *, rank: int
) -> None:
    """Ask for the classes of a response and of its error: after its own name, its component, or its operation."""
    status = "Default" if response.status == "default" else response.status
    owner = pascal([response.component[-1]], prefix="Response") if response.component else word
    if response.pin is not None:
        owner, rank = response.pin.name, _CHOSEN
    names = [owner if owner.endswith(status) else f"{owner}{status}", f"{owner}Response{status}"]
    if response.component is None:
        names.append(f"{longer}{status}")
    source = "\0".join((*(response.component or response.origin), response.status))
    scope.claim(("status", key), *names, rank=rank, source=source, pin=response.pin)
    scope.claim(("error", key), *(f"{name}Error" for name in names), rank=rank, source=source)
