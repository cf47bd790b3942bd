"""Configuration: which file counts, what it may say, and who has the last word."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import typer.main
from typer.core import TyperGroup

from apigen.cli import app
from apigen.config import KEYS, Kind, OptionsError, find_config, read_config, schema

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "src" / "apigen" / "config.schema.json"
SAMPLE = """
spec = "api/openapi.yaml"
output = "../out"
server = ["one", "two"]
client = "none"
package = "shop"
models = "native"
no-app = true
include-tag = ["pets"]
exclude-tag = []
include-path = ["/pets*"]
include-operation = ["listPets"]
lenient = false
strict = true
format = "concise"
allow-root = ["shared", "/absolute"]
allow-remote = ["example.com:8443"]
app = "app.main:app"
url = "http://127.0.0.1:8000"
auth = ["key=env:KEY"]
header = ["X-Tenant: one"]
examples = 20
seed = "random"
max-time = 60
timeout = 2.5
strict-contract = true
report = ["junit=out/test.xml", "har"]
pagination.listPets = {style = "page", parameter = "page", start = 0, items = "/data"}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a repository of its own."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "deep" / "down").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def config(text: str, name: str = "apigen.toml") -> dict[str, object]:
    Path(name).write_text(text, encoding="utf-8")
    return read_config(Path(name))


@pytest.mark.parametrize("name", ["apigen.toml", "pyproject.toml", "deep/apigen.toml"])
def test_every_key_is_read_and_paths_are_the_files_own(name: str) -> None:
    found = config(SAMPLE if name.endswith("apigen.toml") else f"[tool.apigen]{SAMPLE}", name)
    assert found.keys() == {key.name for key in KEYS}
    folder = Path(name).parent
    assert found["spec"] == str(folder / "api/openapi.yaml") and found["output"] == str(folder / "../out")
    assert found["allow-root"] == [str(folder / "shared"), "/absolute"]
    assert found["report"] == [f"junit={folder / 'out/test.xml'}", "har"]
    assert found["include-path"] == ["/pets*"] and found["no-app"] is True


@pytest.mark.parametrize("spec", ["-", "https://example.com/openapi.yaml"])
def test_what_is_no_file_has_no_folder(spec: str) -> None:
    assert config(f"spec = {spec!r}", "deep/apigen.toml") == {"spec": spec}


WRONG = {
    "unknown": ("\n\ninclude-tags = []\n", "apigen.toml:3: there is no key 'include-tags': did you mean `include-tag`?"),
    "unlike-any": ("colour = 1\n", "apigen.toml:1: there is no key 'colour'"),
    "text-for-texts": ('server = "one"', "apigen.toml:1: 'server' must be a list of strings"),
    "number-in-texts": ("include-tag = ['a', 1]", "apigen.toml:1: 'include-tag' must be a list of strings"),
    "text-for-a-flag": ("strict = 'yes'", "apigen.toml:1: 'strict' must be true or false"),
    "flag-for-text": ("package = true", "apigen.toml:1: 'package' must be a string"),
    "folder": ("output = 1", "apigen.toml:1: 'output' must be the name of a folder"),
    "choice": ("format = 'xml'", "apigen.toml:1: 'format' cannot be 'xml': choose from full, concise, json, github"),
    "not-toml": ("spec = [", "apigen.toml: is not TOML: "),
    "text-for-tables": ("pagination = 'page'", "apigen.toml:1: 'pagination' must be tables of strings, numbers and "),
    "a-list-in-a-table": ("\n[pagination.'GET /pets']\nitems = []", "apigen.toml:2: 'pagination' must be tables of "),
    "flag-for-a-number": ("examples = true", "apigen.toml:1: 'examples' must be a number"),
    "text-for-a-seed": ("seed = 'one'", "apigen.toml:1: 'seed' must be a whole number, or \"random\""),
    "a-table": ("[strict]\na = 1", "apigen.toml:1: 'strict' must be true or false"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_with_its_place(text: str, message: str) -> None:
    with pytest.raises(OptionsError) as caught:
        config(text)
    assert str(caught.value).startswith(message)


def test_the_place_in_pyproject_is_below_its_table() -> None:
    with pytest.raises(OptionsError, match=r"^pyproject\.toml:5: there is no key 'name'"):
        config('[project]\nname = "x"\n\n[tool.apigen]\nname = "y"\n', "pyproject.toml")
    with pytest.raises(OptionsError, match=r"tool\.apigen must be a table"):
        config("[tool]\napigen = 1\n", "pyproject.toml")


def test_the_nearest_file_counts(folder: Path) -> None:
    down = folder / "deep" / "down"
    assert find_config(down) is None
    (folder / "pyproject.toml").write_text("[tool.apigen]\n")
    (folder / "deep" / "pyproject.toml").write_bytes(b"[tool.other] # not ours, and not TOML\nx = \xff\n")
    assert find_config(down) == Path("pyproject.toml")
    (folder / "apigen.toml").write_text("")
    assert find_config(down) == Path("apigen.toml")
    (folder / "deep" / "pyproject.toml").write_text("[tool.apigen]\n")
    assert find_config(down) == Path("deep/pyproject.toml")


def test_a_search_ends_where_the_repository_does(folder: Path) -> None:
    (folder / "apigen.toml").write_text("")
    (folder / "deep" / ".git").write_text("gitdir: elsewhere\n")
    assert find_config(folder / "deep" / "down") is None


def test_a_config_that_cannot_be_read() -> None:
    with pytest.raises(OptionsError, match=r"^gone\.toml: cannot be read: No such file"):
        read_config(Path("gone.toml"))
    Path("apigen.toml").write_bytes(b"\xff")
    with pytest.raises(OptionsError, match="it is not UTF-8"):
        read_config(Path("apigen.toml"))


def test_the_published_schema_is_that_of_the_keys() -> None:
    text = json.dumps(schema(), indent=2) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        SCHEMA.write_text(text, encoding="utf-8", newline="\n")
    assert SCHEMA.read_text(encoding="utf-8") == text


def test_the_schema_accepts_what_is_read_and_nothing_else() -> None:
    import tomllib

    published = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema_rs.meta.validate(published)
    validator = jsonschema_rs.validator_for(published)
    validator.validate(tomllib.loads(SAMPLE))
    for name, (text, _) in WRONG.items():
        assert name == "not-toml" or not validator.is_valid(tomllib.loads(text)), name


def flags() -> dict[str, Any]:
    """Return the flags of `generate` and `test`, by their names without dashes; their argument is among them."""
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    params = (each for name in ("generate", "test") for each in group.commands[name].params)
    return {each.opts[0].lstrip("-"): each for each in params}


def test_every_key_that_is_no_table_is_a_flag_with_the_same_meaning() -> None:
    found = flags()
    for key in (key for key in KEYS if key.kind is not Kind.TABLES):
        flag = found[key.name]
        assert flag.help.startswith(key.about)
        # By this name click finds what the configuration says.
        assert flag.name == key.name.replace("-", "_")
        assert getattr(flag, "multiple", False) is (key.kind in (Kind.TEXTS, Kind.FOLDERS, Kind.REPORTS))
        assert getattr(flag, "is_flag", False) is (key.kind is Kind.FLAG)


def test_every_key_is_documented() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE) == [key.name for key in KEYS]
