"""What templates receive: frozen records of finished text. All quoting and naming has happened."""

from __future__ import annotations

from dataclasses import dataclass

from apigen.python.type_views import FieldView, ModelsView, TypesView


@dataclass(frozen=True, slots=True, kw_only=True)
class LazyPackageView:
    """A package of a large contract, whose modules are loaded when one of their names is first asked for."""

    module: str
    """Its path in the package: `models`."""
    docstring: str
    imports: str
    """What the modules have, for type checkers, as a finished block."""
    exports: tuple[str, ...]
    """The public names, quoted."""
    modules: tuple[tuple[str, str], ...]
    """Each quoted, with a tuple of the names that it has, finished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseView:
    """A response class. `status` is its literal, or `None` for a range or `default` (a field then)."""

    name: str
    docstring: str | None
    status: str | None
    media_types: str | None
    """The tuple of them, finished; `None` where there is no body."""
    parts: str | None
    """What the items of its multipart bodies are, finished; `None` where it has none that are read one by one."""
    body: str | None
    """The annotation of the body."""
    raised_body: str | None
    """The same in the client's error."""
    media_type: str | None
    """The annotation of the field that says which media type of a range it is."""
    chosen: str | None
    """The annotation of the field that chooses one of several media types."""
    headers: tuple[ParameterView, ...]
    fields: tuple[FieldView, ...]
    """Of the headers: those that are required come first."""
    error: str
    """The class of the client's error for this response."""
    raised: bool
    """Whether a client raises it: it is no success."""
    error_base: str
    """What that class derives from: `NotFoundError` by its status, `APIStatusError` where there is none for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterView:
    """A parameter or a response's header, as a call in the descriptor."""

    call: str
    """E.g. `path("petId", "pet_id")`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesView:
    """How the pages of an operation follow each other."""

    constant: str
    """The constant of the client's module: `_LIST_PETS_PAGES`."""
    annotation: str
    """`CursorPages[PetPage, Pet]`."""
    call: str
    """`CursorPages(parameter="cursor", next=("next_cursor",), items=("data",))`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationView:
    """An operation, in every form that some template needs."""

    id: str
    """Quoted."""
    method: str
    """Quoted, upper case."""
    path: str
    """Quoted template."""
    title: str
    """`GET /pets/{petId}`, safe within a docstring."""
    name: str
    """The Python name of the method: `get_pet`."""
    constant: str
    """The descriptor: `GET_PET`."""
    request: str
    """The request class: `GetPetRequest`."""
    response: str
    """The union of responses: `GetPetResponse`."""
    response_union: str
    """What it stands for: `GetPet200 | NotFound404`."""
    declared_result: str
    """What the client returns, as the descriptor says it."""
    result: str
    """What the client returns: `Pet`, `None`, `ItemStream[Change]`."""
    async_result: str
    """What the awaited client returns: `AsyncItemStream[Change]`; all else is the same."""
    streams: bool
    """Whether what it returns can be a stream."""
    docstring: str
    """A finished literal, for the methods of handlers and clients."""
    fields: tuple[FieldView, ...]
    """Of the request class."""
    parameters: tuple[ParameterView, ...]
    responses: tuple[ResponseView, ...]
    """Those that this operation alone has (shared ones are in `OperationsView.shared`)."""
    response_map: tuple[tuple[str, str], ...]
    """Quoted status (`"200"`) and class."""
    xml: bool
    """Whether some body is XML."""
    server: str | None
    """Quoted: where the client finds it, if not where the others are."""
    body: str | None
    """The descriptor's call: `body("application/json", required=True)`."""
    security: str | None
    """The descriptor's tuple, finished."""
    signature: str
    """The client method's parameters after `self`, finished, without `options`, which follows: so it has the `*`.

    `*` alone where there are none, `pet_id: int, *` where none is optional.
    """
    arguments: str
    """The dictionary that the client's method passes on, finished: `{"pet_id": pet_id}`."""
    pages: PagesView | None
    """Where its result comes in pages."""
    example: str
    """The example handler's expression."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationsView:
    """A module of operations."""

    module: str
    """Its path in the package: `operations`, or of a large contract `operations/_pets`."""
    docstring: str
    imports: str
    """A finished block."""
    deferred: bool
    """Whether models are loaded when an annotation that names them is evaluated."""
    settings: bool
    """Whether the constants of all operations stand here."""
    xml: bool
    """How XML bodies are read and written, finished, where that stands here."""
    shared: tuple[ResponseView, ...]
    """Response classes that several operations share."""
    operations: tuple[OperationView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorsView:
    """A module of the client's errors."""

    module: str
    """Its path in the package: `client/errors`, or of a large contract `client/errors/_pets`."""
    docstring: str
    imports: str
    """A finished block."""
    exports: tuple[str, ...]
    """Quoted names of the runtime's classes."""
    shared: tuple[ResponseView, ...]
    operations: tuple[OperationView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TagView:
    """A group of operations: `pets`."""

    module: str
    """The module of its handlers and its resource: `pets`."""
    attribute: str
    """The attribute of `Handlers` and of the clients: `pets`."""
    title: str
    """For prose within a docstring."""
    handlers: str
    """`PetsHandlers`."""
    examples: str
    """`ExamplePets`."""
    implementation: str
    """The class that app/ scaffolds: `Pets`."""
    resource: str
    """The client's class: `Pets`."""
    async_resource: str
    """`AsyncPets`."""
    docstring: str
    operations: tuple[OperationView, ...]
    client_imports: str
    """The whole import block of the client's module, `__future__` aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeView:
    """A security scheme."""

    name: str
    """Quoted name in the contract."""
    attribute: str
    """The method of the security handlers: `bearer_auth`."""
    argument: str
    """The client's keyword: `bearer_auth` or `api_key`."""
    credential: str
    async_credential: str
    """The annotation of that keyword: `str` for an API key, `Token` for a bearer, `Basic` for a pair."""
    carried: bool
    """Whether a request carries it: a certificate is of the connection."""
    call: str
    """The descriptor: `http("bearer")`."""
    docstring: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerView:
    """A method that returns a server's address."""

    name: str
    parameters: str
    """Finished: `*, region: Literal["eu", "us"] = "eu"`, or nothing."""
    url: str
    """The expression that is the address."""
    call: str
    """For the README: `production()`, and what `address` it returns, safe in a table."""
    address: str
    docstring: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServersView:
    """The module of the servers' addresses."""

    module: str
    imports: str
    """A finished block; it can be empty."""
    servers: tuple[ServerView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectView:
    """The metadata of the package: texts are strings of TOML, quoted."""

    version: str
    summary: str
    """Not quoted, but on one line: what the README begins with; it can be empty."""
    description: str
    license: str | None
    author: str | None
    """An inline table, finished."""
    urls: tuple[tuple[str, str], ...]
    """By label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SnippetView:
    """A piece of Python in the README, finished: against the server on this machine, and against the contract's own."""

    local: str
    remote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideTableView:
    """A table of two columns in the README, cells finished."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideView:
    """What the README says of the client. A part that the contract has nothing for is empty."""

    first: tuple[SnippetView, ...]
    awaited: tuple[SnippetView, ...]
    credentials: tuple[tuple[str, str], ...]
    """Keyword of the client, and what it takes."""
    credential_snippets: tuple[SnippetView, ...]
    errors: tuple[SnippetView, ...]
    options: tuple[SnippetView, ...]
    bodies: tuple[SnippetView, ...]
    pages: tuple[SnippetView, ...]
    uploads: tuple[SnippetView, ...]
    downloads: tuple[SnippetView, ...]
    streams: tuple[SnippetView, ...]
    servers: tuple[GuideTableView, ...]
    """Of calls and addresses."""
    operations: tuple[GuideTableView, ...]
    """By tag: of requests and calls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataView:
    """A data file of the package that not every contract needs."""

    module: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageView:
    """Everything that is generated, for the templates of every target."""

    package: str
    distribution: str
    """The package's name as pyproject.toml writes it."""
    title: str
    """The contract's title, one line, safe within a docstring and in Markdown."""
    title_literal: str
    version_literal: str
    project: ProjectView
    class_prefix: str
    """`Petstore`: the clients are `PetstoreClient` and `AsyncPetstoreClient`."""
    base_path: str
    """Quoted."""
    base_url: str
    """Quoted: the first server's URL if it is absolute, else `None`'s text."""
    guide: GuideView
    models: tuple[ModelsView, ...]
    types: tuple[TypesView, ...]
    """Of TypedDicts: none where no body can hold an object."""
    operations: tuple[OperationView, ...]
    operation_modules: tuple[OperationsView, ...]
    error_modules: tuple[ErrorsView, ...]
    packages: tuple[LazyPackageView, ...]
    """Of a large contract: the packages of models and operations."""
    error_packages: tuple[LazyPackageView, ...]
    """Of a large contract: the package of the client's errors."""
    tags: tuple[TagView, ...]
    server_modules: tuple[ServersView, ...]
    """Of the servers' addresses: none where there is nothing to choose."""
    schemes: tuple[SchemeView, ...]
    secured: bool
    resources_imports: str
    """The imports of the resource classes in the client's package, sorted: `from .pets import AsyncPets, Pets`."""
    handlers_imports: str
    """What the abstract handlers need of `operations`, as a finished import block."""
    examples_imports: str
    app_imports: str
    """What app/main.py puts together, as a finished import block: a class a tag, and the security handlers."""
    contract_json: str
    """The text of `_contract.json`."""
    schemas_json: str
    """The text of `_schemas.json`."""
    xml: tuple[DataView, ...]
    """`_xml.json`, where some body is XML: the shapes by which it is read and written."""
