"""Values of parameters and bodies to raw requests, by the styles of OpenAPI."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

from . import shapes
from .document import Contract, Operation, Parameter
from .request import Raw
from .verdict import TOKEN, authorization, kind_of

_BOUNDARY = "the-boundary"
_LOOSE = "-._~"


def text_of(value: Any) -> str:
    """Return a value as text: a text as it is, all else as JSON writes it."""
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def escaped(text: str, *, dots: bool = False) -> str:
    return quote(text.encode("utf-8", "replace"), safe=_LOOSE).replace(".", "%2E" if dots else ".")


class Writer:
    """Writes requests of a contract."""

    def __init__(self, contract: Contract, chance: random.Random) -> None:
        self._contract, self._chance = contract, chance

    def request(
        self, operation: Operation, values: Mapping[Parameter, Any], media: str | None, body: Any, *, anonymous: bool
    ) -> Raw:
        """Return a request with these values. What has no value is not sent; `media` is the type of the body."""
        path = operation.path
        pairs: list[str] = []
        cookies: list[str] = []
        headers: list[tuple[str, str]] = []
        for parameter, value in values.items():
            if parameter.location == "path":
                path = path.replace("{" + parameter.name + "}", self._path(parameter, value))
            elif parameter.location == "header":
                headers.append((parameter.name, _line(self._header(parameter, value))))
            elif parameter.location == "querystring":
                pairs += self._whole(parameter, value)
            else:
                found = pairs if parameter.location == "query" else cookies
                found += self._pairs(parameter, value)
        self._credentials(operation, headers, pairs, cookies, anonymous=anonymous)
        if cookies:
            headers.append(("Cookie", "; ".join(cookies)))
        raw = b""
        if media is not None and operation.body is not None:
            declared = operation.body.content[media]
            content_type, raw = self._body(media, declared, body)
            headers.append(("Content-Type", content_type))
        base = self._contract.base_path
        return Raw(method=operation.method, path=base + path, query="&".join(pairs), headers=headers, body=raw)

    def _credentials(
        self,
        operation: Operation,
        headers: list[tuple[str, str]],
        pairs: list[str],
        cookies: list[str],
        *,
        anonymous: bool,
    ) -> None:
        for name in () if anonymous or not operation.security else min(operation.security, key=self._weight):
            scheme = self._contract.schemes.get(name, {})
            if scheme.get("type") == "mutualTLS":
                headers.append(("Client-Cert", f":{base64.b64encode(TOKEN.encode()).decode()}:"))
            elif scheme.get("type") != "apiKey":
                headers.append(("Authorization", authorization(scheme)))
            elif scheme["in"] == "header":
                headers.append((scheme["name"], TOKEN))
            else:
                (pairs if scheme["in"] == "query" else cookies).append(f"{escaped(scheme['name'])}={TOKEN}")

    def _weight(self, alternative: Mapping[str, Any]) -> int:
        """Order alternatives: those last of which two schemes take the same header."""
        kinds = [self._contract.schemes.get(name, {}).get("type") for name in alternative]
        return sum(kind not in ("apiKey", "mutualTLS") for kind in kinds)

    def _path(self, parameter: Parameter, value: Any) -> str:
        explode, style = parameter.explode, parameter.style
        if parameter.media is not None:
            return escaped(json.dumps(value))
        joint = {"simple": ",", "label": "." if explode else ",", "matrix": ";" if explode else ","}[style]
        parts = _parts(value, explode=explode, dots=style == "label")
        if style == "matrix":
            if explode and isinstance(value, dict):
                return "".join(f";{part}" for part in parts)
            name = escaped(parameter.name)
            return "".join(f";{name}={part}" for part in (parts if explode else [joint.join(parts)]))
        return ("." if style == "label" else "") + joint.join(parts)

    def _header(self, parameter: Parameter, value: Any) -> str:
        if parameter.media is not None:
            return json.dumps(value)
        if isinstance(value, list):
            return ",".join(map(text_of, value))
        if isinstance(value, dict):
            joint = "=" if parameter.explode else ","
            return ",".join(f"{name}{joint}{text_of(each)}" for name, each in value.items())
        return text_of(value)

    def _pairs(self, parameter: Parameter, value: Any) -> list[str]:
        name, style, explode = escaped(parameter.name), parameter.style, parameter.explode
        if parameter.media is not None:
            return [f"{name}={escaped(json.dumps(value))}"]
        if style == "deepObject" and isinstance(value, dict):
            return list(_brackets(name, value))
        parts = _parts(value, explode=explode, dots=False)
        if explode and isinstance(value, dict):
            return parts
        if explode and isinstance(value, list):
            return [f"{name}={part}" for part in parts]
        return [f"{name}={ {'spaceDelimited': '%20', 'pipeDelimited': '|'}.get(style, ',').join(parts) }"]

    def _whole(self, parameter: Parameter, value: Any) -> list[str]:
        """Return a value that is the whole query string."""
        if "form" in (parameter.media or "") and isinstance(value, dict):
            return list(self._fields(parameter.declared, value))
        return [escaped(json.dumps(value) if "json" in (parameter.media or "") else text_of(value))]

    def _body(self, media: str, declared: Mapping[str, Any], value: Any) -> tuple[str, bytes]:
        kind = kind_of(media)
        concrete = self._concrete(media, kind)
        if kind == "form" and isinstance(value, dict):
            return concrete, "&".join(self._fields(declared, value)).encode()
        if kind == "multipart" and isinstance(value, dict):
            return f"{concrete}; boundary={_BOUNDARY}", self._multipart(declared, value)
        if kind == "json":
            return concrete, json.dumps(value, ensure_ascii=self._chance.random() < 0.5).encode("utf-8", "replace")
        return concrete, text_of(value).encode("utf-8", "replace")

    def _concrete(self, media: str, kind: str) -> str:
        if "*" in media:
            return "application/json" if kind == "json" else "text/plain" if kind == "text" else media.replace("*", "x")
        return media

    def _fields(self, declared: Mapping[str, Any], value: Mapping[str, Any]) -> Iterator[str]:
        for name, each in value.items():
            encoding = (declared.get("encoding") or {}).get(name, {})
            style = encoding.get("style", "form")
            explode = encoding.get("explode", style == "form")
            start = quote_plus(name)
            if "json" in encoding.get("contentType", "") and "style" not in encoding:
                yield f"{start}={quote_plus(json.dumps(each))}"
            elif style == "deepObject" and isinstance(each, dict | list):
                yield from _brackets(start, each)
            elif isinstance(each, list) and explode:
                yield from (f"{start}={quote_plus(text_of(item))}" for item in each)
            elif isinstance(each, list):
                joint = {"spaceDelimited": "%20", "pipeDelimited": "|"}.get(style, ",")
                yield f"{start}={joint.join(escaped(text_of(item)) for item in each)}"
            else:
                yield f"{start}={quote_plus(text_of(each))}"

    def _multipart(self, declared: Mapping[str, Any], value: Mapping[str, Any]) -> bytes:
        lines: list[bytes] = []
        for name, each in value.items():
            schema = shapes.property_of(self._contract, declared.get("schema", {}), name)
            said = (declared.get("encoding") or {}).get(name, {}).get("contentType", "").partition(",")[0].strip()
            for item in each if isinstance(each, list) else [each]:
                part = shapes.items(self._contract, schema) if isinstance(each, list) else schema
                lines += self._part(name, part, said, item)
        return b"".join([*lines, f"--{_BOUNDARY}--\r\n".encode()])

    def _part(self, name: str, schema: Any, said: str, value: Any) -> Iterator[bytes]:
        found = self._contract.resolved(schema)
        is_file = isinstance(found, dict) and (
            found.get("format") == "binary" or "contentMediaType" in found or not found
        )
        yield f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'.encode()
        if is_file:
            yield b'; filename="a.bin"'
        media = said or (
            "application/octet-stream" if is_file else "application/json" if isinstance(value, dict) else ""
        )
        media = media.replace("*/*", "text/plain").replace("/*", "/x")
        if media:
            yield f"\r\nContent-Type: {media}".encode()
        yield b"\r\n\r\n" + text_of(value).encode("utf-8", "replace") + b"\r\n"


def _line(text: str) -> str:
    """Return a text as far as it can be the value of a header."""
    return "".join("?" if char > "\xff" else char for char in text if char >= " " and not "\x7f" <= char <= "\x9f")


def _parts(value: Any, *, explode: bool, dots: bool) -> list[str]:
    if isinstance(value, list):
        return [escaped(text_of(each), dots=dots) for each in value]
    if isinstance(value, dict):
        pairs = [(escaped(name, dots=dots), escaped(text_of(each), dots=dots)) for name, each in value.items()]
        return [f"{name}={each}" for name, each in pairs] if explode else [part for pair in pairs for part in pair]
    return [escaped(text_of(value), dots=dots)]


def _brackets(name: str, value: Any) -> Iterator[str]:
    named = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in named:
        inner = f"{name}%5B{escaped(str(key))}%5D"
        if isinstance(each, dict | list):
            yield from _brackets(inner, each)
        else:
            yield f"{inner}={escaped(text_of(each))}"
