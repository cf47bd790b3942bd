"""Definitions to model classes and type aliases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from apigen.ir.types import (
    AliasDef,
    Definition,
    LiteralType,
    NamedRef,
    NullType,
    ObjectDef,
    Property,
    StringType,
    TypeKey,
    UnionType,
)
from apigen.names.assign import Names
from apigen.python.annotations import Annotation, Annotator
from apigen.python.text import Imports, docstring, literal
from apigen.python.views import AliasView, FieldView, ModelsView, ModelView


def build_models(types: Mapping[TypeKey, Definition], names: Names) -> ModelsView:
    """Return the module of the models: bases before what extends them, aliases before what they name.

    Annotations are evaluated late, so classes need no other order, and keep the contract's: each component's
    own definitions follow it.
    """
    imports = Imports()
    annotator = model_annotator(types, names)
    places = {pointer: index for index, pointer in enumerate(dict.fromkeys(key.pointer[:3] for key in types))}
    ordered = sorted(types.values(), key=lambda each: places[each.key.pointer[:3]])
    objects = {each.key: each for each in ordered if isinstance(each, ObjectDef)}
    aliases = {each.key: each for each in ordered if isinstance(each, AliasDef)}
    models = [_model(objects[key], annotator, names, imports) for key in _bases_first(objects)]
    annotated = {key: annotator.annotate(each.type) for key, each in aliases.items()}
    recursive = _recursive(annotated)
    if models:
        imports.add("._runtime.core", "BaseModel")
    recursive_views = tuple(_recursive_alias(aliases[key], annotated[key], names, imports) for key in recursive)
    plain = _named_first(annotated, recursive)
    alias_views = tuple(_alias(aliases[key], annotated[key], names, imports) for key in plain)
    return ModelsView(
        imports=imports.block(),
        recursive=recursive_views,
        models=tuple(models),
        aliases=alias_views,
        exports=tuple(literal(name) for name in sorted(names.types.values())),
    )


def model_annotator(types: Mapping[TypeKey, Definition], names: Names, *, constraints: bool = True) -> Annotator:
    """Return the writer of annotations that knows the contract's definitions."""
    return Annotator(
        name_of=lambda key: names.types[key],
        discriminator=lambda union: discriminator_field(union, types, names),
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


def discriminator_field(union: UnionType, types: Mapping[TypeKey, Definition], names: Names) -> str | None:
    """Return the field that tells a union's classes apart, if Pydantic can use it: each has it, with values of its own."""
    if union.discriminator is None:
        return None
    seen: set[object] = set()
    fields: set[str] = set()
    for variant in union.variants:
        if isinstance(variant, NullType):
            continue
        key = _class_behind(variant.key, types) if isinstance(variant, NamedRef) else None
        owner = None if key is None else _owner(key, union.discriminator, types)
        if owner is None:
            return None
        own, found = owner
        if not found.required or not isinstance(found.type, LiteralType) or seen & set(found.type.values):
            return None
        if not all(isinstance(value, str) for value in found.type.values):
            return None
        seen.update(found.type.values)
        fields.add(names.fields[own][found.name])
    return fields.pop() if len(fields) == 1 else None


def _class_behind(key: TypeKey, types: Mapping[TypeKey, Definition]) -> TypeKey | None:
    """Return the class that a name stands for, through plain aliases."""
    for _ in types:
        definition = types[key]
        if isinstance(definition, ObjectDef):
            return key
        if not isinstance(definition.type, NamedRef):
            return None
        key = definition.type.key
    return None


def _owner(key: TypeKey, name: str, types: Mapping[TypeKey, Definition]) -> tuple[TypeKey, Property] | None:
    """Return the property of an object or of what it extends, and whose it is."""
    current: TypeKey | None = key
    while current is not None:
        definition = types[current]
        assert isinstance(definition, ObjectDef)
        for each in definition.properties:
            if each.name == name:
                return current, each
        current = definition.base
    return None


def _model(definition: ObjectDef, annotator: Annotator, names: Names, imports: Imports) -> ModelView:
    fields = names.fields[definition.key]
    base = "BaseModel" if definition.base is None else names.types[definition.base]
    views = tuple(_field(each, fields[each.name], annotator, imports) for each in definition.properties)
    text = docstring(definition.description, "Deprecated." if definition.deprecated else None)
    return ModelView(
        name=names.types[definition.key],
        bases=base if definition.additional is not None else f'{base}, extra="forbid"',
        docstring=text,
        fields=views,
        empty=not views and text is None,
    )


def _field(each: Property, name: str, annotator: Annotator, imports: Imports) -> FieldView:
    annotation = annotator.annotate(each.type)
    default = None
    if not each.required:
        annotation, default = annotation.optional(), "MISSING"
    elif isinstance(each.type, LiteralType) and len(each.type.values) == 1:
        # There is nothing to choose, so nobody should have to write it.
        default = literal(each.type.values[0])
    if name != each.name:
        annotation = annotation.with_arguments(f"alias={literal(each.name)}")
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
