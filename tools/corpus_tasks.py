"""What tools/corpus.py does with one contract, in a process of its own: `generate` it, and `try` what was written.

The last line that is printed are the facts, as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

if __name__ == "__main__":  # run as a file: its neighbours are packages of the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def main() -> None:
    """Run the task that the command line names: TASK PATH..."""
    task, *paths = sys.argv[1:]
    tasks: dict[str, Callable[..., None]] = {"generate": generate_one, "try": try_one}
    tasks[task](*map(Path, paths))


def generate_one(document: Path, output: Path, corpus: Path) -> None:
    """Generate, and print the findings and the counts. The document may refer to every file of the corpus."""
    from apigen.pipeline import Options, RejectedContract, generate, user_errors
    from apigen.reading import Reading
    from apigen.report import Report, Severity
    from apigen.spec.files.read import Access
    from tools.corpus_count import count_operations

    report, reading = Report(), Reading(access=Access(roots=(corpus,)))
    options = Options(servers=None, client=None, package=None, app=True, reading=reading)
    refused, stopped_by = False, set[str]()
    try:
        generate(document, output, options, report=report, write=True)
    except RejectedContract:
        refused = True
        stopped_by = {found.code for found in report if found.severity is Severity.ERROR}
    except user_errors() as error:
        refused, stopped_by = True, {type(error).__name__}
    seconds, memory = _used()
    facts: dict[str, object] = {
        "refused": refused,
        "codes": dict(Counter(found.code for found in report)),
        "stopped_by": sorted(stopped_by),
        "seconds": round(seconds, 3),
        "memory": memory,
    }
    if not refused:
        facts["operations"] = count_operations(document)
    elif not stopped_by:
        raise AssertionError("refused without an error")
    print(json.dumps(facts))


def _used() -> tuple[float, int]:
    """Return the CPU seconds of this process, its children included, and the peak memory in MB."""
    try:
        import resource
    except ImportError:
        return time.process_time(), 0
    own, below = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    seconds = time.process_time() + below.ru_utime + below.ru_stime
    return seconds, max(own.ru_maxrss, below.ru_maxrss) // unit


def try_one(root: Path) -> None:
    """Compile and import every module of a package, and build every model; print the counts."""
    import compileall
    import importlib

    from pydantic import BaseModel, TypeAdapter

    package = json.loads((root / ".apigen.json").read_text(encoding="utf-8"))["package"]
    if not compileall.compile_dir(str(root), quiet=1, force=True):
        sys.exit(1)
    sys.path.insert(0, str(root))
    os.chdir(root)
    names = [package, *_modules_below(root / package, package), *_modules_below(root / "app", "app")]
    modules = {name: importlib.import_module(name) for name in names}
    models = modules[f"{package}.models"]
    public = cast("list[str]", models.__all__)
    for name in public:
        value = getattr(models, name)
        if isinstance(value, type) and issubclass(value, BaseModel):
            value.model_rebuild(force=True)
        else:
            TypeAdapter(value).rebuild(force=True)
    operations, core = modules[f"{package}.operations"], modules[f"{package}._runtime.core"]
    described: list[Any] = [getattr(operations, name) for name in dir(operations)]
    for value in described:
        if isinstance(value, type) and issubclass(value, (core.Request, core.Response)):
            message: Any = value
            for field in message.__fields__:
                message.codec(field)
    generated = sum(type(value).__name__ == "Operation" for value in described)
    print(json.dumps({"generated": generated, "models": len(public), "modules": len(names)}))


def _modules_below(folder: Path, package: str) -> Iterator[str]:
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        yield ".".join((package, *parts)).removesuffix(".__init__")


if __name__ == "__main__":
    main()
