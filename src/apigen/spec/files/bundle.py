"""Files into one document: what other files hold moves under the components of the root.

The author's root keeps all that it has, in its order. What a reference leads to in another file becomes a component of
its kind; where OpenAPI has no such kind of component, it takes the place of the reference. See `roles`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from apigen.report import ContractError, Diagnostic, Pointer, Report, Severity
from apigen.spec.document import Bundle, Json, found_at, local_pointer, reference_to
from apigen.spec.files.component_names import component_names
from apigen.spec.files.gather import Enough, Fault, Gatherer, Key, Target, TooLarge
from apigen.spec.files.open import File, Files, Refused
from apigen.spec.files.roles import ROOT, Free, Role, Roles
from apigen.spec.grammar import Kind, grammar_of
from apigen.spec.origins import PlacesInFiles, located, nearest


def bundle(
    files: Files, root: dict[str, Json], version: tuple[int, int], report: Report, *, gaps: bool = False
) -> Bundle:
    """Return the contract in one piece.

    Raises `ContractError`, after reporting each of them, if there are references to what cannot be had. With `gaps`,
    these are the bundle's: maybe nobody asks for what needs them.
    """
    parsed = files.root.parsed
    roles = Roles(grammar_of(version))
    gatherer = Gatherer(files, roles, version)
    before = report.count(Severity.ERROR)
    built: dict[str, Json] = {}
    try:
        built = gatherer.gather()
    except Enough:
        pass
    except TooLarge:
        message = "the files of the contract take each other in until they come to more than a contract may hold"
        report.error("AG409", message, at=located(parsed.places, [()])[()])
    keeps = gaps and bool(built)
    faults = _reports(gatherer.faults if keeps else _first(gatherer.faults))
    if not keeps:
        report.take_over([*report, *faults.values()])
    if report.count(Severity.ERROR) > before or not built:
        raise ContractError
    if not gatherer.links and not gatherer.inlined:
        missing = {fault.at: diagnostic for fault, diagnostic in faults.items()}
        return Bundle(root, version, parsed.file, parsed.places, gaps=missing)
    return _Assembly(gatherer, roles, files, built).bundle(version, faults)


def _reports(faults: Iterable[Fault]) -> dict[Fault, Diagnostic]:
    """Return what to report of each fault."""
    pointers: dict[File, list[Pointer]] = {}
    for fault in faults:
        pointers.setdefault(fault.file, []).append(fault.pointer)
    places = {file: located(file.parsed.places, asked) for file, asked in pointers.items()}
    found: dict[Fault, Diagnostic] = {}
    for fault in faults:
        refused, at = fault.refused, places[fault.file][fault.pointer]
        found[fault] = Diagnostic(refused.code, Severity.ERROR, refused.message, at, "used here", refused.help)
    return found


def _first(faults: Iterable[Fault]) -> list[Fault]:
    """Return the first reference to each thing that cannot be had."""
    return list({id(fault.refused): fault for fault in reversed(list(faults))}.values())[::-1]


@dataclass(slots=True)
class _Assembly:
    """Puts together what the walk has gathered."""

    gathered: Gatherer
    roles: Roles
    files: Files
    built: dict[str, Json]
    _spots: dict[str, dict[Pointer, tuple[Pointer, Role]]] = field(
        init=False, default_factory=dict[str, dict[Pointer, tuple[Pointer, Role]]]
    )
    """Where parts of the files stand in the result, and what they are there; by file and pointer."""
    _own: dict[Key, Pointer] = field(init=False, default_factory=dict[Key, Pointer])
    """Where the targets stand that have a component of their own."""

    def bundle(self, version: tuple[int, int], faults: Mapping[Fault, Diagnostic]) -> Bundle:
        self._find_spots()
        self._name()
        for key, at in self._own.items():
            _put(self.built, at, self.gathered.targets[key].built[0])
        for target in sorted(self.gathered.targets.values(), key=lambda each: len(each.pointer)):
            self._graft(target)
        for link in self.gathered.links:
            link.holder[link.key] = reference_to(self._place(link.target))
        self._link_operations()
        root = self.files.root
        others = {file.parsed.file: file.parsed.places for file in self._used()}
        places = PlacesInFiles(root.parsed.file, {root.parsed.file: root.parsed.places, **others}, self._origins())
        parts = tuple(sorted(file.part for file in self._used()))
        missing = {self._at(fault.anchor, fault.at): diagnostic for fault, diagnostic in faults.items()}
        return Bundle(self.built, version, root.parsed.file, places, parts, missing)

    def _at(self, anchor: Target | None, pointer: Pointer) -> Pointer:
        """Return where something stands in the result, that stands below a target or in the root."""
        return pointer if anchor is None else (*self._place(anchor), *pointer)

    def _used(self) -> list[File]:
        return [file for file in self.files.opened() if file is not self.files.root]

    def _find_spots(self) -> None:
        """Note where files' content stands already: the root's own, and what took the place of references there."""
        self._spots[self.files.root.key] = {(): ((), ROOT)}
        for inlined in sorted(self.gathered.inlined, key=lambda each: each.at):
            if inlined.anchor is None and isinstance(inlined.role.sort, Kind):
                spots = self._spots.setdefault(inlined.file.key, {})
                spots.setdefault(inlined.pointer, (inlined.at, inlined.role))
        for key, at in self.gathered.aliases.items():
            if key in self.gathered.targets:
                file, pointer, role = key
                self._own[key] = min(at, key=lambda each: (each[-1] != (pointer or ("",))[-1], each))
                self._spots.setdefault(file, {})[pointer] = (self._own[key], role)

    def _name(self) -> None:
        """Give each target a component, unless it stands within something that has a place."""
        moving: dict[Kind, list[tuple[Key, str, Pointer]]] = {}
        covering = {file: dict(spots) for file, spots in self._spots.items()}
        for key, target in sorted(self.gathered.targets.items(), key=lambda each: len(each[1].pointer)):
            if key in self._own or self._is_within(target, covering.get(target.file.key, {})):
                continue
            assert isinstance(target.role.sort, Kind)
            moving.setdefault(target.role.sort, []).append((key, target.file.part, target.pointer))
            covering.setdefault(target.file.key, {}).setdefault(target.pointer, ((), target.role))
        for kind, targets in moving.items():
            section = self.roles.sections[kind]
            taken = found_at(self.built, section)
            names = component_names(targets, taken if isinstance(taken, dict) else (), str(kind).replace(" ", "_"))
            for key in [key for key in self.gathered.targets if key in names]:
                self._own[key] = (*section, names[key])
                self._spots.setdefault(key[0], {}).setdefault(key[1], (self._own[key], key[2]))

    def _is_within(self, target: Target, spots: Mapping[Pointer, tuple[Pointer, Role]]) -> bool:
        if target.file is self.files.root:
            return True
        found = nearest(target.pointer, spots)
        if found is None:
            return False
        (_, role), rest = found
        return self.roles.at(role, rest).sort not in (Free.DATA, Free.EXAMPLE) and (bool(rest) or role == target.role)

    def _place(self, target: Target) -> Pointer:
        own = self._own.get((target.file.key, target.pointer, target.role))
        if own is not None:
            return own
        found = nearest(target.pointer, self._spots[target.file.key])
        assert found is not None
        (start, _), rest = found
        return (*start, *rest)

    def _graft(self, target: Target) -> None:
        """Put a target where it stands within another, if that one was read as something else there."""
        if (target.file.key, target.pointer, target.role) in self._own:
            return
        found = nearest(target.pointer, self._spots[target.file.key])
        if found is None or self.roles.at(found[0][1], found[1]) == target.role:
            return
        at = self._place(target)
        # Whoever refers to a whole contract as if it were a part of one is told so by the checks.
        if at and self.roles.at(found[0][1], found[1]).sort not in (Free.DATA, Free.EXAMPLE):
            _put(self.built, at, target.built[0])

    def _link_operations(self) -> None:
        """Fill in the links to operations that stand in the result."""
        for holder, file, ref in self.gathered.operation_refs:
            pointer = local_pointer("#" + ref.partition("#")[2])
            try:
                there = self.files.open(file, ref.partition("#")[0]) if not ref.startswith("#") else file
            except Refused:
                continue
            found = None if there is None or pointer is None else nearest(pointer, self._spots.get(there.key, {}))
            if found is not None:
                holder["operationRef"] = reference_to((*found[0][0], *found[1]))

    def _origins(self) -> dict[Pointer, tuple[str, Pointer]]:
        origins: dict[Pointer, tuple[str, Pointer]] = {}
        for key, at in self._own.items():
            target = self.gathered.targets[key]
            origins[at] = (target.file.parsed.file, target.pointer)
        for inlined in self.gathered.inlined:
            origins[self._at(inlined.anchor, inlined.at)] = (inlined.file.parsed.file, inlined.pointer)
        return origins


def _put(root: dict[str, Json], at: Pointer, value: Json) -> None:
    """Set what stands at a pointer, with the objects that lead there.

    Where an author has something else than an object on the way, nothing is set: the checks report it.
    """
    holder: Json = root
    for token in at[:-1]:
        if isinstance(holder, dict):
            holder = holder.setdefault(token, {})
        elif isinstance(holder, list) and token.isdecimal() and int(token) < len(holder):
            holder = holder[int(token)]
        else:
            return
    if isinstance(holder, dict):
        holder[at[-1]] = value
    elif isinstance(holder, list) and at[-1].isdecimal() and int(at[-1]) < len(holder):
        holder[int(at[-1])] = value
