"""`apigen bundle`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from apigen.commands import flags
from apigen.config import Form
from apigen.console import Manner, Progress, show
from apigen.reading import RejectedContract
from apigen.report import Report

Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write. Default: the standard output.")
]
Effective = Annotated[
    bool,
    typer.Option(
        "--effective",
        help="Add the responses that every correct server needs, as a contract test does; 2.0 becomes 3.0.",
    ),
]
Upgrade = Annotated[bool, typer.Option("--upgrade", help="Make OpenAPI 3.0 of Swagger 2.0; others stay what they are.")]


def bundle(
    context: typer.Context,
    spec: flags.Spec,
    # Not the folder of a package, which is what the configuration calls `output`.
    file: Output = None,
    effective: Effective = False,
    upgrade: Upgrade = False,
    include_tag: flags.IncludeTag = None,
    exclude_tag: flags.ExcludeTag = None,
    include_path: flags.IncludePath = None,
    include_operation: flags.IncludeOperation = None,
    format: flags.Format = Form.FULL,
    allow_root: flags.AllowRoot = None,
    allow_remote: flags.AllowRemote = None,
    config: flags.Config = None,
    quiet: flags.Quiet = False,
    verbose: flags.Verbose = False,
    debug: flags.Debug = False,
) -> None:
    """Print a contract as one JSON document.

    Example: apigen bundle api/openapi.yaml -o openapi.json

    What other files hold stands under its components. The contract may have faults, but its references have to
    lead somewhere; with --effective, it has to be sound.
    """
    from apigen.bundling import bundled, write

    report, clock = Report(), Progress(quiet=quiet, verbose=verbose and format is not Form.JSON)
    reading = flags.reading(context)
    try:
        document, value = bundled(spec, reading, report, upgrade=upgrade, effective=effective, tell=clock.tell)
    except RejectedContract as rejected:
        clock.done()
        show(report, rejected.places, sys.stderr, Manner(form=format, quiet=quiet, all_warnings=verbose), file=spec)
        raise typer.Exit(1) from None
    finally:
        clock.done()
    if upgrade:
        show(report, document.places, sys.stderr, Manner(form=format, quiet=quiet, all_warnings=verbose), file=spec)
    write(value, file)
