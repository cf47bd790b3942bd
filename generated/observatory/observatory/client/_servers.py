"""Where Observatory is served."""

from __future__ import annotations


class ObservatoryServers:
    """The addresses of Observatory: each method returns a `base_url` for a client."""

    @staticmethod
    def production() -> str:
        """Where everybody looks."""
        return "https://observatory.example.com/v1"

    @staticmethod
    def staging() -> str:
        """Return `https://staging.observatory.example.com/v1`."""
        return "https://staging.observatory.example.com/v1"
