"""The steps of the GitHub Action, run as a runner does: inputs fill its expressions, bash runs its scripts."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from ..support.commands import Done
from ..support.packages import ROOT
from ..support.snippets import commands, shell, snippets

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
PIP = '#!/bin/sh\nif [ "$1" = -m ]; then shift; echo "$@" >> "$PIP_LOG"; else exec python3 "$@"; fi\n'


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The commands; what pip is told is noted, and nothing installed."""
    made = commands(tmp_path)
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "petstore.yaml").write_bytes((ROOT / "specs" / "petstore.yaml").read_bytes())
    (tmp_path / "scripts" / "python").write_text(PIP, encoding="utf-8")
    return {**made, "PIP_LOG": str(tmp_path / "pip.log")}


def run_action(folder: Path, environment: Mapping[str, str], **inputs: str) -> Done:
    """Run the action's scripts, as far as one fails; return the last that was run."""
    declared = ACTION["inputs"]
    assert inputs.keys() <= {name.replace("-", "_") for name in declared}
    values = {name: inputs.get(name.replace("-", "_"), each.get("default", "")) for name, each in declared.items()}
    known = {f"inputs.{name}": value for name, value in values.items()} | {"github.action_path": "/the/action"}

    def filled(text: str) -> str:
        return re.sub(r"\$\{\{ (\S+) \}\}", lambda found: known[found[1]], text)

    done = None
    for step in ACTION["runs"]["steps"]:
        if "run" in step:
            assert "${{" not in step["run"], "what somebody else wrote would become a part of the script"
            variables = {name: filled(value) for name, value in step["env"].items()}
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                cwd=folder / filled(step.get("working-directory", ".")),
                env={**environment, **variables},
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
            if done.returncode:
                break
    assert done is not None
    return done


def test_a_sound_contract(tmp_path: Path, environment: dict[str, str]) -> None:
    done = run_action(tmp_path, environment, command="validate", spec="specs/petstore.yaml", args="--strict")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_findings_are_annotations(tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "bad api.yaml").write_text("openapi: 3.0.3\ninfo: {title: Bad, version: '1'}\npaths: 1\n")
    done = run_action(tmp_path, environment, command="validate", spec="bad api.yaml")
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=bad api.yaml,line=3,")


def test_what_is_generated_is_checked(tmp_path: Path, environment: dict[str, str]) -> None:
    shell("apigen generate specs/petstore.yaml -o 'the shop'", tmp_path, environment)
    inputs = {"command": "generate", "spec": "specs/petstore.yaml", "args": "--output 'the shop'"}
    assert run_action(tmp_path, environment, **inputs).returncode == 0
    (tmp_path / "the shop" / "petstore" / "models.py").unlink()
    done = run_action(tmp_path, environment, **inputs)
    assert done.returncode == 1
    assert "+++ b/petstore/models.py" in done.stdout


def test_an_app_is_tested_where_the_configuration_says_which(tmp_path: Path, environment: dict[str, str]) -> None:
    configured = 'spec = "specs/petstore.yaml"\noutput = "shop"\ninclude-operation = ["getPet"]\n'
    (tmp_path / "apigen.toml").write_text(configured, encoding="utf-8")
    shell("apigen generate", tmp_path, environment)
    flags = "--app app.main:app --examples 1 --report junit=contract.xml"
    done = run_action(tmp_path, environment, command="test", working_directory="shop", args=flags)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "shop" / "contract.xml").is_file()


@pytest.mark.parametrize(
    ("inputs", "wanted"),
    [
        ({"command": "validate"}, "/the/action"),
        ({"command": "test"}, "/the/action[test]"),
        ({"command": "generate", "version": "0.1.0"}, "apigen-openapi==0.1.0"),
        ({"command": "test", "version": "0.1.0"}, "apigen-openapi[test]==0.1.0"),
    ],
    ids=str,
)
def test_what_is_installed(tmp_path: Path, environment: dict[str, str], inputs: dict[str, str], wanted: str) -> None:
    run_action(tmp_path, environment, **inputs)
    said = (tmp_path / "pip.log").read_text(encoding="utf-8")
    assert said.split()[-1] == wanted


def test_another_command_and_words_that_a_shell_would_run(tmp_path: Path, environment: dict[str, str]) -> None:
    done = run_action(tmp_path, environment, command="serve")
    assert (done.returncode, done.stdout.startswith("::error::")) == (2, True)
    run_action(tmp_path, environment, command="validate", spec="$(touch a)", args="'$(touch b)' `touch c`; touch d")
    assert not {"a", "b", "c", "d"} & {path.name for path in tmp_path.iterdir()}


def test_the_page_uses_it_as_it_is() -> None:
    texts = [snippet.text for snippet in snippets(ROOT / "docs" / "ci.md") if snippet.language == "yaml"]
    (workflow,) = (found for text in texts if "jobs" in (found := yaml.safe_load(text)))
    uses = [step for step in workflow["jobs"]["contract"]["steps"] if "/apigen@" in step.get("uses", "")]
    assert [step["with"]["command"] for step in uses] == ["validate", "generate", "test"]
    assert all(step["with"].keys() <= ACTION["inputs"].keys() for step in uses)
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([\w-]+)` \|.*\|.*\|$", page, re.MULTILINE) == list(ACTION["inputs"])
