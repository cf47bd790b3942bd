"""What is generated, running: servers on sockets against their contract, and clients against servers."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Iterable
from importlib.util import find_spec
from typing import Final

from apigen.booting import Booted, BootError, booted
from apigen.contract.harness import TOKEN_VARIABLE
from apigen.proof.outputs import Output
from apigen.proof.process import Done, run, without_folder
from apigen.proof.results import Result, State
from apigen.spec.words import counted

BOOT: Final = "boot"
CONTRACT_TEST: Final = "contract test"
ROUND_TRIP: Final = "round trip"
_NEEDED: Final = {CONTRACT_TEST: ("schemathesis",), ROUND_TRIP: ("a2wsgi",)}
"""The libraries of a step that are no library of the targets; one extra brings them all."""
_REMEDY: Final = "pip install 'apigen-openapi[test]'"
_SHOWN: Final = 3
"""How many failures of a kind are shown of a round trip."""
_LAST: Final = 30
"""How many lines are repeated of what somebody has said."""


def serve(output: Output) -> tuple[Result, ...]:
    """Boot the server of an output on a socket, and test it against its contract."""
    (server,) = output.servers
    untested = _result(CONTRACT_TEST, server.name, State.UNPROVEN, note="nobody answers")
    if not server.listen:
        return _result(BOOT, server.name, State.UNPROVEN, note="its target does not say how"), untested
    started = time.perf_counter()
    token = secrets.token_urlsafe(24)
    try:
        with booted(server.listen, output.folder, variables={TOKEN_VARIABLE: token}) as there:
            boot = _result(BOOT, server.name, State.PROVEN, time.perf_counter() - started)
            return boot, _lacking(CONTRACT_TEST, server.name, output) or _test(output, server.name, there, token)
    except BootError as error:
        seconds = time.perf_counter() - started
        details = without_folder(str(error).splitlines(), output.folder)
        return _result(BOOT, server.name, State.FAILED, seconds, details=details), untested


def _test(output: Output, server: str, there: Booted, token: str) -> Result:
    contract = output.root / "_contract.json"
    done = run("apigen.proof.tested", contract, there.url, cwd=output.folder, variables={TOKEN_VARIABLE: token})
    facts = done.facts()
    if facts is None:
        return _broken(CONTRACT_TEST, server, done)
    note = f"{counted(facts['operations'], 'operation')}, {counted(facts['cases'], 'case')}"
    if facts["passed"]:
        return _result(CONTRACT_TEST, server, State.PROVEN, done.seconds, note=note)
    # Why it failed, the server may have said.
    said = there.output.splitlines()[-_LAST:]
    details = [*str(facts["summary"]).splitlines(), *(["the server said at last:", *said] if said else [])]
    return _result(
        CONTRACT_TEST,
        server,
        State.FAILED,
        done.seconds,
        note=note,
        details=without_folder(details, output.folder),
    )


def travel(output: Output) -> Result:
    """Let both kinds of a client call every operation on every server."""
    servers = [each.name for each in output.servers]
    if found := _lacking(ROUND_TRIP, output.name, output):
        return found
    done = run("apigen.proof.trips", output.package, *servers, cwd=output.folder)
    facts = done.facts()
    if facts is None:
        return _broken(ROUND_TRIP, output.name, done)
    failures: list[dict[str, str]] = facts["failures"]
    without: list[str] = facts["without"]
    aside = sum(facts["limits"].values())
    note = f"{counted(facts['operations'], 'operation')}, {counted(facts['trips'], 'trip')}"
    return _result(
        ROUND_TRIP,
        output.name,
        State.FAILED if failures else State.UNPROVEN if without else State.PROVEN,
        done.seconds,
        note=note
        + (f", {aside:,} of them beyond what a wire can say" if aside else "")
        + (f"; not called: {len(without):,}" if without else ""),
        details=(*_failures(failures), *(f"no value was found: {each:.300}" for each in without)),
    )


def _failures(failures: Iterable[dict[str, str]]) -> Iterable[str]:
    """Yield lines for the first failures of each kind."""
    seen = Counter[str]()
    for each in failures:
        seen[each["kind"]] += 1
        if seen[each["kind"]] <= _SHOWN:
            yield f"{each['operation']} ({each['way']}): {each['kind']}"
            yield from (f"  {line}" for line in each["what"].splitlines())
    for kind, count in seen.items():
        if count > _SHOWN:
            yield f"and {count - _SHOWN:,} more: {kind}"


def _lacking(step: str, target: str, output: Output) -> Result | None:
    """Return what there is to say of a step that cannot be tried with an output; `None` if it can."""
    if not output.operations:
        return _result(step, target, State.UNPROVEN, note="the contract has no operation")
    absent = [name for name in _NEEDED[step] if find_spec(name) is None]
    if not absent:
        return None
    note = f"needs {', '.join(absent)}"
    return Result(step=step, target=target, state=State.UNPROVEN, note=note, remedy=_REMEDY)


def _broken(step: str, target: str, done: Done) -> Result:
    return _result(step, target, State.FAILED, done.seconds, note="broke off", details=done.lines()[-_LAST:])


def _result(
    step: str, target: str, state: State, seconds: float = 0.0, *, note: str = "", details: Iterable[str] = ()
) -> Result:
    return Result(step=step, target=target, state=state, seconds=seconds, note=note, details=tuple(details))
