"""Who may call Depot: one method for each security scheme."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable

from .._runtime.server import Credential


class SecurityHandlers(ABC):
    """Judges credentials: a method returns who is calling, or `None` if the credential is not valid.

    Who is known but not allowed to call is refused with `raise Abort(403)`.
    """

    @abstractmethod
    def key(self, credential: Credential) -> object | None | Awaitable[object | None]:
        """A key for a machine."""

    @abstractmethod
    def link(self, credential: Credential) -> object | None | Awaitable[object | None]:
        """Judge the credential of `link`."""

    @abstractmethod
    def clerk(self, credential: Credential) -> object | None | Awaitable[object | None]:
        """Somebody at the counter."""

    @abstractmethod
    def portal(self, credential: Credential) -> object | None | Awaitable[object | None]:
        """Judge the credential of `portal`."""

    @abstractmethod
    def browser(self, credential: Credential) -> object | None | Awaitable[object | None]:
        """Judge the credential of `browser`."""

    @abstractmethod
    def robot(self, credential: Credential) -> object | None | Awaitable[object | None]:
        """Judge the credential of `robot`."""

    @abstractmethod
    def phone(self, credential: Credential) -> object | None | Awaitable[object | None]:
        """Judge the credential of `phone`."""
