"""Templates only say where things go: each is parsed, and what would be logic is refused."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).parent.parent / "templates"
TEMPLATES = sorted(ROOT.rglob("*.jinja"))

PLAIN = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Block, nodes.Getattr, nodes.Name, nodes.Tuple)
"""What may stand anywhere: text, holes, blocks, and the names of a loop."""


def logic(source: str) -> list[str]:
    """Return what a template does beyond placing text, each with its line."""
    found: list[str] = []
    _walk(Environment().parse(source), found)
    return found


def _walk(node: nodes.Node, found: list[str]) -> None:
    children = list(node.iter_child_nodes())
    match node:
        case nodes.If(test=test):
            if not isinstance(test, nodes.Name | nodes.Getattr):
                found.append(f"line {node.lineno}: a condition that is no flag")
                children.remove(test)
        case nodes.For(iter=sequence, test=test, recursive=recursive):
            if test is not None or recursive or not isinstance(sequence, nodes.Name | nodes.Getattr):
                found.append(f"line {node.lineno}: a loop over more than a tuple of the view")
                children = list(node.body)
        case nodes.Filter(name="indent", args=arguments, kwargs=keywords):
            values = [*arguments, *(keyword.value for keyword in keywords)]
            if not all(isinstance(value, nodes.Const) for value in values):
                found.append(f"line {node.lineno}: an indent that is computed")
            children = [node.node] if node.node is not None else []
        case nodes.Include(template=nodes.Const()) | nodes.Extends(template=nodes.Const()):
            children = []
        case _ if isinstance(node, PLAIN):
            pass
        case _:
            found.append(f"line {node.lineno}: {type(node).__name__.lower()}")
    for child in children:
        _walk(child, found)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_has_no_logic(path: Path) -> None:
    assert logic(path.read_text(encoding="utf-8")) == []


def test_every_file_beside_a_target_is_used() -> None:
    for target in sorted(ROOT.glob("*/target.toml")):
        table = tomllib.loads(target.read_text(encoding="utf-8"))
        used = {entry.get("template") or entry.get("copy") for entry in table.get("files", [])} | {table.get("guide")}
        texts = [path.read_text(encoding="utf-8") for path in TEMPLATES]
        for path in target.parent.rglob("*.*"):
            if path.is_file() and path != target and path.relative_to(target.parent).as_posix() not in used:
                included = path.relative_to(ROOT).as_posix()
                assert path.suffix == ".pyc" or any(included in text for text in texts), f"{path} is not used"


@pytest.mark.parametrize(
    "source",
    [
        "{{ a.b.c }}",
        "{% for x in view.items %}{{ x }}{% else %}none{% endfor %}",
        "{% for key, value in view.pairs %}{{ key }}{{ value }}{{ loop.index }}{% endfor %}",
        "{% if a.flag %}x{% elif b %}y{% else %}z{% endif %}",
        "{{ text | indent(4) }}{{ text | indent(8, first=true) }}",
        "{% extends 'base.jinja' %}{% block body %}x{% include 'part.jinja' %}{% endblock %}",
    ],
)
def test_placing_text_is_allowed(source: str) -> None:
    assert logic(source) == []


@pytest.mark.parametrize(
    "source",
    [
        "{% if a == b %}{% endif %}",
        "{% if not a %}{% endif %}",
        "{% if a and b %}{% endif %}",
        "{% if a is defined %}{% endif %}",
        "{% set x = 1 %}",
        "{{ a + b }}",
        "{{ a ~ b }}",
        "{{ f(a) }}",
        "{{ a.method() }}",
        "{{ a['b'] }}",
        "{{ a | upper }}",
        "{{ 'text' }}",
        "{{ a if b else c }}",
        "{{ a | indent(width) }}",
        "{% for x in f(a) %}{% endfor %}",
        "{% for x in xs if x.flag %}{% endfor %}",
        "{% for x in xs | sort %}{% endfor %}",
        "{% macro m() %}{% endmacro %}",
        "{% include name %}",
        "{% filter upper %}x{% endfilter %}",
    ],
)
def test_logic_is_found(source: str) -> None:
    assert len(logic(source)) >= 1
