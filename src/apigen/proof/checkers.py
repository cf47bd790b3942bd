"""What ruff, mypy and pyright say of an output, each from its own root."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final

from apigen.proof.outputs import Output
from apigen.proof.process import run, without_folder
from apigen.proof.results import Result, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Checker:
    """A tool: its module and arguments, and how it is installed.

    What it learns of one output helps with the next where `remembers`: it looks at them one after the other then.
    """

    name: str
    module: str
    arguments: tuple[str, ...]
    install: str
    remembers: bool = False


CHECKERS: Final = (
    Checker(
        name="ruff check",
        module="ruff",
        arguments=("check", "--no-cache", "--output-format", "concise", "."),
        install="ruff",
    ),
    Checker(name="ruff format", module="ruff", arguments=("format", "--no-cache", "--check", "."), install="ruff"),
    Checker(
        name="pyright strict",
        module="pyright",
        # With another interpreter than this one, it does not find the libraries.
        arguments=("--pythonpath", sys.executable, "."),
        install="'pyright[nodejs]'",
    ),
    Checker(
        name="mypy --strict",
        module="mypy",
        arguments=("--strict", "--no-error-summary", "--cache-dir", "{cache}", "."),
        install="mypy",
        remembers=True,
    ),
)


def check(checker: Checker, output: Output) -> Result:
    """Let a tool look at an output, which says itself how strictly."""
    if find_spec(checker.module) is None:
        return Result(
            step=checker.name,
            target=output.name,
            state=State.UNPROVEN,
            note=f"needs {checker.module}",
            remedy=f"pip install {checker.install}",
        )
    # Beside the outputs, which stay as they were generated.
    cache = output.folder.parent / f".{checker.module}"
    arguments = [part.replace("{cache}", str(cache)) for part in checker.arguments]
    done = run(checker.module, *arguments, cwd=output.folder, variables={"PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"})
    failed = done.status != 0
    return Result(
        step=checker.name,
        target=output.name,
        state=State.FAILED if failed else State.PROVEN,
        seconds=done.seconds,
        details=without_folder(done.lines(), output.folder) if failed else (),
    )
