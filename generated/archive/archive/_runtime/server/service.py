"""What a generated package says about its service: routes, schemes and files, before any handler is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..core.security import SecurityScheme
from .inputs import AnyOperation
from .messages import Event, Limits
from .problems import STATUSES

USUAL_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY")
DEFAULT_MAX_BODY_SIZE = 16 * 1024 * 1024
DEFAULT_MAX_FIELDS = 1000


class StartupError(Exception):
    """The service cannot start as it was put together. The message says what is missing, and where it goes."""


@dataclass(frozen=True, slots=True)
class Route:
    """An operation, and who answers it: a method of an attribute of the record of handlers."""

    operation: AnyOperation
    group: str
    method: str

    def find(self, handlers: object) -> Callable[[Any], Any] | None:
        """Return the method in a record of handlers; `None` if there is none."""
        return getattr(getattr(handlers, self.group, None), self.method, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A contract as a server sees it. `folder` holds `_contract.json` and `_schemas.json`."""

    title: str
    version: str
    folder: Path
    base_path: str
    routes: tuple[Route, ...]
    schemes: Mapping[str, SecurityScheme] = field(default_factory=dict[str, SecurityScheme])
    security_methods: Mapping[str, str] = field(default_factory=dict[str, str])
    """For each scheme of the contract, the method of the security handlers that judges it."""

    @property
    def exposed_headers(self) -> tuple[str, ...]:
        """The headers that answers declare: what a page of another origin may read of them."""
        kinds = (kind for route in self.routes for kind in route.operation.responses.values())
        return tuple(sorted({header.name for kind in kinds for header in kind.headers}))

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that a page of another origin may use: the usual ones, and whatever others operations have."""
        return tuple(sorted({*USUAL_METHODS, *(route.operation.method for route in self.routes)}))

    @property
    def contract(self) -> Path:
        """The author's document."""
        return self.folder / "_contract.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a service behaves, where the contract leaves it open."""

    base_path: str | None = None
    """Where everything is served instead of the contract's own base path."""
    validate_responses: bool = True
    max_body_size: int | None = DEFAULT_MAX_BODY_SIZE
    max_fields: int | None = DEFAULT_MAX_FIELDS
    body_timeout: float | None = None
    docs: bool = True
    examples: bool = True
    statuses: Mapping[Event, tuple[str, ...]] = field(default_factory=lambda: STATUSES)


def body_limits(options: Options) -> Limits:
    """Return how much of a body is taken."""
    return Limits(options.max_body_size, options.body_timeout, options.max_fields)


def clean_base_path(base_path: str) -> str:
    """Return the path of a base path or a server's URL, without a slash at its end: `/v1`, or nothing."""
    path = urlsplit(base_path).path.rstrip("/")
    return path if not path or path.startswith("/") else f"/{path}"
