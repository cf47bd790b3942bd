"""Contracts to a table of mocks: each is served by `apigen serve`, and every operation is asked for every answer that it declares.

A client generated from the same contract writes valid requests. Each answer is judged by the contract: its status, its
media type, the headers that must be there, and its body by jsonschema-rs. The exit status is 1 if one is wrong.
"""

from __future__ import annotations

import argparse
import json
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # run as a file: its neighbours are packages of the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import httpx

from apigen.pipeline import Options, generate
from apigen.proof.trips.package import Package
from apigen.proof.trips.samples import Samples
from apigen.proof.trips.service import credentials
from apigen.proof.trips.values import NoValueError, Values
from apigen.reading import Reading
from apigen.report import Report
from tools.commands import environment
from tools.table import table

_URL = re.compile(r"^.*: (http://\S+)$", re.MULTILINE)
_BODILESS = (204, 205, 304)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What became of a contract's mock. `usual` counts the operations that answered well without a wish."""

    document: str
    operations: int
    usual: int
    answers: int
    valid: int
    wrong: tuple[str, ...]
    unasked: tuple[str, ...]
    start: float
    seconds: float


class Answered(Exception):
    """A server has answered: nothing else of the client is needed."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__(response.status_code)
        self.response = response


class Asking(httpx.BaseTransport):
    """Sends what a client has written, with the headers of a wish, and raises what is answered."""

    def __init__(self) -> None:
        self._inner = httpx.HTTPTransport()
        self.wish: dict[str, str] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raise `Answered`."""
        # A client writes its methods in capitals.
        headers = [(name, value) for name, value in request.headers.raw if name.decode().lower() not in self.wish]
        wished = [(name.encode(), value.encode()) for name, value in self.wish.items()]
        sent = httpx.Request(request.method, request.url, headers=[*headers, *wished], content=request.read())
        sent.method = request.method
        answer = self._inner.handle_request(sent)
        answer.read()
        raise Answered(answer)

    def close(self) -> None:
        """Let the connections go."""
        self._inner.close()


class Court:
    """Judges answers by the schemas of a package."""

    def __init__(self, package: Package) -> None:
        self._package, self._operations = package, package.schemas["operations"]
        self._media, self._sequences = package.module("_runtime.core.media"), package.module("_runtime.core.sequences")
        self._schema_of = package.module("_runtime.server.bodies").schema_of
        self._judge = package.module("_runtime.server.validation").Judge(
            package.schemas["dialect"], package.schemas["definitions"]
        )
        self._keys = {
            id(schema): self._judge.add(schema)
            for own in self._operations.values()
            for content in own["responses"].values()
            for schema in content.values()
        }

    def covers(self, media_type: str, got: str) -> bool:
        """Whether a content type is one of a declared media type."""
        found: bool = self._media.covers(media_type, got)
        return found

    def faults(self, operation: Any, key: str, media_type: str, answer: httpx.Response) -> Iterator[str]:
        """Yield what is wrong with an answer that should be the one of a key, in a media type."""
        for header in operation.responses[key].headers:
            if header.required and header.name not in answer.headers:
                yield f"no header {header.name}"
        got = answer.headers.get("content-type", "")
        if not media_type or answer.status_code in _BODILESS or operation.method == "HEAD":
            if answer.content:
                yield f"a body: {answer.content[:80]!r}"
            return
        if not self.covers(media_type, got):
            yield f"{got or 'no content type'} instead of {media_type}"
            return
        found = self._schema_of(self._operations[operation.id]["responses"][key], media_type)
        if found is not None:
            yield from self._misfits(operation, key, media_type, found[1], answer)

    def _misfits(self, operation: Any, key: str, media_type: str, schema: Any, answer: httpx.Response) -> Iterator[str]:
        try:
            values = list(self._values(operation, key, media_type, answer))
        except ValueError as error:
            yield f"not {media_type}: {error}"
            return
        if not values and self._media.response_kind(media_type) in ("events", "lines"):
            yield "nothing comes"
        for value in values:
            position = self._keys[id(schema)]
            if not self._judge.accepts(position, value):
                violations = self._judge.violations(position, value, location="body")
                yield f"{violations[0].pointer}: {violations[0].message:.200}" if violations else "not valid"

    def _values(self, operation: Any, key: str, media_type: str, answer: httpx.Response) -> Iterator[Any]:
        """Yield the values that a schema is about: of what comes bit by bit, each."""
        match operation.responses[key].kind_of(media_type):
            case "json":
                yield json.loads(answer.content)
            case "xml":
                codec = operation.xml_codec("responses", key, media_type)
                yield answer.text if codec is None else codec.read(answer.content)
            case "events" | "lines":
                decoder = self._sequences.decoder_of(media_type, json.loads, texts=False)
                for item in (*decoder.feed(answer.content), *decoder.finish()):
                    yield getattr(item, "data", item)
            case "text":
                yield answer.text
            case _:
                return


def survey(spec: Path, *, lenient: bool = False, flags: Sequence[str] = ()) -> Survey:
    """Serve the mock of a contract, and ask it for everything."""
    with tempfile.TemporaryDirectory(prefix="apigen-mock-") as folder:
        package = _generated(spec, Path(folder), lenient=lenient)
        values = Values(package)
        # A list of the path must not be empty, which the smallest one is.
        court, samples = (
            Court(package),
            [
                Samples(package, values, "small"),
                Samples(package, values, "rich"),
                *(Samples(package, values, "random", number) for number in range(8)),
            ],
        )
        began = time.monotonic()
        with serving(spec, *flags, *(["--lenient"] if lenient else [])) as url:
            start = time.monotonic() - began
            return _asked(spec.name, package, court, samples, url, start)


def _generated(spec: Path, folder: Path, *, lenient: bool) -> Package:
    name = re.sub(r"\W", "_", f"asking_{spec.stem}").lower()
    options = Options(servers=None, client=None, package=name, app=False, reading=Reading(lenient=lenient))
    generate(spec, folder, options, report=Report(), write=True)
    sys.path.insert(0, str(folder))
    return Package(folder, name)


@contextmanager
def serving(spec: Path, *flags: str) -> Generator[str]:
    """Run `apigen serve` as a user does, on any port; yield where it serves the contract."""
    command = [sys.executable, "-m", "apigen", "serve", str(spec.absolute()), "--port", "0", *flags]
    with tempfile.NamedTemporaryFile() as said:
        process = subprocess.Popen(command, env=environment(), stderr=said)
        try:
            yield _where(process, Path(said.name))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def _where(process: subprocess.Popen[bytes], said: Path) -> str:
    ends = time.monotonic() + 120
    while True:
        text = said.read_text(encoding="utf-8")
        found = _URL.search(text)
        if found:
            return found[1]
        assert process.poll() is None and time.monotonic() < ends, f"nothing is served:\n{text}"
        time.sleep(0.05)


def _asked(document: str, package: Package, court: Court, samples: Sequence[Samples], url: str, start: float) -> Survey:
    usual = answers = valid = 0
    wrong, unasked, began = list[str](), list[str](), time.monotonic()
    asking = Asking()
    kind, _ = package.client_classes
    with kind(
        base_url=url, http_client=httpx.Client(transport=asking), max_retries=0, **credentials(package)
    ) as client:
        for route in package.routes:
            name = f"{route.operation.method} {route.operation.path}"
            found, problem = _first(client, asking, route, samples, package)
            if found is None:
                unasked.append(f"{name}: {problem:.200}")
                continue
            arguments, first = found
            faults = list(_usual_faults(court, route.operation, first))
            usual += not faults
            wrong += [f"{name}: {first.status_code}: {each} {first.content[:300]!r}" for each in faults]
            for key, status, media_type in _declared(route.operation):
                wish = {"prefer": f"code={status}", **({"accept": media_type} if media_type else {})}
                answer = _ask(client, asking, route, arguments, wish)
                faults = list(_wished_faults(court, route.operation, key, status, media_type, answer))
                answers, valid = answers + 1, valid + (not faults)
                wrong += [f"{name}: {status} {media_type}: {each}" for each in faults]
    return Survey(
        document=document,
        operations=len(package.routes),
        usual=usual,
        answers=answers,
        valid=valid,
        wrong=tuple(wrong),
        unasked=tuple(unasked),
        start=start,
        seconds=time.monotonic() - began,
    )


def _first(
    client: Any, asking: Asking, route: Any, samples: Sequence[Samples], package: Package
) -> tuple[tuple[dict[str, Any], httpx.Response] | None, str]:
    """Return arguments that can be sent with what they are answered, or why there are none."""
    if "#" in route.operation.path:
        return None, "no request can have a `#` in its path (RFC 3986 section 3.5)"
    found, problem = None, ""
    for each in samples:
        try:
            arguments = each.arguments(route.operation, optional=False)
            found = (arguments, _ask(client, asking, route, arguments, {}))
        except (NoValueError, package.errors.ArgumentError) as error:
            problem = str(error)
            continue
        if not _is_refused(route.operation, found[1]):
            break
    return found, problem


def _is_refused(operation: Any, answer: httpx.Response) -> bool:
    """Whether an answer is an error although there are others. A form has no way to say that a list is empty."""
    return answer.status_code >= 400 and any(key < "4" or key == "default" for key in operation.responses)


def _ask(client: Any, asking: Asking, route: Any, arguments: dict[str, Any], wish: dict[str, str]) -> httpx.Response:
    asking.wish = wish
    try:
        getattr(getattr(client, route.group), route.method)(**arguments)
    except Answered as answered:
        return answered.response
    raise AssertionError("the client has not asked")


def _usual_faults(court: Court, operation: Any, answer: httpx.Response) -> Iterator[str]:
    key = _key(operation, answer.status_code)
    if key is None or _is_refused(operation, answer):
        yield "refused" if key else "undeclared"
        return
    kind, got = operation.responses[key], answer.headers.get("content-type", "")
    media_type = next((each for each in kind.media_types if court.covers(each, got)), "")
    yield from court.faults(operation, key, media_type or next(iter(kind.media_types), ""), answer)


def _wished_faults(
    court: Court, operation: Any, key: str, status: int, media_type: str, answer: httpx.Response
) -> Iterator[str]:
    if answer.status_code != status:
        yield f"{answer.status_code} {answer.content[:200]!r}"
        return
    yield from court.faults(operation, key, media_type, answer)
    if answer.headers.get("preference-applied") != f"code={status}":
        yield "nothing says that a preference was applied"


def _key(operation: Any, status: int) -> str | None:
    keys = (str(status), f"{status // 100}XX", "default")
    return next((key for key in keys if key in operation.responses), None)


def _declared(operation: Any) -> Iterator[tuple[str, int, str]]:
    """Yield every answer that an operation declares: its key, a status that falls under it, and each media type."""
    for key, kind in operation.responses.items():
        status = next((status for status in range(200, 600) if _key(operation, status) == key), None)
        if status is not None:
            yield from ((key, status, each) for each in kind.media_types or ("",))


def main() -> int:
    """Run the tool; return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("contracts", nargs="+", type=Path)
    parser.add_argument("--lenient", action="store_true", help="leave out the operations that have errors")
    arguments = parser.parse_args()
    rows = [survey(each, lenient=arguments.lenient) for each in arguments.contracts]
    heads = ("document", "operations", "fine", "unasked", "answers", "valid", "start s", "seconds")
    print(
        "\n".join(
            table(
                heads,
                [
                    (
                        row.document,
                        row.operations,
                        row.usual,
                        len(row.unasked),
                        row.answers,
                        row.valid,
                        row.start,
                        row.seconds,
                    )
                    for row in rows
                ],
            )
        )
    )
    for row in rows:
        for line in (*row.unasked, *row.wrong):
            print(f"{row.document}: {line}")
    return 1 if any(row.wrong for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
