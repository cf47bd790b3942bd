"""Rendered files to changes on disk: what is apigen's is rewritten unless edited, what is yours is created once."""

from __future__ import annotations

import difflib
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from apigen.manifest import MANIFEST, Manifest, OutputError, digest, is_safe_path, manifest_text
from apigen.render.files import Owner, RenderedFile

_STAGE = ".apigen.tmp"
"""New files stand here, below the output folder and so on its file system, until all are whole."""


class Kind(StrEnum):
    """What happens to a file."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    KEEP = "keep"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happens to a file: its bytes on disk and those that belong there, `None` where there is no file.

    `reason` says why a change is refused and what to do; it is empty for all others.
    """

    path: str
    kind: Kind
    owner: Owner
    before: bytes | None
    after: bytes | None
    reason: str = ""


def check_root(root: Path) -> None:
    """Raise `OutputError` if something that is no folder stands where the output belongs."""
    if os.path.lexists(root) and not root.is_dir():
        raise OutputError(f"{root} is not a folder: choose another one with --output")


def plan(
    files: Iterable[RenderedFile], root: Path, manifest: Manifest | None, *, overwrite: bool = False
) -> list[Change]:
    """Return the changes that make the folder hold these files, sorted by path. Nothing is written.

    A file of apigen's that is not as apigen left it is refused, unless `overwrite`. A file of yours is
    created only if it is neither there nor was ever created. Raises `OutputError`.
    """
    files = list(files)
    manifest = manifest or Manifest.empty()
    changes: list[Change] = []
    try:
        check_root(root)
        disk = _Disk(root)
        seen: dict[str, str] = {}
        for file in files:
            twin = seen.setdefault(file.path.casefold(), file.path)
            changes.append(_plan_file(file, disk, manifest, overwrite=overwrite, twin=twin))
        for path in sorted(manifest.files.keys() - {file.path for file in files}):
            if change := _plan_stale(path, disk, manifest.files[path], overwrite=overwrite):
                changes.append(change)
    except OSError as error:
        raise OutputError(f"{root} cannot be read: {error.strerror or error}") from error
    return sorted(changes, key=lambda change: change.path)


def record(
    changes: Iterable[Change],
    manifest: Manifest | None,
    *,
    package: str,
    options: dict[str, object],
    inputs: str,
    parts: tuple[str, ...] = (),
) -> Manifest:
    """Return the manifest that is true once the changes are applied; the old one knows what was created before."""
    changes = list(changes)
    manifest = manifest or Manifest.empty()
    files = {
        change.path: digest(change.after)
        for change in changes
        if change.owner is Owner.APIGEN and change.after is not None
    }
    created = {
        change.path: digest(change.after)
        for change in changes
        if change.owner is Owner.YOU and change.after is not None and change.path not in manifest.yours
        if change.kind is Kind.CREATE or (change.before is not None and digest(change.before) == digest(change.after))
    }
    yours = {**manifest.yours, **created}
    return Manifest(package=package, options=options, inputs=inputs, files=files, yours=yours, parts=parts)


def refusals(changes: Iterable[Change]) -> list[str]:
    """Return why changes are refused, a line each."""
    return [f"{change.path}: {change.reason}" for change in changes if change.kind is Kind.REFUSED]


def apply(changes: Iterable[Change], root: Path, manifest: Manifest) -> None:
    """Carry out the changes, the manifest last; all or nothing where a change is refused. Raises `OutputError`.

    Every file is replaced by a rename, so a crash leaves each one whole, old or new.
    """
    changes = list(changes)
    if refused := refusals(changes):
        raise OutputError("nothing was written:\n" + "\n".join(f"  {line}" for line in refused))
    written = {change.path: change.after for change in changes if change.kind in (Kind.CREATE, Kind.UPDATE)}
    deleted = [change.path for change in changes if change.kind is Kind.DELETE]
    stage = root / _STAGE
    try:
        root.mkdir(parents=True, exist_ok=True)
        _remove(stage)
        stage.mkdir()
        try:
            texts = [*((path, text or b"") for path, text in written.items()), (MANIFEST, manifest_text(manifest))]
            for n, (_, text) in enumerate(texts):
                (stage / str(n)).write_bytes(text)
            # Deleted first: on a file system that ignores case, an old name may be the new file's.
            for path in deleted:
                _delete(root, path)
            for n, (path, _) in enumerate(texts):
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (stage / str(n)).replace(root / path)
        finally:
            _remove(stage)
    except OSError as error:
        raise OutputError(f"{error.filename or root} cannot be written: {error.strerror or error}") from error


def diff(changes: Iterable[Change]) -> str:
    """Return the changes as a unified diff, from what is on disk to what belongs there."""
    lines: list[str] = []
    for change in changes:
        if change.kind is Kind.KEEP:
            continue
        before, after = _lines(change.before), _lines(change.after)
        old = "/dev/null" if change.before is None else f"a/{change.path}"
        new = "/dev/null" if change.after is None else f"b/{change.path}"
        # An empty file that comes or goes has no lines to show, only a name.
        for line in list(difflib.unified_diff(before, after, old, new)) or [f"--- {old}\n", f"+++ {new}\n"]:
            lines.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(lines)


class _Disk:
    """The output folder as it is. A path is looked at once, and never through a link that leaves the folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._real = Path(os.path.realpath(root))
        self._inside: dict[str, bool] = {}

    def problem(self, path: str) -> str:
        """Return why nothing can be written at a path, or an empty string."""
        for folder in PurePosixPath(path).parents:
            place = self.root / folder
            if os.path.lexists(place) and not place.is_dir():
                return f"{folder} is in the way: a folder belongs there; move it"
        if not self._contains(str(PurePosixPath(path).parent)):
            return "leads out of the output folder by a symbolic link, which is not followed; remove the link"
        if (self.root / path).is_dir():
            return "is a folder, and a file belongs there; move it"
        return ""

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file, `None` where there is none (a dangling link is one)."""
        place = self.root / path
        return place.read_bytes() if place.is_file() else None

    def is_link(self, path: str) -> bool:
        return (self.root / path).is_symlink()

    def _contains(self, folder: str) -> bool:
        if folder not in self._inside:
            real = Path(os.path.realpath(self.root / folder))
            self._inside[folder] = real.is_relative_to(self._real)
        return self._inside[folder]


def _plan_file(file: RenderedFile, disk: _Disk, manifest: Manifest, *, overwrite: bool, twin: str) -> Change:
    if not is_safe_path(file.path):
        raise ValueError(f"{file.path!r} is not a path below the output folder")
    after = file.text.encode()
    reason = disk.problem(file.path)
    before = None if reason else disk.read(file.path)
    if twin != file.path:
        reason = f"differs from {twin} in case only, which not every file system can hold"
    if reason:
        kind = Kind.REFUSED
    elif file.owner is Owner.YOU:
        known = file.path in manifest.yours or file.path in manifest.files or os.path.lexists(disk.root / file.path)
        kind = Kind.KEEP if known else Kind.CREATE
    elif disk.is_link(file.path):
        # The rename replaces the link itself, never what it points at.
        kind, reason = _unless(overwrite, "is a symbolic link; remove it, or pass --overwrite to replace it")
    elif before is None:
        kind = Kind.CREATE
    elif digest(before) == digest(after):
        kind = Kind.KEEP
    elif file.path not in manifest.files:
        kind, reason = _unless(overwrite, "was not written by apigen; move it, or pass --overwrite to replace it")
    elif digest(before) == manifest.files[file.path]:
        kind = Kind.UPDATE
    else:
        kind, reason = _unless(
            overwrite, "was edited by hand; move the change elsewhere, or pass --overwrite to lose it"
        )
    return Change(path=file.path, kind=kind, owner=file.owner, before=before, after=after, reason=reason)


def _unless(overwrite: bool, reason: str) -> tuple[Kind, str]:
    return (Kind.UPDATE, "") if overwrite else (Kind.REFUSED, reason)


def _plan_stale(path: str, disk: _Disk, recorded: str, *, overwrite: bool) -> Change | None:
    """Return what happens to a file that apigen wrote and that is no longer generated; `None` if it is gone."""
    if not os.path.lexists(disk.root / path):
        return None
    reason = disk.problem(path)
    before = None if reason else disk.read(path)
    unedited = before is not None and digest(before) == recorded and not disk.is_link(path)
    if not reason and not unedited and not overwrite:
        reason = "is no longer generated and was edited by hand; move it, or pass --overwrite to delete it"
    kind = Kind.REFUSED if reason else Kind.DELETE
    return Change(path=path, kind=kind, owner=Owner.APIGEN, before=before, after=None, reason=reason)


def _lines(text: bytes | None) -> list[str]:
    return [] if text is None else text.decode(errors="replace").replace("\r\n", "\n").splitlines(keepends=True)


def _delete(root: Path, path: str) -> None:
    """Delete a file, its bytecode, and the folders that are empty without it."""
    place = root / path
    place.unlink(missing_ok=True)
    for bytecode in (place.parent / "__pycache__").glob(f"{place.stem}.*.pyc"):
        bytecode.unlink(missing_ok=True)
    for folder in (place.parent / "__pycache__", *place.parents):
        if folder == root:
            break
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _remove(stage: Path) -> None:
    """Remove what a crash left of the stage."""
    if stage.is_symlink() or stage.is_file():
        stage.unlink()
    elif stage.is_dir():
        shutil.rmtree(stage)
