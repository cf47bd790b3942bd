"""What the README says of the client: snippets that run, and every operation in tables. Only what the contract has is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final

from apigen.contract.examples import Examples
from apigen.ir.api import Api, Operation, Response, SecurityScheme, Tag
from apigen.ir.types import BytesType, StreamType
from apigen.names.assign import Names
from apigen.names.classes import response_key
from apigen.python.calls import Call, Calls, credentials, needed, secret
from apigen.python.operations import streams
from apigen.python.servers import base_url, server_modules
from apigen.python.text import Imports, one_line, quoted
from apigen.python.views import GuideTableView, GuideView, SnippetView

_READING: Final = ("GET", "QUERY")
_TELLING: Final = ("404", "409", "422", "400")
"""Errors that a caller may have to tell apart, the likeliest first."""
_TRIED: Final = 8
"""How many operations are tried for a snippet: a large contract has too many to try them all."""


def build_guide(api: Api, names: Names, examples: Examples) -> GuideView:
    """Return what the README says of the client."""
    return _Guide(api, names, Calls(api, names, examples)).view()


class _Guide:
    """Writes the parts of the guide, each by the operation that shows it with the least ado."""

    def __init__(self, api: Api, names: Names, calls: Calls) -> None:
        self._api = api
        self._names = names
        self._calls = calls
        self._client = f"{names.class_prefix}Client"
        self._local = f"base_url={quoted(f'http://127.0.0.1:8000{api.base_path}')}"
        self._remote = "" if base_url(api) else f"base_url={quoted(f'https://api.example.com{api.base_path}')}"
        self._sorted = sorted((each for each in api.operations if each.method not in ("HEAD", "OPTIONS")), key=_effort)

    def view(self) -> GuideView:
        first = self._first(lambda each: not _returns(each, BytesType))
        snippet = (self._snippet(first, _shown(*first)),) if first else ()
        return GuideView(
            first=snippet or (self._bare(),),
            awaited=(self._awaited(*first),) if first else (),
            credentials=tuple(map(self._credential, self._api.security_schemes)),
            credential_snippets=tuple(self._credential_snippets()),
            errors=tuple(self._errors()),
            options=tuple(self._options(first)),
            bodies=tuple(self._bodies()),
            pages=tuple(self._pages()),
            uploads=tuple(self._uploads()),
            downloads=tuple(self._downloads()),
            streams=tuple(self._streams()),
            servers=tuple(self._servers()),
            operations=tuple(map(self._table, self._api.tags)),
        )

    def _found(self, fits: Callable[[Operation], bool], *, streaming: bool = False) -> Iterator[tuple[Operation, Call]]:
        """Yield the operations that fit, those that are easy to call first, with their calls."""
        fitting = (each for each in self._sorted if fits(each) and (streaming or not streams(each)))
        for operation in islice(fitting, _TRIED):
            call = self._calls.call(operation)
            if call is not None:
                yield operation, call

    def _first(self, fits: Callable[[Operation], bool]) -> tuple[Operation, Call] | None:
        return next(self._found(fits), None)

    def _bare(self) -> SnippetView:
        """Return a snippet for a contract without an operation that could be called: it makes a client."""
        return self._made((), ["print(client)"], Imports())

    def _snippet(
        self, found: tuple[Operation, Call], lines: Iterable[str], *more: tuple[str, str], arguments: Iterable[str] = ()
    ) -> SnippetView:
        """Return a snippet that makes a client for an operation; `more` are names that its lines need."""
        operation, call = found
        imports = Imports()
        imports.update(call.imports)
        imports.update(more)
        return self._made((*credentials(self._api, operation, self._names), *arguments), lines, imports)

    def _made(self, arguments: Iterable[str], lines: Iterable[str], imports: Imports, before: str = "") -> SnippetView:
        imports.add(f"{self._names.package}.client", self._client)
        head, body = imports.block(), _indented("\n".join(lines))
        texts = [
            f"{head}\n\n{before}with {self._client}({', '.join(filter(None, (where, *arguments)))}) as client:\n{body}"
            for where in (self._local, self._remote)
        ]
        return SnippetView(local=texts[0], remote=texts[1])

    def _awaited(self, operation: Operation, call: Call) -> SnippetView:
        imports = Imports()
        imports.add_module("asyncio")
        imports.update(call.imports)
        imports.add(f"{self._names.package}.client", f"Async{self._client}")
        given = credentials(self._api, operation, self._names)
        shown = "\n".join(_shown(operation, call, awaited=True))
        texts = [
            f"{imports.block()}\n\n\nasync def main() -> None:\n"
            f"    async with Async{self._client}({', '.join(filter(None, (where, *given)))}) as client:\n"
            f"{_indented(_indented(shown))}\n\n\nasyncio.run(main())"
            for where in (self._local, self._remote)
        ]
        return SnippetView(local=texts[0], remote=texts[1])

    def _credential(self, scheme: SecurityScheme) -> tuple[str, str]:
        """Return the keyword of a scheme, and what it takes."""
        keyword, token = f"`{self._names.credentials[scheme.name]}`", "a token, or a function that returns one"
        if scheme.kind == "mutualTLS":
            return keyword, "a certificate: the `http_client` that you pass shows it"
        if scheme.kind == "apiKey":
            place = f"{scheme.location or 'header'} `{_cell(scheme.parameter or '')}`"
            return keyword, f"a text, sent in the {place}"
        if scheme.http_scheme == "basic":
            return keyword, "a pair of user name and password"
        if scheme.kind in ("oauth2", "openIdConnect"):
            return keyword, f"{token}, or `ClientCredentials`"
        return keyword, token if scheme.http_scheme == "bearer" else f"what follows `{_cell(scheme.http_scheme or '')}`"

    def _credential_snippets(self) -> Iterator[SnippetView]:
        carried = [each for each in self._api.security_schemes if each.kind != "mutualTLS"]
        tokens = [each for each in carried if each.http_scheme not in (None, "basic")]
        fetched = next((each for each in tokens if each.kind in ("oauth2", "openIdConnect")), None)
        if tokens:
            yield self._secured(tokens[0], "token", (), _TOKEN)
        elif carried:
            yield self._secured(carried[0], secret(carried[0]), (), "")
        if fetched is not None:
            url = "" if fetched.token_url else ', token_url="https://login.example.com/token"'
            value = f'ClientCredentials(client_id="...", client_secret="..."{url})'
            yield self._secured(fetched, value, ((f"{self._names.package}.client", "ClientCredentials"),), "")

    def _secured(self, scheme: SecurityScheme, value: str, more: Iterable[tuple[str, str]], before: str) -> SnippetView:
        """Return a snippet that calls something with a credential."""
        found = self._first(lambda each: any([use.scheme for use in some] == [scheme.name] for some in each.security))
        imports = Imports()
        imports.update(more)
        imports.update(found[1].imports if found else ())
        lines = _shown(*found) if found else ["print(client)"]
        return self._made([f"{self._names.credentials[scheme.name]}={value}"], lines, imports, before)

    def _errors(self) -> Iterator[SnippetView]:
        found = self._first(lambda each: any(some.status in _TELLING for some in each.responses))
        found = found or self._first(lambda each: any(map(_is_error, each.responses)))
        if found is not None:
            response = min(filter(_is_error, found[0].responses), key=_unlikeliness)
            error = self._names.errors[response_key(found[0], response)]
            client = f"{self._names.package}.client"
            lines = ["try:", *map(_indented, _shown(*found)), f"except {error} as error:", "    print(error.body)"]
            lines += ["except APIStatusError as error:", "    print(error.status, error.request_id, error.body)"]
            lines += ["except APIConnectionError as error:", '    print("no answer:", error.reason)']
            names = ((f"{client}.errors", error), (client, "APIStatusError"), (client, "APIConnectionError"))
            yield self._snippet(found, lines, *names)

    def _options(self, found: tuple[Operation, Call] | None) -> Iterator[SnippetView]:
        if found is None:
            return
        call = found[1]
        changed = call.text('options={"timeout": 2, "headers": {"X-Trace": "1"}}')
        lines = [changed, "patient = client.with_options(timeout=120)"]
        lines += [f"answer = {call.text(way='.with_response').replace('client.', 'patient.', 1)}"]
        lines += ["print(answer.status, answer.headers, answer.body)"]
        yield self._snippet(found, lines, arguments=["timeout=10", "max_retries=5"])

    def _bodies(self) -> Iterator[SnippetView]:
        def fits(operation: Operation) -> bool:
            body = operation.body
            return (
                body is not None and body.required and body.media[0].kind == "json" and operation.method not in _READING
            )

        found = min(self._found(fits), key=lambda each: len(each[1].text()), default=None)
        if found is not None:
            yield self._snippet(found, _shown(*found))

    def _pages(self) -> Iterator[SnippetView]:
        found = self._first(lambda each: each.pagination is not None)
        if found is not None:
            items = found[1].text(way=".items")
            yield self._snippet(
                found, [f"for item in islice({items}, 100):", "    print(item)"], ("itertools", "islice")
            )

    def _uploads(self) -> Iterator[SnippetView]:
        def fits(operation: Operation) -> bool:
            media = operation.body.media[0] if operation.body and operation.body.required else None
            return media is not None and (isinstance(media.type, BytesType) or bool(media.files))

        found = self._first(fits)
        if found is not None:
            yield self._snippet(found, _shown(*found))

    def _downloads(self) -> Iterator[SnippetView]:
        found = self._first(lambda each: _returns(each, BytesType))
        if found is not None:
            streaming = found[1].text(way=".streaming")
            lines = [
                f"print(len({found[1].text()}))",
                f"with {streaming} as response:",
                '    response.save("download.bin")',
            ]
            yield self._snippet(found, lines)

    def _streams(self) -> Iterator[SnippetView]:
        found = next(self._found(lambda each: _returns(each, StreamType), streaming=True), None)
        if found is not None:
            yield self._snippet(
                found, [f"with {found[1].text()} as stream:", "    for item in stream:", "        print(item)"]
            )

    def _servers(self) -> Iterator[GuideTableView]:
        for module in server_modules(self._api, self._names):
            rows = (
                (f"`{self._names.class_prefix}Servers.{each.call}`", f"`{each.address}`") for each in module.servers
            )
            yield GuideTableView(title="", rows=tuple(rows))

    def _table(self, tag: Tag) -> GuideTableView:
        names = self._names
        rows: list[tuple[str, str]] = []
        for each in (some for some in self._api.operations if some.tag == tag.name):
            given = ", ".join(needed(each, names.parameters[each.id]))
            call = f"client.{names.tags[tag.name].module}.{names.operations[each.id].method}({given})"
            rows.append(
                (f"`{_cell(f'{each.method} {each.path}')}`", f"`{call}`{' (deprecated)' if each.deprecated else ''}")
            )
        return GuideTableView(title=one_line(tag.name) if tag.name is not None else "Without a tag", rows=tuple(rows))


_TOKEN: Final = '''
def token() -> str:
    """Return a token. This is asked before each request: read it from wherever it is kept."""
    return "..."


'''


def _effort(operation: Operation) -> tuple[bool, bool, int]:
    """Return what puts the operations first that are easy to call and change nothing."""
    required = sum(each.required for each in operation.parameters) + bool(operation.body and operation.body.required)
    return operation.deprecated, operation.method not in _READING, required


def _shown(operation: Operation, call: Call, *, awaited: bool = False) -> list[str]:
    """Return the lines that print what a call returns, if it returns anything."""
    text = f"await {call.text()}" if awaited else call.text()
    if any(response.media for response in operation.successes):
        return [f"print({text})"]
    return [text, 'print("done")']


def _unlikeliness(response: Response) -> int:
    return _TELLING.index(response.status) if response.status in _TELLING else len(_TELLING)


def _is_error(response: Response) -> bool:
    return not response.status.startswith(("2", "3"))


def _returns(operation: Operation, kind: type[BytesType | StreamType]) -> bool:
    """Whether what a call returns is always of a type."""
    types = [each for response in operation.successes for each in response.types]
    return bool(types) and all(isinstance(each, kind) for each in types)


def _cell(text: str) -> str:
    """Return a text as code in a cell of a table."""
    return one_line(text).replace("|", "\\|")


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.split("\n"))
