"""Operations that are to stay, and a contract, become the contract without the others and what only they needed.

Pointers stay what they were, for maps lose keys only; the places of the `tags`, which are a list, are kept beside.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from apigen.report import Pointer, Report
from apigen.spec.document import Bundle, Json, found_at, local_pointer, value_at
from apigen.spec.grammar import grammar_of
from apigen.spec.origins import MovedPlaces
from apigen.spec.selection.reach import Entry, Graph, entries, graph_of


def narrowed(bundle: Bundle, wanted: Collection[Entry], report: Report) -> Bundle:
    """Return the contract with the wanted operations, and of the components those that they reach."""
    graph = graph_of(bundle)
    every = list(entries(bundle))
    reached = graph.reached([*(each.at for each in wanted), *(each.key for each in wanted), ("security",)])
    asked = {(each.key, each.at) for each in wanted}
    kept: list[Entry] = []
    for each in every:
        if (each.key, each.at) in asked:
            kept.append(each)
        elif each.at in reached and each.key in reached:
            kept.append(each)
            report.warning(
                "AG503",
                f"{each.title} stays, though no filter asks for it: what is wanted refers to parts of it",
                at=each.at,
                help="move what is shared to the components",
            )
    value = dict(bundle.value)
    _keep_items(bundle, value, kept, reached)
    _keep_components(value, graph, reached)
    origins = _keep_tags(value, {tag for each in kept for tag in each.tags})
    _drop_links(value, graph, every, kept)
    places = MovedPlaces(bundle.places, origins) if origins else bundle.places
    return replace(bundle, value=value, places=places, left_out=_left_out(bundle, every, kept))


def _left_out(bundle: Bundle, every: Iterable[Entry], kept: Collection[Entry]) -> dict[str, frozenset[str]]:
    """Return the methods of the paths that do not stay, beside those that did not before."""
    staying = {(each.key, each.at) for each in kept}
    found = dict(bundle.left_out)
    for each in every:
        if each.path is not None and (each.key, each.at) not in staying:
            found[each.path] = found.get(each.path, frozenset()) | {each.method.upper()}
    return found


def _keep_items(bundle: Bundle, value: dict[str, Json], kept: Iterable[Entry], reached: set[Pointer]) -> None:
    """Keep the paths and webhooks of these operations, and of each path item nothing but them."""
    places = {each.at for each in kept}
    for section in ("paths", "webhooks"):
        items = value.get(section)
        if isinstance(items, dict):
            value[section] = {
                name: _item(bundle, (section, name), item, places)
                for name, item in items.items()
                if (section, name) in reached or name.startswith("x-")
            }
    components = value.get("components")
    shared = components.get("pathItems") if isinstance(components, dict) else None
    if isinstance(components, dict) and isinstance(shared, dict):
        start = ("components", "pathItems")
        items = {name: _item(bundle, (*start, name), item, places) for name, item in shared.items()}
        value["components"] = {**components, "pathItems": items}


def _item(bundle: Bundle, pointer: Pointer, item: Json, places: set[Pointer]) -> Json:
    """Return a path item with the operations that stand at these places."""
    if not isinstance(item, dict):
        return item
    kept = dict(item)
    for _, place in grammar_of(bundle.version).operations(item):
        if (*pointer, *place) in places:
            continue
        if len(place) == 1:
            del kept[place[0]]
        else:
            more = kept.get(place[0])
            rest = {key: each for key, each in more.items() if key != place[1]} if isinstance(more, dict) else {}
            kept[place[0]] = rest
            if not rest:
                del kept[place[0]]
    return kept


def _keep_components(value: dict[str, Json], graph: Graph, reached: set[Pointer]) -> None:
    """Keep the components that are reached; what becomes empty by it goes, too."""
    for section in graph.sections:
        owner = value
        if section[:-1]:
            inner = value.get(section[0])
            if not isinstance(inner, dict):
                continue
            owner = value[section[0]] = dict(inner)
        held = owner.get(section[-1])
        if not isinstance(held, dict) or not held:
            continue
        # A path item is reached as what it is, or by one of its operations.
        items = {part[: len(section) + 1] for part in reached if part[: len(section)] == section}
        rest = {name: each for name, each in held.items() if (*section, name) in items}
        owner[section[-1]] = rest
        if not rest:
            del owner[section[-1]]
    if not value.get("components", True):
        del value["components"]


def _keep_tags(value: dict[str, Json], used: set[str]) -> dict[Pointer, Pointer]:
    """Keep the tags that are used, and those above them; return where they stood before."""
    tags = value.get("tags")
    if not isinstance(tags, list):
        return {}
    names = [(_text(tag.get("name")), _text(tag.get("parent"))) if isinstance(tag, dict) else ("", "") for tag in tags]
    parents = dict(names)
    wanted: set[str] = set()
    for name in used:
        above = name
        while above and above not in wanted:
            wanted.add(above)
            above = parents.get(above, "")
    left = [index for index, (name, _) in enumerate(names) if name in wanted]
    value["tags"] = [tags[index] for index in left]
    if not left:
        del value["tags"]
    return {("tags", str(new)): ("tags", str(old)) for new, old in enumerate(left) if new != old}


def _drop_links(value: dict[str, Json], graph: Graph, every: Iterable[Entry], kept: Iterable[Entry]) -> None:
    """Drop the links to operations that are gone."""
    ids = {each.id for each in every} - {each.id for each in kept} - {""}
    places = {each.at for each in every} - {each.at for each in kept}
    gone: set[Pointer] = set()
    for pointer in graph.links:
        link = found_at(value, pointer)
        if isinstance(link, dict) and (
            _text(link.get("operationId")) in ids or graph.part(_target(link.get("operationRef"))) in places
        ):
            gone.add(pointer)
    for pointer in graph.links:
        link = found_at(value, pointer)
        if pointer in gone or (isinstance(link, dict) and _target(link.get("$ref")) in gone):
            _delete(value, pointer)


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _target(ref: Json) -> Pointer:
    return (local_pointer(ref) or ()) if isinstance(ref, str) else ()


def _delete(value: dict[str, Json], pointer: Pointer) -> None:
    """Delete a key of a map, and copy what is on the way to it: the root is a copy already."""
    try:
        value_at(value, pointer)
    except LookupError:
        return
    current: dict[str, Json] | list[Json] = value
    for token in pointer[:-1]:
        if isinstance(current, dict):
            child = current[token]
            current[token] = child = child.copy() if isinstance(child, dict | list) else child
        else:
            child = current[int(token)]
            current[int(token)] = child = child.copy() if isinstance(child, dict | list) else child
        if not isinstance(child, dict | list):
            return
        current = child
    if isinstance(current, dict):
        del current[pointer[-1]]
