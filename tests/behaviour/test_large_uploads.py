"""Uploads that are larger than what a server may keep in memory, over a socket, to a server in its own process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from apigen.pipeline import Options, generate
from apigen.report import Report

from ..support.programs import COMMANDS, running

HERE = Path(__file__).parent
MEGABYTES = 200
ALLOWED = 30
"""Megabytes by which a server's memory may grow."""

PROGRAM = """
from pathlib import Path

from large_api.operations import AwaitedFile200, AwaitedForm200, BlockingFile200, BlockingForm200
from large_api.server import Handlers
from large_api.server.examples import ExampleEcho, ExampleLarge
from large_api.server.{server} import create_app


def measured(upload):
    size = sum(len(piece) for piece in upload.chunks())
    status = Path("/proc/self/status").read_text().split()
    return {{"size": size, "peak": int(status[status.index("VmHWM:") + 1])}}


class Large(ExampleLarge):
    async def awaited_file(self, request):
        return AwaitedFile200(measured(request.body))

    def blocking_file(self, request):
        return BlockingFile200(measured(request.body))

    async def awaited_form(self, request):
        return AwaitedForm200(measured(request.body.file))

    def blocking_form(self, request):
        return BlockingForm200(measured(request.body.file))


app = create_app(Handlers(echo=ExampleEcho(), large=Large()), max_body_size=None)
"""

HEAD = b'--b\r\nContent-Disposition: form-data; name="file"; filename="large"\r\n\r\n'
TAIL = b"\r\n--b--\r\n"


@pytest.fixture(scope="module", params=COMMANDS)
def port(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where an app of a server target listens."""
    root, server = tmp_path_factory.mktemp("large"), str(request.param)
    options = Options(servers=(server,), client=None, package="large_api", app=False)
    generate(HERE / "uploads.yaml", root, options, report=Report(), write=True)
    (root / "program.py").write_text(PROGRAM.format(server=server), encoding="utf-8")
    with running(server, root) as found:
        yield found


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="nothing says how much memory a process takes")
@pytest.mark.parametrize("is_form", [False, True], ids=["file", "form"])
@pytest.mark.parametrize("handler", ["awaited", "blocking"])
def test_a_large_upload_takes_no_memory(handler: str, is_form: bool, port: int) -> None:
    small, before = _send(port, handler, 1, is_form=is_form)
    size, after = _send(port, handler, MEGABYTES * 16, is_form=is_form)
    assert (small, size) == (2**16, MEGABYTES * 2**20)
    assert after - before < ALLOWED * 1024


def _send(port: int, handler: str, pieces: int, *, is_form: bool) -> tuple[int, int]:
    """Send a file; return its size as it was read, and the most kilobytes that the server has taken until then."""
    piece = bytes(2**16)

    def content() -> Iterator[bytes]:
        yield HEAD if is_form else b""
        for _ in range(pieces):
            yield piece
        yield TAIL if is_form else b""

    length = pieces * len(piece) + (len(HEAD) + len(TAIL) if is_form else 0)
    content_type = "multipart/form-data; boundary=b" if is_form else "application/octet-stream"
    headers = {"Content-Type": content_type, "Content-Length": str(length)}
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", f"/large/{handler}{'/form' if is_form else ''}", content(), headers)
        answer = connection.getresponse()
        assert answer.status == 200
        found = json.loads(answer.read())
        return found["size"], found["peak"]
    finally:
        connection.close()
