"""A contract changes under a service with handwritten code: what is yours stays, what must change is said."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from ..support.commands import apigen, contents, python
from ..support.packages import ROOT

HANDWRITTEN = {
    # Three operations written by hand. The owners are finished, the pets still lean on their examples.
    "app/pets.py": '''\
"""The handlers of pets."""

from petstore.models import Dog, Pet, Problem
from petstore.operations import (
    CreatePet201,
    CreatePet409,
    CreatePetRequest,
    CreatePetResponse,
    GetPet200,
    GetPetRequest,
    GetPetResponse,
    NotFound404,
)
from petstore.server.examples import ExamplePets


class Pets(ExamplePets):
    def __init__(self) -> None:
        self._pets: dict[int, Pet] = {}

    async def create_pet(self, request: CreatePetRequest) -> CreatePetResponse:
        number = len(self._pets) + 1
        if any(pet.name == request.body.name for pet in self._pets.values()):
            return CreatePet409(Problem(title="there is such a pet already"))
        values = {"id": number, "name": request.body.name, "status": "available", "added_at": "2024-05-01T09:30:00Z"}
        self._pets[number] = Pet.model_validate({**values, "animal": Dog(barks=True)})
        return CreatePet201(self._pets[number], location=f"/v1/pets/{number}")

    def get_pet(self, request: GetPetRequest) -> GetPetResponse:
        pet = self._pets.get(request.pet_id)
        return GetPet200(pet) if pet else NotFound404(Problem(title="no such pet"))
''',
    "app/owners.py": '''\
"""The handlers of owners."""

from petstore.models import Owner
from petstore.operations import GetOwner200, GetOwnerRequest, GetOwnerResponse
from petstore.server.handlers import OwnersHandlers


class Owners(OwnersHandlers):
    async def get_owner(self, request: GetOwnerRequest) -> GetOwnerResponse:
        return GetOwner200(Owner(id=request.owner_id, name="Ada", email="ada@example.com", pets=[1]))
''',
}

NO_CONTENT = {"204": {"description": "Done."}}


@dataclass(frozen=True, kw_only=True)
class Change:
    """What happens to the contract, and what its owner must hear and see of it."""

    edit: Callable[[Any], None]
    appears: frozenset[str] = frozenset()
    vanishes: frozenset[str] = frozenset()
    hints: tuple[str, ...] = ()
    type_errors: tuple[tuple[str, str], ...] = ()
    """Each a file, and what mypy says of it; the list is complete as to the files."""
    start_error: tuple[str, ...] = ()
    """Parts of the message with which the app does not start; empty if it starts."""
    warns: tuple[str, ...] = ()
    """Operations that the start says are answered by examples, beside those of before."""
    carries: tuple[tuple[str, str], ...] = field(default=())
    """Each a file of apigen's, and what it now holds."""


def add_parameter(contract: Any) -> None:
    parameter = {"name": "verbose", "in": "query", "schema": {"type": "boolean", "default": False}}
    contract["paths"]["/owners/{ownerId}"]["get"]["parameters"].append(parameter)


def add_operation(path: str, method: str, operation: str, tag: str) -> Callable[[Any], None]:
    def edit(contract: Any) -> None:
        item = contract["paths"].setdefault(path, {})
        parameters = contract["paths"]["/owners/{ownerId}"]["get"]["parameters"][:1] if "{" in path else []
        item[method] = {"tags": [tag], "operationId": operation, "parameters": parameters, "responses": NO_CONTENT}

    return edit


def delete_operation(contract: Any) -> None:
    del contract["paths"]["/pets"]["post"]


def delete_tag(contract: Any) -> None:
    for path in [path for path in contract["paths"] if path.startswith("/store")]:
        del contract["paths"][path]
    contract["tags"] = [tag for tag in contract["tags"] if tag["name"] != "store"]


def rename_schema(contract: Any) -> None:
    text = json.dumps(contract).replace("#/components/schemas/Owner", "#/components/schemas/Customer")
    contract.clear()
    contract.update(json.loads(text))
    contract["components"]["schemas"]["Customer"] = contract["components"]["schemas"].pop("Owner")


def rename_schema_and_keep_its_name(contract: Any) -> None:
    rename_schema(contract)
    contract["components"]["schemas"]["Customer"]["x-apigen-name"] = "Owner"


def add_response(contract: Any) -> None:
    responses = contract["paths"]["/pets/{petId}"]["get"]["responses"]
    responses["410"] = responses["404"]


CHANGES = {
    "nothing": Change(edit=lambda contract: None),
    "a-parameter-is-added": Change(
        edit=add_parameter,
        carries=(
            ("petstore/operations.py", "    verbose: bool = False\n"),
            ("petstore/client/owners.py", "verbose: bool | MISSING = MISSING"),
        ),
    ),
    "a-response-is-added": Change(edit=add_response, carries=(("petstore/operations.py", "410"),)),
    "an-operation-is-added-to-finished-handlers": Change(
        edit=add_operation("/owners/{ownerId}", "delete", "deleteOwner", "owners"),
        type_errors=(
            ("app/main.py", 'Cannot instantiate abstract class "Owners" with abstract attribute "delete_owner"'),
        ),
        start_error=("Owners", "delete_owner"),
    ),
    "an-operation-is-added-to-examples": Change(
        edit=add_operation("/pets/random", "put", "shufflePets", "pets"),
        warns=("pets.shuffle_pets  PUT /pets/random",),
    ),
    "an-operation-is-deleted": Change(
        edit=delete_operation,
        type_errors=(("app/pets.py", 'Module "petstore.operations" has no attribute "CreatePet201"'),),
        start_error=("ImportError", "CreatePet201"),
    ),
    "a-schema-is-renamed": Change(
        edit=rename_schema,
        type_errors=(("app/owners.py", 'Module "petstore.models" has no attribute "Owner"'),),
        start_error=("ImportError", "'Owner'"),
        carries=(("petstore/models.py", "class Customer(BaseModel):"),),
    ),
    "a-schema-is-renamed-and-keeps-its-name": Change(
        edit=rename_schema_and_keep_its_name,
        carries=(("petstore/models.py", "class Owner(BaseModel):"),),
    ),
    "a-tag-is-added": Change(
        edit=add_operation("/toys", "post", "addToy", "toys"),
        appears=frozenset({"app/toys.py", "petstore/client/toys.py"}),
        hints=("to do: app/toys.py is new: pass its class to Handlers in app/main.py",),
        type_errors=(("app/main.py", 'Missing named argument "toys" for "Handlers"'),),
        start_error=("TypeError", "'toys'"),
    ),
    "a-tag-is-deleted": Change(
        edit=delete_tag,
        vanishes=frozenset({"petstore/client/store.py"}),
        type_errors=(
            ("app/main.py", 'Unexpected keyword argument "store" for "Handlers"'),
            ("app/store.py", 'Module "petstore.server.examples" has no attribute "ExampleStore"'),
        ),
        start_error=("ImportError", "ExampleStore"),
    ),
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A service with three operations written by hand, its contract beside it."""
    root = tmp_path_factory.mktemp("written")
    shutil.copy(ROOT / "specs" / "petstore.yaml", root / "contract.yaml")
    done = apigen("generate", "contract.yaml", "-o", "service", cwd=root)
    assert done.returncode == 0, done.stderr
    for path, text in HANDWRITTEN.items():
        (root / "service" / path).write_text(text)
    done = python("-m", "mypy", ".", cwd=root / "service")
    assert done.returncode == 0, done.stdout
    return root


@pytest.mark.parametrize("case", CHANGES)
def test_a_change_of_the_contract(written: Path, tmp_path: Path, case: str) -> None:
    change = CHANGES[case]
    # The cache of the types comes along, so that only what changed is checked again.
    root = shutil.copytree(written, tmp_path / "copy")
    contract = yaml.safe_load((root / "contract.yaml").read_text())
    change.edit(contract)
    (root / "contract.yaml").write_text(json.dumps(contract, indent=2))
    before = contents(root / "service")

    done = apigen("generate", "contract.yaml", "-o", "service", cwd=root)

    assert done.returncode == 0, done.stderr
    after = contents(root / "service")
    assert after.keys() - before.keys() == change.appears
    assert before.keys() - after.keys() == change.vanishes
    yours = [path for path in before if not path.startswith("petstore/") and path != ".apigen.json"]
    assert [path for path in yours if after[path] != before[path]] == []
    assert tuple(line for line in done.stderr.splitlines() if line.startswith("to do:")) == change.hints
    assert [each for each in change.carries if each[1] not in after[each[0]].decode()] == []
    _types(root / "service", change)
    _start(root / "service", change)


def _types(service: Path, change: Change) -> None:
    done = python("-m", "mypy", ".", cwd=service)
    lines = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert {line.partition(":")[0] for line in lines} == {file for file, _ in change.type_errors}, done.stdout
    for file, text in change.type_errors:
        assert [line for line in lines if line.startswith(f"{file}:") and text in line], done.stdout


def _start(service: Path, change: Change) -> None:
    done = python("-c", "import app.main", cwd=service)
    assert (done.returncode == 0) is (not change.start_error), done.stderr
    message = done.stderr.strip().splitlines()[-1]
    assert [part for part in change.start_error if part not in message] == [], done.stderr
    if change.start_error:
        return
    listed = {line.strip() for line in done.stderr.splitlines() if line.startswith("  ")}
    known = {
        "pets.list_pets  GET /pets",
        "pets.update_pet  PATCH /pets/{petId}",
        "pets.delete_pet  DELETE /pets/{petId}",
        "store.get_inventory  GET /store/inventory",
        "store.place_order  POST /store/orders",
        "store.get_order  GET /store/orders/{orderId}",
    }
    assert listed == known | set(change.warns)


def test_without_examples_an_unfinished_service_does_not_start_and_says_why(written: Path, tmp_path: Path) -> None:
    service = shutil.copytree(written / "service", tmp_path / "service")
    main = service / "app" / "main.py"
    main.write_text(main.read_text().replace("# examples=False,", "examples=False,"))
    done = python("-c", "import app.main", cwd=service)
    assert done.returncode == 1
    assert "StartupError: examples are switched off" in done.stderr
    assert "store.place_order  POST /store/orders" in done.stderr
    assert "pets.get_pet" not in done.stderr


def test_handwritten_operations_answer_after_a_regeneration(written: Path, tmp_path: Path) -> None:
    root = shutil.copytree(written, tmp_path / "copy")
    contract = yaml.safe_load((root / "contract.yaml").read_text())
    add_parameter(contract)
    (root / "contract.yaml").write_text(json.dumps(contract))
    assert apigen("generate", "contract.yaml", "-o", "service", cwd=root).returncode == 0
    code = """
from starlette.testclient import TestClient
from app.main import app
from petstore.client import PetstoreClient
from petstore.client.errors import CreatePet409Error

client = PetstoreClient(base_url=None, bearer="dev", http_client=TestClient(app))
pet = client.pets.create_pet({"name": "Max", "animal": {"kind": "dog", "barks": True}})
assert client.pets.get_pet(pet.id) == pet
assert client.owners.get_owner("3fa85f64-5717-4562-b3fc-2c963f66afa6", verbose=True).name == "Ada"
try:
    client.pets.create_pet({"name": "Max", "animal": {"kind": "dog", "barks": True}})
except CreatePet409Error as error:
    print(error.body.title)
"""
    done = python("-c", f"import os; os.environ['APIGEN_DEV_TOKEN'] = 'dev'\n{code}", cwd=root / "service")
    assert done.stdout == "there is such a pet already\n", done.stderr
