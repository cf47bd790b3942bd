"""An outcome as text, as JSON, and as files that other programs read."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import jsonschema_rs
import pytest

pytest.importorskip("schemathesis")

from apigen.contract.data import as_commands, as_json, as_lines
from apigen.contract.exchange import Exchange
from apigen.contract.hiding import Secrets, forms_of
from apigen.contract.junit import junit
from apigen.contract.outcome import Broken, Contradiction, Finding, Outcome, Stop
from apigen.contract.page import page
from apigen.contract.reports import ReportError, reports, wanted

from .formats import HAR, check_junit

HARMLESS = "<script>alert('\\x00\\x1b]8')</script> & \"'\\ud800"
EVIL = "<script>alert('\x00\x1b]8')</script> & \"'\ud800"


def finding(check: str, operation: str, cause: str = "", *, message: str = "Wrong.", times: int = 1) -> Finding:
    return Finding(
        check=check, operation=operation, title=f"Title of {check}", message=message, curl=f"curl {operation}",
        times=times, cause=cause, log="ERROR app: oh\nValueError: no" if check == "not_a_server_error" else "",
        answer="500 Internal Server Error" if check == "not_a_server_error" else "200 OK",
    )  # fmt: skip


GOOD = Outcome(
    title="Shop",
    tested=("GET /a", "GET /b"),
    cases=9,
    findings=(),
    successes={"GET /a": 4, "GET /b": 2},
    undeclared=(),
    broken=(),
    untested=(),
    unjudged=(),
    dropped={},
    implied=2,
    seed=1,
    anonymous=False,
)
BAD = replace(
    GOOD,
    tested=("GET /a", "GET /b", "GET /c", "GET /d", f"GET /{EVIL}"),
    successes={"GET /a": 4, "GET /b": 0, "GET /c": 1, "GET /d": 0},
    statuses={"GET /b": {500: 3, 404: 1}},
    findings=(
        finding(
            "negative_data_rejection", "GET /a", message=f"{EVIL}\nExpected: 400\nSchema at /a:\n\n  {{}}", times=3
        ),
        finding("status_code_conformance", "GET /b", "Received: 500"),
        *(finding("not_a_server_error", f"GET /{each}", "ValueError: no", times=2) for each in "abcd"),
        finding("not_a_server_error", "GET /d", "KeyError: 'x'"),
    ),
    broken=(Broken(operation="GET /c", message=f"Network Error: {EVIL}", curl="curl /c"),),
    undeclared=("GET /d",),
    dropped={"same-in-text": 2},
    contradictions=(Contradiction(operation="GET /a", lacking=("401", "422")),),
    variables={"APIGEN_AUTH_KEY": "the value of --auth key"},
)
SUMMARY = """\
1. GET /a, GET /b and 2 more: Title of not_a_server_error (not_a_server_error, status_code_conformance, 8 times)
     500 Internal Server Error; ValueError: no
     for instance GET /a:
     curl GET /a

2. GET /d: Title of not_a_server_error (not_a_server_error, once)
     500 Internal Server Error; KeyError: 'x'
     curl GET /d

3. GET /a: Title of negative_data_rejection (negative_data_rejection, 3 times)
     EVIL
     curl GET /a

not tested to the end: GET /c: Network Error: EVIL
     curl /c
never answered its declared success: GET /b (500, 404), GET /d (no answer)
contradiction: GET /a needs 401 and 422, and declares nothing that could be that
declares no success, so none was asked of it: GET /d
$APIGEN_AUTH_KEY stands for the value of --auth key
successes: in 2 of 4 operations, 1 to 4, half of them 2 or more
dropped as wire-ambiguous: 2 failures (same-in-text 2)
Shop: 5 operations, 9 cases, seed 1
FAILED against the effective contract: 7 failures of 3 causes, 1 error, 2 never successful; 2 implied responses, \
2 failures dropped as wire-ambiguous
"""


def test_a_summary_has_each_cause_once_and_the_worst_first() -> None:
    assert BAD.summary().replace(HARMLESS, "EVIL") == SUMMARY
    whole = BAD.summary(verbose=True)
    assert all(f"curl GET /{each}" in whole for each in "abcd") and "ERROR app: oh" in whole
    assert "successes: GET /c 1\n" in whole


def test_many_causes_are_counted_and_shown_on_demand() -> None:
    many = replace(GOOD, findings=tuple(finding("not_a_server_error", "GET /a", f"cause {n}") for n in range(30)))
    assert "10. GET /a" in many.summary() and "11. GET /a" not in many.summary()
    assert "... and 20 more causes: --verbose or a --report shows all\n" in many.summary()
    assert "30. GET /a" in many.summary(verbose=True)


@pytest.mark.parametrize("stop", Stop)
def test_what_was_not_finished_never_reads_as_passed(stop: Stop) -> None:
    stopped = replace(GOOD, stopped=stop, unfinished=("GET /b",), successes={"GET /a": 4, "GET /b": 0})
    assert not stopped.passed and not stopped.failed
    assert "operations not tested to the end: GET /b\nUNFINISHED: no failure against " in stopped.summary()
    assert "never answered" not in stopped.summary()
    assert replace(stopped, findings=BAD.findings).summary().splitlines()[-1].startswith("FAILED against ")
    assert 'message="not tested to the end' in junit(stopped)


def test_nothing_tested_has_not_passed() -> None:
    assert not replace(GOOD, tested=(), successes={}, cases=0).passed


@pytest.mark.parametrize("outcome", [GOOD, BAD], ids=["good", "bad"])
def test_junit_is_what_servers_of_ci_read(outcome: Outcome) -> None:
    root = ElementTree.fromstring(junit(outcome).encode())
    check_junit(root)
    (suite,) = root
    cases = suite.findall("testcase")
    names = [case.attrib["name"] for case in cases]
    assert suite.attrib["tests"] == str(len(cases)) and len(set(names)) >= len(outcome.tested)
    for kind, counted in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert suite.attrib[counted] == str(len(suite.findall(f"testcase/{kind}")))
    assert (suite.attrib["failures"] == "0") == outcome.passed


def test_the_time_of_an_operation_is_counted_once() -> None:
    waited = dict.fromkeys(BAD.tested, 0.25)
    (suite,) = ElementTree.fromstring(junit(replace(BAD, waited=waited)).encode())
    times = [float(case.attrib["time"]) for case in suite.findall("testcase")]
    assert sum(times) == 0.25 * len(BAD.tested)
    assert len(times) > len(BAD.tested)


class _Page(HTMLParser):
    """Notes the elements, what they refer to, and whether each is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("outcome", [GOOD, BAD], ids=["good", "bad"])
def test_a_page_needs_nothing_else_and_runs_nothing(outcome: Outcome) -> None:
    text = page(outcome)
    found = _Page(text)
    assert not found.open and not found.links
    assert "script" not in found.seen and "url(" not in text and "@import" not in text
    assert all(f"curl {each.operation}" in text for each in outcome.findings)
    assert all(each.isprintable() or each == "\n" for each in text)
    assert "prefers-color-scheme: dark" in text


def test_json_has_all_of_it() -> None:
    value = json.loads(as_json(BAD))
    assert (value["passed"], value["cases"], value["seed"]) == (False, 9, 1)
    assert len(value["failures"]) == len(BAD.findings)
    assert value["failures"][-1]["log"] == "ERROR app: oh\nValueError: no"
    assert value["errors"][0]["operation"] == "GET /c" and value["never_succeeded"] == ["GET /b", "GET /d"]


def test_lines_and_commands_have_each_cause_once() -> None:
    lines, commands = as_lines(BAD).splitlines(), as_commands(BAD).splitlines()
    assert len(lines) == len(commands) == 7
    assert lines[0] == (
        "GET /a, GET /b, GET /c, GET /d: Title of not_a_server_error (not_a_server_error): ValueError: no; curl GET /a"
    )
    assert (
        commands[0].startswith("::error title=apigen test%3A Shop::GET /a, GET /b") and "%0Acurl GET /a" in commands[0]
    )
    assert lines[-1] == BAD.summary().splitlines()[-1]
    assert as_commands(GOOD).startswith("::notice title=apigen test%3A Shop::passes every check")


EXCHANGES = (
    Exchange(
        method="POST",
        url="http://testserver/a?q=t-0-k-e-n&empty=",
        headers={"Cookie": ["id=t-0-k-e-n"], "Content-Type": ["application/json"]},
        body=b'{"token": "t-0-k-e-n"}',
        status=201,
        reason="Created",
        answer_headers={"location": ["/a/1"], "set-cookie": ["a=b; Path=/"], "content-type": ["image/png"]},
        answer=b"\xff\x00",
        started=1e9,
        seconds=0.25,
    ),
    Exchange(method="GET", url="http://testserver/b", headers={"Cookie": ["=;"]}, body=b""),
)


def test_reports_are_written_with_their_folders_and_without_secrets(tmp_path: Path) -> None:
    said = [f"{form}={tmp_path / 'deep' / form}" for form in ("junit", "har", "html")]
    with reports(wanted(said)) as written:
        for each in EXCHANGES:
            written.see(each, Secrets(forms_of("t-0-k-e-n", "TOKEN")))
        assert not (tmp_path / "deep" / "har").exists(), "not before it is whole"
        written.finish(BAD)
    assert sorted(file.name for file in (tmp_path / "deep").iterdir()) == ["har", "html", "junit"]
    text = (tmp_path / "deep" / "har").read_text()
    assert "t-0-k-e-n" not in text
    jsonschema_rs.validator_for(HAR, validate_formats=True).validate(json.loads(text))
    first, last = json.loads(text)["log"]["entries"]
    assert first["startedDateTime"] == "2001-09-09T01:46:40.000+00:00" and first["time"] == 250
    assert first["request"]["queryString"] == [{"name": "q", "value": "$TOKEN"}, {"name": "empty", "value": ""}]
    assert first["response"]["content"] == {"size": 2, "mimeType": "image/png", "text": "/wA=", "encoding": "base64"}
    assert last["response"]["status"] == 0


def test_a_report_that_is_not_finished_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "a.har").write_text("before")
    with pytest.raises(KeyError), reports(wanted([f"har={tmp_path / 'a.har'}"])) as written:
        written.see(EXCHANGES[0], Secrets())
        raise KeyError
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("a.har", "before")]


def test_a_form_has_a_usual_name() -> None:
    assert [(each.form, str(each.file)) for each in wanted(["junit", "har=x", "html"])] == [
        ("junit", "apigen-test.xml"), ("har", "x"), ("html", "apigen-test.html"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (["pdf=x"], "--report pdf=x: write it as FORM or FORM=FILE, where FORM is junit or har or html"),
        (["junit=x", "har=x"], "--report har=x: there is another report in that file"),
        (["junit=."], "--report: . cannot be written: it is a folder"),
        (["junit=file/below"], "--report: file/below cannot be written: "),
    ],
)
def test_what_cannot_be_written_is_said_before_anything_is_tested(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(ReportError, match=f"^{re.escape(message)}"), reports(wanted(said)):
        pass
