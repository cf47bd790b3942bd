"""The author's examples of bodies without those that their schemas refuse: Schemathesis 4.32.5 makes valid requests of their parts.

Whoever generates from the contract is told of them (AG361); what they are made of says nothing of a server.
"""

from __future__ import annotations

from collections.abc import Mapping

from apigen.contract.court import Court
from apigen.contract.judge import mapped
from apigen.ir.api import Api, MediaType
from apigen.spec.document import Json, follow, found_at, local_pointer


def without_wrong_examples(found: dict[str, Json], api: Api) -> dict[str, Json]:
    """Take the wrong examples of request bodies out of a contract, which may be changed, and return it."""
    every = [media for each in api.operations if each.body for media in each.body.media if media.kind == "json"]
    court = Court(api, every) if every else None
    for media in every if court else ():
        written = found_at(found, media.origin)
        if court is not None and isinstance(written, dict) and written.keys() & {"example", "examples"}:
            _clean(written, found, media, court)
    return found


def _clean(written: dict[str, Json], document: Mapping[str, Json], media: MediaType, court: Court) -> None:
    if "example" in written and not court.accepts(written["example"], media):
        del written["example"]
    examples = mapped(written, "examples")
    kept = {name: each for name, each in examples.items() if _is_right(each, document, media, court)}
    if len(kept) < len(examples):
        written["examples"] = kept


def _is_right(example: Json, document: Mapping[str, Json], media: MediaType, court: Court) -> bool:
    """Tell whether an example may stay: what has its value elsewhere is not known."""
    target = local_pointer(str(example["$ref"])) if isinstance(example, dict) and "$ref" in example else None
    found = example if target is None else found_at(document, follow(document, target))
    return not isinstance(found, dict) or "value" not in found or court.accepts(found["value"], media)
