"""Bases of the generated requests and responses: small classes with fields, cheap to define and to make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from inspect import get_annotations
from typing import Any, ClassVar, Final, Literal, Self, TypeVar, cast, dataclass_transform, overload

from pydantic import MISSING

from .lazy import evaluated
from .media import Kind, response_kind
from .models import Codec, Json
from .parameter import Parameter
from .streams import body_types

P = TypeVar("P")

BODILESS: Final = frozenset({204, 205, 304})
"""Statuses that have no content (RFC 9110 sections 15.3.5, 15.3.6, 15.4.5)."""


class Message:
    """Fields from annotations, as a dataclass has them, at a tenth of the cost of defining one.

    A class attribute is a field's default; `ClassVar` annotations are no fields.
    """

    __fields__: ClassVar[tuple[str, ...]] = ()
    __codecs__: ClassVar[dict[str, Codec[Any]] | None] = None

    def __init_subclass__(cls) -> None:
        own = (name for name, kind in get_annotations(cls).items() if "ClassVar" not in str(kind))
        cls.__fields__ = tuple(dict.fromkeys((*cls.__fields__, *own)))
        cls.__codecs__ = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not kwargs and len(args) == len(self.__fields__):
            # The way in which nearly every response is made.
            self.__dict__.update(zip(self.__fields__, args, strict=True))
            return
        values = dict(zip(self.__fields__, args, strict=False))
        if len(args) > len(self.__fields__) or values.keys() & kwargs.keys() or kwargs.keys() - set(self.__fields__):
            raise TypeError(f"{type(self).__name__} takes {', '.join(self.__fields__) or 'nothing'}")
        values.update(kwargs)
        missing = [name for name in self.__fields__ if name not in values and not hasattr(type(self), name)]
        if missing:
            raise TypeError(f"{type(self).__name__} needs {', '.join(missing)}")
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__fields__)

    def __repr__(self) -> str:
        pairs = ((name, getattr(self, name)) for name in self.__fields__)
        return (
            f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in pairs if value is not MISSING)})"
        )

    @classmethod
    def codec(cls, field: str) -> Codec[Any]:
        """Return the codec of a field's type; of a body's, without what comes bit by bit.

        Annotations are evaluated at the first call.
        """
        return cls._types()[field]

    @classmethod
    def item_codec(cls) -> Codec[Any]:
        """Return the codec of what comes one after the other, where the body may do so."""
        return cls._types()["body.item"]

    @classmethod
    def _types(cls) -> dict[str, Codec[Any]]:
        if cls.__codecs__ is None:
            hints = {name: kind for base in reversed(cls.__mro__) for name, kind in evaluated(base).items()}
            found = {name: hints[name] for name in cls.__fields__}
            if "body" in found:
                found["body"], found["body.item"] = body_types(found["body"])
            cls.__codecs__ = {name: Codec(each) for name, each in found.items()}
        return cls.__codecs__


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Request(Message):
    """What a handler receives. Optional parameters that were not sent are `MISSING`, or their default."""

    @overload
    def principal(self, kind: type[P]) -> P: ...
    @overload
    def principal(self, kind: type[P], *, optional: Literal[True]) -> P | None: ...
    def principal(self, kind: type[P], *, optional: bool = False) -> P | None:
        """Return who the security handler said is calling; `None`, if that is `optional`, where nobody has said who.

        Raises `TypeError` if it said something of another type.
        """
        found: object = self.__dict__.get("_principal")
        if isinstance(found, kind):
            return found
        if found is None and optional:
            return None
        raise TypeError(f"the security handler returned {type(found).__name__}, not {kind.__name__}")

    @property
    def raw(self) -> Any:
        """The framework's own request; `None` outside of a server."""
        return self.__dict__.get("_raw")

    @property
    def media_type(self) -> str | None:
        """The declared media type that the body came as; `None` if there is none."""
        found: str | None = self.__dict__.get("_media_type")
        return found


@dataclass_transform(frozen_default=True)
class Response(Message):
    """What a handler answers. A subclass has `status`, as a class constant or as its first field, and mostly `body`.

    `media_types` are those that the body can have, the preferred one first, none where there is no body. Of
    several, the field `media_type` chooses; left `MISSING`, what the caller accepts and the body can be decides.
    `headers` describes those that the contract declares: each is a field, `MISSING` where it may be left out and is.
    `parts` has what the items of multipart bodies are, where they are read one by one.
    """

    media_types: ClassVar[tuple[str, ...]] = ()
    parts: ClassVar[Mapping[str, str]] = {}
    headers: ClassVar[tuple[Parameter, ...]] = ()

    @classmethod
    def parse(
        cls,
        body: Json | bytes | tuple[bytes, ...] = None,
        *,
        status: int | None = None,
        media_type: str | None = None,
        headers: Mapping[str, Json] | None = None,
    ) -> Self:
        """Return the response for a JSON body, built leniently: what its type refuses stays as it came.

        A body that comes bit by bit is given as the list of its parts. `status` is for a class that serves
        several: a range, or `default`. `headers` are JSON values by the names in the contract.
        """
        built = cls.__new__(cls)
        if "body" in cls.__fields__:
            built.__dict__["body"] = cls._build(body, cls.media_types[0] if media_type is None else media_type)
        if media_type is not None and "media_type" in cls.__fields__:
            built.__dict__["media_type"] = media_type
        if status is not None and "status" in cls.__fields__:
            built.__dict__["status"] = status
        given = headers or {}
        for each in cls.headers:
            known = each.name in given
            built.__dict__[each.attribute] = cls.codec(each.attribute).build(given[each.name]) if known else MISSING
        return built

    @classmethod
    def kind_of(cls, media_type: str) -> Kind:
        """Return how a body of a declared media type is written."""
        return "parts" if media_type in cls.parts else response_kind(media_type)

    @classmethod
    def _build(cls, body: Json | bytes | tuple[bytes, ...], media_type: str) -> object:
        kind = cls.kind_of(media_type)
        if kind in ("events", "lines", "parts"):
            return [cls.item_codec().build(each) for each in cast("Iterable[Json]", body)]
        return body if kind in ("binary", "text") else cls.codec("body").build(cast("Json", body))

    @property
    def status_code(self) -> int:
        """The status of this response."""
        code: int = getattr(self, "status", 0)
        return code


class Abort(Exception):
    """Ends a request from below a handler with a declared response: `raise Abort(404, Problem(title="no such pet"))`.

    Headers are given as they are to the response: `Abort(429, Problem(title="slow down"), retry_after=5)`.
    Of an error that is no more than its status, `Abort(404)`, the declared body is filled in if it can be.
    A status that the operation does not declare is a fault of the handler, answered 500 and logged.
    """

    def __init__(self, status: int, body: object = MISSING, **headers: object) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body
        self.headers = headers
