"""`apigen generate`."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from apigen import pipeline
from apigen.commands import flags
from apigen.config import EMITTERS, NATIVE, Form, OptionsError, about
from apigen.console import Manner, Progress, findings, print_check, print_plan, say, show, summarize
from apigen.pipeline import NONE, Options, RejectedContract
from apigen.render.targets import Kind, default_of, discover, names_of, templates_root
from apigen.report import Report

_TARGETS = discover(templates_root())


def _choices(key: str, kind: Kind) -> str:
    names, default = names_of(_TARGETS, kind), default_of(_TARGETS, kind)
    return f"{about(key)} One of: {', '.join((*names, NONE))}. Default: {', '.join(default) or NONE}."


Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="DIR", help=about("output"))]
Server = Annotated[list[str] | None, typer.Option("--server", metavar="NAME", help=_choices("server", "server"))]
Client = Annotated[str | None, typer.Option("--client", metavar="NAME", help=_choices("client", "client"))]
Package = Annotated[str | None, typer.Option("--package", metavar="NAME", help=about("package"))]
Models = Annotated[str, typer.Option("--models", metavar="NAME", help=f"{about('models')} {' or '.join(EMITTERS)}.")]
Check = Annotated[
    bool, typer.Option("--check", help="Write nothing; print the diff and exit 1 if the output is not up to date.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Write nothing; list what would change.")]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Also replace files of apigen's that were edited by hand.")
]
NoApp = Annotated[bool, typer.Option("--no-app/--app", help=about("no-app"))]


def generate(
    context: typer.Context,
    spec: flags.Spec,
    output: Output = None,
    server: Server = None,
    client: Client = None,
    package: Package = None,
    models: Models = NATIVE,
    include_tag: flags.IncludeTag = None,
    exclude_tag: flags.ExcludeTag = None,
    include_path: flags.IncludePath = None,
    include_operation: flags.IncludeOperation = None,
    check: Check = False,
    dry_run: DryRun = False,
    overwrite: Overwrite = False,
    no_app: NoApp = False,
    lenient: flags.Lenient = False,
    strict: flags.Strict = False,
    format: flags.Format = Form.FULL,
    allow_root: flags.AllowRoot = None,
    allow_remote: flags.AllowRemote = None,
    config: flags.Config = None,
    quiet: flags.Quiet = False,
    verbose: flags.Verbose = False,
    debug: flags.Debug = False,
) -> None:
    """Write models, server and client for a contract.

    Example: apigen generate petstore.yaml -o services/petstore

    The package is rewritten by every run and never edited by hand. Beside it stands what is yours
    (app/, tests/, pyproject.toml, README.md): created once, never touched again.
    """
    options = Options(
        servers=_servers(server),
        client=client,
        package=package,
        app=not no_app,
        models=models,
        reading=flags.reading(context),
    )
    # Whoever asks for JSON reads the standard error by a program.
    machine = format is Form.JSON
    report, clock = Report(), Progress(quiet=quiet or machine, verbose=verbose and not machine)
    manner = Manner(form=format, quiet=quiet, all_warnings=verbose)
    write = not (check or dry_run)
    try:
        outcome = pipeline.generate(
            spec, output, options, report=report, write=write, overwrite=overwrite, tell=clock.tell
        )
    except RejectedContract as rejected:
        clock.done()
        show(report, rejected.places, sys.stderr, manner, file=spec)
        if not machine:
            say(f"nothing was written: {findings(report)}")
        raise typer.Exit(1) from None
    finally:
        clock.done()
    show(report, outcome.places, sys.stderr, manner, file=spec)
    if check:
        raise typer.Exit(print_check(outcome, None if machine else _without_check(context.obj or ("generate", spec))))
    if dry_run:
        raise typer.Exit(print_plan(outcome))
    if not (quiet or machine):
        summarize(outcome, report, clock.seconds(), verbose=verbose)


def _servers(given: list[str] | None) -> tuple[str, ...] | None:
    if not given:
        return None
    if NONE in given and len(given) > 1:
        raise OptionsError(f"--server {NONE} goes with no other --server")
    return () if given == [NONE] else tuple(given)


def _without_check(arguments: Sequence[str]) -> str:
    """Return the command that was given, as it writes what belongs there."""
    return shlex.join(["apigen", *(each for each in arguments if each != "--check")])
