"""Who may import whom: the invariants of ARCHITECTURE.md, read from the source."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "apigen"
TEMPLATES = ROOT / "templates"

MODULES = sorted(SOURCE.rglob("*.py"))
ADAPTERS = sorted(TEMPLATES.rglob("*.py"))

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "report": (),
    "diagnostics": ("report", "spec"),
    "spec": ("report", "spec"),
    "ir": ("report", "spec", "ir"),
    "names": ("report", "spec", "ir", "names"),
    "python": ("report", "spec", "ir", "names", "python", "contract.examples"),
    "render": ("render",),
    "manifest": (),
    "output": ("manifest", "render.files"),
}
"""What a stage may import of apigen, besides its version. What is not listed (pipeline, cli) may import all."""

FRAMEWORKS = re.compile(r"(?<![a-z])(fastapi|flask|starlette|litestar|django|quart)(?![a-z])", re.IGNORECASE)

PYDANTIC = {"pydantic", "pydantic_core", "typing_extensions"}
RUNTIME_LIBRARIES = {
    "core": PYDANTIC,
    "server": {*PYDANTIC, "jsonschema_rs", "python_multipart"},
    "asgi": set[str](),
    "wsgi": set[str](),
    "client": PYDANTIC,
}
SIBLINGS = {"core": {"core"}, "server": {"core"}, "asgi": {"server"}, "wsgi": {"server"}, "client": {"core"}}
"""The part of the runtime that a part may know besides itself."""
HTTP_LIBRARIES = {"httpx", "httpx2"}
LONGEST = 400


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the modules that a module imports, anywhere in it, and the dots before a relative one."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, 0) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names = [alias.name for alias in node.names]
            if node.module is None or node.module == "apigen":
                yield from ((f"{node.module}.{name}" if node.module else name, node.level) for name in names)
            else:
                yield node.module, node.level


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def within(module: str, allowed: tuple[str, ...]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in allowed)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_dependencies_point_one_way(path: Path) -> None:
    part = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    if part not in MAY_IMPORT:
        return
    for module, level in imports(path):
        assert level == 0, f"{module}: a relative import; only the runtime, which is copied, has those"
        if module.split(".")[0] == "apigen" and module != "apigen.__version__":
            assert within(module.removeprefix("apigen."), MAY_IMPORT[part]), f"{part} may not import {module}"


def test_only_pipeline_and_cli_know_all_stages() -> None:
    stages = {"spec", "ir", "names", "python", "render"}
    for path in MODULES:
        known = {module.split(".")[1] for module, _ in imports(path) if module.startswith("apigen.")}
        if stages <= known:
            assert path.name in ("pipeline.py", "cli.py"), path


@pytest.mark.parametrize("path", sorted((SOURCE / "runtime").rglob("*.py")), ids=name_of)
def test_the_runtime_stands_alone(path: Path) -> None:
    place = path.relative_to(SOURCE / "runtime")
    part = place.parts[0] if len(place.parts) > 1 else "core"
    libraries = RUNTIME_LIBRARIES[part] | (HTTP_LIBRARIES if path.name == "_http.py" else set())
    for module, level in imports(path):
        top = module.split(".")[0]
        if level == 0:
            assert top in sys.stdlib_module_names or top in libraries, f"{part} may not import {module}"
        elif level > 1:
            # Two dots lead from a part to its siblings.
            assert level == 2 and top in {*SIBLINGS[part], part}, f"{part} may not import {'.' * level}{module}"


@pytest.mark.parametrize("path", ADAPTERS, ids=name_of)
def test_an_adapter_needs_the_runtime_only(path: Path) -> None:
    for module, level in imports(path):
        assert level == 0, f"{module}: an adapter is moved when it is copied, so its imports are absolute"
        assert module.split(".")[0] != "apigen" or within(module, ("apigen.runtime",)), module


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.jinja")), ids=name_of)
def test_generated_code_does_not_depend_on_apigen(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = re.findall(r"^\s*(?:from|import)\s+(apigen[\w.]*)", text, re.MULTILINE)
    # The contract test is the one exception: it calls the harness.
    assert [module for module in found if not within(module, ("apigen.contract",))] == []


@pytest.mark.parametrize(
    "path", [path for path in MODULES if "contract" not in path.relative_to(SOURCE).parts], ids=name_of
)
def test_no_framework_is_named(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [f"{n}: {line}" for n, line in enumerate(lines, 1) if FRAMEWORKS.search(line)] == []


@pytest.mark.parametrize("path", [*MODULES, *ADAPTERS], ids=name_of)
def test_a_module_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < LONGEST, "split it by concept"
