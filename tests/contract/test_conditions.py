"""Who asks is said on the command line, and nothing that is secret is ever shown."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from base64 import b64encode

import pytest

pytest.importorskip("schemathesis")

from apigen.contract.conditions import Conditions, ConditionsError, read_conditions
from apigen.contract.exchange import Exchange, curl
from apigen.contract.hiding import Secrets, forms_of
from apigen.contract.source import read_contract
from apigen.ir.api import Api
from apigen.report import Report
from apigen.spec.document import Json

from .apps import OK, one_get

SCHEMES: Json = {
    "bearerAuth": {"type": "http", "scheme": "bearer"},
    "basicAuth": {"type": "http", "scheme": "basic"},
    "key": {"type": "apiKey", "in": "query", "name": "key"},
}


@pytest.fixture(scope="module")
def api() -> Api:
    contract = {**one_get({"responses": OK}), "components": {"securitySchemes": SCHEMES}}
    return read_contract(json.dumps(contract).encode(), Report())


@pytest.fixture(autouse=True)
def variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "t-0-k-e-n")
    monkeypatch.setenv("LOGIN", "ann:pass word")
    monkeypatch.setenv("EMPTY", "")


@pytest.mark.parametrize(
    ("auth", "scheme", "value", "shown"),
    [
        ("bearerAuth=abcdef", "bearerAuth", "abcdef", "Bearer $APIGEN_AUTH_BEARERAUTH"),
        ("bearerAuth=env:TOKEN", "bearerAuth", "t-0-k-e-n", "Bearer $TOKEN"),
        ("bearerAuth=$TOKEN", "bearerAuth", "t-0-k-e-n", "Bearer $TOKEN"),
        ("bearerAuth=${TOKEN}", "bearerAuth", "t-0-k-e-n", "Bearer $TOKEN"),
        ("key=a=b:c d", "key", "a=b:c d", "$APIGEN_AUTH_KEY"),
        ("basicAuth=ann:secret", "basicAuth", "ann:secret", "Basic $(printf %s \"ann:$APIGEN_AUTH_BASICAUTH\" | base64"),
        ("basicAuth=ann:env:TOKEN", "basicAuth", "ann:t-0-k-e-n", 'Basic $(printf %s "ann:$TOKEN" | base64'),
        ("basicAuth=env:LOGIN", "basicAuth", "ann:pass word", 'Basic $(printf %s "$LOGIN" | base64'),
    ],
)  # fmt: skip
def test_a_credential_is_a_value_or_that_of_a_variable(
    api: Api, auth: str, scheme: str, value: str, shown: str
) -> None:
    found = read_conditions(api, auth=[auth])
    assert found.credentials == {scheme: value}
    head = {"bearerAuth": f"Bearer {value}", "basicAuth": f"Basic {b64encode(value.encode()).decode()}", "key": value}
    assert found.secrets.hide(head[scheme]).startswith(shown)
    assert bool(found.variables) == ("APIGEN_AUTH" in shown)


@pytest.mark.parametrize(
    ("header", "value", "shown"),
    [
        ("X-Tenant: blue", "blue", "blue"),
        ("X-Api-Key: abcdef", "abcdef", "$APIGEN_HEADER_X_API_KEY"),
        ("Authorization: Token env:TOKEN", "Token t-0-k-e-n", "Token $TOKEN"),
    ],
)
def test_a_header_is_hidden_if_it_may_be_secret(api: Api, header: str, value: str, shown: str) -> None:
    found = read_conditions(api, headers=[header])
    assert [*found.headers.values()] == [value]
    assert found.secrets.hide(value) == shown


@pytest.mark.parametrize(
    ("auth", "header", "message"),
    [
        ("bearerAuht=x", None, r"no security scheme 'bearerAuht': did you mean `bearerAuth`\?"),
        ("zzz=x", None, "no security scheme 'zzz': it has bearerAuth, basicAuth, key"),
        ("a-secret", None, "^--auth: write it as SCHEME=VALUE"),
        ("basicAuth=ann", None, "^--auth basicAuth=...: scheme basic takes user:password"),
        ("bearerAuth=env:NOWHERE", None, "^--auth bearerAuth: the environment variable NOWHERE is not set"),
        ("bearerAuth=env:EMPTY", None, "EMPTY is not set"),
        (None, "X-Tenant", "^--header: write it as 'Name: value'"),
        (None, "X Tenant: a", "^--header: write it as"),
        (None, "X-Tenant: a\r\nEvil: b", "^--header: write it as"),
    ],
)
def test_what_cannot_be_meant_is_said_without_the_secret(
    api: Api, auth: str | None, header: str | None, message: str
) -> None:
    with pytest.raises(ConditionsError, match=message) as caught:
        read_conditions(api, auth=[auth] if auth else [], headers=[header] if header else [])
    assert "a-secret" not in str(caught.value)


def test_without_anything_said_nothing_is_hidden() -> None:
    assert Conditions().secrets.hide("anything") == "anything"
    assert forms_of("abc", "SHORT") == {}, "too short to be one, and in every other word"


EXCHANGES = {
    "plain": Exchange(method="GET", url="http://h/a?b=1&c[]=%20", headers={"Accept": ["*/*"]}, body=b""),
    "head": Exchange(method="HEAD", url="http://h/a/../b", headers={"X-Empty": [""]}, body=b""),
    "json": Exchange(method="POST", url="http://h/", headers={"Content-Type": ["application/json"]}, body=b'{"it\'s": "\xc3\xa9\\n"}'),
    "binary": Exchange(method="PUT", url="http://h/", headers={}, body=b"\x00%d\\0\xff\r\n1"),
    "latin-1": Exchange(method="GET", url="http://h/", headers={"X-Name": ["J\xfcrgen"], "Y": ["a'b"]}, body=b""),
    "secret": Exchange(method="GET", url="http://h/?key=t-0-k-e-n", headers={"Authorization": ["Basic ZGV2OnQtMC1rLWUtbg=="]}, body=b"t-0-k-e-n"),
}  # fmt: skip
ECHO = 'curl() { for word in "$@"; do printf "%s\\0" "$word"; done; if [ -p /dev/stdin ]; then cat; fi; }\n'


@pytest.mark.parametrize("name", EXCHANGES)
@pytest.mark.skipif(not shutil.which("sh"), reason="needs a shell")
def test_a_shell_reads_the_line_as_the_request_was(name: str) -> None:
    exchange = EXCHANGES[name]
    line = curl(exchange, Secrets(forms_of("t-0-k-e-n", "TOKEN", user="dev")))
    assert "t-0-k-e-n" not in line and "ZGV2" not in line and "\n" not in line
    done = subprocess.run(["sh", "-c", ECHO + line], capture_output=True, check=True, env=dict(os.environ), input=b"")
    *words, rest = done.stdout.split(b"\0") if name != "binary" else [*done.stdout.split(b"\0", 7)]
    assert exchange.url.encode() in words
    for key, values in exchange.headers.items():
        for value in values:
            sent = f"{key}: {value}".encode("latin-1") if value else f"{key};".encode()
            assert sent in words or key == "Accept"
    assert exchange.body in (*words, rest) or not exchange.body
    assert (b"-g" in words) == ("[" in exchange.url) and (b"--path-as-is" in words) == (".." in exchange.url)
    assert (b"-I" in words) == (exchange.method == "HEAD")


def test_what_is_called_in_this_process_is_shown_where_it_would_be() -> None:
    exchange = Exchange(method="GET", url="http://testserver/a", headers={"User-Agent": ["schemathesis/4"]}, body=b"")
    assert shlex.split(curl(exchange, Secrets())) == ["curl", "-X", "GET", "http://127.0.0.1:8000/a"]
