"""What tools/roundtrip.py does with one contract, in a process of its own: generate it, and call all that it has.

The last line that is printed are the facts, as JSON.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

if __name__ == "__main__":  # run as a file: its neighbours are packages of the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def main() -> None:
    """Make the round trips of the document that the command line names: DOCUMENT FOLDER."""
    document, folder = map(Path, sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="apigen-roundtrip-") as root:
        print(json.dumps(facts(document, folder, Path(root))))


def facts(document: Path, folder: Path, root: Path) -> dict[str, object]:
    """Return what became of a document, which may refer to every file of its folder."""
    from apigen.pipeline import RejectedContract, user_errors
    from apigen.proof.trips.travel import travel
    from apigen.reading import Reading
    from apigen.spec.files.read import Access
    from tests.support.packages import SERVERS, fresh

    started = time.process_time()
    try:
        package = fresh(document, root, reading=Reading(access=Access(roots=(folder,))))
    except Exception as error:
        if isinstance(error, (RejectedContract, *user_errors())):
            return {"refused": True}
        raise
    made = time.process_time()
    return {
        "refused": False,
        **travel(package, SERVERS).facts(),
        "generated": made - started,
        "seconds": time.process_time() - started,
    }


if __name__ == "__main__":
    main()
