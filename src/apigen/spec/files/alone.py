"""A document of one file, which most contracts are: nothing has to be looked for, and nothing moves."""

from __future__ import annotations

import re

from apigen.spec.document import Bundle, Json
from apigen.spec.text.parse import Parsed

_NOT_LOCAL = re.compile(r"""\$ref(?<=["'\s{,?]\$ref)["']?\s*:\s*+(?!["']?#)""")
"""A key `$ref`, and no `#` after it. Begins with letters, so that it is searched for as fast as those."""
_FILE = re.compile(r"\.(?:yaml|yml|json)\b")
"""What a discriminator's mapping may name without any `$ref`."""


def is_alone(parsed: Parsed) -> bool:
    """Whether a text has no reference but local ones. Text is asked, not values: it costs nothing."""
    text = parsed.source.text
    return _NOT_LOCAL.search(text) is None and ("apping" not in text or _FILE.search(text) is None)


def alone(parsed: Parsed, root: dict[str, Json], version: tuple[int, int]) -> Bundle:
    """Return a document whose references to other files, if it has any, are left as they are."""
    return Bundle(root, version, parsed.file, parsed.places)
