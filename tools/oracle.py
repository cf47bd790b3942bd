"""Contracts to thousands of requests, judged by a second decoder that apigen does not know: does every server agree?

Each contract is generated anew, in a process of its own. A line for each contract, each disagreement with the request's
bytes, and what OpenAPI's text leaves open, by reason. The exit status is 1 if there is a disagreement.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # run as a file: its neighbours are packages of the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.commands import CORPUS, ROOT, python
from tools.table import table

REQUESTS = 10_000
LIMIT = 1200.0
SHOWN = 10
SPECS = ("petstore", "archive", "names", "workflows", "observatory")  # the sixth is of 2.0
DOCUMENTS = (
    "peer/oapi-codegen-roundtrip-parameters.yaml",
    "peer/spec-first-simple-openapi.yaml",
    "peer/spec-first-snake_case-openapi.yaml",
    "peer/spec-first-json_validation-openapi.yaml",
    "peer/readmeio-yaml-parameters-style.yaml",
    "peer/openapi-generators-end_to_end_tests-baseline_openapi_3.0.json",
    "real/Adyen-yaml-CheckoutService-v71.yaml",
    "real/Redocly-museum-openapi-example-openapi.yaml",
    "real/apideck.com-vault.json",
    "real/asana.com.json",
    "real/azure.com-web-Recommendations.json",
    "real/bump-sh-examples-train-travel-api-openapi.yaml",
    "real/cpy.re-peertube.json",
    "real/discord-specs-openapi.json",
    "real/figma-openapi-openapi.yaml",
    "real/httpbin.org.json",
    "real/stripe.com.json",
    "real/twilio-yaml-tsg_mc_contacts_v3.yaml",
    "real/twilio-yaml-twilio_verify_v2.yaml",
)


def main() -> int:
    """Run the tool; return its exit status."""
    arguments = _arguments()
    if arguments.child:
        return _child(arguments)
    contracts = arguments.contracts or [*_found()]
    number = max(arguments.requests // len(contracts), 1)
    with ThreadPoolExecutor(arguments.jobs) as pool:
        rows = list(pool.map(partial(_row, arguments, number), contracts))
    _print(rows)
    return 1 if any(row["disagreements"] for row in rows) else 0


def _row(arguments: argparse.Namespace, number: int, contract: Path) -> dict[str, Any]:
    """Judge a contract in a process of its own. One that cannot be judged to the end is a disagreement, too."""
    print(f"{contract.stem} ...", file=sys.stderr, flush=True)
    flags = ("--child", "--requests", str(number), "--seed", str(arguments.seed))
    done = python(Path(__file__).resolve(), *flags, contract.absolute(), cwd=ROOT, limit=LIMIT)
    try:
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        found = {"contract": contract.stem, "operations": 0, "left_out": 0, "requests": 0, "kinds": {}, "undefined": {}}
        found["disagreements"] = [done.why()]
    return {**found, "seconds": done.seconds}


def _child(arguments: argparse.Namespace) -> int:
    from tests.oracle.sweep import sweep

    logging.disable(logging.CRITICAL)
    (contract,) = arguments.contracts
    with tempfile.TemporaryDirectory() as folder:
        found = sweep(contract, Path(folder), number=arguments.requests, seed=arguments.seed)
    facts = {
        "contract": found.contract,
        "operations": found.operations,
        "left_out": found.left_out,
        "requests": found.requests,
        "kinds": found.kinds,
        "undefined": found.undefined,
        "disagreements": [*map(str, found.disagreements)],
    }
    print(json.dumps(facts))
    return 0


def _print(rows: list[dict[str, Any]]) -> None:
    heads = (
        "contract",
        "operations",
        "left out",
        "requests",
        "accepted",
        "rejected",
        "undefined",
        "disagreements",
        "s",
    )
    total = Counter[str]()
    lines: list[tuple[object, ...]] = []
    reasons = Counter[str]()
    kinds = Counter[str]()
    for row in rows:
        accepted, open_ones = row["kinds"].pop("valid", 0), row["kinds"].pop("undefined", 0)
        counts = (row["requests"], accepted, sum(row["kinds"].values()), open_ones, len(row["disagreements"]))
        total.update(dict(zip(heads[3:8], counts, strict=True)))
        lines.append((row["contract"], row["operations"], row["left_out"], *counts, row["seconds"]))
        reasons.update(row["undefined"])
        kinds.update(row["kinds"])
    lines.append((f"all {len(rows)}", None, None, *(total[head] for head in heads[3:8]), None))
    for row in rows:
        for each in row["disagreements"][:SHOWN]:
            print(f"{row['contract']}: {each}\n")
        if len(row["disagreements"]) > SHOWN:
            print(f"{row['contract']}: ... and {len(row['disagreements']) - SHOWN} more\n")
    print("\n".join(table(heads, lines)))
    print("\nrejected because of " + ", ".join(f"{kind} x{times}" for kind, times in kinds.most_common()))
    print(f"\nundefined: {total['undefined'] / max(total['requests'], 1):.1%}")
    print("\n".join(f"  {times:5}  {reason}" for reason, times in reasons.most_common()))


def _found() -> Iterator[Path]:
    yield from (ROOT / "specs" / f"{name}.yaml" for name in SPECS)
    documents = [path for name in DOCUMENTS if (path := CORPUS / name).exists()]
    if len(documents) < len(DOCUMENTS):
        print(f"{len(DOCUMENTS) - len(documents)} documents of {CORPUS} are not here", file=sys.stderr)
    yield from documents


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Let a second decoder judge requests that every server answers.")
    parser.add_argument(
        "contracts", nargs="*", type=Path, help="contracts of OpenAPI 3; left out, those known to be telling"
    )
    parser.add_argument("--requests", type=int, default=REQUESTS, metavar="N", help="of all contracts together")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="which requests")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="contracts at once")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
