"""An API to the answers of a mock: the author's examples by their names, else those of the schemas, else what fits them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Final

from apigen.contract.annotate import annotated, annotated_definitions
from apigen.contract.court import Court
from apigen.contract.sample import MISSING, Missing, Sample, Sampler
from apigen.contract.success import Success, example_answer
from apigen.ir.api import Api, Header, MediaType, Operation, Response
from apigen.ir.media import concrete, essence, is_range
from apigen.ir.types import BytesType, StreamType
from apigen.mock.answers import Answers, Content, Declared, Example
from apigen.mock.errors import Errors, truthful
from apigen.report import Pointer
from apigen.spec.document import Json, follow, found_at

_BYTES: Final = "example"
"""What stands for bytes that nobody describes."""
_DOCUMENT: Final = "<example/>"
"""The same for an XML document."""
_VALUES: Final = ("dataValue", "value", "serializedValue")
"""Where an Example Object has its value: what OpenAPI 3.2 calls data first, what is sent last."""


def make_answers(api: Api) -> dict[str, Answers]:
    """Return what a mock answers for each operation, by its id: every declared response has whatever can be made of it."""
    maker = _Maker(api)
    return {operation.id: maker.answers(operation) for operation in api.operations}


class _Maker:
    """Makes examples of bodies and headers. Shared component responses are made once."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._court = Court(api, _parts(api))
        self._sampler = Sampler(annotated_definitions(api.definitions, api.document), api.dialect)
        self._errors = Errors(api)
        self._known: dict[tuple[Pointer, int], Declared] = {}

    def answers(self, operation: Operation) -> Answers:
        # What is below 200 only announces an answer (RFC 9110 section 15).
        responses = [each for each in operation.responses if each.status[0] != "1"]
        usual = example_answer(each.status for each in responses)
        declared = {each.status: self._declared(each, usual) for each in responses}
        return Answers(
            usual=None if usual is None else (usual.declared, usual.status),
            implied=tuple(each for each in operation.implied if each not in declared),
            declared=declared,
        )

    def _declared(self, response: Response, usual: Success | None) -> Declared:
        # Several operations can have the same response, under other statuses.
        key = (response.origin, _status(response.status, usual))
        if key not in self._known:
            values = {each.name: self._made(each) for each in response.headers}
            headers = {name: value for name, value in values.items() if not isinstance(value, Missing)}
            self._known[key] = Declared(
                content=tuple(self._content(each, key[1]) for each in response.media),
                headers=headers,
                unmade=tuple(each.name for each in response.headers if each.required and each.name not in headers),
            )
        return self._known[key]

    def _content(self, media: MediaType, status: int) -> Content:
        named = [
            Example(name=name, value=fitting)
            for name, value in _authored(self._api, media)
            if not isinstance(fitting := self._fitting(media, value), Missing)
        ]
        if not named:
            accepts = partial(self._court.accepts, part=media)
            made = self._errors.sample(media, status, accepts) if status >= 400 else MISSING
            made = truthful(self._made(media), media, status, accepts) if isinstance(made, Missing) else made
            if not isinstance(made, Missing):
                named = [Example(name="", value=[made] if isinstance(media.type, StreamType) else made)]
        sent = concrete(media.name)
        if is_range(sent):
            sent = f"{sent.partition('/')[0].strip()}/octet-stream"
        return Content(media_type=sent, is_bytes=_is_bytes(media), examples=tuple(named))

    def _fitting(self, media: MediaType, value: Json) -> Sample:
        """Return a value of the author's as it is to be answered; `MISSING` if its schema does not accept it."""
        accepts = partial(self._court.accepts, part=media)
        if not isinstance(media.type, StreamType):
            return value if (isinstance(value, str) or not _is_text(media)) and accepts(value) else MISSING
        items: list[Json] = value if isinstance(value, list) else [value]
        if _is_text(media) and not all(isinstance(each, str) for each in items):
            return MISSING
        # An array can be what comes one after the other, or a single one of these.
        return items if all(map(accepts, items)) else [value] if accepts(value) else MISSING

    def _made(self, part: MediaType | Header) -> Sample:
        """Return a value that fits a schema, or an item of a stream; `MISSING` if none is found."""
        if isinstance(part, Header):
            authored = next((each for each in part.examples if self._court.accepts(each, part)), MISSING)
            if not isinstance(authored, Missing):
                return authored
        elif _is_bytes(part):
            return _BYTES
        elif _is_text(part) and part.schema == {} and essence(part.name).endswith("xml"):
            return _DOCUMENT
        known = annotated(part.schema, found_at(self._api.document, (*part.origin, "schema")))
        return self._sampler.sample(known, partial(self._court.accepts, part=part))


def _status(key: str, usual: Success | None) -> int:
    """Return the status that an answer of a key most likely has."""
    if usual is not None and key == usual.declared:
        return usual.status
    return int(key) if key.isdecimal() else 500 if key == "default" else int(key[0]) * 100


def _parts(api: Api) -> Iterator[MediaType | Header]:
    for operation in api.operations:
        for response in operation.responses:
            yield from response.media
            yield from response.headers


def _authored(api: Api, media: MediaType) -> Iterator[tuple[str, Json]]:
    """Yield the author's examples of a media type, with their names."""
    written = _object(api, media.origin)[1]
    if "example" in written:
        yield "", written["example"]
    named = written.get("examples")
    for name in named if isinstance(named, dict) else ():
        _, example = _object(api, (*media.origin, "examples", name))
        known = next((key for key in _VALUES if key in example), None)
        if known is not None:
            yield name, example[known]


def _object(api: Api, pointer: Pointer) -> tuple[Pointer, dict[str, Json]]:
    with suppress(LookupError):
        pointer = follow(api.document, pointer)
    value = found_at(api.document, pointer)
    return pointer, value if isinstance(value, dict) else {}


def _is_bytes(media: MediaType) -> bool:
    return isinstance(media.type.items if isinstance(media.type, StreamType) else media.type, BytesType)


def _is_text(media: MediaType) -> bool:
    """Whether only a text can be a body, or a part of one: it is one, or stands for bytes."""
    return media.kind in ("text", "form") or _is_bytes(media)
