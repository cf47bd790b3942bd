"""The command over a folder that people have touched: what is written, refused, deleted and left alone."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from apigen.manifest import MANIFEST

from ..support.commands import Done, apigen, contents, python

MODELS = "petstore/models.py"
STORE = "petstore/client/store.py"
Touch = Callable[[Path], None]


def edit(path: str, text: str = "mine = 1\n") -> Touch:
    def touch(root: Path) -> None:
        place = root / "out" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    return touch


def delete(path: str) -> Touch:
    return lambda root: (root / "out" / path).unlink()


def all_of(*touches: Touch) -> Touch:
    def touch(root: Path) -> None:
        for each in touches:
            each(root)

    return touch


def rename_status(root: Path) -> None:
    """Change the contract so that several files of apigen's change, and only those."""
    contract = root / "contract.yaml"
    contract.write_text(contract.read_text().replace("PetStatus", "PetState"))


def without_store(root: Path) -> None:
    """Change the contract so that a file of apigen's is no longer generated."""
    text = (root / "contract.yaml").read_text()
    start, end = text.index("  /store/inventory:"), text.index("\ncomponents:")
    (root / "contract.yaml").write_text(text[:start] + text[end:])


def with_line_ends_of_windows(root: Path) -> None:
    for path, text in contents(root / "out").items():
        (root / "out" / path).write_bytes(text.replace(b"\n", b"\r\n"))


def nothing(root: Path) -> None:
    """Leave everything as it is."""


def generate(root: Path, *flags: str) -> Done:
    return apigen("generate", "contract.yaml", "-o", "out", *flags, cwd=root)


def changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> set[str]:
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


# Runs that are refused: status 2, the reason, nothing written

REFUSED: dict[str, tuple[Touch, tuple[str, ...]]] = {
    "edited": (edit(MODELS), (f"{MODELS}: was edited by hand", "--overwrite")),
    "edited-and-the-contract-has-changed": (
        all_of(edit(MODELS), rename_status),
        (f"{MODELS}: was edited by hand", "--overwrite"),
    ),
    "two-edited": (all_of(edit(MODELS), edit(STORE)), (f"{MODELS}: was edited", f"{STORE}: was edited")),
    "edited-and-no-longer-generated": (
        all_of(edit(STORE), without_store),
        (f"{STORE}: is no longer generated and was edited by hand", "--overwrite"),
    ),
    "not-ours": (
        all_of(delete(MANIFEST), edit(MODELS)),
        (f"{MODELS}: was not written by apigen", "--overwrite"),
    ),
    "broken-manifest": (edit(MANIFEST, "{"), (".apigen.json is not JSON", "--overwrite")),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_people_wrote_is_not_lost_unasked(root: Path, case: str) -> None:
    touch, reasons = REFUSED[case]
    touch(root)
    before = contents(root)
    done = generate(root)
    assert done.returncode == 2
    assert [part for part in reasons if part not in done.stderr] == [], done.stderr
    assert "Traceback" not in done.stderr and done.stdout == ""
    assert contents(root) == before


@pytest.mark.parametrize("case", [case for case in REFUSED if case != "broken-manifest"])
def test_overwrite_puts_everything_right(root: Path, tmp_path: Path, case: str) -> None:
    REFUSED[case][0](root)
    done = generate(root, "--overwrite")
    assert done.returncode == 0, done.stderr
    clean = apigen("generate", "contract.yaml", "-o", tmp_path / "clean", cwd=root)
    assert clean.returncode == 0
    expected, found = contents(tmp_path / "clean"), contents(root / "out")
    # What is yours stays: the tag's module is no longer made, and is not apigen's to delete.
    assert changed(expected, found) <= {"README.md", "app/store.py", "app/main.py", MANIFEST}
    assert generate(root, "--check").returncode == 0


def test_overwrite_after_a_broken_manifest_that_was_deleted(root: Path) -> None:
    """The way that the message names."""
    before = contents(root / "out")
    edit(MODELS)(root)
    delete(MANIFEST)(root)
    assert generate(root, "--overwrite").returncode == 0
    assert changed(before, contents(root / "out")) <= {MANIFEST}


# Runs that go through: which files differ afterwards from those before the touch

WRITTEN: dict[str, tuple[Touch, set[str]]] = {
    "nothing": (nothing, set()),
    "ours-deleted": (delete(MODELS), set()),
    "yours-edited": (edit("app/pets.py"), {"app/pets.py"}),
    "yours-deleted": (all_of(delete("app/pets.py"), delete("README.md")), {"app/pets.py", "README.md"}),
    "yours-deleted-and-the-contract-changed": (
        all_of(delete("app/owners.py"), without_store),
        {
            "app/owners.py",
            STORE,
            MANIFEST,
            "petstore/_contract.json",
            "petstore/_schemas.json",
            "petstore/client/__init__.py",
            "petstore/client/errors.py",
            "petstore/types.py",
            "petstore/operations.py",
            "petstore/server/examples.py",
            "petstore/server/handlers.py",
            "petstore/server/routes.py",
        },
    ),
    "a-file-of-yours-in-our-folder": (edit("petstore/mine.py"), {"petstore/mine.py"}),
    "bytecode": (edit("petstore/__pycache__/models.cpython-311.pyc", "x"), set()),
}


@pytest.mark.parametrize("case", WRITTEN)
def test_ours_is_made_anew_and_yours_is_left_alone(root: Path, case: str) -> None:
    touch, expected = WRITTEN[case]
    before = contents(root / "out")
    touch(root)
    done = generate(root)
    assert done.returncode == 0, done.stderr
    assert changed(before, contents(root / "out")) == expected
    assert generate(root, "--check").returncode == 0


@pytest.mark.parametrize("touch", [nothing, rename_status, without_store], ids=lambda touch: touch.__name__)
def test_line_ends_of_windows_are_no_edit(root: Path, touch: Touch) -> None:
    with_line_ends_of_windows(root)
    assert generate(root, "--check").returncode == 0
    touch(root)
    done = generate(root)
    assert done.returncode == 0, done.stderr
    assert generate(root, "--check").returncode == 0


def test_files_that_were_there_before_us_are_yours(generated: Path, root: Path) -> None:
    shutil.rmtree(root / "out")
    edit("pyproject.toml")(root)
    edit("app/main.py")(root)
    assert generate(root).returncode == 0
    found, expected = contents(root / "out"), contents(generated / "out")
    assert changed(found, expected) == {"pyproject.toml", "app/main.py", MANIFEST}


# Looking without writing


@pytest.mark.parametrize("touch", [rename_status, without_store, edit(MODELS), delete(MODELS)], ids=range(4))
def test_check_prints_the_difference_and_writes_nothing(root: Path, touch: Touch) -> None:
    touch(root)
    before = contents(root)
    done = generate(root, "--check")
    assert done.returncode == 1
    assert "out is not up to date: run `apigen generate contract.yaml -o out`" in done.stderr
    assert contents(root) == before
    _patch(root / "out", done.stdout)
    assert generate(root, "--overwrite").returncode == 0
    written = contents(root / "out")
    assert changed(_patched(root), written) <= {MANIFEST}


def _patch(folder: Path, text: str) -> None:
    """Apply a unified diff to a copy of a folder, as little as is needed to prove that it is a whole one."""
    copy = shutil.copytree(folder, folder.parent / "patched")
    for part in ("\n" + text).split("\n--- ")[1:]:
        head, *lines = part.split("\n")
        old, new = head.removeprefix("a/"), lines[0].removeprefix("+++ ").removeprefix("b/")
        if new == "/dev/null":
            (copy / old).unlink()
            continue
        source = [] if old == "/dev/null" else (copy / old).read_text().split("\n")
        result: list[str] = []
        place = 0
        for line in lines[1:]:
            if line.startswith("@@"):
                start = int(line.split()[1].split(",")[0].removeprefix("-"))
                result += source[place : max(start - 1, 0)]
                place = max(start - 1, 0)
            elif line.startswith("+"):
                result.append(line[1:])
            elif line.startswith((" ", "-")):
                assert source[place] == line[1:]
                result += [line[1:]] if line[0] == " " else []
                place += 1
        rest = source[place:] if source else [""]
        (copy / new).write_text("\n".join([*result, *rest]))


def _patched(root: Path) -> dict[str, bytes]:
    return contents(root / "patched")


def test_check_of_what_is_up_to_date(root: Path) -> None:
    done = generate(root, "--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "out is up to date\n")


def test_check_of_nothing_lists_everything_and_makes_no_folder(root: Path) -> None:
    shutil.rmtree(root / "out")
    done = generate(root, "--check")
    assert done.returncode == 1
    assert f"--- /dev/null\n+++ b/{MODELS}\n" in done.stdout
    assert not (root / "out").exists()


DRY: dict[str, tuple[Touch, int, tuple[str, ...]]] = {
    "nothing": (nothing, 0, ()),
    "deleted": (delete(MODELS), 0, (f"create out/{MODELS}",)),
    "stale": (without_store, 0, (f"delete out/{STORE}", "update out/petstore/operations.py")),
    "edited": (edit(MODELS), 2, (f"refused out/{MODELS}: was edited by hand",)),
}


@pytest.mark.parametrize("case", DRY)
def test_dry_run_lists_what_would_change_and_writes_nothing(root: Path, case: str) -> None:
    touch, status, listed = DRY[case]
    touch(root)
    before = contents(root)
    done = generate(root, "--dry-run")
    assert done.returncode == status
    assert [line for line in listed if line not in done.stdout] == []
    assert listed or done.stdout == ""
    assert contents(root) == before


# Runs that end too early

CRASH = """
import os, sys
left, replace = int(sys.argv.pop(1)), os.replace
def crash(*names):
    global left
    if left == 0:
        os._exit(9)
    left -= 1
    replace(*names)
os.replace = crash
from apigen.__main__ import main
sys.exit(main())
"""


@pytest.mark.parametrize("renames", [0, 1, 3, 5])
@pytest.mark.parametrize("touch", [rename_status, without_store], ids=lambda touch: touch.__name__)
def test_a_crash_leaves_whole_files_and_the_next_run_completes(root: Path, touch: Touch, renames: int) -> None:
    old = contents(root / "out")
    touch(root)
    clean = shutil.copytree(root, root.parent / "clean")
    assert generate(clean).returncode == 0
    new = contents(clean / "out")

    done = python("-c", CRASH, str(renames), "generate", "contract.yaml", "-o", "out", cwd=root)

    assert done.returncode == 9
    found = {path: text for path, text in contents(root / "out").items() if not path.startswith(".apigen.tmp/")}
    assert [path for path, text in found.items() if text not in (old.get(path), new.get(path))] == []
    assert len([path for path in new if found[path] == new[path] != old[path]]) == renames
    assert found[MANIFEST] == old[MANIFEST]
    done = generate(root)
    assert done.returncode == 0, done.stderr
    assert contents(root / "out") == new


def test_a_crash_of_the_first_run_is_completed_too(generated: Path, root: Path) -> None:
    shutil.rmtree(root / "out")
    assert python("-c", CRASH, "20", "generate", "contract.yaml", "-o", "out", cwd=root).returncode == 9
    done = generate(root)
    assert done.returncode == 0, done.stderr
    assert changed(contents(generated / "out"), contents(root / "out")) == set()


# Mistakes of all kinds: nothing is written


@dataclass(frozen=True)
class Mistake:
    """A contract (`None` for the right one), where the output belongs, and the status that this has."""

    contract: str | None
    output: str
    status: int
    says: str


MISTAKES = {
    "not-yaml": Mistake("openapi: [", "out", 1, "error["),
    "not-openapi": Mistake("title: x", "out", 1, "error["),
    "dangling": Mistake("<dangling>", "out", 1, "error[AG201]"),
    "empty": Mistake("", "out", 1, "error["),
    "a-file": Mistake(None, "contract.yaml", 2, "contract.yaml is not a folder"),
    "below-a-file": Mistake(None, "contract.yaml/out", 2, "cannot be"),
    "nobody-may-write": Mistake(None, "/proc/apigen/out", 2, "cannot be written"),
}


@pytest.mark.parametrize("exists", [True, False], ids=["again", "first"])
@pytest.mark.parametrize("case", MISTAKES)
def test_nothing_is_written_on_any_error(root: Path, case: str, exists: bool) -> None:
    mistake = MISTAKES[case]
    if not exists:
        shutil.rmtree(root / "out")
    if mistake.contract is not None:
        text = (root / "contract.yaml").read_text().replace("schemas/PetPage", "schemas/Gone")
        (root / "contract.yaml").write_text(mistake.contract.replace("<dangling>", text))
    before = contents(root)
    done = apigen("generate", "contract.yaml", "-o", mistake.output, cwd=root)
    assert done.returncode == mistake.status, done.stderr
    assert mistake.says in done.stderr
    assert "Traceback" not in done.stderr and done.stdout == ""
    assert contents(root) == before
    assert sorted(path.name for path in root.iterdir()) == ["contract.yaml", *["out"][:exists]]


# What the flags choose

YOURS = {
    "README.md",
    "app/__init__.py",
    "app/main.py",
    "app/owners.py",
    "app/pets.py",
    "app/security.py",
    "app/store.py",
    "pyproject.toml",
    "tests/test_contract.py",
}
FLAGS: dict[str, tuple[tuple[str, ...], tuple[str, ...], set[str]]] = {
    # flags, what no path starts with, those of your files that are made
    "no-app": (("--no-app",), ("app/", "tests/", "README.md", "pyproject.toml"), set()),
    "no-server": (
        ("--server", "none"),
        ("app/", "tests/", "petstore/server/", "petstore/_runtime/server/"),
        {"README.md", "pyproject.toml"},
    ),
    "no-client": (("--client", "none"), ("petstore/client/", "petstore/_runtime/client/"), YOURS),
    "neither": (
        ("--server", "none", "--client", "none"),
        ("app/", "tests/", "petstore/server/", "petstore/client/", "petstore/_runtime/s", "petstore/_runtime/cl"),
        {"README.md", "pyproject.toml"},
    ),
}


@pytest.mark.parametrize("case", FLAGS)
def test_flags_leave_out_what_is_not_wanted(generated: Path, root: Path, case: str) -> None:
    flags, absent, yours = FLAGS[case]
    shutil.rmtree(root / "out")
    done = generate(root, *flags)
    assert done.returncode == 0, done.stderr
    found = contents(root / "out")
    assert [path for path in found if path.startswith(absent)] == []
    assert set(json.loads(found[MANIFEST])["yours"]) == yours
    assert {path for path in found if not path.startswith("petstore/")} == {*yours, MANIFEST}
    modules = [path[:-3].replace("/", ".") for path in found if path.startswith("petstore/") and path.endswith(".py")]
    done = python("-c", f"import importlib\nfor name in {modules}: importlib.import_module(name)", cwd=root / "out")
    assert done.returncode == 0, done.stderr
    done = python("-m", "mypy", "--strict", ".", cwd=root / "out")
    assert done.returncode == 0, done.stdout
    if "pyproject.toml" in found:
        # Without it, the rules are those of the project around.
        done = python("-m", "ruff", "check", ".", cwd=root / "out")
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("case", FLAGS)
def test_flags_can_change_their_mind(generated: Path, root: Path, case: str) -> None:
    flags, absent, _ = FLAGS[case]
    before = contents(root / "out")
    assert generate(root, *flags).returncode == 0
    found = contents(root / "out")
    # What is yours stays where it is.
    assert [path for path in YOURS if found[path] != before[path]] == []
    assert [path for path in found if path.startswith(absent) and path not in YOURS] == []
    assert generate(root).returncode == 0
    assert changed(before, contents(root / "out")) == set()


def test_your_files_come_when_they_are_first_wanted(generated: Path, root: Path) -> None:
    shutil.rmtree(root / "out")
    assert generate(root, "--no-app").returncode == 0
    assert generate(root).returncode == 0
    assert contents(root / "out") == contents(generated / "out")


def test_the_package_has_the_name_that_was_asked_for_and_keeps_it(root: Path) -> None:
    shutil.rmtree(root / "out")
    assert generate(root, "--package", "shop").returncode == 0
    found = contents(root / "out")
    assert {path.partition("/")[0] for path in found} == {"shop", *(path.partition("/")[0] for path in YOURS), MANIFEST}
    assert [path for path, text in found.items() if re.search(rb"^(from|import) petstore\b", text, re.MULTILINE)] == []
    assert generate(root).returncode == 0
    assert contents(root / "out") == found


def test_a_new_title_does_not_move_the_package(root: Path) -> None:
    contract = root / "contract.yaml"
    contract.write_text(contract.read_text().replace("title: Petstore", "title: The Other Shop"))
    before = contents(root / "out")
    assert generate(root).returncode == 0
    assert contents(root / "out").keys() == before.keys()


def test_another_name_moves_the_package_and_leaves_yours(root: Path) -> None:
    before = contents(root / "out")
    assert generate(root, "--package", "shop").returncode == 0
    found = contents(root / "out")
    assert [path for path in found if path.startswith("petstore/")] == []
    assert [path for path in YOURS if found[path] != before[path]] == []
    assert found.keys() - before.keys() == {
        path.replace("petstore/", "shop/") for path in before if path.startswith("petstore/")
    }


def test_without_a_folder_the_package_names_it(root: Path) -> None:
    assert apigen("generate", "contract.yaml", cwd=root).returncode == 0
    assert contents(root / "generated" / "petstore") == contents(root / "out")
    done = apigen("generate", "contract.yaml", cwd=root)
    assert "up to date" in done.stderr


# Again and again


def test_the_same_bytes_on_every_machine(generated: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONUTF8": "0"}.items():
        monkeypatch.setenv(name, value)
    shutil.rmtree(root / "out")
    (root / "contract.yaml").rename(root / "petstore.yaml")
    done = apigen("generate", "petstore.yaml", "-o", root / "deep" / "out", cwd=root)
    assert done.returncode == 0, done.stderr
    assert contents(root / "deep" / "out") == contents(generated / "out")


def test_a_second_run_says_that_nothing_has_changed_and_touches_nothing(root: Path) -> None:
    generate(root, "--overwrite")
    before = {path: (root / "out" / path).stat().st_mtime_ns for path in contents(root / "out")}
    start = _seconds_of_children()
    done = generate(root)
    again = _seconds_of_children() - start
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("out is up to date (")
    assert {path: (root / "out" / path).stat().st_mtime_ns for path in contents(root / "out")} == before
    start = _seconds_of_children()
    generate(root, "--overwrite")
    # It only looks: it neither reads the contract nor fills a template.
    assert again < 0.8 * (_seconds_of_children() - start)


def _seconds_of_children() -> float:
    times = os.times()
    return times.children_user + times.children_system


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_in_the_way_is_not_followed(root: Path) -> None:
    outside = root / "outside"
    outside.mkdir()
    shutil.rmtree(root / "out" / "petstore" / "client")
    (root / "out" / "petstore" / "client").symlink_to(outside)
    done = generate(root)
    assert done.returncode == 2
    assert "symbolic link" in done.stderr
    assert list(outside.iterdir()) == []
