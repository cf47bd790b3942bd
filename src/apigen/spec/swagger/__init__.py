"""Swagger 2.0 into OpenAPI 3.0."""

from __future__ import annotations

from apigen.spec.swagger.convert import convert
from apigen.spec.swagger.upgrade import upgraded

__all__ = ["convert", "upgraded"]
