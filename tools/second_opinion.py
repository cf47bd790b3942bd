"""Compare apigen's verdicts with those of openapi-spec-validator: `python tools/second_opinion.py FOLDER... [--sample N]`.

Each document has a process and a time limit of its own, for openapi-spec-validator takes its time. The tables are
those of docs/validation.md.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, TypeAlias

from apigen.report import ContractError, Report, Severity
from apigen.spec.check import check
from apigen.spec.load import load
from apigen.spec.second_opinion import Finding, compare

Verdict: TypeAlias = dict[str, Any]
_SEED: Final = 4
_KINDS: Final = (
    ("a default does not fit its schema", r".* for not nullable|.*default"),
    ("a path parameter is not declared, or not in the path", r"Path parameter "),
    ("an `operationId` is used twice", r"Operation ID "),
    ("a parameter is listed twice", r"Duplicate parameter "),
    ("tags: twice, unknown parent, circle", r"Duplicate tag |Tag |Circular tag "),
    ("a required property is not declared", r"Required list "),
    ("an unknown dialect", r"Unknown JSON Schema dialect"),
    (
        "a key that OpenAPI does not know",
        r"(Additional|Unevaluated) properties .*|.*(do|does) not match any of the regexes",
    ),
    ("a key is missing", r".* is a required property"),
    ("a value has the wrong type", r".* is not of type"),
    ("a value is not one of the choices", r".* is not one of|.* was expected"),
    ("a text does not have its format", r".* is not a "),
    ("items are listed twice", r".* has non-unique elements"),
    ("none of several forms fits", r".* is not valid under"),
    ("keys exclude each other", r".* should not be valid under|.* is not allowed for|.* is valid under each of"),
    ("a text does not match a pattern", r".* does not match"),
    ("something is empty, or too short or long", r".* (is|has) too |.* should be non-empty|.* does not have enough"),
)
"""Kinds of what openapi-spec-validator finds, by its messages."""


def main() -> None:
    """Ask about every document, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--sample", type=int, help="take this many documents of each folder, always the same ones")
    parser.add_argument("--seconds", type=int, default=60, help="for one document")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one is not None:
        json.dump(verdict(options.one), sys.stdout)
        return
    paths = [path for folder in options.folders for path in sampled(folder, options.sample)]
    with ThreadPoolExecutor(options.jobs) as pool:
        verdicts = list(pool.map(lambda path: verdict_within(path, options.seconds), paths))
    print("\n".join(tables(dict(zip(map(str, paths), verdicts, strict=True)))))


def sampled(folder: Path, count: int | None) -> list[Path]:
    """Return the documents below a folder, or some of them."""
    found = sorted(path for path in folder.rglob("*") if path.suffix in (".json", ".yaml", ".yml") and _is_root(path))
    return found if count is None or count >= len(found) else sorted(random.Random(_SEED).sample(found, count))


def _is_root(path: Path) -> bool:
    start = path.read_bytes()[:4000]
    return re.search(rb"[\"']?(openapi|swagger)[\"']?\s*:", start) is not None


def verdict_within(path: Path, seconds: int) -> Verdict:
    """Ask in a process of its own."""
    command = [sys.executable, __file__, "--one", str(path)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return {"failure": f"no answer within {seconds} seconds"}
    return json.loads(done.stdout) if done.returncode == 0 else {"failure": "apigen: " + done.stderr[-300:]}


def verdict(path: Path) -> Verdict:
    """Return both verdicts on one document, as JSON."""
    report = Report()
    try:
        document = load(path, report)
    except ContractError:
        return {"unread": sorted({one.code for one in report})}
    check(document, report)
    opinion = compare(document, report)
    errors = report.count(Severity.ERROR)
    return {
        "failure": opinion.failure,
        "ours": "errors" if errors else "warnings" if any(report) else "nothing",
        "theirs": [[kind_of(one), one in opinion.only_theirs, one.message] for one in opinion.theirs],
        "only_ours": [one.code for one in opinion.only_ours],
    }


def kind_of(finding: Finding) -> str:
    """Return the kind of a finding of theirs."""
    return next((kind for kind, pattern in _KINDS if re.match(pattern, finding.message)), "something else")


def tables(verdicts: dict[str, Verdict]) -> Iterator[str]:
    """Yield the lines of the tables: the verdicts, their findings by kind, and our errors that they do not have."""
    grid = Counter((_theirs(each), each.get("ours", "no verdict")) for each in verdicts.values())
    yield "| openapi-spec-validator | apigen: errors | warnings | nothing | no verdict |"
    yield "|---|---:|---:|---:|---:|"
    for theirs in sorted({row for row, _ in grid}):
        counts = " | ".join(str(grid[theirs, ours]) for ours in ("errors", "warnings", "nothing", "no verdict"))
        yield f"| {theirs} | {counts} |"
    yield from ("", "| what openapi-spec-validator finds | documents | findings | of these, apigen has nothing there |")
    yield "|---|---:|---:|---:|"
    documents, findings, alone = Counter[str](), Counter[str](), Counter[str]()
    for each in verdicts.values():
        documents.update({kind for kind, _, _ in each.get("theirs", ())})
        for kind, only, _ in each.get("theirs", ()):
            findings[kind] += 1
            alone[kind] += only
    for kind, count in documents.most_common():
        yield f"| {kind} | {count} | {findings[kind]} | {alone[kind]} |"
    yield from ("", "| error of apigen that openapi-spec-validator does not have | documents |", "|---|---:|")
    codes = Counter(code for each in verdicts.values() for code in set(each.get("only_ours", ())))
    yield from (f"| {code} | {count} |" for code, count in codes.most_common())
    yield ""
    for path, each in verdicts.items():
        lonely = [message for _, only, message in each.get("theirs", ()) if only]
        if lonely or each.get("only_ours") or each.get("failure") or "unread" in each:
            yield f"- {path}: {each.get('failure') or ''} {lonely[:3]} {sorted(set(each.get('only_ours', ())))} {each.get('unread', '')}"


def _theirs(each: Verdict) -> str:
    if each.get("failure"):
        return str(each["failure"])
    return "not asked" if "unread" in each else "finds errors" if each["theirs"] else "finds nothing"


if __name__ == "__main__":
    main()
