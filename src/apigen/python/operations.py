"""Operations to views: request and response classes, descriptors, and what client and example handlers make of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from apigen.contract.examples import Examples, Missing
from apigen.ir.api import Api, Body, Operation, Parameter, Response
from apigen.ir.combine import union
from apigen.ir.media import concrete, is_range
from apigen.ir.types import BytesType, NullType, StreamType, TypeKey
from apigen.names.assign import Names
from apigen.names.classes import ResponseKey, response_key
from apigen.python.annotations import (
    ANSWERED,
    ARGUMENT,
    ASYNC_RESULT,
    DESCRIBED,
    RECEIVED,
    RESULT,
    Annotation,
    Annotator,
    Wire,
)
from apigen.python.bodies import body_annotation, body_argument, body_call, content_type_parameter
from apigen.python.docstrings import operation_docstring
from apigen.python.headers import header_fields, header_views
from apigen.python.models import model_annotator
from apigen.python.pagination import pages_view
from apigen.python.parameters import default_literal, parameter_call
from apigen.python.servers import own_url
from apigen.python.text import docstring, literal, one_line, tuple_literal
from apigen.python.type_views import FieldView
from apigen.python.typed_dicts import WrittenAnnotator
from apigen.python.views import OperationView, ParameterView, ResponseView
from apigen.spec.document import Json

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

TYPES_MODULE: Final = "..types"
"""Where TypedDicts stand, seen from a module of the client."""

DeclaredResponse: TypeAlias = tuple[Response, ResponseView]
"""A response, and its class."""


@dataclass(frozen=True, slots=True)
class Operations:
    """Builds the views of a contract's operations."""

    api: Api
    names: Names
    examples: Examples
    xml: frozenset[str] = frozenset()
    """The operations with a body that is XML."""
    dicts: Mapping[TypeKey, str] = field(default_factory=dict[TypeKey, str])
    """The TypedDicts of what bodies can hold."""
    annotators: dict[tuple[frozenset[str], Wire, str], Annotator] = field(
        default_factory=dict[tuple[frozenset[str], Wire, str], Annotator], repr=False
    )
    """Those that there are already: each operation needs a dozen."""

    def annotator(
        self, hidden: frozenset[str] = frozenset(), wire: Wire = RECEIVED, runtime: str = "._runtime"
    ) -> Annotator:
        """Return the writer of annotations of parameters and bodies: without constraints, which are the validator's."""
        found = self.annotators.get((hidden, wire, runtime))
        if found is None:
            plain = model_annotator(self.names, constraints=False)
            found = replace(plain, hidden=hidden, wire=wire, runtime=runtime)
            self.annotators[hidden, wire, runtime] = found
        return found

    def client_annotator(self, hidden: frozenset[str], wire: Wire) -> Annotator:
        """Return the same for a module of the client."""
        return self.annotator(hidden, wire, ".._runtime")

    def body_argument(self, body: Body, hidden: frozenset[str]) -> Annotation:
        """Return the annotation of what a client's call takes for a body."""
        plain = self.client_annotator(hidden, ARGUMENT)
        return body_argument(body, WrittenAnnotator(plain, self.dicts, TYPES_MODULE))

    def view(self, operation: Operation, *, hidden: frozenset[str] = frozenset()) -> OperationView:
        """Return one operation's view. `hidden` are the builtins that the client's class hides behind methods."""
        names = self.names.operations[operation.id]
        own = tuple(self.response(operation, each) for each in operation.responses if each.component is None)
        classes = [self.names.responses[response_key(operation, each)] for each in operation.responses]
        results = [self.client_annotator(hidden, wire) for wire in (RESULT, ASYNC_RESULT)]
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
            declared_result=self.result(operation, self.annotator(wire=DESCRIBED)).text,
            result=self.result(operation, results[0]).text,
            async_result=self.result(operation, results[1]).text,
            streams=streams(operation),
            docstring=operation_docstring(operation),
            fields=tuple(field for field, _ in self._fields(operation)),
            parameters=tuple(
                ParameterView(call=parameter_call(each, self._name(operation, each))) for each in operation.parameters
            ),
            responses=own,
            response_map=tuple(
                (literal(each.status), self.names.responses[response_key(operation, each)])
                for each in operation.responses
            ),
            xml=operation.id in self.xml,
            server=literal(address) if (address := own_url(operation)) else None,
            body=body_call(operation.body) if operation.body else None,
            security=_security(operation),
            signature=self._signature(operation, hidden),
            arguments=self._arguments(operation),
            pages=pages_view(operation, self.names, self.client_annotator(hidden, RESULT)),
            example=self.example(operation)[1],
        )

    def shared(self) -> Iterable[DeclaredResponse]:
        """Yield the response classes of components that operations use, each once."""
        seen: set[ResponseKey] = set()
        for operation in self.api.operations:
            for response in operation.responses:
                key = response_key(operation, response)
                if response.component is not None and key not in seen:
                    seen.add(key)
                    yield response, self.response(operation, response)

    def response(self, operation: Operation, response: Response) -> ResponseView:
        """Return the view of a response class."""
        key = response_key(operation, response)
        names = [concrete(each.name) for each in response.media]
        choice = _choice(names)
        parts: dict[str, Json] = {concrete(each.name): each.part for each in response.media if each.part is not None}
        return ResponseView(
            name=self.names.responses[key],
            docstring=docstring(response.summary, response.description),
            status=response.status if response.status.isdecimal() else None,
            media_types=tuple_literal(names) if names else None,
            parts=literal(parts) if parts else None,
            body=self.answered_body(response).text if names else None,
            raised_body=self.body(response, self.client_annotator(frozenset(), RESULT)).text if names else None,
            media_type=choice if choice == "str" else None,
            chosen=choice if choice and choice != "str" else None,
            headers=header_views(response, self.names.headers[key]),
            fields=tuple(header_fields(response, self.names.headers[key], self.annotator())),
            error=self.names.errors[key],
            error_base=_error_base(response.status),
            raised=not response.status.startswith("2"),
        )

    def body(self, response: Response, annotator: Annotator) -> Annotation:
        """Return the annotation of a response's body, in any of its media types."""
        return annotator.annotate(union(response.types)) if response.media else Annotation("None")

    def answered_body(self, response: Response) -> Annotation:
        """Return the annotation of a response's body as a handler answers with it: what is a text may come in pieces."""
        annotator = self.annotator(wire=ANSWERED)
        found = self.body(response, annotator)
        return annotator.or_pieces(found) if any(each.kind == "text" for each in response.media) else found

    def result(self, operation: Operation, annotator: Annotator) -> Annotation:
        """Return the annotation of what a client's call returns: the bodies of the declared success."""
        found = operation.successes
        types = [kind for each in found for kind in each.types]
        # A class cannot be null: what answers with nothing comes last.
        nothing = [NullType()] if not types or any(not each.media for each in found) else []
        return annotator.annotate(union([*types, *nothing]))

    def arguments(self, operation: Operation, hidden: frozenset[str]) -> list[Annotation]:
        """Return the annotations of parameters and body, as the client's method has them."""
        annotator = self.client_annotator(hidden, ARGUMENT)
        found = [self._annotation(each, annotator) for each in operation.parameters]
        if operation.body is not None:
            found.append(self.body_argument(operation.body, hidden))
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

    def _signature(self, operation: Operation, hidden: frozenset[str]) -> str:
        """Return path parameters, then the body, then the rest as keywords, those that must be given first."""
        annotator = self.client_annotator(hidden, ARGUMENT)
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
            found = self.body_argument(operation.body, hidden)
            positional.append(f"body: {found.text}" if operation.body.required else f"body: {found.text} = MISSING")
            text, needed = content_type_parameter(operation.body) or ("", False)
            (required if needed else optional).extend([text] if text else [])
        return ", ".join([*positional, "*", *required, *optional])

    def _arguments(self, operation: Operation) -> str:
        names = [self._name(operation, each) for each in operation.parameters]
        if operation.body is not None:
            names += ["body", "content_type"] if content_type_parameter(operation.body) else ["body"]
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
        if not response.media and not headers:
            return name, f"{name}({status})"
        arguments = [f"status={status}"] if status else []
        if response.media:
            media, ranged = response.media[0], is_range(concrete(response.media[0].name))
            example = self.examples.body(operation.id, answer.declared)
            arguments.insert(0, _EXAMPLE_BYTES if isinstance(example, Missing) else literal(example))
            if media.type == StreamType(BytesType(), events=False):
                arguments[0] = f"({_EXAMPLE_BYTES},)"
            arguments += [f"media_type={literal(_any_of(media.name))}"] if ranged else []
        arguments += [f"headers={literal(dict(headers))}"] if headers else []
        return name, f"{name}.parse({', '.join(arguments)})"

    def _title(self, operation: Operation) -> str:
        return one_line(f"{operation.method} {operation.path}")


def streams(operation: Operation) -> bool:
    """Return whether what a call returns can be a stream."""
    return any(isinstance(kind, StreamType) for each in operation.successes for kind in each.types)


def _choice(names: list[str]) -> str | None:
    """Return the type of the media type that a response chooses; `None` where there is no choice."""
    if any(map(is_range, names)):
        return "str"
    return f"Literal[{', '.join(map(literal, names))}]" if len(names) > 1 else None


def _any_of(media_range: str) -> str:
    """Return a media type of a range, for an example that is none of them."""
    return f"{media_range.partition('/')[0].strip()}/octet-stream"


def _absent_unless(annotation: Annotation, present: bool) -> Annotation:
    return annotation if present else annotation.optional()


def _security(operation: Operation) -> str | None:
    if not operation.security:
        return None
    alternatives = [
        "{" + ", ".join(f"{literal(use.scheme)}: {tuple_literal(use.scopes)}" for use in alternative) + "}"
        for alternative in operation.security
    ]
    return f"({', '.join(alternatives)},)"


def _error_base(status: str) -> str:
    return _ERROR_BASES.get(status) or ("InternalServerError" if status.startswith("5") else "APIStatusError")
