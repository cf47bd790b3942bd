"""Whose file is whose: the output plan over every state that a folder can be in."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from apigen.manifest import MANIFEST, OutputError, digest, read_manifest
from apigen.output import Change, apply, diff, plan, record, refusals
from apigen.render.files import Owner, RenderedFile

MODELS = "shop/models.py"
MAIN = "app/main.py"


def ours(path: str = MODELS, text: str = "x = 1\n") -> RenderedFile:
    return RenderedFile(path, text, Owner.APIGEN)


def yours(path: str = MAIN, text: str = "app = 1\n") -> RenderedFile:
    return RenderedFile(path, text, Owner.YOU)


def kinds(changes: list[Change]) -> dict[str, str]:
    return {change.path: change.kind.value for change in changes}


def planned(root: Path, *files: RenderedFile, overwrite: bool = False) -> list[Change]:
    return plan(files, root, read_manifest(root), overwrite=overwrite)


def generate(root: Path, *files: RenderedFile, overwrite: bool = False) -> dict[str, str]:
    """Do what a run does, and return what happened to each file."""
    before = read_manifest(root)
    changes = plan(files, root, before, overwrite=overwrite)
    apply(changes, root, record(changes, before, package="shop", options={"app": True}, inputs="i"))
    return kinds(changes)


def everything(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_first_run_creates_everything(tmp_path: Path) -> None:
    root = tmp_path / "deep" / "out"
    assert generate(root, ours(), yours()) == {MODELS: "create", MAIN: "create"}
    assert set(everything(root)) == {MODELS, MAIN, MANIFEST}
    manifest = read_manifest(root)
    assert manifest is not None
    assert manifest.package == "shop"
    assert manifest.files == {MODELS: digest(b"x = 1\n")}
    assert manifest.yours == {MAIN: digest(b"app = 1\n")}


def test_the_manifest_is_sorted_and_the_same_every_time(tmp_path: Path) -> None:
    generate(tmp_path / "a", ours("shop/b.py"), ours("shop/a.py"))
    generate(tmp_path / "b", ours("shop/a.py"), ours("shop/b.py"))
    text = (tmp_path / "a" / MANIFEST).read_bytes()
    assert text == (tmp_path / "b" / MANIFEST).read_bytes()
    assert text.endswith(b"}\n") and b"\r" not in text
    assert list(json.loads(text)) == sorted(json.loads(text))


def test_a_second_run_keeps_and_updates(tmp_path: Path) -> None:
    generate(tmp_path, ours(), ours("shop/same.py"))
    assert generate(tmp_path, ours(text="x = 2\n"), ours("shop/same.py")) == {MODELS: "update", "shop/same.py": "keep"}
    assert (tmp_path / MODELS).read_text() == "x = 2\n"


def test_a_deleted_file_of_ours_comes_back(tmp_path: Path) -> None:
    generate(tmp_path, ours())
    (tmp_path / MODELS).unlink()
    assert generate(tmp_path, ours()) == {MODELS: "create"}


def test_line_ends_of_git_are_no_edit(tmp_path: Path) -> None:
    generate(tmp_path, ours())
    (tmp_path / MODELS).write_bytes(b"x = 1\r\n")
    assert generate(tmp_path, ours()) == {MODELS: "keep"}
    assert generate(tmp_path, ours(text="x = 2\n")) == {MODELS: "update"}
    assert (tmp_path / MODELS).read_bytes() == b"x = 2\n"


def test_an_edited_file_of_ours_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    generate(tmp_path, ours(), ours("shop/other.py"))
    (tmp_path / MODELS).write_text("mine = 1\n")
    before = everything(tmp_path)
    with pytest.raises(OutputError, match=r"shop/models\.py: was edited by hand; .* --overwrite"):
        generate(tmp_path, ours(text="x = 2\n"), ours("shop/other.py", "y\n"), yours())
    assert everything(tmp_path) == before
    assert generate(tmp_path, ours(text="x = 2\n"), overwrite=True)[MODELS] == "update"


def test_an_edit_to_what_would_be_written_is_fine(tmp_path: Path) -> None:
    """So a run that crashed before its manifest is completed by the next."""
    generate(tmp_path, ours())
    (tmp_path / MODELS).write_text("x = 2\n")
    (tmp_path / "shop" / "new.py").write_text("n = 1\n")
    assert generate(tmp_path, ours(text="x = 2\n"), ours("shop/new.py", "n = 1\n")) == {
        MODELS: "keep",
        "shop/new.py": "keep",
    }
    assert generate(tmp_path, ours(text="x = 3\n")) == {MODELS: "update", "shop/new.py": "delete"}


def test_a_foreign_file_at_our_path_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / MODELS).write_text("mine = 1\n")
    changes = planned(tmp_path, ours())
    assert kinds(changes) == {MODELS: "refused"}
    assert "was not written by apigen" in refusals(changes)[0] and "--overwrite" in refusals(changes)[0]
    assert kinds(planned(tmp_path, ours(), overwrite=True)) == {MODELS: "update"}


def test_stale_files_go_with_their_bytecode_and_empty_folders(tmp_path: Path) -> None:
    generate(tmp_path, ours(), ours("shop/client/deep/pets.py"), ours("shop/client/toys.py"))
    cache = tmp_path / "shop/client/deep/__pycache__"
    cache.mkdir()
    (cache / "pets.cpython-311.pyc").write_bytes(b"")
    (tmp_path / "shop/client/mine.py").write_text("mine = 1\n")
    assert generate(tmp_path, ours())["shop/client/deep/pets.py"] == "delete"
    assert set(everything(tmp_path)) == {MODELS, "shop/client/mine.py", MANIFEST}
    assert not (tmp_path / "shop/client/deep").exists()


def test_an_edited_stale_file_is_refused(tmp_path: Path) -> None:
    generate(tmp_path, ours(), ours("shop/old.py"))
    (tmp_path / "shop/old.py").write_text("mine = 1\n")
    changes = planned(tmp_path, ours())
    assert kinds(changes)["shop/old.py"] == "refused"
    assert "no longer generated" in refusals(changes)[0]
    assert generate(tmp_path, ours(), overwrite=True)["shop/old.py"] == "delete"


def test_your_file_is_created_once(tmp_path: Path) -> None:
    generate(tmp_path, yours())
    (tmp_path / MAIN).write_text("edited\n")
    assert generate(tmp_path, yours(text="app = 2\n"), overwrite=True) == {MAIN: "keep"}
    assert (tmp_path / MAIN).read_text() == "edited\n"


def test_your_deleted_file_stays_deleted(tmp_path: Path) -> None:
    generate(tmp_path, ours(), yours())
    (tmp_path / MAIN).rename(tmp_path / "moved.py")
    assert generate(tmp_path, ours(), yours())[MAIN] == "keep"
    assert generate(tmp_path, ours(), yours(), overwrite=True)[MAIN] == "keep"
    assert not (tmp_path / MAIN).exists()


def test_your_file_is_not_deleted_when_it_is_no_longer_generated(tmp_path: Path) -> None:
    generate(tmp_path, ours(), yours("app/pets.py"))
    assert generate(tmp_path, ours()) == {MODELS: "keep"}
    assert (tmp_path / "app/pets.py").exists()
    (tmp_path / "app/pets.py").unlink()
    assert generate(tmp_path, ours(), yours("app/pets.py"))["app/pets.py"] == "keep"


def test_a_file_that_was_there_before_us_is_yours(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("mine\n")
    assert generate(tmp_path, yours("pyproject.toml")) == {"pyproject.toml": "keep"}
    assert (tmp_path / "pyproject.toml").read_text() == "mine\n"


@pytest.mark.parametrize("path", ["../x.py", "/x.py", "a/../x.py", "a//x.py", "", ".", "C:/x.py", "a\\x.py", "a/\n.py"])
def test_a_path_that_leaves_the_folder_is_a_bug(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="not a path below the output folder"):
        planned(tmp_path, ours(path))


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    root, outside = tmp_path / "out", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (root / "shop").symlink_to(outside)
    (root / "app").symlink_to(outside)
    changes = planned(root, ours(), yours(), overwrite=True)
    assert kinds(changes) == {MODELS: "refused", MAIN: "refused"}
    assert "symbolic link" in refusals(changes)[0]
    assert list(outside.iterdir()) == []


def test_a_link_at_our_path_is_replaced_and_never_written_through(tmp_path: Path) -> None:
    root, outside = tmp_path / "out", tmp_path / "outside.py"
    generate(root, ours())
    outside.write_text("x = 1\n")
    (root / MODELS).unlink()
    (root / MODELS).symlink_to(outside)
    assert kinds(planned(root, ours(text="x = 2\n"))) == {MODELS: "refused"}
    generate(root, ours(text="x = 2\n"), overwrite=True)
    assert outside.read_text() == "x = 1\n"
    assert not (root / MODELS).is_symlink()


def test_a_dangling_link_at_your_path_is_yours(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / MAIN).symlink_to(tmp_path / "nowhere")
    assert generate(tmp_path, yours()) == {MAIN: "keep"}


def test_names_that_differ_in_case_only_are_refused(tmp_path: Path) -> None:
    changes = planned(tmp_path, ours("shop/pet.py"), ours("shop/Pet.py"))
    assert sorted(kinds(changes).values()) == ["create", "refused"]


def test_a_folder_at_our_path_and_a_file_above_it_are_refused(tmp_path: Path) -> None:
    (tmp_path / MODELS).mkdir(parents=True)
    (tmp_path / "app").write_text("a file\n")
    changes = planned(tmp_path, ours(), yours(), overwrite=True)
    assert kinds(changes) == {MODELS: "refused", MAIN: "refused"}


def test_a_file_as_output_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file\n")
    with pytest.raises(OutputError, match="is not a folder"):
        generate(tmp_path / "out", ours())
    with pytest.raises(OutputError, match="cannot be written"):
        generate(tmp_path / "out" / "below", ours())
    assert (tmp_path / "out").read_text() == "a file\n"


def test_a_loop_of_links_as_output_folder(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    for root in (tmp_path / "a", tmp_path / "a" / "below"):
        with pytest.raises(OutputError):
            generate(root, ours())


def test_a_write_that_fails_leaves_the_old_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generate(tmp_path, ours())
    before = everything(tmp_path)

    def full(path: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match="cannot be written: No space left on device"):
        generate(tmp_path, ours(text="x = 2\n"), ours("shop/new.py"))
    assert everything(tmp_path) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [MANIFEST, "shop"]


def test_a_crash_between_two_files_is_completed_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate(tmp_path, ours("shop/a.py"), ours("shop/b.py"), ours("shop/c.py"))
    replace, calls = Path.replace, list[Path]()

    def crash(path: Path, target: str | os.PathLike[str]) -> Path:
        calls.append(path)
        if len(calls) > 1:
            raise KeyboardInterrupt
        return replace(path, target)

    new = [ours("shop/a.py", "n = 1\n"), ours("shop/b.py", "n = 1\n")]
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "replace", crash)
        generate(tmp_path, *new)
    # What the interrupted run could not tidy is no obstacle either.
    (tmp_path / ".apigen.tmp").mkdir()
    assert generate(tmp_path, *new) == {"shop/a.py": "keep", "shop/b.py": "update"}
    assert set(everything(tmp_path)) == {"shop/a.py", "shop/b.py", MANIFEST}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nothing",
        "[]",
        "{}",
        '{"apigen": 1}',
        "[" * 100_000,
        '{"apigen": "1", "package": "../x", "inputs": "", "options": {}, "files": {}, "yours": {}}',
        '{"apigen": "1", "package": "x", "inputs": "", "options": {}, "files": {"../../x": "1"}, "yours": {}}',
        '{"apigen": "1", "package": "x", "inputs": "", "options": {}, "files": {"x": 1}, "yours": {}}',
        '{"apigen": "1", "package": "x", "inputs": "", "options": [], "files": {}, "yours": {}}',
    ],
    ids=range(10),
)
def test_a_manifest_that_is_not_ours_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(OutputError, match=r"\.apigen\.json is .*--overwrite"):
        read_manifest(tmp_path)


def test_no_manifest_is_none(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) is None
    assert read_manifest(tmp_path / "nowhere") is None


def test_the_diff_shows_what_a_run_would_do(tmp_path: Path) -> None:
    generate(tmp_path, ours(), ours("shop/old.py", "o = 1\n"), ours("shop/same.py"))
    changes = planned(tmp_path, ours(text="x = 2"), ours("shop/new.py", "n = 1\n"), ours("shop/same.py"))
    assert diff(changes) == (
        "--- a/shop/models.py\n+++ b/shop/models.py\n@@ -1 +1 @@\n-x = 1\n+x = 2\n\\ No newline at end of file\n"
        "--- /dev/null\n+++ b/shop/new.py\n@@ -0,0 +1 @@\n+n = 1\n"
        "--- a/shop/old.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-o = 1\n"
    )
