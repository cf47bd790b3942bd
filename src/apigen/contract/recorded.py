"""What Schemathesis recorded of a scenario, as far as it is used, to answers and failures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, cast
from urllib.parse import parse_qs, urlsplit

from apigen.contract.forms import FormValue
from apigen.contract.sent import ParameterValue, XmlBody
from apigen.ir.media import kind_of
from apigen.spec.document import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A request that was answered. `operation` is as in `GET /pets/{petId}`."""

    operation: str
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A check that a request failed, and how what it holds was meant and sent.

    `operation` is the one whose fault it is, `template` the path that the request was made for, and `url` what was
    asked for. `body` is an XML body: what was meant, and its document.
    """

    check: str
    operation: str
    title: str
    message: str
    curl: str
    method: str
    template: str
    url: str
    parameters: tuple[ParameterValue, ...]
    form: FormValue | None
    body: XmlBody | None


class _Parameter(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def definition(self) -> Mapping[str, Json]: ...


class _Body(Protocol):
    @property
    def definition(self) -> Mapping[str, Json]: ...


class _Definition(Protocol):
    @property
    def raw(self) -> Mapping[str, Json]: ...


class Operation(Protocol):
    """An operation, as Schemathesis sees it."""

    @property
    def label(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def query(self) -> Iterable[_Parameter]: ...
    @property
    def path_parameters(self) -> Iterable[_Parameter]: ...
    @property
    def headers(self) -> Iterable[_Parameter]: ...
    @property
    def cookies(self) -> Iterable[_Parameter]: ...
    def get_body_for_media_type(self, media_type: str) -> _Body | None: ...
    @property
    def definition(self) -> _Definition: ...


class _Case(Protocol):
    @property
    def method(self) -> str: ...
    @property
    def operation(self) -> Operation: ...
    @property
    def query(self) -> Mapping[str, object]: ...
    @property
    def path_parameters(self) -> Mapping[str, object]: ...
    @property
    def headers(self) -> Mapping[str, object]: ...
    @property
    def cookies(self) -> Mapping[str, object]: ...
    @property
    def body(self) -> object: ...
    @property
    def media_type(self) -> str | None: ...


class _Node(Protocol):
    @property
    def value(self) -> _Case: ...


class _Request(Protocol):
    @property
    def uri(self) -> str: ...
    @property
    def headers(self) -> Mapping[str, Sequence[str]]: ...
    @property
    def body(self) -> bytes | None: ...


class _Response(Protocol):
    @property
    def status_code(self) -> int: ...


class _Interaction(Protocol):
    @property
    def request(self) -> _Request: ...
    @property
    def response(self) -> _Response | None: ...


class _Failure(Protocol):
    @property
    def operation(self) -> str | None: ...
    @property
    def title(self) -> str: ...
    @property
    def message(self) -> str: ...


class _FailureInfo(Protocol):
    @property
    def failure(self) -> _Failure: ...
    @property
    def code_sample(self) -> str: ...


class _Check(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def failure_info(self) -> _FailureInfo | None: ...


class Recorder(Protocol):
    """What happened in a scenario, by the identity of the case."""

    @property
    def cases(self) -> Mapping[str, _Node]: ...
    @property
    def interactions(self) -> Mapping[str, _Interaction]: ...
    @property
    def checks(self) -> Mapping[str, Sequence[_Check]]: ...


def answers_in(recorder: Recorder) -> Iterator[Answered]:
    """Yield the answers to requests of the operations themselves."""
    for identity, interaction in recorder.interactions.items():
        node = recorder.cases.get(identity)
        if node is None or interaction.response is None:
            continue
        operation = node.value.operation
        # A probe with another method says nothing of the operation that it was made from.
        if node.value.method.upper() == operation.method.upper():
            yield Answered(operation=operation.label, status=interaction.response.status_code)


def failures_in(recorder: Recorder) -> Iterator[Failed]:
    """Yield the checks that failed."""
    for identity, checks in recorder.checks.items():
        case, interaction = recorder.cases[identity].value, recorder.interactions.get(identity)
        request = None if interaction is None else interaction.request
        for check in checks:
            if check.failure_info is not None:
                failure = check.failure_info.failure
                yield Failed(
                    check=check.name,
                    operation=failure.operation or case.operation.label,
                    title=failure.title,
                    message=failure.message,
                    curl=check.failure_info.code_sample,
                    method=case.method.upper(),
                    template=case.operation.path,
                    url="" if request is None else request.uri,
                    parameters=() if request is None else tuple(_parameters(case, request)),
                    form=_form(case),
                    body=None if request is None else _xml(case, request),
                )


def _parameters(case: _Case, request: _Request) -> Iterator[ParameterValue]:
    operation = case.operation
    query = parse_qs(urlsplit(request.uri).query, keep_blank_values=True)
    lines = {name.lower(): values for name, values in request.headers.items()}
    for parameter in operation.query:
        yield _value(parameter, _of(case.query, parameter.name), query.get(parameter.name, []))
    for parameter in operation.headers:
        meant = {name.lower(): value for name, value in (case.headers or {}).items()}
        yield _value(parameter, meant.get(parameter.name.lower()), lines.get(parameter.name.lower(), []))
    for declared, values in ((operation.path_parameters, case.path_parameters), (operation.cookies, case.cookies)):
        for parameter in declared:
            value = _of(values, parameter.name)
            yield _value(parameter, value, [] if value is None else [str(value)])


def _of(values: object, name: str) -> object:
    """Return the value of a name. What is meant to be invalid may be no object at all."""
    return cast("Mapping[str, object]", values).get(name) if isinstance(values, Mapping) else None


def _value(parameter: _Parameter, value: object, sent: Sequence[str]) -> ParameterValue:
    return ParameterValue(definition=parameter.definition, value=value, sent=sent)


def _form(case: _Case) -> FormValue | None:
    kind = None if case.media_type is None else kind_of(case.media_type)
    if case.media_type is None or kind not in ("form", "multipart"):
        return None
    body = case.operation.get_body_for_media_type(case.media_type)
    schema, encoding = (None, None) if body is None else map(body.definition.get, ("schema", "encoding"))
    if not isinstance(schema, dict):
        return None
    encodings = encoding if isinstance(encoding, dict) else {}
    return FormValue(value=case.body, schema=schema, encoding=encodings, multipart=kind == "multipart")


def _xml(case: _Case, request: _Request) -> XmlBody | None:
    if case.media_type is None or kind_of(case.media_type) != "xml":
        return None
    return XmlBody(media_type=case.media_type, meant=case.body, sent=request.body or b"")
