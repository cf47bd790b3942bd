"""Models, and values of any type of the contract: built leniently, written exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Generic, Literal, TypeAlias, TypeVar, Union, cast, get_args, get_origin

import pydantic
from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from .discriminator import Discriminator

T = TypeVar("T")
_INIT: Final = "__init__"
Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


class BaseModel(pydantic.BaseModel):
    """Base of every model: wire names are aliases, undeclared properties are kept, building waits for the first use.

    An object is written with all that its own class declares, wherever it stands. A property with one value that is
    required is no argument that a program has to write, but what is read must have it: it tells a union's objects apart.
    """

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        polymorphic_serialization=True,
        defer_build=True,
        protected_namespaces=(),
    )

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        constants: dict[str, FieldInfo] = {}
        for name, field in cls.model_fields.items():
            if get_origin(field.annotation) is Literal and get_args(field.annotation) == (field.default,):
                constants[name] = field
        if constants:
            setattr(cls, _INIT, _filled_in(cls.__init__, constants))


def _filled_in(init: Callable[..., None], constants: Mapping[str, FieldInfo]) -> Callable[..., None]:
    """Return an `__init__` that fills in the values of fields that have just one; Pydantic requires them from now on."""
    values = [(name, field.alias or name, field.default) for name, field in constants.items()]
    for field in constants.values():
        field.default = PydanticUndefined

    # Pydantic sees in the original's attributes that reading a value need not call it.
    @wraps(init)
    def filled_in(self: pydantic.BaseModel, /, **data: Any) -> None:
        for name, alias, value in values:
            if name not in data and alias not in data:
                data[name] = value
        init(self, **data)

    return filled_in


class Codec(Generic[T]):
    """A type, ready to build values of it and to write them. Nothing is compiled before the first use."""

    __slots__ = ("_adapter", "annotation")

    def __init__(self, annotation: Any) -> None:
        self.annotation = annotation
        self._adapter: TypeAdapter[T] | None = None

    @property
    def adapter(self) -> TypeAdapter[T]:
        """Pydantic's view of the type."""
        if self._adapter is None:
            adapter: TypeAdapter[T] = TypeAdapter(self.annotation)
            # Models wait to be built; what stands in for their validators until then is slow for ever.
            adapter.rebuild()
            self._adapter = adapter
        return self._adapter

    def build(self, value: Json) -> T:
        """Return the object for a JSON value, whatever the value is.

        The exact validator has judged already, or the value is another party's and must not be lost:
        where Pydantic refuses a part, that part stays as it came.
        """
        try:
            # A name that only looks like a field's is another property's.
            built: T = self.adapter.validator.validate_python(value, by_alias=True, by_name=False)
        except ValidationError:
            built = build_leniently(self.annotation, value)
        return built

    def check(self, value: object) -> T:
        """Return the object for a value that must be right. Raises `pydantic.ValidationError`.

        Names in a dictionary are those of the wire: one that only looks like a field's is another property's.
        """
        return self.adapter.validate_python(value, by_alias=True, by_name=False)

    def to_json(self, value: T) -> bytes:
        """Return a value as JSON text in UTF-8; parts that kept a foreign value are written as they are."""
        return self.adapter.dump_json(value, by_alias=True, warnings=False)

    def to_value(self, value: T) -> Json:
        """Return a value as a JSON value."""
        written: Json = self.adapter.dump_python(value, mode="json", by_alias=True, warnings=False)
        return written


def build_leniently(annotation: Any, value: Any) -> Any:
    """Return the best object for a value that its type refuses: right parts typed, wrong parts raw."""
    origin = get_origin(annotation)
    if isinstance(annotation, type) and issubclass(annotation, pydantic.BaseModel):
        return _construct(annotation, cast("dict[str, Any]", value)) if isinstance(value, dict) else value
    if origin is Annotated:
        bare, *metadata = get_args(annotation)
        told = next((each.told(value) for each in metadata if isinstance(each, Discriminator)), None)
        return _attempt(bare, value) if told is None else _as_told(told, bare, value)
    if origin in (Union, UnionType):
        return _best_fit(get_args(annotation), value)
    if origin is list and isinstance(value, list):
        item = get_args(annotation)[0]
        return [_attempt(item, each) for each in cast("list[object]", value)]
    if origin is dict and isinstance(value, dict):
        item = get_args(annotation)[1]
        return {name: _attempt(item, each) for name, each in cast("dict[str, Any]", value).items()}
    alias: Any = getattr(cast("object", annotation), "__value__", None)
    return value if alias is None else _attempt(alias, value)


def _attempt(annotation: Any, value: Any) -> Any:
    try:
        return TypeAdapter(annotation).validate_python(value, by_alias=True, by_name=False)
    except (ValidationError, pydantic.errors.PydanticUserError):
        return build_leniently(annotation, value)


def _as_told(told: Any, bare: Any, value: Any) -> Any:
    """Return the object that a discriminator tells; if that would lack attributes, whatever else the value fits."""
    built = _attempt(told, value)
    if not isinstance(built, pydantic.BaseModel) or all(
        name in built.model_fields_set for name, field in type(built).model_fields.items() if field.is_required()
    ):
        return built
    try:
        return TypeAdapter(bare).validate_python(value, by_alias=True, by_name=False)
    except (ValidationError, pydantic.errors.PydanticUserError, RecursionError):
        return built


def _best_fit(variants: tuple[Any, ...], value: Any) -> Any:
    """Return the object of the variant that knows most of the value; the raw value if none can be meant."""
    best, most = value, -1
    for variant in variants:
        if variant is NoneType or get_origin(variant) is Literal:
            continue
        built = build_leniently(variant, value)
        if built is not value and most < _known(built):
            best, most = built, _known(built)
    return best


def _known(built: object) -> int:
    """Return how many of an object's properties its class declares; -1 if one of them says that it is another's."""
    if isinstance(built, list):
        return sum(map(_known, cast("list[object]", built)))
    if not isinstance(built, pydantic.BaseModel):
        return 0
    fields = type(built).model_fields
    present = built.model_fields_set & fields.keys()
    return len(present) if all(_allows(fields[name].annotation, getattr(built, name)) for name in present) else -1


def _allows(annotation: Any, value: object) -> bool:
    """Whether a value is one of a `Literal`'s, if the annotation is nothing else (`MISSING` aside)."""
    if get_origin(annotation) is Literal:
        return value in get_args(annotation)
    variants = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else ()
    literals = [each for each in variants if each is not pydantic.MISSING]
    return not literals or any(get_origin(each) is not Literal or value in get_args(each) for each in literals)


def _construct(model: type[pydantic.BaseModel], value: Mapping[str, Any]) -> pydantic.BaseModel:
    """Return a model from wire names without validation: each field built leniently, unknown names kept."""
    model.model_rebuild()
    fields: dict[str, Any] = {}
    rest = dict(value)
    for name, field in model.model_fields.items():
        wire = name if field.alias is None else field.alias
        if wire in rest:
            fields[name] = _attempt(field.rebuild_annotation(), rest.pop(wire))
    # By keyword, `cls` would be the class: what is named so comes after.
    built = model.model_construct(None, **{name: each for name, each in fields.items() if name != "cls"})
    vars(built).update(fields)
    built.__pydantic_fields_set__.update(fields)
    if built.__pydantic_extra__ is not None:
        built.__pydantic_extra__.update(rest)
        built.__pydantic_fields_set__.update(rest)
    return built
