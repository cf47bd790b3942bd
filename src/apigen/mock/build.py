"""A contract becomes a folder that can be served: what is generated for it, with the contract's examples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from apigen.config import OptionsError
from apigen.manifest import read_manifest
from apigen.mock.answers import write_answers
from apigen.mock.app import ANSWERS, MODULE, program
from apigen.mock.make import make_answers
from apigen.pipeline import NONE, Options, Outcome, generate
from apigen.reading import Reading
from apigen.render.targets import Target, default_of, discover, templates_root
from apigen.report import Report

_PACKAGE: Final = "mocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mock:
    """A folder that can be served by the command `listen`, as the module's attribute `app`.

    `files` are those that the contract was read from; `silent` are operations that no example could be made for.
    """

    folder: Path
    app: str
    listen: tuple[str, ...]
    title: str
    base_path: str
    operations: int
    answers: int
    silent: tuple[str, ...]
    files: tuple[Path, ...]
    outcome: Outcome


def build_mock(
    spec: str, folder: Path, reading: Reading, report: Report, *, quiet: bool, tell: Callable[[str], None]
) -> Mock:
    """Generate what serves a contract into an empty folder. Raises what `generate` does.

    `quiet` is a server that does not tell of each request.
    """
    target = _default_server()
    options = Options(servers=(target.name,), client=NONE, package=_PACKAGE, app=False, reading=reading)
    outcome = generate(spec, folder, options, report=report, write=True, tell=tell)
    api = outcome.api
    assert api is not None, "a folder that was empty is not up to date"
    tell("making answers")
    answers = make_answers(api)
    write_answers(answers, folder / ANSWERS)
    (folder / f"{MODULE}.py").write_text(program(_PACKAGE, target.name, quiet=quiet), encoding="utf-8")
    manifest = read_manifest(folder)
    parts = () if manifest is None else manifest.parts
    return Mock(
        folder=folder,
        app=f"{MODULE}:app",
        listen=target.listen,
        title=api.title,
        base_path=api.base_path.rstrip("/"),
        operations=len(api.operations),
        answers=sum(len(each.declared) for each in answers.values()),
        silent=tuple(
            f"{each.method} {each.path}"
            for each in api.operations
            if (usual := answers[each.id].usual) is None or not answers[each.id].declared[usual[0]].is_complete
        ),
        files=(Path(spec), *(Path(spec).parent / part for part in parts)),
        outcome=outcome,
    )


def _default_server() -> Target:
    """Return the server target that is written where nothing is chosen. Raises `OptionsError` if it cannot run here."""
    targets = discover(templates_root())
    (name,) = default_of(targets, "server")
    target = next(each for each in targets if each.name == name)
    if any(find_spec(module) is None for module in target.modules):
        raise OptionsError(f"a mock is a {name} server, which is not installed: pip install 'apigen-openapi[{name}]'")
    return target
