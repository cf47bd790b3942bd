"""`apigen verify` as it is run: the whole proof of one contract, and what cannot be proven at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from apigen.proof.results import State
from apigen.render.targets import discover, templates_root

from ..support.commands import apigen
from ..support.packages import ROOT

PETSTORE = ROOT / "specs" / "petstore.yaml"


def test_the_petstore_is_proven(tmp_path: Path) -> None:
    """Everything at once: each step of each target, with the tools that developers of apigen have."""
    done = apigen("verify", PETSTORE, "--format", "json", "--keep", tmp_path / "kept", cwd=tmp_path)
    found = json.loads(done.stdout)
    wrong = [each for each in found["results"] if each["state"] != State.PROVEN]
    assert (done.returncode, found["verdict"], wrong) == (0, "proven", []), done.stdout + done.stderr
    targets = discover(templates_root())
    servers = {each.name for each in targets if each.kind == "server"}
    clients = {each.name for each in targets if each.kind == "client"}
    steps: dict[str, set[str]] = {}
    for each in found["results"]:
        steps.setdefault(each["step"], set()).update(each["target"].split(", "))
    assert steps == {
        "generate": servers | clients,
        "the same bytes": servers | clients,
        "ruff check": servers | clients,
        "ruff format": servers | clients,
        "mypy --strict": servers | clients,
        "pyright strict": servers | clients,
        "boot": servers,
        "contract test": servers,
        "round trip": servers | clients,
    }
    # What is kept is what a user would have.
    kept = {path.name for path in (tmp_path / "kept").iterdir() if not path.name.startswith(".")}
    assert all((tmp_path / "kept" / name / "petstore" / "_contract.json").is_file() for name in kept)


@pytest.mark.parametrize(
    ("text", "flags", "status", "said"),
    [
        ("openapi: 3.1.0\npaths: []\n", (), 1, "nothing was generated: "),
        ("", ("--keep", "."), 2, "is not empty"),
    ],
)
def test_what_cannot_be_proven(tmp_path: Path, text: str, flags: tuple[str, ...], status: int, said: str) -> None:
    contract = tmp_path / "contract.yaml"
    contract.write_text(text)
    done = apigen("verify", contract, *flags, cwd=tmp_path)
    assert done.returncode == status
    assert said in done.stderr
    assert done.stdout == ""


def test_standard_input_is_read_once_only(tmp_path: Path) -> None:
    done = apigen("verify", "-", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "write it to a file" in done.stderr
