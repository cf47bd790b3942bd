"""Round trips through every operation of a package: arguments to handlers and answers back, compared by value.

A difference that nobody can help is a limit, and has a name: what arrived is written like what was passed (both are sent,
and the requests compared), or a rule of `limits` says why neither can arrive. All other differences are failures.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any, Final

from apigen.proof.trips.callers import awaited_answer, awaited_client, blocking_answer, blocking_client
from apigen.proof.trips.package import Package
from apigen.proof.trips.samples import Answer, Samples
from apigen.proof.trips.service import credentials, service
from apigen.proof.trips.tap import AnswerTap
from apigen.proof.trips.trip import Limit, Logs, Trip, Way, Wrong, go
from apigen.proof.trips.values import Choice, NoValueError, Values

_RANDOM: Final = 3
"""How often each operation is called with random arguments."""
_ONCE: Final[Mapping[str, Any]] = {"options": {"max_retries": 0}}


@dataclass(frozen=True, kw_only=True)
class Failure:
    """What went wrong with an operation, first on one way."""

    kind: str
    operation: str
    way: str
    what: str


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of the operations of a package. `limits` counts trips that the wire cannot make, by its reason.

    `without` has operations that nobody has called: no value was found for a schema of theirs.
    """

    operations: int = 0
    without: list[str] = field(default_factory=list[str])
    trips: int = 0
    limits: Counter[str] = field(default_factory=Counter[str])
    failures: list[Failure] = field(default_factory=list[Failure])

    def facts(self) -> dict[str, object]:
        """Return all of it as JSON has it."""
        return {
            "operations": self.operations,
            "without": self.without,
            "trips": self.trips,
            "limits": dict(self.limits),
            "failures": [asdict(each) for each in self.failures],
        }


def travel(package: Package, servers: Sequence[str]) -> Outcome:
    """Make round trips with every operation of a package, by both of its clients, blocking and awaited, to each server."""
    outcome, values = Outcome(), Values(package)
    with _ways(package, servers) as ways:
        for route in package.routes:
            outcome.operations += 1
            try:
                trips = list(_trips(package, values, route.operation))
            except NoValueError as error:
                outcome.without.append(f"{route.operation.id}: {error}")
                continue
            for trip in trips:
                for way in ways:
                    _count(way, route, trip, outcome)
    return outcome


def _count(way: Way, route: Any, trip: Trip, outcome: Outcome) -> None:
    outcome.trips += 1
    try:
        go(way, route, trip)
    except Limit as limit:
        outcome.limits[str(limit)] += 1
    except Wrong as wrong:
        what = f"{wrong.what}"[:1500]
        outcome.failures.append(Failure(kind=wrong.kind, operation=route.operation.id, way=way.name, what=what))


def _trips(package: Package, values: Values, operation: Any) -> Iterator[Trip]:
    """Yield trips in which each of the arguments is passed once, and each of the answers is given once."""
    calls: list[dict[str, Any]] = []
    answers: list[Answer] = []
    wanted: list[tuple[Choice, int]] = [("small", 0), ("rich", 0), *(("random", turn) for turn in range(_RANDOM))]
    for choice, turn in wanted:
        optional = choice != "small"
        samples = Samples(package, values, choice, turn)
        calls += samples.calls(operation, optional=optional)
        answers += samples.answers(operation)
    content = package.schemas["operations"][operation.id]["body"]

    def accepts(media_type: str, value: Any) -> bool:
        return media_type not in content or values.accepts(content[media_type], value)

    for turn in range(max(len(calls), len(answers)) if answers else 0):
        yield Trip(arguments=calls[turn % len(calls)], answer=answers[turn % len(answers)], accepts=accepts)


def _leave(runner: asyncio.Runner, opened: AbstractAsyncContextManager[Any]) -> None:
    runner.run(opened.__aexit__(None, None, None))


@contextmanager
def _ways(package: Package, servers: Sequence[str]) -> Generator[list[Way]]:
    settings = credentials(package)
    logs = Logs()
    with ExitStack() as stack:
        stack.callback(logging.getLogger().removeHandler, logs)
        logging.getLogger().addHandler(logs)
        runner = stack.enter_context(asyncio.Runner())
        found: list[Way] = []
        for server in servers:
            made = service(package, server, awaited=server == servers[0])
            made.app = tap = AnswerTap(made.app)
            blocking = stack.enter_context(blocking_client(made, **settings))
            opened = awaited_client(made, **settings)
            awaited = runner.run(opened.__aenter__())
            stack.callback(partial(_leave, runner, opened))

            def call(route: Any, arguments: Mapping[str, Any], client: Any = blocking) -> Any:
                return blocking_answer(client, route.group, route.method, {**arguments, **_ONCE})

            def call_awaited(route: Any, arguments: Mapping[str, Any], client: Any = awaited) -> Any:
                return runner.run(awaited_answer(client, route.group, route.method, {**arguments, **_ONCE}))

            found += [
                Way(name=f"{server}, blocking", service=made, answered=tap, call=call),
                Way(name=f"{server}, awaited", service=made, answered=tap, call=call_awaited),
            ]
        yield found
