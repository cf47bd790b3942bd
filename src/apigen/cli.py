"""The command line: the commands together, and their exit status."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from apigen import __version__
from apigen.commands.bundle import bundle
from apigen.commands.explain import explain
from apigen.commands.generate import generate
from apigen.commands.serve import serve
from apigen.commands.test import test
from apigen.commands.validate import validate
from apigen.commands.verify import verify

app = typer.Typer(
    name="apigen",
    no_args_is_help=True,
    add_completion=False,
    # Rich alone takes longer to import than everything else here.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit status. What fails for no fault of the contract is raised."""
    try:
        app(args=list(arguments), prog_name="apigen", obj=tuple(arguments))
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 0
    return 0


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"apigen {__version__}")
        raise typer.Exit


@app.callback()
def apigen(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Turn an OpenAPI document into models, a server, a client and a contract test.

    Example: apigen generate petstore.yaml

    Exit status: 0 fine; 1 something is wrong with the contract, what is generated is not up to date, or a check
    failed; 2 a flag, the configuration, a file or a folder cannot be used; 3 a bug of apigen.
    """


for command in (generate, validate, test, verify, serve, bundle, explain):
    app.command()(command)
