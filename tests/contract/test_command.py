"""`apigen test`: the app is imported from the working directory, and what goes wrong is one line."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from apigen.contract.command import AppError, TestOptions, find_server, import_app
from apigen.contract.command import test_spec as run_spec
from apigen.contract.command import test_url as run_url
from apigen.contract.harness import TOKEN_VARIABLE
from apigen.report import Report

from ..support.commands import apigen
from ..support.sockets import listening_wsgi

SPEC = """
openapi: 3.0.3
info: {title: Hello, version: "1"}
paths:
  /hello:
    get:
      responses:
        "200":
          description: A greeting.
          content: {application/json: {schema: {type: string}}}
"""
APP = """
def serve(body):
    async def app(scope, receive, send):
        if scope["type"] != "http":
            return
        known = scope["method"] == "GET"
        headers = [(b"content-type", b"application/json")] if known else [(b"allow", b"GET")]
        await send({"type": "http.response.start", "status": 200 if known else 405, "headers": headers})
        await send({"type": "http.response.body", "body": body if known else b""})
    return app

good, bad = serve(b'"hi"'), serve(b"1")
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Work in an empty folder; what is imported from it is forgotten."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield tmp_path
    for name in [name for name in sys.modules if name.partition(".")[0] == "served"]:
        del sys.modules[name]


def test_import(folder: Path) -> None:
    (folder / "served").mkdir()
    (folder / "served" / "main.py").write_text("class shop:\n    app = 'the app'\n")
    assert import_app("served.main:shop.app") == "the app"


@pytest.mark.parametrize(
    ("name", "source", "message"),
    [
        ("nothere:app", None, "--app nothere:app: there is no module 'nothere' in "),
        ("nothere.main:app", None, "--app nothere.main:app: there is no module 'nothere' in "),
        ("served", "", "--app served: write it as module:attribute, for instance app.main:app"),
        ("served:", "", "--app served:: write it as module:attribute, for instance app.main:app"),
        ("served:app", "", "--app served:app: 'served' has no attribute 'app'"),
        ("served:app", "import notthere", "--app served:app: 'served' cannot be imported: No module named 'notthere'"),
        ("served:app", "1 / 0", "--app served:app: 'served' cannot be imported: ZeroDivisionError: division by zero"),
        ("served:app", "def", "--app served:app: 'served' cannot be imported: SyntaxError: invalid syntax"),
    ],
)
def test_what_cannot_be_imported(folder: Path, name: str, source: str | None, message: str) -> None:
    if source is not None:
        (folder / "served.py").write_text(source)
    with pytest.raises(AppError) as caught:
        import_app(name)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_a_spec_is_tested(folder: Path) -> None:
    pytest.importorskip("schemathesis")
    (folder / "served.py").write_text(APP)
    (folder / "spec.yaml").write_text(SPEC)
    good = run_spec(folder / "spec.yaml", "served:good", TestOptions(), Report())
    assert good.passed, good.summary()
    bad = run_spec(folder / "spec.yaml", "served:bad", TestOptions(examples=3, seed=7), Report())
    assert not bad.passed
    assert bad.summary().startswith("1. GET /hello: Response violates schema (response_schema_conformance, ")
    assert (
        " s, seed 7\nFAILED against the effective contract: 1 failure, 0 errors, 0 never successful; " in bad.summary()
    )
    with pytest.raises(AppError, match="a str is neither an ASGI application"):
        run_spec(folder / "spec.yaml", "served:__name__", TestOptions(), Report())


SECURED = """
openapi: 3.0.3
info: {title: Secret, version: "1"}
servers: [{url: /v1}]
security: [{key: []}]
paths:
  /secret:
    get:
      responses:
        "200":
          description: The secret.
          content: {application/json: {schema: {type: string}}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
"""


def secret(path: str) -> Callable[..., Iterable[bytes]]:
    """Serve the contract above at a path, for those who have the token."""

    def app(environ: dict[str, str], start_response: Callable[..., object]) -> Iterable[bytes]:
        status, body, headers = "200 OK", '"hi"', [("Content-Type", "application/json")]
        if environ["PATH_INFO"] != path:
            status, body = "404 Not Found", "null"
        elif environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            status, body, headers = "405 No", "null", [*headers, ("Allow", "GET, HEAD")]
        elif environ.get("HTTP_X_KEY") != "the-token":
            status, headers = "401 Unauthorized", [("Content-Type", "application/problem+json")]
            body = json.dumps({"title": "who?"})
        start_response(status, headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body.encode()]

    return app


@pytest.mark.parametrize(("path", "behind"), [("/v1/secret", ""), ("/v1/secret", "/v1/"), ("/secret", "/")])
def test_a_server_is_tested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, behind: str) -> None:
    pytest.importorskip("schemathesis")
    (tmp_path / "spec.yaml").write_text(SECURED)
    monkeypatch.setenv(TOKEN_VARIABLE, "the-token")
    with listening_wsgi(secret(path)) as port:
        found = run_url(tmp_path / "spec.yaml", f"http://127.0.0.1:{port}{behind}", TestOptions(examples=3), Report())
    assert found.passed, found.summary()
    assert not found.anonymous


def test_without_a_token_it_is_said_that_nobody_was_let_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("schemathesis")
    (tmp_path / "spec.yaml").write_text(SECURED)
    monkeypatch.delenv(TOKEN_VARIABLE, raising=False)
    with listening_wsgi(secret("/v1/secret")) as port:
        found = run_url(tmp_path / "spec.yaml", f"http://127.0.0.1:{port}", TestOptions(examples=3), Report())
    assert (found.findings, found.never_succeeded, found.anonymous) == ((), ("GET /secret",), True)
    assert "APIGEN_DEV_TOKEN is not set: secured operations were tested without a credential\n" in found.summary()


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://127.0.0.1", "http://", "http://127.0.0.1?a=b", "http://[a"])
def test_what_is_no_url(url: str) -> None:
    with pytest.raises(AppError, match=f"^--url {url.replace('?', '.').replace('[', '.')}: "):
        find_server(url)


def test_a_server_that_does_not_run() -> None:
    with socket.socket() as silent:
        # Taken, so that nobody else can listen there either.
        silent.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(AppError, match=f"^--url {url}: nobody can be reached there: Connection refused$"):
            find_server(url)


@pytest.mark.parametrize(
    "given", [(), ("--app", "served:good", "--url", "http://127.0.0.1:8000")], ids=["none", "both"]
)
def test_an_app_or_a_url(tmp_path: Path, given: tuple[str, ...]) -> None:
    (tmp_path / "spec.yaml").write_text(SPEC)
    done = apigen("test", "spec.yaml", *given, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: name what to test, with either --app or --url\n"
