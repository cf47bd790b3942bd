"""`apigen test`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from apigen.commands import flags
from apigen.config import Form, OptionsError, about
from apigen.console import Manner, Progress, say, show
from apigen.reading import RejectedContract
from apigen.report import LEFT_OUT, Report

if TYPE_CHECKING:
    from collections.abc import Callable

    from apigen.contract.command import TestOptions
    from apigen.contract.exchange import Exchange
    from apigen.contract.harness import Watch
    from apigen.contract.hiding import Secrets
    from apigen.contract.inprocess import Notes
    from apigen.contract.outcome import Outcome
    from apigen.reading import Reading

_INTERRUPTED = 130

App = Annotated[str | None, typer.Option("--app", metavar="MODULE:ATTRIBUTE", help=about("app"))]
Url = Annotated[str | None, typer.Option("--url", metavar="URL", help=about("url"))]
Auth = Annotated[list[str] | None, typer.Option("--auth", metavar="SCHEME=VALUE", help=about("auth"))]
Header = Annotated[list[str] | None, typer.Option("--header", metavar="'NAME: VALUE'", help=about("header"))]
Examples = Annotated[int | None, typer.Option("--examples", min=1, help=f"{about('examples')} Default: 10.")]
Seed = Annotated[str | None, typer.Option("--seed", metavar="NUMBER|random", help=f"{about('seed')} Default: 1.")]
MaxTime = Annotated[float | None, typer.Option("--max-time", metavar="SECONDS", min=0, help=about("max-time"))]
Timeout = Annotated[
    float | None, typer.Option("--timeout", metavar="SECONDS", min=0.001, help=f"{about('timeout')} Default: 10.")
]
StrictContract = Annotated[bool, typer.Option("--strict-contract/--no-strict-contract", help=about("strict-contract"))]
Reports = Annotated[list[str] | None, typer.Option("--report", metavar="FORM[=FILE]", help=about("report"))]


def test(
    context: typer.Context,
    spec: flags.Spec,
    app: App = None,
    url: Url = None,
    auth: Auth = None,
    header: Header = None,
    examples: Examples = None,
    seed: Seed = None,
    max_time: MaxTime = None,
    timeout: Timeout = None,
    strict_contract: StrictContract = False,
    report: Reports = None,
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
    verbose: flags.Verbose = False,
    debug: flags.Debug = False,
) -> None:
    """Test an application against its contract.

    Example: apigen test petstore.yaml --app app.main:app

    Schemathesis calls every operation with requests that fit the contract and requests that do not. What
    --app names is called in this process; the module is found from the current folder. What --url names
    is called over the network; the contract's base path is added to a URL that has no path. The credential of every
    security scheme is APIGEN_DEV_TOKEN, which a server at --url must have too, unless --auth says another. The flags
    that leave operations out are those of generate: give both commands the same.
    """
    from apigen.contract.command import AppError
    from apigen.contract.reports import ReportError, reports, wanted

    chosen = _chosen(context, app, url)
    findings, clock = Report(), Progress(quiet=quiet or format is not Form.FULL, verbose=False)
    options, notes = _options(context), _notes()
    try:
        with reports(wanted(report or ())) as written:
            try:
                outcome = _run(
                    spec, chosen, options, findings, flags.reading(context), _watch(clock, written.see), notes
                )
            finally:
                clock.done()
            written.finish(outcome)
    except (AppError, ReportError) as error:
        if verbose:
            say("".join(notes.aside).rstrip())
        raise OptionsError(str(error)) from error
    except RejectedContract as rejected:
        show(findings, rejected.places, sys.stderr, Manner(form=format), file=spec)
        raise typer.Exit(1) from None
    left_out = Report()
    left_out.take_over(found for found in findings if found.code == LEFT_OUT)
    show(left_out, None, sys.stderr, Manner(form=format, quiet=quiet), file=spec)
    if verbose and notes.aside:
        say("".join(notes.aside).rstrip())
    _show(outcome, format, quiet=quiet, verbose=verbose)
    raise typer.Exit(_status(outcome))


def _chosen(context: typer.Context, app: str | None, url: str | None) -> tuple[str, bool]:
    """Return what to test, and whether it is an app. What the command line says goes before the configuration."""
    known = [(name, value) for name, value in (("app", app), ("url", url)) if value is not None]
    sources = {name: context.get_parameter_source(name) for name, _ in known}
    said = [each for each in known if (source := sources[each[0]]) is not None and source.name == "COMMANDLINE"]
    match said or known:
        case [(name, value)]:
            return value, name == "app"
        case _:
            raise OptionsError("name what to test, with either --app or --url")


def _options(context: typer.Context) -> TestOptions:
    """Return what the flags say, by their names."""
    from apigen.contract.command import TestOptions

    usual, given = TestOptions(), context.params
    return TestOptions(
        examples=given["examples"] or usual.examples,
        seed=usual.seed if given["seed"] is None else _seed(given["seed"]),
        auth=tuple(given["auth"] or ()),
        headers=tuple(given["header"] or ()),
        max_time=given["max_time"],
        timeout=given["timeout"] or usual.timeout,
        strict_contract=given["strict_contract"],
    )


def _seed(said: str) -> int:
    if said == "random":
        from random import SystemRandom

        return SystemRandom().randrange(1, 1_000_000)
    if not said.isdecimal():
        raise OptionsError(f"--seed {said}: is neither a whole number nor random")
    return int(said)


def _notes() -> Notes:
    from apigen.contract.inprocess import Notes

    return Notes()


def _watch(clock: Progress, see: Callable[[Exchange, Secrets], None]) -> Watch:
    from apigen.contract.harness import Watch

    return Watch(tell=clock.tell, see=see)


def _run(
    spec: str,
    chosen: tuple[str, bool],
    options: TestOptions,
    findings: Report,
    reading: Reading,
    watch: Watch,
    notes: Notes,
) -> Outcome:
    from apigen.contract.command import test_spec, test_url

    what, is_app = chosen
    if is_app:
        return test_spec(spec, what, options, findings, reading, watch=watch, notes=notes)
    return test_url(spec, what, options, findings, reading, watch=watch)


def _show(outcome: Outcome, form: Form, *, quiet: bool, verbose: bool) -> None:
    from apigen.contract.data import as_commands, as_json, as_lines

    if form is not Form.JSON and quiet and outcome.passed:
        return
    match form:
        case Form.FULL:
            sys.stdout.write(outcome.summary(verbose=verbose))
        case Form.CONCISE:
            print(as_lines(outcome))
        case Form.JSON:
            print(as_json(outcome))
        case Form.GITHUB:
            print(as_commands(outcome))


def _status(outcome: Outcome) -> int:
    from apigen.contract.outcome import Stop

    if outcome.stopped is Stop.INTERRUPTED:
        return _INTERRUPTED
    return 0 if outcome.passed else 1
