"""Models built of what their types refuse: nothing is lost, whatever it is called."""

from __future__ import annotations

from typing import Any

import pydantic
from pydantic import ConfigDict, Field, create_model

from apigen.runtime.core.models import BaseModel, Codec

ODD = {"cls": 1, "_fields_set": 2, "self": 3, "model_fields": 4, "copy": 5}


class Pet(BaseModel):
    age: int
    class_: str = Field(default="", alias="class")


class Closed(pydantic.BaseModel):
    model_config = ConfigDict(extra="ignore")

    age: int


def test_undeclared_names_can_be_those_of_parameters() -> None:
    codec: Codec[Pet] = Codec(Pet)
    value: dict[str, Any] = {"age": "old", "class": "cat", **ODD}
    built = codec.build(value)
    assert [built.age, built.class_, built.model_extra] == ["old", "cat", ODD]
    assert codec.to_value(built) == value
    assert built.model_fields_set == codec.build({**value, "age": 1}).model_fields_set


def test_a_declared_name_can_be_that_of_a_parameter() -> None:
    # Pydantic itself cannot make such a class in the usual way, but a program may.
    model: Any = create_model("Model", __base__=BaseModel, cls=(int, ...), age=(int, ...))
    built = Codec[Any](model).build({"cls": "x", "age": 1})
    assert (built.__dict__, built.model_extra) == ({"cls": "x", "age": 1}, {})


def test_a_model_that_keeps_no_extras_gets_none() -> None:
    built: Codec[Closed] = Codec(Closed)
    assert built.build({"age": "old", "cls": 1}).__dict__ == {"age": "old"}
