"""The app of a mock: what the server's process imports, from the folder that was generated for it."""

from __future__ import annotations

from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

from apigen.console import say
from apigen.mock.answers import read_answers
from apigen.mock.handlers import anybody, handlers
from apigen.mock.watched import watched

MODULE = "mocked_main"
ANSWERS = "answers.json"


def program(package: str, server: str, *, quiet: bool) -> str:
    """Return the text of the module whose `app` is served."""
    return f"""from pathlib import Path

from {__name__} import mock_app

app = mock_app({package!r}, {server!r}, Path(__file__).parent, quiet={quiet!r})
"""


def mock_app(package: str, server: str, folder: Path, *, quiet: bool) -> Any:
    """Return an app of a server target that answers with the examples in a folder. Pages of any origin may ask it."""
    create_app = import_module(f"{package}.server.{server}").create_app
    answering = handlers(package, read_answers(folder / ANSWERS))
    app = create_app(answering, security=anybody(package), cors=["*"])
    if quiet:
        return app
    numbers = count()

    def tell(method: str, path: str, status: int, seconds: float) -> None:
        # The first question is that of whoever has started the server, and waits until it answers.
        if next(numbers):
            say(f"{method} {path} {status} {seconds * 1000:.0f} ms")

    return watched(app, tell)
