"""How much a contract may ask for. Each limit is far above what real documents hold."""

from __future__ import annotations

MAX_BYTES = 64 * 1024 * 1024
"""Size of one file. The largest public descriptions have 13 MB."""

MAX_DEPTH = 256
"""Levels of objects and lists in each other. Real documents stay below 60; the stages behind this one may then recurse."""

MAX_ALIAS_NODES = 1_000_000
"""Values that YAML aliases may stand for in sum. The walks visit each of them."""

MAX_DIGITS = 4300
"""Digits of one integer: what Python converts (CVE-2020-10735)."""
