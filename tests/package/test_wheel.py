"""A package without a server can be published: its wheel installs, brings what it needs, and says what the contract says."""

from __future__ import annotations

import email
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from email.message import Message
from pathlib import Path

import pytest
import yaml

from apigen.proof.trips.package import Package

from ..support.packages import SPECS
from .conftest import CLIENTS, publish

HOSTILE = '"]\n[tool.x]\r\\ \'é\' \u202e {{ 7 * 7 }} """ # ```'
USE = """
import pathlib, sys
import {package}
from {package}.client import {prefix}Client
from {package}.client.errors import APIStatusError

root = pathlib.Path({package}.__file__).parent
assert "site" in root.parts and (root / "py.typed").is_file() and (root / "_contract.json").is_file()
assert not (root / "server").exists() and "fastapi" not in sys.modules
client = {prefix}Client(base_url="http://127.0.0.1:9", max_retries=0)
for name in dir(type(client)):
    print(name, getattr(type(client), name).__doc__)
"""


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("stem", ["petstore", "archive"])
def test_a_wheel_installs_and_works(stem: str, client: str, tmp_path: Path) -> None:
    (spec,) = (each for each in SPECS if each.stem == stem)
    package = publish(spec, tmp_path / "source", client)
    site, metadata = _installed(package, tmp_path)
    contract = yaml.safe_load(spec.read_text(encoding="utf-8"))
    assert metadata["Version"] == contract["info"]["version"]
    assert metadata["Summary"] == contract["info"]["description"].partition("\n")[0]
    needs = metadata.get_all("Requires-Dist") or []
    assert sorted(re.split("[<>]", need)[0] for need in needs) == sorted(("pydantic", client))
    assert {path.name.partition("-")[0] for path in site.iterdir()} - {"__pycache__"} == {stem}
    use = USE.format(package=stem, prefix=stem.title())
    said = _run([sys.executable, "-c", use], tmp_path, {"PYTHONPATH": str(site)})
    for tag in contract["tags"]:
        assert f"{tag['name']} {tag['description']}" in said


def test_no_text_of_the_contract_breaks_the_build(tmp_path: Path) -> None:
    contract = {
        "openapi": "3.1.0",
        "info": {
            "title": HOSTILE,
            "version": HOSTILE,
            "description": HOSTILE,
            "license": {"name": HOSTILE, "url": f"https://example.com/{HOSTILE}"},
            "contact": {"name": HOSTILE, "email": f"{HOSTILE}@example.com", "url": "https://[broken"},
        },
        "paths": {},
    }
    spec = tmp_path / "shop.json"
    spec.write_text(json.dumps(contract), encoding="utf-8")
    _, metadata = _installed(publish(spec, tmp_path / "source", CLIENTS[0], "shop"), tmp_path)
    shown = " ".join("".join(char if char.isprintable() else " " for char in HOSTILE).split())
    assert (metadata["Name"], metadata["Version"]) == ("shop", "0.1.0")
    assert metadata["License"] == shown
    assert not metadata.get_all("Project-URL")


def _installed(package: Package, scratch: Path) -> tuple[Path, Message]:
    """Build the wheel of a package and install it alone: what it depends on is the interpreter's that runs the tests."""
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    _run([*pip, "wheel", "--no-deps", "--wheel-dir", str(scratch), str(package.root)], scratch, {})
    (wheel,) = scratch.glob("*.whl")
    site = scratch / "site"
    _run([*pip, "install", "--no-deps", "--target", str(site), str(wheel)], scratch, {})
    (folder,) = site.glob("*.dist-info")
    return site, email.message_from_string((folder / "METADATA").read_text(encoding="utf-8"))


def _run(command: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
