"""The record of a run, `.apigen.json`: what apigen wrote, from what, and with which options."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from apigen import __version__

MANIFEST = ".apigen.json"


class OutputError(Exception):
    """The output folder cannot be used, or a change of it is refused. The message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What apigen left in a folder, by path: `files` are apigen's, `yours` were created once and are the user's.

    The values are digests of the text as it was written. `inputs` is the digest of all that the output
    depends on, and `package` the name that later runs keep. `parts` are the contract's other files, relative to it.
    """

    package: str
    options: Mapping[str, object]
    inputs: str
    files: Mapping[str, str]
    yours: Mapping[str, str]
    parts: tuple[str, ...] = ()

    @classmethod
    def empty(cls) -> Manifest:
        """Return the manifest of a folder that apigen has not written to."""
        return cls(package="", options={}, inputs="", files={}, yours={})


def digest(data: bytes) -> str:
    """Return the SHA-256 of a text with LF line ends: git may have checked it out with others."""
    return hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()


def is_safe_path(path: str) -> bool:
    """Return whether a path stays below the folder that it is relative to, on any system."""
    parts = path.split("/")
    return not any(part in ("", ".", "..") for part in parts) and not re.search(r'[\\:*?"<>|\x00-\x1f]', path)


def manifest_text(manifest: Manifest) -> bytes:
    """Return a manifest as it is written: the same bytes for the same content."""
    value = {
        "apigen": __version__,
        "package": manifest.package,
        "options": dict(manifest.options),
        "inputs": manifest.inputs,
        **({"parts": list(manifest.parts)} if manifest.parts else {}),
        "files": dict(manifest.files),
        "yours": dict(manifest.yours),
    }
    return (json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def read_manifest(root: Path) -> Manifest | None:
    """Return what the last run recorded in a folder, `None` if it recorded nothing. Raises `OutputError`."""
    path = root / MANIFEST
    try:
        value: object = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise OutputError(f"{path} cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise _broken(path, "not JSON") from error
    table = _table(value)
    if table is None or not isinstance(table.get("apigen"), str):
        raise _broken(path, "not written by apigen")
    package, inputs, options = table.get("package"), table.get("inputs"), _table(table.get("options"))
    files, yours = _digests(table.get("files")), _digests(table.get("yours"))
    if not isinstance(package, str) or not package.isidentifier() or not isinstance(inputs, str):
        raise _broken(path, "damaged")
    if options is None or files is None or yours is None:
        raise _broken(path, "damaged")
    parts = _texts(table.get("parts", []))
    return Manifest(package=package, options=options, inputs=inputs, files=files, yours=yours, parts=parts)


def _broken(path: Path, what: str) -> OutputError:
    return OutputError(f"{path} is {what}: restore it from version control, or delete it and pass --overwrite")


def _table(value: object) -> dict[str, object] | None:
    return cast("dict[str, object]", value) if isinstance(value, dict) else None


def _texts(value: object) -> tuple[str, ...]:
    items = cast("list[object]", value) if isinstance(value, list) else []
    return tuple(item for item in items if isinstance(item, str))


def _digests(value: object) -> dict[str, str] | None:
    """Return paths and digests, `None` where something else stands or a path leads out of the folder."""
    table = _table(value)
    if table is None or not all(is_safe_path(path) for path in table):
        return None
    digests = {path: entry for path, entry in table.items() if isinstance(entry, str)}
    return digests if len(digests) == len(table) else None
