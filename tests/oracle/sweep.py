"""Requests for a contract, judged by the oracle and answered by the servers: where do they disagree?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from .document import read
from .request import Raw
from .requests import Requests
from .servers import Answer, Servers, served
from .statuses import success
from .verdict import UNDEFINED, VALID, Oracle, Verdict


@dataclass(frozen=True, kw_only=True)
class Disagreement:
    """A request of which oracle and servers, or the servers among themselves, say different things."""

    request: Raw
    verdict: Verdict
    answers: dict[str, Answer]
    what: str

    def __str__(self) -> str:
        allowed = sorted(self.verdict.allowed)
        lines = [
            f"{self.what}: the oracle says {self.verdict.kind} {allowed or ''} {self.verdict.why[:400]}",
            str(self.request),
        ]
        lines += [f"{name}: {each.status} {each.body[:400]!r}" for name, each in self.answers.items()]
        return "\n".join(lines)


@dataclass(slots=True, kw_only=True)
class Tally:
    """What came of a contract. `undefined` counts by reason, `kinds` by what was wrong."""

    contract: str
    operations: int = 0
    left_out: int = 0
    requests: int = 0
    kinds: Counter[str] = field(default_factory=Counter[str])
    undefined: Counter[str] = field(default_factory=Counter[str])
    disagreements: list[Disagreement] = field(default_factory=list[Disagreement])


def sweep(spec: Path, root: Path, *, number: int, seed: int) -> Tally:
    """Send so many requests to every server of a contract."""
    contract = read(spec)
    oracle = Oracle(contract)
    deleted: set[str] = set()
    with served(spec, root) as servers:
        requests = Requests(oracle, seed, without=servers.unanswered)
        operations = requests.operations()
        tally = Tally(
            contract=spec.stem, operations=len(operations), left_out=len(contract.operations) - len(operations)
        )
        for raw in requests.each(number):
            compare(raw, oracle, servers, tally, deleted)
    return tally


def compare(raw: Raw, oracle: Oracle, servers: Servers, tally: Tally, deleted: set[str]) -> None:
    """Send a request and count what came of it. `deleted` are the paths at which something was deleted before."""
    verdict, answers = oracle.judge(raw), servers.ask(raw)
    tally.requests += 1
    tally.kinds[verdict.kind] += 1
    if verdict.kind == UNDEFINED:
        tally.undefined[verdict.why] += 1
    first, *rest = answers.values()
    what = _wrong(raw, verdict, first, deleted)
    names = [name.lower() for name, _ in raw.headers]
    # An unknown path is the framework's to refuse, and WSGI knows no two lines of a header.
    own = verdict.kind != "unknown path" and len({*names}) == len(names)
    same = own or verdict.kind != UNDEFINED
    if any((same and other.status != first.status) or (own and other.body != first.body) for other in rest):
        what = "the servers differ"
    if what:
        tally.disagreements.append(Disagreement(request=raw, verdict=verdict, answers=answers, what=what))
    if raw.method == "DELETE" and first.status < 300:
        deleted.add(raw.path)


def _wrong(raw: Raw, verdict: Verdict, answer: Answer, deleted: set[str]) -> str:
    """Return what is wrong with an answer by a verdict; nothing if they agree."""
    status = answer.status
    if status >= 500:
        return "a fault"
    if verdict.kind == UNDEFINED:
        return ""
    if verdict.kind == VALID:
        # Examples know what was deleted, and say so.
        gone = status == 404 and any(raw.path.startswith(each) for each in deleted)
        operation = verdict.operation
        return "" if gone or (operation is not None and success(operation, status)) else "refused"
    if status not in verdict.allowed:
        return "accepted" if status < 400 else "another status"
    return "another Allow" if verdict.kind == "method" and answer.allow != verdict.allow else ""
