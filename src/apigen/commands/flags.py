"""The flags that commands share, and what they mean to the stages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from apigen.config import Form, OptionsError, about, find_config, read_config
from apigen.reading import Reading


def configure(context: typer.Context, file: Path | None) -> Path | None:
    """Take what the project's configuration says for what no flag says. Called before any other flag is read."""
    found = find_config(Path.cwd()) if file is None else file
    if found is not None and not context.resilient_parsing:
        values = {name.replace("-", "_"): value for name, value in read_config(found).items()}
        # One contract is configured, and `validate` takes several.
        several = {"specs": [values["spec"]]} if "spec" in values else {}
        context.default_map = {**(context.default_map or {}), **values, **several}
    return file


Spec = Annotated[str, typer.Argument(metavar="SPEC", help=about("spec"), show_default=False)]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="Where options are kept. Default: the nearest apigen.toml, or pyproject.toml with [tool.apigen].",
        is_eager=True,
        callback=configure,
    ),
]
IncludeTag = Annotated[list[str] | None, typer.Option("--include-tag", metavar="TAG", help=about("include-tag"))]
ExcludeTag = Annotated[list[str] | None, typer.Option("--exclude-tag", metavar="TAG", help=about("exclude-tag"))]
IncludePath = Annotated[list[str] | None, typer.Option("--include-path", metavar="PATH", help=about("include-path"))]
IncludeOperation = Annotated[
    list[str] | None, typer.Option("--include-operation", metavar="ID", help=about("include-operation"))
]
Lenient = Annotated[bool, typer.Option("--lenient/--no-lenient", help=about("lenient"))]
Strict = Annotated[bool, typer.Option("--strict/--no-strict", help=about("strict"))]
Format = Annotated[Form, typer.Option("--format", help=about("format"), show_default=False)]
AllowRoot = Annotated[list[Path] | None, typer.Option("--allow-root", metavar="DIR", help=about("allow-root"))]
AllowRemote = Annotated[list[str] | None, typer.Option("--allow-remote", metavar="HOST", help=about("allow-remote"))]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Print every stage, warning and file.")]
Debug = Annotated[bool, typer.Option("--debug", help="Print a traceback where apigen itself fails.")]


def reading(context: typer.Context) -> Reading:
    """Return how a contract is to be read, from those flags that a command has."""
    from apigen.spec.files.read import Access
    from apigen.spec.selection.select import Selection

    def texts(flag: str) -> tuple[str, ...]:
        return tuple(str(each) for each in context.params.get(flag) or ())

    lenient, strict = (context.params.get(flag) is True for flag in ("lenient", "strict"))
    if lenient and strict:
        raise OptionsError(
            "--lenient makes warnings of errors, and --strict errors of warnings: choose one"
            " (--no-lenient and --no-strict undo what the configuration says)"
        )
    return Reading(
        access=Access(roots=tuple(Path(each) for each in texts("allow_root")), hosts=texts("allow_remote")),
        selection=Selection(
            include_tags=texts("include_tag"),
            exclude_tags=texts("exclude_tag"),
            include_paths=texts("include_path"),
            include_operations=texts("include_operation"),
        ),
        lenient=lenient,
        strict=strict,
        # Only the configuration says it: no flag could.
        pagination=(context.default_map or {}).get("pagination", {}),
    )
