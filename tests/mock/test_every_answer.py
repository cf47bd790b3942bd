"""A mock answers every operation of a contract with a valid example, and with each answer that it declares."""

from __future__ import annotations

import pytest

from tools.mock import survey

from ..support.packages import ROOT


@pytest.mark.parametrize("contract", ["petstore", "observatory"])
def test_every_answer_is_one_of_the_contract(contract: str) -> None:
    found = survey(ROOT / "specs" / f"{contract}.yaml")
    assert (found.wrong, found.unasked) == ((), ())
    assert found.usual == found.operations
    assert found.valid == found.answers > found.operations
