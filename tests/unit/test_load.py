"""Files that are there, that are not, and what their bytes say."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from apigen.report import ContractError, Report
from apigen.spec.load import SourceError, load, parse
from apigen.spec.text import parse as parsing
from apigen.spec.text.jsontext import parse as parse_json
from apigen.spec.text.source import Malformed

YAML = 'openapi: 3.0.3\ninfo: {title: "é", version: "1"}\npaths: {}\n'


@pytest.mark.parametrize(
    "data",
    [
        YAML.encode(),
        YAML.encode("utf-8-sig"),
        YAML.encode("utf-16"),
        YAML.replace("\n", "\r\n").encode(),
        b'\xef\xbb\xbf{"openapi": "3.0.3", "info": {"title": "\\u00e9", "version": "1"}, "paths": {}}',
    ],
)
def test_encodings(data: bytes) -> None:
    document = parse(data, file="f", report=Report())
    assert document.value == {"openapi": "3.0.3", "info": {"title": "é", "version": "1"}, "paths": {}}
    assert document.version == (3, 0)


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for name, message in (("missing", "no such file"), (".", "is a folder"), ("fifo", "not a regular file")):
        with pytest.raises(SourceError, match=message):
            load(tmp_path / name, Report())


def test_too_large(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(parsing, "MAX_BYTES", 10)
    (tmp_path / "big.yaml").write_text(YAML, encoding="utf-8")
    report = Report()
    with pytest.raises(ContractError):
        load(tmp_path / "big.yaml", report)
    assert [found.code for found in report] == ["AG015"]


@pytest.mark.parametrize(
    ("text", "code", "offset"),
    [
        ('{"a": 1, "\\u0061": 2}', "AG005", 9),
        ('{"a": [{"b": 1}, {"b": 1}], "a": 2}', "AG005", 28),
        ('{"a": NaN}', "AG012", 6),
        ('{"a": -Infinity}', "AG012", 6),
        ('{"NaN": 1e999}', "AG012", 8),
        ('{"a": 1' + "0" * 4300 + "}", "AG013", 6),
        ('{"a": "\\\\ud800 \\ud800"}', "AG014", 15),
        ("[" * 100_000, "AG006", 256),
        ("[" * 300 + "]" * 300, "AG006", 256),
        ('{"a": 1,}', "AG004", 8),
        ('{"a": 1} x', "AG004", 9),
        ('{"a": "x', "AG004", 6),
    ],
)
def test_json_refused(text: str, code: str, offset: int) -> None:
    with pytest.raises(Malformed) as caught:
        parse_json(text)
    assert (caught.value.code, caught.value.offset) == (code, offset)


def test_yaml_in_braces_is_yaml_if_its_file_says_so() -> None:
    text = b'{openapi: 3.1.0, info: {title: T, version: "1"}, paths: {}}'
    assert parse(text, file="s.yaml", report=Report()).value["openapi"] == "3.1.0"
    with pytest.raises(ContractError):
        parse(text, file="s.json", report=Report())


def test_json_accepted() -> None:
    assert parse_json('{"a": "\\ud83d\\ude00\u2028", "b": 123456789012345678901234567890}') == {
        "a": "😀\u2028",
        "b": 123456789012345678901234567890,
    }
