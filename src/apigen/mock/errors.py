"""Schemas of errors to bodies that tell the truth about their status, as the generated server fills them in."""

from __future__ import annotations

import json
from collections.abc import Callable

from apigen.contract.annotate import annotated, annotated_definitions
from apigen.contract.judge import Judge
from apigen.contract.sample import MISSING, Sample
from apigen.ir.api import Api, MediaType
from apigen.ir.media import essence
from apigen.runtime.server.filler import Facts, fill
from apigen.spec.document import Json, found_at


def truthful(made: Sample, media: MediaType, status: int, is_valid: Callable[[Json], bool]) -> Sample:
    """Return a body that was made up: where it is a problem document, its `status` is the answer's (RFC 9457 section 3.1.2)."""
    if essence(media.name) != "application/problem+json" or not isinstance(made, dict) or "status" not in made:
        return made
    told: Json = {**made, "status": status}
    return told if is_valid(told) else made


class Errors:
    """Makes bodies of errors, where their authors have shown none."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._shown = Judge(annotated_definitions(api.definitions, api.document), api.dialect)
        self._definitions = {name: each for name, each in api.definitions.items() if isinstance(each, dict | bool)}
        self._known: dict[tuple[str, int], Sample] = {}

    def sample(self, media: MediaType, status: int, is_valid: Callable[[Json], bool]) -> Sample:
        """Return a body that names its status, or says it in words; `MISSING` where it cannot, or the author knows better."""
        if media.kind not in ("json", "xml"):
            return MISSING
        shown = annotated(media.schema, found_at(self._api.document, (*media.origin, "schema")))
        # Most operations of a contract have the same errors.
        key = (json.dumps(shown), status)
        if key not in self._known:
            self._known[key] = MISSING if self._is_shown(shown) else self._filled(media.schema, status, is_valid)
        return self._known[key]

    def _filled(self, schema: Json, status: int, is_valid: Callable[[Json], bool]) -> Sample:
        facts = Facts.of(status)
        for body in fill(schema, facts, self._definitions) if isinstance(schema, dict | bool) else ():
            text = json.dumps(body)
            if is_valid(body) and (facts.title in text or str(status) in text):
                return body
        return MISSING

    def _is_shown(self, schema: Json) -> bool:
        """Whether an example stands anywhere in a schema, or in what it refers to."""
        todo, seen = [schema], set[str]()
        while todo:
            found = todo.pop()
            if isinstance(found, dict):
                if found.keys() & {"example", "examples"}:
                    return True
                todo.extend(found.values())
                name, target = self._shown.target(found.get("$ref"))
                if name and name not in seen:
                    seen.add(name)
                    todo.append(target)
            elif isinstance(found, list):
                todo.extend(found)
        return False
