"""An app of the contract of faults, as a program: its handlers do what their paths say, mostly what none should do."""

from __future__ import annotations

import asyncio
import hashlib
import importlib
import logging
import os
from collections.abc import AsyncIterator, Generator, Iterator
from io import BytesIO
from typing import Any

from tests.faults.wire import PIECE, ROWS

ops: Any = importlib.import_module("faults_api.operations")
server: Any = importlib.import_module("faults_api.server")
closed = 0


class Secret(Exception):
    """What a caller must not see."""


def number(kind: str, response: Any) -> Any:
    match kind:
        case "raises":
            raise Secret("the store has gone")
        case "undeclared":
            return ops.Download200(b"")
        case "none":
            return None
        case "wrong":
            return response({"n": 101})
        case _:
            return response({"n": 1})


def rows(kind: str) -> Generator[Any]:
    global closed
    try:
        yield {"n": 1}
        match kind:
            case "raises":
                raise Secret("the store has gone")
            case "wrong":
                yield {"n": 101}
            case "endless":
                while True:
                    yield {"n": 2}
            case _:
                yield {"n": 2}
    finally:
        closed += 1


async def awaited_rows(kind: str) -> AsyncIterator[Any]:
    with_end = rows(kind)
    try:
        for row in with_end:
            await asyncio.sleep(0)
            yield row
    finally:
        with_end.close()


class Unclosable(BytesIO):
    def close(self) -> None:
        raise Secret("the disk is full")


def digest(pieces: Iterator[bytes]) -> dict[str, str]:
    found = hashlib.sha256()
    size = 0
    for piece in pieces:
        found.update(piece)
        size += len(piece)
    return {"sha256": found.hexdigest(), "size": str(size)}


class Faults:
    def answer(self, request: Any) -> Any:
        return number(request.kind, ops.Answer200)

    async def awaited_answer(self, request: Any) -> Any:
        await asyncio.sleep(0.001)
        return number(request.kind, ops.AwaitedAnswer200)

    def either(self, request: Any) -> Any:
        return ops.Either200({"n": 1})

    def lines(self, request: Any) -> Any:
        return ops.Lines200(rows(request.kind))

    async def awaited_lines(self, request: Any) -> Any:
        return ops.AwaitedLines200(awaited_rows(request.kind))

    def download(self, request: Any) -> Any:
        return ops.Download200(PIECE for _ in range(request.megabytes * 16))

    def text(self, request: Any) -> Any:
        return ops.Text200(ROWS for _ in range(request.megabytes * 16))

    def upload(self, request: Any) -> Any:
        return ops.Upload200(digest(request.body.chunks()))

    def form(self, request: Any) -> Any:
        file = request.body.file
        if getattr(request.body, "name", None) == "unclosable":
            file._file = Unclosable(b"")
        return ops.Form200(digest(file.chunks()) if hasattr(file, "chunks") else {})

    async def fields(self, request: Any) -> Any:
        return ops.Fields200({})

    async def json(self, request: Any) -> Any:
        return ops.Json200({"closed": str(closed)})

    def secret(self, request: Any) -> Any:
        return ops.Secret200({"n": 1})

    def basic_secret(self, request: Any) -> Any:
        return ops.BasicSecret200({"n": 1})

    def key_secret(self, request: Any) -> Any:
        return ops.KeySecret200({"n": 1})


class Security:
    """Says no to everybody but who has the development token."""

    def __init__(self) -> None:
        self.bearer = self.basic = self.header = self.cookie = server.dev_principal


def make_app(target: str, **options: Any) -> Any:
    """Return the app of a server target."""
    module = importlib.import_module(f"faults_api.server.{target}")
    return module.create_app(
        server.Handlers(faults=Faults()), security=Security(), cors=["https://a.example"], **options
    )


def _served() -> Any:
    """Return the app that the variables ask for."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    size = os.environ["MAX_BODY_SIZE"]
    options: dict[str, Any] = {"max_body_size": int(size) if size else None}
    if os.environ["TARGET"] == "fastapi":
        options["body_timeout"] = float(os.environ["BODY_TIMEOUT"])
    return make_app(os.environ["TARGET"], **options)


app = _served() if "TARGET" in os.environ else None
