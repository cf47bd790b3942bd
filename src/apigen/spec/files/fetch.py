"""Bytes of an address on the network: only of a host that somebody named, in bounded time and size.

What a name leads to is judged at the connection itself, so that a name which is answered differently the second
time (DNS rebinding) gains nothing. No credentials are sent, and no proxy is asked.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from time import monotonic
from typing import TypeAlias
from urllib.parse import SplitResult, urljoin, urlsplit

from apigen import __version__
from apigen.spec import limits
from apigen.spec.files.read import SourceError

_USUAL_PORTS = {"http": 80, "https": 443}
_LOCAL_NAMES = (".localhost", ".local", ".internal", ".home.arpa", ".test")
"""What no public name ends in (RFC 6761, RFC 6762, RFC 8375)."""
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""Addresses of IPv4, for networks that have none (RFC 6052)."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
"""What a name leads to."""


class Forbidden(SourceError):
    """Nobody said that this address may be read. `host` is what would have to be named."""

    def __init__(self, url: str, host: str, reason: str) -> None:
        super().__init__(url, reason)
        self.host = host


def fetch(url: str, hosts: tuple[str, ...]) -> tuple[str, bytes]:
    """Return what an address answers, with the address that it was found at. Raises `SourceError`."""
    end = monotonic() + limits.MAX_SECONDS

    def follow() -> tuple[str, bytes]:
        at = url
        for _ in range(limits.MAX_REDIRECTS + 1):
            answer = _ask(at, _permitted(at, hosts), hosts, end)
            if isinstance(answer, bytes):
                return at, answer
            target = urljoin(at, answer)
            if at.startswith("https:") and not target.startswith("https:"):
                raise SourceError(url, "redirects to an address without encryption")
            at = target
        raise SourceError(url, f"redirects more than {limits.MAX_REDIRECTS} times")

    return _in_time(follow, url)


def _in_time(work: Callable[[], tuple[str, bytes]], url: str) -> tuple[str, bytes]:
    """Do the work in a thread that can be left behind: resolving a name, for one, cannot be interrupted."""
    found: list[tuple[str, bytes]] = []
    failed: list[Exception] = []

    def run() -> None:
        try:
            found.append(work())
        except Exception as error:
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(limits.MAX_SECONDS)
    if found:
        return found[0]
    if failed:
        raise failed[0]
    raise SourceError(url, f"took longer than {limits.MAX_SECONDS} seconds")


def _permitted(url: str, hosts: tuple[str, ...]) -> SplitResult:
    """Return the parts of an address whose host was named. Raises `SourceError`."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        raise SourceError(url, "is not an address") from None
    if parts.scheme not in _USUAL_PORTS or not host or not url.isascii() or any(each <= " " for each in url):
        raise SourceError(url, "is not an address of http or https")
    if parts.username is not None or parts.password is not None:
        raise SourceError(url.replace(parts.netloc, parts.netloc.rpartition("@")[2]), "holds credentials")
    name = _named(host, port if port != _USUAL_PORTS[parts.scheme] else None)
    if name not in {each.lower() for each in hosts}:
        raise Forbidden(url, name, f"nothing is read from {name} unless you allow it")
    return parts


def _named(host: str, port: int | None) -> str:
    host = f"[{host}]" if ":" in host else host
    return host.lower() if port is None else f"{host.lower()}:{port}"


def _ask(url: str, parts: SplitResult, hosts: tuple[str, ...], end: float) -> bytes | str:
    """Return the body of the answer, or the address that it redirects to."""
    host, port = parts.hostname or "", parts.port or _USUAL_PORTS[parts.scheme]
    try:
        connection = _connect(url, parts.scheme, host, port, hosts)
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            headers = {"Accept-Encoding": "identity", "User-Agent": f"apigen/{__version__}", "Connection": "close"}
            connection.request("GET", path, headers=headers)
            return _answer(url, connection.getresponse(), end)
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = "no answer in time" if isinstance(error, TimeoutError) else str(error) or type(error).__name__
        raise SourceError(url, f"cannot be read: {reason[:200]}") from None


def _connect(url: str, scheme: str, host: str, port: int, hosts: tuple[str, ...]) -> http.client.HTTPConnection:
    """Connect to the first address of a host that may be read."""
    failure: OSError = OSError("the name leads nowhere")
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        _judge(url, host, port, _reached(str(address[0])), hosts)
        connection = socket.socket(family, kind, protocol)
        connection.settimeout(limits.MAX_IDLE_SECONDS)
        try:
            connection.connect(address)
            return _speaking(scheme, connection, host, port)
        except OSError as error:
            failure = error
            connection.close()
    raise failure


def _speaking(scheme: str, connection: socket.socket, host: str, port: int) -> http.client.HTTPConnection:
    if scheme == "http":
        plain = http.client.HTTPConnection(host, port)
        plain.sock = connection
        return plain
    context = ssl.create_default_context()
    secure = http.client.HTTPSConnection(host, port, context=context)
    secure.sock = context.wrap_socket(connection, server_hostname=host)
    return secure


def _reached(found: str) -> _Address:
    """Return the address that a connection ends at: one of IPv4 may be written as one of IPv6."""
    address = ipaddress.ip_address(found.partition("%")[0])
    if isinstance(address, ipaddress.IPv4Address):
        return address
    translated = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _TRANSLATED else None
    return address.ipv4_mapped or address.sixtofour or translated or address


def _judge(url: str, host: str, port: int, address: _Address, hosts: tuple[str, ...]) -> None:
    """Refuse an address that is not public, unless it was named itself, or by a name that is not public either."""
    if address.is_global and not address.is_multicast:
        return
    if not {_named(str(address), None), _named(str(address), port)}.isdisjoint(hosts):
        return
    if address.is_loopback and (host == "localhost" or host.endswith(".localhost")):
        return
    unusual = address.is_loopback or address.is_link_local or address.is_unspecified or address.is_multicast
    if address.is_private and not unusual and _is_local(host):
        return
    raise Forbidden(url, str(address), f"leads to {address}, which is not a public address")


def _is_local(host: str) -> bool:
    return "." not in host.rstrip(".") or host.rstrip(".").endswith(_LOCAL_NAMES)


def _answer(url: str, response: http.client.HTTPResponse, end: float) -> bytes | str:
    location = response.getheader("Location")
    if response.status in _REDIRECTS and location:
        return location
    if response.status != 200:
        raise SourceError(url, f"was answered with the status {response.status}")
    body = bytearray()
    while chunk := response.read1(2**16):
        body += chunk
        if len(body) > limits.MAX_BYTES:
            raise SourceError(url, f"is larger than {limits.MAX_BYTES // 2**20} MiB")
        if monotonic() > end:
            raise SourceError(url, f"took longer than {limits.MAX_SECONDS} seconds")
    return bytes(body)
