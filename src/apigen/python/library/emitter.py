"""The models of datamodel-code-generator, in the place of our own annotations."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from apigen.ir.types import AliasDef, Definition, ObjectDef, Property, TypeKey
from apigen.names.assign import Names
from apigen.python.annotations import Annotation
from apigen.python.library.call import LibraryError, write_module
from apigen.python.library.lifted import lift
from apigen.python.library.read import Class, Declared, Unreadable, read
from apigen.python.library.version import DISTRIBUTION, library_version
from apigen.python.models import Emitter, model_annotator, native_emitter
from apigen.report import ContractError, Report

_HELP: Final = "use --models native, and tell the authors of the library"


@dataclass(frozen=True, slots=True)
class LibraryEmitter:
    """What the library says of each definition."""

    declared: Mapping[TypeKey, Declared]

    def alias(self, definition: AliasDef) -> Annotation:
        """Return what a named type stands for."""
        found = self.declared[definition.key]
        assert isinstance(found, Annotation)
        return found

    def field(self, owner: ObjectDef, each: Property) -> Annotation:
        """Return the annotation of a property."""
        found = self.declared[owner.key]
        assert isinstance(found, Class)
        return found.fields[each.name].annotation


def library_emitter(types: Mapping[TypeKey, Definition], names: Names, report: Report) -> LibraryEmitter:
    """Return the library's models of all definitions. Raises `ContractError` after reporting what it got wrong."""
    library = f"{DISTRIBUTION} {library_version()}"
    lifted = lift(types, names.fields, model_annotator(names))
    try:
        # Of nothing, the library makes an error.
        declared = read(write_module(lifted) if types else "", lifted, names.types)
    except LibraryError as error:
        report.error("AG451", f"{library} cannot make models of this contract: {error}", at=(), help=_HELP)
        raise ContractError from error
    except Unreadable as error:
        report.error("AG452", f"what {library} wrote cannot be used: {error}", at=(), help=_HELP)
        raise ContractError from error
    for key, definition in types.items():
        for fault in _faults(definition, declared.get(key)):
            report.error("AG453", f"{library}: the model {names.types[key]} {fault}", at=key.pointer, help=_HELP)
    report.stop_on_errors()
    emitter = LibraryEmitter(declared)
    for key, place, said, meant in _differences(types, emitter, native_emitter(names)):
        report.warning(
            "AG454",
            f"{library} takes {names.types[key]}{place} for `{_short(said)}`; by the contract it is `{_short(meant)}`",
            at=key.pointer,
            help="what fits the contract and not this type keeps its JSON value; --models native has the type",
        )
    return emitter


def _differences(
    types: Mapping[TypeKey, Definition], library: Emitter, native: Emitter
) -> Iterator[tuple[TypeKey, str, Annotation, Annotation]]:
    """Yield where the library means other types than our own emitter: what, and the annotations of both."""
    for key, definition in types.items():
        if isinstance(definition, AliasDef):
            pairs = {"": (library.alias(definition), native.alias(definition))}
        else:
            pairs = {
                f".{each.name}": (library.field(definition, each), native.field(definition, each))
                for each in definition.properties
            }
        for place, (said, meant) in pairs.items():
            if said.text != meant.text and _words(said) != _words(meant):
                yield key, place, said, meant


def _words(annotation: Annotation) -> frozenset[str]:
    """Return the types and values that an annotation has, whatever it is made of and however it is bounded."""
    found: set[str] = set()
    todo: list[ast.AST] = [ast.parse(annotation.text, mode="eval").body]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Constant):
            found.add(repr(node.value))
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Field"):
            todo.extend(ast.iter_child_nodes(node))
    return frozenset(found - {"Annotated"})


def _short(annotation: Annotation) -> str:
    return annotation.text if len(annotation.text) <= 80 else f"{annotation.text[:77]}..."


def _faults(definition: Definition, found: Declared | None) -> Iterator[str]:
    """Yield what is wrong with the library's model of a definition."""
    match definition, found:
        case AliasDef(), Annotation():
            return
        case ObjectDef(), Class():
            yield from _faults_of_class(definition, found)
        case _, None:
            yield "is missing"
        case _:
            yield "is something else than the contract says"


def _faults_of_class(definition: ObjectDef, found: Class) -> Iterator[str]:
    if found.base != definition.base:
        yield "extends something else than the contract says"
    if found.closed is not (definition.additional is None):
        yield "admits undeclared properties, or refuses them, against what the contract says"
    for each in definition.properties:
        field = found.fields.get(each.name)
        if field is None:
            yield f"lacks the property {each.name!r}"
        elif field.absent is each.required:
            yield f"requires the property {each.name!r}, or does not, against what the contract says"
