"""Is each object what OpenAPI says it is? The official schema finds what is not, `verdicts` says how bad that is."""

from __future__ import annotations

import jsonschema_rs

from apigen.report import Pointer, Report, Severity
from apigen.spec.document import Document, Json, found_at, value_at
from apigen.spec.official import official_schema
from apigen.spec.origins import located
from apigen.spec.verdicts import Finding, judge


def check_structure(document: Document, report: Report) -> None:
    """Report where the contract is not built as OpenAPI says. One finding a spot.

    Swagger 2.0 is judged as its author wrote it: the document's own form is OpenAPI 3.0 by then.
    """
    bundle = document.bundle
    if bundle.version != (2, 0):
        _judge_all(document.value, document.version, report)
        return
    found = Report()
    _judge_all(bundle.value, bundle.version, found)
    pointers = [one.at for one in found if isinstance(one.at, tuple)]
    places = located(bundle.places, pointers)
    for one in found:
        record = report.error if one.severity is Severity.ERROR else report.warning
        at = places[one.at] if isinstance(one.at, tuple) else one.at
        record(one.code, one.message, at=at, label=one.label, help=one.help)


def _judge_all(root: dict[str, Json], version: tuple[int, int], report: Report) -> None:
    schema = official_schema(version)
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    seen: set[Pointer] = set()
    for error in validator.iter_errors(root):
        pointer = _pointer_of(root, error)
        keyword = error.kind.name
        finding = Finding(keyword, pointer, found_at(root, pointer), error, schema)
        if keyword not in ("required", "additionalProperties"):
            if pointer in seen or _is_left_to_rules(finding):
                continue
            seen.add(pointer)
        judge(finding, report)


def _pointer_of(root: dict[str, Json], error: jsonschema_rs.ValidationError) -> Pointer:
    """Return where an error is. jsonschema-rs leaves empty keys out of its paths; they are put back where one fits."""
    pointer: Pointer = ()
    value: Json = root
    for token in map(str, error.instance_path):
        if isinstance(value, dict) and token not in value and "" in value:
            pointer, value = (*pointer, ""), value[""]
        try:
            value = value_at(root, (*pointer, token))
        except LookupError:
            break
        pointer = (*pointer, token)
    return pointer


def _is_left_to_rules(finding: Finding) -> bool:
    """`$ref`, `type` in a schema and `content` of a parameter have rules that can say more."""
    if finding.key == "$ref" or (finding.key == "content" and finding.keyword in ("minProperties", "maxProperties")):
        return True
    path = finding.error.schema_path
    return finding.key == "type" and finding.keyword in ("anyOf", "type") and path[:2] == ["properties", "type"]
