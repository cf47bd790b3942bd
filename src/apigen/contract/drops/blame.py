"""What the engine says made a request invalid: the parameters, and what is wrong with them."""

from __future__ import annotations

import re
from typing import Final

from apigen.contract.sent import ParameterValue, Sent

_BLAMED: Final = re.compile(r"Invalid component: parameters? (`[^`]+`(?:, `[^`]+`)*) in (path|query|header|cookie)")
_REASON: Final = re.compile(r"- (.+)")


def blamed_in(sent: Sent) -> list[ParameterValue]:
    """Return the parameters that an invalid request was made invalid by; none unless all are known."""
    found = _BLAMED.search(sent.message) if sent.is_invalid else None
    if found is None:
        return []
    known = {each.name: each for each in sent.parameters_in(found[2])}
    names = re.findall("`([^`]+)`", found[1])
    return [known[name] for name in names] if known.keys() >= {*names} else []


def reasons_in(sent: Sent) -> list[str]:
    """Return what is wrong with them."""
    found = _BLAMED.search(sent.message)
    return _REASON.findall(sent.message[found.end() :]) if found else []
