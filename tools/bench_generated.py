"""What is generated from GitHub's description, measured: imports of its client, the start of its servers, its size.

Run as a file, with a package's name, it starts the app of the working directory and prints the MB that its validators
take.
"""

from __future__ import annotations

import ast
import gc
import importlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # run as a file: its neighbours are packages of the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.bench_peers import CLIENT, client_of
from tools.bench_stand import BenchError, Row, Stand, Work
from tools.commands import Done, generate, python, servers

PACKAGE, THEIRS = "github", "peer_client"
LIMIT = 180.0
_EVERY = """
import contextlib, importlib, pkgutil, {0}
for each in pkgutil.walk_packages({0}.__path__, "{0}."):
    with contextlib.suppress({1}):
        importlib.import_module(each.name)
"""


def import_works(spec: Path, stand: Stand, *, peer: bool) -> Iterator[Work]:
    """Yield the imports of the client, and of every module that it needs or may need, with the peer's beside them."""
    output, ours = _prepared(spec, stand, "client")
    root, theirs = client_of(spec, stand)
    program = (CLIENT.tool("python"), "-c")
    for task, line, other, budget in (
        ("import of the client", f"import {PACKAGE}.client", f"import {THEIRS}", 0.1),
        # The peer's client of GitHub's description has modules that do not compile: they are passed over.
        ("import of every module", _EVERY.format(PACKAGE, ""), _EVERY.format(THEIRS, "SyntaxError, ImportError"), 2.0),
    ):
        command = (sys.executable, "-c", line)
        yield Work(task=task, command=command, budget=budget, prepare=ours, cwd=output)
        if peer:
            yield Work(task=task, who=CLIENT.who, command=(*program, other), prepare=theirs, cwd=root, own=True)


def start_works(spec: Path, stand: Stand) -> Iterator[Work]:
    """Yield the start of an app on each server, as whoever imports `app.main` starts it."""
    for server in servers():
        output, ready = _prepared(spec, stand, server)
        command = (sys.executable, "-c", "import app.main")
        yield Work(task=f"start of the app, {server}", command=command, budget=1.0, prepare=ready, cwd=output)


def validator_rows(spec: Path, stand: Stand) -> Iterator[Row]:
    """Yield the memory of an app's validators on each server: those of requests and those of responses."""
    for server in servers():
        row = partial(Row, task=f"validators of the app, {server}", who="apigen", unit="MB", budget=40.0)
        output, ready = _prepared(spec, stand, server)
        try:
            ready()
            done = python(Path(__file__).resolve(), PACKAGE, cwd=output, limit=LIMIT)
            yield row(value=_megabytes(done))
        except BenchError as error:
            yield row(value=None, note=str(error))


def _megabytes(done: Done) -> float:
    if done.status != 0:
        raise BenchError(f"failed: {done.why(1)}")
    return float(done.stdout)


def line_rows(spec: Path, stand: Stand, *, peer: bool) -> Iterator[Row]:
    """Yield how many lines an operation costs in a client, blocking and awaited, models not counted."""
    output, ours = _prepared(spec, stand, "client")
    root, theirs = client_of(spec, stand)
    sides: list[tuple[str, Path, Callable[[], None], float | None]] = [("apigen", output / PACKAGE, ours, 40.0)]
    if peer:
        sides.append((CLIENT.who, root / THEIRS, theirs, None))
    for who, package, ready, budget in sides:
        row = partial(Row, task="an operation in the client", who=who, unit="lines", budget=budget)
        try:
            ready()
            yield row(value=_lines_of_an_operation(package))
        except BenchError as error:
            yield row(value=None, note=str(error))


def _lines_of_an_operation(package: Path) -> float:
    """Return the mean: apigen has resources in `client`, the peer a module for each operation below `api`."""
    folder = next(package / name for name in ("client", "api") if (package / name).is_dir())
    modules = [path for path in folder.rglob("*.py") if path.name != "__init__.py"]
    described = package / "_schemas.json"
    operations = len(json.loads(described.read_bytes())["operations"]) if described.is_file() else len(modules)
    return sum(map(_code_lines, modules)) / operations


def _code_lines(module: Path) -> int:
    """Return how many lines are neither empty, nor a comment, nor of a docstring."""
    text = module.read_text(encoding="utf-8")
    prose = {
        line
        for node in _nodes(text)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    lines = enumerate(text.splitlines(), 1)
    return sum(
        1 for number, line in lines if number not in prose and line.strip() and not line.lstrip().startswith("#")
    )


def _nodes(text: str) -> Iterator[ast.AST]:
    with suppress(SyntaxError):
        yield from ast.walk(ast.parse(text))


def _prepared(spec: Path, stand: Stand, what: str) -> tuple[Path, Callable[[], None]]:
    """Return where an output is, or will be, and what generates it unless it is there: `client`, or a server."""
    output = stand.output(f"github-{what}")
    flags = ("--server", "none", "--no-app") if what == "client" else ("--server", what, "--client", "none")

    def ready() -> None:
        if not output.is_dir():
            done = generate(spec, output, *flags, "--package", PACKAGE, "--quiet", limit=LIMIT)
            if done.status != 0:
                raise BenchError(f"not generated: {done.why(1)}")

    return output, ready


def _start(package: str) -> None:
    """Start the app of the working directory, compile every validator, and print the MB that they take."""
    sys.path.insert(0, os.getcwd())
    judge: Any = importlib.import_module(f"{package}._runtime.server.validation").Judge
    compiles, grown = judge.compile, 0

    def compile_measured(self: Any) -> Any:
        nonlocal grown
        before = _resident()
        validator = compiles(self)
        grown += _resident() - before
        return validator

    judge.compile = compile_measured
    importlib.import_module("app.main")
    # Those of responses wait for the first response.
    for each in gc.get_objects():
        if type(each) is judge:
            each.compile()
    print(grown / (1 << 20))


def _resident() -> int:
    """Return the bytes of memory that this process has, or has had at most."""
    import resource  # Windows has none, and learns from bench.py why it is not measured there

    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1 << 10)


if __name__ == "__main__":
    _start(sys.argv[1])
