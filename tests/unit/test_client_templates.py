"""The httpx target's templates, filled: what they write is clean, imports late, and calls."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import apigen.runtime
from apigen.render.engine import environment
from apigen.render.files import Owner, RenderedFile
from apigen.render.format import format_files
from apigen.render.targets import templates_root

PACKAGE = "client_template_petstore"

MODELS = '''"""Models."""

from __future__ import annotations

from ._runtime.core import BaseModel


class Pet(BaseModel):
    id: int
    name: str


class Problem(BaseModel):
    title: str
'''

OPERATIONS = '''"""Operations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, TypeAlias

from ._runtime.core import (
    MISSING,
    ServerSentEvents,
    Operation,
    Request,
    Response,
    SecurityScheme,
    api_key,
    body,
    http,
    path,
    query,
)
from .models import Pet, Problem


class GetPetRequest(Request):
    pet_id: int
    fields: list[str] | MISSING = MISSING


class GetPet200(Response):
    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Pet


class NotFound404(Response):
    status: ClassVar[Literal[404]] = 404
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Problem


GetPetResponse: TypeAlias = GetPet200 | NotFound404

GET_PET: Operation[GetPetRequest, GetPetResponse, Pet] = Operation(
    id="getPet",
    method="GET",
    path="/pets/{petId}",
    request=GetPetRequest,
    parameters=(path("petId", "pet_id"), query("fields", "fields", explode=False)),
    responses={"200": GetPet200, "404": NotFound404},
    security=({"bearer": ()}, {"api_key": ()}),
)


class CreatePetRequest(Request):
    body: Pet


class CreatePet204(Response):
    status: ClassVar[Literal[204]] = 204


class CreatePetDefault(Response):
    status: int
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)
    body: Problem


CreatePetResponse: TypeAlias = CreatePet204 | CreatePetDefault

CREATE_PET: Operation[CreatePetRequest, CreatePetResponse, None] = Operation(
    id="createPet",
    method="POST",
    path="/pets",
    request=CreatePetRequest,
    body=body("application/json", required=True),
    responses={"204": CreatePet204, "default": CreatePetDefault},
)

class WatchPets200(Response):
    status: ClassVar[Literal[200]] = 200
    media_types: ClassVar[tuple[str, ...]] = ("text/event-stream",)
    body: ServerSentEvents[Pet]


WATCH_PETS: Operation[Request, WatchPets200, ServerSentEvents[Pet]] = Operation(
    id="watchPets",
    method="GET",
    path="/pets/events",
    request=Request,
    responses={"200": WatchPets200},
)

SECURITY_SCHEMES: Mapping[str, SecurityScheme] = {"api_key": api_key("header", "X-API-Key"), "bearer": http("bearer")}
BASE_PATH = "/v1"
'''

GET_PET = {
    "name": "get_pet",
    "constant": "GET_PET",
    "signature": "pet_id: int, /, *, fields: list[str] | MISSING = MISSING",
    "result": "Pet",
    "async_result": "Pet",
    "streams": False,
    "pages": None,
    "arguments": '{"pet_id": pet_id, "fields": fields}',
    "docstring": '"""Return one pet."""',
    "responses": (
        {
            "name": "GetPet200",
            "raised": False,
            "error": "GetPet200Error",
            "error_base": "",
            "body": "Pet",
            "raised_body": "Pet",
            "headers": (),
        },
    ),
}
CREATE_PET = {
    "name": "create_pet",
    "constant": "CREATE_PET",
    "signature": "body: Pet, /, *",
    "result": "None",
    "async_result": "None",
    "streams": False,
    "pages": None,
    "arguments": '{"body": body}',
    "docstring": '"""Add a pet."""',
    "responses": (
        {
            "name": "CreatePetDefault",
            "raised": True,
            "error": "CreatePetDefaultError",
            "error_base": "APIStatusError",
            "body": "Problem",
            "raised_body": "Problem",
            "headers": (),
        },
    ),
}
WATCH_PETS = {
    "name": "watch_pets",
    "constant": "WATCH_PETS",
    "signature": "*",
    "result": "ItemStream[Pet]",
    "async_result": "AsyncItemStream[Pet]",
    "streams": True,
    "pages": None,
    "arguments": "{}",
    "docstring": '"""Tell of pets as they come."""',
    "responses": (),
}
PETS = {
    "module": "pets",
    "attribute": "pets",
    "title": "pets",
    "resource": "Pets",
    "async_resource": "AsyncPets",
    "docstring": '"""Pets for sale."""',
    "operations": (GET_PET, CREATE_PET, WATCH_PETS),
    "client_imports": "\n".join(
        (
            "from pydantic import MISSING",
            "",
            "from .. import operations as ops",
            "from .._runtime.client import (",
            "    AsyncItemStream, AsyncResource, ItemStream, Options, Resource, async_endpoint, endpoint,",
            ")",
            "from ..models import Pet",
        )
    ),
}
CLASSES = (
    "APIConnectionError, APIError, APIStatusError, APITimeoutError, ArgumentError, AuthenticationError, "
    "BadRequestError, ConflictError, ErrorClasses, InternalServerError, NotFoundError, PermissionDeniedError, RateLimitError, "
    "ResponseValidationError, UnprocessableEntityError"
)
CONTEXT: dict[str, object] = {
    "package": PACKAGE,
    "title": "Petstore",
    "version_literal": '"1.0 beta"',
    "class_prefix": "Petstore",
    "base_url": '"https://api.example.com/v1"',
    "server_modules": (),
    "tags": (PETS,),
    "schemes": (
        {"name": '"api_key"', "argument": "api_key", "credential": "str", "async_credential": "str", "carried": True},
        {
            "name": '"bearer"',
            "argument": "bearer",
            "credential": "Token",
            "async_credential": "AsyncToken",
            "carried": True,
        },
    ),
    "resources_imports": "from .pets import AsyncPets, Pets",
}
ERRORS = {
    "docstring": '"""What a call can raise."""',
    "imports": "\n".join(
        (
            "from .. import operations as ops",
            "from .._runtime.client import (",
            *(f"    {name}," for name in CLASSES.split(", ")),
            ")",
            "from ..models import Problem",
        )
    ),
    "exports": tuple(f'"{name}"' for name in CLASSES.split(", ")),
    "shared": (
        {
            "name": "NotFound404",
            "raised": True,
            "error": "NotFound404Error",
            "error_base": "NotFoundError",
            "body": "Problem",
            "raised_body": "Problem",
            "headers": (),
        },
    ),
    "operations": (GET_PET, CREATE_PET, WATCH_PETS),
}


def write(folder: Path) -> None:
    """Write the package as `apigen generate` would, from the pieces above."""
    package = folder / PACKAGE
    runtime = Path(apigen.runtime.__file__).parent
    for part in ("core", "client"):
        shutil.copytree(runtime / part, package / "_runtime" / part, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "client").mkdir()
    texts = {"__init__.py": "", "_runtime/__init__.py": "", "models.py": MODELS, "operations.py": OPERATIONS}
    templates = environment(templates_root())
    for name, target, item in (("__init__", "client", None), ("_http", "httpx", None), ("errors", "client", ERRORS)):
        texts[f"client/{name}.py"] = templates.get_template(f"{target}/{name}.py.jinja").render(CONTEXT, item=item)
    resource = templates.get_template("client/resource.py.jinja")
    texts["client/pets.py"] = resource.render(CONTEXT, item=PETS)
    for file in format_files(RenderedFile(path, text, Owner.APIGEN) for path, text in texts.items()):
        (package / file.path).write_text(file.text, encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("templates")
    write(folder)
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def client(folder: Path) -> Any:
    return importlib.import_module(f"{PACKAGE}.client")


def answer(request: httpx.Request) -> httpx.Response:
    if request.method == "POST":
        return httpx.Response(404, json={"title": "no shop"})
    if request.url.path.endswith("events"):
        return httpx.Response(200, content=b'data: {"id":1,"name":"Rex"}\n\n')
    assert str(request.url) == "https://api.example.com/v1/pets/1?fields=id,name"
    assert request.headers["x-api-key"] == "k"
    assert request.headers["user-agent"] == f"{PACKAGE}/1.0_beta"
    return httpx.Response(200, json={"id": 1, "name": "Rex"})


def test_output_is_clean(folder: Path) -> None:
    rules = ("--isolated", "--no-cache", "--select", "E4,E7,E9,F,I,UP,B", "--target-version", "py311")
    command = (sys.executable, "-m", "ruff", "check", *rules, str(folder / PACKAGE / "client"))
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_calls(client: Any) -> None:
    errors = importlib.import_module(f"{PACKAGE}.client.errors")
    with (
        httpx.Client(transport=httpx.MockTransport(answer)) as http,
        client.PetstoreClient(api_key="k", http_client=http) as petstore,
    ):
        pet = petstore.pets.get_pet(1, fields=["id", "name"])
        assert (pet.id, pet.name) == (1, "Rex")
        assert list(petstore.pets.watch_pets()) == [pet]
        with pytest.raises(errors.CreatePetDefaultError) as caught:
            petstore.pets.create_pet(pet)
        assert isinstance(caught.value, client.NotFoundError)
        assert caught.value.body.title == "no shop"


def test_import_is_lazy(folder: Path) -> None:
    heavy = ("httpx", f"{PACKAGE}.operations", f"{PACKAGE}.models", f"{PACKAGE}.client.pets")
    program = f"import sys, {PACKAGE}.client; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run((sys.executable, "-c", program), cwd=folder, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
