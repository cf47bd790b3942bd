"""Other generators, each in an environment of its own below build/peers, and what they are asked to do."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.bench_stand import BenchError, Stand, Work, tell
from tools.commands import ROOT, environment, own, run

ENVIRONMENTS = ROOT / "build" / "peers"
INSTALL_LIMIT = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A generator of others: what is installed, the program that comes with it, and what it is asked to make.

    `config` is the text of the file that `{config}` names. One that generates nothing serves the contract itself.
    """

    name: str
    version: str
    makes: str
    program: str = "python"
    generate: tuple[str, ...] = ()
    config: str = ""
    extras: str = ""

    @property
    def who(self) -> str:
        return f"{self.name} {self.version}, {self.makes}"

    @property
    def folder(self) -> Path:
        return ENVIRONMENTS / self.name

    def tool(self, program: str) -> str:
        """Return the path of a program in the peer's environment."""
        return str(self.folder / "bin" / program)

    def generates(self, spec: Path, output: Path) -> tuple[str, ...]:
        """Return the command that generates from a contract."""
        filled = (part.format(spec=spec, output=output, config=self.folder / "config.yaml") for part in self.generate)
        return (self.tool(self.program), *filled)


FASTAPI = Peer(
    name="fastapi-code-generator",
    version="0.8.1",
    makes="server",
    program="fastapi-codegen",
    generate=("--input", "{spec}", "--output", "{output}"),
)
_CONFIG = ("--config", "{config}")
CLIENT = Peer(
    name="openapi-python-client",
    version="0.29.1",
    makes="client",
    program="openapi-python-client",
    generate=("generate", "--path", "{spec}", "--output-path", "{output}/peer_client", "--meta", "none", *_CONFIG),
    # Without it, the `+1` and `-1` of GitHub's reactions are one name, and it stops.
    config="literal_enums: true\n",
)
MODELS = Peer(
    name="datamodel-code-generator",
    version="0.89.0",
    makes="models",
    program="datamodel-codegen",
    generate=("--input", "{spec}", "--input-file-type", "openapi", "--output", "{output}/models.py"),
)
PEERS = (FASTAPI, CLIENT, MODELS)

OPENAPI_GENERATOR = Peer(
    name="openapi-generator-cli",
    version="7.26.0",
    makes="server",
    program="openapi-generator-cli",
    generate=("generate", "--generator-name", "python-fastapi", "--input-spec", "{spec}", "--output", "{output}"),
)
CONNEXION = Peer(name="connexion", version="3.3.0", makes="server", extras="[flask,uvicorn]")


def installed(peers: Iterable[Peer]) -> Iterator[Peer]:
    """Yield the peers that are there or can be had, and print why another is left out."""
    for peer in peers:
        tell(f"installing {peer.name}")
        try:
            install(peer)
        except BenchError as error:
            tell("")
            print(f"left out, {peer.name}: {error}", file=sys.stderr)
        else:
            yield peer


def install(peer: Peer) -> None:
    """Make a peer's environment, unless it is there. Raises `BenchError` where there is no index to install from."""
    folder, requirement = peer.folder, f"{peer.name}{peer.extras}=={peer.version}"
    ready = folder / "ready"
    if ready.is_file() and ready.read_text(encoding="utf-8") == requirement:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    for command in (
        (sys.executable, "-m", "venv", folder),
        (peer.tool("python"), "-m", "pip", "install", "--quiet", requirement),
    ):
        done = run(command, cwd=folder.parent, limit=INSTALL_LIMIT, variables=own(environment(), command[0]))
        if done.status != 0:
            raise BenchError(f"{requirement} cannot be installed: {done.why(1)}")
    (folder / "config.yaml").write_text(peer.config, encoding="utf-8")
    ready.write_text(requirement, encoding="utf-8")


def flag_work(peer: Peer, flag: str) -> Work:
    """Return what asks a peer for its version, or for help."""
    return Work(task=flag, who=peer.who, command=(peer.tool(peer.program), flag), own=True)


def generate_work(peer: Peer, task: str, spec: Path, stand: Stand) -> Work:
    """Return what generates from a contract with a peer."""
    output = stand.output(f"{peer.name}-{spec.stem}")
    return Work(task=task, who=peer.who, command=peer.generates(spec, output), fresh=output, own=True)


def client_of(spec: Path, stand: Stand) -> tuple[Path, Callable[[], None]]:
    """Return where the peer's client of a contract is, or will be, and what generates it unless it is there."""
    output = stand.output(f"{CLIENT.name}-{spec.stem}")

    def ready() -> None:
        if not (output / "peer_client").is_dir():
            output.mkdir(exist_ok=True)
            command = CLIENT.generates(spec, output)
            done = run(command, cwd=output, limit=INSTALL_LIMIT, variables=own(environment(), command[0]))
            # It may fail at the end, while it formats what it has written.
            if not (output / "peer_client").is_dir():
                raise BenchError(f"not generated: {done.why(1)}")

    return output, ready
