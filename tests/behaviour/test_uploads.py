"""Files that are sent, and bodies of every other kind beside them, run against every server target."""

from __future__ import annotations

import importlib
import json
import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from pydantic import MISSING, BaseModel

from apigen import pipeline
from apigen.contract.wsgi import as_asgi
from apigen.pipeline import Options, generate
from apigen.proof.trips.package import Package
from apigen.render.targets import templates_root
from apigen.report import Report

from ..support.callers import CALLS, Call
from ..support.sockets import INTERFACES
from .conftest import SERVERS, TARGETS
from .drivers import DRIVERS, Driver

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = yaml.safe_load((HERE / "uploads-cases.yaml").read_text(encoding="utf-8"))
BOUNDARY = "b"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    root, name = tmp_path_factory.mktemp("uploads"), "uploads_api"
    targets = tmp_path_factory.mktemp("targets")
    for folder in (templates_root(), TARGETS):
        shutil.copytree(folder, targets, dirs_exist_ok=True)
    report = Report()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "templates_root", lambda: targets)
        options = Options(servers=SERVERS, client=None, package=name, app=False)
        generate(HERE / "uploads.yaml", root, options, report=report, write=True)
    assert not list(report)
    sys.path.insert(0, str(root))
    yield Package(root, name)
    sys.path.remove(str(root))


class Echo:
    """Answers with what it received, and keeps every file that it has seen."""

    def __init__(self, package: Package) -> None:
        self._operations = {route.method: route.operation for route in package.routes}
        self._upload = package.module("_runtime.core").UploadFile
        self.files: list[Any] = []
        self.requests: list[Any] = []

    def __getattr__(self, method: str) -> Any:
        operation = self._operations[method]

        async def answer(request: Any) -> Any:
            self.requests.append(request)
            if method == "back":
                self.files.append(request.body)
                return operation.responses["200"](request.body)
            body = None if request.body is MISSING else request.body
            return operation.responses["200"]({"got": self._shown(body), "came": request.media_type})

        return answer

    def _shown(self, value: Any) -> Any:
        if isinstance(value, self._upload):
            self.files.append(value)
            return [value.read().decode(), value.filename, value.content_type]
        if isinstance(value, BaseModel):
            return {name: self._shown(each) for name, each in value if each is not MISSING}
        return [self._shown(each) for each in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def echo(package: Package) -> Echo:
    return Echo(package)


@pytest.fixture(scope="module", params=SERVERS)
def app(request: pytest.FixtureRequest, package: Package, echo: Echo) -> tuple[str, Any]:
    """A server target and an app of it, all of whose handlers echo."""
    module = importlib.import_module(f"{package.name}.server.{request.param}")
    handlers = importlib.import_module(f"{package.name}.server").Handlers(echo=echo, large=echo)
    return request.param, module.create_app(handlers, max_body_size=10_000_000)


@pytest.fixture
def driver(app: tuple[str, Any], echo: Echo) -> Driver:
    echo.files.clear()
    echo.requests.clear()
    return DRIVERS[app[0]](app[1])


def multipart(parts: list[list[str]]) -> bytes:
    text = ""
    for disposition, content, *kind in parts:
        headers = f"Content-Disposition: form-data; {disposition}\r\n"
        headers += "".join(f"Content-Type: {each}\r\n" for each in kind)
        text += f"--{BOUNDARY}\r\n{headers}\r\n{content}\r\n"
    return f"{text}--{BOUNDARY}--\r\n".encode()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['to']} {case}"[:100])
def test_request(case: dict[str, Any], driver: Driver, echo: Echo) -> None:
    content_type, body = case.get("type"), case.get("send", "").encode()
    if "parts" in case:
        content_type, body = f"multipart/form-data; boundary={BOUNDARY}", multipart(case["parts"])
    answer = driver.send("POST", case["to"], {"Content-Type": content_type} if content_type else {}, body)
    assert all(file.file.closed for file in echo.files)
    if "got" in case:
        found = json.loads(answer.body)
        assert (answer.status, found["got"]) == (200, case["got"])
        assert found["came"] == case.get("came", found["came"])
        return
    assert answer.status == case.get("status", 422)
    assert answer.headers.get("accept") == case.get("accept")
    if "wrong" in case:
        errors = json.loads(answer.body)["errors"]
        assert sorted(each["location"] + each["pointer"] for each in errors) == case["wrong"]


def test_an_upload_is_open_until_it_has_been_sent_back(driver: Driver, echo: Echo) -> None:
    body = bytes(range(256)) * 8000
    answer = driver.send("POST", "/back", {"Content-Type": "application/octet-stream"}, body)
    assert (answer.status, answer.body) == (200, body)
    assert echo.files[0].file.closed


@pytest.mark.parametrize("to", ["/file", "/album", "/any"])
def test_a_body_that_is_too_large_is_refused(to: str, driver: Driver) -> None:
    content_type = "application/octet-stream" if to == "/file" else "multipart/form-data; boundary=b"
    assert driver.send("POST", to, {"Content-Type": content_type}, b"a" * 10_000_001).status == 413


@pytest.mark.parametrize("said", [True, False], ids=["length", "chunked"])
def test_a_caller_who_leaves_is_not_answered(said: bool, app: tuple[str, Any], driver: Driver, echo: Echo) -> None:
    if app[0] not in INTERFACES:
        pytest.skip("nothing listens for this target")
    how = "Content-Length: 1000" if said else "Transfer-Encoding: chunked"
    head = f"POST /file HTTP/1.1\r\nHost: h\r\nContent-Type: application/octet-stream\r\n{how}\r\n\r\n"
    with INTERFACES[app[0]].listening(app[1]) as port:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(head.encode() + (b"" if said else b"5\r\n") + b"abcde")
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(head.replace("1000", "1").replace(how, "Content-Length: 1").encode() + b"a")
            assert connection.recv(1000).startswith(b"HTTP/1.1 200")
    assert len(echo.requests) == 1


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_what_a_client_sends_is_what_arrives(
    call: Call, app: tuple[str, Any], package: Package, tmp_path: Path
) -> None:
    service: Any = SimpleNamespace(package=package, app=as_asgi(app[1]), url="")
    upload = package.module("_runtime.core").UploadFile
    (tmp_path / "two.txt").write_bytes(b"two")
    values = {"title": "a b%+é", "count": 7, "tags": ["a,b", "%+c"], "pet": {"id": 1}, "rows": [{"id": 1}, {"id": 2}]}
    album = {
        **values,
        "cover": upload(b"x", filename='ü".png', content_type="image/png"),
        "pages": [b"one", tmp_path / "two.txt"],
        "short": [1, 2],
    }
    arrived = {
        **values,
        "cover": ["x", 'ü".png', "image/png"],
        "pages": [["one", "pages", "application/octet-stream"], ["two", "two.txt", "text/plain"]],
        "short": [1, 2],
    }
    result = call(service, "echo", "album", {"body": package.models.AlbumForm(**album)}).body
    assert result == {"got": arrived, "came": "multipart/form-data"}
    result = call(service, "echo", "any", {"body": tmp_path / "two.txt", "content_type": "audio/ogg"}).body
    assert result == {"got": ["two", None, "audio/ogg"], "came": "audio/ogg"}
    assert call(service, "echo", "back", {"body": upload(b"abc")}).body == b"abc"
