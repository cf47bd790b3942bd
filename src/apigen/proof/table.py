"""A proof as text that a person reads, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Final

from apigen.proof.results import Proof, Result, State

_HEADS: Final = ("step", "target", "result", "seconds", "")
_LONGEST: Final = 40
"""How many lines of a step that failed are shown."""


def as_text(proof: Proof) -> str:
    """Return the table, what is to be read of each failure, and the verdict last."""
    return "\n".join([*_table(proof), *_explained(proof), "", *_verdict(proof)]) + "\n"


def as_json(proof: Proof) -> str:
    """Return everything as one object."""
    verdict = State.FAILED if proof.failed else State.UNPROVEN if proof.unproven else State.PROVEN
    return json.dumps({"verdict": verdict, **asdict(proof)}, indent=2)


def _table(proof: Proof) -> Iterator[str]:
    """Yield the lines, each column as wide as its widest value."""
    rows = [_HEADS, *(_row(each) for each in proof.results)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for step, target, state, seconds, note in rows:
        cells = (step.ljust(widths[0]), target.ljust(widths[1]), state.ljust(widths[2]), seconds.rjust(widths[3]), note)
        yield "  ".join(cells).rstrip()


def _row(result: Result) -> tuple[str, str, str, str, str]:
    # Capitals: whoever looks at a long table is to find them.
    state = "FAILED" if result.state is State.FAILED else str(result.state)
    return result.step, result.target, state, f"{result.seconds:.1f}" if result.seconds else "", result.note


def _explained(proof: Proof) -> Iterator[str]:
    for each in proof.results:
        if each.details:
            yield ""
            yield f"{each.step}, {each.target}:"
            yield from (f"  {line}" for line in each.details[:_LONGEST])
            if len(each.details) > _LONGEST:
                yield f"  and {len(each.details) - _LONGEST:,} more lines, which --format json has"


def _verdict(proof: Proof) -> Iterator[str]:
    if proof.failed:
        yield f"{proof.spec}: FAILED: {_names(proof.failed)} ({proof.seconds:.1f} s)"
    if not proof.unproven:
        if not proof.failed:
            yield f"{proof.spec}: proven ({proof.seconds:.1f} s)"
        return
    if proof.failed:
        yield f"not proven: {_names(proof.unproven)}"
    else:
        yield f"{proof.spec}: proven, except {_names(proof.unproven)} ({proof.seconds:.1f} s)"
    remedies = dict.fromkeys(each.remedy for each in proof.unproven if each.remedy)
    if remedies:
        yield "what proves that, too:"
        yield from (f"  {remedy}" for remedy in remedies)


def _names(results: tuple[Result, ...]) -> str:
    return "; ".join(f"{each.step} ({each.target})" for each in results)
