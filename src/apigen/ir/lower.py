"""A checked document to the `Api`: every operation, every type, every schema in the validators' dialect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from apigen.ir.api import Api, Operation, Tag
from apigen.ir.normal import Normalizer
from apigen.ir.operations import operation_places, read_operation
from apigen.ir.pins import read_pin
from apigen.ir.reader import Reader, text
from apigen.ir.schemas import read_schemas
from apigen.ir.security import read_security_schemes
from apigen.ir.servers import base_path, read_servers
from apigen.ir.typing import TypeReader
from apigen.ir.xml_nodes import warn_of_nodes
from apigen.report import Pointer, Report
from apigen.spec.document import Document, Json
from apigen.spec.grammar import Kind
from apigen.spec.walk import walk

_COMPONENTS: Final = ("components", "schemas")


def lower(document: Document, report: Report) -> Api:
    """Return what the API is, with every operation of the document."""
    schemas = read_schemas(document, schema_roots(document))
    reader = Reader(
        document, schemas, TypeReader(schemas), Normalizer(schemas, _pattern_judge(report, old=schemas.is_30)), report
    )
    _define_components(reader)
    warn_of_nodes(document, report)
    operations = _told_apart([read_operation(reader, *place) for place in operation_places(reader)])
    info = document.value.get("info")
    described = info if isinstance(info, dict) else {}
    servers = read_servers(document.value, ())
    return Api(
        title=text(described, "title") or "API",
        version=str(described.get("version", "")),
        description=text(described, "description"),
        file=document.file,
        base_path=base_path(servers),
        servers=servers,
        tags=_tags(document.value, operations),
        operations=tuple(operations),
        security_schemes=tuple(read_security_schemes(reader)),
        types=reader.types.definitions,
        dialect="draft4" if schemas.is_30 else "2020-12",
        definitions=reader.normal.definitions,
        document=document.value,
        contract=document.bundle.value,
        left_out=document.bundle.left_out,
    )


def _told_apart(operations: list[Operation]) -> list[Operation]:
    """Return the operations with ids of their own: those of a path item that stands for several paths share one."""
    ids = Counter(each.id for each in operations)
    return [each if ids[each.id] == 1 else replace(each, id=f"{each.method} {each.path}") for each in operations]


def schema_roots(document: Document) -> Iterator[Pointer]:
    """Yield every component schema, and every schema of an operation or of a component that is none itself."""
    return (node.pointer for node in walk(document, into_schemas=False) if node.kind is Kind.SCHEMA)


def _define_components(reader: Reader) -> None:
    """Define every component schema, used or not: for both directions where they differ."""
    components = reader.document.value.get("components")
    names = reader.entries(components if isinstance(components, dict) else {}, "schemas")
    reader.types.define((*_COMPONENTS, name) for name in names)


def _pattern_judge(report: Report, *, old: bool) -> Callable[[str, Pointer], bool]:
    """Return the test whether the validators of the dialect take a pattern: those of Draft 4 ask its meta-schema too."""
    from jsonschema_rs import Draft4Validator, Draft202012Validator

    dialect = Draft4Validator if old else Draft202012Validator

    @cache
    def compiles(pattern: str) -> bool:
        try:
            dialect({"pattern": pattern})
        except ValueError:
            return False
        return True

    def judge(pattern: str, pointer: Pointer) -> bool:
        if not compiles(pattern):
            report.warning(
                "AG371",
                "the pattern is not a regular expression that the validator can run: it is not enforced",
                at=(*pointer, "pattern"),
                help="write it in the syntax of ECMA-262, as JSON Schema asks",
            )
            return False
        return True

    return judge


def _tags(document: dict[str, Json], operations: list[Operation]) -> tuple[Tag, ...]:
    """Return the tags that operations use: declared ones in their order, then the others as they come."""
    used = dict.fromkeys(operation.tag for operation in operations)
    declared = document.get("tags")
    described: dict[str | None, Tag] = {}
    for index, tag in enumerate(declared if isinstance(declared, list) else []):
        if isinstance(tag, dict) and isinstance(tag.get("name"), str):
            name, pin = str(tag["name"]), read_pin(tag, ("tags", str(index)))
            described[name] = Tag(
                name=name,
                summary=text(tag, "summary"),
                description=text(tag, "description"),
                parent=text(tag, "parent"),
                pin=pin,
            )
    ordered = [*(name for name in described if name in used), *(name for name in used if name not in described)]
    return tuple(described.get(name) or Tag(name=name) for name in ordered)
