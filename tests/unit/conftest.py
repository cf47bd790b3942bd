"""What tests of the client share: both ways of calling, and nobody who waits between tries."""

from __future__ import annotations

import pytest

from ..support.calls import WAYS, Way
from ..support.driven import patched_pauses


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> Way:
    found: Way = request.param
    return found


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    return patched_pauses(monkeypatch)
