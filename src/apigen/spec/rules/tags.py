"""Rules about the document's tags: each is described once, and stands below one that exists."""

from __future__ import annotations

from apigen.report import Pointer
from apigen.spec.document import Json
from apigen.spec.rules.subject import Subject


def check_tags(subject: Subject, pointer: Pointer, root: dict[str, Json]) -> None:
    """Check the list of Tag Objects (OpenAPI 3.2, section 4.1.2)."""
    tags = root.get("tags")
    parents: dict[str, str] = {}
    places: dict[str, Pointer] = {}
    for index, tag in enumerate(tags if isinstance(tags, list) else ()):
        name = tag.get("name") if isinstance(tag, dict) else None
        if not isinstance(tag, dict) or not isinstance(name, str):
            continue
        at = (*pointer, "tags", str(index))
        if name in places:
            subject.report.warning(
                "AG238",
                f"the tag `{name}` is described twice: also as item {int(places[name][-1]) + 1}",
                at=at,
                label="described again here",
                help="keep one of them",
            )
            continue
        places[name] = at
        parent = tag.get("parent")
        if isinstance(parent, str) and subject.document.version >= (3, 2):
            parents[name] = parent
    for name, parent in parents.items():
        if parent not in places:
            subject.report.warning(
                "AG239",
                f"the tag `{name}` stands below `{parent}`, which is not described",
                at=(*places[name], "parent"),
                help=subject.did_you_mean(parent, places) or f"add a tag with `name: {parent}`",
            )
    _check_circles(subject, parents, places)


def _check_circles(subject: Subject, parents: dict[str, str], places: dict[str, Pointer]) -> None:
    done: set[str] = set()
    for start in parents:
        way: dict[str, None] = {}
        name = start
        while name in parents and name not in done and name not in way:
            way[name] = None
            name = parents[name]
        if name in way:
            names = list(way)
            circle = [*names[names.index(name) :], name]
            subject.report.warning(
                "AG239",
                f"these tags stand below each other in a circle: {' -> '.join(circle)}",
                at=(*places[name], "parent"),
                help="let one of them stand at the top",
            )
        done.update(way)
