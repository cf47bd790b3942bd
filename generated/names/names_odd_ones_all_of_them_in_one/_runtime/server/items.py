"""Bodies that are streams of values: judged one by one as they come, kept as they came, and read again by the handler."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import MISSING

from ..core.body import Media
from ..core.media import charset_of, covers, kind_of
from ..core.models import Codec, Json
from ..core.parts import PartDecoder, ReadPart, part_kind
from ..core.sequences import ItemError, decoder_of
from ..core.streams import ItemDecoder, UploadedItems
from ..core.uploads import UploadFile
from .bodies import parse_json
from .messages import Rejection, Violation, malformed
from .scalars import kind_of as kind_of_schema
from .spool import Spool
from .validation import Judge, Schema


class ItemsReader:
    """Reads the streams of one media type."""

    def __init__(
        self,
        media: Media,
        schema: Schema,
        codec: Callable[[], Codec[Any]],
        *,
        judge: Judge,
        definitions: Mapping[str, Schema],
    ) -> None:
        """`codec` returns that of an item: types are known at the first request."""
        self._media_type, self._part, self._codec = media.name, media.part, codec
        self._judge, self._key = judge, judge.add(schema)
        is_text = kind_of_schema(schema, definitions).types == ("string",)
        self._texts = is_text and kind_of(media.name) == "events"

    def open(self, content_type: str, uploads: list[UploadFile]) -> ItemsBody:
        """Return what takes a body."""
        return ItemsBody(self, Spool(uploads, filename=None, content_type=content_type or None))

    def decoder(self, content_type: str, read: ReadPart[Any]) -> ItemDecoder[Any]:
        """Return what reads a body."""
        if self._part is not None:
            return PartDecoder(content_type, read)
        return decoder_of(self._media_type, lambda raw: read(raw, None), texts=self._texts)

    def judged(self, raw: bytes, said: str | None) -> object:
        """Return the value of an item. Raises `Rejection`. Nobody judges a file but by its media type."""
        if self._is_file:
            if said is not None and not covers(str(self._part), said):
                found = [Violation("body", "", f"is {said}, not {self._part}", "contentType")]
                raise Rejection("invalid", "a part does not fit the contract", found)
            return raw
        value = self._value(raw)
        if not self._judge.accepts(self._key, value):
            found = self._judge.violations(self._key, value, location="body")
            raise Rejection("invalid", "an item does not fit the contract", found)
        return value

    def built(self, raw: bytes, said: str | None) -> Any:
        """Return the typed value of an item."""
        return UploadFile(raw, content_type=said) if self._is_file else self._codec().build(self._value(raw))

    @property
    def _is_file(self) -> bool:
        return self._part is not None and part_kind(self._part) == "bytes"

    def _value(self, raw: bytes) -> Json:
        """Return what an item says. The data of an event are JSON, or a text without quotes: its schema tells."""
        if self._part is not None and part_kind(self._part) == "text":
            return raw.decode(charset_of(self._part), "replace")
        if kind_of(self._media_type) != "events":
            return parse_json(raw)
        text = raw.decode("utf-8", "replace")
        if self._texts:
            return text
        try:
            value = parse_json(raw)
        except Rejection:
            if self._judge.accepts(self._key, text):
                return text
            raise
        return value if self._judge.accepts(self._key, value) or not self._judge.accepts(self._key, text) else text


class ItemsBody:
    """A stream as it comes. Behind the first wrong item nothing is kept."""

    def __init__(self, reader: ItemsReader, spool: Spool) -> None:
        self._reader, self._spool = reader, spool
        self._decoder = reader.decoder(spool.upload.content_type or "", reader.judged)
        self._count = 0
        self._refusal: Rejection | None = None

    def write(self, piece: bytes) -> None:
        """Take bytes, and judge the items that are complete now."""
        if self._refusal is None:
            self._spool.write(piece)
            self._judge(self._decoder.feed(piece))

    def finish(self) -> UploadedItems[Any] | MISSING:
        """Return the items; `MISSING` if nothing came, and nothing was said to come. Raises `Rejection`."""
        if self._refusal is None:
            self._judge(self._decoder.finish())
        if self._refusal is not None:
            raise self._refusal
        reader, upload = self._reader, self._spool.upload
        if not self._spool.size and upload.content_type is None:
            return MISSING

        def pieces() -> Iterator[bytes]:
            self._spool.finish()
            return upload.chunks()

        return UploadedItems(pieces, lambda: reader.decoder(upload.content_type or "", reader.built))

    def _judge(self, items: Iterator[object]) -> None:
        try:
            for _ in items:
                self._count += 1
        except ItemError:
            self._refusal = malformed("the parts of the request's body are not what its boundary says", "multipart")
        except Rejection as error:
            detail = f"item {self._count} of the request's body does not fit the contract"
            self._refusal = Rejection(error.event, detail, [self._placed(each) for each in error.violations])

    def _placed(self, violation: Violation) -> Violation:
        return violation._replace(pointer=f"/{self._count}{violation.pointer}")
