"""Parameters to source: the descriptor's call, and a declared default."""

from __future__ import annotations

import json
from typing import Final

from apigen.ir.api import Parameter
from apigen.ir.media import concrete
from apigen.ir.parameters import DEFAULT_STYLES, EXPLODED
from apigen.ir.types import BooleanType, LiteralType, NullType, NumberType, StringType, TypeRef, UnionType
from apigen.python.bodies import media_call
from apigen.python.text import literal

_FORMATTED: Final = frozenset({"date-time", "date", "uuid"})


def parameter_call(parameter: Parameter, attribute: str) -> str:
    """Return the descriptor's call: what the runtime takes for granted is not said."""
    arguments = [literal(parameter.name), literal(attribute)]
    if parameter.media is not None:
        arguments.append(media_call(parameter.media))
    elif parameter.media_type is not None:
        arguments.append(f"media_type={literal(concrete(parameter.media_type))}")
    if parameter.style != DEFAULT_STYLES[parameter.location]:
        arguments.append(f"style={literal(parameter.style)}")
    if parameter.explode != (parameter.style in EXPLODED):
        arguments.append(f"explode={parameter.explode}")
    if parameter.allow_reserved:
        arguments.append("allow_reserved=True")
    if parameter.required and parameter.location != "path":
        arguments.append("required=True")
    return f"{parameter.location}({', '.join(arguments)})"


def default_literal(parameter: Parameter) -> str | None:
    """Return a parameter's default as source; `None` if there is none that its type could have."""
    if parameter.default is None:
        return None
    value = json.loads(parameter.default)
    return literal(value) if _holds(parameter.type, value) else None


def _holds(found: TypeRef, value: object) -> bool:
    match found:
        case StringType(format=form):
            return isinstance(value, str) and form not in _FORMATTED
        case NumberType(integer=integer):
            return isinstance(value, int if integer else int | float) and not isinstance(value, bool)
        case BooleanType():
            return isinstance(value, bool)
        case LiteralType(values=values):
            return any(value == each and type(value) is type(each) for each in values)
        case NullType():
            return value is None
        case UnionType(variants=variants):
            return any(_holds(variant, value) for variant in variants)
        case _:
            return False
