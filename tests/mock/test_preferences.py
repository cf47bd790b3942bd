"""`Prefer` headers (RFC 7240), read and written."""

from __future__ import annotations

import pytest

from apigen.mock.preferences import read_preferences, write_preferences


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["code=404"], {"code": "404"}),
        (["Code = 404"], {"code": "404"}),
        (['code="404"'], {"code": "404"}),
        (["code=404, example=rex"], {"code": "404", "example": "rex"}),
        (["code=404", "example=rex"], {"code": "404", "example": "rex"}),
        (['example="a, \\"b\\""'], {"example": 'a, "b"'}),
        (['code=404; why="a, b"; x, example=rex;y=1'], {"code": "404", "example": "rex"}),
        (["code=404, code=200", "code=500"], {"code": "404"}),
        (["respond-async, wait=100"], {"respond-async": "", "wait": "100"}),
        (["code=, example"], {"code": "", "example": ""}),
        (["=1, a b, c=d e, ,"], {}),
        ([], {}),
    ],
    ids=str,
)
def test_what_a_header_prefers(lines: list[str], found: dict[str, str]) -> None:
    assert read_preferences(lines) == found


def test_what_is_written_is_read() -> None:
    preferences = {"code": "404", "example": 'a, "b" \\ c'}
    text = write_preferences(preferences)
    assert text == 'code=404, example="a, \\"b\\" \\\\ c"'
    assert read_preferences([text]) == preferences
