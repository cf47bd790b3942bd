"""A folder of contracts to a table: what is generated of each, what is refused and why, and whether the result works.

Each document runs in processes of its own with a time limit, so that one which crashes, hangs or eats the memory
costs one line. The exit status is 1 if a document crashed, a package does not work, or an operation is lost.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_FOLDER = ROOT.parent / "shared" / "corpus" / "dev"
SUFFIXES = frozenset({".json", ".yaml", ".yml"})
SEVERAL_FILES = "multi"
"""Documents below a folder of this name consist of several files, which are not read yet."""
LIMIT = 120.0
METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
LEFT_OUT = ("AG451", "AG452", "AG453", "AG455")

Verdict: TypeAlias = Literal["generated", "refused", "crashed", "broken"]


@dataclass(frozen=True, kw_only=True)
class Row:
    """What became of a document. `broken` is a package that was written and does not compile, import or build.

    `operations` are those of the contract, counted here and not by the generator; `generated` those of the
    package's own source; `left_out` those that a warning names. `codes` are all findings, by code; `stopped_by` only
    the errors.
    """

    document: str
    verdict: Verdict
    codes: dict[str, int]
    stopped_by: tuple[str, ...] = ()
    operations: int = 0
    generated: int = 0
    left_out: int = 0
    models: int = 0
    modules: int = 0
    seconds: float = 0.0
    memory: int = 0
    problem: str = ""

    @property
    def lost(self) -> int:
        """How many operations of a generated contract are neither in the package nor named by a warning."""
        return self.operations - self.generated - self.left_out if self.verdict in ("generated", "broken") else 0

    @property
    def fine(self) -> bool:
        return self.verdict in ("generated", "refused") and not self.lost


def main() -> int:
    """Run the tool; return its exit status."""
    arguments = _arguments()
    if arguments.child:
        return _CHILDREN[arguments.child](Path(arguments.folder), Path(arguments.output))
    folder = Path(arguments.folder)
    if not folder.exists():
        print(f"error: {folder} does not exist: name a folder of contracts, make corpus FOLDER=...", file=sys.stderr)
        return 2
    documents = [path for path in find_documents(folder) if arguments.filter in str(path)]
    if not documents:
        print(f"error: {folder} has no contract that matches", file=sys.stderr)
        return 2
    rows = run_all(documents, folder, limit=arguments.limit, jobs=arguments.jobs)
    if arguments.json:
        json.dump([{**asdict(row), "lost": row.lost} for row in rows], sys.stdout, indent=2)
        print()
    else:
        print_table(rows)
    return 0 if all(row.fine for row in rows) else 1


def find_documents(folder: Path) -> list[Path]:
    """Return the contracts of one file each below a folder, or the file itself."""
    if folder.is_file():
        return [folder]
    found = (path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    return sorted(path for path in found if SEVERAL_FILES not in path.relative_to(folder).parts)


def run_all(documents: list[Path], folder: Path, *, limit: float, jobs: int) -> list[Row]:
    """Return a row for each document, in their order, and show on a terminal how far it is."""
    rows: dict[Path, Row] = {}
    live = sys.stderr.isatty()
    with ThreadPoolExecutor(jobs) as pool:
        running = {pool.submit(run, path, _name(path, folder), limit): path for path in documents}
        for done in as_completed(running):
            rows[running[done]] = done.result()
            if live:
                line = f"{len(rows)}/{len(documents)} {done.result().document}"
                print(f"\r\x1b[K{line[:100]}", end="", file=sys.stderr, flush=True)
    if live:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    return [rows[path] for path in documents]


def run(document: Path, name: str, limit: float) -> Row:
    """Generate from one document and try what was written."""
    with tempfile.TemporaryDirectory(prefix="apigen-corpus-") as scratch:
        output = Path(scratch) / "output"
        made = _child("generate", document, output, limit)
        if "problem" in made:
            return Row(document=name, verdict="crashed", codes={}, problem=made["problem"])
        facts = dict(made)
        if facts.pop("refused"):
            return Row(document=name, verdict="refused", **facts)
        tried = _child("try", output, output, limit)
        facts.update({key: value for key, value in tried.items() if key != "problem"})
        problem = str(tried.get("problem", ""))
        return Row(document=name, verdict="broken" if problem else "generated", problem=problem, **facts)


def print_table(rows: list[Row]) -> None:
    """Print a line for each document, what went wrong, and the totals."""
    width = max(len(row.document) for row in rows)
    columns = f"{'operations':>10} {'generated':>9} {'left out':>8} {'lost':>4} {'models':>6} {'CPU s':>6}"
    print(f"{'document':<{width}}  {'verdict':<9} {columns}  findings")
    for row in rows:
        counts = f"{row.operations:>10} {row.generated:>9} {row.left_out:>8} {row.lost:>4} {row.models:>6}"
        print(f"{row.document:<{width}}  {row.verdict:<9} {counts} {row.seconds:>6.2f}  {_codes(row)}")
    for row in rows:
        if row.problem:
            print(f"\n{row.document}: {row.verdict}\n" + "\n".join(f"  {line}" for line in row.problem.splitlines()))
    print()
    for line in totals(rows):
        print(line)


def totals(rows: list[Row]) -> Iterator[str]:
    """Yield the lines under the table."""
    verdicts = Counter(row.verdict for row in rows)
    made = [row for row in rows if row.verdict in ("generated", "broken")]
    generated, seconds = sum(row.generated for row in made), sum(row.seconds for row in made)
    noun = "document" if len(rows) == 1 else "documents"
    yield f"{len(rows)} {noun}: " + ", ".join(f"{verdicts[kind]} {kind}" for kind in ("generated", "refused"))
    yield f"  {verdicts['crashed']} crashed, {verdicts['broken']} broken"
    yield (
        f"{sum(row.operations for row in made)} operations in what was generated: {generated} generated,"
        f" {sum(row.left_out for row in made)} left out with a warning, {sum(row.lost for row in made)} lost"
    )
    yield f"{sum(row.models for row in made)} models and {sum(row.modules for row in made)} modules imported and built"
    per_operation = f", {1000 * seconds / generated:.1f} ms for each operation generated" if generated else ""
    yield f"{seconds:.1f} CPU seconds of generation{per_operation}"
    refusals = Counter(code for row in rows if row.verdict == "refused" for code in row.stopped_by)
    if refusals:
        yield "refused because of: " + ", ".join(f"{code} ({count})" for code, count in sorted(refusals.items()))


def _codes(row: Row) -> str:
    codes = {code: row.codes.get(code, 0) for code in row.stopped_by} if row.verdict == "refused" else row.codes
    return " ".join(f"{code}x{count}" if count > 1 else code for code, count in sorted(codes.items()))


def _name(path: Path, folder: Path) -> str:
    return path.name if folder.is_file() else str(path.relative_to(folder))


def _child(task: str, subject: Path, output: Path, limit: float) -> dict[str, Any]:
    """Run one task in a process of its own; return the facts it found, or the `problem` that it died of."""
    command = [sys.executable, __file__, "--child", task, "--output", str(output), str(subject.absolute())]
    environment = {**os.environ, "PYTHONPATH": _python_path()}
    try:
        done = subprocess.run(
            command, cwd=output.parent, env=environment, capture_output=True, encoding="utf-8", timeout=limit
        )
    except subprocess.TimeoutExpired:
        return {"problem": f"not done after {limit:.0f} s"}
    last = done.stdout.splitlines()[-1:] or [""]
    try:
        return cast("dict[str, Any]", json.loads(last[0]))
    except ValueError:
        words = (done.stdout + done.stderr).strip().splitlines()
        return {"problem": "\n".join(words[-12:]) or f"the process ended with status {done.returncode}"}


def _python_path() -> str:
    known = os.environ.get("PYTHONPATH")
    return os.pathsep.join([str(ROOT / "src"), *([known] if known else [])])


def _generate(document: Path, output: Path) -> int:
    """Child: generate, and print the findings and the counts."""
    from apigen.pipeline import Options, RejectedContract, generate, user_errors
    from apigen.report import Report, Severity
    from apigen.spec.load import load

    report = Report()
    options = Options(servers=None, client=None, package=None, app=True)
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
        facts["operations"] = count_operations(load(document, Report()).value)
        facts["left_out"] = sum(found.code.startswith(LEFT_OUT) for found in report)
    elif not stopped_by:
        raise AssertionError("refused without an error")
    print(json.dumps(facts))
    return 0


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


def count_operations(document: dict[str, Any]) -> int:
    """Return how many operations a contract has, counted without the generator's help."""
    items = document.get("paths")
    found = 0
    for path, item in items.items() if isinstance(items, dict) else ():
        for _ in range(20):
            if not (isinstance(item, dict) and isinstance(item.get("$ref"), str)):
                break
            item = _pointed_at(document, str(item["$ref"]))
        if not path.startswith("x-") and isinstance(item, dict):
            found += sum(isinstance(item.get(method), dict) for method in METHODS)
    return found


def _pointed_at(document: Any, reference: str) -> Any:
    from urllib.parse import unquote

    value = document
    for part in unquote(reference.removeprefix("#")).split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list):
            value = value[int(key)] if key.isdigit() and int(key) < len(value) else None
        else:
            value = value.get(key) if isinstance(value, dict) else None
    return value


def _try(root: Path, _: Path) -> int:
    """Child: compile and import every module of a package, and build every model; print the counts."""
    import compileall
    import importlib
    import typing

    from pydantic import BaseModel, TypeAdapter

    package = json.loads((root / ".apigen.json").read_text(encoding="utf-8"))["package"]
    if not compileall.compile_dir(str(root), quiet=1, force=True):
        return 1
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
    operations = modules[f"{package}.operations"]
    described = vars(operations).values()
    for value in described:
        if isinstance(value, type) and hasattr(value, "__fields__"):
            typing.get_type_hints(value, include_extras=True)
    generated = sum(type(value).__name__ == "Operation" for value in described)
    print(json.dumps({"generated": generated, "models": len(public), "modules": len(names)}))
    return 0


def _modules_below(folder: Path, package: str) -> Iterator[str]:
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        yield ".".join((package, *parts)).removesuffix(".__init__")


_CHILDREN = {"generate": _generate, "try": _try}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Generate from every contract of a folder and try the result.")
    parser.add_argument("folder", nargs="?", default=str(DEFAULT_FOLDER), help="a folder of contracts, or one")
    parser.add_argument("--filter", default="", metavar="TEXT", help="only documents whose path has this text")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    parser.add_argument("--limit", type=float, default=LIMIT, metavar="SECONDS", help="for each process")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="documents at once")
    parser.add_argument("--child", choices=("generate", "try"), help=argparse.SUPPRESS)
    parser.add_argument("--output", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
