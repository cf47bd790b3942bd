"""The same contract and handlers give the same answers on every server: status, headers and bytes."""

from __future__ import annotations

import importlib
import json
import random
import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from apigen.pipeline import Options, generate
from apigen.render.targets import discover, names_of, templates_root
from apigen.report import Report

from .conftest import SERVERS
from .drivers import DRIVERS, Answer, Driver
from .handlers import handlers, security
from .test_requests import CASES

PETSTORE = Path(__file__).resolve().parents[2] / "specs" / "petstore.yaml"
REFERENCE, *OTHERS = SERVERS
SHIPPED = names_of(discover(templates_root()), "server")
TIMES = 2500


@dataclass(frozen=True)
class Sent:
    """A request, ready to be changed a little."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


UUID = "0b0b8d3e-65c1-4a3c-8a1e-0d5cbbd3c1c4"
JSON = ("Content-Type", "application/json")
TOKEN = ("Authorization", "Bearer token")
REX = {
    "name": "Rex",
    "status": "available",
    "animal": {"kind": "dog", "barks": True, "size": "large"},
    "category": {"name": "Dogs", "parent": {"name": "Animals"}},
    "labels": {"color": "brown"},
    "born": None,
}
SEEDS = (
    Sent("GET", "/v1/pets?limit=5&cursor=a&status=sold&fields=name,labels", (("X-Request-Id", UUID),)),
    Sent("POST", "/v1/pets?dry_run=true", (JSON, TOKEN), json.dumps(REX).encode()),
    Sent("GET", "/v1/pets/1"),
    Sent("PATCH", "/v1/pets/1", (JSON, TOKEN), b'{"name":"Max","born":"2024-02-29","category":null}'),
    Sent("DELETE", "/v1/pets/1", (("X-API-Key", "token"),)),
    Sent("GET", f"/v1/owners/{UUID}", (TOKEN, ("X-Request-Id", UUID))),
    Sent("GET", "/v1/store/inventory", (TOKEN,)),
    Sent("POST", "/v1/store/orders", (JSON, TOKEN), b'{"pet_id":7,"gift":false,"note":"now"}'),
    Sent("GET", f"/v1/store/orders/{UUID}", (TOKEN,)),
    Sent("GET", "/v1/openapi.json"),
)

TEXTS = (
    "",
    "0",
    "-1",
    "1e3",
    "99999999999999999999",
    "true",
    "None",
    "a%2Fb",
    "%FF",
    "%zz",
    "..",
    "%C3%A9",
    "a,b",
    "+",
)
VALUES: tuple[Any, ...] = (None, True, 0, -1.5, 10**30, "", "x" * 90, "2024-02-30", [], ["a"], {}, {"kind": "cat"})


@pytest.fixture(scope="module")
def petstore(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of the petstore's package, importable, with every server that is compared."""
    root, name = tmp_path_factory.mktemp("petstore"), "compared_petstore"
    options = Options(servers=SHIPPED, client="none", package=name, app=False)
    generate(PETSTORE, root, options, report=Report(), write=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(root)
        yield name


class Anyone:
    """Lets everybody in who has `token`."""

    def bearer(self, credential: Any) -> str | None:
        return "ann" if credential.value == "token" else None

    api_key = bearer


@dataclass(frozen=True)
class Pair:
    """Two servers of a contract, and what tells whether the contract has a path."""

    reference: Driver
    other: Driver
    find: Callable[[str], object]

    def compare(self, requests: Sequence[Sent]) -> set[int]:
        """Send each request to both, and return the statuses seen. A path of no contract is the framework's to refuse."""
        statuses: set[int] = set()
        for sent in requests:
            wanted, found = (
                each.send(sent.method, sent.target, dict(sent.headers), sent.body)
                for each in (self.reference, self.other)
            )
            if self.find(sent.target.partition("?")[0]) is None:
                assert (wanted.status, found.status) == (404, 404), sent
            else:
                assert _own(found) == _own(wanted), sent
                statuses.add(wanted.status)
        return statuses


def _pair(package: str, other: str, record: Any, guard: Any) -> Pair:
    drivers: list[Driver] = []
    for name in (REFERENCE, other):
        module = importlib.import_module(f"{package}.server.{name}")
        drivers.append(DRIVERS[name](module.create_app(record, security=guard, max_body_size=1000)))
    runtime = importlib.import_module(f"{package}._runtime.server")
    service = importlib.import_module(f"{package}.server.routes").SERVICE
    kernel = runtime.Kernel(service, security=guard, options=runtime.Options())
    return Pair(drivers[0], drivers[1], kernel.find)


def _own(answer: Answer) -> Any:
    """Return what of an answer is not the framework's."""
    headers = {name: value for name, value in answer.headers.items() if name not in ("date", "server")}
    return answer.status, headers, answer.body


@pytest.mark.parametrize("other", OTHERS)
def test_recorded_requests(other: str, package: str) -> None:
    seeds = [_of_case(case) for case in CASES]
    pair = _pair(package, other, handlers(package), security(package))
    statuses = pair.compare([*seeds, *_changed(seeds, TIMES)])
    assert {200, 201, 204, 400, 401, 403, 404, 405, 409, 413, 415, 418, 422, 500} <= statuses


@pytest.mark.parametrize("other", [name for name in OTHERS if name in SHIPPED])
def test_generated_requests(other: str, petstore: str) -> None:
    examples = importlib.import_module(f"{petstore}.server.examples")
    record = importlib.import_module(f"{petstore}.server").Handlers(
        pets=examples.ExamplePets(), owners=examples.ExampleOwners(), store=examples.ExampleStore()
    )
    statuses = _pair(petstore, other, record, Anyone()).compare([*SEEDS, *_changed(SEEDS, TIMES)])
    assert {200, 201, 204, 401, 404, 405, 413, 415, 422} <= statuses


def _of_case(case: dict[str, Any]) -> Sent:
    method, target = case["send"].split(" ", 1)
    body = json.dumps(case["json"]).encode() if "json" in case else case.get("raw", "").encode()
    headers = {**({"Content-Type": "application/json"} if body else {}), **case.get("headers", {})}
    return Sent(method, target, tuple((name, value) for name, value in headers.items() if value is not None), body)


def _changed(seeds: Sequence[Sent], times: int) -> Iterator[Sent]:
    """Yield requests that differ from the seeds in up to three places. The same ones in every run."""
    chance = random.Random(11)
    changes: tuple[Callable[[Sent, random.Random], Sent], ...] = (_method, _path, _query, _headers, _body, _json, _json)
    for _ in range(times):
        sent = chance.choice(seeds)
        for change in chance.choices(changes, k=chance.randint(1, 3)):
            sent = change(sent, chance)
        yield sent


def _method(sent: Sent, chance: random.Random) -> Sent:
    return replace(sent, method=chance.choice(("GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE", "QUERY")))


def _path(sent: Sent, chance: random.Random) -> Sent:
    path, mark, query = sent.target.partition("?")
    parts = path.split("/")
    at = chance.randrange(1, len(parts))
    parts[at] = chance.choice((*TEXTS, parts[at] + "/", f"%{ord(parts[at][:1] or 'x'):02X}{parts[at][1:]}", "pets"))
    return replace(sent, target="/".join(parts) + mark + query)


def _query(sent: Sent, chance: random.Random) -> Sent:
    path, _, query = sent.target.partition("?")
    pairs = query.split("&") if query else []
    if pairs and chance.random() < 0.7:
        at = chance.randrange(len(pairs))
        pairs[at] = f"{pairs[at].partition('=')[0]}={chance.choice(TEXTS)}"
    pairs.append(chance.choice((*pairs, "limit=3", "a", "=", "", "x=1&x=2", "status=sold")))
    return replace(sent, target=f"{path}?{'&'.join(pairs)}")


def _headers(sent: Sent, chance: random.Random) -> Sent:
    found = dict(sent.headers)
    name = chance.choice((*found, "X-Request-Id", "Authorization", "X-API-Key", "Content-Type", "Cookie", "X-Trace"))
    value = chance.choice((UUID, "Bearer token", "token", "", " x ", "text/plain", "application/json; a=b", "pin=good"))
    if found.pop(name, None) is None or chance.random() < 0.5:
        found[name] = value
    return replace(sent, headers=tuple(found.items()))


def _body(sent: Sent, chance: random.Random) -> Sent:
    body = sent.body
    at = chance.randrange(len(body) + 1)
    letter = chance.choice(string.printable).encode()
    body = chance.choice((b"", b" " * 1001, b"null", b"[1e400]", b"\xff", body[:at], body[:at] + letter + body[at:]))
    return replace(sent, body=body)


def _json(sent: Sent, chance: random.Random) -> Sent:
    try:
        value = json.loads(sent.body)
    except ValueError:
        return sent
    place = value
    while isinstance(place, dict) and place:
        key = chance.choice(list(place))
        if isinstance(place[key], dict) and chance.random() < 0.6:
            place = place[key]
            continue
        if chance.random() < 0.3:
            del place[key]
        else:
            place[key if chance.random() < 0.8 else "extra"] = chance.choice(VALUES)
        break
    return replace(sent, body=json.dumps(value).encode())


def test_the_generator_does_not_repeat_itself() -> None:
    found = list(_changed(SEEDS, 500))
    assert found == list(_changed(SEEDS, 500))
    assert len(set(found)) > 400
    assert any("/" in unquote(part) for sent in found for part in sent.target.partition("?")[0].split("/"))
