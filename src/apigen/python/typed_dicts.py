"""What request bodies hold to TypedDicts: the same objects as the models, by their names on the wire."""

from __future__ import annotations

import keyword
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from apigen.ir.api import Api
from apigen.ir.types import (
    AliasDef,
    ArrayType,
    BytesType,
    Definition,
    MapType,
    NamedRef,
    ObjectDef,
    Property,
    StreamType,
    StringType,
    TypeKey,
    TypeRef,
    UnionType,
)
from apigen.names.assign import Names
from apigen.python.annotations import FORMATS, Annotation, Annotator, distinct, either
from apigen.python.models import field_docstring
from apigen.python.text import Imports, docstring, literal
from apigen.python.type_views import AliasView, FieldView, TypedDictView, TypesView

MODULE: Final = "types"
"""The module of the package that TypedDicts stand in."""


@dataclass(frozen=True, slots=True)
class WrittenAnnotator:
    """Writes the annotations of what a program may write into a body: a model or its TypedDict, a date or its text.

    `plain` writes those of all that is the same in models; `dicts` are the names of the definitions that are not.
    `module` is where they are imported from; without one they are at hand.
    """

    plain: Annotator
    dicts: Mapping[TypeKey, str]
    module: str | None = None

    def annotate(self, found: TypeRef) -> Annotation:
        """Return the annotation of a type."""
        return either(self._each(found))

    def _each(self, found: TypeRef) -> Iterator[Annotation]:
        match found:
            case NamedRef(key=key) if key in self.dicts:
                imported = {(self.module, self.dicts[key])} if self.module else set[tuple[str, str]]()
                yield self.plain.annotate(found)
                yield Annotation(self.dicts[key], frozenset(imported))
            case StringType(format=form) if form in FORMATS:
                yield self.plain.annotate(found)
                yield self.plain.annotate(StringType())
            case ArrayType(items=items):
                yield self._collection(found, items, "Sequence[{}]")
            case MapType(values=values):
                name = self.plain.annotate(StringType()).text
                yield self._collection(found, values, f"Mapping[{name}, {{}}]")
            case StreamType(items=items, events=False):
                yield self.plain.stream(self.annotate(items), events=False)
            case UnionType():
                for each in _variants(found):
                    yield from self._each(each)
            case _:
                yield self.plain.annotate(found)

    def _collection(self, found: TypeRef, inner: TypeRef, form: str) -> Annotation:
        """Return the annotation of a collection: a list of models is none of models or TypedDicts, but a sequence of them."""
        each = self.annotate(inner)
        if each.text == self.plain.annotate(inner).text and not isinstance(inner, BytesType):
            return self.plain.annotate(found)
        abstract = ("collections.abc", form.partition("[")[0])
        return Annotation(form.format(each.text), each.imports | {abstract}, each.names)


def dict_names(api: Api, names: Names) -> dict[TypeKey, str]:
    """Return the names of the definitions that bodies can hold and that a program may write in another way than as a model."""
    used = _used(api)
    differing = {key for key in used if isinstance(api.types[key], ObjectDef)}
    waiting = used - differing
    while grown := {key for key in waiting if _leads_to(differing, api.types[key])}:
        differing |= grown
        waiting -= grown
    return {key: names.dicts[key] for key in api.types if key in differing}


def build_types(api: Api, dicts: Mapping[TypeKey, str], annotator: Annotator, title: str) -> tuple[TypesView, ...]:
    """Return the module of the TypedDicts; none if no body can hold an object."""
    if not dicts:
        return ()
    imports = Imports()
    written = WrittenAnnotator(annotator, dicts)
    views: list[TypedDictView] = []
    aliases: list[AliasView] = []
    for key, name in sorted(dicts.items(), key=lambda item: item[1]):
        definition = api.types[key]
        if isinstance(definition, ObjectDef):
            properties = _properties(definition, api.types)
            annotations = [_member(each, written) for each in properties]
            views.append(_typed_dict(name, definition, properties, annotations))
            imports.add("typing", "TypedDict")
        else:
            annotations = [written.annotate(definition.type)]
            text = docstring(definition.description)
            aliases.append(AliasView(name=name, value=literal(annotations[0].text), docstring=text))
            imports.add("typing", "TypeAlias")
        for each in annotations:
            imports.update(each.imports)
            imports.update((".models", annotator.name_of(named)) for named in each.names)
    return (
        TypesView(
            module=MODULE,
            docstring=f'"""The request bodies of {title}, as TypedDicts: for type checkers, and for whoever writes plain dicts."""',
            imports=imports.block(typing_only=[".models"]),
            dicts=tuple(views),
            aliases=tuple(aliases),
            exports=tuple(map(literal, sorted(dicts.values()))),
        ),
    )


def _used(api: Api) -> set[TypeKey]:
    """Return the definitions that bodies hold, and those that they lead to."""
    bodies = (operation.body for operation in api.operations if operation.body)
    todo = [key for body in bodies for found in body.types for key in _named(found)]
    seen = set[TypeKey]()
    while todo:
        key = todo.pop()
        if key not in seen:
            seen.add(key)
            todo.extend(each for found in _types(api.types[key], api.types) for each in _named(found))
    return seen


def _types(definition: Definition, types: Mapping[TypeKey, Definition]) -> list[TypeRef]:
    if isinstance(definition, AliasDef):
        return [definition.type]
    return [each.type for each in _properties(definition, types)]


def _properties(definition: ObjectDef, types: Mapping[TypeKey, Definition]) -> list[Property]:
    """Return an object's properties, those that it inherits first: a TypedDict cannot say more of what it inherits."""
    found: dict[str, Property] = {}
    base = None if definition.base is None else types[definition.base]
    if isinstance(base, ObjectDef):
        found = {each.name: each for each in _properties(base, types)}
    return [*(found | {each.name: each for each in definition.properties}).values()]


def _leads_to(keys: set[TypeKey], definition: Definition) -> bool:
    """Whether an alias is another one where it is written: for what it names, or for a date or a file in it."""

    def differs(leaf: TypeRef) -> bool:
        match leaf:
            case NamedRef(key=key):
                return key in keys
            case StringType(format=form):
                return form in FORMATS
            case _:
                return isinstance(leaf, BytesType)

    return isinstance(definition, AliasDef) and any(map(differs, _leaves(definition.type)))


def _named(found: TypeRef) -> Iterator[TypeKey]:
    return (leaf.key for leaf in _leaves(found) if isinstance(leaf, NamedRef))


def _leaves(found: TypeRef) -> Iterator[TypeRef]:
    """Yield the types that a type is made of and that are made of no others."""
    match found:
        case ArrayType(items=inner) | MapType(values=inner) | StreamType(items=inner):
            yield from _leaves(inner)
        case UnionType():
            for each in _variants(found):
                yield from _leaves(each)
        case _:
            yield found


def _variants(found: UnionType) -> list[TypeRef]:
    """Return what a value of a union can be. A model stands for what extends it, a TypedDict does not."""
    told = found.discriminator
    more = [] if told is None else [each for _, each in told.mapping] + ([told.default] if told.default else [])
    return distinct(dict.fromkeys([*found.variants, *more]))


def _member(each: Property, written: WrittenAnnotator) -> Annotation:
    found = written.annotate(each.type)
    if each.required:
        return found
    return Annotation(f"NotRequired[{found.text}]", found.imports | {("typing", "NotRequired")}, found.names)


def _typed_dict(
    name: str, definition: ObjectDef, properties: Iterable[Property], annotations: Iterable[Annotation]
) -> TypedDictView:
    plain = all(_is_plain(each.name) for each in properties)
    write: Callable[[str], str] = str if plain else literal
    fields = tuple(
        FieldView(name=write(each.name), annotation=write(found.text), default=None, docstring=field_docstring(each))
        for each, found in zip(properties, annotations, strict=True)
    )
    text = docstring(definition.description, "Deprecated." if definition.deprecated else None)
    return TypedDictView(
        name=name, docstring=text, fields=fields, quoted=not plain, empty=plain and not fields and text is None
    )


def _is_plain(name: str) -> bool:
    """Whether a key can be written like an attribute: Python changes names of two underscores, and some other letters."""
    changed = name.startswith("__") or unicodedata.normalize("NFKC", name) != name
    return name.isidentifier() and not keyword.iskeyword(name) and not changed
