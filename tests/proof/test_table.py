"""What is read of a proof: the table, what failed, and what was not proven."""

from __future__ import annotations

import json

from apigen.proof.results import Proof, Result, State
from apigen.proof.table import as_json, as_text

MADE = Result(step="generate", target="swift", state=State.PROVEN, seconds=0.31, note="9 operations")
TYPED = Result(
    step="types", target="swift", state=State.UNPROVEN, note="needs checker", remedy="pip install 'checker>=1'"
)
TESTED = Result(step="contract test", target="swift", state=State.FAILED, seconds=12.0, details=("GET /a: 500", "curl"))


def text(*results: Result) -> str:
    return as_text(Proof(spec="a.yaml", results=results, seconds=13.25))


def test_all_is_proven() -> None:
    assert text(MADE) == (
        "step      target  result  seconds\n"
        "generate  swift   proven      0.3  9 operations\n"
        "\n"
        "a.yaml: proven (13.2 s)\n"
    )  # fmt: skip


def test_what_is_not_proven_is_named() -> None:
    assert text(MADE, TYPED) == (
        "step      target  result      seconds\n"
        "generate  swift   proven          0.3  9 operations\n"
        "types     swift   not proven           needs checker\n"
        "\n"
        "a.yaml: proven, except types (swift) (13.2 s)\n"
        "what proves that, too:\n"
        "  pip install 'checker>=1'\n"
    )


def test_what_failed_is_explained() -> None:
    assert text(MADE, TYPED, TESTED) == (
        "step           target  result      seconds\n"
        "generate       swift   proven          0.3  9 operations\n"
        "types          swift   not proven           needs checker\n"
        "contract test  swift   FAILED         12.0\n"
        "\n"
        "contract test, swift:\n"
        "  GET /a: 500\n"
        "  curl\n"
        "\n"
        "a.yaml: FAILED: contract test (swift) (13.2 s)\n"
        "not proven: types (swift)\n"
        "what proves that, too:\n"
        "  pip install 'checker>=1'\n"
    )


def test_programs_read_the_same() -> None:
    def read(*results: Result) -> dict[str, object]:
        found: dict[str, object] = json.loads(as_json(Proof(spec="a.yaml", results=results, seconds=13.25)))
        return found

    assert [read(*each)["verdict"] for each in ((MADE,), (MADE, TYPED), (TYPED, TESTED))] == [
        "proven",
        "not proven",
        "failed",
    ]
    assert read(TESTED)["results"] == [
        {
            "step": "contract test",
            "target": "swift",
            "state": "failed",
            "seconds": 12.0,
            "note": "",
            "details": ["GET /a: 500", "curl"],
            "remedy": "",
        }
    ]
