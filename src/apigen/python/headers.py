"""Headers of responses to fields of the response classes, descriptors and imports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from apigen.contract.examples import Examples
from apigen.ir.api import Header, Operation, Response
from apigen.names.assign import Names
from apigen.python.annotations import Annotation, Annotator
from apigen.python.text import Imports, docstring, literal
from apigen.python.type_views import FieldView
from apigen.python.views import ParameterView
from apigen.spec.document import Json


def header_views(response: Response, attributes: Mapping[str, str]) -> tuple[ParameterView, ...]:
    """Return the descriptors of a response's headers: what the runtime takes for granted is not said."""
    return tuple(ParameterView(call=_call(each, attributes[each.name])) for each in response.headers)


def header_fields(response: Response, attributes: Mapping[str, str], annotator: Annotator) -> Iterator[FieldView]:
    """Yield the fields of a response's headers. Those without a default must come first."""
    for each in sorted(response.headers, key=lambda header: not header.required):
        yield FieldView(
            name=attributes[each.name],
            annotation=_annotation(each, annotator).text,
            default=None if each.required else "MISSING",
            docstring=docstring(each.description, "Deprecated." if each.deprecated else None),
        )


def import_headers(imports: Imports, response: Response, names: Names, annotator: Annotator) -> None:
    """Add what a response's headers need in the module of the operations."""
    for each in response.headers:
        annotation = _annotation(each, annotator)
        imports.add("._runtime.core", "header")
        imports.update(annotation.imports)
        imports.update((".models", names.types[key]) for key in annotation.names)


def header_schemas(operation: Operation, examples: Examples) -> dict[str, Json]:
    """Return what the server judges headers by, by status and name, with the examples of those that are required."""
    found: dict[str, Json] = {}
    for response in operation.responses:
        known = examples.headers.get((operation.id, response.status), {})
        own: dict[str, Json] = {
            each.name: {"schema": each.schema, **({"example": known[each.name]} if each.name in known else {})}
            for each in response.headers
        }
        if own:
            found[response.status] = own
    return found


def _annotation(header: Header, annotator: Annotator) -> Annotation:
    annotation = annotator.annotate(header.type)
    return annotation if header.required else annotation.optional()


def _call(header: Header, attribute: str) -> str:
    arguments = [literal(header.name), literal(attribute)]
    if header.explode:
        arguments.append("explode=True")
    if header.required:
        arguments.append("required=True")
    if header.media_type is not None:
        arguments.append(f"media_type={literal(header.media_type)}")
    return f"header({', '.join(arguments)})"
