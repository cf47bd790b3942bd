"""The whole way from a contract to files on disk: the one module that knows every stage."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import KW_ONLY, asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from apigen import __version__
from apigen.config import EMITTERS, LIBRARY, NATIVE, OptionsError
from apigen.manifest import Manifest, OutputError, read_manifest
from apigen.output import Change, Kind, apply, check_root, plan, record
from apigen.reading import Reading, RejectedContract, read
from apigen.render.files import Owner
from apigen.render.targets import Target, UnknownTarget, default_of, discover, resolve, templates_root
from apigen.report import Report
from apigen.uptodate import digest_of, digests_of, up_to_date

if TYPE_CHECKING:
    from apigen.ir.api import Api
    from apigen.names.assign import Names
    from apigen.python.models import Emitter
    from apigen.python.views import PackageView
    from apigen.spec.document import Document, Places

__all__ = ["Options", "Outcome", "RejectedContract", "generate", "user_errors", "validate"]

DEFAULT_OUTPUT = Path("generated")
"""The package's folder is created below this one where no output folder is given."""
NONE = "none"
"""What a user writes for no server, or no client."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What to generate. `servers` is `None` for the default, `()` for no server; `client` `"none"` for no client.

    `package` is `None` where the contract's title decides; `app` says whether your files are created too. `models`
    says who makes them: one of `EMITTERS`; `reading` how the contract is read.
    """

    servers: tuple[str, ...] | None
    client: str | None
    package: str | None
    app: bool
    models: str = NATIVE
    reading: Reading = field(default_factory=Reading)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run did, or would do.

    `up_to_date` says that nothing had changed since the last run, so this one only looked: it has no counts.
    `hints` is what files that appeared ask for, `next` the commands that can be run now. `api` is what was understood of
    the contract, if it was read.
    """

    root: Path
    package: str
    up_to_date: bool
    changes: tuple[Change, ...] = ()
    operations: int = 0
    models: int = 0
    hints: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    places: Places | None = None
    api: Api | None = None


def generate(
    spec: str | Path,
    output: Path | None,
    options: Options,
    *,
    report: Report,
    write: bool,
    overwrite: bool = False,
    tell: Callable[[str], None] | None = None,
) -> Outcome:
    """Generate a package from a contract; with `write` false, only say what would change on disk.

    `tell` hears the name of each stage. Raises `RejectedContract`, the loader's `SourceError`, `OutputError`,
    `UnknownTarget` and `OptionsError`; nothing is written then.
    """
    with _without_collector():
        _check_package(options.package)
        _check_models(options.models)
        if output is not None:
            check_root(output)
        run = _Run(options, _targets(options), spec, digest_of(spec), overwrite=overwrite, tell=tell or _silent)
        # A check proves: it does not trust what the manifest says of itself.
        if write and not overwrite and (done := _unchanged(run, output)):
            return done
        fixed = read_manifest(output) if output is not None else None
        package = options.package or (fixed.package if fixed else None)

        def work(document: Document, report: Report) -> tuple[Api, PackageView]:
            return _understand(document, report, package, options.models, tell=run.tell)

        document, (api, view) = read(spec, options.reading, report, work, tell=run.tell)
        return _emit(run, api, view, output or DEFAULT_OUTPUT / view.package, document, write=write)


def validate(
    spec: str | Path, reading: Reading, *, report: Report, tell: Callable[[str], None] | None = None
) -> Document:
    """Record every problem of a contract in the report; return the contract. Raises as `generate` does."""

    def work(document: Document, report: Report) -> None:
        _understand(document, report, None, NATIVE, tell=tell or _silent)

    with _without_collector():
        return read(spec, reading, report, work, tell=tell or _silent)[0]


def user_errors() -> tuple[type[Exception], ...]:
    """Return the errors that flags, configuration, files and folders cause: not the contract, not apigen."""
    from apigen.spec.load import SourceError

    return (SourceError, OutputError, UnknownTarget, OptionsError)


@dataclass(frozen=True, slots=True)
class _Run:
    """What one run knows before it reads the contract. `contract` is the digest of its bytes, if it is a file."""

    options: Options
    targets: tuple[Target, ...]
    spec: str | Path
    contract: str | None
    _: KW_ONLY
    overwrite: bool
    tell: Callable[[str], None]

    def recorded(self) -> dict[str, object]:
        """Return the options as the manifest records them."""
        servers = [target.name for target in self.targets if target.kind == "server"]
        clients = [target.name for target in self.targets if target.kind == "client"]
        return {
            "servers": servers,
            "client": clients[0] if clients else None,
            "models": self.options.models,
            "app": self.options.app,
            **self._narrowing(),
        }

    def _narrowing(self) -> dict[str, object]:
        """Return what leaves operations out, if anything does."""
        reading = self.options.reading
        selected = {} if reading.selection is None else asdict(reading.selection)
        filters = {name.replace("_", "-"): list(values) for name, values in selected.items() if values}
        return {**({"lenient": True} if reading.lenient else {}), **({"filters": filters} if filters else {})}

    def inputs(self, package: str, parts: list[str] | None) -> str:
        """Return the digest of all that the output depends on; `parts` are the digests of the contract's other files."""
        from apigen.python.library.version import library_version
        from apigen.render.format import formatter

        library = library_version() if self.options.models == LIBRARY else None
        # What passed without --strict need not pass with it.
        strict = ("strict",) if self.options.reading.strict else ()
        pages = (dict(self.options.reading.pagination),) if self.options.reading.pagination else ()
        known = (self.contract, self.recorded(), package, __version__, formatter(), library)
        depends = (*known, *strict, *pages, *(parts or ()))
        return hashlib.sha256(json.dumps(depends, sort_keys=True).encode()).hexdigest()


def _targets(options: Options) -> tuple[Target, ...]:
    found = discover(templates_root())
    servers = default_of(found, "server") if options.servers is None else options.servers
    client = next(iter(default_of(found, "client")), None) if options.client is None else options.client
    return resolve(found, servers, None if client == NONE else client)


def _modules() -> frozenset[str]:
    """Return the import names of all targets, chosen or not: a package's name must not depend on the choice."""
    return frozenset(module for target in discover(templates_root()) for module in target.modules)


def _check_package(package: str | None) -> None:
    if package is None:
        return
    from apigen.names.package import is_package_name

    if not is_package_name(package, _modules()):
        raise OptionsError(
            f"--package {package!r} cannot be a package's name: use letters, digits and _, and no name"
            " that Python, a library or a folder beside the package has"
        )


def _check_models(models: str) -> None:
    if models not in EMITTERS:
        raise OptionsError(f"--models {models!r} is unknown: choose from {', '.join(EMITTERS)}")
    from apigen.python.library.version import library_version

    if models == LIBRARY and library_version() is None:
        raise OptionsError(f"--models {LIBRARY} needs the library: pip install 'apigen-openapi[models]'")


def _unchanged(run: _Run, output: Path | None) -> Outcome | None:
    """Return the outcome if the last run had the same inputs and all it wrote is still there, else `None`."""
    if run.contract is None:
        return None

    def inputs(manifest: Manifest) -> str | None:
        parts = digests_of(run.spec, manifest.parts)
        return None if parts is None else run.inputs(run.options.package or manifest.package, parts)

    own = {Path(__file__).resolve().parent, templates_root()}
    found = up_to_date(output, DEFAULT_OUTPUT, inputs, own)
    if found is None:
        return None
    root, manifest = found
    return Outcome(root=root, package=run.options.package or manifest.package, up_to_date=True)


def _understand(
    document: Document, report: Report, package: str | None, models: str, *, tell: Callable[[str], None]
) -> tuple[Api, PackageView]:
    """Return what the contract means and what the templates will see. Raises `ContractError` after reporting."""
    from apigen.contract.examples import make_examples
    from apigen.ir.lower import lower
    from apigen.names.assign import assign_names
    from apigen.python.package import build_view
    from apigen.spec.check import check

    tell("checking the contract")
    check(document, report)
    report.stop_on_errors()
    tell("reading the operations")
    api = lower(document, report)
    report.stop_on_errors()
    names = assign_names(api, report, package, modules=_modules())
    tell("making examples")
    examples = make_examples(api, report)
    tell("writing Python")
    view = build_view(api, names, examples, _emitter(api, names, models, report))
    report.stop_on_errors()
    return api, view


def _emitter(api: Api, names: Names, models: str, report: Report) -> Emitter | None:
    """Return who says of which types the models are; `None` for apigen itself. Raises `ContractError` after reporting."""
    if models == NATIVE:
        return None
    from apigen.python.library.emitter import library_emitter

    return library_emitter(api.types, names, report)


def _emit(run: _Run, api: Api, view: PackageView, root: Path, document: Document, *, write: bool) -> Outcome:
    """Render, format and compare; with `write`, change the folder."""
    from apigen.render.engine import hints, render
    from apigen.render.format import format_files

    run.tell("filling the templates")
    files = render(run.targets, view, view.package)
    if not run.options.app:
        files = [file for file in files if file.owner is not Owner.YOU]
    run.tell("formatting")
    formatted = format_files(files)
    run.tell("comparing")
    before = read_manifest(root)
    changes = plan(formatted, root, before, overwrite=run.overwrite)
    if write:
        parts = document.bundle.parts
        # What could not be read may be there the next time.
        inputs = run.inputs(view.package, digests_of(run.spec, parts)) if not document.bundle.gaps else ""
        after = record(changes, before, package=view.package, options=run.recorded(), inputs=inputs, parts=parts)
        apply(changes, root, after)
    appeared = {change.path for change in changes if change.kind is Kind.CREATE} if before else set[str]()
    asked = hints(run.targets, view, view.package)
    main = _main(run.targets)
    switched = before is not None and main is not None and not _is_served(before, run.targets)
    return Outcome(
        root=root,
        package=view.package,
        up_to_date=False,
        changes=tuple(changes),
        operations=len(api.operations),
        models=len(api.types),
        hints=(
            *(asked[path] for path in sorted(appeared & asked.keys())),
            *([main.switch.replace("{package}", view.package)] if switched and main and main.switch else []),
        ),
        next=_next(run.targets) if run.options.app else (),
        places=document.places,
        api=api,
    )


def _main(targets: Iterable[Target]) -> Target | None:
    """Return the server target that app/main.py is for: of several, the default one."""
    servers = sorted((target for target in targets if target.kind == "server"), key=lambda target: not target.default)
    return servers[0] if servers else None


def _next(targets: tuple[Target, ...]) -> tuple[str, ...]:
    """Return the commands that can be run now: of the servers, only those of the one that app/main.py is for."""
    main = _main(targets)
    return tuple(command for each in targets if each.kind != "server" or each is main for command in each.next)


def _is_served(before: Manifest, targets: Iterable[Target]) -> bool:
    """Whether the server that app/main.py was written for is still among those that are generated."""
    names = before.options.get("servers")
    known = discover(templates_root())
    earlier = _main(target for target in known if isinstance(names, list) and target.name in names)
    return earlier is None or any(target.name == earlier.name for target in targets)


@contextmanager
def _without_collector() -> Generator[None]:
    """Switch the garbage collector off: a run makes many objects, no garbage, and ends soon."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _silent(stage: str) -> None:
    """Hear a stage's name, and say nothing."""
