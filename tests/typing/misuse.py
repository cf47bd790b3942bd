"""Mistakes in calling the generated clients: type checkers report each line that is marked, and no other."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

from archive.client import ArchiveClient, AsyncArchiveClient
from archive.models import Description
from archive.types import NewDocumentFormDict
from petstore.client import AsyncPetstoreClient, HttpRequest, OpenResponse, Options, PetstoreClient, Send
from petstore.client.errors import NotFound404Error
from petstore.models import Cat, NewPet, Pet, PetChanges
from petstore.types import NewPetDict
from pydantic import MISSING
from workflows.client import WorkflowsClient
from workflows.models import RunOptions, Wait

DOG = {"kind": "dog", "barks": True}
CAT = Cat(indoor=True)


def bodies(client: PetstoreClient, flows: WorkflowsClient) -> None:
    client.pets.create_pet({"name": "Rex"})  # error: a key is missing
    client.pets.create_pet({"name": "Rex", "animal": {"kind": "dog"}})  # error: one is missing inside
    client.pets.create_pet({"name": "Rex", "animal": {"kind": "cow", "barks": True}})  # error: no such kind
    client.pets.create_pet({"name": "Rex", "animal": {"kind": "cat", "barks": True}})  # error: of another kind
    client.pets.create_pet({"name": 1, "animal": CAT})  # error: no text
    client.pets.create_pet({"name": "Rex", "animal": CAT, "status": "gone"})  # error: no such status
    client.pets.create_pet({"name": "Rex", "animal": CAT, "nmae": "Rex"})  # error: a key that is not there
    client.pets.create_pet({"name": "Rex", "animal": CAT, "status": None})  # error: null is no status
    client.pets.create_pet({"name": "Rex", "animal": CAT, "born": 2024})  # error: no date
    client.pets.create_pet({"name": "Rex", "animal": CAT, "category": {"parent": {"name": "a"}}})  # error: no name
    client.pets.create_pet({"name": "Rex", "animal": CAT, "labels": {"color": 1}})  # error: no text in it
    client.pets.create_pet({"name": "Rex", "animal": DOG})  # error: any dict
    client.pets.create_pet(PetChanges(name="Rex"))  # error: another model
    client.pets.create_pet(NewPet(name="Rex"))  # error: a field is missing
    client.pets.create_pet([NewPet(name="Rex", animal=CAT)])  # error: a list
    client.pets.create_pet()  # error: no body
    client.pets.create_pet(None)  # error: null is no pet
    client.pets.create_pet(MISSING)  # error: the body is required
    client.store.place_order({"pet_id": 1, "gitf": True})  # error: a closed object
    broken: NewPetDict = {"name": "Rex", "animal": {"kind": "cat"}}  # error: a key is missing
    print(broken)
    flows.workflows.create_workflow({"name": "a", "steps": [{"kind": "Wait"}]})  # error: a key is missing in an item
    flows.workflows.create_workflow({"name": "a", "steps": Wait(seconds=1)})  # error: no list
    flows.workflows.create_workflow({"name": "a", "steps": [{"kind": "Choice", "then": {"name": "b"}}]})  # error: deep
    flows.runs.start_run("a", {"dry_run": True})  # error: the name on the wire is dryRun
    flows.runs.start_run("a", RunOptions(dryRun="yes"))  # error: the field is dry_run
    flows.runs.start_run("a", {"priority": "medium"})  # error: not in the enumeration


def parameters(client: PetstoreClient, flows: WorkflowsClient) -> None:
    client.pets.get_pet("1")  # error: no number
    client.pets.get_pet()  # error: nothing at all
    client.pets.get_pet(1, 2)  # error: too much
    client.pets.get_pet(None)  # error: null in a path
    client.pets.list_pets(5)  # error: a query is a keyword
    client.pets.list_pets(limit=None)  # error: absent is MISSING
    client.pets.list_pets(status="gone")  # error: not in the enumeration
    client.pets.list_pets(fields=["colour"])  # error: neither is an item
    client.pets.list_pets(page=1)  # error: no such parameter
    client.pets.list_pets(x_request_id="abc")  # error: no UUID
    client.pets.create_pets({})  # error: no such operation
    client.pet.get_pet(1)  # error: no such tag
    client.pets.delete_pet(pet=1)  # error: another name
    flows.runs.list_runs.pages("a", state="lost")  # error: the walk has the same parameters
    client.pets.list_pets.pages()  # error: it comes in no pages
    client.pets.get_pet.with_response("1")  # error: neither has a view others


def results(client: PetstoreClient) -> None:
    pet: PetChanges = client.pets.get_pet(1)  # error: a Pet
    print(pet, client.pets.get_pet(1).nickname)  # error: no such field
    born: date = client.pets.get_pet(1).born  # error: it may be null, or absent
    text: str = client.pets.get_pet.with_response(1).status  # error: a number
    print(born, text, client.pets.get_pet(1).animal.barks)  # error: a cat has none
    client.pets.list_pets().items.append("Rex")  # error: a list of pets
    client.pets.get_pet(1)["name"]  # error: a model is no dict
    for each in client.pets.get_pet(1).labels:  # error: it may be absent
        del each
    try:
        client.pets.get_pet(1)
    except NotFound404Error as error:
        print(error.body.code)  # error: a Problem has none


def settings(client: PetstoreClient) -> None:
    PetstoreClient("https://petstore.example.com")  # error: keywords only
    PetstoreClient(api_key=lambda: "k")  # error: a key is a text
    PetstoreClient(token="t")  # error: no such credential
    PetstoreClient(bearer=("user", "password"))  # error: no pair
    PetstoreClient(timeout="30")  # error: seconds are a number
    PetstoreClient(middleware=[wrong])  # error: it returns nothing
    client.with_options(retries=3)  # error: no such option
    client.pets.get_pet(1, options={"retries": 3})  # error: nor here
    client.pets.get_pet(1, options={"timeout": "5"})  # error: seconds are a number
    client.pets.get_pet(1, options=Options(headers=[("a", "b")]))  # error: no mapping
    client.pets.get_pet(1, timeout=5)  # error: options are in `options`


def wrong(request: HttpRequest, send: Send) -> None:
    response: OpenResponse = send(request)
    print(response.status_code)


def files(client: ArchiveClient) -> None:
    client.documents.add_document({"about": {"title": "T"}, "content": "a.pdf"})  # error: a path is a Path
    client.documents.add_document({"about": {"title": "T"}})  # error: the file is missing
    form: NewDocumentFormDict = {"about": {"titel": "T"}, "content": Path("a.pdf")}  # error: a key that is not there
    print(form)
    client.documents.add_document(Description(title="T"))  # error: another model
    client.documents.describe_document(1, {"title": "T"}, content_type="text/csv")  # error: not declared
    client.content.replace_preview(1, b"x")  # error: which of image/*
    del client.history.watch_changes().what  # error: a stream is no item


async def awaited(client: AsyncPetstoreClient, archive: AsyncArchiveClient) -> None:
    pet: Pet = client.pets.get_pet(1)  # error: not awaited
    print(pet)
    await client.pets.create_pet({"name": "Rex"})  # error: a key is missing
    with client:  # error: async with
        pass
    for change in await archive.history.watch_changes():  # error: async for
        del change
    async for change in archive.history.watch_changes():  # error: not awaited
        del change


asyncio.run(awaited)  # error: not called
