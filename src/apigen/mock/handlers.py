"""Answers to a record of handlers, and of those who judge credentials, for the package that was generated of the contract.

What comes from that package is a copy of the runtime here: the same classes to whoever reads this, others to Python.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from types import SimpleNamespace, new_class
from typing import Any, Final

from pydantic import JsonValue

from apigen.mock.answers import Answers, Content
from apigen.mock.choice import Choice, Refusal, choose
from apigen.mock.preferences import read_preferences, write_preferences
from apigen.runtime.core import Codec, Operation, Request, Response, header
from apigen.runtime.server import Credential, Service

_APPLIED: Final = "Preference-Applied"


def handlers(package: str, answers: Mapping[str, Answers]) -> SimpleNamespace:
    """Return what `create_app` of a package takes as handlers: all operations answer with their examples."""
    service: Service = import_module(f"{package}.server.routes").SERVICE
    http_error: Callable[..., Exception] = import_module(f"{package}._runtime.server.messages").HttpError
    groups: dict[str, SimpleNamespace] = {}
    for route in service.routes:
        group = groups.setdefault(route.group, SimpleNamespace())
        answerer = _Answerer(route.operation, answers[route.operation.id], http_error)
        setattr(group, route.method, answerer.answer)
    return SimpleNamespace(**groups)


def anybody(package: str) -> SimpleNamespace:
    """Return what `create_app` takes as `security`: whoever presents a credential of the right shape is let in."""
    service: Service = import_module(f"{package}.server.routes").SERVICE

    def judge(credential: Credential) -> str | None:
        is_basic = service.schemes[credential.scheme].http == "basic"
        return None if is_basic and credential.basic() is None else "anybody"

    return SimpleNamespace(**dict.fromkeys(service.security_methods.values(), judge))


class _Answerer:
    """Answers one operation. It keeps nothing: what a request gets depends on that request alone."""

    def __init__(
        self, operation: Operation[Any, Any, Any], answers: Answers, http_error: Callable[..., Exception]
    ) -> None:
        self._operation, self._answers, self._http_error = operation, answers, http_error
        self._kinds: dict[str, type[Response]] = {}

    async def answer(self, request: Request) -> Response:
        """Return one of the declared answers."""
        wishes = read_preferences(_header(request.raw, "prefer"))
        try:
            choice = choose(self._answers, wishes, ", ".join(_header(request.raw, "accept")))
        except Refusal as refusal:
            applied = write_preferences(refusal.applied).encode("latin-1", "replace")
            headers = [(_APPLIED.lower().encode(), applied)] if applied else []
            raise self._http_error(refusal.status, refusal.detail, headers) from None
        return self._response(choice)

    def _response(self, choice: Choice) -> Response:
        if choice.key not in self._kinds:
            self._kinds[choice.key] = _plain(self._operation.responses[choice.key])
        kind, headers = self._kinds[choice.key], dict(choice.headers)
        if choice.applied:
            headers[_APPLIED] = write_preferences(choice.applied)
        if choice.content is None:
            return kind.parse(status=choice.status, headers=headers)
        body = _body(choice.content, choice.value)
        return kind.parse(body, status=choice.status, media_type=choice.content.media_type, headers=headers)


def _plain(kind: type[Response]) -> type[Response]:
    """Return a class of responses that takes JSON as it is, and has a header more: what was preferred.

    No model is needed then. Those of a large contract take many seconds to build.
    """
    declared = {each.name.lower() for each in kind.headers}
    added = () if _APPLIED.lower() in declared else (header(_APPLIED, "preference_applied"),)
    members = {
        "__annotations__": {each.attribute: Any for each in added},
        "headers": (*kind.headers, *added),
    }
    made: type[Response] = new_class(kind.__name__, (kind,), exec_body=lambda namespace: namespace.update(members))
    made.__codecs__ = dict.fromkeys((*made.__fields__, "body.item"), Codec[Any](Any))
    return made


def _header(raw: Any, name: str) -> list[str]:
    """Return the lines of a header of a framework's own request. They all have its headers as pairs."""
    return [str(value) for each, value in raw.headers.items() if each.lower() == name]


def _body(content: Content, value: JsonValue) -> Any:
    """Return a body as responses take it: where bytes belong, those of a text."""
    if not content.is_bytes:
        return value
    if isinstance(value, list):
        return tuple(str(each).encode("utf-8", "replace") for each in value)
    return str(value).encode("utf-8", "replace")
