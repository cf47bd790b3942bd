"""What a 401 asks for, whatever the contract's names hold."""

from __future__ import annotations

import pytest

from apigen.runtime.core import SecurityScheme, api_key, http, mutual_tls
from apigen.runtime.server.security import Guard, scheme


@pytest.mark.parametrize(
    ("name", "wire", "challenge"),
    [
        ("a", http("bearer"), b"Bearer"),
        ("a", http("bearer\r\nx-evil: 1"), b"Bearerx-Evil: 1"),
        ("a\r\n\x00\x7f\x85é\"b", http("basic"), b'Basic realm="a?\\"b", charset="UTF-8"'),
        ("a", api_key("header", "x\r\ny"), b'ApiKey in="header", name="xy"'),
        ('a"\n', mutual_tls(), b'MutualTLS realm="a\\""'),
    ],
)  # fmt: skip
def test_a_challenge_is_one_line(name: str, wire: SecurityScheme, challenge: bytes) -> None:
    guard = Guard([{name: ()}], {name: scheme(name, wire, lambda _: None)})
    assert guard.challenges == [(b"www-authenticate", challenge)]
