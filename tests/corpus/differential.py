"""Models against the exact validator: valid values go through both, and come out as they went in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from apigen.config import NATIVE
from apigen.contract.judge import Dialect, Judge, Validator, compile_schema, is_valid
from apigen.contract.sample import Missing, Sampler
from apigen.ir.api import Api
from apigen.ir.lower import lower, schema_roots
from apigen.ir.normal import Normalizer
from apigen.ir.schemas import read_schemas
from apigen.ir.types import Direction, TypeKey
from apigen.names.assign import assign_names
from apigen.pipeline import Options, generate
from apigen.proof.trips.variety import Variety
from apigen.report import Report
from apigen.spec.check import check
from apigen.spec.document import Document, Json
from apigen.spec.load import load

from .support import codec, importable

PACKAGE = "accepting_models"
ROUNDED = "was rounded"
_TRIES = 6
"""Values that are made for each valid one that is asked for."""


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of the values of a document.

    `rejected` and `changed` name schemas, with an example. `kept_raw` counts the values that Pydantic alone refuses, by
    the reason that it finds deepest in them; `rounded` those with an integer for a `number` that no double holds (RFC
    8259 section 6 warns of them).
    """

    schemas: int = 0
    without: list[str] = field(default_factory=list[str])
    instances: int = 0
    rejected: dict[str, str] = field(default_factory=dict[str, str])
    changed: dict[str, str] = field(default_factory=dict[str, str])
    rounded: int = 0
    kept_raw: Counter[str] = field(default_factory=Counter[str])


@dataclass(frozen=True, slots=True)
class Subject:
    """A component schema, as one direction sees it, and what judges its values."""

    key: TypeKey
    schema: Json
    name: str
    validator: Validator

    def accepts(self, value: Json) -> bool:
        """Tell whether the exact validator takes the value."""
        return is_valid(self.validator, {self.name: value})

    def __str__(self) -> str:
        return f"{self.key.pointer[-1]} ({self.key.direction or 'both'})"


def compare(spec: Path, root: Path, *, most: int, seed: int, models: str = NATIVE) -> Outcome:
    """Generate the models of a document into a folder, and send so many values of each of its schemas through them."""
    options = Options(servers=(), client="none", package=PACKAGE, app=False, models=models)
    generate(spec, root, options, report=Report(), write=True)
    report = Report()
    document = load(spec, report)
    check(document, report)
    api = lower(document, report)
    names = assign_names(api, report, PACKAGE)
    outcome = Outcome()
    subjects, definitions = read_subjects(document, api)
    with importable(root):
        modules = {name: import_module(name) for name in (f"{PACKAGE}.models", f"{PACKAGE}._runtime.core.models")}
        for subject, values in valid_values(subjects, definitions, api.dialect, most=most, seed=seed):
            outcome.schemas += 1
            if not values:
                outcome.without.append(str(subject))
            model = codec(modules, PACKAGE, names.types[subject.key])
            for value in values:
                _send(value, model, subject, outcome)
    return outcome


def valid_values(
    subjects: Sequence[Subject], definitions: Mapping[str, Json], dialect: Dialect, *, most: int, seed: int
) -> Iterator[tuple[Subject, list[Json]]]:
    """Yield each schema with an example and as many other values as are found; the seed decides which."""
    judge = Judge(definitions, dialect)
    sampler = Sampler(definitions, dialect)
    for number, subject in enumerate(subjects):
        sample = sampler.sample(subject.schema, subject.accepts)
        seeds = [] if isinstance(sample, Missing) else [sample]
        variety = Variety(judge.target, seed * 1_000_003 + number)
        made = variety.values(subject.schema, seeds)
        yield (
            subject,
            [*seeds, *islice((value for value in islice(made, most * _TRIES) if subject.accepts(value)), most)],
        )


def read_subjects(document: Document, api: Api) -> tuple[list[Subject], dict[str, Json]]:
    """Return each component schema, one a direction where those differ, and the definitions that they refer to."""
    schemas = read_schemas(document, schema_roots(document))
    normal = Normalizer(schemas, _runs)
    keys = [
        key
        for key in api.types
        if key.pointer[:2] == ("components", "schemas") and len(key.pointer) == 3 and key.direction != Direction.FORM
    ]
    written = {key: normal.schema(key.pointer, key.direction or Direction.RESPONSE) for key in keys}
    names = {key: f"j{number}" for number, key in enumerate(keys)}
    properties: dict[str, Json] = {names[key]: schema for key, schema in written.items()}
    validator = compile_schema({"definitions": normal.definitions, "properties": properties}, api.dialect)
    assert validator is not None
    return [Subject(key, written[key], names[key], validator) for key in keys], normal.definitions


def _runs(pattern: str, at: object) -> bool:
    return compile_schema({"pattern": pattern}, "draft4") is not None


def _send(value: Json, model: Any, subject: Subject, outcome: Outcome) -> None:
    """Send a value through a model, and note what became of it."""
    outcome.instances += 1
    try:
        model.check(value)
    except ValidationError as error:
        reasons = error.errors(include_url=False, include_context=False, include_input=False)
        outcome.kept_raw[max(reasons, key=lambda each: len(each["loc"]))["type"]] += 1
    try:
        got = model.to_value(model.build(value))
    except Exception as error:
        outcome.rejected.setdefault(str(subject), f"{type(error).__name__}: {error} of {value!r}"[:500])
        return
    found = list(differences(value, got))
    outcome.rounded += any(each.endswith(ROUNDED) for each in found)
    wrong = [each for each in found if not each.endswith(ROUNDED)]
    if not found and not subject.accepts(got):
        wrong = [f"{got!r} is not valid any more"]
    if wrong:
        outcome.changed.setdefault(str(subject), wrong[0][:500])


def differences(sent: Json, got: Json, at: str = "") -> Iterator[str]:
    """Yield where two JSON values differ. `1` is `1.0`, and a time is the same moment however it is written."""
    if isinstance(sent, dict) and isinstance(got, dict):
        for name in [*sent, *(name for name in got if name not in sent)]:
            if name in sent and name in got:
                yield from differences(sent[name], got[name], f"{at}/{name}")
            else:
                yield f"{at}/{name}: {'lost' if name in sent else 'invented'}"
    elif isinstance(sent, list) and isinstance(got, list) and len(sent) == len(got):
        for index, (one, other) in enumerate(zip(sent, got, strict=True)):
            yield from differences(one, other, f"{at}/{index}")
    elif isinstance(sent, str) and isinstance(got, str):
        if sent != got and not _same_moment(sent, got) and not _same_uuid(sent, got):
            yield f"{at}: {sent!r} became {got!r}"
    elif isinstance(sent, int) and isinstance(got, float) and sent != got and float(sent) == got:
        yield f"{at}: {sent!r} {ROUNDED}"
    elif sent != got or isinstance(sent, bool) is not isinstance(got, bool):
        yield f"{at}: {sent!r} became {got!r}"


def _same_moment(sent: str, got: str) -> bool:
    if not {"T", "t"} & {sent[10:11]}:
        return False
    try:
        one, other = (datetime.fromisoformat(text.upper()) for text in (sent, got))
        return one == other and one.utcoffset() == other.utcoffset()
    except (ValueError, TypeError):
        return False


def _same_uuid(sent: str, got: str) -> bool:
    """Tell whether both are written forms of one UUID: upper case is read, lower case is written (RFC 9562)."""
    try:
        return len(sent) == 36 and UUID(sent) == UUID(got)
    except ValueError:
        return False
