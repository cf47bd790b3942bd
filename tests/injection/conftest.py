"""Thousands of contracts are generated here: templates are compiled once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from apigen.render import engine


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "environment", cache(engine.environment))
        yield
