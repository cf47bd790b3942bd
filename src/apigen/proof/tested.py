"""`python -m apigen.proof.tested CONTRACT URL`: tests the server that listens there.

The last line that is printed are the facts, as JSON.
"""

from __future__ import annotations

import json
import sys

from apigen.contract.command import AppError, TestOptions, test_url
from apigen.report import Report


def main(contract: str, url: str) -> None:
    """Test a server, and print what came of it."""
    try:
        outcome = test_url(contract, url, TestOptions(), Report())
    except AppError as error:
        print(json.dumps({"passed": False, "operations": 0, "cases": 0, "summary": str(error)}))
        return
    facts = {
        "passed": outcome.passed,
        "operations": len(outcome.tested),
        "cases": outcome.cases,
        "summary": outcome.summary(),
    }
    print(json.dumps(facts))


if __name__ == "__main__":
    main(*sys.argv[1:])
