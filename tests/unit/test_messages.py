"""Requests: who is calling."""

from __future__ import annotations

import pytest

from apigen.runtime.core import Request


def asked(principal: object) -> Request:
    """A request as the server makes it."""
    request = Request()
    request.__dict__["_principal"] = principal
    return request


def test_a_principal_is_of_the_type_that_is_asked_for() -> None:
    assert asked("ann").principal(str) == "ann"
    with pytest.raises(TypeError, match="returned str, not int"):
        asked("ann").principal(int)


def test_where_everybody_may_call_there_may_be_no_principal() -> None:
    assert asked(None).principal(str, optional=True) is None
    assert asked("ann").principal(str, optional=True) == "ann"
    with pytest.raises(TypeError, match="returned NoneType, not str"):
        asked(None).principal(str)
    with pytest.raises(TypeError, match="returned int, not str"):
        asked(1).principal(str, optional=True)
