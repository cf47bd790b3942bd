"""Texts of parameters that are lists and objects, by the letter of their styles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, TypeAlias, cast
from urllib.parse import unquote

from apigen.contract.sent import ParameterValue
from apigen.runtime.core.styles import read_text
from apigen.spec.document import Json

Shape: TypeAlias = Literal["array", "object"]

SHAPES: Final[tuple[Shape, ...]] = ("array", "object")


def readings_of(one: ParameterValue, shape: Shape) -> Iterator[Json]:
    """Yield what the text that was sent can be read as, with strings for its scalars."""
    for text in one.sent:
        for found in read_text(one.style, one.name, text, shape, explode=one.is_exploded, unescape=unquote):
            yield cast("Json", found)


def is_text_of(one: ParameterValue, shape: Shape) -> bool:
    """Tell whether the text that was sent is one of a shape, by the parameter's style."""
    texts = (
        read_text(one.style, one.name, text, shape, explode=one.is_exploded, unescape=unquote) for text in one.sent
    )
    return all(any(True for _ in found) for found in texts)
