"""`python -m apigen.proof.trips PACKAGE SERVER...`: makes round trips with the package in the current folder.

The last line that is printed is the outcome, as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from apigen.proof.trips.package import Package
from apigen.proof.trips.travel import travel


def main(package: str, *servers: str) -> None:
    """Make the round trips with all servers that are named."""
    print(json.dumps(travel(Package(Path.cwd(), package), servers).facts()))


if __name__ == "__main__":
    main(*sys.argv[1:])
