"""Every expectation anew: `generated/<contract>/` for each contract of specs/, then those of the tests.

The tests that compare with `generated/` use `regenerate`, so that there is one way to make it. What is reviewed is the
diff.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SPECS = ROOT / "specs"
GENERATED = ROOT / "generated"
SUITES = ("tests/diagnostics", "tests/golden")


class GoldenError(Exception):
    """A contract of specs/ was not generated. The message says why."""


def contracts() -> list[Path]:
    """Return the contracts whose output is kept."""
    return sorted(path for path in SPECS.iterdir() if path.suffix in (".json", ".yaml", ".yml"))


def regenerate(spec: Path, output: Path) -> None:
    """Write what a contract makes, with every server target, to a folder that does not exist yet."""
    from apigen.pipeline import Options, generate
    from apigen.render.targets import discover, names_of, templates_root
    from apigen.report import ContractError, Report

    servers = names_of(discover(templates_root()), "server")
    options, report = Options(servers=servers, client=None, package=None, app=True), Report()
    try:
        generate(spec, output, options, report=report, write=True)
    except ContractError:
        raise GoldenError("; ".join(f"{found.code}: {found.message}" for found in report)) from None


def main() -> int:
    """Run the tool; return its exit status."""
    GENERATED.mkdir(exist_ok=True)
    known = {spec.stem for spec in contracts()}
    for folder in sorted(path for path in GENERATED.iterdir() if path.is_dir() and path.name not in known):
        print(f"{folder.relative_to(ROOT)}: removed, its contract is gone")
        shutil.rmtree(folder)
    for spec in contracts():
        target = GENERATED / spec.stem
        # A fresh folder: files that are written once are written again, too.
        with tempfile.TemporaryDirectory(prefix="apigen-golden-") as scratch:
            output = Path(scratch) / spec.stem
            try:
                regenerate(spec, output)
            except GoldenError as error:
                print(f"error: {spec.relative_to(ROOT)}: {error}", file=sys.stderr)
                return 1
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(output, target)
        print(f"{target.relative_to(ROOT)}: {sum(path.is_file() for path in target.rglob('*'))} files")
    suites = [suite for suite in SUITES if (ROOT / suite).is_dir()]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *suites]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "UPDATE_GOLDEN": "1"}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
