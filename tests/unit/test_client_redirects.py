"""Where a redirect leads, and what goes there: credentials to the same origin only. With both clients."""

from __future__ import annotations

from io import BytesIO
from typing import Any, ClassVar

import httpx
import pytest

from apigen.runtime.client import APIConnectionError, APIStatusError
from apigen.runtime.client.attempts import MAX_REDIRECTS
from apigen.runtime.core import JsonLines, Response, UploadFile

from ..support.calls import Way
from ..support.driven import GET, JSON, POST, Script, answer, driven, operation, patched_pauses

FINE = answer(content={"fine": True})
CREDENTIALS = {"header": "hidden1", "query": "hidden2", "cookie": "hidden3", "bearer": "hidden4"}
SECURED = operation(security="header query cookie bearer")
HOME = "https://api.example/v1/things"


@pytest.mark.parametrize("location", ["/other", "other", "https://api.example/other", "https://API.example:443/other"])
def test_the_same_origin_keeps_credentials(way: Way, location: str) -> None:
    server = Script(answer(307, location=location), FINE)
    with driven(way, server, credentials=CREDENTIALS, headers={"X-App": "hidden5"}) as client:
        assert client.call(SECURED, {"headers": {"X-Call": "hidden6"}}) == {"fine": True}
    headers = server.last.headers
    assert headers["x-key"] == "hidden1"
    assert headers["cookie"] == "sid=hidden3"
    assert headers["authorization"] == "Bearer hidden4"
    assert (headers["x-app"], headers["x-call"]) == ("hidden5", "hidden6")
    # What a query says is the server's to repeat.
    assert server.last.url.query == b""


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example/",
        "//evil.example/",
        "http://api.example/",
        "https://api.example:8443/",
        "https://api.example.evil.example/",
        "https://api.example@evil.example/",
        "https://sub.api.example/",
    ],
)
def test_another_origin_gets_none(way: Way, location: str) -> None:
    """Neither what the call carries nor what the HTTP client adds by itself."""
    server = Script(answer(307, location=location), FINE)
    kind: Any = httpx.Client if way == "blocking" else httpx.AsyncClient
    ready = kind(
        transport=httpx.MockTransport(server),
        headers={"X-Ready": "hidden5"},
        cookies={"ready": "hidden6"},
        auth=("me", "hidden7") if "evil" in location else None,
    )
    given: dict[str, Any] = {"ready": ready, "credentials": CREDENTIALS, "headers": {"X-App": "hidden8"}}
    with driven(way, **given) as client:
        assert client.call(SECURED, {"headers": {"X-Call": "hidden9"}}) == {"fine": True}
    first, second = server.requests
    assert "hidden1" in str(first.headers.raw)
    assert "hidden2" in str(first.url)
    assert second.url == httpx.URL(HOME).join(location)
    assert "hidden" not in str(second.url)
    names = {name for name in second.headers if name != "authorization"}
    # A name before the host is a Basic user, by the server's own words.
    assert names <= {"host", "accept", "accept-encoding", "connection", "user-agent"}
    assert second.headers.get("authorization") in (None, "Basic YXBpLmV4YW1wbGU6")


def test_nobody_comes_home_with_credentials(way: Way) -> None:
    server = Script(answer(302, location="https://evil.example/"), answer(302, location=HOME), FINE)
    with driven(way, server, credentials=CREDENTIALS) as client:
        client.call(SECURED)
    assert "hidden" not in f"{server.last.url}{server.last.headers.raw}"


@pytest.mark.parametrize(
    ("status", "method", "becomes"),
    [
        (301, "POST", "GET"),
        (302, "POST", "GET"),
        (303, "POST", "GET"),
        (303, "PUT", "GET"),
        (301, "PUT", "PUT"),
        (302, "DELETE", "DELETE"),
        (303, "HEAD", "HEAD"),
        (307, "POST", "POST"),
        (308, "POST", "POST"),
        (308, "PATCH", "PATCH"),
    ],
)
def test_the_method_that_follows(way: Way, status: int, method: str, becomes: str) -> None:
    server = Script(answer(status, location="/other"), FINE)
    with driven(way, server) as client:
        client.call(operation(method, content=UploadFile), body=b"abc")
    second = server.last
    assert second.method == becomes
    if becomes == method:
        assert second.content == b"abc"
        assert second.headers["content-type"] == "application/octet-stream"
    else:
        assert second.content == b""
        assert "content-type" not in second.headers


@pytest.mark.parametrize("location", ["/other", "https://files.example/other"])
def test_a_body_goes_along(way: Way, location: str) -> None:
    server = Script(lambda request: answer(307, location=location), lambda request: answer(content={}))
    with driven(way, server) as client:
        client.call(operation("POST", content=UploadFile), body=BytesIO(b"x" * 100_000))
    assert [each.content for each in server.requests] == [b"x" * 100_000] * 2
    assert server.last.headers["content-length"] == "100000"
    assert "transfer-encoding" not in server.last.headers


def test_a_body_that_is_gone_ends_it(way: Way) -> None:
    server = Script(answer(307, location="/other"), FINE)
    with driven(way, server) as client, pytest.raises(APIStatusError) as caught:
        client.call(operation("POST", content=JsonLines[int]), body=iter([1]))
    assert (caught.value.status, len(server.requests)) == (307, 1)


def test_loops_end(way: Way) -> None:
    server = Script(answer(302, location=HOME))
    with driven(way, server) as client, pytest.raises(APIStatusError) as caught:
        client.call(GET)
    assert (caught.value.status, len(server.requests)) == (302, MAX_REDIRECTS + 1)


class See3XX(Response):
    status: int
    media_types: ClassVar[tuple[str, ...]] = (JSON,)
    body: dict[str, Any]


@pytest.mark.parametrize("key", ["302", "3XX"])
def test_a_declared_one_is_an_answer(way: Way, key: str) -> None:
    server = Script(answer(302, {"see": 1}, location="/other"))
    with driven(way, server) as client:
        found = client.with_response(operation(responses={key: See3XX}))
    assert (found.status, found.headers["location"], found.body) == (302, "/other", {"see": 1})
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "location",
    [
        None,
        "file:///etc/passwd",
        "ftp://api.example/",
        "http://[",
        "http://api.example:99999/",
        "http:///path",
        "https://api.example\\@evil.example/",
        "https://a@b@evil.example/",
        "//ä.example/",
    ],
)
def test_what_leads_nowhere_is_an_answer(way: Way, location: str | None) -> None:
    headers = {} if location is None else {b"location": location.encode()}
    server = Script(httpx.Response(302, headers=headers), FINE)
    with driven(way, server, credentials=CREDENTIALS) as client, pytest.raises(APIStatusError) as caught:
        client.call(SECURED)
    assert (caught.value.status, len(server.requests)) == (302, 1)


@pytest.mark.parametrize(
    "location",
    ["http://999.1.1.1/?key=hidden", "javascript:alert(1)", "mailto:me@api.example", "http://x/" + "a" * 70_000],
)
def test_an_address_that_the_library_refuses(way: Way, location: str) -> None:
    server = Script(answer(302, location=location))
    with driven(way, server, max_retries=0) as client, pytest.raises(APIConnectionError) as caught:
        client.call(GET)
    assert "hidden" not in str(caught.value)
    assert len(server.requests) == 1


def test_a_base_url_that_is_none(way: Way) -> None:
    for base_url in ("http://999.1.1.1", "api.example"):
        with driven(way, base_url=base_url) as client, pytest.raises(APIConnectionError):
            client.call(GET)


@pytest.mark.parametrize("status", [300, 304, 305])
def test_other_statuses_lead_nowhere(way: Way, status: int) -> None:
    server = Script(answer(status, location="/other"), FINE)
    with driven(way, server) as client, pytest.raises(APIStatusError):
        client.call(GET)
    assert len(server.requests) == 1


def test_where_it_led_is_tried_again(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses = patched_pauses(monkeypatch)
    server = Script(answer(303, location="/other"), answer(503, retry_after="4"), FINE)
    with driven(way, server) as client:
        # What it became may be repeated.
        assert client.call(POST) == {"fine": True}
    assert [(each.method, each.url.path) for each in server.requests] == [
        ("POST", "/v1/things"),
        ("GET", "/other"),
        ("GET", "/other"),
    ]
    assert pauses == [0.0, 4.0]


def test_a_client_that_follows_by_itself_does_not(way: Way) -> None:
    kind: Any = httpx.Client if way == "blocking" else httpx.AsyncClient
    server = Script(answer(307, location="https://evil.example/"), FINE)
    ready = kind(transport=httpx.MockTransport(server), follow_redirects=True, headers={"X-Ready": "hidden"})
    with driven(way, ready=ready) as client:
        client.call(GET)
    assert "x-ready" not in server.last.headers
