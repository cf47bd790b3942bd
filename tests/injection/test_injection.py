"""No text of a contract becomes code: whatever stands in any of its strings, only names, constants and prose differ."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import cache
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .contracts import Position, contract_with, marked, markers, strings
from .generated import Generated, check_texts, generate, reach, shape

EXAMPLES: Final = int(os.environ.get("APIGEN_INJECTION_EXAMPLES", "500"))
"""How many random texts are tried, for each of the two tests that are random."""

CONTRACT: Final = marked()
MARKERS: Final = markers(CONTRACT)
STRINGS: Final[list[Position]] = list(strings(CONTRACT))

BREAKOUT: Final = "\"\"\"\n'''\r\\\n); import os; os.system('x') #{{ 7*7 }}{% x %}\u2028```\x1b[2J\u202e\0]}"
DIRECT: Final = (BREAKOUT, "class", "\\")
"""What each name of the contract becomes once, without chance."""

FRAGMENTS: Final = (
    *('"', "'", '"""', "'''", "\\", '\\"', "\n", "\r", "\r\n", "\t", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"),
    *("{{7*7}}", "{%", "%}", "{#", "#}", "{", "}", "{x}", "%s", "${x}", "#", ";", ":", ",", "(", ")", "[", "]", "`", "```"),
    *("\u202e", "\u2066", "\u200b", "\ufeff", "\0", "\x1b[2J", "\x7f", "\ud800", "\udfff", "\uffff", "😀", "é", "ﬁ", "K", "ß"),
    *("../", "..", "/", "~1", "~", "%2e%2e%2f", "C:\\", "con", "import os", "__import__('os').system('x')", "\\N{DASH}"),
    *("\\x41", "\\u0041", "class", "None", "self", "__init__", "model_config", "0", "9" * 30, "x" * 300, "-", "_", "*", "$ref"),
    *("<!--", "-->", "<script>", "x-", "=", "!!python/object:os.system", " ", "TRUE", "MISSING", "BaseModel", "a b"),
)  # fmt: skip
TEXTS: Final = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=4), max_size=6).map("".join)

HARMLESS: Final = ("word", "two words", "", " ", "x-word", "(")
SETTINGS: Final = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@cache
def shape_of(position: Position | None, text: str) -> str | None:
    """Return the shape of what a text gives in a position, `None` if it is refused."""
    found = generate(contract_with(CONTRACT, position, text))
    return None if found is None else shape(found)


@cache
def baseline() -> Generated:
    found = generate(contract_with(CONTRACT, None, ""), formatted=True)
    assert found is not None
    return found


def twin(text: str) -> str:
    """Return a text that splits like the hostile one wherever OpenAPI gives signs a meaning, and holds nothing else."""
    return re.sub(r"[^A-Za-z0-9{}/;*.:_ ]", "-", text)


def check(position: Position, text: str, *, formatted: bool) -> None:
    """Assert that a text is refused with a reason, or harmless: some harmless text gives code of the same shape."""
    found = generate(contract_with(CONTRACT, position, text), formatted=formatted)
    if found is None:
        return
    check_texts(found)
    assert reach(found) <= reach(baseline())
    made = shape(found)
    assert made == shape(baseline()) or any(made == shape_of(position, each) for each in (*HARMLESS, twin(text)))


def test_the_contract_is_generated_whole() -> None:
    found = baseline()
    check_texts(found)
    assert len(MARKERS) > 130
    assert {file.path.rpartition(".")[2] for file in found.files} == {"py", "json", "toml", "md", "typed"}


@pytest.mark.parametrize("marker", MARKERS)
def test_each_name_of_the_author(marker: str) -> None:
    for text in DIRECT:
        check(marker, text, formatted=text is BREAKOUT)


@SETTINGS
@given(marker=st.sampled_from(MARKERS), text=TEXTS)
def test_any_text_as_a_name_of_the_author(marker: str, text: str) -> None:
    check(marker, text, formatted=False)


@SETTINGS
@given(position=st.sampled_from(STRINGS), text=TEXTS)
def test_any_text_as_any_string(position: Position, text: str) -> None:
    check(position, text, formatted=False)


@pytest.mark.parametrize(
    ("door", "open_door", "position"),
    [
        ("apigen.python.text._escape", lambda line: line, "operation description"),
        ("apigen.python.parameters.literal", lambda value: f'"{value}"', "query parameter"),
        ("apigen.python.models.literal", lambda value: f'"{value}"', "property"),
        ("apigen.python.package.one_line", lambda text: text, "title"),
        ("apigen.names.assign.snake", lambda parts, prefix: "_".join(parts), "operation"),
    ],
)
def test_an_open_door_is_found(
    door: str, open_door: Callable[..., str], position: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This test tests the others: where a text is not quoted, they fail."""
    baseline()
    monkeypatch.setattr(door, open_door)
    with pytest.raises((AssertionError, SyntaxError, ValueError)):
        check(position, BREAKOUT, formatted=False)
