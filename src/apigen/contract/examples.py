"""The responses of an API become examples that satisfy their schemas, made before anything is generated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from apigen.contract.annotate import annotated, annotated_definitions
from apigen.contract.court import Court
from apigen.contract.impossible import impossible_answers
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
    court = Court(api, (part for _, _, part in _parts(api)))
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


def _author_example(court: Court, part: MediaType | Header, report: Report) -> Sample:
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
    hopeless = {each.id for each in impossible_answers(api)}
    for operation in api.operations:
        answer = examples.answers.get(operation.id)
        if answer is None or (operation.id, answer.declared) not in examples.missing:
            continue
        if operation.id in hopeless:
            report.warning(
                "AG380",
                f"nothing can be what {operation.id!r} declares for its response {answer.declared!r}",
                at=operation.origin,
                help="correct its schema: no server can answer it, the example handler answers 500,"
                " and the contract test asks no success of it",
            )
        else:
            report.warning(
                "AG362",
                f"no example could be made for the response {answer.declared!r} of {operation.id!r}",
                at=operation.origin,
                help="add an `example` to the response; until then its example handler answers 500, and the log says why",
            )
