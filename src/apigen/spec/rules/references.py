"""Rules about `$ref`: it is a string, leads somewhere, and to the right kind of object."""

from __future__ import annotations

from apigen.report import Pointer
from apigen.spec.document import Json, local_pointer, pointer_text
from apigen.spec.grammar import Kind
from apigen.spec.rules.subject import Subject
from apigen.spec.words import describe, did_you_mean


def check_reference(subject: Subject, kind: Kind, pointer: Pointer, ref: Json) -> None:
    """Check one reference at a place where OpenAPI means one."""
    at = (*pointer, "$ref")
    if not isinstance(ref, str):
        subject.report.error("AG202", f"`$ref` must be a string, not {describe(ref)}", at=at)
        return
    target = subject.resolve(ref)
    if target is not None:
        subject.edges[pointer].append(("$ref", target))
        _check_kind(subject, kind, at, ref)
    elif not ref.startswith("#"):
        subject.report.error(
            "AG402",
            f"the reference {describe(ref, show=True)} leads out of the document, which is not supported yet",
            at=at,
            help="bundle the document into one file first",
        )
    elif ref != "#" and not ref.startswith("#/"):
        subject.report.error(
            "AG403",
            f"the reference {describe(ref, show=True)} names an anchor, which is not supported yet",
            at=at,
            help="write it as a JSON pointer, such as `#/components/schemas/Pet`",
        )
    else:
        subject.report.error(
            "AG201",
            f"the reference {describe(ref, show=True)} leads nowhere",
            at=at,
            label="used here",
            help=_nearest(subject, ref, kind),
        )


def _check_kind(subject: Subject, kind: Kind, at: Pointer, ref: str) -> None:
    target = local_pointer(ref)
    found = None if target is None else subject.grammar.kind_at(target)
    if found is None or found is kind:
        return
    message = f"a {kind} is needed here, and {describe(ref, show=True)} is a {found}"
    if kind is Kind.SCHEMA:
        # Read as a schema, an object of another kind has no keywords that judge a value.
        subject.report.warning("AG230", message, at=at, label="used here", help="any value is accepted; name a schema")
    else:
        subject.report.error("AG205", message, at=at, label="used here")


def _nearest(subject: Subject, ref: str, kind: Kind) -> str | None:
    """Suggest a sibling of what is missing, or a component with its name."""
    target = local_pointer(ref) or ()
    for end in range(len(target) - 1, -1, -1):
        try:
            parent = subject.document.at(target[:end])
        except LookupError:
            continue
        if not isinstance(parent, dict):
            return None
        known = {name: pointer_text((*target[:end], name)) for name in parent}
        hint = did_you_mean(target[end], known)
        return None if hint is None or end != len(target) - 1 else _as_reference(hint, known)
    return None


def _as_reference(hint: str, known: dict[str, str]) -> str:
    name = hint.split("`")[1]
    return f"did you mean `{known.get(name, name)}`?"
