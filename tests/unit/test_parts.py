"""Parts without names: what is written is what is read, wherever the pieces end."""

from __future__ import annotations

import pytest

from apigen.runtime.core.parts import PartDecoder, PartWriter, part_kind
from apigen.runtime.core.sequences import ItemError

Parts = list[tuple[bytes, str | None]]


def decode(content_type: str, raw: bytes) -> Parts:
    """Return the parts of a body, however it is cut into pieces."""
    found: list[Parts] = []
    for size in range(1, len(raw) + 1):
        decoder = PartDecoder(content_type, lambda content, said: (content, said))
        parts = [each.data for n in range(0, len(raw), size) for each in decoder.feed(raw[n : n + size])]
        found.append([*parts, *(each.data for each in decoder.finish())])
    assert all(each == found[0] for each in found)
    return found[0]


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        (b"--b\r\n\r\na\r\n--b--", [(b"a", None)]),
        (b"before\r\n--b\r\nX: y\r\ncontent-type: text/css \r\n\r\na\r\n\r\nb\r\n--b--\r\nafter", [(b"a\r\n\r\nb", "text/css")]),
        (b"--b \r\nContent-Type: a/b\r\n\r\n\r\n--b\r\n\r\n--c\r\n--b--", [(b"", "a/b"), (b"--c", None)]),
        (b"--b--\r\n", []),
    ],
)  # fmt: skip
def test_parts_are_cut_at_boundaries(raw: bytes, parts: Parts) -> None:
    for boundary in ("boundary=b", 'charset=x; Boundary="b"'):
        assert decode(f"multipart/mixed; {boundary}", raw) == parts


@pytest.mark.parametrize("raw", [b"--b\r\n\r\na", b"a", b"--b\r\nX: y\r\n--b--"])
def test_what_is_no_body_of_parts(raw: bytes) -> None:
    with pytest.raises(ItemError):
        decode("multipart/mixed; boundary=b", raw)


def test_a_body_without_boundary_has_no_parts() -> None:
    with pytest.raises(ItemError):
        decode("multipart/mixed", b"--b--")


def test_what_is_written_is_read() -> None:
    writer, other = PartWriter("multipart/related", "image/*"), PartWriter("multipart/related", "image/*")
    raw = writer.write(b"a\r\n--", "image/png") + writer.write(bytes(range(256))) + writer.end
    assert decode(writer.content_type, raw) == [
        (b"a\r\n--", "image/png"),
        (bytes(range(256)), "application/octet-stream"),
    ]
    assert writer.content_type != other.content_type


@pytest.mark.parametrize(
    ("media_type", "kind"),
    [("application/json", "json"), ("text/plain", "text"), ("application/xml", "text"), ("image/*", "bytes")],
)
def test_what_a_part_is_in_a_program(media_type: str, kind: str) -> None:
    assert part_kind(media_type) == kind
