"""The rules about `x-apigen-pagination` of an operation, which says how the pages of its result follow each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.rules.parameters import declared_for
from apigen.spec.rules.subject import Subject
from apigen.spec.words import describe, did_you_mean

PAGINATION: Final = "x-apigen-pagination"


class Style(NamedTuple):
    """The keys that a style needs beside `style`, and those that it may have."""

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()


STYLES: Final[Mapping[str, Style]] = {
    "cursor": Style(("parameter", "next", "items"), ("more",)),
    "offset": Style(("parameter", "items"), ("total", "more")),
    "page": Style(("parameter", "items"), ("start", "more")),
    "url": Style(("next", "items")),
    "link": Style(("items",)),
}
_POINTERS: Final = ("items", "next", "more", "total")


def check_pagination(subject: Subject, pointer: Pointer, operation: dict[str, Json]) -> None:
    """Its style is known, has all that it needs, and asks for a page by a parameter that there is."""
    if PAGINATION not in operation:
        return
    at, value = (*pointer, PAGINATION), operation[PAGINATION]
    style = value.get("style") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(style, str) or style not in STYLES:
        hint = did_you_mean(style, STYLES) if isinstance(style, str) else None
        subject.report.error(
            "AG251",
            f"`{style}` is no style of pagination" if isinstance(style, str) else "the pagination has no style",
            at=(*at, "style") if isinstance(style, str) else at,
            help=hint or f"write `style` with one of {', '.join(f'`{each}`' for each in STYLES)}",
        )
        return
    if _check_keys(subject, at, value, style):
        _check_parameter(subject, pointer, at, value)


def _check_keys(subject: Subject, at: Pointer, value: dict[str, Json], style: str) -> bool:
    """Whether the keys are those of the style, with values that they can have; what they are not is reported."""
    needed, optional = STYLES[style]
    known = ("style", *needed, *optional)
    faults = [
        (
            (*at, key),
            f"a pagination of style `{style}` has no key `{key}`",
            did_you_mean(key, known) or f"it has {_listed(known)}",
        )
        for key in value
        if key not in known
    ]
    faults += [
        (at, f"a pagination of style `{style}` needs `{key}`", f"add `{key}`") for key in needed if key not in value
    ]
    for key in (key for key in known if key in value):
        example = _example(key, value[key])
        if example is not None:
            message = f"`{key}` cannot be {describe(value[key], show=True)}"
            faults.append(((*at, key), message, f"write it as `{example}`"))
    for place, message, help in faults:
        subject.report.error("AG251", message, at=place, help=help)
    return not faults


def _example(key: str, value: Json) -> str | None:
    """Return how a key is written if this is no value of it."""
    if key == "start":
        return None if isinstance(value, int) and not isinstance(value, bool) else "1"
    if not isinstance(value, str):
        return "/data" if key in _POINTERS else "page"
    if key in _POINTERS and value and not value.startswith("/"):
        return f"/{value.removeprefix('#/').replace('.', '/')}"
    return None


def _check_parameter(subject: Subject, pointer: Pointer, at: Pointer, value: dict[str, Json]) -> None:
    name = value.get("parameter")
    if not isinstance(name, str):
        return
    known = declared_for(subject, pointer)
    if (name, "query") in known:
        return
    elsewhere = next((location for other, location in known if other == name), None)
    names = [other for other, location in known if location == "query"]
    subject.report.error(
        "AG252",
        f"the operation has no parameter `{name}` in `query`" + (f", but in `{elsewhere}`" if elsewhere else ""),
        at=(*at, "parameter"),
        help=did_you_mean(name, names)
        or (f"it has {_listed(names)}" if names else "declare the parameter that asks for a page"),
    )


def _listed(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
