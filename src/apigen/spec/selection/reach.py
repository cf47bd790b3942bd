"""What leads to what in a contract: which components an operation needs, and which operations need a component."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from apigen.report import Pointer
from apigen.spec.document import Bundle, Document, Json, found_at, local_pointer
from apigen.spec.grammar import Grammar, Kind, Shape, grammar_of
from apigen.spec.walk import Node, walk

_NAMED: Final = ("", "named")
"""Stands for whatever has a name of its own, `$id` or `$anchor`: a reference by name may lead to any of it."""
_NAMES: Final = frozenset({"$id", "$anchor", "$dynamicAnchor", "$recursiveAnchor"})
_BY_NAME: Final = frozenset({"$dynamicRef", "$recursiveRef"})


@dataclass(frozen=True, slots=True)
class Entry:
    """An operation as the contract promises it: below a path or a webhook, wherever its path item stands.

    `key` is that path or webhook, `item` where the path item's own references end, and `at` the operation itself.
    """

    key: Pointer
    method: str
    item: Pointer
    at: Pointer
    value: dict[str, Json]

    @property
    def path(self) -> str | None:
        """The path; None where it is a webhook, which has none."""
        return self.key[1] if self.key[0] == "paths" else None

    @property
    def id(self) -> str | None:
        """The `operationId`, if it has one."""
        found = self.value.get("operationId")
        return found if isinstance(found, str) else None

    @property
    def title(self) -> str:
        """The method and the path: what a person calls it."""
        return f"{self.method} {self.key[1]}"

    @property
    def tags(self) -> tuple[str, ...]:
        """The names of its tags."""
        tags = self.value.get("tags")
        return tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()


def entries(bundle: Bundle) -> Iterator[Entry]:
    """Yield the operations of the paths and of the webhooks, in the order of the document."""
    grammar = grammar_of(bundle.version)
    document = Document(bundle.value, bundle.version, bundle)
    for section in ("paths", "webhooks"):
        items = bundle.value.get(section)
        for name in items if isinstance(items, dict) else ():
            try:
                item = document.follow((section, name))
            except LookupError:
                continue
            value = found_at(bundle.value, item)
            if isinstance(value, dict) and not name.startswith("x-"):
                for method, place in grammar.operations(value):
                    operation = found_at(value, place)
                    if isinstance(operation, dict):
                        yield Entry((section, name), method, item, (*item, *place), operation)


def sections(version: tuple[int, int]) -> tuple[Pointer, ...]:
    """Return where the components of a document stand, by kind."""
    fields = grammar_of(version).fields
    if version == (2, 0):
        return tuple((key,) for key, (shape, _) in fields[Kind.ROOT].items() if shape is Shape.MAP)
    return tuple(("components", key) for key in fields[Kind.COMPONENTS])


@dataclass(frozen=True, slots=True)
class Graph:
    """References between the parts of a contract: operations, path items, components, and what else the root holds.

    `links` are the places of the links, which lead nowhere as far as this is concerned: nothing needs where they point.
    """

    grammar: Grammar
    sections: tuple[Pointer, ...]
    edges: Mapping[Pointer, set[Pointer]]
    links: tuple[Pointer, ...]

    def part(self, pointer: Pointer) -> Pointer:
        """Return the part that a pointer leads into."""
        for section in self.sections:
            if pointer[: len(section)] == section and len(pointer) > len(section):
                component = pointer[: len(section) + 1]
                return self._in_item(pointer, component) if section[-1] == "pathItems" else component
        if pointer[:1] in (("paths",), ("webhooks",)) and len(pointer) > 1:
            return self._in_item(pointer, pointer[:2])
        return pointer[:1]

    def reached(self, start: Iterable[Pointer]) -> set[Pointer]:
        """Return all parts that these parts need, themselves included."""
        seen = set(start)
        waiting = list(seen)
        while waiting:
            new = self.edges.get(waiting.pop(), set()) - seen
            seen |= new
            waiting.extend(new)
        return seen

    def reversed(self) -> Graph:
        """Return the graph in which a part leads to those that need it."""
        back: defaultdict[Pointer, set[Pointer]] = defaultdict(set)
        for source, targets in self.edges.items():
            for target in targets:
                back[target].add(source)
        return replace(self, edges=dict(back))

    def _in_item(self, pointer: Pointer, item: Pointer) -> Pointer:
        """Return the operation of a path item that a pointer leads into, else the item."""
        key = pointer[len(item) : len(item) + 1]
        shape, kind = self.grammar.fields[Kind.PATH_ITEM].get(key[0], (Shape.ONE, None)) if key else (Shape.ONE, None)
        length = len(item) + (1 if shape is Shape.ONE else 2)
        return pointer[:length] if kind is Kind.OPERATION and len(pointer) >= length else item


def graph_of(bundle: Bundle) -> Graph:
    """Return what leads to what in a contract of any version."""
    document = Document(bundle.value, bundle.version, bundle)
    gathering = _Gathering(Graph(grammar_of(bundle.version), sections(bundle.version), {}, ()))
    for node in walk(document):
        gathering.add(node)
    for entry in entries(bundle):
        gathering.edges[entry.at].add(gathering.graph.part(entry.item))
        if "security" not in entry.value:
            gathering.edges[entry.at].add(("security",))
    gathering.add_heirs()
    return Graph(gathering.graph.grammar, gathering.graph.sections, dict(gathering.edges), tuple(gathering.links))


@dataclass(slots=True)
class _Gathering:
    """Collects references, object by object."""

    graph: Graph
    edges: defaultdict[Pointer, set[Pointer]] = field(default_factory=lambda: defaultdict(set))
    links: list[Pointer] = field(default_factory=list[Pointer])
    heirs: defaultdict[Pointer, set[Pointer]] = field(default_factory=lambda: defaultdict(set))
    bases: set[Pointer] = field(default_factory=set[Pointer])

    def add(self, node: Node) -> None:
        """Take note of where an object leads."""
        value = node.value
        if not isinstance(value, dict):
            return
        part = self.graph.part(node.pointer)
        ref = value.get("$ref")
        if isinstance(ref, str) and node.kind in self.graph.grammar.referenceable:
            self._lead(part, ref)
        if node.kind is Kind.SCHEMA:
            self._add_schema(node.pointer, part, value)
        elif node.kind is Kind.SECURITY_REQUIREMENT:
            for name in value:
                # From 3.2 on, a scheme may be named by its address.
                self.edges[part].add(self.graph.part(local_pointer(name) or (*self._section("security"), name)))
        elif node.kind is Kind.LINK:
            self.links.append(node.pointer)

    def add_heirs(self) -> None:
        """A schema with a discriminator is whatever extends it: who needs the one needs the others."""
        waiting = list(self.bases)
        while waiting:
            base = waiting.pop()
            for heir in self.heirs.pop(base, ()):
                self.edges[base].add(heir)
                waiting.append(heir)

    def _add_schema(self, pointer: Pointer, part: Pointer, value: dict[str, Json]) -> None:
        if value.keys() & _BY_NAME:
            self.edges[part].add(_NAMED)
        if value.keys() & _NAMES:
            self.edges[_NAMED].add(part)
        discriminator = value.get("discriminator")
        if discriminator is not None and pointer == part:
            self.bases.add(part)
        if isinstance(discriminator, dict):
            mapping = discriminator.get("mapping")
            named = [*(mapping.values() if isinstance(mapping, dict) else ()), discriminator.get("defaultMapping")]
            for name in named:
                if isinstance(name, str):
                    self._lead_by_name(part, name)
        parents = value.get("allOf")
        for parent in parents if isinstance(parents, list) else ():
            target = local_pointer(str(parent.get("$ref"))) if isinstance(parent, dict) else None
            if target is not None and pointer == part:
                self.heirs[target].add(part)

    def _lead(self, part: Pointer, ref: str) -> None:
        target = local_pointer(ref)
        self.edges[part].add(_NAMED if target is None else self.graph.part(target))

    def _lead_by_name(self, part: Pointer, name: str) -> None:
        """Follow an entry of a mapping: the name of a schema, or a reference."""
        self.edges[part].add((*self._section("schemas"), name))
        if "#" in name:
            self._lead(part, name)

    def _section(self, kind: str) -> Pointer:
        """Return where schemas, or schemes of security, stand."""
        old = {"schemas": "definitions", "security": "securityDefinitions"}
        new = {"schemas": "schemas", "security": "securitySchemes"}
        return (old[kind],) if (old[kind],) in self.graph.sections else ("components", new[kind])
