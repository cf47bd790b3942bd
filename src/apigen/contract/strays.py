"""The paths of a contract that lead elsewhere: to a more concrete path, or to several of one shape."""

from __future__ import annotations

import re
from typing import Final

from apigen.ir.api import Api
from apigen.runtime.server.routing import Router

_EXPRESSION: Final = re.compile(r"\{[^{}]*\}")
_OF_ALL_METHODS: Final = frozenset({"allow_header_conformance", "unsupported_method"})
"""Checks of which methods a path has."""


class Strays:
    """Knows which path items answer under a path. "A concrete path is matched before its templated counterparts", and
    templates that differ in names alone are one path to everybody but their author (OpenAPI, Paths Object).
    """

    def __init__(self, api: Api) -> None:
        self._methods: dict[str, frozenset[str]] = {}
        self._router: Router[frozenset[str]] = Router()
        for each in api.operations:
            self._methods[each.path] = self._methods.get(each.path, frozenset()) | {each.method}
        self._left_out = api.left_out
        for path in {**self._methods, **api.left_out}:
            here = self._methods.get(path, frozenset()) | api.left_out.get(path, frozenset())
            self._router.add(path, path, here)

    def left_out(self, template: str) -> frozenset[str]:
        """Return the methods of a path that nobody asked for: a server may have them, and HEAD with GET."""
        methods = self._left_out.get(template, frozenset())
        return methods | {"HEAD"} if "GET" in methods else methods

    def shared(self) -> frozenset[str]:
        """Return the operations that are another one to everybody but their author: whichever answers, it is only one."""
        return frozenset(
            f"{method} {path}"
            for path, methods in self._methods.items()
            for method in methods
            if self._has_twin(path, method)
        )

    def _has_twin(self, path: str, method: str) -> bool:
        hit = self._router.find(_EXPRESSION.sub("0", path))
        others = {} if hit is None or path not in hit.site.methods else hit.site.methods
        return any(method in methods for other, methods in others.items() if other != path)

    def strays(self, check: str, method: str, template: str, path: str) -> bool:
        """Tell whether what a check says of an operation is said of others. `path` is raw, without the base path."""
        hit = self._router.find(path)
        if hit is None or template not in self._methods:
            return False
        others = {other: methods for other, methods in hit.site.methods.items() if other != template}
        if template not in hit.site.methods:
            return True
        return bool(others) and (check in _OF_ALL_METHODS or any(method in methods for methods in others.values()))
