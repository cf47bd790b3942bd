"""XML bodies: JSON values to documents and back, by the `xml` keywords of a contract."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apigen.ir.lower import lower
from apigen.ir.xml import xml_document
from apigen.report import Report
from apigen.runtime.core.xml import XmlCodec, XmlDocuments
from apigen.runtime.core.xml_shape import Shape, Shapes
from apigen.spec.document import Json
from apigen.spec.load import parse

HEAD: Final = b'<?xml version="1.0" encoding="UTF-8"?>\n'
PERSON: Final[Json] = {
    "type": "object",
    "properties": {
        "id": {"type": "integer", "format": "int32", "xml": {"attribute": True}},
        "name": {"type": "string", "xml": {"namespace": "http://example.com/schema/sample", "prefix": "sample"}},
    },
}


def document(schema: Json, components: dict[str, Json], version: str) -> dict[str, Json] | None:
    body = {"content": {"application/xml": {"schema": schema}}}
    operation = {"operationId": "send", "requestBody": body, "responses": {"200": {"description": "", **body}}}
    contract = {
        "openapi": version,
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"post": operation}},
        "components": {"schemas": components},
    }
    report = Report()
    return xml_document(lower(parse(json.dumps(contract).encode(), file="c.json", report=report), report))


def codec_of(folder: Path, schema: Json, components: dict[str, Json] | None = None, version: str = "3.1.0") -> XmlCodec:
    file = folder / "_xml.json"
    file.write_text(json.dumps(document(schema, components or {}, version)))
    return XmlDocuments(file).codec("send", "body", "application/xml")


def wrapped(items: Json, **xml: Json) -> Json:
    return {"type": "array", "items": items, "xml": {"wrapped": True, **xml}}


STRING: Final[Json] = {"type": "string"}
ANIMAL: Final[Json] = {"type": "string", "xml": {"name": "animal"}}
TWO: Final[Json] = ["a", "b"]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(
    ("animals", "value", "xml"),
    [
        (STRING, "a", "<animals>a</animals>"),
        ({"type": "array", "items": STRING}, TWO, "<animals>a</animals><animals>b</animals>"),
        (ANIMAL, "a", "<animal>a</animal>"),
        ({"type": "array", "items": ANIMAL}, TWO, "<animal>a</animal><animal>b</animal>"),
        (
            {"type": "array", "items": ANIMAL, "xml": {"name": "aliens"}},
            TWO,
            "<animal>a</animal><animal>b</animal>",
        ),
        (wrapped(STRING), TWO, "<animals><animals>a</animals><animals>b</animals></animals>"),
        (wrapped(ANIMAL), TWO, "<animals><animal>a</animal><animal>b</animal></animals>"),
        (wrapped(ANIMAL, name="aliens"), TWO, "<aliens><animal>a</animal><animal>b</animal></aliens>"),
        (wrapped(STRING, name="aliens"), TWO, "<aliens><aliens>a</aliens><aliens>b</aliens></aliens>"),
    ],
)
def test_the_examples_of_openapi(version: str, animals: Json, value: Json, xml: str, tmp_path: Path) -> None:
    zoo: dict[str, Json] = {"Zoo": {"type": "object", "properties": {"animals": animals}}}
    codec = codec_of(tmp_path, {"$ref": "#/components/schemas/Zoo"}, zoo, version)
    written = codec.write({"animals": value})
    assert written == HEAD + f"<Zoo>{xml}</Zoo>".encode()
    assert codec.read(written) == {"animals": value}


NODES: Final[dict[str, Json]] = {
    "kind": {"type": "string", "xml": {"nodeType": "attribute"}},
    "count": {"type": ["integer", "null"], "xml": {"nodeType": "attribute"}},
    "name": {"type": "string", "xml": {"nodeType": "text"}},
}


@pytest.mark.parametrize(
    ("animal", "value", "xml"),
    [
        ({"properties": NODES}, {"kind": "Cat", "name": "Fluffy"}, '<Animal kind="Cat">Fluffy</Animal>'),
        ({"properties": NODES, "required": ["name"]}, {"name": ""}, "<Animal></Animal>"),
        ({"properties": NODES, "required": ["count"]}, {"count": None}, "<Animal></Animal>"),
        (
            {"properties": {"html": {"type": "string", "xml": {"nodeType": "cdata"}}}},
            {"html": "<a>&]]></a>"},
            "<Animal><![CDATA[<a>&]]]]><![CDATA[></a>]]></Animal>",
        ),
        # An array has no element of its own unless it asks for one.
        (
            {"properties": {"a": {"type": "array", "items": ANIMAL, "xml": {"nodeType": "element"}}}},
            {"a": TWO},
            "<Animal><a><animal>a</animal><animal>b</animal></a></Animal>",
        ),
        (
            {"properties": {"a": {"type": "array", "items": ANIMAL, "xml": {"nodeType": "none", "name": "x"}}}},
            {"a": TWO},
            "<Animal><animal>a</animal><animal>b</animal></Animal>",
        ),
        # Nor has a reference: what it leads to is an element, by the name of the component.
        (
            {"properties": {"keeper": {"$ref": "#/components/schemas/Person"}}},
            {"keeper": {"id": 1}},
            '<Animal><Person id="1"></Person></Animal>',
        ),
        (
            {"properties": {"keeper": {"$ref": "#/components/schemas/Person", "xml": {"name": "boss"}}}},
            {"keeper": {"id": 1}},
            '<Animal><boss id="1"></boss></Animal>',
        ),
    ],
)
def test_node_types(animal: dict[str, Json], value: Json, xml: str, tmp_path: Path) -> None:
    components: dict[str, Json] = {"Animal": {"type": "object", **animal}, "Person": PERSON}
    codec = codec_of(tmp_path, {"$ref": "#/components/schemas/Animal"}, components, "3.2.0")
    assert codec.write(value) == HEAD + xml.encode()
    assert codec.read(codec.write(value)) == value


def test_white_space_around_a_section_is_no_text(tmp_path: Path) -> None:
    page: Json = {"type": "object", "properties": {"html": {"type": "string", "xml": {"nodeType": "cdata"}}}}
    codec = codec_of(tmp_path, {"$ref": "#/components/schemas/Page"}, {"Page": page}, "3.2.0")
    assert codec.read(b"<Page>\n  <![CDATA[ <p> ]]>\n</Page>") == {"html": " <p> "}
    assert codec.read(b"<Page>a &amp; b</Page>") == {"html": "a & b"}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_attributes_prefixes_and_namespaces(version: str, tmp_path: Path) -> None:
    codec = codec_of(tmp_path, {"$ref": "#/components/schemas/Person"}, {"Person": PERSON}, version)
    value: Json = {"id": 123, "name": "example"}
    name = '<sample:name xmlns:sample="http://example.com/schema/sample">example</sample:name>'
    assert codec.write(value) == HEAD + f'<Person id="123">{name}</Person>'.encode()
    assert codec.read(codec.write(value)) == value
    # A namespace is its URI, whatever prefix stands for it; who sends none is understood as well.
    for text in (
        '<x:name xmlns:x="http://example.com/schema/sample">example</x:name>',
        '<name xmlns="http://example.com/schema/sample">example</name>',
        "<name>example</name>",
    ):
        assert codec.read(f'<Person id="123">{text}</Person>'.encode()) == value
    assert codec.read(b'<Person><name xmlns="urn:another">x</name></Person>'.replace(b"name", b"word")) == {"word": "x"}
    with pytest.raises(ValueError, match="not in the namespace"):
        codec.read(b'<Person><name xmlns="urn:another">x</name></Person>')


PET: Final[dict[str, Json]] = {
    "Pet": {
        "type": "object",
        "xml": {"name": "pet"},
        "properties": {
            "category": {"$ref": "#/components/schemas/Category"},
            "tags": wrapped({"$ref": "#/components/schemas/Tag"}),
            "parent": {"$ref": "#/components/schemas/Pet"},
        },
    },
    "Category": {"type": "object", "xml": {"name": "kind"}, "properties": {"id": {"type": "integer"}}},
    "Tag": {"type": "object", "xml": {"name": "tag"}, "additionalProperties": {"type": "boolean"}},
    "Dog": {
        "allOf": [
            {"$ref": "#/components/schemas/Pet"},
            {"properties": {"bark": {"oneOf": [{"type": "integer"}, {"type": "boolean"}]}}},
        ]
    },
}


@pytest.mark.parametrize(
    ("schema", "value", "xml"),
    [
        (
            {"$ref": "#/components/schemas/Pet"},
            {"category": {"id": 1}, "tags": [{"good": True}, {}], "parent": {"parent": {"tags": []}}},
            "<pet><kind><id>1</id></kind><tags><tag><good>true</good></tag><tag></tag></tags>"
            "<pet><pet><tags></tags></pet></pet></pet>",
        ),
        # What it inherits does not name it; the name of a property stands where its schema has none.
        ({"$ref": "#/components/schemas/Dog"}, {"tags": [], "bark": 2}, "<Dog><tags></tags><bark>2</bark></Dog>"),
        # A description beside a reference, as OpenAPI 3.0 has it, changes nothing.
        ({"allOf": [{"$ref": "#/components/schemas/Pet"}, {"description": "A pet"}]}, {}, "<pet></pet>"),
        ({"$ref": "#/components/schemas/Pet", "xml": {"name": "animal"}}, {}, "<animal></animal>"),
        # A document has one root: there is always something around an array.
        (
            {"type": "array", "xml": {"name": "pets"}, "items": {"$ref": "#/components/schemas/Pet"}},
            [{}],
            "<pets><pet></pet></pets>",
        ),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Dog"}}, [{}], "<data><Dog></Dog></data>"),
        ({"title": "Names", "type": "array", "items": STRING}, ["a"], "<Names><Names>a</Names></Names>"),
        (
            {"type": "array", "items": {"type": "array", "items": {"type": "number"}}},
            [[1, 2.5], []],
            "<data><data><data>1</data><data>2.5</data></data><data></data></data>",
        ),
        (
            {"type": "array", "xml": {"name": "p", "wrapped": True}, "prefixItems": [{"type": "integer"}, STRING]},
            [1, "1"],
            "<p><p>1</p><p>1</p></p>",
        ),
        # Null is said only where it is allowed.
        (
            {
                "type": "object",
                "properties": {"a": {"type": ["string", "null"]}, "b": STRING, "c": {"type": ["integer", "null"]}},
            },
            {"a": None, "c": None},
            '<data><a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"></a>'
            '<c xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"></c></data>',
        ),
        # What is not declared has its own name. What is declared and has no name for XML is given one.
        (
            {"type": "object", "properties": {"a b": STRING, "1": STRING}},
            {"a b": " x\r\n", "1": "<&>", "more": {"x": ["1", "2"]}},
            "<data><a_b> x&#13;\n</a_b><x_1>&lt;&amp;&gt;</x_1><more><x>1</x><x>2</x></more></data>",
        ),
        # What a description, or a requirement, stands beside keeps its name; its own name goes before that.
        (
            {
                "allOf": [{"$ref": "#/components/schemas/Pet"}, {"required": ["tags"]}],
                "properties": {"tags": {"allOf": [{"$ref": "#/components/schemas/Tag"}, {"xml": {"name": "mark"}}]}},
            },
            {"tags": {"good": False}},
            "<data><mark><good>false</good></mark></data>",
        ),
        # A name that two properties get from their schema can tell neither.
        (
            {
                "type": "object",
                "properties": {
                    "a": {"$ref": "#/components/schemas/Tag"},
                    "b": {"$ref": "#/components/schemas/Tag"},
                    "c": {"$ref": "#/components/schemas/Category"},
                    "d": {"type": "array", "items": {"$ref": "#/components/schemas/Tag"}},
                },
            },
            {"a": {}, "b": {}, "c": {}, "d": [{}, {}]},
            "<data><a></a><b></b><kind></kind><d></d><d></d></data>",
        ),
        # An array without a wrapper and without items is nothing. Where it is required it can be nothing else.
        (
            {
                "allOf": [
                    {"properties": {"a": {"type": "array", "items": STRING}}},
                    {"properties": {"b": {"type": "array", "items": STRING, "readOnly": True}}},
                    {"required": ["a", "b"]},
                ]
            },
            {"a": []},
            "<data></data>",
        ),
        ({"type": "object", "additionalProperties": {"type": "array", "items": ANIMAL}}, {"k": ["a"]}, "<data><k>a</k></data>"),
        (
            {
                "type": "object",
                "properties": {"v": {"type": "string", "xml": {"attribute": True}}},
                "xml": {"name": "n", "namespace": "urn:n", "prefix": "n"},
            },
            {"v": '"\t\n\r <'},
            '<n:n xmlns:n="urn:n" v="&quot;&#9;&#10;&#13; &lt;"></n:n>',
        ),
    ],
)  # fmt: skip
def test_both_ways(schema: Json, value: Json, xml: str, tmp_path: Path) -> None:
    codec = codec_of(tmp_path, schema, PET)
    written = codec.write(value)
    assert written.decode() == HEAD.decode() + xml
    assert codec.read(written) == value


EVERY: Final[Json] = {
    "type": "object",
    "xml": {"name": "e"},
    "properties": {
        "i": {"type": "integer"},
        "n": {"type": "number"},
        "b": {"type": "boolean"},
        "s": STRING,
        "z": {"type": ["integer", "null"]},
        "l": {"type": "array", "items": {"type": "integer"}, "xml": {"name": "long"}},
        "w": wrapped(ANIMAL),
        "o": {"type": "object", "properties": {"x": {"type": "integer", "xml": {"attribute": True}}}},
    },
}


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        ("<e><i> 7\n</i><n>-1.5e3</n><b>1</b><s> 7\n</s></e>", {"i": 7, "n": -1500.0, "b": True, "s": " 7\n"}),
        # What is not in the grammar of a type stays as it came, for the validator to refuse.
        ("<e><i>1.5</i><n>1_0</n><b>yes</b></e>", {"i": 1.5, "n": "1_0", "b": "yes"}),
        ("<e><i>seven</i><n>NaN</n><b/></e>", {"i": "seven", "n": "NaN", "b": ""}),
        ("<e><i>" + "9" * 5000 + "</i><n>1e999</n></e>", {"i": "9" * 5000, "n": "1e999"}),
        ("<e><z/><s/></e>", {"z": None, "s": ""}),
        ("<e><z>null</z><s>null</s><i>null</i></e>", {"z": None, "s": "null", "i": "null"}),
        # One element of an array is an array, none is none, and the array's own name is understood.
        ("<e><l>1</l></e>", {"l": [1]}),
        ("<e><long>1</long><long>2</long></e>", {"l": [1, 2]}),
        ("<e><w/></e>", {"w": []}),
        # Attributes as elements, elements as attributes: nothing else can be meant.
        ('<e i="1"><o><x>2</x></o></e>', {"i": 1, "o": {"x": 2}}),
        ("<e><w>text</w></e>", {"w": "text"}),
        # What comes twice is an array, wanted or not; what is not declared is kept.
        ("<e><s>a</s><s>b</s><new><deep>1</deep></new></e>", {"s": ["a", "b"], "new": {"deep": "1"}}),
        ("<e><s><i>1</i></s><o>text</o></e>", {"s": {"i": "1"}, "o": "text"}),
        ('<e lang="en" xml:lang="en" x:a="1" xmlns:x="urn:x"><o x="1"/></e>', {"lang": "en", "o": {"x": 1}}),
        ("<e><!-- note --><?do it?><s><![CDATA[<b>]]></s></e>", {"s": "<b>"}),
        ("text", "text"),
    ],
)
def test_reading(xml: str, value: Json, tmp_path: Path) -> None:
    text = xml if xml.startswith("<") else f"<e>{xml}</e>"
    codec = codec_of(tmp_path, EVERY)
    assert codec.read(text.encode()) == value
    assert codec.read(f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16")) == value


LAUGHS: Final = b'<!DOCTYPE e [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + index, b"&%c;" % (97 + index) * 10) for index in range(9)
)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b"<e>",
        b"<e/><e/>",
        b"<e></f>",
        b"<e>\xff</e>",
        b"<e a='1' a='2'/>",
        b"<x:e/>",
        b"<e>&unknown;</e>",
        b"<?xml version='1.0' encoding='nothing'?><e/>",
        b"<?xml version='1.0' encoding='hex'?><e/>",
        b"<?xml version='1.0' encoding='shift_jis'?><e/>",
        LAUGHS + b"]><e><s>&j;</s></e>",
        b'<!DOCTYPE e [<!ENTITY x SYSTEM "file:///etc/passwd">]><e><s>&x;</s></e>',
        b'<!DOCTYPE e SYSTEM "http://127.0.0.1:9/e.dtd"><e/>',
        b"<e><new>" + b"<n>" * 100_000 + b"</n>" * 100_000 + b"</new></e>",
        b"<other/>",
        b"<e>text<s>x</s></e>",
        b"<e><w><junk>a</junk></w></e>",
        b'<e i="1"><i>2</i></e>',
    ],
)
def test_what_is_refused(raw: bytes, tmp_path: Path) -> None:
    codec = codec_of(tmp_path, EVERY)
    start = time.perf_counter()
    with pytest.raises(ValueError):
        codec.read(raw)
    assert time.perf_counter() - start < 1


def nested(depth: int) -> Json:
    value: Json = "x"
    for _ in range(depth):
        value = {"n": value}
    return value


@pytest.mark.parametrize(
    "value",
    [{"s": "\x00"}, {"s": "\ud800"}, {"a b": 1}, {"a:b": 1}, {"": 1}, {"n": float("nan")}, nested(200), {"o": {"x": []}}],
)  # fmt: skip
def test_what_cannot_be_written(value: Json, tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        codec_of(tmp_path, EVERY).write(value)


def test_what_is_required_of_one_direction(tmp_path: Path) -> None:
    bare: Json = {"type": "array", "items": STRING}
    schema: Json = {
        "type": "object",
        "required": ["both", "sent"],
        "properties": {"both": bare, "sent": {"type": "array", "items": STRING, "readOnly": True}},
    }
    file = tmp_path / "_xml.json"
    file.write_text(json.dumps(document(schema, {}, "3.1.0")))
    documents = XmlDocuments(file)
    assert documents.codec("send", "body", "application/xml").read(b"<data/>") == {"both": []}
    response = documents.codec("send", "responses", "200", "application/xml")
    assert response.read(b"<data/>") == {"both": [], "sent": []}


def test_bodies_without_elements_have_no_codec(tmp_path: Path) -> None:
    assert document(STRING, {}, "3.1.0") is None
    file = tmp_path / "_xml.json"
    file.write_text(json.dumps(document(EVERY, {}, "3.0.3")))
    documents = XmlDocuments(file)
    codec = documents.codec("send", "responses", "200", "application/xml")
    assert codec is documents.codec("send", "responses", "200", "application/xml")
    for place in (("body", "text/xml"), ("responses", "404", "application/xml"), ("headers",)):
        with pytest.raises(KeyError):
            documents.codec("send", *place)


NAMES: Final = st.sampled_from(["a", "b", "c", "ä", "x-1", "no name"])
TEXTS: Final = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.sampled_from("\t\r\n"))
SCALARS: Final[dict[str, st.SearchStrategy[Json]]] = {
    "string": TEXTS.filter(lambda text: "\ufffe" not in text and "\uffff" not in text),
    "integer": st.integers(),
    "number": st.floats(allow_nan=False, allow_infinity=False) | st.integers(-9, 9),
    "boolean": st.booleans(),
}
XML: Final[dict[str, list[Json]]] = {
    "name": ["d", "e", "p:f"],
    "wrapped": [True, False],
    "namespace": ["urn:1", "urn:2"],
    "prefix": ["p", "q"],
}


@st.composite
def schemas(draw: st.DrawFn, depth: int = 3) -> dict[str, Json]:
    kind = draw(st.sampled_from([*SCALARS, *(["array", "object", "map"] if depth else [])]))
    xml: dict[str, Json] = {key: draw(st.sampled_from(each)) for key, each in XML.items() if draw(st.booleans())}
    found: dict[str, Json] = {"xml": xml, "type": "object" if kind == "map" else kind}
    if kind == "array":
        found["items"] = draw(schemas(depth - 1))
    elif kind == "map":
        found["additionalProperties"] = draw(schemas(depth - 1))
    elif kind == "object":
        names = draw(st.lists(NAMES, unique=True, max_size=4))
        # Two properties must not have one name: each names its own elements.
        found["properties"] = {name: named(draw(schemas(depth - 1)), f"n{i}") for i, name in enumerate(names)}
    elif draw(st.booleans()):
        found["xml"] = {**xml, "attribute": True}
    return found


def named(schema: dict[str, Json], name: str) -> dict[str, Json]:
    """Return a schema with a name of its own wherever its elements could be taken for others."""
    xml, items = schema["xml"], schema.get("items")
    assert isinstance(xml, dict)
    found: dict[str, Json] = {**schema, "xml": {**xml, "name": name}}
    if isinstance(items, dict):
        found["items"] = named(items, name)
    return found


@st.composite
def values(draw: st.DrawFn, schema: Json) -> Json:
    """Draw a value that a schema accepts, and that XML can say: in objects, an array without a wrapper has items."""
    assert isinstance(schema, dict)
    if schema["type"] == "array":
        return draw(st.lists(values(schema["items"]), max_size=3))
    if schema["type"] != "object":
        return draw(SCALARS[str(schema["type"])])
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        keys = draw(st.lists(st.sampled_from(["k", "ö", "z.9"]), unique=True))
        properties = dict.fromkeys(keys, schema.get("additionalProperties", STRING))
    found = {name: draw(values(each)) for name, each in properties.items() if draw(st.booleans())}
    return {name: each for name, each in found.items() if each != [] or is_wrapped(properties[name])}


def is_wrapped(schema: Json) -> bool:
    return isinstance(schema, dict) and isinstance(schema["xml"], dict) and schema["xml"].get("wrapped") is True


@st.composite
def cases(draw: st.DrawFn) -> tuple[Json, Json]:
    schema = draw(schemas())
    return schema, draw(values(schema))


def codec_at_once(schema: Json, name: str) -> XmlCodec:
    file = document({"xml": {"name": name}, **schema} if isinstance(schema, dict) else schema, {}, "3.1.0")
    text = json.loads(json.dumps(file))
    return XmlCodec(
        Shape(text["operations"]["send"]["body"]["application/xml"], Shapes(text["definitions"], "body")),
        any_name=False,
    )


@settings(max_examples=200, deadline=None)
@given(cases())
def test_what_is_written_is_read_again(case: tuple[Json, Json]) -> None:
    schema, value = case
    codec = codec_at_once({"type": "object", "properties": {"it": schema}}, "root")
    whole: Json = {} if value == [] and not is_wrapped(schema) else {"it": value}
    assert codec.read(codec.write(whole)) == whole


ANYTHING: Final[st.SearchStrategy[Json]] = st.recursive(
    st.text(),
    lambda inner: st.lists(inner).map(lambda found: list[Json](found)) | st.dictionaries(st.text(), inner),
)


@settings(max_examples=200, deadline=None)
@given(ANYTHING, st.binary())
def test_nothing_but_value_errors(value: Json, raw: bytes) -> None:
    codec = codec_at_once(EVERY, "e")
    with suppress(ValueError):
        codec.read(codec.write(value))
    with suppress(ValueError):
        codec.read(b"<e>" + raw + b"</e>")
