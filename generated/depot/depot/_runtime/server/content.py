"""A request's body to the field that holds it: recognised by its media type, read, judged and typed."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from pydantic import MISSING

from ..core.body import Media
from ..core.media import charset_of, covers, essence, kind_of
from ..core.models import Codec, Json
from ..core.operation import Operation
from ..core.streams import UploadedItems
from ..core.uploads import UploadFile
from .bodies import parse_json, schema_of
from .forms import FormReader
from .messages import (
    MAX_VIOLATIONS,
    Event,
    HttpError,
    Limits,
    RawRequest,
    ReadBody,
    Rejection,
    Violation,
    malformed,
)
from .spool import Spool
from .validation import Judge, Schema

if TYPE_CHECKING:
    from ..core.xml import XmlCodec

Read: TypeAlias = Callable[[bytes, bytes], Json]
"""Takes the body and its content type; returns the judged value. Raises `Rejection`."""

Reading: TypeAlias = Generator[ReadBody, "bytes | None", None]


class Intake(Protocol):
    """Takes a body piece by piece, and says at the end what it was: `MISSING` if nothing came and that is none."""

    def write(self, piece: bytes, /) -> None: ...
    def finish(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class _Whole:
    """A media type whose bodies are read at once. No bytes are a form with nothing in it, and an empty text."""

    name: str
    read: Read
    can_be_empty: bool


@dataclass(frozen=True, slots=True)
class _Streamed:
    """A media type whose bodies are taken as they come; what they leave on disk is among the uploads, to be closed."""

    name: str
    open: Callable[[str, list[UploadFile]], Intake]


_Medium: TypeAlias = "_Whole | _Streamed"


class RequestBody:
    """The request body of an operation, ready to be read."""

    def __init__(
        self,
        operation: Operation[Any, Any, Any],
        content: Mapping[str, Schema],
        *,
        judge: Judge,
        definitions: Mapping[str, Schema],
        limits: Limits,
    ) -> None:
        body = operation.body
        assert body is not None
        self._request, self._required, self._limit = operation.request, body.required, limits.size
        self._effect = ReadBody(limits.size, seconds=limits.seconds)
        self._accept = ", ".join(media.name for media in body.media).encode("latin-1", "replace")
        self._exact: dict[bytes | None, _Medium] = {}
        self._essences: dict[str, _Medium] = {}
        self._ranges: list[_Medium] = []
        for media in body.media:
            found = schema_of(content, media.name)
            schema = True if found is None else found[1]
            medium = _medium(operation, media, schema, judge=judge, definitions=definitions, max_fields=limits.fields)
            if "*" in media.name:
                self._ranges.append(medium)
            else:
                self._exact[media.name.encode("latin-1", "replace")] = medium
                self._essences.setdefault(essence(media.name), medium)
        self._ranges.sort(key=lambda medium: medium.name.startswith("*"))
        self._other = _Streamed("", self._expect_nothing)
        self._codec: Codec[Any] | None = None

    @property
    def has_uploads(self) -> bool:
        """Bodies may leave something that is to be closed."""
        return any(isinstance(each, _Streamed) for each in (*self._essences.values(), *self._ranges))

    def refusal(self, rejection: Rejection, request: RawRequest) -> Generator[ReadBody, bytes | None, Rejection]:
        """Return why a request is refused whose parameters are wrong: whatever is wrong with its body is listed, too.

        A body that is taken as it comes is not waited for.
        """
        medium = self._find(request.header(b"content-type"))
        if rejection.event == "invalid_path" or isinstance(medium, _Streamed):
            return rejection
        try:
            yield from self.read(request, {}, [])
        except Rejection as found:
            event: Event = "malformed" if "malformed" in (rejection.event, found.event) else "invalid"
            wrong = [*rejection.violations, *found.violations][:MAX_VIOLATIONS]
            return Rejection(event, "the request's parameters and its body do not fit the contract", wrong)
        except HttpError:
            pass
        return rejection

    def read(self, request: RawRequest, fields: dict[str, Any], uploads: list[UploadFile]) -> Reading:
        """Put the body into the fields, and what it leaves to be closed into the uploads.

        Raises `Rejection`, or `HttpError`: if the body is said to be too large, before it is read.
        """
        limit = self._limit
        if limit is not None and _number(request.header(b"content-length") or b"") > limit:
            raise self._too_large()
        content_type = request.header(b"content-type")
        medium = self._exact.get(content_type) or self._find(content_type)
        if isinstance(medium, _Whole):
            raw = yield self._effect
            if raw is None:
                raise self._too_large()
            try:
                value = medium.read(raw, content_type or b"") if raw or medium.can_be_empty else MISSING
            except Rejection as rejection:
                # What is coded is no document, but may be a text or a form. To look for a header costs a 422 over WSGI 7 %.
                may_be_coded = rejection.event == "malformed" or medium.can_be_empty
                if may_be_coded and (request.header(b"content-encoding") or b"identity").strip().lower() != b"identity":
                    raise _coded() from None
                raise
        else:
            medium = medium or self._other
            intake = medium.open((content_type or b"").decode("latin-1"), uploads)
            if (yield self._effect._replace(into=intake.write)) is None:
                raise self._too_large()
            value = intake.finish()
        if value is MISSING:
            if self._required:
                raise Rejection("invalid", "a body is needed", [Violation("body", "", "is required", "required")])
            return
        codec = self._codec
        if codec is None:
            # Types are known at the first request.
            codec = self._codec = self._request.codec("body")
        fields["body"] = value if isinstance(value, UploadedItems) else codec.build(value)
        name = medium.name
        fields["_media_type"] = essence((content_type or b"").decode("latin-1")) if "*" in name else name

    def _find(self, content_type: bytes | None) -> _Medium | None:
        """Return the declared media type that a body has: itself, or the narrowest range that holds it."""
        if content_type is None:
            return None
        name = essence(content_type.decode("latin-1"))
        return self._essences.get(name) or next((each for each in self._ranges if covers(each.name, name)), None)

    def _expect_nothing(self, _: str, __: list[UploadFile]) -> Intake:
        return _Nothing(self._unsupported())

    def _too_large(self) -> HttpError:
        return HttpError(413, f"the body is larger than {self._limit} bytes")

    def _unsupported(self) -> HttpError:
        names = [*self._essences, *(each.name for each in self._ranges)]
        return HttpError(415, f"the body must be {' or '.join(names)}", [(b"accept", self._accept)])


def _coded() -> HttpError:
    return HttpError(415, "the body must not be compressed", [(b"accept-encoding", b"identity")])


class _File:
    """A body that is a file."""

    def __init__(self, content_type: str, uploads: list[UploadFile]) -> None:
        self._spool = Spool(uploads, filename=None, content_type=content_type)
        self.write, self.finish = self._spool.write, self._spool.finish


class _Nothing:
    """A body that may only be none. Of what comes nothing is kept."""

    def __init__(self, refusal: HttpError) -> None:
        self._refusal, self._came = refusal, False

    def write(self, piece: bytes) -> None:
        self._came = self._came or bool(piece)

    def finish(self) -> MISSING:
        if self._came:
            raise self._refusal
        return MISSING


def _medium(
    operation: Operation[Any, Any, Any],
    media: Media,
    schema: Schema,
    *,
    judge: Judge,
    definitions: Mapping[str, Schema],
    max_fields: int | None,
) -> _Medium:
    kind = kind_of(media.name)
    if media.has_items:
        # Its decoders are loaded where they are needed.
        from .items import ItemsReader

        codec = operation.request.item_codec
        return _Streamed(media.name, ItemsReader(media, schema, codec, judge=judge, definitions=definitions).open)
    if kind in ("binary", "lines", "events"):
        return _Streamed(media.name, _File)
    if kind == "multipart":
        # Its parser is loaded where it is needed.
        from .multipart_form import MultipartForm

        parts = MultipartForm(media, schema, judge=judge, definitions=definitions, max_parts=max_fields)
        return _Streamed(media.name, parts.open)
    if kind == "form":
        form = FormReader(schema, media.encodings, judge=judge, definitions=definitions)
        return _Whole(media.name, _counted(form.read, max_fields), can_be_empty=True)
    decode: Read = _decode_json
    if kind == "text":
        decode = _decode_text
    elif kind == "xml":
        decode = _xml_decoder(operation, media.name) or _decode_text
    return _Whole(media.name, _judged(decode, schema, judge), can_be_empty=decode is _decode_text)


def _counted(read: Read, max_fields: int | None) -> Read:
    """Return what reads a form of so many fields: each of them costs more than its bytes."""

    def counted(raw: bytes, content_type: bytes) -> Json:
        if max_fields is not None and raw.count(b"&") >= max_fields:
            raise HttpError(413, f"the body has more than {max_fields} fields")
        return read(raw, content_type)

    return counted


def _judged(decode: Read, schema: Schema, judge: Judge) -> Read:
    key, accepts = judge.add(schema), judge.accepts

    def read(raw: bytes, content_type: bytes) -> Json:
        value = decode(raw, content_type)
        if not accepts(key, value):
            found = judge.violations(key, value, location="body")
            raise Rejection("invalid", "the request's body does not fit the contract", found)
        return value

    return read


def _decode_json(raw: bytes, _: bytes) -> Json:
    return parse_json(raw)


def _decode_text(raw: bytes, content_type: bytes) -> Json:
    """Return the text of a body in the charset that it says, UTF-8 if it says none (RFC 9110 section 8.3.2)."""
    charset = charset_of(content_type.decode("latin-1"))
    try:
        return raw.decode(charset)
    except UnicodeError:
        raise malformed(f"the body is not text in {charset}", "encoding") from None


def _xml_decoder(operation: Operation[Any, Any, Any], media_type: str) -> Read | None:
    codec = operation.xml_codec("body", media_type)
    return None if codec is None else partial(_decode_xml, codec)


def _decode_xml(codec: XmlCodec, raw: bytes, _: bytes) -> Json:
    try:
        return codec.read(raw)
    except ValueError as error:
        raise malformed(f"the body is not the declared XML: {error}", "xml") from None


def _number(digits: bytes) -> int:
    """Return the number that a header says, 0 if it says none that can be meant."""
    return int(digits) if digits.isdigit() and len(digits) < 20 else 0
