"""`apigen test`: the app is imported from the working directory, and what goes wrong is one line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from apigen.contract.command import AppError, TestOptions, import_app
from apigen.contract.command import test_spec as run_spec
from apigen.report import Report

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
    assert ", seed 7\nFAILED against the effective contract: 1 failure, 0 errors, 0 never successful; " in bad.summary()
    with pytest.raises(AppError, match="str is not an ASGI application"):
        run_spec(folder / "spec.yaml", "served:__name__", TestOptions(), Report())
