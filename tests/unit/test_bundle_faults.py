"""Files that are not there, may not be read, or have no end: each is an error at the reference, and none hides another."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from apigen.report import ContractError, Place, Report
from apigen.spec import limits
from apigen.spec.load import Access, load

HEAD = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\n"


def faults(root: Path, access: Access | None = None) -> list[tuple[str, str, int, str | None]]:
    """Return code, file, line and help of each finding of a contract that cannot be used."""
    report = Report()
    with pytest.raises(ContractError):
        load(root, report, access=access)
    found: list[tuple[str, str, int, str | None]] = []
    for each in report:
        assert isinstance(each.at, Place)
        found.append((each.code, os.path.basename(each.at.file), each.at.line, each.help))
    return found


def contract(folder: Path, *refs: str) -> Path:
    """Write a contract with a schema for each reference; the first one is in line 6."""
    folder.mkdir(exist_ok=True)
    lines = "".join(f"    S{number}: {{$ref: '{ref}'}}\n" for number, ref in enumerate(refs))
    root = folder / "openapi.yaml"
    root.write_text(f"{HEAD}components:\n  schemas:\n{lines}", encoding="utf-8")
    return root


def test_each_missing_file_is_named(tmp_path: Path) -> None:
    root = contract(
        tmp_path, "Pte.yaml", "Pet.yaml#/prperties/a", "more.yaml", "folder", "Pte.yaml#/a", "bad.yaml", "fifo"
    )
    (tmp_path / "Pet.yaml").write_text("properties: {}\n", encoding="utf-8")
    (tmp_path / "more.yaml").write_text("items:\n  $ref: nowhere-at-all.yaml\n", encoding="utf-8")
    (tmp_path / "bad.yaml").write_text("a: 1\na: 2\n", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    assert sorted(faults(root)) == [
        ("AG005", "bad.yaml", 2, "remove one of the two, or rename it"),
        ("AG404", "more.yaml", 2, None),
        ("AG404", "openapi.yaml", 6, "did you mean `Pet.yaml`?"),
        ("AG404", "openapi.yaml", 9, None),
        ("AG404", "openapi.yaml", 12, None),
        ("AG408", "openapi.yaml", 7, "did you mean `properties`?"),
    ]


def test_a_mapping_names_files_too(tmp_path: Path) -> None:
    root = contract(tmp_path)
    text = "    Pet:\n      discriminator:\n        propertyName: kind\n        mapping: {n: none.yaml, d: 'pets.yaml#/Dgo'}\n"
    root.write_text(root.read_text(encoding="utf-8") + text, encoding="utf-8")
    (tmp_path / "pets.yaml").write_text("Dog: {type: object}\n", encoding="utf-8")
    assert faults(root) == [
        ("AG404", "openapi.yaml", 9, None),
        ("AG408", "openapi.yaml", 9, "did you mean `Dog`?"),
    ]


@pytest.mark.parametrize(
    "ref",
    [
        "../secret.yaml",
        "%2e%2e/secret.yaml",
        "a/../../secret.yaml",
        "link.yaml",
        "folder/secret.yaml",
        "/etc/passwd",
        "../api2/x.yaml",
    ],
)
def test_nothing_is_read_outside_the_folder(tmp_path: Path, ref: str) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("type: string\ndescription: the secret\n", encoding="utf-8")
    root = contract(tmp_path / "api", ref)
    (tmp_path / "api" / "link.yaml").symlink_to(secret)
    (tmp_path / "api" / "folder").symlink_to(tmp_path)
    report = Report()
    with pytest.raises(ContractError):
        load(root, report)
    (found,) = report
    assert found.code == "AG405"
    assert found.help == "if the file may be read, allow its folder with `--allow-root DIR`"
    assert "secret" not in found.message


def test_a_folder_that_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "common").mkdir()
    (tmp_path / "common" / "a.yaml").write_text("items: {$ref: 'b.yaml'}\n", encoding="utf-8")
    (tmp_path / "common" / "b.yaml").write_text("type: string\n", encoding="utf-8")
    root = contract(tmp_path / "api", "../common/a.yaml")
    found = load(root, Report(), access=Access(roots=(tmp_path / "common",))).bundle
    assert found.parts == ("../common/a.yaml", "../common/b.yaml")


def test_a_root_that_is_a_link(tmp_path: Path) -> None:
    contract(tmp_path / "data", "pet.yaml", "openapi.yaml#/components/schemas/S0")
    (tmp_path / "data" / "pet.yaml").write_text(
        "items: {$ref: 'openapi.yaml#/components/schemas/S1'}", encoding="utf-8"
    )
    (tmp_path / "pet.yaml").symlink_to("data/pet.yaml")
    (tmp_path / "openapi.yaml").symlink_to("data/openapi.yaml")
    schemas = load(tmp_path / "openapi.yaml", Report()).bundle.value["components"]
    assert schemas == {
        "schemas": {
            "S0": {"items": {"$ref": "#/components/schemas/S1"}},
            "S1": {"$ref": "#/components/schemas/S0"},
        }
    }


@pytest.mark.parametrize(
    ("ref", "code"),
    [
        ("a%00b.yaml", "AG404"),
        ("x" * 5000, "AG404"),
        ("file:///etc/passwd", "AG410"),
        ("data:text/plain,x", "AG410"),
        ("http://127.0.0.1:9/x.json", "AG406"),
        ("HTTP://127.0.0.1:9/x.json", "AG406"),
        ("https://user:secret@example.com/x.json", "AG407"),
        ("http://[/x.json", "AG407"),
    ],
)
def test_odd_names(tmp_path: Path, ref: str, code: str) -> None:
    assert [each[0] for each in faults(contract(tmp_path, ref))] == [code]


def test_circles(tmp_path: Path) -> None:
    root = tmp_path / "openapi.yaml"
    root.write_text(HEAD.replace("{}", "{/a: {$ref: a.yaml}}"), encoding="utf-8")
    (tmp_path / "a.yaml").write_text("get: {callbacks: {c: {x: {$ref: a.yaml}}}, responses: {}}\n", encoding="utf-8")
    assert [each[:3] for each in faults(root)] == [("AG409", "a.yaml", 1)]
    (tmp_path / "a.yaml").write_text("x-x: {$ref: '#/x-x/y'}\nget: {$ref: '#/x-x/y/z'}\n", encoding="utf-8")
    assert [each[:3] for each in faults(root)] == [("AG409", "a.yaml", 2)]


def test_references_alone_in_a_circle(tmp_path: Path) -> None:
    root = contract(tmp_path, "a.yaml")
    (tmp_path / "a.yaml").write_text("$ref: b.yaml\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("$ref: a.yaml\n", encoding="utf-8")
    document = load(root, Report())
    assert document.value["components"] == {"schemas": {"S0": {"$ref": "#/components/schemas/S0"}}}


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = contract(tmp_path, *(f"{number}.yaml" for number in range(3)))
    for number in range(3):
        (tmp_path / f"{number}.yaml").write_text(f"title: {'x' * 200}\n", encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(limits, "MAX_FILES", 2)
        assert "AG409" in [each[0] for each in faults(root)]
    with monkeypatch.context() as patch:
        patch.setattr(limits, "MAX_ALL_BYTES", 600)
        assert "AG409" in [each[0] for each in faults(root)]


def test_files_that_double_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_BUNDLE_NODES", 10_000)
    root = tmp_path / "openapi.yaml"
    root.write_text(HEAD + "servers: {$ref: 0.yaml}\n", encoding="utf-8")
    for number in range(40):
        (tmp_path / f"{number}.yaml").write_text(f"- $ref: {number + 1}.yaml\n" * 2, encoding="utf-8")
    (tmp_path / "40.yaml").write_text("[]", encoding="utf-8")
    assert [each[0] for each in faults(root)] == ["AG409"]


def test_what_is_nested_deep(tmp_path: Path) -> None:
    """References with siblings on every level, in files that take each other in: no recursion without end."""
    deep = "{$ref: a.yaml, not: " * 240 + "{}" + "}" * 240
    root = tmp_path / "openapi.yaml"
    root.write_text(f"{HEAD}servers: {{$ref: 0.yaml}}\ncomponents: {{schemas: {{S: {deep}}}}}\n", encoding="utf-8")
    (tmp_path / "a.yaml").write_text("type: string\n", encoding="utf-8")
    for number in range(300):
        (tmp_path / f"{number}.yaml").write_text(f"$ref: {number + 1}.yaml\nx: {{}}\n", encoding="utf-8")
    (tmp_path / "300.yaml").write_text("type: string\n", encoding="utf-8")
    assert [each[0] for each in faults(root)] == ["AG409"]
