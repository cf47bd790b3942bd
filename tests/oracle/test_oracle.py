"""A second decoder and every server agree on some hundred requests; of a server that is wrong, the decoder knows.

`make oracle` asks ten thousand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from ..support.packages import ROOT, SPECS
from .document import parse, read
from .request import Raw
from .requests import Requests
from .servers import Answer, Servers
from .sweep import Tally, compare, sweep
from .verdict import UNDEFINED, VALID, Oracle

CORPUS = ROOT.parent / "shared" / "corpus" / "dev"
CONTRACTS = [path for path in SPECS if path.stem != "depot"]  # which is of 2.0
PARAMETERS = CORPUS / "peer" / "oapi-codegen-roundtrip-parameters.yaml"
REQUESTS = 120
ROW = re.compile(r"^\| (.+?) \|", re.MULTILINE)
EXPLAINED = [
    name.replace("...", "*") for name in ROW.findall((Path(__file__).parent / "README.md").read_text(encoding="utf-8"))
]
"""Why a request may be undefined."""


@pytest.mark.parametrize("spec", [*CONTRACTS, PARAMETERS], ids=lambda path: path.stem)
def test_the_servers_agree(spec: Path, tmp_path: Path) -> None:
    if not spec.exists():
        pytest.skip("the corpus is not here")
    found = sweep(spec, tmp_path, number=REQUESTS, seed=3)
    assert not found.disagreements, "\n\n".join(map(str, found.disagreements[:5]))
    wrong = sum(found.kinds.values()) - found.kinds[VALID] - found.kinds[UNDEFINED]
    assert found.requests == REQUESTS
    assert min(found.kinds[VALID], wrong) > REQUESTS / 5
    assert found.kinds[UNDEFINED] < REQUESTS / 10, found.undefined
    assert not [reason for reason in found.undefined if not any(fnmatch(reason, each) for each in EXPLAINED)]


def test_a_server_that_is_wrong_is_known() -> None:
    """One that lets everything through, and one that refuses everything."""
    oracle = Oracle(read(ROOT / "specs" / "petstore.yaml"))
    found: Counter[str] = Counter()
    for status in (200, 422):
        tally, answer = Tally(contract="petstore"), Answer(status, b"", "")

        def send(_: Raw, answer: Answer = answer) -> Answer:
            return answer

        for raw in Requests(oracle, seed=1).each(200):
            compare(raw, oracle, Servers({"one": send}, frozenset()), tally, set())
        found.update(each.what for each in tally.disagreements)
    assert found["accepted"] > 60
    assert found["refused"] > 60


def test_the_oracle_stands_alone() -> None:
    """Only what starts the servers knows apigen."""
    modules = [
        path for path in Path(__file__).parent.glob("*.py") if path.name not in ("servers.py", Path(__file__).name)
    ]
    assert len(modules) > 15
    assert not [path.name for path in modules if "apigen" in path.read_text(encoding="utf-8").replace("apigen's", "")]


def _contract(parameter: Mapping[str, Any], version: str) -> Oracle:
    get = {"parameters": [{"name": "q", "in": "query", **parameter}], "responses": {"200": {"description": "Fine."}}}
    return Oracle(parse({"openapi": version, "info": {"title": "t", "version": "1"}, "paths": {"/a": {"get": get}}}))


INTEGERS = {"type": "array", "items": {"type": "integer"}}
POINT = {"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"], "additionalProperties": False}


@pytest.mark.parametrize(
    ("parameter", "query", "kind"),
    [
        ({"schema": {"type": "integer"}}, "q=1", VALID),
        ({"schema": {"type": "integer"}}, "", VALID),
        ({"schema": {"type": "integer"}, "required": True}, "", "invalid"),
        ({"schema": {"type": "integer"}}, "q=01", "invalid"),
        ({"schema": {"type": "integer"}}, "q=1&q=2", "invalid"),
        ({"schema": {"type": "integer"}}, "q=%zz", "malformed"),
        ({"schema": {"type": "integer", "format": "int32"}}, "q=2147483648", "invalid"),
        ({"schema": {"type": "integer", "nullable": True}}, "q=null", UNDEFINED),
        ({"schema": INTEGERS}, "q=1&q=2", VALID),
        ({"schema": INTEGERS}, "q=1,2", "invalid"),
        ({"schema": INTEGERS, "explode": False}, "q=1,2", VALID),
        ({"schema": INTEGERS, "explode": False}, "q=1&q=2", "invalid"),
        ({"schema": INTEGERS, "style": "pipeDelimited", "explode": False}, "q=1|2", VALID),
        ({"schema": INTEGERS, "style": "spaceDelimited", "explode": False}, "q=1%20x", "invalid"),
        ({"schema": POINT, "style": "deepObject"}, "q%5Bx%5D=1", VALID),
        ({"schema": POINT, "style": "deepObject"}, "q[x]=1&q[y]=1", "invalid"),
        ({"schema": POINT}, "x=1", VALID),
        ({"schema": POINT, "explode": False}, "q=x,1", VALID),
        ({"content": {"application/json": {"schema": POINT}}}, "q=%7B%22x%22:1%7D", VALID),
        ({"content": {"application/json": {"schema": POINT}}}, "q=%7B", "malformed"),
    ],
)
def test_the_second_decoder(parameter: Mapping[str, Any], query: str, kind: str) -> None:
    raw = Raw(method="GET", path="/a", query=query, headers=(), body=b"")
    assert _contract(parameter, "3.0.3").judge(raw).kind == kind


@pytest.mark.parametrize(("version", "kind"), [("3.0.3", "invalid"), ("3.1.0", VALID)])
def test_versions_differ_on_what_an_integer_is(version: str, kind: str) -> None:
    raw = Raw(method="GET", path="/a", query="q=1.0", headers=(), body=b"")
    assert _contract({"schema": {"type": "integer"}}, version).judge(raw).kind == kind
