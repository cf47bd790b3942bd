"""Targets, rendering and formatting, over small targets written here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from apigen.render.engine import hints, render
from apigen.render.files import Owner, RenderedFile
from apigen.render.format import FormatError, format_files
from apigen.render.targets import (
    TargetError,
    UnknownTarget,
    default_of,
    discover,
    names_of,
    resolve,
    templates_root,
)

RUNTIME = Path(__file__).parents[2] / "src" / "apigen" / "runtime"


@dataclass(frozen=True)
class Group:
    module: str
    title: str


@dataclass(frozen=True)
class View:
    title: str
    tags: tuple[Group, ...] = ()


def write(root: Path, name: str, toml: str, **files: str) -> None:
    folder = root / name
    folder.mkdir(parents=True)
    (folder / "target.toml").write_text(toml, encoding="utf-8")
    for stem, text in files.items():
        (folder / stem.replace("__", ".")).write_text(text, encoding="utf-8")


def target(name: str, kind: str, *, default: bool = False, needs: str = "[]", extra: str = "") -> str:
    return f'name = "{name}"\nkind = "{kind}"\ndefault = {str(default).lower()}\nneeds = {needs}\n{extra}\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path, "models", target("models", "base", default=True))
    write(tmp_path, "common", target("common", "base", needs='["models"]'))
    write(tmp_path, "aero", target("aero", "server", default=True, needs='["common"]'))
    write(tmp_path, "boat", target("boat", "server", needs='["models", "common"]'))
    write(tmp_path, "call", target("call", "client", default=True, needs='["models"]'))
    return tmp_path


def test_targets_are_found_with_their_kinds_and_defaults(root: Path) -> None:
    targets = discover(root)
    assert names_of(targets, "server") == ("aero", "boat")
    assert default_of(targets, "server") == ("aero",)
    assert default_of(targets, "client") == ("call",)


@pytest.mark.parametrize(
    ("servers", "client", "expected"),
    [
        ((), None, ["models"]),
        ((), "call", ["models", "call"]),
        (("boat",), None, ["models", "common", "boat"]),
        (("boat", "aero", "boat"), "call", ["models", "common", "aero", "boat", "call"]),
    ],
)
def test_what_is_needed_comes_once_and_first(
    root: Path, servers: tuple[str, ...], client: str | None, expected: list[str]
) -> None:
    assert [target.name for target in resolve(discover(root), servers, client)] == expected


def test_an_unknown_target_names_those_there_are(root: Path) -> None:
    with pytest.raises(UnknownTarget, match="no server target is named 'call': choose from aero, boat, none"):
        resolve(discover(root), ("call",), None)
    with pytest.raises(UnknownTarget, match="no client target is named 'x': choose from call, none"):
        resolve(discover(root), (), "x")


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        (target("t", "base", extra='colour = "red"'), "unknown key 'colour'"),
        (target("t", "engine"), "kind 'engine' is not one of base, server, client"),
        (target("t", "base", needs='["gone"]'), "needs 'gone', which does not exist"),
        (target("t", "base", needs='"t"'), "'needs' is not a list"),
        (target("t", "base", extra='runtime = ["gui"]'), "runtime 'gui' is not one of"),
        (target("t", "base", extra='[[files]]\nto = "a"\nfrom = "b"'), "unknown key 'from'"),
        (target("t", "base", extra='[[files]]\ntemplate = "a.jinja"'), "there is no a.jinja"),
        (target("t", "base", extra='[[files]]\nowner = "me"\nto = "a"'), "owner 'me' is not one of apigen, you"),
        (target("t", "base", extra='[[files]]\nto = "{item}.py"'), "go together"),
        ("name = ", "target.toml: "),
        ('kind = "base"', "the key 'name' is missing"),
    ],
)
def test_a_wrong_target_says_what_is_wrong(tmp_path: Path, toml: str, message: str) -> None:
    write(tmp_path, "t", toml)
    with pytest.raises(TargetError) as caught:
        discover(tmp_path)
    assert message in str(caught.value)
    assert str(tmp_path / "t" / "target.toml") in str(caught.value)


def test_targets_in_a_circle_are_an_error(tmp_path: Path) -> None:
    write(tmp_path, "a", target("a", "base", default=True, needs='["b"]'))
    write(tmp_path, "b", target("b", "base", needs='["a"]'))
    with pytest.raises(TargetError, match="a -> b -> a"):
        resolve(discover(tmp_path), (), None)


FILES = """
runtime = ["core"]

[[files]]
template = "one.jinja"
to = "{package}/one.py"

[[files]]
copy = "adapter.py"
to = "{package}/adapter.py"

[[files]]
to = "{package}/py.typed"

[[files]]
template = "tag.jinja"
to = "app/{item}.py"
each = "tags"
owner = "you"
hint = "mention {item} of {package}"
"""


def rendered(root: Path, view: View) -> dict[str, RenderedFile]:
    write(
        root,
        "t",
        target("t", "base", default=True, extra=FILES),
        one__jinja="x = {{ title }}\n{% for tag in tags %}\n# {{ tag.title }}\n{% endfor %}\n",
        adapter__py="from apigen.runtime.core import Request\n",
        tag__jinja="# {{ item.title }} & co\n",
    )
    return {file.path: file for file in render(resolve(discover(root), (), None), view, "shop")}


def test_files_are_rendered_copied_and_repeated(tmp_path: Path) -> None:
    files = rendered(tmp_path, View("'<a>'", (Group("pets", "Pets"), Group("toys", "Toys"))))
    assert files["shop/one.py"].text == "x = '<a>'\n# Pets\n# Toys\n"
    assert files["shop/adapter.py"].text == "from shop._runtime.core import Request\n"
    assert files["shop/py.typed"].text == ""
    assert files["app/pets.py"] == RenderedFile("app/pets.py", "# Pets & co\n", Owner.YOU)
    assert files["app/toys.py"].owner is Owner.YOU
    assert list(files) == sorted(files)


def test_the_runtime_is_copied_byte_for_byte(tmp_path: Path) -> None:
    files = rendered(tmp_path, View("1"))
    copied = {path.removeprefix("shop/_runtime/") for path in files if path.startswith("shop/_runtime/")}
    assert copied == {"__init__.py", *(f"core/{path.name}" for path in (RUNTIME / "core").glob("*.py"))}
    for name in copied:
        assert files[f"shop/_runtime/{name}"].text.encode() == (RUNTIME / name).read_bytes()


def test_the_default_target_decides_what_is_in_a_file_of_yours(tmp_path: Path) -> None:
    files = '[[files]]\ntemplate = "a.jinja"\nto = "app/main.py"\nowner = "{}"'
    for owner in ("you", "apigen"):
        for name in ("aero", "boat", "crane"):
            extra = files.format(owner)
            write(tmp_path / owner, name, target(name, "server", default=name == "boat", extra=extra), a__jinja=name)
    (file,) = render(resolve(discover(tmp_path / "you"), ("crane", "boat", "aero"), None), View("x"), "shop")
    assert file == RenderedFile("app/main.py", "boat", Owner.YOU)
    (file,) = render(resolve(discover(tmp_path / "you"), ("crane", "aero"), None), View("x"), "shop")
    assert file.text == "aero"
    with pytest.raises(TargetError, match=r"app/main\.py: two targets write this file"):
        render(resolve(discover(tmp_path / "apigen"), ("crane", "aero"), None), View("x"), "shop")


def test_hints_are_found_by_path(tmp_path: Path) -> None:
    view = View("1", (Group("pets", "Pets"),))
    rendered(tmp_path, view)
    assert hints(discover(tmp_path), view, "shop") == {"app/pets.py": "mention pets of shop"}


def test_an_undefined_name_fails(tmp_path: Path) -> None:
    extra = '[[files]]\ntemplate = "a.jinja"\nto = "a.py"'
    write(tmp_path, "t", target("t", "base", default=True, extra=extra), a__jinja="{{ titel }}")
    with pytest.raises(UndefinedError, match="titel"):
        render(resolve(discover(tmp_path), (), None), View("x"), "shop")


def test_rendered_python_is_formatted_and_the_runtime_is_not() -> None:
    files = [
        RenderedFile("shop/a.py", "x=1", Owner.APIGEN),
        RenderedFile("shop/_runtime/core/b.py", "x=1", Owner.APIGEN),
        RenderedFile("README.md", "x=1", Owner.YOU),
        RenderedFile("app/c.py", "y = 2\n", Owner.YOU),
    ]
    assert [file.text for file in format_files(files)] == ["x = 1\n", "x=1", "x=1", "y = 2\n"]
    assert format_files([]) == []


def test_what_is_not_python_names_the_file() -> None:
    files = [RenderedFile(f"shop/{name}.py", text, Owner.APIGEN) for name, text in (("a", "x = 1\n"), ("b", "x = (\n"))]
    with pytest.raises(FormatError, match=r"shop/b\.py:2:1"):
        format_files(files)


def test_the_real_targets_can_all_be_chosen_together() -> None:
    targets = discover(templates_root())
    for client in names_of(targets, "client"):
        assert resolve(targets, names_of(targets, "server"), client)


def test_the_models_are_written_without_a_server_and_a_client() -> None:
    assert [target.kind for target in resolve(discover(templates_root()), (), None)] == ["base"]
