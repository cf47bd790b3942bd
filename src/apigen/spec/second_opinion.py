"""What openapi-spec-validator says of a contract, beside what apigen says of it.

It is given the bundled document and nothing else: what would make it read a file or an address raises. It raises by
itself on some documents; that is its failure, and neither the contract's nor ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Protocol

from apigen.report import Diagnostic, Place, Pointer, Report, Severity
from apigen.spec.document import Document, Json, found_at
from apigen.spec.origins import origin_of

MOST_FINDINGS: Final = 1000
_MOST_CHARACTERS: Final = 240
_RULES: Final = (
    ("Path parameter ", ("AG203", "AG204")),
    ("Operation ID ", ("AG209", "AG222")),
    ("Duplicate parameter ", ("AG212",)),
    ("Duplicate tag name ", ("AG238",)),
    ("Tag ", ("AG239",)),
    ("Circular tag hierarchy ", ("AG239",)),
    ("Required list has not defined properties", ("AG323",)),
    ("Unknown JSON Schema dialect", ("AG372",)),
)
"""How its messages that name no place begin, and the codes that say the same."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What openapi-spec-validator found, and where in the author's bundled document: None where it does not say."""

    message: str
    pointer: Pointer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondOpinion:
    """Both verdicts. `only_ours` are errors: openapi-spec-validator knows no warnings, so it has none to confirm.

    `failure` says how openapi-spec-validator failed; what it found before that counts.
    """

    agrees: bool
    theirs: tuple[Finding, ...] = ()
    only_theirs: tuple[Finding, ...] = ()
    only_ours: tuple[Diagnostic, ...] = ()
    failure: str | None = None


class _Error(Protocol):
    """What openapi-spec-validator yields."""

    @property
    def message(self) -> str:
        """What is wrong."""
        ...

    @property
    def instance(self) -> object:
        """The value that is wrong."""
        ...

    @property
    def schema(self) -> object:
        """What it breaks."""
        ...

    @property
    def absolute_path(self) -> Iterable[str | int]:
        """The way from the root, or from the object at which one of its own rules began."""
        ...


def compare(document: Document, report: Report) -> SecondOpinion:
    """Ask openapi-spec-validator about a contract that `check` has judged, and say where the two differ."""
    theirs, failure = second_opinion(document)
    ours = [(one, _written_at(document, one)) for one in report]
    only_theirs = tuple(one for one in theirs if not any(_agree(one, each.code, at) for each, at in ours))
    only_ours = tuple(
        one
        for one, at in ours
        if one.severity is Severity.ERROR and failure is None and not any(_agree(each, one.code, at) for each in theirs)
    )
    agrees = failure is None and not only_theirs and not only_ours
    return SecondOpinion(agrees=agrees, theirs=theirs, only_theirs=only_theirs, only_ours=only_ours, failure=failure)


def second_opinion(document: Document) -> tuple[tuple[Finding, ...], str | None]:
    """Return what openapi-spec-validator finds in the author's bundled document, and how it failed if it did."""
    try:
        import openapi_spec_validator as their
        from jsonschema_path import SchemaPath
    except ImportError:
        return (), "it is not installed: install apigen-openapi[validate]"
    validators = {
        (2, 0): their.OpenAPIV2SpecValidator,
        (3, 0): their.OpenAPIV30SpecValidator,
        (3, 1): their.OpenAPIV31SpecValidator,
        (3, 2): their.OpenAPIV32SpecValidator,
    }
    root = document.bundle.value
    found: list[Finding] = []
    try:
        path = SchemaPath.from_dict(root, handlers=_Closed())
        errors = validators[document.bundle.version](path).iter_errors()
        places = _Containers(root)
        found.extend(Finding(_first_line(error), places.of(error)) for error in islice(errors, MOST_FINDINGS))
    except Exception as error:  # whatever it is, it is not a finding about the contract
        return tuple(found), f"it failed: {type(error).__name__}"
    return tuple(found), None


class _Closed(Mapping[str, Any]):
    """Handlers for every scheme there is, none of which reads anything."""

    def __getitem__(self, scheme: str) -> Any:
        def refuse(uri: str) -> Json:
            raise PermissionError(uri)

        return refuse

    def __contains__(self, scheme: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(("", "file", "http", "https"))

    def __len__(self) -> int:
        return 4


class _Containers:
    """Where each object and list of a document stands, by identity."""

    def __init__(self, root: dict[str, Json]) -> None:
        self._root = root
        self._known: dict[int, Pointer] = {}

    def of(self, error: _Error) -> Pointer | None:
        """Return where an error is: some of them have a path from the root, others only the object that is wrong."""
        path = tuple(map(str, error.absolute_path))
        if error.instance is self._root or (path and found_at(self._root, path) == error.instance):
            # Findings of its own rules have no path and no instance, and those about the whole document have no path.
            return path
        if not self._known:
            self._known.update(_containers(self._root))
        for value in (error.instance, error.schema):
            if id(value) in self._known:
                return self._known[id(value)]
        return None


def _containers(root: Json) -> Iterator[tuple[int, Pointer]]:
    stack: list[tuple[Pointer, Json]] = [((), root)]
    while stack:
        pointer, value = stack.pop()
        if isinstance(value, dict):
            stack.extend(((*pointer, key), inner) for key, inner in value.items())
        elif isinstance(value, list):
            stack.extend(((*pointer, str(index)), inner) for index, inner in enumerate(value))
        else:
            continue
        yield id(value), pointer


def _first_line(error: _Error) -> str:
    """Return a message without the schema and the instance, which may be megabytes."""
    line = str(error.message).split("\n", 1)[0]
    return line if len(line) <= _MOST_CHARACTERS else f"{line[:100]} ... {line[-100:]}"


def _written_at(document: Document, found: Diagnostic) -> Pointer:
    """Return where a finding of ours is in the author's bundled document."""
    if isinstance(found.at, Place):
        return found.at.part or ()
    return () if found.at is None else origin_of(found.at, document.origins)


def _agree(theirs: Finding, code: str, at: Pointer) -> bool:
    """Whether two findings can be about the same thing: one is at, above or below the other."""
    for start, codes in _RULES:
        if theirs.message.startswith(start):
            return code in codes
    if theirs.pointer is None:
        return True
    shorter = min(len(at), len(theirs.pointer))
    return at[:shorter] == theirs.pointer[:shorter]
