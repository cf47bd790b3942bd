"""The names that schemas have: what each `$id`, `$anchor` and `$dynamicAnchor` of a document leads to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urldefrag, urljoin

from apigen.report import Pointer, Report
from apigen.spec.document import Document, Json, found_at, local_pointer, reference_to
from apigen.spec.grammar import Field, Kind, grammar_of
from apigen.spec.origins import nearest, origin_of
from apigen.spec.walk import children, walk

REFERENCES: Final = ("$ref", "$dynamicRef")


@dataclass(slots=True)
class Index:
    """What the names of a document lead to.

    `resources` are the schemas with an `$id`, and the document itself, with their URIs; `uris` is the way back.
    `anchors` belong to a resource, `scopes` hold the dynamic ones. Each schema that stands by itself is a scope, also
    without an `$id`: an author of components thinks of each as of a document of its own. `roots` are these schemas.
    """

    document: Document
    fields: Mapping[str, Field]
    moves: Mapping[Pointer, Pointer]
    uris: dict[str, Pointer]
    resources: dict[Pointer, str]
    anchors: dict[tuple[Pointer, str], Pointer] = field(default_factory=dict[tuple[Pointer, str], Pointer])
    scopes: dict[Pointer, dict[str, Pointer]] = field(default_factory=dict[Pointer, dict[str, Pointer]])
    roots: list[Pointer] = field(default_factory=list[Pointer])
    schemas: set[Pointer] = field(default_factory=set[Pointer])

    def at(self, pointer: Pointer) -> Json:
        """Return the value at a pointer; null if there is none."""
        return found_at(self.document.value, pointer)

    def inner(self, pointer: Pointer, schema: dict[str, Json]) -> Iterable[Pointer]:
        """Return where the schemas directly inside a schema stand."""
        return [node.pointer for node in children(self.fields, pointer, schema)]

    def scope_of(self, pointer: Pointer) -> Pointer:
        """Return the innermost scope around a schema."""
        found = nearest(pointer, self.scopes)
        return pointer if found is None else pointer[: len(pointer) - len(found[1])]

    def resolve(self, reference: str, pointer: Pointer) -> Pointer | None:
        """Return what a reference of the schema at a pointer leads to, if it is a part of this document."""
        found = self.named(reference, pointer)
        return self.meant(reference) if found is None and reference.startswith("#") else found

    def named(self, reference: str, pointer: Pointer) -> Pointer | None:
        """Return what a reference leads to by the rules of JSON Schema."""
        try:
            uri, fragment = _absolute(self.base(pointer)[1], reference)
        except ValueError:
            return None
        resource = self.uris.get(uri)
        if resource is None:
            return None
        if fragment and not fragment.startswith("/"):
            name = unquote(fragment)
            local = self.scopes.get(self.scope_of(pointer), {}) if reference.startswith("#") else {}
            return local.get(name) or self.anchors.get((resource, name))
        return self._moved((*origin_of(resource, self.document.origins), *(local_pointer(f"#{fragment}") or ())))

    def meant(self, reference: str) -> Pointer | None:
        """Return what a reference is to lead to that leads nowhere within the schema with an `$id` around it.

        It is the document's part at this pointer, or its only one with this anchor.
        """
        pointer = local_pointer(reference)
        if pointer is not None:
            return self._moved(pointer)
        found = {each for (_, name), each in self.anchors.items() if name == unquote(reference[1:])}
        return found.pop() if len(found) == 1 else None

    def dangling(self, reference: str, pointer: Pointer) -> str:
        """Return a reference that leads nowhere, as one within the document where that is what it names."""
        try:
            uri, fragment = _absolute(self.base(pointer)[1], reference)
        except ValueError:
            return reference
        if reference.startswith("#") or uri not in self.uris:
            return reference
        rest = local_pointer(f"#{fragment}")
        return f"#{fragment}" if rest is None else reference_to((*self.uris[uri], *rest))

    def base(self, pointer: Pointer) -> tuple[Pointer, str]:
        """Return the resource that a schema belongs to, and its URI."""
        found = nearest(pointer, self.resources)
        assert found is not None  # the document is one
        return pointer[: len(pointer) - len(found[1])], found[0]

    def dynamic_name(self, target: Pointer, reference: str) -> str | None:
        """Return the name by which a `$dynamicRef` that leads to a schema can lead to another; `None` if it cannot."""
        schema, name = self.at(target), unquote(urldefrag(reference).fragment)
        return name if isinstance(schema, dict) and name and schema.get("$dynamicAnchor") == name else None

    def _moved(self, pointer: Pointer) -> Pointer | None:
        """Return where a part of the author's document stands now; `None` if there is none."""
        moved = origin_of(pointer, self.moves)
        try:
            self.document.at(moved)
        except LookupError:
            return None
        return moved


def read_index(document: Document, report: Report) -> Index:
    """Find every name. A part that OpenAPI does not know is a schema where a schema refers to it."""
    place = "file:///" + document.file.replace("\\", "/").rsplit("/", 1)[-1]
    own = document.value.get("$self")
    try:
        base = _absolute(place, own)[0] if isinstance(own, str) else place
    except ValueError:
        base = place
    moves = {old: new for new, old in document.origins.items()}
    fields = grammar_of(document.version).fields[Kind.SCHEMA]
    index = Index(document, fields, moves, {place: (), base: ()}, {(): base})
    reader = _Reader(index, report)
    for node in walk(document, into_schemas=False):
        if node.kind is Kind.SCHEMA:
            reader.read(node.pointer)
    reader.read_unseen()
    return index


class _Reader:
    """Enters the names of one schema after the other."""

    def __init__(self, index: Index, report: Report) -> None:
        self._index = index
        self._report = report
        self._references: list[tuple[Pointer, str]] = []

    def read(self, root: Pointer) -> None:
        """Enter the names of a schema that stands by itself, and of those inside it."""
        index = self._index
        if root in index.schemas:
            return
        index.roots.append(root)
        if nearest(root, index.scopes) is None:
            index.scopes[root] = {}
        todo = [root]
        while todo:
            pointer = todo.pop()
            schema = index.at(pointer)
            index.schemas.add(pointer)
            if not isinstance(schema, dict):
                continue
            self._enter(pointer, schema)
            todo.extend(reversed([*index.inner(pointer, schema)]))

    def read_unseen(self) -> None:
        """Read what is a schema because a schema refers to it."""
        for pointer, reference in self._references:  # grows while schemas are read
            target = self._index.resolve(reference, pointer)
            if target is not None and self._index.named(reference, pointer) is None:
                self._report.warning(
                    "AG375",
                    f"{reference!r} leads nowhere within the schema with an `$id` around it: the document's is meant",
                    at=pointer,
                    help="write the `$id` of what is meant before the `#`",
                )
            if target is not None and target not in self._index.schemas and self._is_unknown(target):
                self.read(target)

    def _is_unknown(self, target: Pointer) -> bool:
        kind = grammar_of(self._index.document.version).kind_at(target)
        return kind is None or kind is Kind.SCHEMA

    def _enter(self, pointer: Pointer, schema: dict[str, Json]) -> None:
        index = self._index
        written = schema.get("$id")
        if isinstance(written, str) and not written.startswith("#"):
            self._identify(pointer, written)
        resource = index.base(pointer)[0]
        if isinstance(written, str) and written.startswith("#"):
            index.anchors.setdefault((resource, written[1:]), pointer)  # as drafts before 2019-09 have it
        for keyword in ("$anchor", "$dynamicAnchor"):
            name = schema.get(keyword)
            if not isinstance(name, str):
                continue
            if keyword == "$dynamicAnchor":
                index.scopes[index.scope_of(pointer)].setdefault(name, pointer)
                # Without an `$id` of their own, several components may give a dynamic name.
                index.anchors.setdefault((resource, name), pointer)
            elif index.anchors.setdefault((resource, name), pointer) != pointer:
                self._report_again((*pointer, keyword), name)
        for key in REFERENCES:
            reference = schema.get(key)
            if isinstance(reference, str):
                self._references.append((pointer, reference))

    def _identify(self, pointer: Pointer, written: str) -> None:
        try:
            uri = _absolute(self._index.base(pointer)[1], written)[0]
        except ValueError:
            return
        self._index.resources[pointer] = uri
        self._index.scopes.setdefault(pointer, {})
        if self._index.uris.setdefault(uri, pointer) != pointer:
            self._report_again((*pointer, "$id"), written)

    def _report_again(self, at: Pointer, name: str) -> None:
        self._report.warning(
            "AG373",
            f"another schema is called {name!r} already: references lead to that one",
            at=at,
            help="give each schema a name of its own",
        )


def _absolute(base: str, reference: str) -> tuple[str, str]:
    """Return a reference as an absolute URI and its fragment. Raises `ValueError` where it is none."""
    written, fragment = urldefrag(reference)
    return (urljoin(base, written) if written else base), fragment
