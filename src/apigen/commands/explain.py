"""`apigen explain`."""

from __future__ import annotations

from typing import Annotated

import typer

from apigen.commands import flags

Code = Annotated[str, typer.Argument(metavar="CODE", help="The code of a finding, e.g. AG201.", show_default=False)]


def explain(code: Code, debug: flags.Debug = False) -> None:
    """Print what a finding means, and how to mend it.

    Example: apigen explain AG201
    """
    from apigen.config import OptionsError
    from apigen.explanations import explanations
    from apigen.spec.words import did_you_mean

    known = explanations()
    found = known.get(code.upper())
    if found is None:
        hint = did_you_mean(code.upper(), known)
        raise OptionsError(f"there is no code {code!r}" + (f": {hint}" if hint else ": write one such as AG201"))
    print(f"{found.code} ({found.severity}; {found.area})\n\n{found.meaning}\n\nhow to mend it: {found.remedy}")
