"""Every operation of every contract, called: what was passed arrives, what was answered is returned or raised."""

from __future__ import annotations

import pytest

from apigen.proof.trips.package import Package
from apigen.proof.trips.plain import plain
from apigen.proof.trips.samples import Samples
from apigen.proof.trips.service import Service, credentials

from ..support.callers import Call


@pytest.mark.parametrize("optional", [False, True], ids=["required", "all"])
def test_every_argument_arrives_and_every_success_is_returned(
    any_service: Service, call: Call, samples: Samples, subtests: pytest.Subtests, optional: bool
) -> None:
    package = any_service.package
    for route in package.routes:
        operation = route.operation
        calls = list(samples.calls(operation, optional=optional))
        answers = [answer for answer in samples.answers(operation) if answer.succeeds]
        # Every body is sent once, and every answer is given once.
        for n in range(max(len(calls), len(answers))):
            arguments, answer = calls[n % len(calls)], answers[n % len(answers)]
            with subtests.test(operation=operation.id, key=answer.key, answered=answer.media_type):
                any_service.told(answer.response)
                result = call(any_service, route.group, route.method, arguments, **credentials(package))
                sent = operation.request(**{name: arguments[name] for name in arguments if name != "content_type"})
                assert any_service.fields == [{name: plain(getattr(sent, name)) for name in sent.__fields__}]
                body = getattr(answer.response, "body", None)
                assert result.status == answer.response.status_code
                assert result.body == body
                assert type(result.body) is type(body)
                assert result.declared == (None if answer.streams else answer.response)


def test_every_declared_error_is_raised_as_its_class(
    any_service: Service, call: Call, samples: Samples, subtests: pytest.Subtests
) -> None:
    package = any_service.package
    for route in package.routes:
        operation = route.operation
        arguments = samples.arguments(operation, optional=False)
        for answer in samples.answers(operation):
            if answer.succeeds:
                continue
            with subtests.test(operation=operation.id, key=answer.key):
                expected = package.errors.ERRORS[type(answer.response)]
                with pytest.raises(expected) as raised:
                    any_service.told(answer.response)
                    call(any_service, route.group, route.method, arguments, **credentials(package))
                body = getattr(answer.response, "body", None)
                assert raised.value.operation == operation.id
                assert raised.value.status == answer.response.status_code
                assert raised.value.body == body
                assert type(raised.value.body) is type(body)
                assert raised.value.declared == answer.response


def test_nobody_is_let_in_but_where_everybody_is(
    any_service: Service, call: Call, samples: Samples, subtests: pytest.Subtests
) -> None:
    package = any_service.package
    refused = (package.errors.AuthenticationError, package.errors.PermissionDeniedError)
    for route in package.routes:
        operation = route.operation
        arguments = samples.arguments(operation, optional=False)
        anonymous = not operation.security or any(not each for each in operation.security)
        for answer in samples.answers(operation):
            if not answer.succeeds:
                continue
            with subtests.test(operation=operation.id, key=answer.key):
                any_service.told(answer.response)
                if anonymous:
                    call(any_service, route.group, route.method, arguments)
                    assert len(any_service.seen) == 1
                    continue
                with pytest.raises(refused) as raised:
                    call(any_service, route.group, route.method, arguments)
                assert raised.value.headers["www-authenticate"]
                assert any_service.seen == []


def test_each_operation_is_served_once(package: Package) -> None:
    kind = package.module("_runtime.core").Operation
    operations = {each.id: each for each in vars(package.operations).values() if isinstance(each, kind)}
    assert sorted(route.operation.id for route in package.routes) == sorted(operations)
    assert all(route.operation is operations[route.operation.id] for route in package.routes)
    assert package.schemas["operations"].keys() == operations.keys()
