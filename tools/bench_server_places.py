"""Where the applications that are measured are: what is generated for them, and the interpreter that has their libraries."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tools.bench_peers import CONNEXION, ENVIRONMENTS, FASTAPI, INSTALL_LIMIT, OPENAPI_GENERATOR, Peer, install
from tools.bench_server_contests import FEW, MANY
from tools.bench_server_peer_apps import CODE_GENERATED, CONTRACT, fill_in
from tools.bench_stand import BenchError
from tools.commands import environment, generate, own, run

OPERATIONS = 1000
LIMIT = 180.0
SERVER_LIBRARIES = ("asgiref==3.13.0", "httptools==0.9.0", "uvloop==0.23.0")
"""What comes with the extras `flask[async]` and `uvicorn[standard]`, for both sides of a contest."""


class Place(NamedTuple):
    """An interpreter, and the folders that it imports from."""

    python: str
    path: tuple[Path, ...]


class Places:
    """The places, each prepared when it is first asked for, below a scratch folder."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._known: dict[str, Place | BenchError] = {}
        self._libraries = _libraries()

    def find(self, name: str) -> Place:
        """Return a place. Raises `BenchError` if it cannot be had, each time the same."""
        if name not in self._known:
            try:
                self._known[name] = self._prepare(name)
            except BenchError as error:
                self._known[name] = error
        found = self._known[name]
        if isinstance(found, BenchError):
            raise found
        return found

    def _prepare(self, name: str) -> Place:
        folder = self._scratch / name
        folder.mkdir()
        contract: dict[str, Any] = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
        kinds: dict[str, Callable[[], Path]] = {
            FEW: partial(_ours, contract, folder),
            MANY: partial(_ours, _with_many(contract), folder),
            FASTAPI.name: partial(_code_generated, folder),
            OPENAPI_GENERATOR.name: partial(_openapi_generated, folder),
        }
        if name == CONNEXION.name:
            install(CONNEXION)
            return Place(CONNEXION.tool("python"), ())
        return Place(sys.executable, (kinds[name](), *self._libraries))


def _libraries() -> tuple[Path, ...]:
    """Return where the libraries of servers are that this environment lacks. Without an index there is none."""
    folder = ENVIRONMENTS / "server-libraries"
    ready, wanted = folder / "ready", "\n".join(SERVER_LIBRARIES)
    if not ready.is_file() or ready.read_text(encoding="utf-8") != wanted:
        folder.mkdir(parents=True, exist_ok=True)
        command = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--upgrade", "--target", folder)
        done = run((*command, *SERVER_LIBRARIES), cwd=folder, limit=INSTALL_LIMIT)
        if done.status != 0:
            print(f"left out, what needs {', '.join(SERVER_LIBRARIES)}: {done.why(1)}", file=sys.stderr)
            return ()
        ready.write_text(wanted, encoding="utf-8")
    return (folder,)


def _ours(contract: Mapping[str, Any], folder: Path) -> Path:
    spec = folder / "contract.json"
    spec.write_text(json.dumps(contract), encoding="utf-8")
    flags = ("--server", "fastapi", "--server", "flask", "--client", "none", "--package", "bench_orders", "--no-app")
    done = generate(spec, folder, *flags, "--quiet", limit=LIMIT)
    if done.status != 0:
        raise BenchError(f"the service could not be generated: {done.why(3)}")
    return folder


def _with_many(contract: Mapping[str, Any]) -> dict[str, Any]:
    """Return the contract with as many more operations as make a thousand."""
    identifier = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    answers = {"200": {"description": "Done.", "content": {"application/json": {"schema": {"type": "string"}}}}}
    more = {
        f"/things-{n}/{{id}}": {
            "get": {"operationId": f"getThing{n}", "tags": ["rest"], "parameters": [identifier], "responses": answers}
        }
        for n in range(OPERATIONS - len(contract["paths"]))
    }
    return {**contract, "paths": {**more, **contract["paths"]}}


def _code_generated(folder: Path) -> Path:
    package = folder / CODE_GENERATED
    package.mkdir()
    _peer_generates(FASTAPI, package)
    (package / "__init__.py").touch()
    fill_in(package / "main.py")
    return folder


def _openapi_generated(folder: Path) -> Path:
    _peer_generates(OPENAPI_GENERATOR, folder)
    return folder / "src"


def _peer_generates(peer: Peer, output: Path) -> None:
    install(peer)
    command = peer.generates(CONTRACT, output)
    done = run(command, cwd=output, limit=LIMIT, variables=own(environment(), command[0]))
    if done.status != 0:
        raise BenchError(f"{peer.name} generates nothing: {done.why(1)}")
