"""Models built of what their types refuse: nothing is lost, whatever it is called."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal, TypeAlias, cast

import pydantic
import pytest
from pydantic import MISSING, ConfigDict, Field, create_model

from apigen.runtime.core.discriminator import Discriminator
from apigen.runtime.core.models import BaseModel, Codec, Json

ODD = {"cls": 1, "_fields_set": 2, "self": 3, "model_fields": 4, "copy": 5}


class Pet(BaseModel):
    age: int
    class_: str = Field(default="", alias="class")


class Closed(pydantic.BaseModel):
    model_config = ConfigDict(extra="ignore")

    age: int


class Animal(BaseModel):
    kind: str


class Cat(Animal):
    kind: str = "cat"
    lives: int


class Dog(Animal):
    kind: str = "dog"
    tricks: list[str] | MISSING = MISSING
    friend: AnyAnimal | MISSING = MISSING


AnyAnimal: TypeAlias = Annotated[Animal, Discriminator("kind", {"cat": Cat, "dog": Dog})]
CatOrElse: TypeAlias = Annotated[Cat | Dog, Discriminator("kind", {"cat": Cat}, default=Dog)]
CatOrDog: TypeAlias = Annotated[Cat | Dog, Discriminator("kind", {"cat": Cat, "dog": Dog})]


class Circle(BaseModel):
    shape: Literal["circle"]
    size: int


class Square(BaseModel):
    shape: Literal["square"]
    size: int


Shape: TypeAlias = Annotated[Circle | Square, Field(discriminator="shape")]


@pytest.mark.parametrize(
    ("annotation", "value", "expected"),
    [
        (AnyAnimal, {"kind": "cat", "lives": 9}, Cat),
        (AnyAnimal, {"kind": "cow", "milk": 9}, Animal),
        (CatOrDog, {"kind": "dog", "lives": 9}, Dog),
        (CatOrDog, {"kind": "cow", "lives": 9}, Cat),
        # What tells nothing is the default (3.2), unless it cannot be that.
        (CatOrElse, {"kind": "cat", "lives": 9}, Cat),
        (CatOrElse, {"kind": "cow", "tricks": 9}, Dog),
        # Leniently the same is chosen; what no class of a union can mean stays as it came.
        (AnyAnimal, {"kind": "cat", "lives": "nine"}, Cat),
        (AnyAnimal, {"kind": 1, "lives": 9}, Animal),
        (CatOrDog, {"kind": "dog", "tricks": 9}, Dog),
        (CatOrDog, {"kind": "cow", "tricks": 9}, Dog),
        (Shape, {"shape": "square", "size": "big"}, Square),
        (Shape, {"shape": "oval", "size": 1}, dict),
        (Shape, [1], list),
    ],
)
def test_an_object_becomes_what_its_discriminator_says(annotation: Any, value: Json, expected: type) -> None:
    codec: Codec[Any] = Codec(annotation)
    built = codec.build(value)
    assert type(built) is expected
    assert codec.to_value(built) == value


class Node(BaseModel):
    kind: str
    children: list[AnyNode] | MISSING = MISSING


KINDS: dict[str, type[Node]] = {}
AnyNode: TypeAlias = Annotated[Node, Discriminator("kind", KINDS)]


def test_kinds_may_be_many_and_contain_each_other() -> None:
    KINDS.update((name, create_model(name.title(), __base__=Node)) for name in (f"k{number}" for number in range(200)))
    value: Json = {"kind": "k0", "children": [{"kind": f"k{number}", "size": number} for number in range(200)]}
    codec: Codec[Any] = Codec(AnyNode)
    built = codec.build(value)
    assert [type(each) for each in built.children] == list(KINDS.values())
    assert codec.to_value(built) == value


def test_an_object_is_written_whole_where_its_base_is_declared() -> None:
    value: Json = [
        {"kind": "dog", "friend": {"kind": "cat", "lives": 9}, "tricks": []},
        {"kind": "cat", "lives": "nine"},
    ]
    codec: Codec[list[Any]] = Codec(list[AnyAnimal])
    assert codec.to_value(codec.build(value)) == value
    assert Codec[Any](list[Animal]).to_value([Cat(lives=9)]) == [{"kind": "cat", "lives": 9}]


def test_what_has_one_value_need_not_be_written_but_must_be_read() -> None:
    class Wolf(BaseModel):
        kind: Literal["wolf"] = "wolf"
        type_: Literal[1] = Field(default=1, alias="type")
        name: str

    class Named(BaseModel):
        name: str

    whole: Json = {"kind": "wolf", "type": 1, "name": "a"}
    assert Wolf(name="a").model_dump() == Wolf(name="a", type=1).model_dump() == whole
    codec = Codec[Any](Wolf | Named)
    values: list[tuple[Json, type]] = [(whole, Wolf), ({"name": "a"}, Named), ({"type": 1, "name": "a"}, Named)]
    for value, kind in values:
        built = codec.build(value)
        assert type(built) is kind
        assert json.loads(codec.to_json(built)) == value


def test_undeclared_names_can_be_those_of_parameters() -> None:
    codec: Codec[Pet] = Codec(Pet)
    value: dict[str, Any] = {"age": "old", "class": "cat", **ODD}
    built = codec.build(value)
    assert [built.age, built.class_, built.model_extra] == ["old", "cat", ODD]
    assert codec.to_value(built) == value
    assert built.model_fields_set == codec.build({**value, "age": 1}).model_fields_set


def test_the_name_of_a_field_is_another_property_than_its_own() -> None:
    codec: Codec[Pet] = Codec(Pet)
    values: list[Json] = [{"age": 1, "class_": "cat"}, {"age": "old", "class_": "cat", "class": "dog"}]
    for value in values:
        assert codec.build(value).model_extra == {"class_": "cat"}
    assert Pet.model_validate({"age": 1, "class_": "cat"}).class_ == "cat"


def test_a_declared_name_can_be_that_of_a_parameter() -> None:
    # Pydantic itself cannot make such a class in the usual way, but a program may.
    model: Any = create_model("Model", __base__=BaseModel, cls=(int, ...), age=(int, ...))
    built = Codec[Any](model).build({"cls": "x", "age": 1})
    assert (built.__dict__, built.model_extra) == ({"cls": "x", "age": 1}, {})


def test_a_model_that_keeps_no_extras_gets_none() -> None:
    built: Codec[Closed] = Codec(Closed)
    assert built.build({"age": "old", "cls": 1}).__dict__ == {"age": "old"}


class Media(BaseModel):
    kind: str


class Still(Media):
    width: int


class Live(Media):
    seconds: int


_TOLD: dict[str, type[Media]] = {"still": Still, "live": Live}
AnyMedia: TypeAlias = Annotated[Media, Discriminator("kind", _TOLD)]
StillOrLive: TypeAlias = Annotated[Still | Live, Discriminator("kind", _TOLD)]


@pytest.mark.parametrize(
    ("annotation", "value", "kind"),
    [
        (AnyMedia, {"kind": "still", "width": 1}, Still),
        (AnyMedia, {"kind": "still"}, Media),
        (list[AnyMedia], [{"kind": "live", "width": 1}], Media),
        (StillOrLive, {"kind": "live", "width": 1}, Still),
        # Nothing fits: what is told is there, as far as it came.
        (StillOrLive, {"kind": "live"}, Live),
        (AnyMedia, {"kind": "still", "width": "new"}, Still),
    ],
)
def test_what_is_told_and_would_lack_attributes_is_what_else_it_fits(annotation: Any, value: Json, kind: type) -> None:
    codec: Codec[Any] = Codec(annotation)
    built = codec.build(value)
    assert type(cast("list[object]", built)[0] if isinstance(built, list) else built) is kind
    assert codec.to_value(built) == value
