"""The command `apigen`: runs it, and turns whatever happens into an exit status."""

from __future__ import annotations

import io
import os
import sys

from apigen import __version__

BUG = """\
apigen: internal error: {error}
this is a bug of apigen, not a mistake of yours: nothing that was written is broken.
report it where you got apigen {version} from, with the contract (or the part of it that fails),
the command, and what the same command prints with --debug."""


def main() -> int:
    """Run the command line and return its exit status.

    0 is fine, 1 what the content of a contract says, 2 flags, files and folders, 3 a bug of apigen.
    """
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        print(f"apigen {__version__}")
        return 0
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A contract holds every character there is, and a terminal may not.
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            return _run(arguments)
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read us has seen enough; keep the interpreter from flushing into the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _run(arguments: list[str]) -> int:
    try:
        from apigen.cli import run

        return run(arguments)
    except BrokenPipeError:
        raise
    except Exception as error:
        from apigen.pipeline import user_errors

        if "--debug" in arguments:
            import traceback

            traceback.print_exc()
        if isinstance(error, user_errors()):
            from apigen.console import say

            say(f"error: {error}")
            return 2
        print(BUG.format(error=f"{type(error).__name__}: {error}", version=__version__), file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())
