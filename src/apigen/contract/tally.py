"""The events of a run become what is said of it: failures by their cause, successes, and what was not judged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

from apigen.contract.documents import Documents
from apigen.contract.drops import drop_for, is_tuple_error
from apigen.contract.engine import LAST_PHASE, Began, Broke, Ended, Event, Stopped
from apigen.contract.exchange import IN_PROCESS, USUAL, Exchange, curl
from apigen.contract.hiding import Secrets
from apigen.contract.inprocess import Notes
from apigen.contract.outcome import Broken, Finding
from apigen.contract.recorded import Answered, Exchanged, Failed
from apigen.contract.sent import Sent
from apigen.contract.strays import Strays
from apigen.contract.success import Success

_SAYS_ALL: Final = frozenset({"status_code_conformance", "content_type_conformance", "response_headers_conformance"})
"""Checks whose messages begin with what several operations may have in common."""
_OF_A_SCHEMA: Final = re.compile(r" (?:is|are|has|does|was) .*")
_OWN_VALUE: Final = re.compile(r'^"[^"]*" is a (?:required|dependency)')


@dataclass(slots=True)
class Tally:
    """Counts what happens during a run."""

    wanted: Mapping[str, Success | None]
    base_path: str
    documents: Documents
    strays: Strays
    secrets: Secrets
    notes: Notes
    hopeless: frozenset[str] = frozenset()
    cases: int = 0
    statuses: dict[str, Counter[int]] = field(default_factory=dict[str, Counter[int]])
    successes: dict[str, int] = field(default_factory=dict[str, int])
    findings: dict[tuple[str, str, str], Finding] = field(default_factory=dict[tuple[str, str, str], Finding])
    broken: dict[tuple[str, str], Broken] = field(default_factory=dict[tuple[str, str], Broken])
    unjudged: list[str] = field(default_factory=list[str])
    dropped: Counter[str] = field(default_factory=Counter[str])
    through: set[str] = field(default_factory=set[str])
    reached: set[str] = field(default_factory=set[str])
    waited: dict[str, float] = field(default_factory=dict[str, float])
    stopped: bool = False
    _last: dict[tuple[str, str, str], str] = field(default_factory=dict[tuple[str, str, str], str])
    """The request that a finding was about at last."""

    def __post_init__(self) -> None:
        self.successes = {label: 0 for label, success in self.wanted.items() if success is not None}

    def add(self, event: Event) -> None:
        """Count one event."""
        match event:
            case Answered():
                self._count(event)
            case Failed():
                self._fail(event)
            case Broke():
                self._break(event)
            case Ended(phase=phase, operation=operation, cases=cases):
                self.notes.forget(cases)
                if phase == LAST_PHASE and operation is not None:
                    self.through.add(operation)
            case Stopped():
                self.stopped = True
            case Exchanged(operation=operation, exchange=exchange):
                self.waited[operation] = self.waited.get(operation, 0.0) + exchange.seconds
            case Began():
                pass

    def _count(self, answered: Answered) -> None:
        operation, success = answered.operation, self.wanted.get(answered.operation)
        self.cases += 1
        self.statuses.setdefault(operation, Counter())[answered.status] += 1
        if success is not None and success.covers(answered.status):
            self.successes[operation] += 1
        if not self.strays.strays("", answered.method, answered.template, self._path(answered.url)):
            self.reached.add(operation)

    def astray(self) -> tuple[str, ...]:
        """Return the operations that no request reached: another path's answered each that was made for them."""
        return tuple(each for each in self.statuses if each not in self.reached and not self.successes.get(each))

    def miss(self, operations: Iterable[str]) -> tuple[str, ...]:
        """Return the operations that are another one to Schemathesis. One that is none to it is an error."""
        found, broken = {_in_one_case(each) for each in self.wanted}, {each.operation for each in self.broken.values()}
        missing = [each for each in operations if each not in self.wanted and each not in broken]
        untested = tuple(each for each in missing if _in_one_case(each) in found)
        for each in missing:
            if each not in untested:
                self._break(Broke(operation=each, message="Schemathesis does not find it"))
        return untested

    def unfinished(self) -> tuple[str, ...]:
        """Return the operations that were not tested to the end, where the run was stopped."""
        return tuple(each for each in self.wanted if each not in self.through) if self.stopped else ()

    def _break(self, broke: Broke) -> None:
        if is_tuple_error(broke.message):
            self.unjudged.append(broke.operation)
            return
        message = self.secrets.hide(broke.message)
        line = None if broke.curl is None else self.secrets.hide_in_shell(broke.curl.replace(IN_PROCESS, USUAL))
        broken = Broken(operation=broke.operation, message=message, curl=line)
        self.broken.setdefault((broke.operation, message), broken)

    def _fail(self, failed: Failed) -> None:
        drop = drop_for(self._sent(failed))
        if drop is not None:
            self.dropped[drop.name] += 1
            return
        key = (failed.check, failed.operation, failed.title)
        known = self.findings.get(key)
        found = self._finding(failed)
        if known is not None:
            shorter = found if _length(found) < _length(known) else known
            # An answer can fail a check in several ways, and is one request all the same.
            found = replace(shorter, times=known.times + (failed.case != self._last[key]))
        self.findings[key], self._last[key] = found, failed.case

    def _finding(self, failed: Failed) -> Finding:
        note = self.notes.of(failed.case)
        *before, last = [curl(each, self.secrets) for each in failed.exchanges] or [failed.curl]
        return Finding(
            check=failed.check,
            operation=failed.operation,
            title=self.secrets.hide(failed.title),
            message=self.secrets.hide(failed.message),
            curl=last,
            times=1,
            cause=self.secrets.hide(_cause(failed, note.cause if note else "")),
            steps=tuple(before),
            log=self.secrets.hide(note.text) if note else "",
            answer=_answer(failed.exchanges[-1]) if failed.exchanges else "",
        )

    def _sent(self, failed: Failed) -> Sent:
        return Sent(
            check=failed.check,
            message=failed.message,
            parameters=failed.parameters,
            form=failed.form,
            xml=None if failed.body is None else self.documents.document(failed.operation, failed.body),
            judged=failed.judged,
            astray=self.strays.strays(failed.check, failed.method, failed.template, self._path(failed.url)),
            is_hopeless=failed.operation in self.hopeless,
            deleted=failed.deleted,
            method=failed.method,
            left_out=self.strays.left_out(failed.template),
        )

    def _path(self, url: str) -> str:
        # A base path stands before the paths of the contract, and so does whatever a server is mounted under.
        return urlsplit(url).path.removeprefix(self.base_path)


def _length(finding: Finding) -> int:
    return len(finding.curl) + sum(map(len, finding.steps))


def _cause(failed: Failed, noted: str) -> str:
    """Return what a failure may have in common with those of other operations."""
    first = next((line.strip() for line in failed.message.splitlines() if line.strip()), "")
    if failed.check == "not_a_server_error":
        return noted or (_answer(failed.exchanges[-1]) if failed.exchanges else "")
    if failed.check == "response_schema_conformance":
        # A message begins with the value, which is another each time, or with the name of what lacks.
        found = None if _OWN_VALUE.match(first) else _OF_A_SCHEMA.search(first)
        return found[0].strip() if found else first
    return first if failed.check in _SAYS_ALL else ""


def _answer(exchange: Exchange) -> str:
    return "no answer" if exchange.status is None else f"{exchange.status} {exchange.reason}".strip()


def _in_one_case(operation: str) -> tuple[str, str]:
    """Return method and path as Schemathesis tells operations apart."""
    method, _, path = operation.partition(" ")
    return method.lower(), path
