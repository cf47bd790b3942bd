"""Big contracts to a table of what ruff, mypy and pyright say of what is generated from them.

Each output has all servers and the client, and is checked from its own root, in the environment of this interpreter,
which has what the output declares. The exit status is 1 if a tool has anything to say.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":  # run as a file: its neighbours are packages of the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.commands import CORPUS, generate, operations_of, python, server_flags, servers
from tools.table import table

DOCUMENTS = (
    "real/oxidecomputer-sample_openapi-api.github.com.json",
    "real/stripe.com.json",
    "real/openai-openai-openapi-openapi.yaml",
    "real/box-box-openapi-openapi.json",
    "real/keycloak.local.json",
    "real/discord-specs-openapi.json",
    "real/cpy.re-peertube.json",
    "real/asana.com.json",
    "real/figma-openapi-openapi.yaml",
    "real/Adyen-yaml-CheckoutService-v71.yaml",
    "peer/openapi-generators-end_to_end_tests-baseline_openapi_3.0.json",
)
LIMIT = 900.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A checker: its module and arguments, how a finding looks that it prints, and the broken rule in one."""

    name: str
    arguments: tuple[str, ...]
    finding: re.Pattern[str]
    rule: re.Pattern[str]


_RUFF_LINE = re.compile(r"^.+:\d+:\d+: .+", re.MULTILINE)
_RUFF_RULE = re.compile(r":\d+: ([\w-]+)")
TOOLS = (
    Tool(
        name="ruff check",
        arguments=("ruff", "check", "--no-cache", "--output-format", "concise", "."),
        finding=_RUFF_LINE,
        rule=_RUFF_RULE,
    ),
    Tool(
        name="ruff format",
        arguments=("ruff", "format", "--no-cache", "--check", "--output-format", "concise", "."),
        finding=_RUFF_LINE,
        rule=_RUFF_RULE,
    ),
    Tool(
        name="mypy",
        arguments=("mypy", "--strict", "."),
        finding=re.compile(r"^.+:\d+: error: .+", re.MULTILINE),
        rule=re.compile(r"\[([\w-]+)\]$"),
    ),
    Tool(
        name="pyright",
        # With another interpreter than this one, pyright does not find the libraries.
        arguments=("pyright", "--pythonpath", sys.executable, "."),
        finding=re.compile(r"^  \S.*:\d+:\d+ - (?:error|warning): .*(?:\n    .*)*", re.MULTILINE),
        rule=re.compile(r"\((\w+)\)$"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a tool found: how often each rule is broken, with the first finding."""

    rules: Counter[str]
    first: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What came of a document. `problem` is why it could not be generated, `seconds` what a clock shows."""

    document: str
    operations: int = 0
    lines: int = 0
    verdicts: dict[str, Verdict]
    seconds: float
    problem: str = ""

    @property
    def fine(self) -> bool:
        return not self.problem and not any(verdict.rules for verdict in self.verdicts.values())


def main() -> int:
    """Run the tool; return its exit status."""
    arguments = _arguments()
    folder = Path(arguments.folder)
    wanted = [folder / name for name in DOCUMENTS] if folder.is_dir() else [folder]
    documents = [path for path in wanted if path.is_file() and arguments.filter in path.name]
    for path in wanted:
        if not path.is_file():
            print(f"left out, there is no {path}", file=sys.stderr)
    if not documents:
        print(f"error: {folder} has none of the documents that are checked", file=sys.stderr)
        return 2
    rows = [check(path, limit=arguments.limit) for path in documents]
    print_rows(rows)
    return 0 if all(row.fine for row in rows) else 1


def check(document: Path, *, limit: float) -> Row:
    """Generate from a document and let every tool look at it."""
    print(f"{document.name} ...", file=sys.stderr, flush=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="apigen-types-") as scratch:
        output = Path(scratch) / "output"
        made = generate(document, output, *server_flags(servers()), limit=limit)
        if made.status != 0:
            return Row(document=document.name, verdicts={}, seconds=made.seconds, problem=made.why())
        lines = sum(path.read_bytes().count(b"\n") for path in output.rglob("*.py"))
        verdicts = {tool.name: judge(tool, output, limit=limit) for tool in TOOLS}
        return Row(
            document=document.name,
            operations=operations_of(made),
            lines=lines,
            verdicts=verdicts,
            seconds=time.monotonic() - started,
        )


def judge(tool: Tool, output: Path, *, limit: float) -> Verdict:
    """Run a tool in the root of an output."""
    done = python("-m", *tool.arguments, cwd=output, limit=limit)
    texts = [text.strip().replace(f"{output}{os.sep}", "") for text in tool.finding.findall(done.stdout)]
    if done.status != 0 and not texts:
        texts = [done.why()]
    rules = [(match[1] if (match := tool.rule.search(text)) else "no rule", text) for text in texts]
    return Verdict(rules=Counter(rule for rule, _ in rules), first=dict(reversed(rules)))


def print_rows(rows: list[Row]) -> None:
    """Print a line for each document, then what was found, by tool and rule."""
    heads = ["document", "operations", "lines", *(tool.name for tool in TOOLS), "seconds"]
    lines = [
        [
            row.document,
            row.operations,
            row.lines,
            *(row.verdicts[tool.name].rules.total() if row.verdicts else None for tool in TOOLS),
            row.seconds,
        ]
        for row in rows
    ]
    print("\n".join(table(heads, lines)))
    for row in rows:
        if row.problem:
            print(f"\n{row.document} is not generated:\n{row.problem}")
        for name, verdict in row.verdicts.items():
            for rule, times in verdict.rules.most_common():
                print(f"\n{row.document}, {name}, {rule}, {times} times, first:\n  {verdict.first[rule]}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Check what is generated from big contracts with ruff, mypy, pyright.")
    parser.add_argument("folder", nargs="?", default=str(CORPUS), help="where the documents are, or one document")
    parser.add_argument("--filter", default="", metavar="TEXT", help="only documents whose name has this text")
    parser.add_argument("--limit", type=float, default=LIMIT, metavar="SECONDS", help="for each run of a tool")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
