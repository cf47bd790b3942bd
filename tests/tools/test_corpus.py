"""What `make corpus` compares the generator with: the operations that the files of a contract have."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.corpus import find_documents
from tools.corpus_count import operations

CONTRACTS = {
    "swagger.yaml": ("swagger: '2.0'\npaths:\n  /a: {get: {}, trace: {}, query: {}}\n", [("/a", "GET")]),
    "older.json": ('{"paths": {"/a": {"trace": {}, "query": {}}, "x-b": {"get": {}}}, "openapi": "3.0.3"}', [("/a", "TRACE")]),
    "newest.yaml": (
        "openapi: 3.2.0\npaths:\n  /a: {query: {}, additionalOperations: {LINK: {}}, parameters: []}\n",
        [("/a", "QUERY"), ("/a", "LINK")],
    ),
    "files.yaml": (
        "openapi: 3.1.0\npaths:\n  /a: {$ref: 'parts/a.yaml#/items/~1a'}\n  /b: {<<: {get: {}}, put: {}}\n",
        [("/a", "POST"), ("/b", "GET"), ("/b", "PUT")],
    ),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "a.yaml").write_text("items:\n  /a: {post: {$ref: b.yaml}}\n", encoding="utf-8")
    (tmp_path / "parts" / "b.yaml").write_text("summary: 2026-02-30\n", encoding="utf-8")
    for name, (text, _) in CONTRACTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_parts_are_no_contracts(folder: Path) -> None:
    assert [path.name for path in find_documents(folder)] == sorted(CONTRACTS)


@pytest.mark.parametrize("name", CONTRACTS)
def test_operations_are_counted(folder: Path, name: str) -> None:
    assert sorted(operations(folder / name)) == sorted(CONTRACTS[name][1])
