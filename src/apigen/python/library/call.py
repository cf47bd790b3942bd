"""Calling datamodel-code-generator: schemas to the text of a module. It reads no file, and asks nobody."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from importlib import import_module
from typing import Final

from apigen.python.library.lifted import Lifted

_OPTIONS: Final[Mapping[str, object]] = {
    "input_file_type": "jsonschema",
    "output_model_type": "pydantic_v2.BaseModel",
    "target_python_version": "3.11",
    "target_pydantic_version": "2.14",
    # Absent is MISSING, null is None.
    "strict_nullable": True,
    "use_missing_sentinel": True,
    "use_annotated": True,
    "field_constraints": True,
    "enum_field_as_literal": "all",
    "output_datetime_class": "datetime",
    "use_type_alias": True,
    "omit_redundant_reference_null": True,
    "treat_dot_as_module": False,
    "skip_root_model": True,
    "disable_timestamp": True,
    # ruff formats everything, later.
    "formatters": [],
    "strict_refs": True,
    "allow_remote_refs": False,
}


class LibraryError(Exception):
    """The library failed. The message says how."""


def write_module(lifted: Lifted) -> str:
    """Return the module that the library writes. Raises `LibraryError`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            # Imported here: it takes longer than all of a small contract.
            library = import_module("datamodel_code_generator")
            text: object = library.generate(lifted.document, aliases=lifted.aliases, **_OPTIONS)
        except Exception as error:
            # It is another's code: it may raise anything, and a contract is no reason for a traceback.
            raise LibraryError(f"{type(error).__name__}: {error}") from error
    if not isinstance(text, str):
        raise LibraryError("it wrote no single module")
    return text
