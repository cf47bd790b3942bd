"""Three emitters of models and one oracle: the same valid values go through the models of each.

Our own, the library behind ours (`--models datamodel-code-generator`), and the library alone, which reads the schemas
itself: where it disagrees with ours, one of the two has misread the contract.
"""

from __future__ import annotations

import sys
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from importlib import import_module
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any, Final, TypeAlias

from pydantic import TypeAdapter, ValidationError

from apigen.config import LIBRARY, NATIVE
from apigen.contract.judge import Dialect
from apigen.ir.lower import lower
from apigen.names.assign import Names, assign_names
from apigen.pipeline import Options, generate
from apigen.report import Report
from apigen.spec.check import check
from apigen.spec.document import Json
from apigen.spec.load import load

from .differential import ROUNDED, Subject, differences, read_subjects, valid_values
from .support import codec, importable

ALONE: Final = "alone"
"""The library with the schemas as they are, and no names, discriminators or base classes of ours."""

KEPT: Final = "kept"
BROKEN: Final = "broken"
"""What models make of a valid value: it is kept, changed, rounded or refused, or they cannot even be built."""

_SCHEMAS: Final[Mapping[Dialect, str]] = {
    "draft4": "http://json-schema.org/draft-04/schema#",
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
}


_FORMATS: Final = ("date", "date-time", "uuid")


@dataclass(slots=True)
class Verdicts:
    """How often emitters disagree with our own, by what they say, and an example of each."""

    values: int = 0
    found: dict[str, Counter[str]] = field(default_factory=lambda: {LIBRARY: Counter[str](), ALONE: Counter[str]()})
    examples: dict[str, str] = field(default_factory=dict[str, str])

    def note(self, emitter: str, ours: str, theirs: str, subject: Subject, value: Json) -> None:
        """Count a disagreement. To refuse for another reason is none."""
        if ours.split()[0] != theirs.split()[0]:
            fault = f"{theirs}, ours {ours}"
            self.found[emitter][fault] += 1
            self.examples.setdefault(f"{emitter}: {fault}", f"{subject}: {value!r}"[:300])


def compare_emitters(spec: Path, root: Path, *, most: int, seed: int) -> Verdicts:
    """Send so many values of each schema of a document through the models of all emitters."""
    report = Report()
    document = load(spec, report)
    check(document, report)
    api = lower(document, report)
    names = assign_names(api, report)
    subjects, definitions = read_subjects(document, api)
    values = list(valid_values(subjects, definitions, api.dialect, most=most, seed=seed))
    verdicts = Verdicts(sum(len(each) for _, each in values))
    ours = _generated(spec, root, NATIVE, names, values)
    for emitter, theirs in (
        (LIBRARY, _generated(spec, root, LIBRARY, names, values)),
        (ALONE, _of_library(subjects, definitions, api.dialect, values)),
    ):
        for (subject, sent), one, other in zip(values, ours, theirs, strict=True):
            for value, mine, its in zip(sent, one, other, strict=True):
                verdicts.note(emitter, mine, its, subject, value)
    return verdicts


Values: TypeAlias = Sequence[tuple[Subject, Sequence[Json]]]


def _generated(spec: Path, root: Path, models: str, names: Names, values: Values) -> list[list[str]]:
    """Return what the models of a package make of each value, without the leniency of the runtime."""
    package = f"emitted_{models.replace('-', '_')}"
    options = Options(servers=(), client="none", package=package, app=False, models=models)
    generate(spec, root / models, options, report=Report(), write=True)
    with importable(root / models):
        modules = {name: import_module(name) for name in (f"{package}.models", f"{package}._runtime.core.models")}
        return [
            [_judged(codec(modules, package, names.types[subject.key]).adapter, value) for value in sent]
            for subject, sent in values
        ]


def _of_library(
    subjects: Sequence[Subject], definitions: Mapping[str, Json], dialect: Dialect, values: Values
) -> list[list[str]]:
    """Return what the models make that the library gives for the schemas themselves."""
    schemas = {f"Subject{number}X": subject.schema for number, subject in enumerate(subjects)}
    try:
        module = _executed(_written({"$schema": _SCHEMAS[dialect], "definitions": _plain({**definitions, **schemas})}))
    except Exception:
        # It is another's code, and so is what it writes: whatever it raises, there are no models.
        return [[BROKEN for _ in sent] for _, sent in values]
    return [
        [_of_module(module, f"Subject{number}X", value) for value in sent] for number, (_, sent) in enumerate(values)
    ]


def _plain(schema: Json) -> Json:
    """Return schemas without the formats that become types which write another text, or need another library."""
    if isinstance(schema, dict):
        return {
            name: _plain(each)
            for name, each in schema.items()
            if name != "format" or each in _FORMATS or _is_named(each)
        }
    return [_plain(each) for each in schema] if isinstance(schema, list) else schema


def _is_named(found: Json) -> bool:
    """Whether `format` is the name of a property here."""
    return isinstance(found, dict)


def _written(document: Mapping[str, object]) -> str:
    library: Any = import_module("datamodel_code_generator")
    with warnings.catch_warnings(), redirect_stderr(StringIO()):
        warnings.simplefilter("ignore")
        text: str = library.generate(
            document,
            input_file_type="jsonschema",
            base_class="apigen.runtime.core.models.BaseModel",
            target_python_version="3.11",
            target_pydantic_version="2.14",
            strict_nullable=True,
            use_missing_sentinel=True,
            use_annotated=True,
            field_constraints=True,
            enum_field_as_literal="all",
            output_datetime_class="datetime",
            treat_dot_as_module=False,
            formatters=[],
            allow_remote_refs=False,
        )
    return text


def _executed(text: str) -> ModuleType:
    """Return the module of a text; what it is made of are schemas of our own corpus."""
    module = ModuleType("emitted_alone")
    # Pydantic looks there for what annotations name.
    sys.modules[module.__name__] = module
    exec(compile(text, module.__name__, "exec"), vars(module))
    return module


def _of_module(module: ModuleType, name: str, value: Json) -> str:
    try:
        return _judged(TypeAdapter(getattr(module, name)), value)
    except Exception:
        return BROKEN


def _judged(adapter: TypeAdapter[Any], value: Json) -> str:
    try:
        built = adapter.validate_python(value, by_alias=True, by_name=False)
    except ValidationError as error:
        reasons = error.errors(include_url=False, include_context=False, include_input=False)
        return f"refused ({max(reasons, key=lambda each: len(each['loc']))['type']})"
    found = list(differences(value, adapter.dump_python(built, mode="json", by_alias=True, warnings=False)))
    if found and all(each.endswith(ROUNDED) for each in found):
        return "rounded"
    return "changed" if found else KEPT
