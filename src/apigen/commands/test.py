"""`apigen test`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from apigen.commands import flags
from apigen.config import Form, OptionsError
from apigen.console import Manner, show
from apigen.reading import RejectedContract
from apigen.report import LEFT_OUT, Report

App = Annotated[
    str | None,
    typer.Option("--app", metavar="MODULE:ATTRIBUTE", help="The ASGI or WSGI application, e.g. app.main:app."),
]
Url = Annotated[
    str | None,
    typer.Option("--url", metavar="URL", help="Instead, a server that is running, e.g. http://127.0.0.1:8000."),
]
Examples = Annotated[int | None, typer.Option("--examples", min=1, help="How many requests to try an operation with.")]
Seed = Annotated[int | None, typer.Option("--seed", help="Repeat the requests of an earlier run.")]


def test(
    context: typer.Context,
    spec: flags.Spec,
    app: App = None,
    url: Url = None,
    examples: Examples = None,
    seed: Seed = None,
    include_tag: flags.IncludeTag = None,
    exclude_tag: flags.ExcludeTag = None,
    include_path: flags.IncludePath = None,
    include_operation: flags.IncludeOperation = None,
    lenient: flags.Lenient = False,
    format: flags.Format = Form.FULL,
    allow_root: flags.AllowRoot = None,
    allow_remote: flags.AllowRemote = None,
    config: flags.Config = None,
    quiet: flags.Quiet = False,
    debug: flags.Debug = False,
) -> None:
    """Test an application against its contract.

    Example: apigen test petstore.yaml --app app.main:app

    Schemathesis calls every operation with requests that fit the contract and requests that do not. What
    --app names is called in this process; the module is found from the current folder. What --url names
    is called over the network, with APIGEN_DEV_TOKEN as its credential, which the server must have too;
    the contract's base path is added to a URL that has no path. The flags that leave operations out are those
    of generate: give both commands the same.
    """
    from apigen.contract.command import AppError, TestOptions, test_spec, test_url

    report, usual = Report(), TestOptions()
    options = TestOptions(
        examples=usual.examples if examples is None else examples, seed=usual.seed if seed is None else seed
    )
    reading = flags.reading(context)
    try:
        if app is not None and url is None:
            outcome = test_spec(spec, app, options, report, reading)
        elif url is not None and app is None:
            outcome = test_url(spec, url, options, report, reading)
        else:
            raise OptionsError("name what to test, with either --app or --url")
    except AppError as error:
        raise OptionsError(str(error)) from error
    except RejectedContract as rejected:
        show(report, rejected.places, sys.stderr, Manner(form=format), file=spec)
        raise typer.Exit(1) from None
    left_out = Report()
    left_out.take_over(found for found in report if found.code == LEFT_OUT)
    show(left_out, None, sys.stderr, Manner(form=format, quiet=quiet), file=spec)
    if not (quiet and outcome.passed):
        sys.stdout.write(outcome.summary())
    raise typer.Exit(0 if outcome.passed else 1)
