"""Every contract of specs/ on every server, as a user makes and tests it: in one process, and over sockets.

Over sockets each contract is tested on one of the servers, in turns; on all of them with `--full`.

10 examples an operation and all phases are 200 to 800 requests for each of these contracts, 3 to 6 seconds. The
commands run in processes of their own because Hypothesis takes values from every module that is loaded: only so are
the requests the same, whatever else is tested.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest

pytest.importorskip("schemathesis")

from apigen.contract.harness import TOKEN_VARIABLE
from apigen.contract.source import read_contract
from apigen.report import Report

from ..support.commands import Done, apigen
from ..support.packages import SERVERS, SPECS, start_command, whole
from ..support.snippets import commands, running

OPTIONS = ("--examples", "10", "--seed", "1", "--format", "json")
NOT_JUDGED = ("without_success", "untested", "astray", "unjudged", "anonymous")
TOKEN = "a-token-for-one-run"


@dataclass(frozen=True)
class Output:
    """All that is generated for a contract and one server."""

    spec: Path
    server: str
    root: Path


@pytest.fixture(scope="module", params=list(product(SPECS, SERVERS)), ids=lambda found: f"{found[0].stem}-{found[1]}")
def output(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Output:
    spec, server = request.param
    root = tmp_path_factory.mktemp(f"{spec.stem}-{server}")
    whole(spec, root, server)
    return Output(spec, server, root)


def test_in_process(output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TOKEN_VARIABLE, raising=False)
    judge(output, apigen("test", output.spec, "--app", "app.main:app", *OPTIONS, cwd=output.root))


def test_over_sockets(output: Output, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full: bool) -> None:
    if not full and SERVERS.index(output.server) != SPECS.index(output.spec) % len(SERVERS):
        pytest.skip("over sockets its turn is another contract's: --full")
    monkeypatch.setenv(TOKEN_VARIABLE, TOKEN)
    monkeypatch.setenv("GUNICORN_CMD_ARGS", "--permit-unconventional-http-method --limit-request-line 0")
    monkeypatch.setenv("UVICORN_HTTP", "h11")
    with running(start_command(output.server), output.root, commands(tmp_path)) as address:
        judge(output, apigen("test", output.spec, "--url", f"http://{address}", *OPTIONS, cwd=tmp_path))


def judge(output: Output, done: Done) -> None:
    """Nothing failed, every operation succeeded, and nothing was left out or not judged.

    Nothing was dropped but what the text of a form, or of XML, cannot say.
    """
    api = read_contract(output.spec, Report())
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert found["passed"] and not any(found[each] for each in NOT_JUDGED), done.stdout
    assert len(found["operations"]) == len(api.operations) and found["cases"] > 100
    assert found["implied"] == 0
    assert all(re.fullmatch(r"[a-z-]+-in-(form|xml)", name) for name in found["dropped"]), done.stdout
