"""Where Depot is served."""

from __future__ import annotations


class DepotServers:
    """The addresses of Depot: each method returns a `base_url` for a client."""

    @staticmethod
    def https_depot_example_com_v1() -> str:
        """Return `https://depot.example.com/v1`."""
        return "https://depot.example.com/v1"

    @staticmethod
    def depot_example_com_v1() -> str:
        """Return `http://depot.example.com/v1`."""
        return "http://depot.example.com/v1"
