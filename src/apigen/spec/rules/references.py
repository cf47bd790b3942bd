"""Rules about `$ref`: it is a string, leads somewhere, and to the right kind of object."""

from __future__ import annotations

from collections.abc import Iterator

from apigen.report import Pointer
from apigen.spec.document import Json, found_at, local_pointer, pointer_text
from apigen.spec.grammar import Kind, Shape, grammar_of
from apigen.spec.origins import origin_of
from apigen.spec.rules.subject import Subject
from apigen.spec.words import article, describe


def check_reference(subject: Subject, kind: Kind, pointer: Pointer, ref: Json) -> None:
    """Check one reference at a place where OpenAPI means one."""
    at = (*pointer, "$ref")
    if not isinstance(ref, str):
        message = f"`$ref` must be a string, not {describe(ref)}"
        subject.report.error("AG202", message, at=at, help="write a pointer, such as `#/components/schemas/Pet`")
        return
    target = subject.resolve(ref)
    if target is not None:
        subject.edges[pointer].append(("$ref", target))
        _check_kind(subject, kind, at, ref, target)
    elif not ref.startswith("#"):
        subject.report.error(
            "AG402",
            f"the reference {describe(ref, show=True)} leads out of the document, and nothing is read from there",
            at=at,
            help=next(_named(subject, ref, kind), "bundle the document into one file first"),
        )
    elif local_pointer(ref) is None:
        subject.report.error(
            "AG403",
            f"the reference {describe(ref, show=True)} names an anchor"
            + (f", and {subject.language} has none" if subject.old else " that no schema here has"),
            at=at,
            label="used here",
            help="write a JSON pointer as the reference"
            if subject.old
            else f"write `$anchor: {ref[1:]}` in the schema that is meant, or a JSON pointer as the reference",
        )
    else:
        subject.report.error(
            "AG201",
            f"the reference {describe(ref, show=True)} leads nowhere",
            at=at,
            label="used here",
            help=next(_meant(subject, ref, kind), "define it there, or correct the pointer"),
        )


def _check_kind(subject: Subject, kind: Kind, at: Pointer, ref: str, target: Pointer) -> None:
    found = subject.grammar.kind_at(target)
    if found is None or found is kind:
        return
    written = found_at(subject.document.bundle.value, origin_of(at, subject.document.origins))
    shown = describe(written if isinstance(written, str) else ref, show=True)
    message = f"{article(kind)} is needed here, and {shown} is {article(found)}"
    if kind is Kind.SCHEMA:
        # Read as a schema, an object of another kind has no keywords that judge a value.
        subject.report.warning("AG230", message, at=at, label="used here", help="any value is accepted; name a schema")
    else:
        subject.report.error("AG205", message, at=at, label="used here", help=f"refer to {article(kind)}")


def _meant(subject: Subject, ref: str, kind: Kind) -> Iterator[str]:
    """Suggest what a pointer was meant to be: with another name in one place, or a component of the needed kind.

    The author's document is asked: a reference that leads nowhere stands in every form as it was written.
    """
    target = local_pointer(ref)
    if not target:
        return
    root = subject.document.bundle.value
    for end, token in enumerate(target):
        parent = found_at(root, target[:end])
        if not isinstance(parent, dict) or token in parent:
            continue
        hint = subject.did_you_mean(token, parent)
        close = hint.split("`")[1] if hint is not None else token
        meant = (*target[:end], close, *target[end + 1 :])
        if hint is not None and (end == len(target) - 1 or grammar_of(subject.author).kind_at(meant) is kind):
            yield f"did you mean `{pointer_text(meant)}`?"
        break
    yield from _named(subject, target[-1], kind)


def _named(subject: Subject, name: str, kind: Kind) -> Iterator[str]:
    """Suggest what is shared under a name."""
    for section in _sections(subject, kind):
        known = found_at(subject.document.bundle.value, section)
        if isinstance(known, dict) and name in known:
            yield f"did you mean `{pointer_text((*section, name))}`?"


def _sections(subject: Subject, kind: Kind) -> Iterator[Pointer]:
    """Yield where the author's version of OpenAPI keeps what is shared."""
    fields = grammar_of(subject.author).fields
    for start, owner in (((), Kind.ROOT), (("components",), Kind.COMPONENTS)):
        for key, field in fields[owner].items():
            if field == (Shape.MAP, kind):
                yield (*start, key)
