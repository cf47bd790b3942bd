"""Models of datamodel-code-generator: what it is given, what of its answer is let through, and what is said of its faults."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

import pytest

from apigen.ir.api import Api
from apigen.ir.lower import lower
from apigen.ir.types import AliasDef, ObjectDef
from apigen.names.assign import Names, assign_names
from apigen.python.annotations import Annotation
from apigen.python.library import emitter
from apigen.python.library.call import LibraryError, write_module
from apigen.python.library.emitter import library_emitter
from apigen.python.library.lifted import Lifted, lift
from apigen.python.library.read import Unreadable, read
from apigen.python.library.version import library_version
from apigen.python.models import Emitter, model_annotator, native_emitter
from apigen.report import ContractError, Report
from apigen.spec.document import Json
from apigen.spec.load import parse

installed = pytest.mark.skipif(library_version() is None, reason="datamodel-code-generator is not installed")

BREAKOUT = "\"\"\"\n'''\r\\\n); import os; os.system('x') #{{ 7*7 }}\u2028\u202e\0"

PET: Mapping[str, Json] = {
    "Pet": {
        "type": "object",
        "required": ["id", "kind"],
        "properties": {
            "id": {"type": "integer", "minimum": 1},
            "kind": {"enum": ["cat", BREAKOUT]},
            "class": {"type": ["string", "null"], "maxLength": 9, "pattern": "^[a-z]+$"},
            BREAKOUT: {"type": "array", "items": {"type": "string", "minLength": 2}},
            "born": {"type": "string", "format": "date"},
            "parent": {"$ref": "#/components/schemas/Pet"},
            "any": {},
            "never": False,
            "id_or_name": {"anyOf": [{"type": "integer", "maximum": 9}, {"$ref": "#/components/schemas/Tree"}]},
        },
        "description": BREAKOUT,
    },
    "Dog": {
        "allOf": [{"$ref": "#/components/schemas/Pet"}],
        "properties": {"barks": {"type": "boolean"}},
    },
    "Closed": {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": False},
    "Tree": {"anyOf": [{"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}, {"type": "string"}]},
    "Counts": {"type": "object", "additionalProperties": {"type": ["number", "null"]}},
}


def understand(schemas: Mapping[str, Json]) -> tuple[Api, Names]:
    contract = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}
    text = json.dumps({**contract, "components": {"schemas": schemas}})
    report = Report()
    api = lower(parse(text.encode(), file="c.json", report=report), report)
    return api, assign_names(api, report)


def lifted_of(api: Api, names: Names) -> Lifted:
    return lift(api.types, names.fields, model_annotator(names))


def strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from (name, *strings(each))
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif isinstance(value, str):
        yield value


def annotated(api: Api, emitter: Emitter) -> Iterator[tuple[str, Annotation]]:
    for definition in api.types.values():
        match definition:
            case AliasDef():
                yield definition.key.pointer[-1], emitter.alias(definition)
            case ObjectDef():
                for each in definition.properties:
                    yield each.name, emitter.field(definition, each)


# What it is given


def test_the_library_is_given_no_word_of_the_contract() -> None:
    found = lifted_of(*understand(PET))
    words = {
        *(
            "$schema",
            "$defs",
            "$ref",
            "https://json-schema.org/draft/2020-12/schema",
            "customTypePath",
            "customBasePath",
        ),
        *("type", "properties", "required", "additionalProperties", "items", "anyOf", "enum", "format", "pattern"),
        *("object", "array", "string", "integer", "number", "boolean", "null", "date"),
        *("minimum", "maximum", "minLength", "maxLength"),
    }
    token = re.compile(r"(#/\$defs/)?C\d+X(\.w\d+)?|[fsw]\d+|contract\.(BC|T)\d+X")
    given = {*strings(found.document), *strings(found.aliases)}
    assert [text for text in given - words if not token.fullmatch(text)] == []


# What is let through

HEAD = "from __future__ import annotations\nfrom typing import Annotated, Literal\nfrom pydantic import BaseModel\n"
REFUSED = {
    "no-python": "class C0X(BaseModel:\n",
    "an-import": "import os\n",
    "an-import-of-another": "from os import system\n",
    "a-relative-import": "from . import os\n",
    "a-call": "print(1)\n",
    "a-function": "def f(): pass\n",
    "a-method": "class C0X(BaseModel):\n    def f(self): pass\n",
    "a-value": "class C0X(BaseModel):\n    w0: int = 3\n",
    "a-call-as-default": "class C0X(BaseModel):\n    w0: int = print(1)\n",
    "a-call-in-an-annotation": "class C0X(BaseModel):\n    w0: print(1)\n",
    "a-name": "class C0X(BaseModel):\n    w0: os\n",
    "an-attribute": "class C0X(BaseModel):\n    w0: list.__class__\n",
    "a-text-that-nobody-gave": "class C0X(BaseModel):\n    w0: Literal['x']\n",
    "a-bound-that-nobody-gave": "class C0X(BaseModel):\n    w0: Annotated[int, Field(default_factory=print)]\n",
    "a-call-in-a-bound": "class C0X(BaseModel):\n    w0: Annotated[int, Field(ge=print(1))]\n",
    "a-field-that-nobody-asked-for": "class C0X(BaseModel):\n    x: int\n",
    "a-class-that-nobody-asked-for": "class Other(BaseModel):\n    pass\n",
    "two-bases": "class C0X(BaseModel, dict):\n    pass\n",
    "a-decorator": "@print\nclass C0X(BaseModel):\n    pass\n",
    "a-metaclass": "class C0X(BaseModel, metaclass=print):\n    pass\n",
    "a-setting": "class C0X(BaseModel):\n    model_config = ConfigDict(alias_generator=print)\n",
    "a-quoted-call": "class C0X(BaseModel):\n    w0: 'print(1)'\n",
    "an-alias-that-is-a-call": "C0X = TypeAliasType('C0X', print(1))\n",
    "another-assignment": "C0X = print\n",
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_models_are_not_made_of_is_refused(case: str) -> None:
    api, names = understand(PET)
    with pytest.raises(Unreadable):
        read(HEAD + REFUSED[case], lifted_of(api, names), names.types)


# What it says of its faults


def found_for(text: str | Exception, schemas: Mapping[str, Json], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the findings where the library answers with a text, or fails."""

    def write(lifted: Lifted) -> str:
        if isinstance(text, Exception):
            raise text
        return text

    monkeypatch.setattr(emitter, "write_module", write)
    report = Report()
    api, names = understand(schemas)
    try:
        library_emitter(api.types, names, report)
    except ContractError:
        assert {each.severity for each in report} == {"error"}
    return [f"{each.code}: {each.message}" for each in report]


THING: Mapping[str, Json] = {
    "Thing": {"type": "object", "required": ["id"], "properties": {"id": {"type": ["integer", "null"]}}}
}
FAULTS: Mapping[str, tuple[str | Exception, str]] = {
    "it-fails": (LibraryError("KeyError: 'x'"), "AG451: {} cannot make models of this contract: KeyError: 'x'"),
    "no-python": ("class", "AG452: what {} wrote cannot be used: it is no Python: invalid syntax (<unknown>, line 1)"),
    "more-than-models": ("import os", "AG452: what {} wrote cannot be used: line 1 is `import os`"),
    "a-model-is-missing": ("", "AG453: {}: the model Thing is missing"),
    "no-class": (
        "C0X = TypeAliasType('C0X', int)",
        "AG453: {}: the model Thing is something else than the contract says",
    ),
    "a-property-is-missing": ("class C0X(BaseModel):\n    pass", "AG453: {}: the model Thing lacks the property 'id'"),
    "absence": (
        "class C0X(BaseModel):\n    w0: int | None | MISSING = MISSING",
        "AG453: {}: the model Thing requires the property 'id', or does not, against what the contract says",
    ),
    "null-is-lost": (
        "class C0X(BaseModel):\n    w0: int",
        "AG454: {} takes Thing.id for `int`; by the contract it is `int | None`",
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_named(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text, message = FAULTS[case]
    library = f"datamodel-code-generator {library_version()}"
    assert found_for(text, THING, monkeypatch) == [message.replace("{}", library)]


# With the library itself


@installed
def test_the_types_are_those_of_our_own_emitter() -> None:
    api, names = understand(PET)
    report = Report()
    library = dict(annotated(api, library_emitter(api.types, names, report)))
    native = dict(annotated(api, native_emitter(names)))
    assert list(report) == []
    assert library.keys() == native.keys()
    for name, annotation in native.items():
        assert library[name].imports == annotation.imports, name
        assert library[name].names == annotation.names, name
    assert library["class"].text == (
        "Annotated[Annotated[str, Field(max_length=9, pattern='^[a-z]+$')] | None | MISSING, Field(alias='class')]"
    )
    assert library["kind"].text == native["kind"].text


@installed
def test_a_recursive_list_loses_its_items() -> None:
    """A fault of the library, which is named: `Rec` in a list of maps becomes `list`."""
    items: Json = {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Rec"}}
    api, names = understand({"Rec": {"type": "array", "items": items}})
    report = Report()
    library_emitter(api.types, names, report)
    assert [each.code for each in report] == ["AG454"]


@installed
def test_nothing_is_asked_of_the_library_where_there_is_no_model() -> None:
    api, names = understand({})
    assert library_emitter(api.types, names, Report()).declared == {}


@installed
def test_what_the_library_raises_is_its_fault() -> None:
    with pytest.raises(LibraryError, match="Models not found"):
        write_module(lifted_of(*understand({})))
