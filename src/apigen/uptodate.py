"""Is there anything to do? The last run's manifest says what it was made from, and the disk whether that is still so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from apigen.manifest import MANIFEST, Manifest, OutputError, digest, read_manifest


def digest_of(spec: str | Path) -> str | None:
    """Return the digest of a contract's text, whatever its line ends; `None` where it is no file that can be read.

    What is not a file is the loader's to read, and to say what is wrong with it.
    """
    try:
        path = Path(spec)
        return digest(path.read_bytes()) if path.is_file() and spec != "-" else None
    except (OSError, ValueError):
        return None


def digests_of(spec: str | Path, parts: tuple[str, ...]) -> list[str] | None:
    """Return the digests of a contract's other files; `None` where one is missing, or not a file but an address."""
    digests = [digest_of(Path(spec).parent / part) for part in parts]
    found = [each for each in digests if each is not None]
    return found if len(found) == len(digests) else None


def up_to_date(
    output: Path | None, default: Path, inputs: Callable[[Manifest], str | None], sources: set[Path]
) -> tuple[Path, Manifest] | None:
    """Return where the last run with the same inputs wrote, and what, if all of it is still there; else `None`.

    Without an output folder, those below the default one are asked. `sources` are apigen's own folders.
    """
    for root, manifest in _recorded(output, default):
        if manifest.inputs == inputs(manifest) and _is_whole(root, manifest, sources):
            return root, manifest
    return None


def _recorded(output: Path | None, default: Path) -> Iterator[tuple[Path, Manifest]]:
    """Yield where the output may already stand. Without a given folder, only the contract says which it is."""
    if output is not None:
        manifest = read_manifest(output)
        if manifest is not None:
            yield output, manifest
        return
    for root in sorted(default.glob("*")):
        with suppress(OutputError):
            manifest = read_manifest(root)
            if manifest is not None and manifest.package == root.name:
                yield root, manifest


def _is_whole(root: Path, manifest: Manifest, sources: set[Path]) -> bool:
    """Return whether all files of apigen's are as it left them, and it has not changed itself since."""
    own = (path for top in sources for path in top.rglob("*") if path.suffix != ".pyc")
    try:
        written = (root / MANIFEST).stat().st_mtime_ns
        return all(path.stat().st_mtime_ns < written for path in own if path.is_file()) and all(
            digest((root / path).read_bytes()) == recorded for path, recorded in manifest.files.items()
        )
    except OSError:
        return False
