"""A contract of several files is up to date while none of them changes."""

from __future__ import annotations

import json
from pathlib import Path

from apigen.manifest import MANIFEST
from apigen.pipeline import Options, generate
from apigen.report import Report

ROOT = """\
openapi: 3.0.3
info: {title: Parts, version: '1'}
paths: {/a: {$ref: paths/a.yaml}}
"""
ITEM = "get: {operationId: getA, responses: {'204': {description: done}}}\n"


def test_every_file_counts(tmp_path: Path) -> None:
    spec, item, output = tmp_path / "openapi.yaml", tmp_path / "paths" / "a.yaml", tmp_path / "out"
    item.parent.mkdir()
    spec.write_text(ROOT, encoding="utf-8")
    item.write_text(ITEM, encoding="utf-8")
    options = Options(servers=(), client="none", package="parts", app=False)

    def up_to_date() -> bool:
        return generate(spec, output, options, report=Report(), write=True).up_to_date

    assert [up_to_date(), up_to_date()] == [False, True]
    assert json.loads((output / MANIFEST).read_bytes())["parts"] == ["paths/a.yaml"]
    item.write_text(ITEM.replace("done", "finished"), encoding="utf-8")
    assert [up_to_date(), up_to_date()] == [False, True]
    item.rename(item.with_name("b.yaml"))
    spec.write_text(ROOT.replace("a.yaml", "b.yaml"), encoding="utf-8")
    assert [up_to_date(), up_to_date()] == [False, True]
