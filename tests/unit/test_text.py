"""The doors from texts of a contract to source: what goes in comes out as a value, and nothing else gets through."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from itertools import product
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apigen.python.text import Imports, docstring, literal, one_line, quoted
from apigen.spec.document import Json

JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
ANY_TEXT: Final = st.text(st.characters(exclude_categories=()))


def is_plain(source: str) -> bool:
    return all(char.isprintable() or char == "\n" for char in source)


@given(JSON)
@settings(derandomize=True)
def test_literal(value: Json) -> None:
    source = literal(value)
    assert ast.literal_eval(source) == value
    assert is_plain(source)


@given(ANY_TEXT)
@settings(derandomize=True)
def test_quoted(text: str) -> None:
    assert ast.literal_eval(quoted(text)) == text
    assert is_plain(quoted(text))


def test_docstring_with_every_mix_of_quotes_and_backslashes() -> None:
    for length in range(1, 7):
        for signs in product("\"\\'a", repeat=length):
            text = "".join(signs)
            source = docstring(text)
            assert source is not None
            assert ast.literal_eval(source) == text


@given(ANY_TEXT, ANY_TEXT)
@settings(derandomize=True)
def test_docstring_of_anything(first: str, second: str) -> None:
    source = docstring(first, None, second)
    if source is not None:
        assert source.startswith('"""')
        assert isinstance(ast.literal_eval(source), str)
        assert is_plain(source)


@pytest.mark.parametrize(
    ("paragraphs", "source"),
    [
        ((), None),
        ((None, " \n\t"), None),
        (("A pet.",), '"""A pet."""'),
        (("A pet.", None, "Deprecated."), '"""A pet.\n\nDeprecated.\n"""'),
        (("a\r\nb\u2028c\x85d",), '"""a\nb\nc\nd\n"""'),
        (("a\n\n\n\nb",), '"""a\n\nb\n"""'),
        (('say "hi"',), '"""say "hi\\""""'),
        (('"""',), '"""\\"\\"\\""""'),
        (("C:\\new",), '"""C:\\\\new"""'),
        (("a\0\x1b[2J\u202eb",), '"""a\\x00\\x1b[2J\\u202eb"""'),
        (("\ud800",), '"""\\ud800"""'),
        (("  - a\n  - b",), '"""- a\n  - b\n"""'),
        (("x" * 150,), '"""' + "x" * 150 + '"""'),
    ],
)
def test_docstring(paragraphs: tuple[str | None, ...], source: str | None) -> None:
    assert docstring(*paragraphs) == source


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("The  shop\nfor\tpets", "The shop for pets"),
        ('a "b" `c`', "a 'b' 'c'"),
        ('"""', "'''"),
        ("C:\\", "C:\\\\"),
        ("a\0\x1b[2J\u202eb\u2028c", "a [2J b c"),
        ("", ""),
    ],
)
def test_one_line(text: str, line: str) -> None:
    assert one_line(text) == line


@given(ANY_TEXT)
@settings(derandomize=True)
def test_one_line_fits_everywhere(text: str) -> None:
    line = one_line(text)
    assert line.isprintable()
    assert isinstance(ast.literal_eval(f'"""x {line} x"""'), str)
    assert isinstance(tomllib.loads(f'title = "{line}"')["title"], str)


MODULES: Final = {
    "builtins": [""],
    "collections.abc": ["Mapping", "Awaitable"],
    "datetime": ["date", "datetime"],
    "typing": ["TYPE_CHECKING", "Annotated", "Any", "ClassVar", "Literal", "TypeAlias"],
    "uuid": ["UUID"],
    "pydantic": ["MISSING", "Field"],
    "typing_extensions": ["TypeAliasType"],
    "._runtime.core": ["MISSING", "BaseModel", "Operation", "Request", "api_key", "body", "path"],
    ".models": [
        "A10",
        "A2",
        "A1B",
        "AB",
        "Ab",
        "aB",
        "ABC1",
        "Pet",
        "PetInput",
        "Pet_2",
        "URL",
        "Über",
        "x",
        "X",
        "Op0200",
        "Op1200",
        "Op0",
        "Op00",
        "Op18",
        "Op2",
    ],
    ".tag2": ["Tag"],
    ".tag10": ["Tag"],
    ".tag02": ["Tag"],
    ".tag_x": ["Tag"],
    "..models": ["Pet"],
    "..": ["operations as ops"],
    "...": ["operations as ops"],
    "...models": ["Pet"],
    "._shared": ["NotFound404"],
    ".._runtime.client": ["APIError", "ApiResponse", "APIStatusError", "Options", "endpoint"],
}


@given(st.data())
@settings(derandomize=True, max_examples=12, deadline=None)
def test_import_blocks_are_what_isort_makes_of_them(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("imports")
    for number in range(20):
        imports = Imports()
        for module in data.draw(st.lists(st.sampled_from(sorted(MODULES)), min_size=1, unique=True)):
            for name in data.draw(st.lists(st.sampled_from(MODULES[module]), min_size=1, unique=True)):
                imports.update([(module, name)])
        typing_only = data.draw(st.lists(st.sampled_from([".models", "..models", "._shared"]), unique=True))
        (folder / f"m{number}.py").write_text(imports.block(typing_only=typing_only) + "\n", encoding="utf-8")
    ruff(folder, "format")
    assert ruff(folder, "check", "--select", "I") == "All checks passed!"


def test_imports_of_a_module_that_stands_deeper() -> None:
    imports = Imports()
    imports.update([("typing", "Any"), ("builtins", ""), ("._runtime.core", "Request"), (".models", "Pet")])
    assert imports.deeper().block(typing_only=["..models"]).splitlines() == [
        "import builtins",
        "from typing import TYPE_CHECKING, Any",
        "",
        "from .._runtime.core import Request",
        "",
        "if TYPE_CHECKING:",
        "    from ..models import Pet",
    ]


def ruff(folder: Path, verb: str, *options: str) -> str:
    command = [sys.executable, "-m", "ruff", verb, "--isolated", "--no-cache", "--line-length", "120", *options, "."]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False).stdout.strip()
