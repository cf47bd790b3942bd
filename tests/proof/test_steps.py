"""Each step on its own, with a fault that only this step can find, and without what it needs."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from apigen.booting import booted
from apigen.proof import checkers, outputs, running
from apigen.proof.checkers import CHECKERS, Checker, check
from apigen.proof.generating import regenerate
from apigen.proof.outputs import Output, chosen, missing
from apigen.proof.results import State
from apigen.proof.running import serve, travel
from apigen.render.targets import discover, templates_root

from .conftest import NOTES, OPTIONS

Copy = Callable[[Output], Output]
WRONG = """

def _forget(self: Notes, request: object) -> object:
    raise RuntimeError("the shelf is empty")


Notes.get_note = _forget
"""
SETTINGS = '[tool.mypy]\nstrict = true\n[tool.pyright]\ntypeCheckingMode = "strict"\n'
FAULTS = {
    "ruff check": ("import os\n", "F401"),
    "ruff format": ("x = [1,2]\n", "module.py"),
    "mypy --strict": ("def double(x):\n    return 2 * x\n", "no-untyped-def"),
    "pyright strict": ('x: int = "one"\n', "reportAssignmentType"),
}


def of_kind(made: Sequence[Output], *, app: bool, server: str | None = None) -> Output:
    """Return the first output of a kind."""
    names = [each for each in made if each.app is app and server in (None, *(one.name for one in each.servers))]
    return names[0]


def appended(file: Path, text: str) -> None:
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_every_target_occurs(made: list[Output]) -> None:
    targets = discover(templates_root())
    servers = {each.name for each in targets if each.kind == "server"}
    clients = {each.name for each in targets if each.kind == "client"}
    whole = [each for each in made if each.app]
    assert {each.name for output in whole for each in output.servers} == servers
    assert {output.client.name for output in whole if output.client} == clients
    # Every client meets every server.
    packages = [each for each in made if not each.app]
    assert {each.client.name for each in packages if each.client} == clients
    assert all({each.name for each in output.servers} == servers for output in packages)


@pytest.mark.parametrize("checker", CHECKERS, ids=lambda each: each.name)
def test_a_checker_finds_its_fault(checker: Checker, tmp_path: Path) -> None:
    fault, rule = FAULTS[checker.name]
    folder = tmp_path / "output"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(SETTINGS)
    file = folder / "module.py"
    file.write_text("")
    output = Output(folder=folder, package="module", servers=(), client=None, app=True, operations=1)
    fine = check(checker, output)
    assert (fine.state, fine.details) == (State.PROVEN, ())
    file.write_text(fault)
    found = check(checker, output)
    assert found.state is State.FAILED
    assert rule in "\n".join(found.details)
    assert str(folder) not in "\n".join(found.details)


def test_bytes_that_differ_are_found(made: list[Output], copied: Copy) -> None:
    output = copied(of_kind(made, app=True))
    appended(output.root / "models.py", "\n# By hand.\n")
    (output.root / "more.py").touch()
    (output.root / "py.typed").unlink()
    found = regenerate(str(NOTES), output, OPTIONS, None)
    assert found.state is State.FAILED
    assert found.details == (
        "notes/more.py: not there the second time",
        "notes/py.typed: there the second time only",
        "notes/models.py: not the same",
    )


SERVERS = [each.name for each in discover(templates_root()) if each.kind == "server"]


@pytest.mark.parametrize("server", SERVERS)
def test_a_server_hands_over_what_others_drop(server: str, made: list[Output]) -> None:
    output = of_kind(made, app=True, server=server)
    with booted(output.servers[0].listen, output.folder) as found:
        request = Request(f"{found.url}/notes/1", headers={"client_name": "me"})
        with urlopen(request, timeout=30) as answer:
            assert (answer.status, json.load(answer).keys()) == (200, {"text", "stars"})


@pytest.mark.parametrize("server", SERVERS)
def test_a_server_that_does_not_start_is_found(server: str, made: list[Output], copied: Copy) -> None:
    output = copied(of_kind(made, app=True, server=server))
    appended(output.folder / "app" / "main.py", '\nraise RuntimeError("no database")\n')
    boot, tested = serve(output)
    assert (boot.step, boot.target, boot.state) == ("boot", server, State.FAILED)
    assert "RuntimeError: no database" in boot.details
    assert (tested.state, tested.note) == (State.UNPROVEN, "nobody answers")


@pytest.mark.parametrize("server", SERVERS)
def test_a_handler_that_answers_wrongly_is_found(server: str, made: list[Output], copied: Copy) -> None:
    output = copied(of_kind(made, app=True, server=server))
    appended(output.folder / "app" / "notes.py", WRONG)
    boot, tested = serve(output)
    assert boot.state is State.PROVEN
    assert tested.state is State.FAILED
    assert tested.note.startswith("1 operation, ")
    said = "\n".join(tested.details)
    assert "GET /notes/{noteId}" in said
    assert "curl -X GET" in said
    assert "RuntimeError: the shelf is empty" in said


def test_what_arrives_is_counted(made: list[Output]) -> None:
    found = travel(of_kind(made, app=False))
    assert (found.state, found.details) == (State.PROVEN, ())
    # An empty list leaves no pair in a query.
    assert found.note.startswith("1 operation, ") and found.note.endswith(" of them beyond what a wire can say")


def test_a_client_that_loses_an_argument_is_found(made: list[Output], copied: Copy) -> None:
    output = copied(of_kind(made, app=False))
    client = output.root / "client" / "notes.py"
    text = client.read_text(encoding="utf-8")
    client.write_text(text.replace('"language": language', '"language": MISSING'), encoding="utf-8")
    found = travel(output)
    assert found.state is State.FAILED
    assert found.note.startswith("1 operation, ")
    ways = {f"getNote ({server}, {way}): argument not equal" for server in SERVERS for way in ("blocking", "awaited")}
    assert ways & {*found.details}
    assert any("language" in line and "MISSING" in line for line in found.details)


def test_nothing_can_be_asked_where_there_is_no_operation(made: list[Output]) -> None:
    boot, tested = serve(replace(of_kind(made, app=True), operations=0))
    assert boot.state is State.PROVEN
    assert (tested.state, tested.note) == (State.UNPROVEN, "the contract has no operation")


def test_what_breaks_off_is_a_failure(made: list[Output], copied: Copy) -> None:
    output = copied(of_kind(made, app=False))
    (output.root / "models.py").write_text("raise RuntimeError('spoilt')\n", encoding="utf-8")
    found = travel(output)
    assert (found.state, found.note) == (State.FAILED, "broke off")
    assert found.details[-1] == "RuntimeError: spoilt"


def test_what_is_not_installed_is_named(made: list[Output], monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(name: str) -> object:
        return None if name in ("pyright", "schemathesis", "a2wsgi") else find_spec(name)

    def no_distribution(name: str) -> object:
        if name == "uvicorn":
            raise PackageNotFoundError(name)
        return distribution(name)

    monkeypatch.setattr(checkers, "find_spec", nothing)
    monkeypatch.setattr(running, "find_spec", nothing)
    monkeypatch.setattr(outputs, "distribution", no_distribution)
    output = of_kind(made, app=True)
    _, tested = serve(output)
    found = [check(CHECKERS[2], output), tested, travel(of_kind(made, app=False))]
    assert {each.state for each in found} == {State.UNPROVEN}
    assert [(each.note, each.remedy) for each in found] == [
        ("needs pyright", "pip install 'pyright[nodejs]'"),
        ("needs schemathesis", "pip install 'apigen-openapi[test]'"),
        ("needs a2wsgi", "pip install 'apigen-openapi[test]'"),
    ]
    (lack,) = filter(None, map(missing, discover(templates_root())))
    assert (lack.step, lack.state, lack.note) == ("everything", State.UNPROVEN, "needs uvicorn")
    assert lack.remedy.startswith("pip install 'uvicorn[standard]")
    present = [each for each in discover(templates_root()) if each.name != lack.target]
    assert all(lack.target not in [each.name for each in choice.servers] for choice in chosen(present))
