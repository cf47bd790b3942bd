"""Contracts and their parts on the network: only from hosts that were named, and within limits."""

from __future__ import annotations

import io
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest

from apigen.report import ContractError, Report
from apigen.spec import limits
from apigen.spec.document import Bundle
from apigen.spec.files import fetch
from apigen.spec.load import Access, SourceError, load

HEAD = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\n"
PET = "type: object\n"


class Quiet(ThreadingHTTPServer):
    """Says nothing when a client hangs up on what is slow or large."""

    def handle_error(self, request: object, client_address: object) -> None:
        return


class Site(BaseHTTPRequestHandler):
    """Serves `pages`, redirects, and answers slowly or without end."""

    pages: dict[str, str]

    def do_GET(self) -> None:
        page = self.pages.get(self.path)
        if self.path == "/slow.yaml":
            time.sleep(3)
        elif self.path == "/drops.yaml":
            self.send_response(200)
            self.end_headers()
            for _ in range(30):
                time.sleep(0.1)
                self.wfile.write(b"#")
        elif page is None:
            self.send_error(404)
        elif page.startswith("-> "):
            self.send_response(302)
            self.send_header("Location", page[3:])
            self.end_headers()
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(page.encode())

    def log_message(self, format: str, *args: object) -> None:
        return


@contextmanager
def serving(**pages: str) -> Iterator[str]:
    """Serve pages, `api__a` being `/api/a.yaml`; yield the host."""
    site = type("Made", (Site,), {"pages": {f"/{name.replace('__', '/')}.yaml": page for name, page in pages.items()}})
    server = Quiet(("127.0.0.1", 0), site)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def local(folder: Path, ref: str) -> Path:
    root = folder / "openapi.yaml"
    root.write_text(f"{HEAD}components: {{schemas: {{A: {{$ref: '{ref}'}}}}}}\n", encoding="utf-8")
    return root


def fault(folder: Path, ref: str, *hosts: str) -> tuple[str, str, str | None]:
    report = Report()
    with pytest.raises(ContractError):
        load(local(folder, ref), report, access=Access(hosts=hosts))
    (found,) = report
    return found.code, found.message, found.help


def schemas(bundle: Bundle) -> object:
    components = bundle.value["components"]
    assert isinstance(components, dict)
    return components["schemas"]


def test_a_file_on_a_host_that_was_named(tmp_path: Path) -> None:
    with serving(api__pet="items: {$ref: '../name.yaml#/Name'}\n", name="Name: {type: string}\n") as host:
        found = load(local(tmp_path, f"http://{host}/api/pet.yaml"), Report(), access=Access(hosts=(host,))).bundle
        assert schemas(found) == {"A": {"items": {"$ref": "#/components/schemas/Name"}}, "Name": {"type": "string"}}
        assert found.parts == (f"http://{host}/api/pet.yaml", f"http://{host}/name.yaml")
        at = ("components", "schemas", "A", "items")
        assert found.places.find(frozenset({at}))[at].file == f"http://{host}/api/pet.yaml"


def test_the_contract_itself_on_the_network() -> None:
    root = HEAD + "components: {schemas: {A: {$ref: pet.yaml}, B: {$ref: '/api/v2/root.yaml#/components/schemas/A'}}}\n"
    with serving(latest="-> /api/v2/root.yaml", api__v2__root=root, api__v2__pet=PET) as host:
        found = load(f"http://{host}/latest.yaml", Report(), access=Access(hosts=(host,))).bundle
        assert schemas(found) == {"A": {"type": "object"}, "B": {"$ref": "#/components/schemas/A"}}
        with pytest.raises(SourceError, match=f"pass --allow-remote {host}"):
            load(f"http://{host}/latest.yaml", Report())
    with pytest.raises(SourceError, match="only files and addresses of http and https are read"):
        load("file:///etc/passwd", Report())


def test_nothing_local_is_read_for_a_remote_contract() -> None:
    root = HEAD + "components: {schemas: {A: {$ref: 'file:///etc/passwd'}, B: {$ref: '/etc/passwd'}}}\n"
    with serving(root=root) as host:
        report = Report()
        with pytest.raises(ContractError):
            load(f"http://{host}/root.yaml", report, access=Access(hosts=(host,), roots=(Path("/"),)))
    assert [found.code for found in report] == ["AG410", "AG407"]


def test_hosts_that_were_not_named(tmp_path: Path) -> None:
    with serving(
        pet=PET, away="-> http://169.254.169.254/latest/meta-data/", port="-> http://127.0.0.1:9/pet.yaml"
    ) as host:
        help = f"allow it with `--allow-remote {host}`"
        for named in ((), ("127.0.0.1",), ("example.com",)):
            assert fault(tmp_path, f"http://{host}/pet.yaml", *named)[::2] == ("AG406", help)
        assert fault(tmp_path, f"http://{host}/away.yaml", host)[2] == "allow it with `--allow-remote 169.254.169.254`"
        assert fault(tmp_path, f"http://{host}/port.yaml", host)[2] == "allow it with `--allow-remote 127.0.0.1:9`"


@pytest.mark.parametrize("name", ["example.com", "metadata", "localhost"])
def test_what_a_name_leads_to_is_judged(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name of the public that leads home is refused, unless the address was named, too."""

    def resolve(host: str, port: int, **_: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with serving(pet=PET) as host:
        named = host.replace("127.0.0.1", name)
        root, access = local(tmp_path, f"http://{named}/pet.yaml"), Access(hosts=(named,))
        if name == "localhost":
            assert schemas(load(root, Report(), access=access).bundle) == {"A": {"type": "object"}}
            return
        found = fault(tmp_path, f"http://{named}/pet.yaml", named)
        assert found[:2] == ("AG406", "leads to 127.0.0.1, which is not a public address")
        allowed = Access(hosts=(named, "127.0.0.1"))
        assert schemas(load(root, Report(), access=allowed).bundle) == {"A": {"type": "object"}}


@pytest.mark.parametrize(
    "address",
    [
        "10.1.2.3",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_addresses_that_are_not_public(tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(host: str, port: int, **_: object) -> list[object]:
        return [(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert fault(tmp_path, "http://example.com/pet.yaml", "example.com")[0] == "AG406"


def test_encryption_is_not_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "_ask", lambda *_: "http://example.com/pet.yaml")
    found = fault(tmp_path, "https://example.com/pet.yaml", "example.com")
    assert found[:2] == ("AG407", "the address redirects to an address without encryption")


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(large="#" * 3000, circle="-> /circle.yaml") as host:
        messages: dict[str, str] = {}
        for name, limit, value in (
            ("large", "MAX_BYTES", 2000),
            ("circle", "MAX_REDIRECTS", 5),
            ("slow", "MAX_IDLE_SECONDS", 0.2),
            ("drops", "MAX_SECONDS", 0.5),
            ("missing", "MAX_REDIRECTS", 0),
        ):
            with monkeypatch.context() as patch:
                patch.setattr(limits, limit, value)
                code, messages[name], _ = fault(tmp_path, f"http://{host}/{name}.yaml", host)
                assert code == "AG407"
    assert messages == {
        "large": "the address is larger than 0 MiB",
        "circle": "the address redirects more than 5 times",
        "slow": "the address cannot be read: no answer in time",
        "drops": "the address took longer than 0.5 seconds",
        "missing": "the address was answered with the status 404",
    }


def test_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pet.yaml").write_text(PET, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    text = HEAD + "components: {schemas: {A: {$ref: pet.yaml}}}\n"
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))
    found = load("-", Report()).bundle
    assert (found.file, found.parts, schemas(found)) == ("<stdin>", ("pet.yaml",), {"A": {"type": "object"}})
