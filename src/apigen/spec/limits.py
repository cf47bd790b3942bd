"""How much a contract may ask for. Each limit is far above what real documents hold."""

from __future__ import annotations

MAX_BYTES = 64 * 1024 * 1024
"""Size of one file. The largest public descriptions have 13 MB."""

MAX_FILES = 10_000
"""Files of one contract. The most scattered public description has 2,900."""

MAX_ALL_BYTES = 4 * MAX_BYTES
"""Size of all files of a contract together."""

MAX_DEPTH = 256
"""Levels of objects and lists in each other. Real documents stay below 60; the stages behind this one may then recurse."""

MAX_ALIAS_NODES = 1_000_000
"""Values that YAML aliases may stand for in sum. The walks visit each of them."""

MAX_BUNDLE_NODES = 2_000_000
"""Objects and lists that a contract of many files may come to. Files that take each other in can double at every step."""

MAX_INLINED = 100_000
"""References whose content takes their place. The most scattered public description has 2,000 of them."""

MAX_FAULTS = 200
"""References that cannot be had. Nobody reads more of them."""

MAX_SECONDS = 30
"""Time that one address may take to answer, redirects and all."""

MAX_IDLE_SECONDS = 10
"""Time that a connection may be silent."""

MAX_REDIRECTS = 5
"""Addresses that one address may lead to, one after the other."""

MAX_DIGITS = 4300
"""Digits of one integer: what Python converts (CVE-2020-10735)."""
