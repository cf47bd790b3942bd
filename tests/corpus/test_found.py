"""Contracts changed at random, and what `make fuzz` has found: each is read or refused, and what is generated can be used."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from pathlib import Path

import pytest

from apigen.diagnostics import render_full
from apigen.pipeline import Options, RejectedContract, generate, validate
from apigen.reading import Reading
from apigen.report import Report
from apigen.spec.load import load
from tools.fuzz_changes import Vocabulary, changed

from .support import codec, import_all, importable

SPECS = sorted((Path(__file__).parents[2] / "specs").glob("*.yaml"))
CHANGED = 25


@pytest.mark.parametrize("lenient", [False, True], ids=["plain", "lenient"])
@pytest.mark.parametrize("path", sorted(Path(__file__).with_name("found").iterdir()), ids=lambda path: path.stem)
def test_is_used_or_refused(path: Path, tmp_path: Path, *, lenient: bool) -> None:
    report, places = Report(), None
    options = Options(servers=None, client=None, package="found", app=True, reading=Reading(lenient=lenient))
    try:
        places = generate(path, tmp_path, options, report=report, write=True).places
    except RejectedContract as rejected:
        places = rejected.places
        assert any(report)
    else:
        with importable(tmp_path):
            modules = import_all(tmp_path, "found", "app")
            assert all(codec(modules, "found", name).adapter.core_schema for name in modules["found.models"].__all__)
    assert "\x1b" not in render_full(report, places, colour=False)


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_changes_are_read_or_refused(path: Path, tmp_path: Path) -> None:
    value, chance = load(path, Report()).bundle.value, random.Random(path.stem)
    vocabulary, other = Vocabulary.of([value]), tmp_path / "changed.json"
    for _ in range(CHANGED):
        report = Report()
        with suppress(RejectedContract):
            # What was changed is shown where this fails.
            other.write_text(json.dumps(changed(value, vocabulary, chance)), encoding="utf-8")
            validate(other, Reading(lenient=chance.random() < 0.2), report=report)
