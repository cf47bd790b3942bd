"""The generated clients as a program uses them. Type checkers have nothing to say about it, and `serve.py` runs it all."""

from __future__ import annotations

import pickle
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import assert_type
from uuid import UUID

import httpx
from archive.client import ArchiveClient, AsyncArchiveClient, ItemStream, UploadFile
from archive.models import Around, Change, Description, Document, NewDocumentForm, Place, Summary, SummaryWord, Words
from archive.types import NewDocumentFormDict
from depot.client import ClientCredentials, DepotClient
from petstore.client import (
    APIError,
    APIStatusError,
    ArgumentError,
    AsyncOpenResponse,
    AsyncPetstoreClient,
    AsyncSend,
    HttpRequest,
    NotFoundError,
    OpenResponse,
    Options,
    PetstoreClient,
    Send,
)
from petstore.client.errors import NotFound404Error, Unauthorized401Error
from petstore.models import Cat, Category, Dog, NewPet, Pet, PetChanges, PetPage, Problem
from petstore.types import NewPetDict
from pydantic import MISSING
from workflows.client import AsyncWorkflowsClient, WorkflowsClient
from workflows.models import Call, Choice, ListRuns200Body, Run, RunOptions, Wait, Workflow
from workflows.types import StepDict

REQUEST = UUID("3fa85f64-5717-4562-b3fc-2c963f66afa6")


def log(request: HttpRequest, send: Send) -> OpenResponse:
    response = send(request)
    assert (request.attempt, response.status_code) > (0, 0)
    return response


async def async_log(request: HttpRequest, send: AsyncSend) -> AsyncOpenResponse:
    return await send(request)


def write_pets(client: PetstoreClient) -> None:
    rex: NewPetDict = {"name": "Rex", "animal": {"kind": "dog", "barks": True}, "born": None}
    assert_type(client.pets.create_pet(rex), Pet)
    client.pets.create_pet({"name": "Tom", "animal": {"kind": "cat", "indoor": True}}, dry_run=True)
    client.pets.create_pet({"name": "Tim", "animal": Cat(indoor=False), "born": date(2024, 3, 1)})
    client.pets.create_pet(
        {"name": "Pim", "animal": Dog(barks=False), "born": "2024-03-01", "labels": {"color": "red"}}
    )
    client.pets.create_pet(NewPet(name="Rex", animal=Dog(barks=True, size="large"), status="sold"))
    client.pets.update_pet(1, {"category": {"name": "Dogs", "parent": Category(name="Pets")}, "status": "pending"})
    client.pets.update_pet(1, {"category": None})
    client.pets.update_pet(1, PetChanges(born=None, name=MISSING), options={"idempotency_key": "k", "max_retries": 0})
    assert_type(client.pets.delete_pet(9), None)
    order = client.store.place_order({"pet_id": 1, "gift": True}, options=Options(timeout=5, headers={"x-trace": "1"}))
    assert_type((order.id, order.placed_at, order.note), tuple[UUID, datetime, str | MISSING])


def read_pets(client: PetstoreClient) -> None:
    page = client.pets.list_pets(limit=5, status="available", fields=["name", "labels"], x_request_id=REQUEST)
    assert_type(page, PetPage)
    for pet in client.pets.list_pets(limit=MISSING, cursor=MISSING).items:
        match pet.animal:
            case Cat(indoor=indoor):
                assert_type(indoor, bool)
            case Dog(size=size):
                assert size is MISSING or size.upper()
    seen = client.pets.get_pet.with_response(1)
    assert_type((seen.status, seen.headers["Content-Type"], seen.body.name), tuple[int, str, str])
    with client.pets.get_pet.streaming(1) as response:
        assert_type(b"".join(response), bytes)
    assert_type(client.store.get_inventory(), dict[str, int])
    patient = client.with_options(timeout=60, max_retries=5, headers={"accept-language": "de"})
    assert_type(patient, PetstoreClient)
    patient.owners.get_owner(REQUEST)


def fail(client: PetstoreClient, stranger: PetstoreClient) -> None:
    try:
        client.pets.get_pet(0)
    except NotFound404Error as error:
        assert_type(error.body, Problem)
        copy: APIStatusError = pickle.loads(pickle.dumps(error))
        assert (copy.status, copy.operation, error.request_id) == (404, "getPet", None)
    try:
        stranger.pets.delete_pet(1)
    except Unauthorized401Error as error:
        assert error.body.title
    except (NotFoundError, APIError) as error:
        raise AssertionError(error.operation) from error
    try:
        client.pets.create_pet(NewPet.model_construct(name="x"))
    except (ArgumentError, APIStatusError) as error:
        assert error.operation == "createPet"


def credentials(http: httpx.Client, ask: Callable[[], str]) -> PetstoreClient:
    PetstoreClient(base_url="https://petstore.example.com/v1", bearer="t", timeout=3, max_retries=0).close()
    with PetstoreClient(bearer=ask, base_url=None, http_client=http) as client:
        client.store.get_inventory()
    return PetstoreClient(api_key="dev", middleware=[log], headers={"x-app": "1"}, base_url=None, http_client=http)


def fetch_token(http: httpx.Client) -> None:
    url = "https://depot.example.com/token"
    program = ClientCredentials(client_id="me", client_secret="s", token_url=url, scopes=["parcels:write"])
    with DepotClient(portal=program, http_client=http) as client:
        client.goods.add_parcel({"weight": 2, "owner": None, "size": {"height": 3}})


def archive_documents(client: ArchiveClient, file: Path) -> None:
    form: NewDocumentFormDict = {"about": {"title": "T", "keywords": ["a"]}, "content": file, "attachments": [b"1"]}
    assert_type(client.documents.add_document(form), Document)
    scans = [UploadFile(b"2", filename="2.pdf", content_type="application/pdf")]
    client.documents.add_document({"about": Description(title="T"), "content": BytesIO(b"x"), "attachments": scans})
    client.documents.add_document(NewDocumentForm(about=Description(title="T"), content=UploadFile(file), urgent=True))
    client.documents.describe_document(7, {"title": "T", "pages": 3}, content_type="application/xml")
    assert client.content.upload(7, b"raw").size is not None
    client.content.upload(7, "words", content_type="text/plain")
    with file.open("rb") as opened:
        client.content.replace_preview(7, opened, content_type="image/png")
    assert_type(client.content.download(7), bytes)
    words = client.content.read_text(7)
    assert_type(words, Words | str)
    with client.content.download.streaming(7) as response:
        response.save(file.with_suffix(".copy"))
    place, around = Place(shelf="A", row=1), Around(lat=1, long=2.5, within=["km"])
    client.search.search_query(ids=[1, 2], place=place, around=around, path="/a b", strict=False)
    client.search.search_cookies(session="abcd", ids=[1])


def archive_history(client: ArchiveClient) -> None:
    with client.history.watch_changes(last_event_id="7") as changes:
        assert_type([change.document_id for change in changes], list[int])
    for event in client.history.watch_changes().events():
        assert_type(event.data, Change)
    assert_type(list(client.history.export_documents()), list[Document])
    summary = client.history.summarise({"text": "words", "stream": True})
    if isinstance(summary, ItemStream):
        assert_type(list(summary), list[SummaryWord])
    else:
        assert_type(summary, Summary)


def run_workflows(client: WorkflowsClient) -> None:
    steps: list[StepDict] = [{"kind": "Wait", "seconds": 1}, {"kind": "Call", "url": "u", "method": "GET"}]
    inner = Workflow(name="inner", steps=[Wait(seconds=1.5), Call(url="u")])
    client.workflows.create_workflow({"name": "nightly", "steps": steps, "timeout": None, "settings": {"x-a": [1]}})
    client.workflows.create_workflow(
        {"name": "b", "steps": [{"kind": "Choice", "then": inner, "else": None}, Wait(seconds=1)]}
    )
    client.workflows.create_workflow(Workflow(name="c", steps=[Choice(then=inner, when=["a", 1])]))
    client.workflows.replace_workflow("nightly")
    client.workflows.replace_workflow("nightly", None)
    client.workflows.replace_workflow("nightly", {"name": "nightly", "steps": inner.steps})
    client.workflows.list_workflows(label=["a"], changed_since=date(2024, 1, 1))
    client.runs.start_run("nightly", {"priority": "high", "dryRun": True, "notBefore": "2024-05-01T09:30:00Z"})
    client.runs.start_run("nightly", RunOptions(priority=None, inputs={"a": {"b": 1}}))
    for run in client.runs.list_runs.items("nightly", state="failed"):
        assert_type(run, Run)
    for page in client.runs.list_runs.pages("nightly"):
        assert_type(page, ListRuns200Body)


async def use_awaited(
    http: httpx.AsyncClient, ask: Callable[[], Awaitable[str]], archive: AsyncArchiveClient, flows: AsyncWorkflowsClient
) -> None:
    async with AsyncPetstoreClient(bearer=ask, middleware=[async_log], base_url=None, http_client=http) as client:
        pet = await client.pets.create_pet({"name": "Rex", "animal": {"kind": "dog", "barks": True}})
        assert_type(pet, Pet)
        assert_type((await client.pets.get_pet.with_response(1)).body, Pet)
        async with client.with_options(timeout=5).pets.get_pet.streaming(1) as response:
            assert_type(await response.read(), bytes)
        try:
            await client.pets.get_pet(0)
        except NotFound404Error as error:
            assert_type(error.body, Problem)
    async for change in await archive.history.watch_changes():
        assert_type(change, Change)
    await archive.documents.add_document({"about": {"title": "T"}, "content": b"x"})
    async for run in flows.runs.list_runs.items("nightly"):
        assert_type(run, Run)
