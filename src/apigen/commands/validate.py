"""`apigen validate`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from apigen import pipeline
from apigen.commands import flags
from apigen.config import Form, OptionsError
from apigen.console import Manner, Progress, findings, say, show
from apigen.reading import Reading, RejectedContract
from apigen.report import Report, Severity

if TYPE_CHECKING:
    from apigen.spec.document import Document

_SUFFIXES: Final = (".yaml", ".yml", ".json")
_OPENAPI: Final = re.compile(
    rb"""^(["']?)(?:openapi|swagger)\1\s*:|"(?:openapi|swagger)"\s*:\s*"[23]\.""", re.MULTILINE
)
"""How the contract of a folder is told from its other files."""

SecondOpinion = Annotated[
    bool, typer.Option("--second-opinion", help="Ask openapi-spec-validator, too, and say where it disagrees.")
]


def validate(
    context: typer.Context,
    specs: Annotated[
        list[str],
        typer.Argument(
            metavar="SPEC...",
            help="OpenAPI documents: files, URLs, - for standard input, or folders of them.",
            show_default=False,
        ),
    ],
    second_opinion: SecondOpinion = False,
    strict: flags.Strict = False,
    format: flags.Format = Form.FULL,
    allow_root: flags.AllowRoot = None,
    allow_remote: flags.AllowRemote = None,
    config: flags.Config = None,
    quiet: flags.Quiet = False,
    verbose: flags.Verbose = False,
    debug: flags.Debug = False,
) -> None:
    """Print every problem of a contract, each with its place.

    Example: apigen validate specs/*.yaml

    Of a folder, every OpenAPI document in it or below is judged. The findings are on the standard output.
    """
    if second_opinion and find_spec("openapi_spec_validator") is None:
        raise OptionsError("--second-opinion needs openapi-spec-validator: pip install 'apigen-openapi[validate]'")
    reading = flags.reading(context)
    judge = _Judge(reading, Manner(form=format, quiet=quiet, all_warnings=True), verbose=verbose)
    for spec in specs:
        try:
            for each in _documents(spec):
                judge.validate(each, second_opinion=second_opinion)
        except pipeline.user_errors() as error:
            judge.refuse(error)
    judge.finish()
    raise typer.Exit(judge.status)


class _Judge:
    """Validates one contract after the other, and remembers the worst that was found."""

    def __init__(self, reading: Reading, manner: Manner, *, verbose: bool) -> None:
        self.status = 0
        self._reading = reading
        self._manner = manner
        self._verbose = verbose
        self._records: list[dict[str, object]] = []

    def validate(self, spec: str, *, second_opinion: bool) -> None:
        report, clock = Report(), Progress(quiet=self._manner.quiet, verbose=self._verbose)
        try:
            document: Document | None = pipeline.validate(spec, self._reading, report=report, tell=clock.tell)
        except RejectedContract as rejected:
            document, self.status = rejected.document, max(self.status, 1)
        finally:
            clock.done()
        places = None if document is None else document.places
        if self._manner.form is Form.JSON:
            from apigen.formats import records

            if not self._manner.quiet or report.count(Severity.ERROR):
                self._records += records(report, places, spec)
        else:
            show(report, places, sys.stdout, self._manner, file=spec)
        if not self._manner.quiet:
            say(f"{spec}: {findings(report)}")
        if second_opinion and document is not None:
            _ask(document, report)

    def refuse(self, error: Exception) -> None:
        """Say what cannot be opened, and go on."""
        say(f"error: {error}")
        self.status = 2

    def finish(self) -> None:
        """Print what is one document for all contracts."""
        if self._manner.form is Form.JSON:
            from apigen.formats import render_json

            print(render_json(self._records))


def _documents(spec: str) -> Iterator[str]:
    """Yield a contract, or those of a folder."""
    folder = Path(spec)
    if spec == "-" or "://" in spec or not folder.is_dir():
        yield spec
        return
    found = False
    for file in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") or part == "node_modules" for part in file.relative_to(folder).parts)
        if not hidden and file.suffix.lower() in _SUFFIXES and file.is_file() and _is_openapi(file):
            found = True
            yield str(file)
    if not found:
        raise OptionsError(f"{spec}: is a folder without an OpenAPI document")


def _is_openapi(file: Path) -> bool:
    try:
        return _OPENAPI.search(file.read_bytes()) is not None
    except OSError:
        # The loader says what is wrong with it.
        return True


def _ask(document: Document, report: Report) -> None:
    """Print where openapi-spec-validator disagrees."""
    from apigen.diagnostics import visible
    from apigen.spec.document import pointer_text
    from apigen.spec.second_opinion import compare

    opinion = compare(document, report)
    verdict = "agrees" if opinion.agrees else opinion.failure or "disagrees"
    say(f"{document.file}: openapi-spec-validator: {verdict}")
    for theirs in opinion.only_theirs:
        where = "" if theirs.pointer is None else f"{pointer_text(theirs.pointer)}: "
        say(visible(f"  only there: {where}{theirs.message}"))
    for ours in opinion.only_ours:
        say(visible(f"  only here: {ours.severity}[{ours.code}] {ours.message}"))
