"""The walk over all files of a contract: it copies what is reached, and notes what refers to what.

Nothing has its final place yet: a reference to what moves is filled in when all names are known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from apigen.report import Pointer
from apigen.spec import limits
from apigen.spec.document import Json, value_at
from apigen.spec.files.open import File, Files, Refused, is_url
from apigen.spec.files.references import References
from apigen.spec.files.roles import ROOT, Free, Role, Roles
from apigen.spec.grammar import Kind, Shape

Key: TypeAlias = tuple[str, Pointer, Role]
"""A part of a file, and what it is read as."""

_MOST_INLINED = 100
"""Files that take each other in, one within the other."""


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """Something that references lead to. `built` is its content, its own references included."""

    file: File
    pointer: Pointer
    role: Role
    built: list[Json] = field(default_factory=list["Json"])


@dataclass(frozen=True, slots=True)
class Link:
    """A reference to fill in: `holder[key]`."""

    holder: dict[str, Json]
    key: str
    target: Target


@dataclass(frozen=True, slots=True)
class Inlined:
    """Content that took the place of a reference: below `at` in the root, or in a target, stands what `file` holds."""

    anchor: Target | None
    at: Pointer
    file: File
    pointer: Pointer
    role: Role


@dataclass(frozen=True, slots=True)
class Fault:
    """A reference that cannot be had, where it stands in its file, and where in the result: see `Inlined`."""

    file: File
    pointer: Pointer
    anchor: Target | None
    at: Pointer
    refused: Refused


@dataclass(frozen=True, slots=True)
class _Here:
    """Where a walk is: in a file below a pointer, and below a pointer of the result."""

    file: File
    base: Pointer
    anchor: Target | None
    at: Pointer


class Enough(Exception):
    """So much cannot be had that nobody would read of more."""


class TooLarge(Exception):
    """The files take each other in so often that the result has no end, or as good as none."""


class Gatherer:
    """Walks from the root through all that it refers to."""

    def __init__(self, files: Files, roles: Roles, version: tuple[int, int]) -> None:
        self.targets: dict[Key, Target] = {}
        self.links: list[Link] = []
        self.aliases: dict[Key, list[Pointer]] = {}
        self.inlined: list[Inlined] = []
        self.faults: list[Fault] = []
        self.operation_refs: list[tuple[dict[str, Json], File, str]] = []
        self._files = files
        self._root = files.root
        self._roles = roles
        self._version = version
        self._references = References(files, identifiers=version >= (3, 1))
        self._active: set[Key] = set()
        self._nodes = 0

    def gather(self) -> dict[str, Json]:
        """Return a copy of the root, whose references are not filled in yet."""
        root = self._build(self._root.parsed.value, ROOT, _Here(self._root, (), None, ()), ())
        assert isinstance(root, dict)
        done = 0
        while done < len(self.targets):
            for target in list(self.targets.values())[done:]:
                done += 1
                here = _Here(target.file, target.pointer, target, ())
                value = value_at({"": target.file.parsed.value}, ("", *target.pointer))
                target.built.append(self._build(value, target.role, here, ()))
        return root

    def _build(self, value: Json, role: Role, here: _Here, rest: Pointer) -> Json:
        """Return a copy of a value. One call a level: hostile nesting must not exhaust Python's stack."""
        if not isinstance(value, dict | list) or (role.shape is Shape.ONE and role.sort is Free.DATA):
            return value
        self._nodes += 1
        if self._nodes > limits.MAX_BUNDLE_NODES or len(here.at) + len(rest) > limits.MAX_DEPTH:
            raise TooLarge
        ref = value.get("$ref") if isinstance(value, dict) else None
        if isinstance(value, dict) and isinstance(ref, str) and self._gives_way(ref, role, here):
            return self._inline(value, ref, role, here, rest)
        if role.shape is Shape.ONE and role.sort is Free.EXAMPLE:
            return value
        inner = self._roles.inner
        if isinstance(value, list):
            items: list[Json] = []
            for number, item in enumerate(value):
                index = str(number)
                items.append(self._build(item, inner(role, index), here, (*rest, index)))
            return items
        found: dict[str, Json] = {}
        for key, item in value.items():
            inside = isinstance(item, dict | list)
            found[key] = self._build(item, inner(role, key), here, (*rest, key)) if inside else item
        self._note(found, role, here, rest)
        return found

    def _gives_way(self, ref: str, role: Role, here: _Here) -> bool:
        """Whether the content of what a reference leads to takes its place. The root's own references stay."""
        return self._roles.section(role) is None and not (here.file is self._root and ref[:1] in ("", "#"))

    def _note(self, found: dict[str, Json], role: Role, here: _Here, rest: Pointer) -> None:
        """Note what a copied object refers to."""
        ref = found.get("$ref")
        if isinstance(ref, str) and self._roles.section(role) is not None:
            self._link(found, ref, role, here, rest)
        if role.shape is Shape.ONE:
            self._names_in_text(found, role.sort, here, rest)
            if role.sort is Kind.SCHEMA and here.file is not self._root and self._version >= (3, 1):
                # Its references are pointers into the root now, so nothing may name it or what is in it again.
                found.pop("$id", None)
                found.pop("$anchor", None)

    def _link(self, found: dict[str, Json], ref: str, role: Role, here: _Here, rest: Pointer) -> None:
        """Have a reference filled in with the place of its target."""
        if here.file is self._root and self._references.is_identifier(ref, (*here.base, *rest)):
            return
        try:
            target = self._target(ref, role, here, rest)
        except Refused as refused:
            self._fault(here, (*rest, "$ref"), refused)
            return
        if target is None or (here.file is self._root and ref.startswith("#")):
            return
        self.links.append(Link(found, "$ref", target))
        at = (*here.at, *rest)
        if here.anchor is None and len(found) == 1 and at[:-1] == self._roles.section(role):
            self.aliases.setdefault((target.file.key, target.pointer, role), []).append(at)

    def _target(self, ref: str, role: Role, here: _Here, at: Pointer) -> Target | None:
        """Return what a reference leads to, and have it gathered, too. Raises `Refused`."""
        found = self._references.end(here.file, self._plain(ref, here, at))
        if found is None:
            return None
        file, pointer = found
        key = (file.key, pointer, role)
        target = self.targets.get(key)
        if target is None:
            target = Target(file, pointer, role)
            # What the walk of the root reads in its place needs no second one.
            if file is not self._root or (self._is_there(pointer) and self._roles.at(ROOT, pointer) != role):
                self.targets[key] = target
        return target

    def _plain(self, ref: str, here: _Here, rest: Pointer) -> str:
        return ref if here.file is self._root else self._references.plain(here.file, ref, (*here.base, *rest))

    def _is_there(self, pointer: Pointer) -> bool:
        try:
            value_at({"": self._root.parsed.value}, ("", *pointer))
        except LookupError:
            return False
        return True

    def _inline(self, value: dict[str, Json], ref: str, role: Role, here: _Here, rest: Pointer) -> Json:
        """Put what a reference leads to in its place, with what stands beside the reference."""
        soft = role.sort in (Free.EXTENSION, Free.EXAMPLE)
        found = self._content(value, ref, here, (*rest, "$ref"), role, soft=soft)
        if found is None:
            return value
        file, pointer, content = found
        key = (file.key, pointer, role)
        if key in self._active or len(self._active) >= _MOST_INLINED:
            if not soft:
                refused = Refused(
                    "AG409", "this takes itself in again without end", "refer to a component where the circle closes"
                )
                self._fault(here, (*rest, "$ref"), refused)
            return value
        if len(self.inlined) >= limits.MAX_INLINED:
            raise TooLarge
        at = (*here.at, *rest)
        self.inlined.append(Inlined(here.anchor, at, file, pointer, role))
        self._active.add(key)
        # The whole of an example is data: nothing in it is a reference.
        built = (
            content
            if role.sort is Free.EXAMPLE
            else self._build(content, role, _Here(file, pointer, here.anchor, at), ())
        )
        self._active.remove(key)
        beside = {name: item for name, item in value.items() if name != "$ref"}
        if not beside or not isinstance(built, dict):
            return built
        own = self._build(beside, role, here, rest)
        assert isinstance(own, dict)
        for name in own:
            place = Inlined(here.anchor, (*at, name), here.file, (*here.base, *rest, name), Role(Free.DATA))
            self.inlined.append(place)
        built.update(own)
        return built

    def _content(
        self, value: dict[str, Json], ref: str, here: _Here, at: Pointer, role: Role, *, soft: bool
    ) -> tuple[File, Pointer, Json] | None:
        free = isinstance(role.sort, Free) and role.shape is Shape.ONE
        if soft and (len(value) > 1 or is_url(ref)):
            return None
        try:
            found = self._references.follow(here.file, self._plain(ref, here, at[:-1]), free=free)
            if found is None or found[0] is not self._root:
                return found
            file, pointer, _ = found
            return file, pointer, value_at({"": file.parsed.value}, ("", *pointer))
        except LookupError:
            refused = Refused("AG408", f"the file {self._root.parsed.file} has nothing at this pointer")
        except Refused as error:
            refused = error
        if not soft:
            self._fault(here, at, refused)
        return None

    def _fault(self, here: _Here, at: Pointer, refused: Refused) -> None:
        self.faults.append(Fault(here.file, (*here.base, *at), here.anchor, (*here.at, *at), refused))
        if len(self.faults) >= limits.MAX_FAULTS:
            raise Enough

    def _names_in_text(self, found: dict[str, Json], sort: Free | Kind, here: _Here, rest: Pointer) -> None:
        """Note the references that are no `$ref`: those of a discriminator to schemas, and of a link to an operation."""
        if sort is Kind.LINK:
            operation = found.get("operationRef")
            if isinstance(operation, str) and (here.file is not self._root or not operation.startswith("#")):
                self.operation_refs.append((found, here.file, operation))
        keys = list(found) if sort is Free.MAPPING else ["defaultMapping"] if sort is Free.DISCRIMINATOR else []
        for key in keys:
            name = found.get(key)
            if not isinstance(name, str) or not self._is_reference(name, here):
                continue
            try:
                target = self._target(name, Role(Kind.SCHEMA), here, rest)
            except Refused as refused:
                self._fault(here, (*rest, key), refused)
                continue
            if target is not None:
                self.links.append(Link(found, key, target))

    def _is_reference(self, name: str, here: _Here) -> bool:
        """Whether a discriminator's value is a reference to resolve. A name that is one of a component means that one."""
        if here.file is self._root and name.startswith("#"):
            return False
        if self._is_there((*self._roles.sections[Kind.SCHEMA], name)):
            return False
        return "#" in name or "/" in name or name.endswith((".yaml", ".yml", ".json"))
