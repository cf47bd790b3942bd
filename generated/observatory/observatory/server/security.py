"""Who may call Observatory: one method for each security scheme."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable

from .._runtime.server import Credential


class SecurityHandlers(ABC):
    """Judges credentials: a method returns who is calling, or `None` if the credential is not valid.

    Who is known but not allowed to call is refused with `raise Abort(403)`.
    """

    @abstractmethod
    def device(self, credential: Credential) -> object | None | Awaitable[object | None]:
        """For telescopes, which have no browser."""

    @abstractmethod
    def key(self, credential: Credential) -> object | None | Awaitable[object | None]:
        """Handed out until 2026.

        Deprecated.
        """
