"""A call of the generated client, measured beside the same with httpx and Pydantic as people write it by hand.

Run as a file, in the folder of a generated petstore, it prints the CPU seconds of both sides as JSON, in pairs of runs.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import httpx
from pydantic import BaseModel, Field

if __name__ == "__main__":  # run as a file: its neighbours are packages of the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.bench_stand import BenchError, Row, Stand
from tools.commands import ROOT, generate, python

PAIRS, CALLS = 10, 500
BUDGET, LIMIT = 1.05, 300.0
KEY = "secret"
NAMES: Final = {"get": "get", "list": "list of 100"}


class Cat(BaseModel):
    kind: Literal["cat"]
    indoor: bool


class Dog(BaseModel):
    kind: Literal["dog"]
    barks: bool
    size: Literal["small", "medium", "large"] | None = None


class Category(BaseModel):
    name: str = Field(min_length=1)
    parent: Category | None = None


class Pet(BaseModel):
    id: int = Field(ge=1)
    name: str = Field(min_length=1, max_length=80)
    status: Literal["available", "reserved", "sold"]
    animal: Annotated[Cat | Dog, Field(discriminator="kind")]
    category: Category | None = None
    labels: dict[str, str] | None = None
    born: date | None = None
    added_at: datetime


class PetPage(BaseModel):
    items: list[Pet] = Field(max_length=100)
    next_cursor: str | None


class ByHand:
    """A client as people write it."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def get_pet(self, pet_id: int) -> Pet:
        response = self._http.get(f"/pets/{pet_id}")
        response.raise_for_status()
        return Pet.model_validate_json(response.content)

    def list_pets(self, limit: int) -> PetPage:
        response = self._http.get("/pets", params={"limit": limit})
        response.raise_for_status()
        return PetPage.model_validate_json(response.content)


def client_rows(stand: Stand) -> Iterator[Row]:
    """Yield how many times the CPU time of a handwritten call a call of the generated client takes."""
    output = stand.output("petstore-client")
    found: dict[str, list[tuple[float, float]]] = {}
    why = ""
    try:
        done = generate(ROOT / "specs" / "petstore.yaml", output, "--server", "none", "--quiet", limit=LIMIT)
        if done.status != 0:
            raise BenchError(f"not generated: {done.why(1)}")
        measured = python(Path(__file__).resolve(), cwd=output, limit=LIMIT)
        if measured.status != 0:
            raise BenchError(f"failed: {measured.why(1)}")
        found = json.loads(measured.stdout)
    except BenchError as error:
        why = str(error)
    for case, name in NAMES.items():
        row = partial(
            Row, task=f"generated client, {name}, over a mock transport", who="apigen", unit="x", budget=BUDGET
        )
        if case not in found:
            yield row(value=None, note=why)
            continue
        ratios = [ours / theirs for ours, theirs in found[case]]
        ours, theirs = (1e6 * statistics.median(side) / CALLS for side in zip(*found[case], strict=True))
        note = f"httpx and Pydantic by hand: {theirs:.0f} us, this: {ours:.0f} us"
        yield row(value=statistics.median(ratios), spread=max(ratios) - min(ratios), note=note)


def _measure() -> dict[str, list[tuple[float, float]]]:
    """Return the seconds of both sides for each case, one pair a run."""
    sys.path.insert(0, os.getcwd())
    made: Any = importlib.import_module("petstore.client").PetstoreClient
    pet = {
        "id": 1,
        "name": "Rex",
        "status": "available",
        "animal": {"kind": "dog", "barks": True},
        "category": {"name": "dogs"},
        "labels": {"colour": "red"},
        "born": "2024-02-29",
        "added_at": "2026-01-02T03:04:05Z",
    }
    one = json.dumps(pet).encode()
    many = json.dumps({"items": [pet] * 100, "next_cursor": None}).encode()

    def answer(request: httpx.Request) -> httpx.Response:
        content = many if request.url.query else one
        return httpx.Response(200, content=content, headers={"content-type": "application/json"})

    transport, base_url = httpx.MockTransport(answer), "https://petstore.example/v1"
    ours = made(base_url=base_url, api_key=KEY, http_client=httpx.Client(transport=transport)).pets
    theirs = ByHand(httpx.Client(transport=transport, base_url=base_url, headers={"X-API-Key": KEY}))
    assert ours.list_pets(limit=100).items[99].animal.barks and theirs.list_pets(limit=100).items[99].id == 1
    return {
        "get": _pairs(lambda: ours.get_pet(1), lambda: theirs.get_pet(1)),
        "list": _pairs(lambda: ours.list_pets(limit=100), lambda: theirs.list_pets(limit=100)),
    }


def _pairs(ours: Callable[[], object], theirs: Callable[[], object]) -> list[tuple[float, float]]:
    """Return the seconds of both, run after run. Which side comes first alternates; the first run does not count."""
    gc.disable()
    found: list[tuple[float, float]] = []
    for run in range(PAIRS + 1):
        sides = dict.fromkeys((ours, theirs) if run % 2 else (theirs, ours), 0.0)
        for call in sides:
            gc.collect()
            started = time.process_time()
            for _ in range(CALLS):
                call()
            sides[call] = time.process_time() - started
        found.append((sides[ours], sides[theirs]))
    return found[1:]


if __name__ == "__main__":
    print(json.dumps(_measure()))
