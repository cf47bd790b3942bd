"""Runs what `use.py` does, against the generated servers in this process: on WSGI what blocks, on ASGI what is awaited."""

from __future__ import annotations

import asyncio
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import use
from archive.client import ArchiveClient, AsyncArchiveClient
from petstore.client import PetstoreClient
from workflows.client import AsyncWorkflowsClient, WorkflowsClient
from workflows.operations import ListRuns200, ListRunsRequest
from workflows.server.examples import ExampleRuns

TOKEN = "dev"


def app_of(package: str, server: str, **groups: Any) -> Any:
    """Return an app that answers with examples, or as some groups say, and knows one token."""
    module = import_module(f"{package}.server")
    examples = import_module(f"{package}.server.examples")
    kinds = {group: kind.replace("Handlers", "") for group, kind in module.Handlers.__annotations__.items()}
    found = {group: getattr(examples, f"Example{kind}")() for group, kind in kinds.items()}

    make = import_module(f"{package}.server.{server}").create_app
    schemes = getattr(module.SecurityHandlers, "__abstractmethods__", ())
    if not schemes:
        return make(module.Handlers(**found | groups))
    judge = dict.fromkeys(schemes, lambda _, credential: module.dev_principal(credential))
    return make(module.Handlers(**found | groups), security=type("Guard", (module.SecurityHandlers,), judge)())


class Runs(ExampleRuns):
    """Two pages of runs."""

    def list_runs(self, request: ListRunsRequest) -> ListRuns200:
        run = {"id": str(use.REQUEST), "state": "failed"}
        return ListRuns200.parse({"page": {"runs": [run], "has-more": request.page_number == 1}})


class Depot(httpx.BaseTransport):
    """The depot, and beside it what gives tokens."""

    def __init__(self) -> None:
        self.app = httpx.WSGITransport(app_of("depot", "flask"))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/token":
            return httpx.Response(200, json={"access_token": TOKEN, "token_type": "bearer", "expires_in": 60})
        return self.app.handle_request(request)


def blocking(file: Path) -> None:
    shop = httpx.Client(transport=httpx.WSGITransport(app_of("petstore", "flask")), base_url="http://shop")
    papers = httpx.Client(transport=httpx.WSGITransport(app_of("archive", "flask")), base_url="http://archive")
    flows = httpx.Client(
        transport=httpx.WSGITransport(app_of("workflows", "flask", runs=Runs())), base_url="http://flows"
    )
    with use.credentials(shop, lambda: TOKEN) as client:
        use.write_pets(client)
        use.read_pets(client)
        use.fail(client, PetstoreClient(base_url=None, http_client=shop))
    use.fetch_token(httpx.Client(transport=Depot()))
    archive = ArchiveClient(base_url=None, http_client=papers)
    use.archive_documents(archive, file)
    use.archive_history(archive)
    use.run_workflows(WorkflowsClient(base_url=None, http_client=flows))


async def awaited() -> None:
    async def ask() -> str:
        return TOKEN

    async with (
        httpx.AsyncClient(transport=httpx.ASGITransport(app_of("petstore", "fastapi")), base_url="http://shop") as shop,
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app_of("archive", "fastapi")), base_url="http://archive"
        ) as papers,
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app_of("workflows", "fastapi", runs=Runs())), base_url="http://flows"
        ) as flows,
    ):
        archive = AsyncArchiveClient(base_url=None, http_client=papers)
        await use.use_awaited(shop, ask, archive, AsyncWorkflowsClient(base_url=None, http_client=flows))


if __name__ == "__main__":
    os.environ["APIGEN_DEV_TOKEN"] = TOKEN
    blocking(Path(sys.argv[1]))
    asyncio.run(awaited())
    print("used")
