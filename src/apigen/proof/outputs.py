"""The targets that there are become folders of generated code, in which each of them occurs."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from apigen.pipeline import NONE, Options
from apigen.proof.results import Result, State
from apigen.render.targets import Kind, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A folder of generated code. With `app` it is all that a user has; without, only the package."""

    folder: Path
    package: str
    servers: tuple[Target, ...]
    client: Target | None
    app: bool
    operations: int
    """How many the contract has."""

    @property
    def name(self) -> str:
        """What it is called in the table."""
        return ", ".join(each.name for each in (*self.servers, *([self.client] if self.client else [])))

    @property
    def root(self) -> Path:
        """The folder of the package."""
        return self.folder / self.package


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What an output is to have."""

    servers: tuple[Target, ...]
    client: Target | None
    app: bool

    @property
    def folder(self) -> str:
        """The name of its folder."""
        client = self.client.name if self.client else ""
        parts = [*(each.name for each in self.servers), client] if self.app else ["trips", client]
        return "-".join(filter(None, parts)) or "models"


def chosen(targets: Sequence[Target]) -> list[Choice]:
    """Return the outputs in which every server and every client occurs, each as a user has it: with one of each kind.

    More for the round trips: a package for each client that has all servers.
    """
    servers, clients = _of_kind(targets, "server"), _of_kind(targets, "client")
    whole = [
        Choice(
            servers=(servers[n % len(servers)],) if servers else (),
            client=clients[n % len(clients)] if clients else None,
            app=True,
        )
        for n in range(max(len(servers), len(clients), 1))
    ]
    return whole + [Choice(servers=tuple(servers), client=client, app=False) for client in clients if servers]


def _of_kind(targets: Iterable[Target], kind: Kind) -> list[Target]:
    """Return the targets of a kind, the default one first."""
    return sorted((target for target in targets if target.kind == kind), key=lambda target: not target.default)


def missing(target: Target) -> Result | None:
    """Return what there is to say of a target whose library is not installed; `None` if it can be tried."""
    absent = [need for need in target.requires if not _is_installed(need)]
    if not absent:
        return None
    return Result(
        step="everything",
        target=target.name,
        state=State.UNPROVEN,
        note=f"needs {', '.join(map(_distribution, absent))}",
        remedy=f"pip install {shlex.join(absent)}",
    )


def _distribution(requirement: str) -> str:
    """Return the name that a requirement begins with."""
    found = re.match(r"[\w.-]*\w", requirement)
    return found[0] if found else requirement


def _is_installed(requirement: str) -> bool:
    try:
        distribution(_distribution(requirement))
    except PackageNotFoundError:
        return False
    return True


def flags_of(options: Options, package: str) -> list[str]:
    """Return the flags of `apigen generate` that mean what options do, for a package of this name."""
    reading, flags = options.reading, ["--package", package, "--models", options.models]
    flags += [part for each in options.servers or (NONE,) for part in ("--server", each)]
    flags += ["--client", options.client or NONE, "--app" if options.app else "--no-app"]
    flags += [
        f"--{'' if on else 'no-'}{name}" for name, on in (("lenient", reading.lenient), ("strict", reading.strict))
    ]
    selection, access = reading.selection, reading.access
    given = {
        "include-tag": selection.include_tags if selection else (),
        "exclude-tag": selection.exclude_tags if selection else (),
        "include-path": selection.include_paths if selection else (),
        "include-operation": selection.include_operations if selection else (),
        "allow-root": tuple(map(str, access.roots)) if access else (),
        "allow-remote": access.hosts if access else (),
    }
    return flags + [f"--{name}={value}" for name, values in given.items() for value in values]
