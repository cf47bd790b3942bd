"""`apigen test SPEC`: an app is imported (`--app`), or a server found (`--url`), and tested."""

from __future__ import annotations

import importlib
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from apigen.contract import DEFAULT_EXAMPLES, DEFAULT_SEED
from apigen.contract.engine import MissingExtraError
from apigen.contract.harness import NotAnAppError, run, run_url
from apigen.contract.outcome import Outcome
from apigen.contract.source import read_contract
from apigen.reading import Reading
from apigen.report import Report

PATIENCE: Final = 5.0
"""Seconds until a server has taken a connection."""


class AppError(Exception):
    """The app cannot be had, or tested. The message is one line for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestOptions:
    """What to send: at most this many random requests for an operation, and which ones."""

    __test__ = False

    examples: int = DEFAULT_EXAMPLES
    seed: int = DEFAULT_SEED


def test_spec(
    spec: str | Path, app: str, options: TestOptions, report: Report, reading: Reading | None = None
) -> Outcome:
    """Test the app that `module:attribute` names, looked for below the working directory first.

    The outcome says whether it passed (`passed`) and has the text to print (`summary()`). Raises
    `AppError` (exit status 2) where there is no such app, it is none, or Schemathesis is not
    installed; `SourceError` and `RejectedContract` as `reading.read` does.
    """
    api = read_contract(spec, report, reading)
    found = import_app(app)
    try:
        return run(found, api, examples=options.examples, seed=options.seed)
    except (MissingExtraError, NotAnAppError) as error:
        raise AppError(str(error)) from error


def test_url(
    spec: str | Path, url: str, options: TestOptions, report: Report, reading: Reading | None = None
) -> Outcome:
    """Test the server that listens at a URL. Raises what `test_spec` does."""
    api = read_contract(spec, report, reading)
    find_server(url)
    try:
        return run_url(url, api, examples=options.examples, seed=options.seed)
    except MissingExtraError as error:
        raise AppError(str(error)) from error


def find_server(url: str) -> None:
    """Make sure that somebody listens at a URL. Raises `AppError`."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise AppError(f"--url {url}: {error}") from error
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment:
        raise AppError(f"--url {url}: write it as http://host:port, or with the base path behind it")
    try:
        socket.create_connection((host, port or (443 if parts.scheme == "https" else 80)), timeout=PATIENCE).close()
    except OSError as error:
        raise AppError(f"--url {url}: nobody can be reached there: {error.strerror or error}") from error


def import_app(name: str) -> object:
    """Return what `module:attribute` names; the attribute may be dotted. Raises `AppError`."""
    module_name, _, attribute = name.partition(":")
    if not module_name or not attribute:
        raise AppError(f"--app {name}: write it as module:attribute, for instance app.main:app")
    folder = os.getcwd()
    if folder not in sys.path:
        sys.path.insert(0, folder)
    try:
        value: object = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name is not None and (module_name == error.name or module_name.startswith(f"{error.name}.")):
            raise AppError(f"--app {name}: there is no module {error.name!r} in {folder} or the environment") from error
        raise AppError(f"--app {name}: {module_name!r} cannot be imported: {error}") from error
    except Exception as error:
        # An app may fail in any way while it is imported, and none of them is a bug of apigen.
        text = " ".join(str(error).split())
        raise AppError(f"--app {name}: {module_name!r} cannot be imported: {type(error).__name__}: {text}") from error
    for part in attribute.split("."):
        if not hasattr(value, part):
            raise AppError(f"--app {name}: {module_name!r} has no attribute {attribute!r}")
        value = getattr(value, part)
    return value
