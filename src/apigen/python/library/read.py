"""The library's module to the annotations in it. Nothing of it is run, and only what models are made of is let through."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from apigen.ir.types import TypeKey
from apigen.python.annotations import Annotation, Import
from apigen.python.library.lifted import MODULE, Lifted

_IMPORTS: Final[Mapping[str, str]] = {
    "Annotated": "typing",
    "Any": "typing",
    "Field": "pydantic",
    "Literal": "typing",
    "MISSING": "pydantic",
    "UUID": "uuid",
    "date": "datetime",
    "datetime": "datetime",
}
"""Names that annotations may use, and where they come from."""
_BUILTINS: Final = frozenset({"bool", "float", "int", "str"})
_BARE: Final[Mapping[str, str]] = {"dict": "dict[str, Any]", "list": "list[Any]"}
_MODULES: Final = frozenset({"__future__", "datetime", "pydantic", "typing", "typing_extensions", "uuid", MODULE})
_CONFIG: Final = frozenset({"arbitrary_types_allowed", "extra"})
"""What the library sets for a class. The first is about types that are ours, and know how they are built."""
_BOUNDS: Final = frozenset({"ge", "gt", "le", "lt", "max_length", "min_length", "multiple_of"})
_WORDS: Final = frozenset({"alias", "pattern"})


class Unreadable(Exception):
    """The module has something that models are not made of. The message says what."""


@dataclass(frozen=True, slots=True)
class Field:
    """A line of a class: the finished annotation, and whether the value may be absent."""

    annotation: Annotation
    absent: bool


@dataclass(frozen=True, slots=True)
class Class:
    """A class: what it extends, whether it refuses undeclared properties, and its fields by wire name."""

    base: TypeKey | None
    closed: bool
    fields: Mapping[str, Field]


Declared: TypeAlias = Class | Annotation


def read(text: str, lifted: Lifted, names: Mapping[TypeKey, str]) -> dict[TypeKey, Declared]:
    """Return what the library says of each definition: a class, or what an alias stands for. Raises `Unreadable`."""
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Unreadable(f"it is no Python: {error}") from error
    reader = _Reader(lifted, names, _aliases(module))
    found: dict[TypeKey, Declared] = {}
    for statement in module.body:
        match statement:
            case ast.ClassDef(name=name) if name in lifted.classes:
                found[lifted.classes[name]] = reader.declared(statement)
            case ast.Assign(targets=[ast.Name(id=name)]):
                if name in lifted.classes:
                    found[lifted.classes[name]] = reader.annotation(reader.aliases[name])
            case ast.ImportFrom(module=name, level=0) if name in _MODULES:
                pass
            case ast.Expr(
                value=ast.Call(func=ast.Attribute(value=ast.Name(), attr="model_rebuild"), args=[], keywords=[])
            ):
                pass
            case _:
                raise Unreadable(f"line {statement.lineno} is `{_excerpt(statement)}`")
    return found


def _aliases(module: ast.Module) -> dict[str, ast.expr]:
    """Return what the names stand for that are no classes. Those that nobody asked for are the library's own."""
    found: dict[str, ast.expr] = {}
    for statement in module.body:
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(func=ast.Name(id="TypeAliasType"), args=[ast.Constant(value=said), value], keywords=[]),
            ) if said == name:
                found[name] = value
            case ast.Assign():
                raise Unreadable(f"line {statement.lineno} is `{_excerpt(statement)}`")
            case _:
                pass
    return found


@dataclass(slots=True)
class _Reader:
    """Reads a module's classes and expressions, with the words for the tokens in them."""

    lifted: Lifted
    names: Mapping[TypeKey, str]
    aliases: Mapping[str, ast.expr]

    def declared(self, found: ast.ClassDef) -> Class:
        """Return what a class says."""
        closed = False
        fields: dict[str, Field] = {}
        for statement in found.body:
            match statement:
                case ast.Assign(
                    targets=[ast.Name(id="model_config")],
                    value=ast.Call(func=ast.Name(id="ConfigDict"), args=[], keywords=settings),
                ):
                    closed = _settings(settings).get("extra") == "forbid"
                case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=default) if (
                    name in self.lifted.attributes
                ):
                    fields[self.lifted.attributes[name]] = Field(self.annotation(annotation), _may_be_absent(default))
                case ast.Pass():
                    pass
                case _:
                    raise Unreadable(f"line {statement.lineno} is `{_excerpt(statement)}`")
        return Class(self._base(found), closed, fields)

    def annotation(self, found: ast.expr) -> Annotation:
        """Return a finished annotation."""
        scope = _Scope(self)
        text = ast.unparse(scope.expression(found))
        return Annotation(text, frozenset(scope.imports), frozenset(scope.keys))

    def _base(self, found: ast.ClassDef) -> TypeKey | None:
        match found:
            case ast.ClassDef(bases=[ast.Name(id=name)], keywords=[], decorator_list=[]):
                if name in self.lifted.bases:
                    return self.lifted.bases[name]
                if name == "BaseModel":
                    return None
            case _:
                pass
        raise Unreadable(f"the class at line {found.lineno} extends something else than one model")


@dataclass(slots=True)
class _Scope:
    """One annotation: what is written anew, and the imports and definitions that it needs."""

    reader: _Reader
    imports: set[Import] = field(default_factory=set[Import])
    keys: set[TypeKey] = field(default_factory=set[TypeKey])
    within: tuple[str, ...] = ()

    def expression(self, found: ast.expr) -> ast.expr:
        """Return an expression with the words for its tokens. Raises `Unreadable` for what is no type."""
        match found:
            case ast.Name(id=name):
                return self._name(name)
            case ast.Constant(value=None):
                return found
            case ast.Constant(value=str(text)):
                # A name that comes later, in quotes: the annotation is evaluated late as a whole.
                return self.expression(_expression_of(text))
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return ast.BinOp(self.expression(left), ast.BitOr(), self.expression(right))
            case ast.Subscript(value=ast.Name(id="Union"), slice=ast.Tuple(elts=[first, *rest])):
                joined = self.expression(first)
                for each in rest:
                    joined = ast.BinOp(joined, ast.BitOr(), self.expression(each))
                return joined
            case ast.Subscript(value=ast.Name(id="Literal"), slice=values):
                return ast.Subscript(self._name("Literal"), self._values(values))
            case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[inner, ast.Call() as call])):
                return ast.Subscript(self._name("Annotated"), ast.Tuple([self.expression(inner), self._bounds(call)]))
            case ast.Subscript(value=ast.Name(id="list"), slice=items):
                return ast.Subscript(ast.Name("list"), self.expression(items))
            case ast.Subscript(value=ast.Name(id="dict"), slice=ast.Tuple(elts=[ast.Name(id="str"), values])):
                return ast.Subscript(ast.Name("dict"), ast.Tuple([ast.Name("str"), self.expression(values)]))
            case _:
                raise Unreadable(f"an annotation has `{_excerpt(found)}`")

    def _name(self, name: str) -> ast.expr:
        lifted = self.reader.lifted
        if name in lifted.classes:
            key = lifted.classes[name]
            self.keys.add(key)
            return ast.Name(self.reader.names[key])
        if name in lifted.types:
            finished = lifted.types[name]
            self.imports |= finished.imports
            self.keys |= finished.names
            return _expression_of(finished.text)
        if name in self.reader.aliases and name not in self.within:
            # A name of the library's own: what it stands for says more.
            outer, self.within = self.within, (*self.within, name)
            expression = self.expression(self.reader.aliases[name])
            self.within = outer
            return expression
        if name in _IMPORTS:
            self.imports.add((_IMPORTS[name], name))
        elif name in _BARE:
            # The library gave up on what is in it.
            return self.expression(_expression_of(_BARE[name]))
        elif name not in _BUILTINS:
            raise Unreadable(f"an annotation has the name `{name}`")
        return ast.Name(name)

    def _values(self, found: ast.expr) -> ast.expr:
        match found:
            case ast.Tuple(elts=values):
                return ast.Tuple([self._values(each) for each in values])
            case ast.Constant(value=str(token)):
                return ast.Constant(self._text(token))
            case ast.Constant(value=int() | None) | ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int())):
                return found
            case _:
                raise Unreadable(f"a Literal has `{_excerpt(found)}`")

    def _bounds(self, found: ast.Call) -> ast.expr:
        match found:
            case ast.Call(func=ast.Name(id="Field"), args=[], keywords=keywords):
                return ast.Call(self._name("Field"), [], [self._bound(each) for each in keywords])
            case _:
                raise Unreadable(f"an annotation has `{_excerpt(found)}`")

    def _bound(self, found: ast.keyword) -> ast.keyword:
        match found:
            case ast.keyword(arg=str(name), value=ast.Constant(value=str(token))) if name in _WORDS:
                return ast.keyword(name, ast.Constant(self._text(token)))
            case ast.keyword(
                arg=name,
                value=ast.Constant(value=int() | float())
                | ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float())),
            ) if name in _BOUNDS:
                return found
            case _:
                raise Unreadable(f"a Field has `{_excerpt(found)}`")

    def _text(self, token: str) -> str:
        if token not in self.reader.lifted.texts:
            raise Unreadable(f"it has the text {token!r}, which nobody gave it")
        return self.reader.lifted.texts[token]


def _settings(found: list[ast.keyword]) -> dict[str, object]:
    """Return the settings of a class."""
    read: dict[str, object] = {}
    for each in found:
        match each:
            case ast.keyword(arg=str(name), value=ast.Constant(value=value)) if name in _CONFIG:
                read[name] = value
            case _:
                raise Unreadable(f"a class has the setting `{_excerpt(each)}`")
    return read


def _may_be_absent(default: ast.expr | None) -> bool:
    match default:
        case None:
            return False
        case ast.Name(id="MISSING"):
            return True
        case _:
            raise Unreadable(f"a field has the default `{_excerpt(default)}`")


def _expression_of(text: str) -> ast.expr:
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError) as error:
        raise Unreadable(f"an annotation is the text {text!r}") from error


def _excerpt(found: ast.AST) -> str:
    """Return what stands there, short enough for a message."""
    text = ast.unparse(found)
    return text if len(text) <= 80 else f"{text[:77]}..."
