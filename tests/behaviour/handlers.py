"""Handlers of the sample contract: they know the generated package, and no framework."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import date
from typing import Any

from pydantic import MISSING


def handlers(package: str) -> Any:
    """Return the record of handlers. Most of `things` is left to the examples."""
    ops = importlib.import_module(f"{package}.operations")
    server = importlib.import_module(f"{package}.server")
    examples = importlib.import_module(f"{package}.server.examples")
    things = type("Things", (Things, examples.ExampleThings), {})
    headers = type("Headers", (Headers, examples.ExampleAnswers), {})
    return server.Handlers(
        echo=Echo(ops), things=things(ops), secret=Secret(ops), faults=Faults(ops, server.Abort),
        answers=headers(ops, server.Abort),
    )  # fmt: skip


def security(package: str) -> Any:
    """Return the security handlers: `good` is Ann, `forbidden` is known and not allowed."""
    server = importlib.import_module(f"{package}.server")
    return Security(server.Abort)


class Security:
    """Judges every scheme in the same way, one of them asynchronously."""

    def __init__(self, abort: Any) -> None:
        self._abort = abort

    async def bearer(self, credential: Any) -> str | None:
        return self.key(credential)

    def key(self, credential: Any) -> str | None:
        if credential.value == "forbidden":
            raise self._abort(403)
        return "ann" if credential.value == "good" else None

    pin = key


class Echo:
    """Answers with what it received."""

    def __init__(self, ops: Any) -> None:
        self._ops = ops

    async def echo(self, request: Any) -> Any:
        names = ("id", "limit", "ratio", "flag", "tags", "ids", "filter", "point", "value", "day")
        attributes = {**{name: name for name in names}, "trace": "x_trace", "list": "x_list"}
        found = {name: getattr(request, attribute) for name, attribute in attributes.items()}
        return self._ops.Echo200({name: value for name, value in found.items() if value is not MISSING})

    def text(self, request: Any) -> Any:
        return self._ops.Text200({"text": request.text})

    async def shout(self, request: Any) -> Any:
        return self._ops.Shout200({"text": request.text.upper()})

    async def texts(self, request: Any) -> Any:
        return self._ops.Texts204()

    def blame(self, request: Any) -> Any:
        return self._ops.Blame204()

    async def deep(self, request: Any) -> Any:
        return self._ops.Deep200({"n": request.n, "rest": request.rest})

    async def plain(self, request: Any) -> Any:
        return self._ops.Plain200("é" if request.text is MISSING else request.text)

    async def choice(self, request: Any) -> Any:
        return self._ops.Choice204()


class Things:
    """Creates things; all else is an example's."""

    def __init__(self, ops: Any) -> None:
        self._ops = ops

    async def create_thing(self, request: Any) -> Any:
        if request.body is MISSING:
            return self._ops.CreateThing201.parse({"name": "nothing"})
        return self._ops.CreateThing201(request.body)


class Headers:
    """Answers with headers, rightly and wrongly."""

    def __init__(self, ops: Any, abort: Any) -> None:
        self._ops, self._abort = ops, abort

    async def headers(self, request: Any) -> Any:
        answer, error = self._ops.Headers200, {"code": "x", "message": "y"}
        everything = {
            "x_rate": 7, "x_list": ["a", "b"], "x_day": date(2024, 2, 29), "x_point": {"x": 1, "y": True},
            "x_document": {"name": "é"}, "x_xml": "<a/>", "set_cookie": ["a=1, 2", "b=3"], "status_": "s",
        }  # fmt: skip
        answers: dict[str, Callable[[], Any]] = {
            "required": lambda: answer({}, location="/a b/é"),
            "all": lambda: answer({}, location="/a", **everything),
            "empty": lambda: self._ops.Headers204(e_tag='"1"'),
            "injected": lambda: answer({}, location="/a\r\nx-evil: 1"),
            "control": lambda: answer({}, location="/\x00"),
            "foreign": lambda: answer({}, location="/€"),
            "comma": lambda: answer({}, location="/", x_list=["a", "b,c"]),
            "long": lambda: answer({}, location="/" * 21),
            "negative": lambda: answer({}, location="/", x_rate=-1),
            "document": lambda: answer({}, location="/", x_document={}),
            "missing": lambda: answer.parse({}),
        }
        match request.kind:
            case "aborted":
                raise self._abort(429, error, retry_after=5)
            case "abort-without":
                raise self._abort(429, error)
            case "abort-foreign":
                raise self._abort(429, error, retry_after=5, x_other=1)
            case kind:
                return answers[kind]()


class Secret:
    """Answers who is calling."""

    def __init__(self, ops: Any) -> None:
        self._ops = ops

    async def secret(self, request: Any) -> Any:
        return self._ops.Secret200({"who": request.principal(str)})

    async def public(self, request: Any) -> Any:
        return self._ops.Public200({"who": request.principal(object)})


class Faults:
    """Answers wrongly in every way there is."""

    def __init__(self, ops: Any, abort: Any) -> None:
        self._ops, self._abort = ops, abort

    async def fault(self, request: Any) -> Any:
        error = {"code": "x", "message": "y"}
        match request.kind:
            case "fine":
                return self._ops.Fault200.parse({"n": 1})
            case "raise":
                raise RuntimeError("secret reason")
            case "schema":
                return self._ops.Fault200({"n": "one"})
            case "foreign":
                return self._ops.Text200({"text": ""})
            case "abort":
                raise self._abort(409, error)
            case "range":
                raise self._abort(418, error)
            case "undeclared":
                raise self._abort(503, error)
            case kind if kind.isdecimal():
                raise self._abort(int(kind))
            case _:
                return None
