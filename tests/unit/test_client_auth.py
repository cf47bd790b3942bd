"""What a client's credentials become on the wire."""

from __future__ import annotations

from apigen.runtime.client.auth import carry
from apigen.runtime.core import api_key


def test_names_are_encoded_like_values() -> None:
    known = {"pin": api_key("cookie", "pin; a=b"), "key": api_key("query", "k&y")}
    carried = carry(("pin", "key"), known, {"pin": "x;y", "key": "z"})
    assert carried.cookies == ["pin%3B%20a%3Db=x%3By"]
    assert carried.query == ["k%26y=z"]
