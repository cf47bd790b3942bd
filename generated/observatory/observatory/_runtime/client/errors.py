"""What a call can raise. Every error can be pickled, and says which operation failed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, cast

from pydantic import ValidationError

from ..core import Response


class ArgumentError(ValueError):
    """An argument is not what the contract allows: nothing was sent. Where Pydantic says so, that is the `__cause__`."""

    def __init__(self, operation: str, argument: str, reason: str) -> None:
        super().__init__(operation, argument, reason)
        self.operation = operation
        self.argument = argument
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.operation}: {self.argument}: {self.reason}"


class APIError(Exception):
    """Whatever goes wrong with a call, once its arguments are right. `operation` is the id in the contract."""

    operation: str


class APIConnectionError(APIError):
    """No whole response arrived. The error of the HTTP library is its `__cause__`."""

    def __init__(self, operation: str, reason: str) -> None:
        super().__init__(operation, reason)
        self.operation = operation
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.operation}: {self.reason}"


class APITimeoutError(APIConnectionError):
    """The response did not arrive in time."""


class ResponseValidationError(APIError):
    """A response reports success, but its body cannot be read at all.

    `path` is a JSON Pointer to what cannot be read: empty for the whole, `/2` for the third item of a stream. `body`
    has the bytes that came for it.
    """

    def __init__(self, operation: str, status: int, headers: Mapping[str, str], body: bytes, path: str = "") -> None:
        super().__init__(operation, status, headers, body, path)
        self.operation = operation
        self.status = status
        self.headers = headers
        self.body = body
        self.path = path

    def __str__(self) -> str:
        where = f"{self.path} in " if self.path else ""
        return f"{self.operation}: {where}the body of the {self.status} cannot be read: {self.body[:200]!r}"

    @property
    def request_id(self) -> str | None:
        """What the server calls the request in its logs, if it says so (`X-Request-ID`)."""
        return self.headers.get("x-request-id")


class APIStatusError(APIError):
    """The server answered with an error.

    `body` is typed in the subclasses for declared responses; here it is the JSON value, or the text, that came.
    `declared` is the response as the class that the contract declares, with typed headers; `None` if it is not that.
    """

    body: Any
    declared: Any
    declared_class: ClassVar[type[APIStatusError] | None] = None

    def __init__(
        self, operation: str, status: int, headers: Mapping[str, str], body: object, declared: Response | None = None
    ) -> None:
        super().__init__(operation, status, headers, body, declared)
        self.operation = operation
        self.status = status
        self.headers = headers
        self.body = body
        self.declared = declared

    def __str__(self) -> str:
        return f"{self.operation} answered {self.status}: {self.body!r:.500}"

    def __reduce__(self) -> tuple[object, ...]:
        return status_error, (self.declared_class or type(self), *self.args)

    @property
    def request_id(self) -> str | None:
        """What the server calls the request in its logs, if it says so (`X-Request-ID`)."""
        return self.headers.get("x-request-id")

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait before the next call, if the server says so."""
        return retry_after(self.headers)


class BadRequestError(APIStatusError):
    """400: the request is malformed."""


class AuthenticationError(APIStatusError):
    """401: who is calling is not known."""


class PermissionDeniedError(APIStatusError):
    """403: who is calling may not do that."""


class NotFoundError(APIStatusError):
    """404: there is no such thing."""


class ConflictError(APIStatusError):
    """409: the state of the resource does not allow it."""


class UnprocessableEntityError(APIStatusError):
    """422: the request is well-formed, but its values are wrong."""


class RateLimitError(APIStatusError):
    """429: too many requests."""


class InternalServerError(APIStatusError):
    """5xx: the fault is the server's."""


_BY_STATUS: Mapping[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def status_error(
    declared: type[APIStatusError] | None,
    operation: str,
    status: int,
    headers: Mapping[str, str],
    body: object,
    response: Response | None = None,
) -> APIStatusError:
    """Return the error for a response: of the declared class if there is one, and always of its status' class.

    So `except NotFoundError` also catches a 404 that is declared only by a range, or by `default`.
    """
    general = InternalServerError if status >= 500 else _BY_STATUS.get(status, APIStatusError)
    chosen = declared or general
    if not issubclass(chosen, general):
        chosen = _both(chosen, general)
    return chosen(operation, status, headers, body, response)


def _both(declared: type[APIStatusError], general: type[APIStatusError]) -> type[APIStatusError]:
    members = {"__module__": declared.__module__, "__doc__": declared.__doc__, "declared_class": declared}
    return cast("type[APIStatusError]", type(declared.__name__, (declared, general), members))


def argument_error(operation: str, argument: str, error: ValueError) -> ArgumentError:
    """Return the error for an argument that cannot be sent. It shows no values: one may be a secret."""
    if not isinstance(error, ValidationError):
        return ArgumentError(operation, argument, str(error))
    found = error.errors(include_url=False, include_context=False, include_input=False)
    reasons = [": ".join(filter(None, (".".join(map(str, each["loc"])), each["msg"]))) for each in found]
    return ArgumentError(operation, argument, "; ".join(dict.fromkeys(reasons)))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a response asks to wait: from milliseconds, seconds or a date; `None` if it does not."""
    for name, unit in (("retry-after-ms", 1000), ("retry-after", 1)):
        # Of a header that came twice, both lines must be heeded.
        texts = [text.strip() for text in headers.get(name, "").split(",")]
        if all(text.isascii() and text.replace(".", "", 1).isdigit() for text in texts):
            return max(map(float, texts)) / unit
    date = headers.get("retry-after")
    if date is None:
        return None
    # Few servers name a date, and it takes long to import.
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(date)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
