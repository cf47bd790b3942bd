"""What Schemathesis holds against a server wrongly: each class matches that, and nothing else."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("schemathesis")
pytest.importorskip("starlette")


from apigen.contract.documents import Documents
from apigen.contract.drops import drop_for
from apigen.contract.forms import FormValue
from apigen.contract.sent import Document, JudgedBody, ParameterValue, Sent, XmlBody
from apigen.contract.source import read_contract
from apigen.contract.strays import Strays
from apigen.report import Report
from apigen.runtime.server.routing import expressions
from apigen.spec.document import Json

from .apps import COOKIE, HEADER, LABEL, LIST, PARTS, PIPED, one_post, xml_body

VALID, INVALID = "positive_data_acceptance", "negative_data_rejection"


FORM: dict[str, Json] = {
    "type": "object",
    "required": ["a"],
    "properties": {
        "a": {"$ref": "#/x-bundled/A"},
        "b": {"type": "object", "required": ["c"], "properties": {"c": {"type": "object"}, "d": {"type": "string"}}},
    },
    "x-bundled": {"A": {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "integer"}]}},
}


@pytest.mark.parametrize(
    ("check_name", "value", "name"),
    [
        ("negative_data_rejection", {"a": "x"}, "item-for-list-in-form"),
        ("negative_data_rejection", {"a": ["x"]}, None),
        ("negative_data_rejection", {"b": {"c": "x", "d": 1}}, None),
        ("positive_data_acceptance", {"a": "x"}, None),
        ("positive_data_acceptance", {"a": []}, "empty-part-in-form"),
        ("positive_data_acceptance", None, "empty-part-in-form"),
        ("positive_data_acceptance", {"a": ["x"], "b": {"c": {}, "d": "x"}}, "empty-part-in-form"),
        ("positive_data_acceptance", {"a": ["x"], "b": {}}, None),
        ("negative_data_rejection", {"a": []}, "empty-part-in-form"),
        ("negative_data_rejection", {"a": ["x"], "b": {"c": {}}}, "empty-part-in-form"),
        ("positive_data_acceptance", {"a": [{"x": 1}]}, "objects-in-list-in-form"),
        ("negative_data_rejection", {"a": [{"x": 1}]}, None),
        ("positive_data_acceptance", {"a": ["x"], "b": {"c": {"[": 1}}}, "brackets-in-name-in-form"),
        ("positive_data_acceptance", {"a": ["x"], "x[]": 1}, None),
    ],
)
def test_drops_of_forms_are_narrow(check_name: str, value: object, name: str | None) -> None:
    found = drop_for(Sent(check=check_name, message="", form=FormValue(value=value, schema=FORM)))
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("check_name", "value", "name"),
    [
        ("negative_data_rejection", {"a": "x"}, "item-for-list-in-form"),
        ("negative_data_rejection", {"a": {}}, "item-for-list-in-form"),
        ("negative_data_rejection", {"a": [[1, 2]]}, "item-for-list-in-form"),
        ("negative_data_rejection", {"a": ["x"], "b": {"c": {}}}, None),
        ("negative_data_rejection", {"a": []}, "empty-part-in-form"),
        ("positive_data_acceptance", {"a": []}, "empty-part-in-form"),
        ("positive_data_acceptance", {"a": ["x"], "b": {"c": {}}}, None),
        ("positive_data_acceptance", {"a": [{"x": 1}]}, None),
        ("negative_data_rejection", {"a": [""]}, None),
        ("negative_data_rejection", {"b": [""]}, "empty-text-in-form"),
        ("positive_data_acceptance", {"b": [""]}, None),
        ("positive_data_acceptance", {"c": [{"x": 1}]}, "objects-in-list-in-form"),
        ("positive_data_acceptance", {"c": {"x": [1]}, "b": [{"x": 1}]}, None),
    ],
)
def test_drops_of_multipart_forms_are_narrow(check_name: str, value: object, name: str | None) -> None:
    encoding: dict[str, Json] = {
        "a": {"style": "form"},
        "b": {"style": "pipeDelimited"},
        "c": {"contentType": "multipart/form-data"},
    }
    form = FormValue(value=value, schema=FORM, encoding=encoding, multipart=True)
    found = drop_for(Sent(check=check_name, message="", form=form))
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("check_name", "value", "sent", "name"),
    [
        (VALID, {"a": ["x"], "b": {"c": 1, "d": 2}}, b"a=x&b=c&b=d", "names-for-object-in-form"),
        (VALID, {"a": ["x"], "b": {"c": 1, "d": 2}}, b"a=x&c=1&d=2", None),
        (VALID, {"a": ["x"], "b": "c"}, b"a=x&b=c", None),
        (INVALID, {"a": ["x"], "b": {"c": 1}}, b"a=x&b=c", None),
    ],
)
def test_an_object_is_lost_only_where_its_names_are_sent(
    check_name: str, value: object, sent: bytes, name: str | None
) -> None:
    found = drop_for(Sent(check=check_name, message="", form=FormValue(value=value, schema=FORM, sent=sent)))
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("check_name", "required", "value", "sent", "name"),
    [
        ("positive_data_acceptance", True, [], [], "empty-list-in-query"),
        ("positive_data_acceptance", True, [[], {}], [], "empty-list-in-query"),
        ("positive_data_acceptance", True, [""], [], None),
        ("positive_data_acceptance", True, [], [""], None),
        ("positive_data_acceptance", False, [], [], None),
        ("positive_data_acceptance", True, {}, [], None),
        ("negative_data_rejection", True, [], [], None),
    ],
)
def test_drops_are_narrow(check_name: str, required: bool, value: object, sent: list[str], name: str | None) -> None:
    one = ParameterValue(definition={"required": required}, value=value, sent=sent)
    found = drop_for(Sent(check=check_name, message="", parameters=[one]))
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("message", "multipart", "name"),
    [
        ("in body - violates `format` at /properties/f", True, "other-file-in-form"),
        ("in body - l -> Incorrect type", True, "other-file-in-form"),
        ("in body - violates `format` at /properties/f", False, None),
        ("in body - violates `format` at /properties/t", True, None),
        ("in query - violates `format` at /properties/f", True, None),
        ("in body - object with unexpected properties", True, None),
    ],
)
def test_only_of_a_file_any_content_is_one(message: str, multipart: bool, name: str | None) -> None:
    file: Json = {"type": "string", "format": "binary"}
    properties: Json = {"f": file, "l": {"type": "array", "items": file}, "t": {"type": "string", "format": "date"}}
    form = FormValue(value={"f": b"x"}, schema={"properties": properties}, multipart=multipart)
    found = drop_for(Sent(check=INVALID, message=f"Invalid component: {message}", form=form))
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("check_name", "explode", "value", "sent", "name"),
    [
        ("negative_data_rejection", False, [""], [""], "empty-text-in-query"),
        ("negative_data_rejection", False, "", [""], "empty-text-in-query"),
        ("negative_data_rejection", True, [""], [""], None),
        ("negative_data_rejection", False, ["", ""], [","], None),
        ("positive_data_acceptance", False, [""], [""], None),
    ],
)
def test_only_an_empty_text_of_joined_items_is_that_of_none(
    check_name: str, explode: bool, value: object, sent: list[str], name: str | None
) -> None:
    one = ParameterValue(definition={"explode": explode, "schema": LIST}, value=value, sent=sent)
    found = drop_for(Sent(check=check_name, message="", parameters=[one]))
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("message", "value", "multipart", "name"),
    [
        ("violates `type` at /properties/q (was string, became null)", None, True, "same-in-form"),
        ("violates `type` at /properties/q (was string, became integer)", 5, True, "same-in-form"),
        ("violates `type` at /properties/q (was string, became null)", None, False, None),
        ("violates `type` at /properties/q (was string, became array)", [], True, "empty-part-in-form"),
        ("violates `type` at /properties/q (was integer, became string)", "a", True, None),
        ("violates `maxLength` at /properties/q", "aa", True, None),
    ],
)
def test_only_a_string_is_any_text(message: str, value: object, multipart: bool, name: str | None) -> None:
    form = FormValue(value={"q": value}, schema={"properties": {"q": {"type": "string"}}}, multipart=multipart)
    found = drop_for(Sent(check=INVALID, message=f"Invalid component: in body - {message}", form=form))
    assert (found.name if found else None) == name


FILE: Json = {"type": "string", "format": "binary"}
FILES: Json = {"type": "array", "items": FILE}
TAGGED: dict[str, Json] = {
    "properties": {
        "m": {"type": "object", "additionalProperties": {"type": "string"}},
        "n": {"type": "integer"},
        "l": {"type": "array", "items": {"properties": {"a": {"type": "array"}}}},
    },
}


@pytest.mark.parametrize(
    ("check_name", "value", "multipart", "sent", "name"),
    [
        (INVALID, {"m": {"a": None}, "n": 1}, False, b"m[a]=null&n=1", "same-in-form"),
        (INVALID, {"m": {"a": None}, "n": 1}, False, b"m[a]=&n=1", None),
        (INVALID, {"m": {"a": None}, "n": "x"}, False, b"m[a]=null&n=x", None),
        (INVALID, {"m": {"a": "x"}, "n": 1}, False, b"m[a]=x&n=1", None),
        (VALID, {"m": {"a": None}}, False, b"m[a]=null", None),
        (INVALID, {"l": [{"a": 0}]}, True, b'name="l"\r\n\r\n{"a": 0}\r\n--x', "same-in-form"),
        (INVALID, {"l": [{"a": 0}]}, True, b'name="l"\r\n\r\n{"a": []}\r\n--x', None),
    ],
)
def test_only_what_is_valid_as_a_text_is_the_same(
    check_name: str, value: object, multipart: bool, sent: bytes, name: str | None
) -> None:
    form = FormValue(value=value, schema=TAGGED, multipart=multipart, sent=sent)
    message = "Invalid component: in body - violates `type`"
    found = drop_for(Sent(check=check_name, message=message, form=form))
    assert (found.name if found else None) == name
    assert drop_for(Sent(check=check_name, message=message.replace("body", "query"), form=form)) is None


@pytest.mark.parametrize(
    ("check_name", "schema", "sent", "name"),
    [
        (VALID, {"oneOf": [FILES, FILE]}, b'name="f"\r\n\r\na\r\n', "nameless-file-in-form"),
        (VALID, {"oneOf": [FILES, FILE]}, b'name="f"; filename="f"\r\n\r\na\r\n', None),
        (VALID, {"oneOf": [{"type": "integer"}, LIST]}, b'name="f"\r\n\r\na\r\n', None),
        (VALID, FILE, b'name="f"\r\n\r\na\r\n', None),
        (INVALID, {"oneOf": [{"type": "integer"}, FILE]}, b'name="f"\r\n\r\na\r\n', None),
    ],
)
def test_only_a_part_without_a_name_is_no_file(check_name: str, schema: Json, sent: bytes, name: str | None) -> None:
    form = FormValue(value={"f": b"a"}, schema={"properties": {"f": schema}}, multipart=True, sent=sent)
    found = drop_for(Sent(check=check_name, message="", form=form))
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("multipart", "kind", "name"),
    [(False, "array", "no-object-in-form"), (True, "object", None), (False, "object", None)],
)
def test_no_text_is_wrong_only_of_a_form_that_is_a_list(multipart: bool, kind: str, name: str | None) -> None:
    form = FormValue(value=[["a"]], schema={"type": kind}, multipart=multipart, sent=b'[["a"]]')
    found = drop_for(Sent(check=INVALID, message="Invalid component: in body - a", form=form))
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("check_name", "schema", "sent", "name"),
    [
        (INVALID, LIST, [""], "empty-text-in-header"),
        (INVALID, LIST, ["a"], None),
        (INVALID, {"type": "string"}, [""], None),
        (VALID, LIST, [""], None),
    ],
)
def test_only_an_empty_header_is_an_empty_list(
    check_name: str, schema: Json, sent: list[str], name: str | None
) -> None:
    one = ParameterValue(definition={"name": "Q", "in": "header", "schema": schema}, value=sent[0], sent=sent)
    found = drop_for(Sent(check=check_name, message="", parameters=[one]))
    assert (found.name if found else None) == name


WRONG = "Invalid component: parameter `q` in path - incorrect type"


ONE_OF_TWO: dict[str, Json] = {"type": "string", "enum": [1, "1"]}
NEVER: dict[str, Json] = {"name": "n", "in": "query", "schema": {"type": "string", "enum": [1]}}
DATED: dict[str, Json] = {"name": "Q", "in": "header", "schema": {"type": "string", "pattern": "^[0-9]+-[0-9]+$"}}
UNKNOWN = "Invalid component: in header - object with unexpected properties"


@pytest.mark.parametrize(
    ("check_name", "message", "definition", "value", "sent", "name"),
    [
        (VALID, "", PIPED, {"a": 1, "b": 2}, ["a", "b"], "names-for-object-in-query"),
        (VALID, "", PIPED, {"a": 1, "b": 2}, ["a|b"], "names-for-object-in-query"),
        (VALID, "", PIPED, {"a": 1}, ["a|1"], None),
        (INVALID, "", PIPED, {"a": 1}, ["a"], None),
        (INVALID, WRONG, LABEL, ".a", [".a"], "same-in-text"),
        (INVALID, WRONG, LABEL, "a", ["a"], None),
        (INVALID, WRONG, {**LABEL, "explode": True, "schema": {"type": "object"}}, ".=a", [".=a"], "same-in-text"),
        (INVALID, WRONG, {**LABEL, "schema": {"type": "object"}}, ".a", [".a"], None),
        (INVALID, WRONG, {**LABEL, "name": "p"}, ".a", [".a"], None),
        (INVALID, WRONG, {**LABEL, "schema": {"type": "string"}}, ".a", [".a"], None),
        (INVALID, WRONG.replace("incorrect type", "value too long"), LABEL, ".a", [".a"], None),
        (VALID, "", {**PARTS, "explode": True}, "a=[1, 2]", ["a=[1, 2]"], "lost-in-text"),
        (VALID, "", {**PARTS, "explode": True}, "a=1,b=2", ["a=1,b=2"], None),
        (VALID, "", PARTS, "a,1", ["a,1"], None),
        (VALID, "", COOKIE, "a=1,b=2", ["a=1,b=2"], "object-in-cookie"),
        (VALID, "", {**COOKIE, "explode": False}, "a,1", ["a,1"], None),
        (INVALID, "", COOKIE, "a=1", ["a=1"], None),
        (VALID, "", NEVER, "1", ["1"], "impossible-parameter"),
        (VALID, "", NEVER, None, [], None),
        (VALID, "", {**NEVER, "schema": ONE_OF_TWO}, "2", ["2"], None),
        (INVALID, "", NEVER, "1", ["1"], None),
        (VALID, "", DATED, "0", ["0"], "sample-for-pattern-in-header"),
        (VALID, "", DATED, "1-2", ["1-2"], None),
        (VALID, "", {**DATED, "in": "query"}, "0", ["0"], None),
        (VALID, "", {**DATED, "schema": {"type": "string", "pattern": "("}}, "0", ["0"], None),
        (INVALID, "", DATED, "0", ["0"], None),
        ("missing_required_header", "", HEADER, None, [], "header-always-sent"),
        ("missing_required_header", "", {**HEADER, "name": "Connection"}, None, ["x"], "header-always-sent"),
        ("missing_required_header", "", {**HEADER, "name": "Connection"}, None, [], None),
        (INVALID, "", HEADER, "there", ["there"], None),
        (INVALID, UNKNOWN, HEADER, "there", ["there"], "unknown-header"),
        (INVALID, UNKNOWN.replace("header", "query"), HEADER, "there", ["there"], None),
    ],
)
def test_drops_of_parameters_are_narrow(
    check_name: str, message: str, definition: dict[str, Json], value: object, sent: list[str], name: str | None
) -> None:
    one = ParameterValue(definition=definition, value=value, sent=sent)
    found = drop_for(Sent(check=check_name, message=message, parameters=[one]))
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("check_name", "meant", "read", "message", "name"),
    [
        (INVALID, False, True, "Invalid component: in body - a", "same-in-xml"),
        (INVALID, False, True, "Invalid component: in query - a", None),
        (INVALID, False, False, "Invalid component: in body - a", None),
        (INVALID, False, None, "Invalid component: in body - a", None),
        (INVALID, True, True, "Invalid component: in body - a", None),
        (VALID, True, None, "", "lost-in-xml"),
        (VALID, True, False, "", "lost-in-xml"),
        (VALID, True, True, "", None),
        (VALID, False, False, "", None),
    ],
)
def test_drops_of_xml_are_narrow(
    check_name: str, meant: bool, read: bool | None, message: str, name: str | None
) -> None:
    found = drop_for(Sent(check=check_name, message=message, xml=Document(meant=meant, read=read)))
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("meant", "sent", "expected"),
    [
        ({"n": True}, b"<a><n>true</n></a>", Document(meant=True, read=True)),
        ({"n": 0}, b"<a><n>0</n></a>", Document(meant=False, read=True)),
        ({"n": 2}, b"<a><n>2</n></a>", Document(meant=False, read=False)),
        ({"n": True}, b"<a/><a/>", Document(meant=True, read=None)),
        ({"n": True}, b"<b><n>true</n></b>", Document(meant=True, read=None)),
    ],
)
def test_documents(meant: Json, sent: bytes, expected: Document) -> None:
    properties: Json = {"n": {"type": "boolean"}}
    body = xml_body({"type": "object", "xml": {"name": "a"}, "properties": properties, "required": ["n"]})
    documents = Documents(read_contract(json.dumps(one_post(body)).encode(), Report()))
    assert documents.document("POST /canary", XmlBody(media_type="application/xml", meant=meant, sent=sent)) == expected
    assert documents.document("POST /canary", XmlBody(media_type="text/xml", meant=meant, sent=sent)) is None


@pytest.mark.parametrize(("required", "expected"), [(False, True), (True, None)])
def test_nothing_is_no_document_where_one_may_lack(required: bool, expected: bool | None) -> None:
    media: Json = {"application/xml": {"schema": {"type": "object", "xml": {"name": "a"}}}}
    contract = one_post({"requestBody": {"required": required, "content": media}})
    documents = Documents(read_contract(json.dumps(contract).encode(), Report()))
    body = XmlBody(media_type="application/xml", meant=[], sent=b"")
    assert documents.document("POST /canary", body) == Document(meant=False, read=expected)


DEEP: dict[str, Json] = {
    "name": "o",
    "in": "query",
    "style": "deepObject",
    "required": True,
    "schema": {"type": "object"},
}
FLAT: dict[str, Json] = {
    "name": "o",
    "in": "query",
    "required": True,
    "schema": {"type": "object", "properties": {"n": {"type": "string"}}, "additionalProperties": False},
}
MAYBE: dict[str, Json] = {**FLAT, "required": False}
TEXTS: dict[str, Json] = {**DEEP, "schema": {"type": "object", "additionalProperties": {"type": "string"}}}
BLAMED = "Invalid component: parameter `o` in query - violates `additionalProperties` at /properties/o"


@pytest.mark.parametrize(
    ("check_name", "message", "definition", "query", "name"),
    [
        (VALID, "", DEEP, {}, "empty-list-in-query"),
        (VALID, "", DEEP, {"p": ["1"]}, "empty-list-in-query"),
        (VALID, "", DEEP, {"o[a]": ["1"]}, None),
        (INVALID, "", DEEP, {}, None),
        (VALID, "", FLAT, {"m": ["1"]}, "empty-list-in-query"),
        (VALID, "", FLAT, {"n": ["1"]}, None),
        (VALID, "", {**FLAT, "required": False}, {}, None),
        (INVALID, "", DEEP, {"o[a[b]": ["1"]}, "brackets-in-name-in-query"),
        (INVALID, "", DEEP, {"o[a][b]": ["1"]}, None),
        (VALID, "", FLAT, {"n[a]": ["1"]}, "nested-in-query"),
        (VALID, "", FLAT, {"n": ["1"], "m[a]": ["1"]}, None),
        (INVALID, BLAMED, FLAT, {"n": ["1"], "m": ["1"]}, "unknown-in-query"),
        (INVALID, BLAMED, DEEP, {"o[m][a]": ["1"]}, None),
        (INVALID, BLAMED.replace("additionalProperties", "required"), FLAT, {"m": ["1"]}, None),
        (INVALID, BLAMED.replace("additionalProperties", "oneOf"), MAYBE, {"m": ["1"]}, "unknown-in-query"),
        (INVALID, BLAMED.replace("additionalProperties", "oneOf"), MAYBE, {"n": ["1"]}, None),
        (INVALID, BLAMED, TEXTS, {"o[m]": ["1"]}, "valid-as-text"),
        (INVALID, BLAMED, TEXTS, {"o[m]": ["1", "2"]}, None),
        (INVALID, BLAMED, TEXTS, {"o[m][n]": ["1"]}, None),
    ],
)
def test_drops_of_objects_in_the_query_are_narrow(
    check_name: str, message: str, definition: dict[str, Json], query: dict[str, list[str]], name: str | None
) -> None:
    one = ParameterValue(definition=definition, value=None, sent=[], query=query)
    found = drop_for(Sent(check=check_name, message=message, parameters=[one]))
    assert (found.name if found else None) == name


BLAMED_NUMBER = "Invalid component: parameter `n` in query - incorrect type"
BLAMED_OTHER = "Invalid component: parameter `other` in query - incorrect type"


@pytest.mark.parametrize(
    ("check_name", "message", "sent", "name"),
    [
        (VALID, "", "n", "shared-name-in-query"),
        (VALID, "", "m", None),
        (INVALID, BLAMED_NUMBER, "n", "shared-name-in-query"),
        (INVALID, BLAMED_OTHER, "n", None),
    ],
)
def test_a_name_is_shared_only_where_it_is_sent(check_name: str, message: str, sent: str, name: str | None) -> None:
    number: dict[str, Json] = {"name": "n", "in": "query", "schema": {"type": "integer"}}
    other: dict[str, Json] = {**number, "name": "other"}
    query = {sent: ["x"]}
    all_three = [
        ParameterValue(definition=each, value=None, sent=query.get(str(each["name"]), []), query=query)
        for each in ({**FLAT, "required": False}, number, {**other, "required": True})
    ]
    found = drop_for(Sent(check=check_name, message=message, parameters=all_three))
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("definition", "sent", "name"),
    [
        ({"schema": {"type": "integer"}}, [], "right-in-query"),
        ({"schema": {"type": "integer"}, "required": True}, [], None),
        ({"schema": {"type": "integer"}}, ["x"], None),
        ({"schema": {"type": "array", "items": {"type": "string"}}}, ["1"], "right-in-query"),
        ({"schema": {"type": "array", "items": {"type": "string"}, "minItems": 2}}, ["1"], None),
        ({"schema": {"type": "array", "items": {"type": "string"}}}, ["1", "2"], None),
    ],
)
def test_nothing_and_an_item_are_right_only_where_they_may_be(
    definition: dict[str, Json], sent: list[str], name: str | None
) -> None:
    message = (
        "Invalid component: parameters `q`, `names` in query\n  - violates `type` at /properties/q (was a, became b)"
    )
    item = ParameterValue(definition={"name": "names", "in": "query", "schema": LIST}, value=1, sent=["1"])
    one = ParameterValue(definition={"name": "q", "in": "query", **definition}, value=None, sent=sent)
    found = drop_for(Sent(check=INVALID, message=message, parameters=[one, item]))
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("schema", "text", "name"),
    [
        ({"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string"}]}, "0", "valid-as-text"),
        ({"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "minLength": 2}]}, "0", None),
        ({"type": "integer", "minimum": 1}, "0", None),
        ({"type": "string"}, "0", None),
    ],
)
def test_a_text_is_valid_only_where_another_type_could_be_meant(schema: Json, text: str, name: str | None) -> None:
    one = ParameterValue(definition={"name": "q", "in": "path", "schema": schema}, value=text, sent=[text])
    message = "Invalid component: parameter `q` in path - value smaller than minimum"
    found = drop_for(Sent(check=INVALID, message=message, parameters=[one]))
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("check_name", "schema", "text", "name"),
    [
        ("ensure_resource_availability", {"type": "string", "format": "uuid"}, "one", "link-to-no-resource"),
        ("ensure_resource_availability", {"type": "integer"}, "one", "link-to-no-resource"),
        ("ensure_resource_availability", {"type": "integer"}, "1", None),
        ("ensure_resource_availability", {"type": "string"}, "1", None),
        ("use_after_free", {"type": "integer"}, "one", None),
        (VALID, {"type": "integer"}, "one", "link-to-no-resource"),
        (VALID, {"type": "integer"}, "1", None),
        (VALID, {"type": ["integer", "boolean"], "minimum": 2}, "true", None),
        (VALID, {"enum": [1.5]}, "1.5", None),
    ],
)
def test_a_link_leads_nowhere_only_by_what_no_path_has(
    check_name: str, schema: Json, text: str, name: str | None
) -> None:
    one = ParameterValue(definition={"name": "id", "in": "path", "schema": schema}, value=text, sent=[text])
    found = drop_for(Sent(check=check_name, message="", parameters=[one]))
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("check_name", "hopeless", "name"),
    [
        ("not_a_server_error", True, "impossible-answer"),
        ("not_a_server_error", False, None),
        ("positive_data_acceptance", True, None),
    ],
)
def test_only_an_answer_is_impossible(check_name: str, hopeless: bool, name: str | None) -> None:
    found = drop_for(Sent(check=check_name, message="", is_hopeless=hopeless))
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("check_name", "value", "sent", "name"),
    [
        (VALID, {"q": {"n": 1}}, b'name="q"\r\nContent-Type: application/json\r\n\r\n{', "object-with-style-in-form"),
        (VALID, {"q": {"n": 1}}, b'name="n"\r\n\r\n1', None),
        (INVALID, {"q": {"n": 1}}, b'name="q"\r\n\r\n{', None),
        (VALID, {"p": {"n": 1}}, b'name="p"\r\n\r\n{', None),
        (VALID, [1], b"[1]", "no-object-in-form"),
        (VALID, b"", b"", "no-object-in-form"),
        (VALID, None, b"", "empty-part-in-form"),
        (INVALID, [1], b"[1]", None),
    ],
)
def test_a_style_is_missed_only_where_json_is_sent(
    check_name: str, value: object, sent: bytes, name: str | None
) -> None:
    form = FormValue(value=value, schema={}, encoding={"q": {"style": "form"}}, multipart=True, sent=sent)
    found = drop_for(Sent(check=check_name, message="", form=form))
    assert (found.name if found else None) == name


IN_BODY = "Invalid component: in body - violates `type` at /properties/p/oneOf/2"


@pytest.mark.parametrize(
    ("check_name", "message", "body", "name"),
    [
        (VALID, "", JudgedBody(broken={"pattern"}), "invalid-in-body"),
        (VALID, "", JudgedBody(broken={"type", "required"}), "invalid-in-body"),
        (VALID, "", JudgedBody(broken={"oneOf"}, misses_choice=True), "invalid-in-body"),
        (VALID, "", JudgedBody(broken={"required", "oneOf"}), None),
        (VALID, "", JudgedBody(broken=()), None),
        (VALID, "", None, None),
        (INVALID, IN_BODY, JudgedBody(broken={"type"}), None),
        (INVALID, IN_BODY, JudgedBody(broken=()), "valid-in-body"),
        (INVALID, IN_BODY, None, None),
        (INVALID, "Invalid component: in query", JudgedBody(broken=()), None),
    ],
)
def test_the_engine_is_held_to_its_own_validator(
    check_name: str, message: str, body: JudgedBody | None, name: str | None
) -> None:
    found = drop_for(Sent(check=check_name, message=message, judged=body))
    assert (found.name if found else None) == name


STRAYS = {"/a/b": "GET POST", "/a/{x}": "GET PUT", "/{s}/c/{x}": "GET", "/{t}/c/{y}": "GET PUT"}


@pytest.mark.parametrize(
    ("check_name", "method", "template", "path", "expected"),
    [
        (VALID, "PUT", "/a/{x}", "/a/b", True),
        (VALID, "PUT", "/a/{x}", "/a/bb", False),
        (VALID, "GET", "/a/b", "/a/b", False),
        (VALID, "GET", "/a/{x}", "/nothing", False),
        (VALID, "GET", "/{s}/c/{x}", "/1/c/2", True),
        (VALID, "PUT", "/{t}/c/{y}", "/1/c/2", False),
        ("allow_header_conformance", "PUT", "/{t}/c/{y}", "/1/c/2", True),
        ("allow_header_conformance", "OPTIONS", "/a/{x}", "/a/c", False),
    ],
)
def test_strays(check_name: str, method: str, template: str, path: str, expected: bool) -> None:
    responses: Json = {"200": {"description": "Fine."}}
    paths: dict[str, Json] = {
        path: {
            "parameters": [
                {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
                for name in expressions(path)
            ],
            **{method.lower(): {"responses": responses} for method in methods.split()},
        }
        for path, methods in STRAYS.items()
    }
    contract: Json = {"openapi": "3.0.3", "info": {"title": "S", "version": "1"}, "paths": paths}
    strays = Strays(read_contract(json.dumps(contract).encode(), Report()))
    assert strays.strays(check_name, method, template, path) is expected
    assert strays.shared() == {"GET /{s}/c/{x}", "GET /{t}/c/{y}"}


ADVERTISED = "`Allow: DELETE, GET, HEAD` does not match the schema. Undocumented methods advertised: DELETE"


@pytest.mark.parametrize(
    ("check_name", "message", "method", "name"),
    [
        ("unsupported_method", "", "DELETE", "left-out"),
        ("unsupported_method", "", "PUT", None),
        ("allow_header_conformance", ADVERTISED, "OPTIONS", "left-out"),
        ("allow_header_conformance", f"{ADVERTISED}, PUT", "OPTIONS", None),
        (
            "allow_header_conformance",
            ADVERTISED.replace("Undocumented", "Missing documented methods: PATCH. Undocumented"),
            "OPTIONS",
            None,
        ),
        ("not_a_server_error", "", "DELETE", None),
    ],
)
def test_what_is_left_out_may_be_there(check_name: str, message: str, method: str, name: str | None) -> None:
    found = drop_for(Sent(check=check_name, message=message, method=method, left_out=frozenset({"DELETE"})))
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("check_name", "deleted", "name"),
    [
        ("ensure_resource_availability", True, "deleted-before"),
        ("ensure_resource_availability", False, None),
        ("use_after_free", True, None),
    ],
)
def test_what_was_deleted_need_not_be_there(check_name: str, deleted: bool, name: str | None) -> None:
    found = drop_for(Sent(check=check_name, message="", deleted=deleted))
    assert (found.name if found else None) == name


MODEL: dict[str, Json] = {
    "oneOf": [{"type": "object", "properties": {"n": {"type": "string", "maxLength": 1}}}, {"type": "null"}]
}


@pytest.mark.parametrize(
    ("sent", "reason", "name"),
    [
        ("n,a", "oneOf", "same-in-text"),
        (".,Ez", "oneOf", "same-in-text"),
        ("n,ab", "oneOf", None),
        ("n", "oneOf", None),
        ("n,a", "maxLength", None),
    ],
)
def test_a_text_that_fits_no_branch_may_be_an_object(sent: str, reason: str, name: str | None) -> None:
    definition: dict[str, Json] = {"name": "p", "in": "header", "required": True, "schema": MODEL}
    one = ParameterValue(definition=definition, value=sent, sent=[sent])
    message = f"Invalid component: parameter `p` in header - violates `{reason}` at /properties/p"
    found = drop_for(Sent(check=INVALID, message=message, parameters=[one]))
    assert (found.name if found else None) == name


def test_a_list_within_a_list_of_texts_is_a_text() -> None:
    sent = b'name="l"\r\n\r\n["a"]\r\n--x\r\nname="l"\r\n\r\n[0]\r\n--x'
    form = FormValue(value={"l": [["a"], [0]]}, schema={"properties": {"l": LIST}}, multipart=True, sent=sent)
    found = drop_for(Sent(check=INVALID, message="Invalid component: in body - violates `type`", form=form))
    assert found is not None
    assert found.name == "same-in-form"
