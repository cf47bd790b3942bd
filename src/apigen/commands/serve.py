"""`apigen serve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from apigen.commands import flags
from apigen.config import Form, OptionsError
from apigen.console import Manner
from apigen.reading import RejectedContract

Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="Where to listen; 0 takes any port that is free.")]
Host = Annotated[str, typer.Option("--host", metavar="HOST", help="The address to listen on; 0.0.0.0 is all of them.")]
Reload = Annotated[bool, typer.Option("--reload", help="Serve the contract anew whenever one of its files changes.")]


def serve(
    context: typer.Context,
    spec: flags.Spec,
    port: Port = 8000,
    host: Host = "127.0.0.1",
    reload: Reload = False,
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
    """Serve a mock that answers with the examples of a contract.

    Example: apigen serve petstore.yaml --reload

    A request is judged by the contract, and any credential of the right shape is good. The header `Prefer: code=404`
    chooses another of the declared answers, and `Prefer: example=NAME` one of the author's examples. Nothing is stored.
    """
    if reload and not Path(spec).is_file():
        raise OptionsError("--reload watches files, and SPEC is none")
    from apigen.mock.command import serve_spec

    manner = Manner(form=format, quiet=quiet, all_warnings=verbose)
    try:
        serve_spec(
            spec, flags.reading(context), manner, host=host, port=port, reload=reload, quiet=quiet, verbose=verbose
        )
    except RejectedContract:
        raise typer.Exit(1) from None
