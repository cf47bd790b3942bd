"""Contracts of `specs/` to generated packages that can be imported."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

from apigen.pipeline import Options, generate
from apigen.proof.trips.package import Package
from apigen.reading import Reading
from apigen.render.targets import discover, names_of, templates_root
from apigen.report import Report

ROOT = Path(__file__).resolve().parents[2]
GENERATED = ROOT / "generated"
SPECS = sorted(path for path in (ROOT / "specs").iterdir() if path.suffix in (".yaml", ".yml", ".json"))
TARGETS = discover(templates_root())
SERVERS = names_of(TARGETS, "server")


def fresh(spec: Path, root: Path, models: str | None = None, reading: Reading | None = None) -> Package:
    """Generate everything for a contract and make it importable, under a name that nothing else has.

    `models` says who makes them, `None` that the options' default does; `reading` how the contract is read.
    """
    name = re.sub(r"\W", "_", "_".join(("fresh", spec.stem, models or "models", root.name))).lower()
    options = Options(servers=SERVERS, client=None, package=name, app=False, reading=reading or Reading())
    if models is not None:
        options = replace(options, models=models)
    generate(spec, root, options, report=Report(), write=True)
    sys.path.insert(0, str(root))
    return Package(root, name)


def whole(spec: Path, root: Path, server: str) -> None:
    """Generate all there is for a contract and one server, the app included, as a user does."""
    options = Options(servers=(server,), client=None, package=None, app=True)
    generate(spec, root, options, report=Report(), write=True)


def start_command(server: str) -> str:
    """Return the command that starts what is generated for a server, without watching the files."""
    (target,) = (target for target in TARGETS if target.name == server)
    return target.next[0].removesuffix(" --reload")
