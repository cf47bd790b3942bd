"""What sends changed requests must notice a server that does not stand them; those of the petstore do."""

from __future__ import annotations

import asyncio
import os
import random
from pathlib import Path

import pytest

from tests.support.faulty import Behaviour, faulty, sends, stalls, whole
from tests.support.watched import HAS_PROC, Watched
from tools import fuzz_http
from tools.fuzz_http import Findings, Station, main, run_batch
from tools.fuzz_http_changes import Request, changed

SEEDS = (
    b'POST /v1/pets?a=1 HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 7\r\n\r\n{"a":1}',
    b"GET /v1/openapi.json HTTP/1.1\r\nhost: a\r\n\r\n",
)


@pytest.mark.skipif(not HAS_PROC, reason="nobody says how much memory a process takes")
def test_the_servers_of_the_petstore_stand_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["--batches", "2", "--filter", "petstore", "--folder", str(tmp_path)])
    said = capsys.readouterr().out
    assert (status, list(tmp_path.iterdir())) == (0, []), said
    assert "a second: 0 findings" in said


@pytest.mark.parametrize(
    ("behaviour", "fault"),
    [
        (sends(b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"), "answers 500"),
        (stalls(), "hangs"),
        (sends(whole()), None),
    ],
    ids=["500", "hang", "well"],
)
def test_what_a_server_does_wrong_is_found(
    behaviour: Behaviour, fault: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fuzz_http, "BATCH", 3)
    monkeypatch.setattr(fuzz_http, "HANGS", 0.2)
    monkeypatch.setattr(fuzz_http, "changed", lambda seeds, chance: chance.choice(seeds))
    findings, log = Findings(tmp_path), tmp_path / "log"
    log.touch()
    with faulty(behaviour) as server:
        station = Station("odd", SEEDS, Watched("odd", server.port, os.getpid(), log))
        asyncio.run(run_batch(station, 0, findings))
    noted = [path.read_text().strip() for path in sorted(tmp_path.glob("*.txt"))]
    if fault is None:
        assert noted == []
    else:
        assert noted[:3] == [f"odd {fault}"] * 3
        assert (tmp_path / "001-odd.bin").read_bytes() in SEEDS


def test_only_errors_of_ours_count(tmp_path: Path) -> None:
    log = tmp_path / "log"
    station = Station("odd", SEEDS, Watched("odd", 0, os.getpid(), log))
    theirs = "h11._util.LocalProtocolError: can't handle event type Response when role=SERVER and state=MUST_CLOSE\n"
    log.write_text(
        f"WARNING:  Invalid HTTP request received.\nERROR:    Exception in ASGI application\nTraceback\n{theirs}"
    )
    assert (station.errors(), station.foreign.total()) == ("", 1)
    with log.open("a") as more:
        more.write(
            f"INFO: a\nERROR:    Exception in ASGI application\nTraceback\n{theirs}ERROR: ours\nTraceback\nKeyError: 1\n"
        )
    assert (station.errors(), station.foreign.total()) == ("ERROR: ours\nTraceback\nKeyError: 1\n", 2)


def test_the_same_seed_sends_the_same_bytes() -> None:
    one, other = ([changed(SEEDS, random.Random(n)) for n in range(500)] for _ in range(2))
    assert one == other
    assert len(set(one)) > 300
    assert [Request.of(seed).raw() for seed in SEEDS] == [*SEEDS]
