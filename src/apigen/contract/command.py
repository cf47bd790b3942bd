"""`apigen test SPEC`: an app is imported (`--app`), or a server found (`--url`), and tested."""

from __future__ import annotations

import importlib
import inspect
import os
import socket
import ssl
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from apigen.contract import DEFAULT_EXAMPLES, DEFAULT_SEED
from apigen.contract.conditions import Conditions, ConditionsError, read_conditions
from apigen.contract.engine import TIMEOUT, MissingExtraError, StartError
from apigen.contract.harness import NotAnAppError, Watch, run, run_url
from apigen.contract.inprocess import Notes, printed
from apigen.contract.outcome import Outcome
from apigen.contract.source import read_contract
from apigen.ir.api import Api
from apigen.reading import Reading
from apigen.report import Report

PATIENCE: Final = 5.0
"""Seconds until a server has taken a connection."""
_BUNDLES: Final = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""The variables that name whose certificates are trusted; the engine's library knows them by these names."""


class AppError(Exception):
    """The app cannot be had, or tested. The message is one line for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestOptions:
    """What to send, and who asks: at most this many random requests for an operation, and which ones.

    `auth` and `headers` are as on the command line, `max_time` and `timeout` are seconds. With `strict_contract` nothing is
    implied.
    """

    __test__ = False

    examples: int = DEFAULT_EXAMPLES
    seed: int = DEFAULT_SEED
    auth: Sequence[str] = ()
    headers: Sequence[str] = ()
    max_time: float | None = None
    timeout: float = TIMEOUT
    strict_contract: bool = False


def test_spec(
    spec: str | Path,
    app: str,
    options: TestOptions,
    report: Report,
    reading: Reading | None = None,
    *,
    watch: Watch | None = None,
    notes: Notes | None = None,
) -> Outcome:
    """Test the app that `module:attribute` names, looked for below the working directory first.

    What it prints and logs is kept in the notes. The outcome says whether it passed (`passed`) and has the text to print
    (`summary()`). Raises `AppError` (exit status 2) where there is no such app, it is none, or Schemathesis is not
    installed; `SourceError` and `RejectedContract` as `reading.read` does.
    """
    api = read_contract(spec, report, reading)
    conditions, kept = _conditions(api, options), notes or Notes()
    with _printing_to(kept):
        found = import_app(app)
        try:
            return run(
                found,
                api,
                examples=options.examples,
                seed=options.seed,
                conditions=conditions,
                watch=watch,
                notes=kept,
            )
        except NotAnAppError as error:
            hint = f"; if it makes the app, write --app '{app}()'" if _needs_nothing(found) else ""
            raise AppError(f"--app {app}: {error}{hint}") from error
        except (MissingExtraError, StartError) as error:
            raise AppError(f"--app {app}: {error}" if isinstance(error, StartError) else str(error)) from error


def test_url(
    spec: str | Path,
    url: str,
    options: TestOptions,
    report: Report,
    reading: Reading | None = None,
    *,
    watch: Watch | None = None,
) -> Outcome:
    """Test the server that listens at a URL. Raises what `test_spec` does."""
    api = read_contract(spec, report, reading)
    conditions = _conditions(api, options)
    find_server(url)
    try:
        return run_url(url, api, examples=options.examples, seed=options.seed, conditions=conditions, watch=watch)
    except MissingExtraError as error:
        raise AppError(str(error)) from error


def _conditions(api: Api, options: TestOptions) -> Conditions:
    try:
        return read_conditions(
            api,
            auth=options.auth,
            headers=options.headers,
            max_time=options.max_time,
            timeout=options.timeout,
            strict=options.strict_contract,
        )
    except ConditionsError as error:
        raise AppError(str(error)) from error


def find_server(url: str) -> None:
    """Make sure that somebody listens at a URL, and can be trusted. Raises `AppError`."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise AppError(f"--url {url}: {error}") from error
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment:
        raise AppError(f"--url {url}: write it as http://host:port, or with the base path behind it")
    if parts.username is not None or parts.password is not None:
        raise AppError("--url: an address has no user and password: --auth and --header say who asks")
    if parts.scheme in getproxies() and not proxy_bypass(host):
        return
    is_secure = parts.scheme == "https"
    try:
        with socket.create_connection((host, port or (443 if is_secure else 80)), timeout=PATIENCE) as connection:
            if is_secure:
                _trusted().wrap_socket(connection, server_hostname=host).close()
    except ssl.SSLCertVerificationError as error:
        reason = f"its certificate is not trusted: {error.verify_message}"
        raise AppError(f"--url {url}: {reason}; {_BUNDLES[0]}=FILE names those that are") from error
    except ssl.SSLError as error:
        raise AppError(f"--url {url}: there is no TLS: {error.reason or error}") from error
    except OSError as error:
        raise AppError(f"--url {url}: nobody can be reached there: {error.strerror or error}") from error


def _trusted() -> ssl.SSLContext:
    """Return what trusts those that the engine's library trusts."""
    named = next((os.environ[name] for name in _BUNDLES if os.environ.get(name)), None)
    if named is None:
        try:
            from certifi import where
        except ImportError as error:
            raise AppError(str(error)) from error
        named = where()
    folder = os.path.isdir(named)
    try:
        return ssl.create_default_context(cafile=None if folder else named, capath=named if folder else None)
    except OSError as error:
        raise AppError(f"{named}: cannot be read as certificates: {error.strerror or error}") from error


def import_app(name: str) -> object:
    """Return what `module:attribute` names, or makes, with `()` behind it. The attribute may be dotted. Raises `AppError`."""
    module_name, _, attribute = name.partition(":")
    path = attribute.removesuffix("()")
    if not module_name or not path:
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
    except (Exception, SystemExit) as error:
        # An app may fail in any way while it is imported, and none of them is a bug of apigen.
        raise AppError(f"--app {name}: {module_name!r} cannot be imported: {_in_a_line(error)}") from error
    for part in path.split("."):
        if not hasattr(value, part):
            raise AppError(f"--app {name}: {module_name!r} has no attribute {path!r}")
        value = getattr(value, part)
    return value if path == attribute else _made(name, value)


def _made(name: str, factory: object) -> object:
    """Return what a factory makes."""
    if not callable(factory):
        raise AppError(f"--app {name}: what stands before the parentheses cannot be called")
    try:
        made: object = factory()
    except (Exception, SystemExit) as error:
        raise AppError(f"--app {name}: makes no app: {_in_a_line(error)}") from error
    if inspect.iscoroutine(made):
        made.close()
        raise AppError(f"--app {name}: is async; what makes an app is not")
    return made


def _needs_nothing(found: object) -> bool:
    """Tell whether something may be what makes an app."""
    if not callable(found):
        return False
    try:
        inspect.signature(found).bind()
    except (TypeError, ValueError):
        return False
    return True


def _in_a_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


@contextmanager
def _printing_to(notes: Notes) -> Generator[None]:
    """Keep what is printed in a `with` block: a result is all that belongs on the standard output."""
    stream = printed(notes)
    with redirect_stdout(stream), redirect_stderr(stream):
        yield
