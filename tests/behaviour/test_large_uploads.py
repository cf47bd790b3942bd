"""Uploads that are larger than what a server may keep in memory, over a socket, to a server in its own process."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from http.client import HTTPConnection
from itertools import chain, repeat
from pathlib import Path

import pytest

from apigen.pipeline import Options, generate
from apigen.report import Report

from ..support.packages import SERVERS
from ..support.programs import running

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
FORM = "multipart/form-data; boundary=b"


@pytest.fixture(scope="module", params=SERVERS)
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


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="nothing says how much memory a process takes")
def test_many_files_take_no_memory(port: int) -> None:
    """Each of them is small enough to stay in memory, all of them are not."""
    _, before = _send(port, "awaited", 1, is_form=True)
    parts = (HEAD.replace(b'"file"', b'"%d"' % n) + bytes(2**20) + b"\r\n" for n in range(MEGABYTES))
    assert _post(port, "/large/awaited/form", FORM, chain(parts, [HEAD, TAIL]))[0] == 200
    assert _send(port, "awaited", 1, is_form=True)[1] - before < ALLOWED * 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="nothing says how much memory a process takes")
def test_what_is_refused_takes_no_memory(port: int) -> None:
    _, before = _send(port, "awaited", 1, is_form=False)
    assert _post(port, "/large/awaited", "text/plain", [bytes(2**20)] * MEGABYTES)[0] == 415
    assert _send(port, "awaited", 1, is_form=False)[1] - before < ALLOWED * 1024


def _send(port: int, handler: str, pieces: int, *, is_form: bool) -> tuple[int, int]:
    """Send a file; return its size as it was read, and the most kilobytes that the server has taken until then."""
    content = chain([HEAD] if is_form else [], repeat(bytes(2**16), pieces), [TAIL] if is_form else [])
    path = f"/large/{handler}{'/form' if is_form else ''}"
    length = pieces * 2**16 + (len(HEAD) + len(TAIL) if is_form else 0)
    status, body = _post(port, path, FORM if is_form else "application/octet-stream", content, length)
    assert status == 200
    found = json.loads(body)
    return found["size"], found["peak"]


def _post(
    port: int, path: str, content_type: str, content: Iterable[bytes], length: int | None = None
) -> tuple[int, bytes]:
    """Send a body, in chunks if it has no length."""
    headers = {"Content-Type": content_type, **({} if length is None else {"Content-Length": str(length)})}
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", path, content, headers, encode_chunked=length is None)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
