"""What a client's credentials become on the wire."""

from __future__ import annotations

import pytest

from apigen.runtime.client.auth import carry, choose
from apigen.runtime.core import api_key, http, mutual_tls


def test_names_are_encoded_like_values() -> None:
    known = {"pin": api_key("cookie", "pin; a=b"), "key": api_key("query", "k&y")}
    carried = carry(known, {"pin": "x;y", "key": "z"})
    assert carried.cookies == ["pin%3B%20a%3Db=x%3By"]
    assert carried.query == ["k%26y=z"]


@pytest.mark.parametrize(
    ("alternatives", "given", "chosen"),
    [
        (["key token", "token"], "token", "token"),
        (["", "key"], "key", "key"),
        (["key"], "", ""),
        # Nobody carries a certificate: what stands beside it decides.
        (["tls key"], "key", "key"),
        (["tls", "key"], "key", "key"),
        (["tls"], "key", ""),
    ],
)
def test_the_first_alternative_that_can_be_met_is_chosen(alternatives: list[str], given: str, chosen: str) -> None:
    known = {"key": api_key("query", "key"), "token": http("bearer"), "tls": mutual_tls()}
    security = tuple(dict.fromkeys(each.split(), ()) for each in alternatives)
    assert " ".join(choose(security, known, dict.fromkeys(given.split(), "x"))) == chosen
