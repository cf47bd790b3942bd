"""An outcome becomes one page of HTML, which needs nothing else and shows every failure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape as in_html
from typing import Final

from apigen.contract.drops import DROPS
from apigen.contract.outcome import Finding, Outcome
from apigen.contract.summary import Group, groups, verdict
from apigen.diagnostics import escaped

_STYLE: Final = """
:root { color-scheme: light dark; --line: #8886; --soft: #8882; --bad: #c62828; --good: #2e7d32; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --good: #81c784; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
.verdict { font-weight: 600; } .bad { color: var(--bad); } .good { color: var(--good); }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; padding: .4rem .8rem; }
summary { cursor: pointer; } summary code { font-weight: 600; }
pre { background: var(--soft); border-radius: .3rem; padding: .6rem; overflow-x: auto; white-space: pre-wrap;
  overflow-wrap: anywhere; font-size: .85rem; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: .2rem .6rem .2rem 0;
  border-bottom: 1px solid var(--line); vertical-align: top; } td.number { text-align: right; }
small { opacity: .75; }
"""


def page(outcome: Outcome) -> str:
    """Return the page. Every text of the contract and of the server is escaped."""
    found = groups(outcome.findings)
    good = "good" if outcome.passed else "bad"
    title = _escape(outcome.title)
    body = "\n".join(
        (
            f"<h1>{title}</h1>",
            f'<p class="verdict {good}">{_escape(verdict(outcome, len(found)))}</p>',
            f"<p>{_escape(_counts(outcome))}</p>",
            *_section("Failures", map(_group, found)),
            *_section(
                "Not tested to the end", (_details(each.operation, each.message, each.curl) for each in outcome.broken)
            ),
            *_section("Contradictions of the contract", map(_item, _contradictions(outcome))),
            *_section("Operations", [_operations(outcome)]),
            *_section("Dropped as wire-ambiguous", map(_item, _dropped(outcome))),
            *_section("Secrets", (_item(f"${name} stands for {text}") for name, text in outcome.variables.items())),
        )
    )
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
    return f'<!doctype html>\n<html lang="en">\n<head>{head}<style>{_STYLE}</style></head>\n<body>\n{body}\n</body>\n</html>\n'


def _escape(text: str) -> str:
    """Return a text as the page shows it: what cannot be seen is written out."""
    return in_html("\n".join(map(escaped, text.split("\n"))))


def _section(title: str, items: Iterable[str]) -> Iterator[str]:
    found = list(items)
    if found:
        yield f"<h2>{_escape(title)}</h2>"
        yield from found


def _counts(outcome: Outcome) -> str:
    stopped = f", stopped: {outcome.stopped}" if outcome.stopped else ""
    return (
        f"{len(outcome.tested)} operations, {outcome.cases} cases, {outcome.seconds:.1f} s, seed {outcome.seed},"
        f" {outcome.implied} implied responses{stopped}"
    )


def _group(group: Group) -> str:
    cause = f" <small>{_escape(group.cause)}</small>" if group.cause else ""
    head = (
        f"<strong>{_escape(group.title)}</strong> <code>{_escape(', '.join((group.check, *group.also)))}</code>{cause}"
    )
    where = f"<small>{group.times} requests, {len(group.findings)} operations</small>"
    return f"<details><summary>{head} {where}</summary>{''.join(map(_finding, group.findings))}</details>"


def _finding(finding: Finding) -> str:
    answer = f" <small>{_escape(finding.answer)}</small>" if finding.answer else ""
    log = f"<p>log</p><pre>{_escape(finding.log)}</pre>" if finding.log else ""
    lines = _escape("\n".join((*finding.steps, finding.curl)))
    head = f"<code>{_escape(finding.operation)}</code>{answer} <small>{finding.times} requests</small>"
    return f"<h3>{head}</h3><pre>{_escape(finding.message)}</pre><pre>{lines}</pre>{log}"


def _details(head: str, text: str, curl: str | None) -> str:
    line = f"<pre>{_escape(curl)}</pre>" if curl else ""
    return f"<details><summary><code>{_escape(head)}</code></summary><pre>{_escape(text)}</pre>{line}</details>"


def _item(text: str) -> str:
    return f"<p>{_escape(text)}</p>"


def _contradictions(outcome: Outcome) -> Iterator[str]:
    for each in outcome.contradictions:
        yield f"{each.operation} needs {' and '.join(each.lacking)}, and declares nothing that could be that"


def _dropped(outcome: Outcome) -> Iterator[str]:
    reasons = {drop.name: drop.why for drop in DROPS}
    for name, count in outcome.dropped.items():
        yield f"{name}, {count}: {reasons.get(name, '')}"


def _operations(outcome: Outcome) -> str:
    failures: dict[str, int] = {}
    for each in outcome.findings:
        failures[each.operation] = failures.get(each.operation, 0) + 1
    rows = "".join(
        f'<tr><td><code>{_escape(operation)}</code></td><td class="number">{_successes(outcome, operation)}</td>'
        f'<td class="number">{failures.get(operation, "")}</td><td>{_escape(_answers(outcome, operation))}</td>'
        f"<td>{_escape(_remark(outcome, operation))}</td></tr>"
        for operation in (*outcome.tested, *outcome.untested)
    )
    return (
        f"<table><tr><th>operation</th><th>successes</th><th>failures</th><th>answers</th><th></th></tr>{rows}</table>"
    )


def _successes(outcome: Outcome, operation: str) -> str:
    count = outcome.successes.get(operation)
    return "" if count is None else str(count)


def _answers(outcome: Outcome, operation: str) -> str:
    return ", ".join(f"{status} x {count}" for status, count in outcome.statuses.get(operation, {}).items())


def _remark(outcome: Outcome, operation: str) -> str:
    remarks = (
        ("not tested to the end", outcome.unfinished),
        ("never answered its declared success", outcome.never_succeeded),
        ("declares no success", outcome.undeclared),
        ("not tested: its method differs from another's in case only", outcome.untested),
        ("not reached: each request for it was a more concrete path's", outcome.astray),
        ("its answers were not judged: `prefixItems`", outcome.unjudged),
    )
    return "; ".join(text for text, operations in remarks if operation in operations)
