"""Forms to JSON values: each property is read as a query parameter is, then the whole is judged as one object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Literal, NamedTuple

from pydantic import MISSING

from ..core.body import Encoding
from ..core.brackets import Node, keys_below
from ..core.models import Json
from ..core.parameter import Parameter
from .escapes import UNESCAPE, EncodingError, split_pairs
from .messages import MAX_VIOLATIONS, Rejection, Violation, pointer
from .parameters import Invalid, Reader, build_reader, claimed_names
from .parts import PartError, Parts, parse_document
from .validation import Judge, Schema

Sent = dict[str, list[str]]

_unescape = UNESCAPE["query"]


class _Encoded(NamedTuple):
    """A property whose encoding is none of the usual ones, and the names that it can take."""

    name: str
    reader: Reader
    claims: frozenset[str]


class FormReader:
    """Reads the forms of one schema. Properties of style `deepObject`, or of none, are trees: see `brackets`."""

    def __init__(
        self,
        schema: Schema,
        encodings: Mapping[str, Encoding],
        *,
        judge: Judge,
        definitions: Mapping[str, Schema],
        location: Literal["body", "querystring"] = "body",
    ) -> None:
        self._judge, self._key, self._location = judge, judge.add(schema), location
        self._parts = Parts(schema, definitions, exact_integers=judge.exact_integers)
        self._encoded: list[_Encoded] = []
        for name, encoding in encodings.items():
            if encoding.style != "deepObject" and name in self._parts.properties:
                parameter = Parameter("query", name, name, encoding.style, encoding.explode, False, encoding.media_type)
                declared = self._parts.properties[name].schema
                claims = claimed_names(parameter, declared, definitions)
                taken = frozenset(self._parts.properties) - claims
                reader = build_reader(parameter, declared, judge=judge, definitions=definitions, taken=taken)
                self._encoded.append(_Encoded(name, reader, claims))

    @cached_property
    def _spread(self) -> dict[str, str]:
        """The properties of objects within the form, with the object's name: so style `form` explodes them."""
        own = self._parts.properties
        return {
            inner: name
            for name, part in own.items()
            if part.types == ("object",)
            for inner in part.properties
            if inner not in own
        }

    def read(self, raw: bytes, _: bytes = b"") -> Json:
        """Return the object that a form says; its charset is always UTF-8. Raises `Rejection`."""
        return self.judged(parse_form(raw), {}, {})

    def judged(self, sent: Sent, value: dict[str, Json], wrong: dict[str, list[Violation]]) -> dict[str, Json]:
        """Return the object that a form says. Raises `Rejection`.

        `value` has the properties that others have read, and `wrong` what is wrong with those that they could not.
        """
        for each in self._encoded:
            self._read_encoded(each, sent, value, wrong)
        nodes = self._gather(sent, wrong)
        for name in wrong:
            # What came and cannot be read is not missing.
            value.setdefault(name, "")
        for name, node in nodes.items():
            try:
                value[name] = self._first(name, node)
            except PartError as error:
                value[name] = _untyped(node)
                wrong[name] = [Violation(self._location, pointer([name, *error.at]), error.message, "type")]
        if not wrong:
            if self._judge.accepts(self._key, value):
                return value
            value, violations = self._reread(value, nodes)
            if not violations:
                return value
        raise self._rejection(value, wrong)

    def _read_encoded(
        self, each: _Encoded, sent: Sent, value: dict[str, Json], wrong: dict[str, list[Violation]]
    ) -> None:
        own = {name: values for name, values in sent.items() if name in each.claims}
        try:
            if each.reader.spread is not None:
                found = each.reader.spread(own)
            else:
                found = each.reader.read(own[each.name]) if each.name in own else MISSING
            if found is not MISSING:
                value[each.name] = found
        except Invalid as error:
            wrong[each.name] = [violation._replace(location=self._location) for violation in error.violations]
        for name in own:
            del sent[name]

    def _gather(self, sent: Sent, wrong: dict[str, list[Violation]]) -> dict[str, Node]:
        """Return what was sent as a tree for each property."""
        nodes: dict[str, Node] = {}
        for name, values in sent.items():
            root, *keys = self.keys(name)
            try:
                texts = [_unescape(value) for value in values]
            except EncodingError as error:
                wrong[root] = [Violation(self._location, pointer([root, *keys]), str(error), "encoding")]
            else:
                nodes.setdefault(root, Node()).at(keys).texts.extend(texts)
        return {name: node for name, node in nodes.items() if name not in wrong}

    def keys(self, name: str) -> tuple[str, ...]:
        """Return the property that a name belongs to, and the way below it."""
        own = self._parts.properties
        if name in own:
            return (name,)
        head = name.partition("[")[0]
        keys = keys_below(name, head) if head in own else None
        if keys is not None:
            return (head, *keys)
        return (self._spread[name], name) if name in self._spread else (name,)

    def _first(self, name: str, node: Node) -> Json:
        """Return the first reading of a property. Raises `PartError` if it has none."""
        problem: PartError | None = None
        for found in _readings(self.part(name), node):
            if not isinstance(found, PartError):
                return found
            problem = problem or found
        raise problem or PartError("has the wrong type")

    def part(self, name: str) -> Parts:
        """Return what the schema says of a property."""
        return self._parts.property(name)

    def declares(self, name: str) -> bool:
        """Tell whether the schema names a property."""
        return name in self._parts.properties

    def _reread(self, value: dict[str, Json], nodes: Mapping[str, Node]) -> tuple[dict[str, Json], list[Violation]]:
        """Return the form with other readings of its properties, where less is wrong with them."""
        violations = self._judge.violations(self._key, value, location=self._location)
        for name in nodes.keys() & self._parts.properties.keys():
            for reading in _readings(self.part(name), nodes[name]):
                if isinstance(reading, PartError) or reading == value[name]:
                    continue
                other = {**value, name: reading}
                found = self._judge.violations(self._key, other, location=self._location)
                if len(found) < len(violations):
                    value, violations = other, found
        return value, violations

    def _rejection(self, value: Json, wrong: Mapping[str, list[Violation]]) -> Rejection:
        """Return why a form is refused. Of a property that could not be read, the judge has nothing to say."""
        mine = [each for found in wrong.values() for each in found]
        hidden = [pointer([name]) for name in wrong]
        judged = [
            each
            for each in self._judge.violations(self._key, value, location=self._location)
            if not any(each.pointer == root or each.pointer.startswith(root + "/") for root in hidden)
        ]
        malformed = any(each.keyword in ("encoding", "json") for each in mine)
        return Rejection(
            "malformed" if malformed else "invalid",
            f"the request's {_called(self._location)} does not fit the contract",
            [*mine, *judged][:MAX_VIOLATIONS],
        )


def _called(location: str) -> str:
    return "query string" if location == "querystring" else location


def parse_form(raw: bytes, location: str = "body") -> Sent:
    """Return the raw values of a form by decoded name. Raises `Rejection` for a name that cannot be decoded."""
    try:
        return split_pairs(raw.decode("latin-1"), _unescape)
    except EncodingError as error:
        detail = f"a name in the {_called(location)} {error}"
        raise Rejection("malformed", detail, [Violation(location, "", detail, "encoding")]) from None


def _readings(part: Parts, node: Node) -> Iterator[Json | PartError]:
    """Yield what a property can mean: by its names, then the items or all of it as JSON text.

    Where a text may be an object as well as a string, it is an object if it can be: so objects are written.
    """
    if (
        {"object", "string"} <= {*part.types}
        and not node.children
        and len(node.texts) == 1
        and node.texts[0][:1] == "{"
    ):
        with suppress(ValueError):
            yield parse_document(node.texts[0].encode())
    yield from part.trees(node)
    if node.children or not node.texts:
        return
    if "array" in part.types:
        try:
            yield part.typed("array", node.texts)
        except PartError as error:
            yield error
    if len(node.texts) == 1 and {"array", "object"}.intersection(part.types):
        try:
            value = parse_document(node.texts[0].encode())
        except ValueError:
            return
        if ("array" if isinstance(value, list) else "object" if isinstance(value, dict) else "") in part.types:
            yield value


def _untyped(node: Node) -> Json:
    """Return a tree as it came."""
    if node.children:
        return {key: _untyped(each) for key, each in node.children.items()}
    return node.texts[0] if len(node.texts) == 1 else list(node.texts)
