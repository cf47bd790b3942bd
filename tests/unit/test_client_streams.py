"""Streams of a server's values, and responses whose bytes are read as they come: with both clients."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Literal, TypeAlias, assert_type

import httpx
import pytest
from flask import Flask
from flask import Response as FlaskResponse
from flask import request as flask_request
from starlette.applications import Starlette
from starlette.requests import Request as StarletteRequest
from starlette.responses import StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from apigen.runtime.client import (
    APIConnectionError,
    ApiResponse,
    AsyncStreamedResponse,
    HttpClient,
    ItemStream,
    NotFoundError,
    Options,
    Resource,
    ResponseValidationError,
    StreamedResponse,
    endpoint,
)
from apigen.runtime.client.items import ItemError, item_decoder
from apigen.runtime.core import (
    BaseModel,
    Codec,
    Operation,
    Request,
    Response,
    ServerSentEvent,
    ServerSentEvents,
    UploadFile,
    body,
)
from apigen.runtime.core.sequences import write_event

from ..support.calls import AsyncClient, Client, Server, Way

EVENTS, LINES, JSON = "text/event-stream", "application/jsonl", "application/json"


class Row(BaseModel):
    n: int


class Watch200(Response):
    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = (JSON, EVENTS, LINES)
    body: list[Row] | ServerSentEvents[Row]


WATCH: Operation[Request, Watch200, Any] = Operation(
    id="watch", method="GET", path="/", request=Request, responses={"200": Watch200}
)

Decoded: TypeAlias = list[tuple[Any, str | None, str | None, int | None]]


def decode(text: str | bytes, annotation: Any = str) -> Decoded:
    """Return the events of a text, however it is cut into pieces."""
    raw = text.encode() if isinstance(text, str) else text
    found: list[Decoded] = []
    for size in (1, 2, 3, len(raw) or 1):
        decoder = item_decoder(EVENTS, Codec[Any](annotation))
        events: list[ServerSentEvent[Any]] = []
        for start in range(0, len(raw), size):
            events += decoder.feed(raw[start : start + size])
        events += decoder.finish()
        found.append([(each.data, each.event, each.id, each.retry) for each in events])
    assert all(each == found[0] for each in found)
    return found[0]


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("", []),
        ("data: a\n\n", [("a", None, None, None)]),
        ("data:a\r\n\r\ndata:  b\r\r", [("a", None, None, None), (" b", None, None, None)]),
        ("data: a\ndata: b\ndata\n\n", [("a\nb\n", None, None, None)]),
        ("data\n\n", [("", None, None, None)]),
        ("\ufeffdata: a\n\n\ufeffdata: b\n\n", [("a", None, None, None)]),
        (": comment\n\n:\ndata: a\n:x\n\n", [("a", None, None, None)]),
        ("event: e\n\ndata: a\n\n", [("a", None, None, None)]),
        ("event: e\ndata: a\n\ndata: b\n\n", [("a", "e", None, None), ("b", None, None, None)]),
        ("event: e\nevent: f\ndata: a\n\n", [("a", "f", None, None)]),
        ("event:\ndata: a\n\n", [("a", None, None, None)]),
        (
            "id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n",
            [("a", None, "1", None), ("b", None, "1", None), ("c", None, "", None)],
        ),
        ("id: 1\n\ndata: a\n\n", [("a", None, "1", None)]),
        ("id: 1\0\ndata: a\n\n", [("a", None, None, None)]),
        ("retry: 10\ndata: a\n\ndata: b\n\n", [("a", None, None, 10), ("b", None, None, None)]),
        ("retry: 1.5\ndata: a\n\n", [("a", None, None, None)]),
        ("retry: 7\n\ndata: a\n\n", [("a", None, None, 7)]),
        (f"retry: {'9' * 5000}\ndata: a\n\n", [("a", None, None, None)]),
        ("event: e\r\n\ndata: a\n\n", [("a", None, None, None)]),
        ("Data: x\ndata : y\nother: z\ndata: a: b\n\n", [("a: b", None, None, None)]),
        ("data: a\n\ndata: lost", [("a", None, None, None)]),
        ("data: lost\n", []),
        ("data: ä\u2028b\x85\x0b\n\n", [("ä\u2028b\x85\x0b", None, None, None)]),
        (b"data: \xff\n\n", [("\ufffd", None, None, None)]),
        ("data: [DONE]\n\ndata: b\n\n", [("[DONE]", None, None, None), ("b", None, None, None)]),
    ],
)
def test_events_are_read_as_the_standard_says(text: str | bytes, events: Decoded) -> None:
    assert decode(text) == events


@pytest.mark.parametrize(
    ("annotation", "data", "value"),
    [
        (Row, '{"n":1}', Row(n=1)),
        (Row, '{\ndata: "n": 1}', Row(n=1)),
        (Literal["1", "2"], "1", "1"),
        (int, "1", 1),
        (date, '"2026-01-02"', date(2026, 1, 2)),
        (date, "2026-01-02", date(2026, 1, 2)),
        (Row | str, "text", "text"),
        (Any, "[1]", [1]),
        (Any, "text", "text"),
    ],
)
def test_data_is_a_text_or_json(annotation: Any, data: str, value: object) -> None:
    assert decode(f"data: {data}\n\n", annotation) == [(value, None, None, None)]


def test_a_wrong_value_is_read_leniently() -> None:
    (found,) = decode('data: {"n":"x","more":1}\n\n', Row)
    assert isinstance(found[0], Row)
    assert dict(found[0]) == {"n": "x", "more": 1}


def test_lines_are_cut_wherever_the_pieces_end() -> None:
    raw = '{"n":1}\r\n\n \n\x1e{"n":2}\n\x1e\n"\u2028"\n[3]'.encode()
    for size in range(1, len(raw) + 1):
        decoder = item_decoder(LINES, Codec[Any](Any))
        values = [each.data for n in range(0, len(raw), size) for each in decoder.feed(raw[n : n + size])]
        values += [each.data for each in decoder.finish()]
        assert values == [{"n": 1}, {"n": 2}, "\u2028", [3]]


@pytest.mark.parametrize(
    ("raw", "values"),
    [
        ('\x1e{"n":1}\n\x1e[2]\n', [{"n": 1}, [2]]),
        # A text can have many lines, or no end; without a separator it is one all the same.
        ('\x1e{\n"n": {\n}\n}\n\x1e"\\u001e"', [{"n": {}}, "\x1e"]),
        ("\x1e1\n\n\x1e\x1e\x1e true\n", [1, True]),
        ("7\n", [7]),
        ("", []),
    ],
)
def test_json_text_sequences_are_cut_at_separators(raw: str, values: list[object]) -> None:
    content = raw.encode()
    for size in range(1, len(content) + 1):
        decoder = item_decoder("application/geo+json-seq", Codec[Any](Any))
        found = [each.data for n in range(0, len(content), size) for each in decoder.feed(content[n : n + size])]
        assert [*found, *(each.data for each in decoder.finish())] == values


def test_a_text_of_a_sequence_is_read_before_the_next_one_comes() -> None:
    decoder = item_decoder("application/json-seq", Codec[Any](Any))
    assert [each.data for each in decoder.feed(b'\x1e{"n":1}\n')] == [{"n": 1}]
    assert [*decoder.feed(b'\x1e{"n":\n')] == []
    assert [each.data for each in decoder.feed(b"2}\n")] == [{"n": 2}]
    assert [*decoder.finish()] == []


def test_a_broken_text_of_a_sequence_is_an_error() -> None:
    decoder = item_decoder("application/json-seq", Codec[Any](Any))
    with pytest.raises(ItemError):
        list(decoder.feed(b'\x1e{"n":\x1e1\n'))


def test_an_event_is_written_as_it_is_read() -> None:
    event = ServerSentEvent("a\nb", event="new", id="7", retry=5)
    written = write_event(event, b"a\nb")
    assert written == b"event: new\nid: 7\nretry: 5\ndata: a\ndata: b\n\n"
    assert decode(written) == [("a\nb", "new", "7", 5)]
    with pytest.raises(ValueError, match="would end it"):
        write_event(ServerSentEvent("", event="a\nb"), b"")


def read(way: Way, server: Server, method: str = "stream") -> Any:
    """Return what a call returns; of a stream its events, to its end."""
    if way == "blocking":
        with httpx.Client(transport=httpx.MockTransport(server)) as http:
            found = getattr(Client(http).api, method)(WATCH)
            return list(found.events()) if hasattr(found, "events") else found

    async def wait() -> Any:
        async with httpx.AsyncClient(transport=httpx.MockTransport(server)) as http:
            found = await getattr(AsyncClient(http).api, method)(WATCH)
            return [each async for each in found.events()] if hasattr(found, "events") else found

    return asyncio.run(wait())


ROWS = [ServerSentEvent(Row(n=1)), ServerSentEvent(Row(n=2))]


@pytest.mark.parametrize(
    ("pieces", "content_type", "result"),
    [
        ((b'data: {"n":1}\n\nda', b'ta: {"n":2}\n\n'), EVENTS, ROWS),
        ((b'data: {"n":1}\n\ndata: {"n":2}\n\ndata: [DONE]\n\ndata: x\n\n',), "Text/Event-Stream; charset=utf-8", ROWS),
        ((b'{"n":1}\n{"n":', b"2}"), LINES, ROWS),
        ((b'[{"n":1},', b'{"n":2}]'), JSON, [Row(n=1), Row(n=2)]),
        ((b'[{"n":1},{"n":2}]',), "", [Row(n=1), Row(n=2)]),
    ],
)
def test_the_media_type_that_came_says_whether_it_is_a_stream(
    way: Way, pieces: tuple[bytes, ...], content_type: str, result: object
) -> None:
    server = Server(*pieces, content_type=content_type)
    assert read(way, server) == result
    assert server.answer.closed
    assert server.last.headers["accept"] == f"{JSON}, {EVENTS}, {LINES}"


def test_a_stream_that_is_read_whole_is_a_list(way: Way) -> None:
    server = Server(b'data: {"n":1}\n\ndata: {"n":2}\n\n', content_type=EVENTS)
    assert read(way, server, "call") == [Row(n=1), Row(n=2)]


def test_events_have_what_stands_beside_their_data(way: Way) -> None:
    server = Server(b'id: 7\nevent: made\nretry: 10\ndata: {"n":1}\n\n', content_type=EVENTS)
    assert read(way, server) == [ServerSentEvent(Row(n=1), event="made", id="7", retry=10)]


@pytest.mark.parametrize(
    ("raw", "content_type"), [(b"data: nope\n\n", EVENTS), (b"nope\n", LINES), (b"[1", LINES), (b"[" * 99_999, LINES)]
)
def test_a_value_that_is_no_json(way: Way, raw: bytes, content_type: str) -> None:
    server = Server(raw, content_type=content_type)
    with pytest.raises(ResponseValidationError, match="cannot be read") as caught:
        read(way, server)
    assert (caught.value.operation, caught.value.status) == ("watch", 200)
    assert caught.value.body in raw
    assert server.answer.closed


@pytest.mark.parametrize("content_type", [EVENTS, LINES, JSON])
def test_a_connection_that_breaks(way: Way, content_type: str) -> None:
    broken = httpx.ReadError("broken")
    server = Server(b'{"n":1}\n', content_type=content_type, error=broken)
    with pytest.raises(APIConnectionError, match="watch: ReadError: broken") as caught:
        read(way, server)
    assert caught.value.__cause__ is broken
    assert server.answer.closed


def test_an_error_is_raised_at_once(way: Way) -> None:
    server = Server(b'{"title":', b'"gone"}', status=404, content_type=EVENTS)
    with pytest.raises(NotFoundError) as caught:
        read(way, server)
    assert caught.value.body == {"title": "gone"}
    assert server.answer.closed


ENDLESS = [b'data: {"n":%d}\n\n' % n for n in range(1000)]


def test_a_stream_gives_its_connection_back_when_it_is_closed() -> None:
    server = Server(*ENDLESS, content_type=EVENTS)
    with httpx.Client(transport=httpx.MockTransport(server)) as http:
        with Client(http).api.stream(WATCH) as stream:
            assert (next(stream), next(stream)) == (Row(n=0), Row(n=1))
            assert not server.answer.closed
        assert server.answer.closed
        assert server.answer.sent == 2
        assert list(stream) == []
        unread = Client(http).api.stream(WATCH)
        server.answer.closed = False
        unread.close()
        assert server.answer.closed


def test_an_awaited_stream_gives_its_connection_back_when_it_is_closed() -> None:
    server = Server(*ENDLESS, content_type=EVENTS)

    async def work() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(server)) as http:
            async with await AsyncClient(http).api.stream(WATCH) as stream:
                assert (await anext(stream), await anext(stream)) == (Row(n=0), Row(n=1))
                assert not server.answer.closed
            assert server.answer.closed
            assert server.answer.sent == 2
            assert [each async for each in stream] == []
            unread = await AsyncClient(http).api.stream(WATCH)
            server.answer.closed = False
            await unread.close()
            assert server.answer.closed

    asyncio.run(work())


class Rows(Resource):
    @endpoint
    def watch(self, *, options: Options | None = None) -> list[Row] | ItemStream[Row]:
        result: list[Row] | ItemStream[Row] = self._stream(WATCH, {}, options)
        return result


def test_a_stream_with_its_response() -> None:
    server = Server(b'{"n":1}\n', content_type=LINES)
    with httpx.Client(transport=httpx.MockTransport(server)) as http:
        found = Client(http).make(Rows).watch.with_response()
        assert_type(found, ApiResponse[list[Row] | ItemStream[Row]])
        assert (found.status, found.headers["Content-Type"], found.declared) == (200, LINES, None)
        assert list(found.body) == [Row(n=1)]
        with Client(http).make(Rows).watch.streaming() as response:
            assert_type(response, StreamedResponse)
            assert response.read() == b'{"n":1}\n'


@pytest.mark.parametrize("method", ["call", "stream"])
def test_any_response_can_be_read_as_it_comes(tmp_path: Path, method: str) -> None:
    server = Server(b"one", b"two", content_type=JSON)
    with httpx.Client(transport=httpx.MockTransport(server)) as http:
        streaming = getattr(Client(http).api, method).streaming
        with streaming(WATCH) as response:
            assert (response.status, response.headers["content-type"]) == (200, JSON)
            assert server.answer.sent == 0
            assert list(response) == [b"one", b"two"]
        with streaming(WATCH) as response:
            assert response.read() == b"onetwo"
        with streaming(WATCH) as response:
            response.save(tmp_path / "new")
        assert (tmp_path / "new").read_bytes() == b"onetwo"
        with pytest.raises(FileExistsError), streaming(WATCH) as response:
            response.save(tmp_path / "new")
        server.answer.error = httpx.ReadTimeout("slow")
        with pytest.raises(APIConnectionError), streaming(WATCH) as response:
            response.save(tmp_path / "broken")
        assert not (tmp_path / "broken").exists()
        server.answer.closed, server.status, server.answer.error = False, 404, None
        with pytest.raises(NotFoundError), streaming(WATCH):
            pass
        assert server.answer.closed


@pytest.mark.parametrize("method", ["call", "stream"])
def test_any_awaited_response_can_be_read_as_it_comes(tmp_path: Path, method: str) -> None:
    server = Server(b"one", b"two", content_type=JSON)

    async def work() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(server)) as http:
            streaming = getattr(AsyncClient(http).api, method).streaming
            async with streaming(WATCH) as response:
                assert isinstance(response, AsyncStreamedResponse)
                assert (response.status, response.headers["content-type"]) == (200, JSON)
                assert server.answer.sent == 0
                assert [each async for each in response] == [b"one", b"two"]
            async with streaming(WATCH) as response:
                assert await response.read() == b"onetwo"
            async with streaming(WATCH) as response:
                await response.save(tmp_path / "new")
            assert (tmp_path / "new").read_bytes() == b"onetwo"
            server.answer.error = httpx.ReadTimeout("slow")
            with pytest.raises(APIConnectionError):
                async with streaming(WATCH) as response:
                    await response.save(tmp_path / "broken")
            assert not (tmp_path / "broken").exists()
            server.answer.closed, server.status, server.answer.error = False, 404, None
            with pytest.raises(NotFoundError):
                async with streaming(WATCH) as response:
                    pass
            assert server.answer.closed

    asyncio.run(work())


class EchoRequest(Request):
    body: UploadFile


ECHO: Operation[EchoRequest, Watch200, Any] = Operation(
    id="echo",
    method="POST",
    path="/echo",
    request=EchoRequest,
    responses={"200": Watch200},
    body=body("application/octet-stream", required=True),
)


async def echo(request: StarletteRequest) -> StreamingResponse:
    raw = await request.body()
    return StreamingResponse(iter([raw[:1000], raw[1000:]]), media_type=LINES)


ASGI = Starlette(routes=[Route("/echo", echo, methods=["POST"])])
WSGI = Flask("echo")


@WSGI.post("/echo")
def wsgi_echo() -> FlaskResponse:
    raw = flask_request.get_data()
    return FlaskResponse(iter([raw[:1000], raw[1000:]]), mimetype=LINES)


def test_clients_that_drive_an_application(tmp_path: Path) -> None:
    path = tmp_path / "rows"
    path.write_bytes(b'{"n":1}\n' * 9000)
    rows = [Row(n=1)] * 9000
    transport = httpx.WSGITransport(app=WSGI)
    ready: tuple[HttpClient, ...] = (TestClient(ASGI), httpx.Client(transport=transport, base_url="http://app"))
    for http in ready:
        api = Client(http, base_url=None).api
        assert list(api.stream(ECHO, body=path)) == rows
        with api.call.streaming(ECHO, body=path) as response:
            assert b"".join(response) == path.read_bytes()

    async def work() -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(ASGI), base_url="http://app") as http:
            api = AsyncClient(http, base_url=None).api
            assert [each async for each in await api.stream(ECHO, body=path)] == rows
            async with api.call.streaming(ECHO, body=path) as response:
                assert await response.read() == path.read_bytes()

    asyncio.run(work())
