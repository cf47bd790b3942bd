"""Who may call Names: odd 'ones' & 'all' {{ of }} them \\ in one: one method for each security scheme."""

from __future__ import annotations


class SecurityHandlers:
    """The contract names no security scheme: there is nothing to judge."""
