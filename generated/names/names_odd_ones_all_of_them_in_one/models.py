"""The schemas of Names: odd 'ones' & 'all' {{ of }} them \\ in one, as Pydantic models."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import MISSING, Field

from ._runtime.core import BaseModel

__all__ = [
    "AnyModel",
    "BaseModelModel",
    "Class",
    "Error",
    "GetPet200",
    "GetPetResponse",
    "Leftovers",
    "List",
    "LiteralModel",
]


class Class(BaseModel):
    class_: Annotated[str, Field(alias="class")]
    self: str
    json_: Annotated[str, Field(alias="json")]
    model_config_: Annotated[int, Field(alias="model_config")]
    copy_: Annotated[bool | MISSING, Field(alias="copy")] = MISSING
    field_1st: Annotated[int, Field(alias="1st")]
    plus_1: Annotated[int, Field(alias="+1")]
    thumbs_down: Annotated[int, Field(alias="-1")]
    ref: Annotated[str | MISSING, Field(alias="$ref")] = MISSING
    type_2: Annotated[Literal["x"] | MISSING, Field(alias="@type")] = MISSING
    type: str | MISSING = MISSING
    private: Annotated[str | MISSING, Field(alias="_private")] = MISSING
    field: Annotated[str | MISSING, Field(alias="")] = MISSING
    foo_bar_2: Annotated[str | MISSING, Field(alias="fooBar")] = MISSING
    foo_bar: str | MISSING = MISSING
    date_: Annotated[date | MISSING, Field(alias="date")] = MISSING
    list_: Annotated[list[str] | MISSING, Field(alias="list")] = MISSING
    none: Annotated[str | None | MISSING, Field(alias="None")] = MISSING
    größe: float | MISSING = MISSING


class List(BaseModel):
    list_: Annotated[list[List], Field(alias="list", max_length=3)]
    str_: Annotated[str | MISSING, Field(alias="str")] = MISSING
    int_: Annotated[int | MISSING, Field(alias="int")] = MISSING
    dict_: Annotated[dict[str, int] | MISSING, Field(alias="dict")] = MISSING


class Leftovers(BaseModel):
    any: Any | MISSING = MISSING


class AnyModel(BaseModel):
    any: LiteralModel | MISSING = MISSING


class BaseModelModel(BaseModel):
    field: AnyModel | MISSING = MISSING


class GetPetResponse(BaseModel):
    ok: bool
    any: BaseModelModel | MISSING = MISSING
    more: Leftovers | MISSING = MISSING


class GetPet200(BaseModel):
    text: LiteralModel


class Error(BaseModel):
    message: str
    code: int | MISSING = MISSING


LiteralModel: TypeAlias = Literal['"""', "\\", "it's", "{{ 7 * 7 }}", "line\nbreak", "None", "1", ""]
