"""The command line: exit statuses of the real command, and a whole run over stages that are stood in for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from apigen import __version__
from apigen.manifest import MANIFEST
from apigen.report import ContractError, Report


def apigen(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "apigen", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False)


def test_the_version_is_answered_before_anything_is_imported(tmp_path: Path) -> None:
    code = "import sys; from apigen.__main__ import main; sys.argv[1:] = ['--version']; main(); print('typer' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == f"apigen {__version__}\nFalse\n"


@pytest.mark.parametrize(
    "command",
    [[], ["generate"], ["validate"], ["test"], ["bundle"], ["explain"]],
    ids=lambda command: "-".join(command) or "all",
)
def test_help_shows_an_example(tmp_path: Path, command: list[str]) -> None:
    done = apigen(*command, "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert "Example: apigen " in done.stdout
    assert done.stderr == ""


BAD_USE = {
    "no-command": ([], "Usage: apigen"),
    "unknown-command": (["genrate", "x"], "No such command 'genrate'"),
    "unknown-flag": (["generate", "s.yaml", "--colour"], "No such option: --colour"),
    "missing-file": (["generate", "gone.yaml"], "gone.yaml: no such file"),
    "folder-as-spec": (["generate", "folder"], "folder: is a folder, not a file"),
    "folder-to-validate": (["validate", "folder"], "folder: is a folder without an OpenAPI document"),
    "output-is-a-file": (["generate", "s.yaml", "-o", "s.yaml"], "s.yaml is not a folder"),
    "output-is-a-loop": (["generate", "s.yaml", "-o", "loop"], "loop is not a folder"),
    "broken-manifest": (["generate", "s.yaml", "-o", "folder"], ".apigen.json is not JSON"),
    "unknown-server": (["generate", "s.yaml", "--server", "abacus"], "no server target is named 'abacus': choose from"),
    "unknown-client": (["generate", "s.yaml", "--client", "abacus"], "no client target is named 'abacus': choose from"),
    "none-and-more": (["generate", "s.yaml", "--server", "none", "--server", "x"], "goes with no other"),
    "bad-package": (["generate", "s.yaml", "--package", "1-x"], "'1-x' cannot be a package's name"),
    "taken-package": (["generate", "s.yaml", "--package", "app"], "'app' cannot be a package's name"),
    "keyword-package": (["generate", "s.yaml", "--package", "class"], "'class' cannot be a package's name"),
}


@pytest.mark.parametrize(("arguments", "message"), BAD_USE.values(), ids=BAD_USE)
def test_what_the_user_can_mend_is_status_2_and_writes_nothing(
    tmp_path: Path, arguments: list[str], message: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / MANIFEST).write_text("not json")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "s.yaml").write_text("openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n")
    before = sorted(os.listdir(tmp_path))
    done = apigen(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert sorted(os.listdir(tmp_path)) == before


@dataclass(frozen=True)
class View:
    package: str
    title: str
    tags: tuple[str, ...] = ()


@dataclass
class Stages:
    """Stands in for the stages between the contract and the templates; `contract` is what they make of it."""

    reads: int = 0
    fault: str = ""
    bug: Exception | None = None
    warnings: list[str] = field(default_factory=list[str])

    def load(self, spec: str, report: Report, **options: object) -> SimpleNamespace:
        self.reads += 1
        if self.bug:
            raise self.bug
        if self.fault == "load":
            report.error("AG001", "the file is empty", at=None)
            raise ContractError
        return SimpleNamespace(text=Path(spec).read_text(), places=None, bundle=SimpleNamespace(parts=(), gaps={}))

    def check(self, document: SimpleNamespace, report: Report) -> None:
        if self.fault == "check":
            report.error("AG203", "wrong", at=None)
        for warning in self.warnings:
            report.warning("AG900", warning, at=None)

    def lower(self, document: SimpleNamespace, report: Report) -> SimpleNamespace:
        return SimpleNamespace(title=document.text.strip(), operations=(1, 2), types={"Pet": 1})

    def assign_names(
        self, api: SimpleNamespace, report: Report, package: str | None, *, modules: object = ()
    ) -> SimpleNamespace:
        return SimpleNamespace(package=package or api.title.lower())

    def make_examples(self, api: SimpleNamespace, report: Report) -> None:
        return None

    def build_view(self, api: SimpleNamespace, names: SimpleNamespace, examples: None, emitter: None) -> View:
        return View(names.package, api.title)

    def render_full(self, report: Report, places: None, *, colour: bool) -> str:
        return "\n".join(f"{found.severity}[{found.code}]: {found.message}" for found in report)


BASE = """
name = "core"
kind = "base"
default = true
runtime = ["core"]
next = ["run it"]

[[files]]
template = "models.jinja"
to = "{package}/models.py"

[[files]]
template = "models.jinja"
to = "app/main.py"
owner = "you"
hint = "look at main.py"
"""


@pytest.fixture
def stages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stages:
    import apigen.pipeline

    folder = tmp_path / "templates" / "core"
    folder.mkdir(parents=True)
    (folder / "target.toml").write_text(BASE)
    (folder / "models.jinja").write_text("title='{{ title }}'\n")
    stages = Stages()
    homes = {
        "apigen.spec.load": ["load"],
        "apigen.spec.check": ["check"],
        "apigen.ir.lower": ["lower"],
        "apigen.names.assign": ["assign_names"],
        "apigen.contract.examples": ["make_examples"],
        "apigen.python.package": ["build_view"],
    }
    for home, functions in homes.items():
        module = ModuleType(home)
        for function in functions:
            setattr(module, function, getattr(stages, function))
        monkeypatch.setitem(sys.modules, home, module)
    monkeypatch.setattr(
        sys.modules["apigen.spec.load"], "SourceError", type("SourceError", (Exception,), {}), raising=False
    )
    monkeypatch.setattr("apigen.diagnostics.render_full", stages.render_full)
    monkeypatch.setattr(apigen.pipeline, "templates_root", lambda: folder.parent)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.yaml").write_text("Shop\n")
    return stages


def run(*arguments: str) -> int:
    from apigen.__main__ import main

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["apigen", *arguments])
        return main()


def test_a_run_writes_and_says_what_it_did(stages: Stages, capsys: pytest.CaptureFixture[str]) -> None:
    stages.warnings.append("look out")
    assert run("generate", "s.yaml") == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "warning[AG900]: look out" in said.err
    assert "generated/shop: " in said.err and "files written, 0 unchanged, 0 deleted" in said.err
    assert "2 operations, 1 model, 1 warning\n" in said.err
    assert said.err.endswith("next:\n  cd generated/shop\n  run it\n")
    assert Path("generated/shop/shop/models.py").read_text() == 'title = "Shop"\n'
    assert Path("generated/shop/app/main.py").exists()
    options = json.loads(Path("generated/shop", MANIFEST).read_text())["options"]
    assert options == {"servers": [], "client": None, "models": "native", "app": True}


def test_a_run_with_nothing_changed_reads_nothing(stages: Stages, capsys: pytest.CaptureFixture[str]) -> None:
    for output in ([], ["-o", "out"]):
        stages.reads = 0
        assert run("generate", "s.yaml", *output) == 0
        assert run("generate", "s.yaml", *output) == 0
        assert stages.reads == 1
        assert "is up to date" in capsys.readouterr().err
    for change in (["--no-app"], ["--package", "other"]):
        stages.reads = 0
        assert run("generate", "s.yaml", "-o", "out", *change) == 0
        assert stages.reads == 1
    Path("out/other/models.py").write_text("edited = 1\n")
    assert run("generate", "s.yaml", "-o", "out", "--package", "other", "--no-app") == 2


def test_a_manifest_keeps_the_name(stages: Stages) -> None:
    assert run("generate", "s.yaml", "-o", "out", "--quiet") == 0
    Path("s.yaml").write_text("Store\n")
    assert run("generate", "s.yaml", "-o", "out", "--quiet") == 0
    assert Path("out/shop/models.py").read_text() == 'title = "Store"\n'
    assert not Path("out/store").exists()


def test_no_app_writes_the_package_only(stages: Stages, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("generate", "s.yaml", "-o", "out", "--no-app") == 0
    assert sorted(os.listdir("out")) == [MANIFEST, "shop"]
    assert "next:" not in capsys.readouterr().err
    assert run("generate", "s.yaml", "-o", "out") == 0
    assert "to do: look at main.py" in capsys.readouterr().err


def test_check_prints_the_difference_and_writes_nothing(stages: Stages, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("generate", "s.yaml", "-o", "out", "--check") == 1
    assert not Path("out").exists()
    assert run("generate", "s.yaml", "-o", "out") == 0
    capsys.readouterr()
    assert run("generate", "s.yaml", "-o", "out", "--check") == 0
    assert capsys.readouterr().out == ""
    Path("s.yaml").write_text("Store\n")
    assert run("generate", "s.yaml", "-o", "out", "--check") == 1
    said = capsys.readouterr()
    assert said.out.endswith('@@ -1 +1 @@\n-title = "Shop"\n+title = "Store"\n')
    assert "out is not up to date: run `apigen generate s.yaml -o out`" in said.err
    Path("out/shop/models.py").write_text("edited = 1\n")
    assert run("generate", "s.yaml", "-o", "out", "--check") == 1
    assert "was edited by hand" in capsys.readouterr().err
    assert Path("out/shop/models.py").read_text() == "edited = 1\n"


def test_a_dry_run_lists_and_writes_nothing(stages: Stages, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("generate", "s.yaml", "-o", "out", "--dry-run") == 0
    assert "create out/shop/models.py\n" in capsys.readouterr().out
    assert not Path("out").exists()


def test_an_edited_file_needs_overwrite(stages: Stages, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("generate", "s.yaml", "-o", "out") == 0
    Path("out/shop/models.py").write_text("edited = 1\n")
    capsys.readouterr()
    assert run("generate", "s.yaml", "-o", "out") == 2
    assert "error: nothing was written:\n  shop/models.py: was edited by hand" in capsys.readouterr().err
    assert run("generate", "s.yaml", "-o", "out", "--dry-run") == 2
    assert run("generate", "s.yaml", "-o", "out", "--overwrite") == 0
    assert Path("out/shop/models.py").read_text() == 'title = "Shop"\n'


@pytest.mark.parametrize("fault", ["load", "check"])
def test_a_wrong_contract_is_status_1_and_writes_nothing(
    stages: Stages, capsys: pytest.CaptureFixture[str], fault: str
) -> None:
    stages.fault = fault
    assert run("generate", "s.yaml", "-o", "out") == 1
    said = capsys.readouterr()
    assert "error[AG" in said.err and "nothing was written: 1 error, 0 warnings" in said.err
    assert not Path("out").exists()
    assert run("validate", "s.yaml") == 1
    said = capsys.readouterr()
    assert "error[AG" in said.out and said.err == "s.yaml: 1 error, 0 warnings\n"


def test_quiet_says_nothing(stages: Stages, capsys: pytest.CaptureFixture[str]) -> None:
    stages.warnings.append("look out")
    assert run("generate", "s.yaml", "--quiet") == 0
    assert run("validate", "s.yaml", "--quiet") == 0
    assert capsys.readouterr() == ("", "")


def test_verbose_names_stages_and_files(stages: Stages, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("generate", "s.yaml", "--verbose") == 0
    said = capsys.readouterr().err
    assert "s  formatting\n" in said and "  create  shop/models.py\n" in said


def test_a_bug_is_status_3_and_says_so(stages: Stages, capsys: pytest.CaptureFixture[str]) -> None:
    stages.bug = ZeroDivisionError("oh")
    assert run("generate", "s.yaml") == 3
    said = capsys.readouterr().err
    assert "internal error: ZeroDivisionError: oh\nthis is a bug of apigen" in said and "--debug" in said
    assert "Traceback" not in said
    assert run("generate", "s.yaml", "--debug") == 3
    assert "Traceback" in capsys.readouterr().err


def test_an_interrupt_is_quiet(
    stages: Stages, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(spec: str, report: Report, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["apigen.spec.load"], "load", interrupted)
    assert run("generate", "s.yaml") == 130
    assert capsys.readouterr().err == ""
