"""What was deleted stays gone until it is created again."""

from __future__ import annotations

import pytest

from apigen.runtime.server.examples import Tombstones


@pytest.mark.parametrize(
    ("created", "gone"),
    [
        ("/silences", False),
        ("/silences/", False),
        ("/silence", False),
        ("/silence/1", False),
        ("/silence/1/notes", True),
        ("/silenced", True),
        ("/pets", True),
    ],
)
def test_what_is_created_above_is_there_again(created: str, gone: bool) -> None:
    tombstones = Tombstones()
    tombstones.bury("/silence/1")
    assert tombstones.covers("/silence/1") and tombstones.covers("/silence/1/notes")
    tombstones.revive(created)
    assert tombstones.covers("/silence/1") is gone


def test_what_lies_below_is_not_deleted_itself() -> None:
    tombstones = Tombstones()
    tombstones.bury("/a/1")
    assert tombstones.holds("/a/1") and not tombstones.holds("/a/1/b")
