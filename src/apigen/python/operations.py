"""Operations to views: request and response classes, descriptors, and what client and example handlers make of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from apigen.contract.examples import Examples
from apigen.ir.api import Api, Operation, Parameter, Response
from apigen.ir.media import concrete
from apigen.ir.parameters import DEFAULT_STYLES
from apigen.ir.types import BooleanType, BytesType, LiteralType, NullType, NumberType, StringType, TypeRef, UnionType
from apigen.names.assign import Names
from apigen.names.classes import ResponseKey, response_key
from apigen.python.annotations import Annotation, Annotator
from apigen.python.bodies import body_annotation, body_call, content_type_parameter
from apigen.python.docstrings import operation_docstring
from apigen.python.headers import header_fields, header_views
from apigen.python.models import model_annotator
from apigen.python.text import docstring, literal, one_line
from apigen.python.views import FieldView, OperationView, ParameterView, ResponseView

_FORMATTED: Final = frozenset({"date-time", "date", "uuid"})
_ERROR_BASES: Final = {
    "400": "BadRequestError",
    "401": "AuthenticationError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "409": "ConflictError",
    "422": "UnprocessableEntityError",
    "429": "RateLimitError",
}
_EXAMPLE_BYTES: Final = 'b"example"'


@dataclass(frozen=True, slots=True)
class Operations:
    """Builds the views of a contract's operations."""

    api: Api
    names: Names
    examples: Examples

    def annotator(self, hidden: frozenset[str] = frozenset()) -> Annotator:
        """Return the writer of annotations of parameters and bodies: without constraints, which are the validator's."""
        return replace(model_annotator(self.api.types, self.names, constraints=False), hidden=hidden)

    def view(self, operation: Operation, *, hidden: frozenset[str] = frozenset()) -> OperationView:
        """Return one operation's view. `hidden` are the builtins that the client's class hides behind methods."""
        names = self.names.operations[operation.id]
        own = tuple(self.response(operation, each) for each in operation.responses if each.component is None)
        classes = [self.names.responses[response_key(operation, each)] for each in operation.responses]
        client = self.annotator(hidden)
        return OperationView(
            id=literal(operation.id),
            method=literal(operation.method),
            path=literal(operation.path),
            title=self._title(operation),
            name=names.method,
            constant=names.constant,
            request=names.request,
            response=names.response,
            response_union=" | ".join(dict.fromkeys(classes)) or "Response",
            result=self.result(operation, client).text,
            docstring=operation_docstring(operation),
            fields=tuple(field for field, _ in self._fields(operation)),
            parameters=tuple(ParameterView(call=self._call(operation, each)) for each in operation.parameters),
            responses=own,
            response_map=tuple(
                (literal(each.status), self.names.responses[response_key(operation, each)])
                for each in operation.responses
            ),
            body=body_call(operation.body) if operation.body else None,
            security=_security(operation),
            signature=self._signature(operation, client),
            arguments=self._arguments(operation),
            example=self.example(operation)[1],
        )

    def shared(self) -> Iterable[ResponseView]:
        """Yield the response classes of components that operations use, each once."""
        seen: set[ResponseKey] = set()
        for operation in self.api.operations:
            for response in operation.responses:
                key = response_key(operation, response)
                if response.component is not None and key not in seen:
                    seen.add(key)
                    yield self.response(operation, response)

    def response(self, operation: Operation, response: Response) -> ResponseView:
        """Return the view of a response class."""
        key = response_key(operation, response)
        media = response.media
        return ResponseView(
            name=self.names.responses[key],
            docstring=docstring(response.description),
            status=response.status if response.status.isdecimal() else None,
            media_type=literal(concrete(media.name)) if media else None,
            body=self.annotator().annotate(media.type).text if media else None,
            headers=header_views(response, self.names.headers[key]),
            fields=tuple(header_fields(response, self.names.headers[key], self.annotator())),
            error=self.names.errors[key],
            error_base=_error_base(response.status),
            raised=not response.status.startswith("2"),
        )

    def result(self, operation: Operation, annotator: Annotator) -> Annotation:
        """Return the annotation of what a client's call returns: the bodies of the declared success."""
        found = successes(operation)
        parts = [annotator.annotate(each.media.type) if each.media else Annotation("None") for each in found]
        texts = sorted(dict.fromkeys(part.text for part in parts), key=lambda text: text == "None")
        return Annotation(
            " | ".join(texts) or "None",
            frozenset(pair for part in parts for pair in part.imports),
            frozenset(key for part in parts for key in part.names),
        )

    def used(self, operation: Operation, annotator: Annotator) -> list[Annotation]:
        """Return the annotations of parameters and body, as the request class and the client's method have them."""
        found = [self._annotation(each, annotator) for each in operation.parameters]
        if operation.body is not None:
            found.append(_absent_unless(body_annotation(operation.body, annotator), operation.body.required))
        return found

    def _annotation(self, parameter: Parameter, annotator: Annotator) -> Annotation:
        annotation = annotator.annotate(parameter.type)
        return _absent_unless(annotation, parameter.required)

    def _fields(self, operation: Operation) -> Iterable[tuple[FieldView, Annotation]]:
        """Yield the fields of the request class. A declared default is what a handler sees where nothing was sent."""
        annotator = self.annotator()
        for each in operation.parameters:
            default = None if each.required else default_literal(each)
            optional = not each.required and default is None
            annotation = _absent_unless(annotator.annotate(each.type), not optional)
            field = FieldView(
                name=self._name(operation, each),
                annotation=annotation.text,
                default="MISSING" if optional else default,
                docstring=docstring(each.description, "Deprecated." if each.deprecated else None),
            )
            yield field, annotation
        if operation.body is not None:
            annotation = _absent_unless(body_annotation(operation.body, annotator), operation.body.required)
            field = FieldView(
                name="body",
                annotation=annotation.text,
                default=None if operation.body.required else "MISSING",
                docstring=docstring(operation.body.description),
            )
            yield field, annotation

    def field_annotations(self, operation: Operation) -> list[Annotation]:
        """Return the annotations of the request class's fields."""
        return [annotation for _, annotation in self._fields(operation)]

    def _name(self, operation: Operation, parameter: Parameter) -> str:
        return self.names.parameters[operation.id][parameter.location, parameter.name]

    def _call(self, operation: Operation, parameter: Parameter) -> str:
        """Return the descriptor's call: what the runtime takes for granted is not said."""
        arguments = [literal(parameter.name), literal(self._name(operation, parameter))]
        if parameter.media_type is not None:
            arguments.append(f"media_type={literal(concrete(parameter.media_type))}")
        if parameter.style != DEFAULT_STYLES[parameter.location]:
            arguments.append(f"style={literal(parameter.style)}")
        if parameter.explode != (parameter.style == "form"):
            arguments.append(f"explode={parameter.explode}")
        if parameter.allow_reserved:
            arguments.append("allow_reserved=True")
        if parameter.required and parameter.location != "path":
            arguments.append("required=True")
        return f"{parameter.location}({', '.join(arguments)})"

    def _signature(self, operation: Operation, annotator: Annotator) -> str:
        """Return path parameters, then the body, then the rest as keywords, those that must be given first."""
        positional: list[str] = []
        required: list[str] = []
        optional: list[str] = []
        for each in operation.parameters:
            text = f"{self._name(operation, each)}: {self._annotation(each, annotator).text}"
            if each.location == "path":
                positional.append(text)
            elif each.required:
                required.append(text)
            else:
                optional.append(f"{text} = MISSING")
        if operation.body is not None:
            found = body_annotation(operation.body, annotator)
            positional.append(
                f"body: {found.text}" if operation.body.required else f"body: {found.optional().text} = MISSING"
            )
            optional += content_type_parameter(operation.body)
        return ", ".join([*positional, "*", *required, *optional])

    def _arguments(self, operation: Operation) -> str:
        names = [self._name(operation, each) for each in operation.parameters]
        if operation.body is not None:
            names += ["body", "content_type"] if len(operation.body.media) > 1 else ["body"]
        return "{" + ", ".join(f"{literal(name)}: {name}" for name in names) + "}"

    def example(self, operation: Operation) -> tuple[str, str]:
        """Return how the example handler answers, and the name that the expression begins with."""
        answer = self.examples.answer(operation.id)
        response = next((each for each in operation.responses if answer and each.status == answer.declared), None)
        if answer is None or response is None:
            return "unanswered", f"unanswered({literal(f'{operation.method} {operation.path}')})"
        name = self.names.responses[response_key(operation, response)]
        status = "" if response.status.isdecimal() else str(answer.status)
        headers = self.examples.headers.get((operation.id, answer.declared))
        body = _EXAMPLE_BYTES
        if response.media is not None and not isinstance(response.media.type, BytesType):
            body = literal(self.examples.bodies[operation.id, answer.declared])
        elif not headers:
            return name, f"{name}({', '.join(filter(None, (status, body if response.media else '')))})"
        keywords = (f"status={status}" if status else "", f"headers={literal(dict(headers))}" if headers else "")
        return name, f"{name}.parse({', '.join(filter(None, (body if response.media else '', *keywords)))})"

    def _title(self, operation: Operation) -> str:
        return one_line(f"{operation.method} {operation.path}")


def successes(operation: Operation) -> list[Response]:
    """Return the responses that a call returns: those of 2xx, else those that can come below 400."""
    found = [each for each in operation.responses if each.status.startswith("2")]
    return found or [each for each in operation.responses if each.status.startswith(("3", "default"))]


def default_literal(parameter: Parameter) -> str | None:
    """Return a parameter's default as source; `None` if there is none that its type could have."""
    if parameter.default is None:
        return None
    value = json.loads(parameter.default)
    return literal(value) if _holds(parameter.type, value) else None


def _holds(found: TypeRef, value: object) -> bool:
    match found:
        case StringType(format=form):
            return isinstance(value, str) and form not in _FORMATTED
        case NumberType(integer=integer):
            return isinstance(value, int if integer else int | float) and not isinstance(value, bool)
        case BooleanType():
            return isinstance(value, bool)
        case LiteralType(values=values):
            return any(value == each and type(value) is type(each) for each in values)
        case NullType():
            return value is None
        case UnionType(variants=variants):
            return any(_holds(variant, value) for variant in variants)
        case _:
            return False


def _absent_unless(annotation: Annotation, present: bool) -> Annotation:
    return annotation if present else annotation.optional()


def _security(operation: Operation) -> str | None:
    if not operation.security:
        return None
    alternatives = [
        "{" + ", ".join(f"{literal(use.scheme)}: {_tuple(use.scopes)}" for use in alternative) + "}"
        for alternative in operation.security
    ]
    return f"({', '.join(alternatives)},)"


def _tuple(texts: tuple[str, ...]) -> str:
    return "(" + "".join(f"{literal(text)}, " for text in texts) + ")"


def _error_base(status: str) -> str:
    return _ERROR_BASES.get(status) or ("InternalServerError" if status.startswith("5") else "APIStatusError")
