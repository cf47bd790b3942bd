"""`apigen serve SPEC`: a mock is made and served, and made again when the contract changes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from apigen.booting import interrupted_by_sigterm
from apigen.config import Form
from apigen.console import Manner, Progress, findings, say, show
from apigen.mock.build import Mock, build_mock
from apigen.mock.serving import serve_mock
from apigen.pipeline import user_errors
from apigen.reading import Reading, RejectedContract
from apigen.report import Report
from apigen.spec.words import counted


def serve_spec(
    spec: str, reading: Reading, manner: Manner, *, host: str, port: int, reload: bool, quiet: bool, verbose: bool
) -> None:
    """Serve the mock of a contract until an interrupt, or the wish to terminate. Raises as `generate` does.

    Findings are shown before `RejectedContract` is raised. With `reload`, the contract is followed.
    """
    with TemporaryDirectory(prefix="apigen-") as root, suppress(KeyboardInterrupt), interrupted_by_sigterm():
        builder = _Builder(spec=spec, root=Path(root), reading=reading, manner=manner, quiet=quiet, verbose=verbose)
        again = builder.build_again if reload else None
        serve_mock(builder.build(), host=host, port=port, again=again, tell=_announcement(quiet=quiet))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Builder:
    """Makes the mocks of a contract, one after the other, each in a folder below the root."""

    spec: str
    root: Path
    reading: Reading
    manner: Manner
    quiet: bool
    verbose: bool

    def build(self) -> Mock:
        """Return the mock of the contract as it is now, after showing its findings."""
        number = next(n for n in count() if not (self.root / str(n)).exists())
        folder, report = self.root / str(number), Report()
        machine = self.manner.form is Form.JSON
        clock = Progress(quiet=self.quiet or machine, verbose=self.verbose and not machine)
        try:
            mock = build_mock(self.spec, folder, self.reading, report, quiet=self.quiet, tell=clock.tell)
        except RejectedContract as rejected:
            clock.done()
            show(report, rejected.places, sys.stderr, self.manner, file=self.spec)
            if self.manner.form is not Form.JSON:
                say(f"nothing is served: {findings(report)}")
            raise
        finally:
            clock.done()
        show(report, mock.outcome.places, sys.stderr, self.manner, file=self.spec)
        return mock

    def build_again(self) -> Mock | None:
        """Return the next mock; `None` where the contract cannot be used as it is now."""
        try:
            return self.build()
        except RejectedContract:
            pass
        except user_errors() as error:
            say(f"error: {error}")
        say("the contract is served as it was before")
        return None


def _announcement(*, quiet: bool) -> Callable[[Mock, str], None]:
    """Return what tells people what is served, and where."""

    def tell(mock: Mock, url: str) -> None:
        if quiet:
            return
        base = f"{url}{mock.base_path}"
        say(f"{mock.title}: {base}")
        say(f"documentation: {base}/docs")
        known = f"{counted(mock.operations, 'operation')}, {counted(mock.answers, 'answer')}"
        say(f"{known}; choose by the header `Prefer: code=404` or `Prefer: example=NAME`")
        for operation in mock.silent:
            say(f"no example could be made for the usual answer of {operation}: it is a 501")

    return tell
