"""Reports of a contract test become files, each written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from typing import IO, Final

from apigen.contract.exchange import Exchange
from apigen.contract.hiding import Secrets
from apigen.contract.outcome import Outcome

USUAL_NAMES: Final = {"junit": "apigen-test.xml", "har": "apigen-test.har", "html": "apigen-test.html"}
"""The forms of reports, and the files that they are written to if nobody names another."""


class ReportError(ValueError):
    """A report cannot be made. The message is one line for a person."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report that somebody wants."""

    form: str
    file: Path


def wanted(said: Iterable[str]) -> list[Wanted]:
    """Read `form=file`, or `form`. Raises `ReportError`."""
    found: dict[Path, Wanted] = {}
    for each in said:
        form, _, file = each.partition("=")
        if form not in USUAL_NAMES:
            raise ReportError(
                f"--report {each}: write it as FORM or FORM=FILE, where FORM is {' or '.join(USUAL_NAMES)}"
            )
        path = Path(file or USUAL_NAMES[form])
        if path in found:
            raise ReportError(f"--report {each}: there is another report in that file")
        found[path] = Wanted(form, path)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Reports:
    """Reports that are being made. `see` takes what a record of the traffic needs, `finish` the outcome."""

    see: Callable[[Exchange, Secrets], None]
    finish: Callable[[Outcome], None]


@contextmanager
def reports(each: Sequence[Wanted]) -> Generator[Reports]:
    """Make reports in a `with` block. Files that are not finished there stay what they were. Raises `ReportError`."""
    from apigen.contract.har import Har

    with ExitStack() as stack:
        files = {one: stack.enter_context(_replaced(one.file)) for one in each}
        records = [stack.enter_context(Har(file.stream)) for one, file in files.items() if one.form == "har"]

        def see(exchange: Exchange, secrets: Secrets) -> None:
            for record in records:
                record.add(exchange, secrets)

        def finish(outcome: Outcome) -> None:
            for record in records:
                record.close()
            for one, file in files.items():
                if one.form != "har":
                    file.stream.write(_text(one.form, outcome))
                file.keep()

        yield Reports(see, finish)


def _text(form: str, outcome: Outcome) -> str:
    if form == "junit":
        from apigen.contract.junit import junit

        return junit(outcome)
    from apigen.contract.page import page

    return page(outcome)


@dataclass(slots=True)
class _File:
    """A file beside the one that it is to be."""

    stream: IO[str]
    name: Path
    target: Path

    def keep(self) -> None:
        self.stream.close()
        os.replace(self.name, self.target)


@contextmanager
def _replaced(target: Path) -> Generator[_File]:
    try:
        if target.is_dir():
            raise IsADirectoryError(None, "it is a folder")
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise ReportError(f"--report: {target} cannot be written: {error.strerror or error}") from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            # A file of that kind is for one's own eyes, and a report is for others.
            os.chmod(name, 0o644)
            yield _File(stream, Path(name), target)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)
