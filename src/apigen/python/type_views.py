"""What templates receive of the contract's types: models, and what a program may write for them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """A line of a class: `name: annotation = default`, and the docstring under it (a finished literal)."""

    name: str
    annotation: str
    default: str | None
    docstring: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelView:
    """A model class. `bases` is the finished text between the parentheses."""

    name: str
    bases: str
    docstring: str | None
    fields: tuple[FieldView, ...]
    empty: bool
    """Nothing stands in the class body: it needs a `pass`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasView:
    """A named type that is no class. `value` is finished: an annotation, or the call that makes a recursive alias."""

    name: str
    value: str
    docstring: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelsView:
    """A module of models: `imports` is a finished block; recursive aliases come first, then classes, then aliases."""

    module: str
    """Its path in the package: `models`, or of a large contract `models/_pets`."""
    docstring: str
    imports: str
    recursive: tuple[AliasView, ...]
    models: tuple[ModelView, ...]
    aliases: tuple[AliasView, ...]
    exports: tuple[str, ...]
    """The public names, quoted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedDictView:
    """A TypedDict. Where `quoted`, some key is no attribute: keys and annotations are quoted, in a call that makes it."""

    name: str
    docstring: str | None
    fields: tuple[FieldView, ...]
    quoted: bool
    empty: bool
    """Nothing stands in the class body: it needs a `pass`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypesView:
    """The module of what request bodies are as plain dicts: `imports` is a finished block, aliases come last."""

    module: str
    docstring: str
    imports: str
    dicts: tuple[TypedDictView, ...]
    aliases: tuple[AliasView, ...]
    exports: tuple[str, ...]
    """The public names, quoted."""
