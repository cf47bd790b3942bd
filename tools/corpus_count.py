"""A contract to the number of its operations: its files are read anew, in the plainest way there is.

What generates has no part in this, so that it cannot hide what it loses.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from yaml import CBaseLoader, MappingNode, load

from apigen.spec.document import Json

METHODS: Final = frozenset({"get", "put", "post", "delete", "options", "head", "patch"})
NEW_METHODS: Final = {"swagger": frozenset[str](), "3.0": {"trace"}, "3.1": {"trace"}, "3.2": {"trace", "query"}}
_MOST_STEPS: Final = 50
"""References that may lead to references."""


def count_operations(document: Path) -> int:
    """Return how many operations the paths of a contract have."""
    return sum(1 for _ in operations(document))


def operations(document: Path) -> Iterator[tuple[str, str]]:
    """Yield the path and the method of each operation, callbacks and webhooks left out."""
    root = parsed(document)
    assert isinstance(root, dict)
    version = "swagger" if "swagger" in root else str(root.get("openapi"))[:3]
    methods = METHODS | NEW_METHODS.get(version, {"trace"})
    file, paths = followed(document, root.get("paths"))
    for path, written in paths.items() if isinstance(paths, dict) else ():
        if path.startswith("x-"):
            continue
        where, item = followed(file, written)
        members = item if isinstance(item, dict) else {}
        _, more = followed(where, members.get("additionalOperations") if version == "3.2" else None)
        known = {key.upper(): value for key, value in members.items() if key in methods}
        for method, value in {**known, **(more if isinstance(more, dict) else {})}.items():
            if isinstance(followed(where, value)[1], dict):
                yield path, method


def followed(file: Path, value: Json) -> tuple[Path, Json]:
    """Return what a value is, and the file that it stands in; `None` for a reference that leads nowhere."""
    for _ in range(_MOST_STEPS):
        ref = value.get("$ref") if isinstance(value, dict) else None
        if not isinstance(ref, str):
            return file, value
        name, _, pointer = ref.partition("#")
        file = (file.parent / unquote(name)).resolve() if name else file
        if not file.is_file():
            break
        value = parsed(file)
        for token in unquote(pointer).split("/")[1:]:
            file, value = followed(file, value)
            value = _member(value, token.replace("~1", "/").replace("~0", "~"))
    return file, None


def _member(value: Json, key: str) -> Json:
    if isinstance(value, list):
        return value[int(key)] if key.isdigit() and int(key) < len(value) else None
    return value.get(key) if isinstance(value, dict) else None


class _Texts(CBaseLoader):
    """Reads every scalar as a string, so that no date or number can be malformed; `<<` merges."""

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        found = super().construct_mapping(node, deep)
        merged: Any = found.pop("<<", None)
        for each in merged if isinstance(merged, list) else (merged,):
            found = {**each, **found} if isinstance(each, dict) else found
        return found


@cache
def parsed(file: Path) -> Json:
    """Return what a file holds."""
    data = file.read_bytes()
    found: Json = json.loads(data) if file.suffix == ".json" else load(data, _Texts)
    return found
