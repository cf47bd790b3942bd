"""The commands: flags in, one call of a stage, and what people read of it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from apigen import __version__, pipeline
from apigen.console import Progress, findings, print_check, print_plan, say, show, summarize
from apigen.pipeline import DEFAULT_OUTPUT, NONE, Options, OptionsError, RejectedContract
from apigen.render.targets import default_of, discover, names_of, templates_root
from apigen.report import ContractError, Report

if TYPE_CHECKING:
    from apigen.spec.document import Places

_TARGETS = discover(templates_root())

app = typer.Typer(
    name="apigen",
    no_args_is_help=True,
    add_completion=False,
    # Rich alone takes longer to import than everything else here.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Spec = Annotated[Path, typer.Argument(metavar="SPEC", help="The OpenAPI document, YAML or JSON.", show_default=False)]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Print every stage, warning and file.")]
Debug = Annotated[bool, typer.Option("--debug", help="Print a traceback where apigen itself fails.")]


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit status. What fails for no fault of the contract is raised."""
    try:
        app(args=list(arguments), prog_name="apigen")
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

    Exit status: 0 fine; 1 something is wrong with the contract, or what is generated is not up to date;
    2 a flag, a file or a folder cannot be used; 3 a bug of apigen.
    """


def _choices(kind: str, names: Sequence[str], default: Sequence[str]) -> str:
    return f"The {kind} to write: {', '.join((*names, NONE))}. Default: {', '.join(default) or NONE}."


_SERVER_HELP = _choices("server", names_of(_TARGETS, "server"), default_of(_TARGETS, "server")) + " May be repeated."
_CLIENT_HELP = _choices("client", names_of(_TARGETS, "client"), default_of(_TARGETS, "client"))

Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="DIR", help=f"Where to write. Default: {DEFAULT_OUTPUT}/<package>."),
]
Server = Annotated[list[str] | None, typer.Option("--server", metavar="NAME", help=_SERVER_HELP)]
Client = Annotated[str | None, typer.Option("--client", metavar="NAME", help=_CLIENT_HELP)]
Package = Annotated[
    str | None,
    typer.Option("--package", metavar="NAME", help="The package's name. Default: kept, or made from the title."),
]
Check = Annotated[
    bool, typer.Option("--check", help="Write nothing; print the diff and exit 1 if the output is not up to date.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Write nothing; list what would change.")]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Also replace files of apigen's that were edited by hand.")
]
NoApp = Annotated[bool, typer.Option("--no-app", help="Write the package only, and none of the files that are yours.")]


@app.command()
def generate(
    spec: Spec,
    output: Output = None,
    server: Server = None,
    client: Client = None,
    package: Package = None,
    check: Check = False,
    dry_run: DryRun = False,
    overwrite: Overwrite = False,
    no_app: NoApp = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    debug: Debug = False,
) -> None:
    """Write models, server and client for a contract.

    Example: apigen generate petstore.yaml -o services/petstore

    The package is rewritten by every run and never edited by hand. Beside it stands what is yours
    (app/, tests/, pyproject.toml, README.md): created once, never touched again.
    """
    report, clock = Report(), Progress(quiet=quiet, verbose=verbose)
    options = Options(servers=_servers(server), client=client, package=package, app=not no_app)
    write = not (check or dry_run)
    try:
        outcome = pipeline.generate(
            spec, output, options, report=report, write=write, overwrite=overwrite, tell=clock.tell
        )
    except RejectedContract as rejected:
        clock.done()
        show(report, rejected.places, sys.stderr, quiet=quiet, all_warnings=verbose)
        say(f"nothing was written: {findings(report)}")
        raise typer.Exit(1) from None
    finally:
        clock.done()
    show(report, outcome.places, sys.stderr, quiet=quiet, all_warnings=verbose)
    if check:
        raise typer.Exit(print_check(outcome, spec))
    if dry_run:
        raise typer.Exit(print_plan(outcome))
    if not quiet:
        summarize(outcome, report, clock.seconds(), verbose=verbose)


@app.command()
def validate(
    specs: Annotated[
        list[Path], typer.Argument(metavar="SPEC...", help="OpenAPI documents, YAML or JSON.", show_default=False)
    ],
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Print every problem of a contract, each with its place.

    Example: apigen validate specs/*.yaml
    """
    status = 0
    for spec in specs:
        report = Report()
        try:
            places: Places | None = pipeline.validate(spec, report=report)
        except RejectedContract as rejected:
            places, status = rejected.places, max(status, 1)
        except pipeline.user_errors() as error:
            say(f"error: {error}")
            status = 2
            continue
        show(report, places, sys.stdout, quiet=quiet, all_warnings=True)
        if not quiet:
            say(f"{spec}: {findings(report)}")
    raise typer.Exit(status)


@app.command()
def test(
    spec: Spec,
    app: Annotated[
        str | None,
        typer.Option("--app", metavar="MODULE:ATTRIBUTE", help="The ASGI or WSGI application, e.g. app.main:app."),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option("--url", metavar="URL", help="Instead, a server that is running, e.g. http://127.0.0.1:8000."),
    ] = None,
    examples: Annotated[
        int | None, typer.Option("--examples", min=1, help="How many requests to try an operation with.")
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="Repeat the requests of an earlier run.")] = None,
    debug: Debug = False,
) -> None:
    """Test an application against its contract.

    Example: apigen test petstore.yaml --app app.main:app

    Schemathesis calls every operation with requests that fit the contract and requests that do not. What
    --app names is called in this process; the module is found from the current folder. What --url names
    is called over the network, with APIGEN_DEV_TOKEN as its credential, which the server must have too;
    the contract's base path is added to a URL that has no path.
    """
    from apigen.contract.command import AppError, TestOptions, test_spec, test_url

    report, usual = Report(), TestOptions()
    options = TestOptions(
        examples=usual.examples if examples is None else examples, seed=usual.seed if seed is None else seed
    )
    try:
        if app is not None and url is None:
            outcome = test_spec(spec, app, options, report)
        elif url is not None and app is None:
            outcome = test_url(spec, url, options, report)
        else:
            raise OptionsError("name what to test, with either --app or --url")
    except AppError as error:
        raise OptionsError(str(error)) from error
    except ContractError:
        show(report, _places(spec), sys.stderr, quiet=False, all_warnings=False)
        raise typer.Exit(1) from None
    sys.stdout.write(outcome.summary())
    raise typer.Exit(0 if outcome.passed else 1)


def _places(spec: Path) -> Places | None:
    """Return what finds the places of a contract that was refused by somebody who does not know them."""
    try:
        return pipeline.validate(spec, report=Report())
    except RejectedContract as rejected:
        return rejected.places


def _servers(given: list[str] | None) -> tuple[str, ...] | None:
    if not given:
        return None
    if NONE in given and len(given) > 1:
        raise OptionsError(f"--server {NONE} goes with no other --server")
    return () if given == [NONE] else tuple(given)
