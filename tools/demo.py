"""The petstore from its contract to a running service, driven through every operation by its own client."""

from __future__ import annotations

import argparse
import importlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "specs" / "petstore.yaml"
OUTPUT = ROOT / "build" / "demo" / "petstore"
START_LIMIT = 30.0


class DemoError(Exception):
    """The demo did not show what it should. The message says what."""


def main() -> int:
    """Run the demo; return its exit status."""
    arguments = _arguments()
    output = Path(arguments.output).absolute()
    try:
        generate(output)
        show(output)
        token = secrets.token_urlsafe(12)
        with server(output, token) as base_url:
            called = drive(output, base_url, token)
    except DemoError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"\nThe server is stopped. {called} operations were called; the service is in {_short(output)}:")
    print(f"\n  cd {_short(output)}")
    print(f"  APIGEN_DEV_TOKEN=secret {_tool('uvicorn')} app.main:app --reload    # then open the /v1/docs of it")
    print(f"  {_tool('apigen')} test {SPEC} --app app.main:app    # the contract test")
    return 0


def generate(output: Path) -> None:
    """Run `apigen generate` as a user does."""
    if output.exists() and not (output / ".apigen.json").is_file():
        raise DemoError(f"{output} is not a folder that the demo made: name another one")
    shutil.rmtree(output, ignore_errors=True)
    print(f"$ apigen generate {_short(SPEC)} -o {_short(output)}", flush=True)
    command = [sys.executable, "-m", "apigen", "generate", str(SPEC), "-o", str(output)]
    if subprocess.run(command, cwd=ROOT, env=_environment(), check=False).returncode:
        raise DemoError("the petstore could not be generated")


def show(output: Path) -> None:
    """Print what was made, and whose it is."""
    files = sorted(path.relative_to(output) for path in output.rglob("*.py"))
    package = next(path.parent.name for path in output.glob("*/_contract.json"))
    runtime = [path for path in files if path.parts[:2] == (package, "_runtime")]
    print(f"\nYours, written once:     {_list(path for path in files if path.parts[0] != package)}")
    print(
        f"apigen's, written anew:  {_list(path for path in files if path.parts[0] == package and path not in runtime)}"
    )
    print(f"                         and {len(runtime)} modules in {package}/_runtime that need nothing of apigen")


@contextmanager
def server(output: Path, token: str) -> Generator[str]:
    """Run the generated service on a free port of this machine, for a `with` block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    print(f"\n$ uvicorn app.main:app --port {port}", flush=True)
    command = [sys.executable, "-m", "uvicorn", "app.main:app", "--port", str(port), "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=output, env={**_environment(), "APIGEN_DEV_TOKEN": token})
    try:
        _wait_for(f"{address}/v1/openapi.json", process)
        yield f"{address}/v1"
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_LIMIT
    while time.monotonic() < end:
        if process.poll() is not None:
            raise DemoError(f"the server ended with status {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except urllib.error.HTTPError as error:
            raise DemoError(f"the server answers {error.code} to {url}") from error
        except OSError:
            time.sleep(0.05)
    raise DemoError(f"the server did not answer within {START_LIMIT:.0f} s")


def drive(output: Path, base_url: str, token: str) -> int:
    """Call every operation with the generated client and return how many there are."""
    sys.path.insert(0, str(output))
    client_module: Any = importlib.import_module("petstore.client")
    errors: Any = importlib.import_module("petstore.client.errors")
    models: Any = importlib.import_module("petstore.models")
    operations: Any = importlib.import_module("petstore.operations")

    some_id = UUID("8d2f7b2e-5f0c-4d52-9f4b-3a2b7f6c1d10")
    called: set[str] = set()

    def step(operation: str, text: str, call: Callable[[], Any]) -> Any:
        called.add(operation)
        result = call()
        print(f"  client.{text}\n      {_clip(result)}")
        return result

    def refused(text: str, call: Callable[[], Any], expected: type[Exception]) -> None:
        try:
            call()
        except expected as error:
            print(f"  client.{text}\n      {type(error).__name__}: {_clip(error)}")
            return
        raise DemoError(f"client.{text} should have raised {expected.__name__}")

    print("The generated client, typed from end to end:\n")
    with client_module.PetstoreClient(base_url=base_url, bearer=token) as client:
        pets, store = client.pets, client.store
        new = models.NewPet(name="Rex", animal=models.Dog(kind="dog", barks=True))
        pet = step("createPet", "pets.create_pet(NewPet(name='Rex', ...))", lambda: pets.create_pet(new))
        step("getPet", f"pets.get_pet({pet.id})", lambda: pets.get_pet(pet.id))
        step("listPets", "pets.list_pets(limit=2)", lambda: pets.list_pets(limit=2))
        changes = models.PetChanges(name="Max")
        step("updatePet", f"pets.update_pet({pet.id}, ...)", lambda: pets.update_pet(pet.id, changes))
        step("deletePet", f"pets.delete_pet({pet.id})", lambda: pets.delete_pet(pet.id))
        step("getOwner", "owners.get_owner(...)", lambda: client.owners.get_owner(some_id))
        step("getInventory", "store.get_inventory()", store.get_inventory)
        order = models.NewOrder(pet_id=pet.id)
        placed = step("placeOrder", "store.place_order(...)", lambda: store.place_order(order))
        step("getOrder", "store.get_order(...)", lambda: store.get_order(placed.id))
        print("\nErrors are typed, too:\n")
        gone = f"pets.get_pet({pet.id})  # it was deleted"
        refused(gone, lambda: pets.get_pet(pet.id), errors.NotFound404Error)
    with client_module.PetstoreClient(base_url=base_url) as client:
        unknown = "pets.create_pet(...)  # without a token"
        refused(unknown, lambda: client.pets.create_pet(new), errors.Unauthorized401Error)
    declared = {value.id for value in vars(operations).values() if type(value).__name__ == "Operation"}
    if declared != called:
        raise DemoError(f"not called: {', '.join(sorted(declared - called))}")
    return len(called)


def _environment() -> dict[str, str]:
    """Return the environment with this checkout's apigen in it, installed or not."""
    known = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), *([known] if known else [])])}


def _list(paths: Any) -> str:
    return " ".join(path.as_posix() for path in paths)


def _clip(value: object) -> str:
    text = " ".join(str(value).split()) if isinstance(value, Exception) else repr(value)
    return text if len(text) <= 150 else f"{text[:150]}..."


def _short(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Generate the petstore, boot it, and drive it with its client.")
    parser.add_argument("--output", default=str(OUTPUT), metavar="DIR", help="where to write; emptied before")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
