"""The responses of an API become examples that satisfy their schemas, made before anything is generated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from apigen.contract.annotate import annotated, annotated_definitions
from apigen.contract.judge import Validator, compile_schema, is_valid
from apigen.contract.requests import Requests
from apigen.contract.sample import MISSING, Missing, Sample, Sampler
from apigen.contract.success import Success, example_answer
from apigen.ir.api import Api, Header, MediaType, Operation, Response
from apigen.ir.types import BytesType, StreamType
from apigen.report import Report
from apigen.spec.document import Json, found_at

__all__ = ["MISSING", "Examples", "Missing", "Sample", "make_examples"]


@dataclass(frozen=True, slots=True)
class Examples:
    """What example handlers answer with, and what the README's calls ask.

    `bodies` is keyed by operation id and declared status. A response that declares no body is not in
    it, nor is one that no example was found for: `Examples.missing` lists those. `headers` has the
    required headers, by name, of the responses that have such.
    """

    bodies: Mapping[tuple[str, str], Json]
    headers: Mapping[tuple[str, str], Mapping[str, Json]]
    answers: Mapping[str, Success]
    missing: frozenset[tuple[str, str]]
    requests: Requests

    def body(self, operation_id: str, status: str) -> Sample:
        """Return the example body of a declared response; `MISSING` if it has no body or no example."""
        return self.bodies.get((operation_id, status), MISSING)

    def answer(self, operation_id: str) -> Success | None:
        """Return the response that an example handler answers with, `None` if there is none that it could."""
        found = self.answers.get(operation_id)
        if found is None or (operation_id, found.declared) in self.missing:
            return None
        return found


def make_examples(api: Api, report: Report) -> Examples:
    """Return an example for every declared body and every required header of a response, checked by the exact validator.

    The author's own come first; one that its schema does not accept is reported as AG361. AG362
    names an operation whose answer no example could be found for.
    """
    court = _Court(api)
    sampler = Sampler(annotated_definitions(api.definitions, api.document), api.dialect)
    bodies: dict[tuple[str, str], Json] = {}
    headers: dict[tuple[str, str], dict[str, Json]] = {}
    missing: set[tuple[str, str]] = set()
    for operation, response, part in _parts(api):
        key = (operation.id, response.status)
        value = _author_example(court, part, report)
        if isinstance(value, Missing):
            value = sampler.sample(
                annotated(part.schema, found_at(api.document, (*part.origin, "schema"))),
                partial(court.accepts, part=part),
            )
        if isinstance(value, Missing):
            missing.add(key)
        elif isinstance(part, Header):
            headers.setdefault(key, {})[part.name] = value
        else:
            # A stream's schema is that of its items: one of them is an example.
            bodies[key] = [value] if isinstance(part.type, StreamType) else value
    answers = {
        operation.id: answer
        for operation in api.operations
        if (answer := example_answer(response.status for response in operation.responses)) is not None
    }
    examples = Examples(bodies, headers, answers, frozenset(missing), Requests(api))
    _report_missing(api, examples, report)
    return examples


def _parts(api: Api) -> Iterator[tuple[Operation, Response, MediaType | Header]]:
    """Yield what examples are needed of: bodies, and headers that must be there."""
    for operation in api.operations:
        for response in operation.responses:
            # A server answers with the preferred media type. Of bytes there is nothing to be made.
            if response.media and not isinstance(response.media[0].type, BytesType):
                yield operation, response, response.media[0]
            for header in response.headers:
                if header.required:
                    yield operation, response, header


def _author_example(court: _Court, part: MediaType | Header, report: Report) -> Sample:
    """Return the first of the author's examples that is valid, and report those before it that are not."""
    for value in part.examples:
        if court.accepts(value, part):
            return value
        report.warning(
            "AG361",
            f"an example of {part.name} does not satisfy its schema",
            at=part.origin,
            help="mend the example or the schema; until then the example server answers with another value",
        )
    return MISSING


def _report_missing(api: Api, examples: Examples, report: Report) -> None:
    for operation in api.operations:
        answer = examples.answers.get(operation.id)
        if answer is not None and (operation.id, answer.declared) in examples.missing:
            report.warning(
                "AG362",
                f"no example could be made for the response {answer.declared!r} of {operation.id!r}",
                at=operation.origin,
                help="add an `example` to the response; until then its example handler answers 500, and the log says why",
            )


def _can_be_sent(header: Header, value: Json) -> bool:
    """Tell whether a header can hold a value: null has no text, and only visible characters may stand there."""
    if value is None or header.media_type is not None:
        return header.media_type is not None
    parts = value if isinstance(value, list) else [*value, *value.values()] if isinstance(value, dict) else [value]
    texts = [part for part in parts if isinstance(part, str)]
    single = not isinstance(value, list | dict)
    return all(text.isascii() and text.isprintable() and (single or not set(text) & {",", "="}) for text in texts)


class _Court:
    """Judges bodies and headers exactly, by one validator over all schemas: compiling one for each costs ten times as much."""

    def __init__(self, api: Api) -> None:
        self._api = api
        # Shared component responses have one schema object: it is compiled once.
        schemas = {id(part.schema): part.schema for _, _, part in _parts(api)}
        self._names = {identity: f"j{number}" for number, identity in enumerate(schemas)}
        self._all = self._compile({self._names[identity]: schema for identity, schema in schemas.items()})
        self._single: dict[int, Validator | None] = {}

    def accepts(self, value: Json, part: MediaType | Header) -> bool:
        """Tell whether a value satisfies the schema of one of the API's responses. A header must have it as text, too."""
        if isinstance(part, Header) and not _can_be_sent(part, value):
            return False
        schema = part.schema
        name = self._names[id(schema)]
        if self._all is not None:
            return is_valid(self._all, {name: value})
        # One schema that cannot be compiled must not cost all the others their examples.
        if id(schema) not in self._single:
            self._single[id(schema)] = self._compile({name: schema})
        single = self._single[id(schema)]
        return single is not None and is_valid(single, {name: value})

    def _compile(self, properties: dict[str, Json]) -> Validator | None:
        return compile_schema({"definitions": dict(self._api.definitions), "properties": properties}, self._api.dialect)
