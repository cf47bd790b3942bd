"""Definitions to model classes and type aliases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from apigen.ir.types import (
    AliasDef,
    Definition,
    LiteralType,
    ObjectDef,
    Property,
    StringType,
    TypeKey,
)
from apigen.names.assign import Names
from apigen.python.annotations import Annotation, Annotator
from apigen.python.modules import Module, References
from apigen.python.text import Imports, docstring, literal
from apigen.python.type_views import AliasView, FieldView, ModelsView, ModelView


class Emitter(Protocol):
    """What says of which types the models are."""

    def alias(self, definition: AliasDef) -> Annotation:
        """Return what a named type stands for."""
        ...

    def field(self, owner: ObjectDef, each: Property) -> Annotation:
        """Return the whole annotation of a property: that it may be absent, and its name on the wire."""
        ...


@dataclass(frozen=True, slots=True)
class NativeEmitter:
    """Our own: the types of the contract as annotations."""

    annotator: Annotator
    fields: Mapping[TypeKey, Mapping[str, str]]

    def alias(self, definition: AliasDef) -> Annotation:
        """Return what a named type stands for."""
        return self.annotator.annotate(definition.type)

    def field(self, owner: ObjectDef, each: Property) -> Annotation:
        """Return the whole annotation of a property."""
        annotation = self.annotator.annotate(each.type)
        if not each.required:
            annotation = annotation.optional()
        if self.fields[owner.key][each.name] != each.name:
            annotation = annotation.with_arguments(f"alias={literal(each.name)}")
        return annotation


def native_emitter(names: Names) -> NativeEmitter:
    """Return our own emitter."""
    return NativeEmitter(model_annotator(names), names.fields)


def build_models(types: Mapping[TypeKey, Definition], names: Names, emitter: Emitter, title: str) -> ModelsView:
    """Return the module of the models."""
    imports = Imports()
    recursive, models, aliases = _contents(types, emitter, names, imports)
    return ModelsView(
        module="models",
        docstring=f'"""The schemas of {title}, as Pydantic models."""',
        imports=imports.block(),
        recursive=recursive,
        models=models,
        aliases=aliases,
        exports=_exports(types, names),
    )


def build_model_modules(
    types: Mapping[TypeKey, Definition],
    names: Names,
    emitter: Emitter,
    modules: Iterable[Module[TypeKey]],
    references: References,
) -> Iterator[ModelsView]:
    """Yield the modules of a package of models. Each imports what it names of others, as these lead to none before."""
    home = {key: module.name for module in modules for key in module.members}
    for module in modules:
        imports = Imports()
        chosen = {key: found for key, found in types.items() if key in module.members}
        recursive, models, aliases = _contents(chosen, emitter, names, imports)
        imports = imports.deeper()
        foreign = {each for key in chosen for each in references[key] if home[each] != module.name}
        imports.update((f".{home[key]}", names.types[key]) for key in foreign)
        yield ModelsView(
            module=f"models/{module.name}",
            docstring=f'"""Models: {module.title}."""',
            imports=imports.block(),
            recursive=recursive,
            models=models,
            aliases=aliases,
            exports=_exports(chosen, names),
        )


def read_references(types: Mapping[TypeKey, Definition], emitter: Emitter) -> dict[TypeKey, set[TypeKey]]:
    """Return the definitions that must be at hand where a definition stands: those that its annotations name, its base.

    What extends a definition must be, too: Pydantic evaluates inherited annotations in the module of the heir.
    """
    found: dict[TypeKey, set[TypeKey]] = {key: set() for key in types}
    for key, definition in types.items():
        if isinstance(definition, AliasDef):
            found[key] |= emitter.alias(definition).names
            continue
        for each in definition.properties:
            found[key] |= emitter.field(definition, each).names
        if definition.base is not None:
            found[key].add(definition.base)
            found[definition.base].add(key)
    return found


def _exports(types: Iterable[TypeKey], names: Names) -> tuple[str, ...]:
    return tuple(literal(name) for name in sorted(names.types[key] for key in types))


def _contents(
    types: Mapping[TypeKey, Definition], emitter: Emitter, names: Names, imports: Imports
) -> tuple[tuple[AliasView, ...], tuple[ModelView, ...], tuple[AliasView, ...]]:
    """Return recursive aliases, classes and aliases: bases before what extends them, aliases before what they name.

    Annotations are evaluated late, so classes need no other order, and keep the contract's: each component's
    own definitions follow it.
    """
    places = {pointer: index for index, pointer in enumerate(dict.fromkeys(key.pointer[:3] for key in types))}
    ordered = sorted(types.values(), key=lambda each: places[each.key.pointer[:3]])
    objects = {each.key: each for each in ordered if isinstance(each, ObjectDef)}
    aliases = {each.key: each for each in ordered if isinstance(each, AliasDef)}
    models = tuple(_model(objects[key], emitter, names, imports) for key in _bases_first(objects))
    annotated = {key: emitter.alias(each) for key, each in aliases.items()}
    recursive = _recursive(annotated)
    if models:
        imports.add("._runtime.core", "BaseModel")
    recursive_views = tuple(_recursive_alias(aliases[key], annotated[key], names, imports) for key in recursive)
    plain = _named_first(annotated, recursive)
    return recursive_views, models, tuple(_alias(aliases[key], annotated[key], names, imports) for key in plain)


def model_annotator(names: Names, *, constraints: bool = True) -> Annotator:
    """Return the writer of annotations that knows the contract's definitions."""
    return Annotator(
        name_of=lambda key: names.types[key],
        pattern=pattern_judge(),
        constraints=constraints,
    )


def pattern_judge() -> Callable[[str], bool]:
    """Return the test whether Pydantic's regex engine takes a pattern; it has no look-around and no back-references."""

    @cache
    def usable(pattern: str) -> bool:
        from pydantic_core import SchemaError, SchemaValidator, core_schema

        try:
            SchemaValidator(core_schema.str_schema(pattern=pattern))
        except SchemaError:
            return False
        return True

    return usable


def _model(definition: ObjectDef, emitter: Emitter, names: Names, imports: Imports) -> ModelView:
    fields = names.fields[definition.key]
    base = "BaseModel" if definition.base is None else names.types[definition.base]
    views = tuple(
        _field(each, fields[each.name], emitter.field(definition, each), imports) for each in definition.properties
    )
    text = docstring(definition.description, "Deprecated." if definition.deprecated else None)
    return ModelView(
        name=names.types[definition.key],
        bases=base if definition.additional is not None else f'{base}, extra="forbid"',
        docstring=text,
        fields=views,
        empty=not views and text is None,
    )


def _field(each: Property, name: str, annotation: Annotation, imports: Imports) -> FieldView:
    default = None
    if not each.required:
        default = "MISSING"
    elif each.kind is not None:
        default = literal(each.kind)
    elif isinstance(each.type, LiteralType) and len(each.type.values) == 1:
        # There is nothing to choose, so nobody should have to write it.
        default = literal(each.type.values[0])
    imports.update(annotation.imports)
    return FieldView(name=name, annotation=annotation.text, default=default, docstring=field_docstring(each))


def field_docstring(each: Property) -> str | None:
    """Return what is known of a field beyond its type."""
    default = None if each.default is None else f"Default: `{each.default}`."
    if default is not None and len(default) > 200:
        default = None
    binary = "Binary data." if isinstance(each.type, StringType) and each.type.format == "binary" else None
    return docstring(each.description or binary, default, "Deprecated." if each.deprecated else None)


def _alias(definition: AliasDef, annotation: Annotation, names: Names, imports: Imports) -> AliasView:
    imports.update(annotation.imports)
    imports.add("typing", "TypeAlias")
    name = names.types[definition.key]
    return AliasView(name=name, value=annotation.text, docstring=docstring(definition.description))


def _recursive_alias(definition: AliasDef, annotation: Annotation, names: Names, imports: Imports) -> AliasView:
    """Return an alias that names itself. Its value is a text, evaluated when it is first used."""
    imports.update(annotation.imports)
    imports.add("typing_extensions", "TypeAliasType")
    name = names.types[definition.key]
    value = f"TypeAliasType({literal(name)}, {literal(annotation.text)})"
    return AliasView(name=name, value=value, docstring=docstring(definition.description))


def _bases_first(objects: Mapping[TypeKey, ObjectDef]) -> list[TypeKey]:
    """Return the objects in their order, but each behind the one that it extends."""
    ordered: dict[TypeKey, None] = {}
    for key in objects:
        chain: list[TypeKey] = []
        current: TypeKey | None = key
        while current is not None and current not in ordered:
            chain.append(current)
            current = objects[current].base
        ordered.update(dict.fromkeys(reversed(chain)))
    return list(ordered)


def _recursive(annotated: Mapping[TypeKey, Annotation]) -> list[TypeKey]:
    """Return the aliases that name themselves, through other aliases or directly."""
    return [key for key in annotated if key in _reach(annotated, annotated[key].names)]


def _reach(annotated: Mapping[TypeKey, Annotation], names: Iterable[TypeKey]) -> set[TypeKey]:
    todo, seen = list(names), set[TypeKey]()
    while todo:
        key = todo.pop()
        if key in annotated and key not in seen:
            seen.add(key)
            todo.extend(annotated[key].names)
    return seen


def _named_first(annotated: Mapping[TypeKey, Annotation], recursive: list[TypeKey]) -> list[TypeKey]:
    """Return the plain aliases in an order in which each names only what stands before it."""
    ordered = dict.fromkeys(recursive)
    for start in annotated:
        todo = [start]
        while todo:
            key = todo[-1]
            waiting = [name for name in annotated[key].names if name in annotated and name not in ordered]
            if key in ordered or not waiting:
                ordered.setdefault(todo.pop())
            else:
                todo.extend(sorted(waiting, key=lambda each: each.pointer, reverse=True))
    return list(ordered)[len(recursive) :]
