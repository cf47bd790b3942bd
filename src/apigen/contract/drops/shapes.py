"""Texts of parameters that are lists and objects, by the letter of their styles."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias
from urllib.parse import unquote

from apigen.contract.sent import ParameterValue
from apigen.runtime.core.styles import read_text

Shape: TypeAlias = Literal["array", "object"]

SHAPES: Final[tuple[Shape, ...]] = ("array", "object")


def is_text_of(one: ParameterValue, shape: Shape) -> bool:
    """Tell whether the text that was sent is one of a shape, by the parameter's style."""
    texts = (
        read_text(one.style, one.name, text, shape, explode=one.is_exploded, unescape=unquote) for text in one.sent
    )
    return all(any(True for _ in found) for found in texts)
