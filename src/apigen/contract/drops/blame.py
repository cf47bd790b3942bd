"""What the engine says made a request invalid: the parameters, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from apigen.contract.sent import ParameterValue, Sent

_BLAMED: Final = re.compile(r"Invalid component: parameters? (`[^`]+`(?:, `[^`]+`)*) in (path|query|header|cookie)")
_REASON: Final = re.compile(r"- (.+)")
_PLACE: Final = re.compile(r" at /properties/([^/\s]+)")


def blamed_in(sent: Sent) -> list[ParameterValue]:
    """Return the parameters that an invalid request was made invalid by; none unless all are known.

    A property that an object lacks may have a parameter's name: where the reason stands says whose it is.
    """
    found = _BLAMED.search(sent.message) if sent.is_invalid else None
    if found is None:
        return []
    known = {each.name: each for each in sent.parameters_in(found[2])}
    places = [_PLACE.search(reason) for reason in reasons_in(sent)]
    owners = [place[1] for place in places if place is not None and place[1] in known]
    names = owners if owners and len(owners) == len(places) else re.findall("`([^`]+)`", found[1])
    return [known[name] for name in names] if known.keys() >= {*names} else []


def reasons_for(sent: Sent, one: ParameterValue, blamed: Collection[ParameterValue]) -> list[str]:
    """Return what is wrong with one of those: what says where it stands, or, of a single one, all."""
    reasons = reasons_in(sent)
    if len(blamed) == 1:
        return reasons
    return [reason for reason in reasons if (place := _PLACE.search(reason)) is not None and place[1] == one.name]


def reasons_in(sent: Sent) -> list[str]:
    """Return all that is wrong with them."""
    found = _BLAMED.search(sent.message)
    return _REASON.findall(sent.message[found.end() :]) if found else []
