"""The commands on real contracts: what each prints, where, and its exit status."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from apigen.manifest import MANIFEST

from .test_cli import run

FINE = """\
openapi: 3.0.3
info: {title: Shop, version: "1"}
paths:
  /pets:
    get: {tags: [pets], responses: {"200": {description: fine}}}
  /orders:
    get: {tags: [orders], responses: {"200": {description: fine}}}
"""
# Beside an error and a warning, it has names that mean something to whoever prints them.
BAD = """\
openapi: 3.0.3
info: {title: Shop, version: "1"}
paths:
  /fine:
    get: {responses: {"200": {description: fine}}}
  /pets/{id}:
    get: {responses: {"200": {description: fine}}}
  "/%,:\\n::error::x\\e[2J":
    get: {responses: {"200": {description: fine, content: {a/b: {schema: {$ref: "#/components/schemas/\\n::error::x"}}}}}}
"""
WARNED = BAD[: BAD.index('  "/%')]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a repository with some contracts."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "fine.yaml").write_text(FINE)
    (tmp_path / "bad.yaml").write_text(BAD)
    (tmp_path / "warned.yaml").write_text(WARNED)
    monkeypatch.chdir(tmp_path)
    return tmp_path


Said = pytest.CaptureFixture[str]


def test_findings_as_json(capsys: Said) -> None:
    assert run("validate", "bad.yaml", "fine.yaml", "--format", "json", "--quiet") == 1
    said = capsys.readouterr()
    found: list[dict[str, Any]] = json.loads(said.out)
    assert said.err == "" and said.out.isascii()
    assert {each["code"] for each in found} == {"AG203", "AG201"}
    (dangling,) = (each for each in found if each["code"] == "AG201")
    assert dangling["message"] and dangling["help"]
    assert dangling == {
        "code": "AG201",
        "severity": "error",
        "message": dangling["message"],
        "file": "bad.yaml",
        "line": 9,
        "column": dangling["column"],
        "pointer": "#/paths/~1%,:\n::error::x\x1b[2J/get/responses/200/content/a~1b/schema/$ref",
        "help": dangling["help"],
    }
    assert run("validate", "fine.yaml", "--format", "json") == 0
    assert capsys.readouterr().out == "[]\n"


def test_findings_for_github_are_one_line_each(capsys: Said) -> None:
    assert run("validate", "bad.yaml", "--format", "github") == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["::warning", "::error"]
    assert lines[0].startswith("::warning file=bad.yaml,line=6,col=3,title=AG203::path parameter `id`")
    assert lines[0].count("%0Ahelp: ") == 1 and "\x1b" not in lines[1]


def test_what_github_reads_is_escaped(capsys: Said) -> None:
    Path("a,b%.yaml").write_text(WARNED)
    assert run("validate", "a,b%.yaml", "--format", "github") == 0
    assert capsys.readouterr().out.startswith("::warning file=a%2Cb%25.yaml,line=6,")


def test_findings_on_a_line(capsys: Said) -> None:
    assert run("validate", "warned.yaml", "--format", "concise") == 0
    assert capsys.readouterr().out.startswith("warned.yaml:6:3: warning[AG203] path parameter `id`")


def test_a_form_that_there_is_not(capsys: Said) -> None:
    assert run("validate", "fine.yaml", "--format", "xml") == 2


def test_json_of_other_commands_is_all_of_the_standard_error(capsys: Said) -> None:
    assert run("generate", "warned.yaml", "-o", "out", "--format", "json") == 0
    said = capsys.readouterr()
    assert said.out == "" and [each["code"] for each in json.loads(said.err)] == ["AG203"]
    assert run("generate", "bad.yaml", "-o", "bad", "--format", "json") == 1
    assert {each["severity"] for each in json.loads(capsys.readouterr().err)} == {"error", "warning"}
    assert run("generate", "fine.yaml", "-o", "new", "--check", "--verbose", "--format", "json") == 1
    said = capsys.readouterr()
    assert said.out.startswith("--- /dev/null\n") and said.err == "[]\n"
    assert run("bundle", "bad.yaml", "--format", "json") == 1
    assert [each["code"] for each in json.loads(capsys.readouterr().err)] == ["AG201"]


def test_a_folder_is_the_contracts_in_it(folder: Path, capsys: Said) -> None:
    (folder / "other.yaml").write_text("name: openapi\n")
    (folder / "old.json").write_text('{"info": {"title": 1}, "swagger": "2.0", "paths": {}}')
    (folder / "notes.txt").write_text(FINE)
    (folder / "empty").mkdir()
    assert run("validate", ".", "--format", "concise") == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["bad.yaml", "fine.yaml", "old.json", "warned.yaml"]
    assert run("validate", "empty", "fine.yaml") == 2
    said = capsys.readouterr().err
    assert "error: empty: is a folder without an OpenAPI document\n" in said and "fine.yaml: 0 errors" in said


def test_strict_takes_warnings_for_errors(capsys: Said) -> None:
    for command in (["validate", "warned.yaml"], ["generate", "warned.yaml", "-o", "out"]):
        assert run(*command) == 0
        # What passed without it does not pass because nothing has changed.
        assert run(*command, "--strict") == 1
    assert "nothing was written: 1 error, 0 warnings" in capsys.readouterr().err
    assert run("generate", "warned.yaml", "--strict", "--lenient") == 2


def test_lenient_leaves_out_and_lists(capsys: Said) -> None:
    assert run("generate", "bad.yaml", "-o", "out") == 1
    assert run("generate", "bad.yaml", "-o", "out", "--lenient", "--format", "concise") == 0
    said = capsys.readouterr().err
    assert "bad.yaml:9:5: warning[AG504] GET /%,:\\x0a::error::x\\x1b[2J is left out, because of AG201\n" in said
    assert "2 operations, " in said
    assert list(json.loads(Path("out/shop/_contract.json").read_text())["paths"]) == ["/fine", "/pets/{id}"]
    assert run("generate", "bad.yaml", "-o", "out", "--lenient", "--check") == 0


def test_lenient_bears_that_a_file_is_missing(capsys: Said) -> None:
    Path("types.yaml").write_text("Known: {type: string}\n")
    references = {"known": "types.yaml#/Known", "nothing": "types.yaml#/Nothing", "gone": "gone.yaml"}
    answer = '{description: fine, content: {application/json: {schema: {$ref: "%s"}}}}'
    operations = (f'  /{name}: {{get: {{responses: {{"200": {answer % ref}}}}}}}' for name, ref in references.items())
    Path("many.yaml").write_text(FINE[: FINE.index("  /pets")] + "\n".join(operations) + "\n")
    assert run("generate", "many.yaml", "-o", "out") == 1
    assert run("generate", "many.yaml", "-o", "out", "--lenient", "--format", "concise") == 0
    assert capsys.readouterr().err.count("many.yaml:5:14: warning[AG504] GET /nothing is left out") == 1
    assert list(json.loads(Path("out/shop/_contract.json").read_text())["paths"]) == ["/known"]
    assert run("generate", "many.yaml", "-o", "some", "--include-path", "/known", "--lenient") == 0


def test_what_is_not_wanted_may_miss_its_files(capsys: Said) -> None:
    operation = (
        '{get: {tags: [%s], responses: {"200": {description: x, content: {application/json: {schema: {$ref: %s}}}}}}}'
    )
    Path("types.yaml").write_text("Half: {properties: {other: {$ref: 'gone.yaml'}}}\nWhole: {type: string}\n")
    uses = {"whole": "'types.yaml#/Whole'", "half": "'types.yaml#/Half'", "gone": "gone.yaml"}
    Path("item.yaml").write_text(operation % ("moved", "'away.yaml'"))
    paths = "".join(f"  /{name}: {operation % (name, ref)}\n" for name, ref in uses.items())
    text = FINE[: FINE.index("  /pets")] + paths + "  /moved: {$ref: item.yaml}\n"
    Path("many.yaml").write_text(text)
    command = ("generate", "many.yaml", "--format", "concise", "-o", "out")
    assert run(*command, "--include-tag", "whole") == 0
    assert run(*command, "--include-tag", "half") == 1
    assert "types.yaml:1:29: error[AG404]" in capsys.readouterr().err
    assert run(*command, "--lenient") == 0
    left_out = [line for line in capsys.readouterr().err.splitlines() if "AG504" in line]
    assert [line.partition(" is left out")[0].rpartition(" ")[2] for line in left_out] == ["/moved", "/half", "/gone"]
    # What is there the next time is not overlooked.
    Path("gone.yaml").write_text("type: string\n")
    assert run(*command, "--lenient") == 0
    assert list(json.loads(Path("out/shop/_contract.json").read_text())["paths"]) == ["/whole", "/half", "/gone"]
    # Nobody knows which tags a path has that is missing as a whole.
    Path("many.yaml").write_text(text.replace("item.yaml", "nothing.yaml"))
    assert run(*command, "--include-tag", "whole") == 1
    assert "many.yaml:7:12: error[AG404]" in capsys.readouterr().err


def test_filters_are_remembered(capsys: Said) -> None:
    assert run("generate", "fine.yaml", "-o", "out", "--include-tag", "pets") == 0
    assert list(json.loads(Path("out/shop/_contract.json").read_text())["paths"]) == ["/pets"]
    assert json.loads(Path("out", MANIFEST).read_text())["options"]["filters"] == {"include-tags": ["pets"]}
    assert run("generate", "fine.yaml", "-o", "out", "--include-tag", "pets") == 0
    assert capsys.readouterr().err.splitlines()[-1].startswith("out is up to date")
    assert run("generate", "fine.yaml", "-o", "out") == 0
    assert list(json.loads(Path("out/shop/_contract.json").read_text())["paths"]) == ["/pets", "/orders"]


def test_a_filter_that_fits_nothing_writes_nothing(capsys: Said) -> None:
    assert run("generate", "fine.yaml", "-o", "out", "--exclude-tag", "pet") == 1
    assert "help: did you mean `pets`?" in capsys.readouterr().err and not Path("out").exists()


def test_check_says_how_to_mend_it(capsys: Said) -> None:
    assert run("generate", "fine.yaml", "-o", "my out", "--check", "--include-tag", "pets", "--server", "none") == 1
    assert capsys.readouterr().err.endswith(
        "run `apigen generate fine.yaml -o 'my out' --include-tag pets --server none`\n"
    )


def test_a_bundle_is_the_contract_and_again_the_same(capsys: Said) -> None:
    assert run("bundle", "fine.yaml") == 0
    said = capsys.readouterr()
    assert said.err == "" and list(json.loads(said.out)) == ["openapi", "info", "paths"]
    assert run("bundle", "fine.yaml", "-o", "one.json", "--upgrade") == 0
    assert run("bundle", "one.json", "-o", "two.json") == 0
    assert Path("one.json").read_text() == Path("two.json").read_text() == said.out
    assert run("bundle", "fine.yaml", "--include-tag", "orders") == 0
    assert list(json.loads(capsys.readouterr().out)["paths"]) == ["/orders"]
    assert run("bundle", "fine.yaml", "-o", "gone/one.json") == 2
    assert "gone/one.json cannot be written" in capsys.readouterr().err


def test_an_effective_bundle_has_what_is_implied(capsys: Said) -> None:
    assert run("bundle", "warned.yaml", "--effective") == 0
    responses = json.loads(capsys.readouterr().out)["paths"]["/pets/{id}"]["get"]["responses"]
    assert responses["404"]["x-apigen-implied"] is True


def test_a_bundle_may_have_faults_but_no_loose_ends(capsys: Said) -> None:
    Path("odd.yaml").write_text(FINE.replace("/orders:", '"/{":'))
    assert run("bundle", "odd.yaml") == 0
    assert run("bundle", "odd.yaml", "--effective") == 1
    assert run("bundle", "bad.yaml") == 1
    said = capsys.readouterr()
    assert "error[AG201]" in said.err and "AG210" in said.err


def test_the_configuration_is_what_no_flag_says(folder: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'spec = "fine.yaml"\noutput = "out"\ninclude-tag = ["pets"]\nserver = ["none"]\nno-app = true\n'
    (folder / "pyproject.toml").write_text(f"[tool.apigen]\n{text}")
    (folder / "deep").mkdir()
    monkeypatch.chdir(folder / "deep")
    assert run("generate") == 0
    assert sorted(each.name for each in (folder / "out").iterdir()) == [MANIFEST, "shop"]
    options = json.loads((folder / "out" / MANIFEST).read_text())["options"]
    assert options["servers"] == [] and options["filters"] == {"include-tags": ["pets"]}
    assert run("generate", "--include-tag", "orders", "--app", "--check") == 1
    assert "+++ b/app/" not in capsys.readouterr().out
    assert run("bundle") == 0
    assert list(json.loads(capsys.readouterr().out)["paths"]) == ["/pets"]
    assert run("validate") == 0
    assert "../fine.yaml: 0 errors" in capsys.readouterr().err
    (folder / "deep" / "other.toml").write_text('spec = "../bad.yaml"\nformat = "concise"\n')
    assert run("validate", "--config", "other.toml") == 1
    assert capsys.readouterr().out.startswith("../bad.yaml:6:3: warning[AG203]")
    assert run("generate", "../fine.yaml", "-o", "mine", "--config", "gone.toml") == 2


def test_a_wrong_configuration_is_status_2_and_cannot_draw(folder: Path, capsys: Said) -> None:
    (folder / "apigen.toml").write_text('"\\u001b[2Jspec" = 1\n')
    assert run("generate", "fine.yaml") == 2
    said = capsys.readouterr().err
    assert said.startswith("error: apigen.toml:1: there is no key '\\x1b[2Jspec'") and "\x1b" not in said
    assert run("--help") == 0 and run("explain", "AG201") == 0


def test_a_second_opinion_is_beside_the_findings(capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("openapi_spec_validator")
    assert run("validate", "fine.yaml", "--second-opinion", "--format", "json") == 0
    said = capsys.readouterr()
    assert said.out == "[]\n" and said.err.endswith("fine.yaml: openapi-spec-validator: agrees\n")
    Path("odd.yaml").write_text(FINE + "security: [{none: []}]\n")
    assert run("validate", "odd.yaml", "--second-opinion") == 1
    said = capsys.readouterr()
    assert "openapi-spec-validator: disagrees\n  only here: error[AG220] " in said.err and "only here" not in said.out
    missing: dict[str, object] = {}
    monkeypatch.setattr("apigen.commands.validate.find_spec", missing.get)
    assert run("validate", "fine.yaml", "--second-opinion") == 2
    assert "pip install 'apigen-openapi[validate]'" in capsys.readouterr().err


def test_the_standard_input(capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(FINE.encode())))
    assert run("validate", "-") == 0
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WARNED.encode())))
    assert run("generate", "-", "-o", "out", "--strict") == 1
    assert ":6:3" in capsys.readouterr().err
