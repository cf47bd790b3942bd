"""`apigen verify`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from apigen.commands import flags
from apigen.config import EMITTERS, NATIVE, Form, OptionsError, about
from apigen.console import Manner, Progress, findings, say, show
from apigen.pipeline import Options
from apigen.reading import RejectedContract
from apigen.report import LEFT_OUT, Report

Models = Annotated[str, typer.Option("--models", metavar="NAME", help=f"{about('models')} {' or '.join(EMITTERS)}.")]
Keep = Annotated[
    Path | None, typer.Option("--keep", metavar="DIR", help="Keep what was generated in this folder, empty or new.")
]


def verify(
    context: typer.Context,
    spec: flags.Spec,
    keep: Keep = None,
    models: Models = NATIVE,
    include_tag: flags.IncludeTag = None,
    exclude_tag: flags.ExcludeTag = None,
    include_path: flags.IncludePath = None,
    include_operation: flags.IncludeOperation = None,
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
    """Prove that what is generated from a contract holds.

    Example: apigen verify petstore.yaml

    Everything is generated, for every server and every client, into a temporary folder: a second time with the
    same bytes, without a finding of ruff, mypy and pyright, each server booted and tested against the contract by
    Schemathesis, and every operation called by the clients. What is not installed is named, and is no failure.
    """
    from apigen.booting import interrupted_by_sigterm
    from apigen.proof.prove import Task, prove
    from apigen.proof.table import as_json, as_text

    if spec == "-":
        raise OptionsError("verify reads the contract several times: write it to a file")
    options = Options(servers=None, client=None, package=None, app=True, models=models, reading=flags.reading(context))
    machine = format is Form.JSON
    report, clock = Report(), Progress(quiet=quiet or machine, verbose=verbose and not machine)
    manner = Manner(form=format, quiet=quiet, all_warnings=verbose)
    try:
        with _folder(keep) as folder, interrupted_by_sigterm():
            proof = prove(Task(spec=spec, options=options, config=config, folder=folder), report, clock.tell)
    except RejectedContract as rejected:
        clock.done()
        show(report, rejected.places, sys.stderr, manner, file=spec)
        if not machine:
            say(f"nothing was generated: {findings(report)}")
        raise typer.Exit(1) from None
    finally:
        clock.done()
    left_out = Report()
    left_out.take_over(found for found in report if found.code == LEFT_OUT)
    show(left_out, None, sys.stderr, manner, file=spec)
    if machine:
        print(as_json(proof))
    elif not quiet or proof.failed:
        sys.stdout.write(as_text(proof))
    raise typer.Exit(1 if proof.failed else 0)


@contextmanager
def _folder(keep: Path | None) -> Generator[Path]:
    """Yield the folder to write to, which is gone afterwards unless somebody keeps it."""
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="apigen-verify-") as found:
            yield Path(found)
        return
    try:
        keep.mkdir(parents=True, exist_ok=True)
        empty = next(keep.iterdir(), None) is None
    except OSError as error:
        raise OptionsError(f"--keep {keep}: {error.strerror or error}") from None
    if not empty:
        raise OptionsError(f"--keep {keep}: is not empty, and nothing in it is to be mistaken for what is proven")
    yield keep.absolute()
