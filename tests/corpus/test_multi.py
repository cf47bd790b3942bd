"""Public contracts of many files: each is one document afterwards, with every operation that its files hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import pytest
import yaml

from apigen.ir.lower import lower
from apigen.report import ContractError, Place, Report
from apigen.spec.check import check
from apigen.spec.document import Document, Json
from apigen.spec.files import fetch
from apigen.spec.load import Access, load

from .support import ABSENT, CORPUS

MULTI: Final = CORPUS / "dev" / "multi"
ROOTS: Final = {
    "camaraproject-API_definitions-quality-on-demand": "code/API_definitions/quality-on-demand.yaml",
    "connexion-relative-refs": "tests/fixtures/relative_refs/openapi.yaml",
    "digitalocean": "specification/DigitalOcean-public.v2.yaml",
    "ga4gh-drs": "openapi/data_repository_service.openapi.yaml",
    "hey-api-3.1.x-full": "specs/3.1.x/full.yaml",
    "lob": "lob-api-public.yml",
    "petstore-separate": "examples/v2.0/yaml/petstore-separate/spec/swagger.yaml",
    "prism-callback-client": "examples/callbacks/client-service.oas3.yaml",
    "speakeasy-api-inline-additionaloperations_input": "openapi/testdata/inline/additionaloperations_input.yaml",
}
METHODS: Final = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"})
STAND_IN: Final = Path("/remote.yaml")
SERVICE: Final = {"components": {"schemas": {"Service": {"type": "object"}}}}
"""What the test has for the one part that is on the network."""

pytestmark = pytest.mark.skipif(not MULTI.exists(), reason=ABSENT)


@cache
def parsed(file: Path) -> Any:
    """Return what a file holds; every scalar is a string."""
    return str(file.read_text()) if file.suffix == ".md" else yaml.load(file.read_bytes(), yaml.CBaseLoader)


def follow(file: Path, value: Any) -> tuple[Path, Any]:
    """Return what a value is, and the file that it is in: references are followed, in the plainest way there is."""
    while isinstance(value, dict) and isinstance(value.get("$ref"), str):
        name, _, pointer = unquote(value["$ref"]).partition("#")
        file = (STAND_IN if name.startswith("https:") else file.parent / name).resolve() if name else file
        value = SERVICE if file == STAND_IN else parsed(file)
        for token in pointer.split("/")[1:]:
            _, value = follow(file, value)
            value = value[int(token) if isinstance(value, list) else token.replace("~1", "/").replace("~0", "~")]
    return file, value


def operations(root: Path) -> Iterator[tuple[str, str]]:
    """Yield path and method of each operation of a contract."""
    file, paths = follow(root, parsed(root)["paths"])
    for path, written in paths.items():
        if path.startswith("x-"):
            continue
        where, item = follow(file, written)
        yield from ((path, method.upper()) for method in item if method in METHODS)
        _, more = follow(where, item.get("additionalOperations", {}))
        yield from ((path, method) for method in more)


def external(value: Json) -> Iterator[str]:
    """Yield the references of a document to something else."""
    if isinstance(value, dict):
        ref = value.get("$ref")
        if isinstance(ref, str) and not ref.startswith("#"):
            yield ref
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from external(inner)


@pytest.fixture(scope="module", params=ROOTS)
def contract(request: pytest.FixtureRequest) -> tuple[Path, Document]:
    """The root of a contract, and what it comes to with all that it refers to."""

    def fetched(url: str, hosts: tuple[str, ...]) -> tuple[str, bytes]:
        return url, json.dumps(SERVICE).encode()

    folder = MULTI / request.param
    access = Access(roots=(folder,), hosts=("raw.githubusercontent.com",))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fetch, "fetch", fetched)
        return folder / ROOTS[request.param], load(folder / ROOTS[request.param], Report(), access=access)


def differences(root: Path, whole: Path) -> Iterator[str]:
    """Yield where the files of a contract and its one document differ, references followed in both."""
    pending: list[tuple[Path, Any, Any, str]] = [(root, parsed(root), parsed(whole), "")]
    seen: set[tuple[int, int]] = set()
    while pending:
        file, before, after, at = pending.pop()
        file, before = follow(file, before)
        _, after = follow(whole, after)
        if (id(before), id(after)) in seen:
            continue
        seen.add((id(before), id(after)))
        if isinstance(before, dict) and isinstance(after, dict):
            # Only components are new.
            new = set(after) - set(before) if at.count("/") > 2 else set[str]()
            yield from (f"{at}/{key}" for key in (set(before) - set(after)) | new)
            pending.extend((file, before[key], after[key], f"{at}/{key}") for key in before if key in after)
        elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
            pending.extend((file, *pair, f"{at}/{index}") for index, pair in enumerate(zip(before, after, strict=True)))
        elif type(before) is not type(after) or (isinstance(before, str) and not is_same(before, after, at)):
            yield f"{at}: {str(before)[:80]} -> {str(after)[:80]}"


def is_same(before: str, after: str, at: str) -> bool:
    """Whether two scalars say the same: as JSON or YAML, numbers are not written alike."""
    return before == after or "/mapping/" in at or yaml.safe_load(before) == yaml.safe_load(after)


def test_nothing_is_lost_or_changed(contract: tuple[Path, Document], tmp_path: Path) -> None:
    root, document = contract
    whole = tmp_path / "bundle.json"
    whole.write_text(json.dumps(document.bundle.value), encoding="utf-8")
    assert list(external(document.bundle.value)) == []
    assert list(differences(root.resolve(), whole)) == []


def test_every_operation_is_there(contract: tuple[Path, Document]) -> None:
    root, document = contract
    report = Report()
    check(document, report)
    found = {(operation.path, operation.method) for operation in lower(document, report).operations}
    assert found == set(operations(root))


def test_one_file_afterwards(contract: tuple[Path, Document], tmp_path: Path) -> None:
    once = contract[1].bundle
    again = tmp_path / "bundle.json"
    again.write_text(json.dumps(once.value), encoding="utf-8")
    assert load(again, Report()).bundle.value == once.value
    assert once.parts


def test_what_stands_elsewhere_is_refused() -> None:
    report = Report()
    with pytest.raises(ContractError):
        load(MULTI / "ga4gh-drs" / ROOTS["ga4gh-drs"], report)
    (found,) = report
    assert isinstance(found.at, Place)
    assert (found.code, Path(found.at.file).name, found.at.line) == ("AG406", "200ServiceInfo.yaml", 6)
    report = Report()
    with pytest.raises(ContractError):
        load(MULTI / "petstore-separate" / ROOTS["petstore-separate"], report)
    assert {found.code for found in report} == {"AG405"}
