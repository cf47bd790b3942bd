"""Who may call Archive: one method for each security scheme."""

from __future__ import annotations


class SecurityHandlers:
    """The contract names no security scheme: there is nothing to judge."""
