"""What Schemathesis recorded of a scenario, as far as it is used, to answers and failures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, cast
from urllib.parse import parse_qs, urlsplit

from apigen.contract.exchange import Exchange
from apigen.contract.forms import FormValue
from apigen.contract.judge import broken_keywords, compile_schema, is_valid
from apigen.contract.records import Case, FailureInfo, Interaction, Parameter, Recorder, Request
from apigen.contract.sent import JudgedBody, ParameterValue, XmlBody
from apigen.ir.media import kind_of
from apigen.spec.document import Json

_OF_RESOURCES: Final = "ensure_resource_availability"
_OF_DATA: Final = frozenset({"negative_data_rejection", "positive_data_acceptance"})
"""Checks of whether a request was rightly called valid or invalid."""
_NO_QUERY: Final[Mapping[str, Sequence[str]]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A request that was answered. `operation` is as in `GET /pets/{petId}`, `template` its path, `url` what was asked for."""

    operation: str
    method: str
    template: str
    url: str
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """A request that was made for an operation, with its own method or another, and what was answered."""

    operation: str
    exchange: Exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A check that a request failed, and how what it holds was meant and sent.

    `operation` is the one whose fault it is, `template` the path that the request was made for, and `url` what was
    asked for. `body` is an XML body: what was meant, and its document. `exchanges` are the requests that show the failure,
    the failed one last, and `case` is the engine's name of that one.
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
    judged: JudgedBody | None = None
    deleted: bool = False
    """Whether the scenario had deleted what its path names, and not created it again."""
    exchanges: tuple[Exchange, ...] = ()
    case: str = ""


def answers_in(recorder: Recorder) -> Iterator[Answered]:
    """Yield the answers to requests of the operations themselves."""
    for identity, interaction in recorder.interactions.items():
        node = recorder.cases.get(identity)
        if node is None or interaction.response is None:
            continue
        operation = node.value.operation
        # A probe with another method says nothing of the operation that it was made from.
        if node.value.method.upper() == operation.method.upper():
            yield Answered(
                operation=operation.label,
                method=node.value.method.upper(),
                template=operation.path,
                url=interaction.request.uri,
                status=interaction.response.status_code,
            )


def exchanges_in(recorder: Recorder) -> Iterator[Exchanged]:
    """Yield every request, whatever it was for."""
    for identity, interaction in recorder.interactions.items():
        node = recorder.cases.get(identity)
        if node is not None:
            yield Exchanged(operation=node.value.operation.label, exchange=_exchange(interaction))


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
                    form=_form(case, b"" if request is None else request.body or b""),
                    body=None if request is None else _xml(case, request),
                    judged=_judged(case, request.body or b"") if request and check.name in _OF_DATA else None,
                    deleted=check.name == _OF_RESOURCES and _deleted(recorder, failure.case_id or identity),
                    exchanges=tuple(_shown_by(check.failure_info, identity, recorder)),
                    case=failure.case_id or identity,
                )


def _deleted(recorder: Recorder, identity: str) -> bool:
    """Tell whether, before a request, what its path names was deleted in the scenario. What is created may be at any path below."""
    if identity not in recorder.interactions:
        return False
    path, deleted = urlsplit(recorder.interactions[identity].request.uri).path, False
    for name, each in recorder.interactions.items():
        if name == identity:
            break
        if each.response is None or each.response.status_code // 100 != 2:
            continue
        method, other = each.request.method.upper(), urlsplit(each.request.uri).path
        if method == "DELETE" and other == path:
            deleted = True
        elif method in ("POST", "PUT") and path.startswith(other):
            deleted = False
    return deleted


def _shown_by(info: FailureInfo, identity: str, recorder: Recorder) -> Iterator[Exchange]:
    last = info.failure.case_id or identity
    names = [each.case_id for each in info.steps if each.case_id != last]
    for name in dict.fromkeys((*names, last)):
        if name in recorder.interactions:
            yield _exchange(recorder.interactions[name])


def _exchange(interaction: Interaction) -> Exchange:
    request, response = interaction.request, interaction.response
    sent = Exchange(method=request.method.upper(), url=request.uri, headers=request.headers, body=request.body or b"")
    if response is None:
        return replace(sent, started=interaction.timestamp)
    return replace(
        sent,
        status=response.status_code,
        reason=response.message,
        answer_headers=response.headers,
        answer=response.content or b"",
        started=interaction.timestamp - response.elapsed,
        seconds=response.elapsed,
    )


def _parameters(case: Case, request: Request) -> Iterator[ParameterValue]:
    operation = case.operation
    query = parse_qs(urlsplit(request.uri).query, keep_blank_values=True)
    lines = {name.lower(): values for name, values in request.headers.items()}
    for parameter in operation.query:
        yield _value(parameter, _of(case.query, parameter.name), query.get(parameter.name, []), query)
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


def _value(
    parameter: Parameter, value: object, sent: Sequence[str], query: Mapping[str, Sequence[str]] = _NO_QUERY
) -> ParameterValue:
    return ParameterValue(definition=parameter.definition, value=value, sent=sent, query=query)


def _form(case: Case, sent: bytes) -> FormValue | None:
    kind = None if case.media_type is None else kind_of(case.media_type)
    if case.media_type is None or kind not in ("form", "multipart"):
        return None
    body = case.operation.get_body_for_media_type(case.media_type)
    schema, encoding = (None, None) if body is None else map(body.definition.get, ("schema", "encoding"))
    if not isinstance(schema, dict):
        return None
    encodings = encoding if isinstance(encoding, dict) else {}
    return FormValue(value=case.body, schema=schema, encoding=encodings, multipart=kind == "multipart", sent=sent)


def _xml(case: Case, request: Request) -> XmlBody | None:
    if case.media_type is None or kind_of(case.media_type) != "xml":
        return None
    return XmlBody(media_type=case.media_type, meant=case.body, sent=request.body or b"")


def _judged(case: Case, sent: bytes) -> JudgedBody | None:
    """Return what the engine's own validator says of the JSON that was sent, or of the form that was meant.

    The engine reads patterns in its own way: of those, what ours says.
    """
    kind = None if case.media_type is None else kind_of(case.media_type)
    is_form = kind in ("form", "multipart")
    is_known = case.media_type is not None and (is_form or kind == "json")
    body = case.operation.get_body_for_media_type(str(case.media_type)) if is_known else None
    schema = None if body is None else body.definition.get("schema")
    if body is None or not isinstance(schema, dict):
        return None
    written = compile_schema(schema, "2020-12") or compile_schema(schema, "draft4")
    try:
        # The content of a file is bytes, which no validator takes.
        value: Json = json.loads(json.dumps(case.body, default=str) if is_form else sent)
        engines = body.get_validator()
        broken = broken_keywords(engines, value) - {"pattern"}
        patterns = frozenset[str]() if written is None else broken_keywords(written, value) & {"pattern"}
        misses_choice = "oneOf" in broken and written is not None and not is_valid(written, value)
        return JudgedBody(broken=broken | patterns, misses_choice=misses_choice)
    except (ValueError, TypeError):
        # It is no JSON, or the engine cannot compile the schema.
        return None
