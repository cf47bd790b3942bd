"""The flags that commands share, and what they mean to the stages."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from apigen.config import about, find_config, read_config
from apigen.reading import Reading


class Form(StrEnum):
    """How findings are printed."""

    FULL = "full"
    CONCISE = "concise"
    JSON = "json"
    GITHUB = "github"


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


def reading(
    roots: list[Path] | None,
    hosts: list[str] | None,
    *,
    include_tag: list[str] | None = None,
    exclude_tag: list[str] | None = None,
    include_path: list[str] | None = None,
    include_operation: list[str] | None = None,
    lenient: bool = False,
    strict: bool = False,
) -> Reading:
    """Return how a contract is to be read, from the flags that say it."""
    from apigen.spec.read import Access
    from apigen.spec.select import Selection

    return Reading(
        access=Access(roots=tuple(roots or ()), hosts=tuple(hosts or ())),
        selection=Selection(
            include_tags=tuple(include_tag or ()),
            exclude_tags=tuple(exclude_tag or ()),
            include_paths=tuple(include_path or ()),
            include_operations=tuple(include_operation or ()),
        ),
        lenient=lenient,
        strict=strict,
    )
