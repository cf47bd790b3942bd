"""Values of handlers and clients to values that can be compared, and kept."""

from __future__ import annotations

from typing import Any, TypeGuard

from pydantic import BaseModel


def plain(value: Any) -> Any:
    """Return a value in which files are their content: they are equal to no other ones, and are closed when an answer is out."""
    if isinstance(value, BaseModel):
        properties = {**vars(value), **(value.model_extra or {})}
        return type(value), {name: plain(each) for name, each in properties.items()}
    if hasattr(value, "chunks"):
        value.file.seek(0)
        content = b"".join(value.chunks())
        value.file.seek(0)
        return content, value.content_type
    if is_list(value):
        return [plain(each) for each in value]
    if hasattr(value, "events"):
        return [*map(plain, value)]
    if is_dict(value):
        return {name: plain(each) for name, each in value.items()}
    return value


def alive(value: Any) -> Any:
    """Return a value of a handler whose files can be read after its answer is out."""
    if isinstance(value, BaseModel):
        copied = value.model_copy()
        vars(copied).update({name: alive(each) for name, each in vars(copied).items()})
        return copied
    if hasattr(value, "chunks"):
        content, _ = plain(value)
        return type(value)(content, filename=value.filename, content_type=value.content_type)
    if hasattr(value, "events"):
        return [*value]
    if is_list(value):
        return [alive(each) for each in value]
    return value


def is_dict(value: Any) -> TypeGuard[dict[Any, Any]]:
    return isinstance(value, dict)


def is_list(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def is_tuple(value: Any) -> TypeGuard[tuple[Any, ...]]:
    return isinstance(value, tuple)
