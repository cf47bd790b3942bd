"""The files of a contract: each is found, judged by `Access`, read and parsed once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urljoin

from apigen.report import ContractError, Report
from apigen.spec import limits
from apigen.spec.files.read import Access, SourceError, read, read_input
from apigen.spec.text.parse import Parsed, parse_file, text_file
from apigen.spec.words import did_you_mean

STANDARD_INPUT = "-"
"""What a user writes to have the contract read from standard input."""

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]+):")
_STRUCTURED = frozenset({"", ".yaml", ".yml", ".json"})
_MOST_NEIGHBOURS = 1000


class Refused(Exception):
    """What a reference names is not to be had. The exception holds what to report at the `$ref`.

    `advise` finds out what to do: only for what is reported, as it may take its time.
    """

    def __init__(
        self, code: str, message: str, help: str | None = None, *, advise: Callable[[], str | None] | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self._help = help
        self._advise = advise

    @property
    def help(self) -> str | None:
        """What to do, if that is known."""
        return self._help if self._advise is None else self._advise()


@dataclass(frozen=True, slots=True, eq=False)
class File:
    """A file that was read. `key` is its real path or its address, `part` the same relative to the root's folder."""

    key: str
    part: str
    parsed: Parsed


@dataclass(slots=True)
class Files:
    """Reads the files that others name. `folder` is the root's, without symbolic links; empty for an address."""

    root: File
    folder: str
    access: Access
    report: Report
    _known: dict[tuple[str, bool], File | Refused | None] = field(
        init=False, default_factory=dict[tuple[str, bool], File | Refused | None]
    )
    _found: dict[tuple[str, str, bool], File | Refused | None] = field(
        init=False, default_factory=dict[tuple[str, str, bool], File | Refused | None]
    )
    _bytes: int = field(init=False, default=0)
    _too_many: Refused = field(
        init=False, default_factory=lambda: Refused("AG409", f"the contract has more than {limits.MAX_FILES:,} files")
    )

    def __post_init__(self) -> None:
        self._known[self.root.key, False] = self.root
        if not is_url(self.root.key):
            self._known[os.path.realpath(self.root.key), False] = self.root
        self._bytes = len(self.root.parsed.source.text)

    def opened(self) -> list[File]:
        """Return every file that was read, each once."""
        return list({id(file): file for file in self._known.values() if isinstance(file, File)}.values())

    def open(self, base: File, written: str, *, free: bool = False) -> File | None:
        """Return the file that another one names; None where it is malformed, which has been reported.

        `free` says that the place takes any text: what is neither YAML nor JSON by its name is read as such.
        Raises `Refused`.
        """
        asked = (os.path.dirname(base.key), written, free)
        if asked not in self._found:
            try:
                self._found[asked] = self._open(base, written, free=free)
            except Refused as refused:
                self._found[asked] = refused
        return _given(self._found[asked])

    def _open(self, base: File, written: str, *, free: bool) -> File | None:
        scheme = _SCHEME.match(written)
        if scheme and scheme[1].lower() not in ("http", "https"):
            raise Refused(
                "AG410", f"an address with `{scheme[1][:20]}:` is not read", "name a file, relative to this one"
            )
        remote = scheme or is_url(base.key)
        key = _joined(base.key, written) if remote else self._path(base, unquote(written))
        plain = free and os.path.splitext(key)[1].lower() not in _STRUCTURED
        if (key, plain) not in self._known:
            try:
                self._known[key, plain] = self._read(key, plain=plain)
            except Refused as refused:
                self._known[key, plain] = refused
        return _given(self._known[key, plain])

    def _path(self, base: File, written: str) -> str:
        """Return the real path of a file, which must stand in a folder that may be read."""
        try:
            path = os.path.realpath(os.path.join(os.path.dirname(base.key), written))
        except (OSError, ValueError):
            raise Refused("AG404", "this is not the name of a file") from None
        folders = [self.folder, *(os.path.realpath(root) for root in self.access.roots)]
        if not any(folder and _is_below(path, folder) for folder in folders):
            raise Refused(
                "AG405",
                "the reference leads out of the folder of the contract",
                "if the file may be read, allow its folder with `--allow-root DIR`",
            )
        return path

    def _read(self, key: str, *, plain: bool) -> File | None:
        if len(self._known) > limits.MAX_FILES:
            raise self._too_many
        part = key if is_url(key) else Path(os.path.relpath(key, self.folder)).as_posix()
        name = key if is_url(key) else os.path.normpath(os.path.join(os.path.dirname(self.root.parsed.file), part))
        key, data = _fetched(key, self.access) if is_url(key) else (key, _bytes_of(key, name))
        if (key, plain) in self._known:
            return _given(self._known[key, plain])
        self._bytes += len(data)
        if self._bytes > limits.MAX_ALL_BYTES:
            raise Refused("AG409", f"the files of the contract hold more than {limits.MAX_ALL_BYTES // 2**20} MiB")
        try:
            parsed = text_file(data, name, self.report) if plain else parse_file(data, name, self.report)
        except ContractError:
            return None
        file = File(key, part, parsed)
        self._known[key, plain] = file
        return file


def open_root(spec: str | Path, access: Access, report: Report) -> Files:
    """Read the root of a contract: a file, `-` for standard input, or an address.

    Raises `SourceError` where there is nothing to read, and `ContractError`, after reporting, for a malformed text.
    """
    if isinstance(spec, str) and (scheme := _SCHEME.match(spec)) and "//" in spec:
        if scheme[1].lower() not in ("http", "https"):
            raise SourceError(spec, "only files and addresses of http and https are read")
        from apigen.spec.files.fetch import Forbidden, fetch

        try:
            url, data = fetch(spec, access.hosts)
        except Forbidden as error:
            raise SourceError(spec, f"{error.reason}; pass --allow-remote {error.host}") from None
        return Files(File(url, "", parse_file(data, spec, report)), "", access, report)
    if spec == STANDARD_INPUT and isinstance(spec, str):
        folder, name, data, shown = os.path.realpath("."), STANDARD_INPUT, read_input(), "<stdin>"
    else:
        data, shown = read(spec), str(spec)
        above, name = os.path.split(shown)
        folder = os.path.realpath(above or ".")
    root = File(os.path.join(folder, name), name, parse_file(data, shown, report))
    return Files(root, folder, access, report)


def is_url(key: str) -> bool:
    """Whether what names a file is an address on the network."""
    return key[:8].lower().startswith(("http://", "https://"))


def _joined(base: str, written: str) -> str:
    try:
        return urljoin(base, written)
    except ValueError:
        raise Refused("AG407", "this is not an address") from None


def _given(known: File | Refused | None) -> File | None:
    if isinstance(known, Refused):
        raise known.with_traceback(None)
    return known


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip(os.sep) + os.sep)


def _fetched(url: str, access: Access) -> tuple[str, bytes]:
    from apigen.spec.files.fetch import Forbidden, fetch

    try:
        return fetch(url, access.hosts)
    except Forbidden as error:
        raise Refused("AG406", error.reason, f"allow it with `--allow-remote {error.host}`") from None
    except SourceError as error:
        raise Refused("AG407", f"the address {error.reason}") from None


def _bytes_of(path: str, name: str) -> bytes:
    try:
        return read(path)
    except SourceError as error:
        message = f"the file {name} cannot be read: {error.reason}"
        raise Refused("AG404", message, advise=lambda: _neighbour(path)) from None


def _neighbour(path: str) -> str | None:
    """Suggest a file beside one that is missing."""
    folder, name = os.path.split(path)
    try:
        with os.scandir(folder) as found:
            names = [entry.name for entry, _ in zip(found, range(_MOST_NEIGHBOURS), strict=False) if entry.is_file()]
    except OSError:
        return None
    return did_you_mean(name, sorted(names)) if name not in names else None
