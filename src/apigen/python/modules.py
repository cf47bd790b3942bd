"""A large contract's definitions and operations to modules of a size that can be read, which import in no circle."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeAlias, TypeVar

from apigen.ir.api import Api
from apigen.ir.types import AliasDef, Definition, TypeKey
from apigen.names.assign import Names
from apigen.names.scope import Scope
from apigen.names.words import snake

T = TypeVar("T")
References: TypeAlias = Mapping[TypeKey, Collection[TypeKey]]
"""What each definition names."""

LARGE: Final = 1200
"""How many definitions and operations together stand in single modules: to import more takes over a third of a second."""

SHARED: Final = "_shared"
"""The module of what the operations of all tags use."""

_SIZE: Final = 100
"""How many definitions or operations of a tag stand in a module before there is another one."""

_LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class Module(Generic[T]):
    """A module of a package, whose names are imported from the package. `title` says in prose what it holds."""

    name: str
    title: str
    members: frozenset[T]


def is_large(api: Api) -> bool:
    """Whether models and operations are packages, whose modules are loaded when they are needed."""
    return len(api.types) + len(api.operations) > LARGE


def operation_modules(api: Api, names: Names) -> list[Module[str]]:
    """Return a module a tag, and more for a tag of many operations, which are known by their ids.

    They are divided by their paths, so that neighbours stay together.
    """
    found: list[Module[str]] = []
    for tag in sorted(names.tags, key=lambda each: names.tags[each].module):
        members = sorted(
            (each for each in api.operations if each.tag == tag), key=lambda each: (each.path, each.method)
        )
        name = names.tags[tag].module
        found += _divided(name, f"the tag `{name}`", [[each.id] for each in members])
    return _named(found, reserved=[SHARED])


def model_modules(
    types: Mapping[TypeKey, Definition],
    references: References,
    users: Mapping[TypeKey, Collection[str]],
    names: Names,
) -> list[Module[TypeKey]]:
    """Return modules of which each imports only what it leads to.

    Definitions that name each other in a circle stand together, and so do those that the same others need. Such a
    group has a module of its own if several groups or tags need it; of the rest, what one tag needs stands together.
    `users` are the modules of the tags whose operations name a definition.
    """
    found = _groups(references, users)
    home = {key: group for group in found for key in group.members}
    named = {home[each] for key in references for each in references[key] if home[each] is not home[key]}
    own: list[Module[TypeKey]] = []
    aliases: list[TypeKey] = []
    tagged: dict[str, list[Collection[TypeKey]]] = {}
    for word, group in sorted(_by_name(found, names).items()):
        if group not in named and len(group.tags) < 2:
            tagged.setdefault(next(iter(group.tags), ""), []).append(group.members)
        elif all(isinstance(types[key], AliasDef) and not references[key] for key in group.members):
            aliases += group.members
        else:
            title = f"`{word}` and what belongs to it" if len(group.members) > 1 else f"`{word}`"
            own.append(Module(snake([word], prefix="type"), title, frozenset(group.members)))
    unused = _divided("unused", "what no operation names", tagged.pop("", []))
    of_tags = [
        part for tag in sorted(tagged) for part in _divided(tag, f"what only the tag `{tag}` needs", tagged[tag])
    ]
    # They cost nothing, and lead nowhere.
    plain = [Module("aliases", "names for plain types", frozenset(aliases))] if aliases else []
    return _named([*of_tags, *own, *plain, *unused])


@dataclass(slots=True, eq=False)
class _Group:
    """Definitions that stand together. `heads` are those that others name, `tags` those whose operations need them."""

    tags: frozenset[str]
    heads: list[TypeKey] = field(default_factory=list[TypeKey])
    members: list[TypeKey] = field(default_factory=list[TypeKey])


def _groups(references: References, users: Mapping[TypeKey, Collection[str]]) -> list[_Group]:
    """Return circles of definitions, each with all that only it needs; those that the same groups and tags need are one.

    That closes no circle of groups: a group that leads from one to another names both, so it would name itself.
    """
    circles = _circles(references)
    circle_of = {key: number for number, circle in enumerate(circles) for key in circle}
    above: dict[int, set[int]] = {number: set() for number in range(len(circles))}
    for key, found in references.items():
        for each in found:
            above[circle_of[each]].add(circle_of[key])
    home: dict[int, _Group] = {}
    known: dict[tuple[frozenset[_Group], frozenset[str]], _Group] = {}
    # Who names comes before what is named.
    for number, circle in reversed([*enumerate(circles)]):
        groups = frozenset(home[user] for user in above[number] if user != number)
        tags = frozenset(tag for key in circle for tag in users.get(key, ())).union(*(each.tags for each in groups))
        only = next(iter(groups)) if len(groups) == 1 else None
        if only is not None and only.tags == tags:
            home[number] = only
        else:
            home[number] = known.setdefault((groups, tags), _Group(tags)) if groups else _Group(tags)
            home[number].heads.extend(circle)
        home[number].members.extend(circle)
    return [*dict.fromkeys(home.values())]


def _by_name(groups: Iterable[_Group], names: Names) -> dict[str, _Group]:
    """Return groups by the first of the names that others use."""
    return {min(names.types[key] for key in group.heads): group for group in groups}


def _circles(references: References) -> list[list[TypeKey]]:
    """Return the strongly connected components, each behind all that it leads to (Tarjan, without recursion)."""
    found: list[list[TypeKey]] = []
    order: dict[TypeKey, int] = {}
    lowest: dict[TypeKey, int] = {}
    waiting: dict[TypeKey, None] = {}
    for start in references:
        trail = [] if start in order else [(start, iter(references[start]))]
        while trail:
            key, rest = trail[-1]
            if key not in order:
                order[key] = lowest[key] = len(order)
                waiting[key] = None
            for each in rest:
                if each not in order:
                    trail.append((each, iter(references[each])))
                    break
                if each in waiting:
                    lowest[key] = min(lowest[key], lowest[each])
            else:
                trail.pop()
                if lowest[key] == order[key]:
                    found.append(_cut(waiting, key))
                else:
                    lowest[trail[-1][0]] = min(lowest[trail[-1][0]], lowest[key])
    return found


def _cut(waiting: dict[TypeKey, None], first: TypeKey) -> list[TypeKey]:
    """Return what waits from `first` on, which waits no longer."""
    circle = [waiting.popitem()[0]]
    while circle[-1] != first:
        circle.append(waiting.popitem()[0])
    return circle


def _divided(name: str, title: str, groups: Sequence[Collection[T]]) -> list[Module[T]]:
    """Return groups, in their order, in modules of about the same size, as few as that allows."""
    total = sum(map(len, groups))
    parts: list[list[T]] = [[] for _ in range(-(-total // _SIZE))]
    before = 0
    for group in groups:
        parts[before * len(parts) // total].extend(group)
        before += len(group)
    filled = [frozenset(part) for part in parts if part]
    if len(filled) == 1:
        return [Module(name, title, filled[0])]
    return [Module(f"{name}_{number}", title, part) for number, part in enumerate(filled, 1)]


def _named(modules: Sequence[Module[T]], reserved: Collection[str] = ()) -> list[Module[T]]:
    """Return the modules with names that mark them as the package's own, and differ where case does not count."""
    scope: Scope[int] = Scope(reserved, fold=str.casefold)
    for number, each in enumerate(modules):
        scope.claim(number, f"_{each.name[:_LONGEST]}", rank=0, source=f"{number:06}")
    granted, _ = scope.grant()
    return [Module(granted[number], each.title, each.members) for number, each in enumerate(modules)]
