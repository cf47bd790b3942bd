"""XML bodies: JSON values to documents and back, by the `xml` keywords of the contract (OpenAPI, XML Object).

What a document says comes back as it was, but for what XML cannot say: an unwrapped array with nothing in it is
absent, unless it is required; where the contract allows a text beside other types, what looks like one of those is
one, and an empty element is the empty text; where it allows anything, numbers and booleans are texts, and an array of
one is its item.
"""

from __future__ import annotations

import json
from pathlib import Path
from threading import Lock

from .models import Json
from .xml_read import check_root, parse, read_value
from .xml_shape import File, Shape, Shapes, Written
from .xml_write import write_document

__all__ = ["XmlCodec", "XmlDocuments"]


class XmlCodec:
    """Reads and writes the documents of one body."""

    def __init__(self, root: Shape, *, any_name: bool) -> None:
        self._root = root
        self._any_name = any_name

    def read(self, raw: bytes) -> Json:
        """Return the value of a document. What is not of its declared type stays as it came: validators say what is wrong.

        Raises `ValueError` for what is no XML, what has a document type, and where elements have no place in the value.
        """
        element = parse(raw)
        check_root(element, self._root, any_name=self._any_name)
        return read_value(element, self._root)

    def write(self, value: Json) -> bytes:
        """Return the document of a value. Raises `ValueError` for what XML cannot hold."""
        return write_document(value, self._root)


class XmlDocuments:
    """The XML bodies of a package. Their shapes are read from a file at the first use."""

    def __init__(self, path: Path | None = None) -> None:
        """Say where the shapes are: unless told, beside the runtime that this is a part of."""
        self._path = Path(__file__).parents[2] / "_xml.json" if path is None else path
        self._lock = Lock()
        self._file: File | None = None
        self._shapes: dict[str, Shapes] = {}
        self._codecs: dict[tuple[str, ...], XmlCodec] = {}

    def codec(self, operation: str, *place: str) -> XmlCodec:
        """Return the codec of a body: `"body", "application/xml"` or `"responses", "200", "application/xml"`.

        Raises `KeyError` where the contract describes no XML: such a body is text.
        """
        key = (operation, *place)
        found = self._codecs.get(key)
        if found is None:
            with self._lock:
                written = self._find(operation, place)
                shape = Shape(written, self._shapes[place[0]])
                found = self._codecs.setdefault(key, XmlCodec(shape, any_name=written.get("any", False)))
        return found

    def _find(self, operation: str, place: tuple[str, ...]) -> Written:
        if self._file is None:
            file: File = json.loads(self._path.read_bytes())
            self._shapes = {each: Shapes(file["definitions"], each) for each in ("body", "responses")}
            self._file = file
        bodies = self._file["operations"][operation]
        match place:
            case ("body", media_type):
                return bodies.get("body", {})[media_type]
            case ("responses", status, media_type):
                return bodies.get("responses", {})[status][media_type]
            case _:
                raise KeyError(place)
