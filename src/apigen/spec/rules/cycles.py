"""The rule that nothing is made of itself: `$ref` and `allOf` in a circle say nothing about any value."""

from __future__ import annotations

from collections.abc import Iterator

from apigen.report import Pointer
from apigen.spec.document import pointer_text
from apigen.spec.rules.subject import Subject

_PASSES = (frozenset({"$ref"}), frozenset({"$ref", "allOf"}), frozenset({"$ref", "allOf", "anyOf", "oneOf"}))


def check_cycles(subject: Subject) -> None:
    """Report each circle once, as the narrowest kind of circle it is."""
    entered = {target for edges in subject.edges.values() for _, target in edges}
    graph = {node: edges for node, edges in subject.edges.items() if node in entered}
    reported: set[Pointer] = set()
    for keywords in _PASSES:
        narrowed = {
            node: [target for keyword, target in edges if keyword in keywords and target in graph]
            for node, edges in graph.items()
        }
        for cycle in _cycles(narrowed):
            if reported.isdisjoint(cycle):
                reported.update(cycle)
                _report(subject, cycle, keywords)


def _cycles(graph: dict[Pointer, list[Pointer]]) -> Iterator[list[Pointer]]:
    """Yield circles found by a depth-first search: at least one of each group of entangled ones."""
    done: set[Pointer] = set()
    for start in graph:
        path: dict[Pointer, Iterator[Pointer]] = {}
        pending = start
        while True:
            if pending not in done and pending not in path:
                path[pending] = iter(graph[pending])
            elif pending in path:
                nodes = list(path)
                yield nodes[nodes.index(pending) :]
            while path:
                node = next(reversed(path))
                following = next(path[node], None)
                if following is not None:
                    pending = following
                    break
                del path[node]
                done.add(node)
            else:
                break


def _report(subject: Subject, cycle: list[Pointer], keywords: frozenset[str]) -> None:
    steps = [node for node in cycle if len(node) < 4] or cycle
    names = [pointer_text(node) if len(node) != 3 else node[-1] for node in steps]
    shown = " -> ".join([*names[:6], *(["..."] if len(names) > 6 else []), names[0]])
    if keywords == _PASSES[0]:
        subject.report.error(
            "AG206", f"these references lead in a circle: {shown}", at=cycle[0], help="let one of them say what it is"
        )
    elif keywords == _PASSES[1]:
        subject.report.error(
            "AG207",
            f"this schema extends itself through `allOf`: {shown}",
            at=cycle[0],
            help="move what they share into a schema of its own",
        )
    else:
        subject.report.warning(
            "AG208",
            f"this schema is a choice that contains itself: {shown}",
            at=cycle[0],
            help="move what the choices share into a schema of its own",
        )
