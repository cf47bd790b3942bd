"""References into what they lead to: a file, and a pointer into it."""

from __future__ import annotations

from functools import partial
from typing import TypeAlias

from apigen.report import Pointer
from apigen.spec.document import Json, local_pointer, reference_to, value_at
from apigen.spec.files.embedded import Embedded, read_embedded
from apigen.spec.files.open import File, Files, Refused
from apigen.spec.words import did_you_mean

_MOST_HOPS = 100
_MOST_KEYS = 1000

End: TypeAlias = tuple[File, Pointer] | None
"""A file and a pointer into it; None where the file is malformed, which has been reported."""


class References:
    """Follows the references of one contract. `identifiers` says that its version knows `$id` and `$anchor`."""

    def __init__(self, files: Files, *, identifiers: bool) -> None:
        self._files = files
        self._root = files.root
        self._identifiers = identifiers
        self._embedded: dict[str, Embedded] = {}
        self._ends: dict[tuple[str, str], End] = {}
        self._hops = 0

    def end(self, file: File, ref: str) -> End:
        """Return the end of a chain of references, which may lie in the root, whose own are the author's.

        Raises `Refused`.
        """
        chain: dict[tuple[str, str], None] = {}
        end: End = None
        while (file.key, ref) not in chain:
            if (file.key, ref) in self._ends:
                end = self._ends[file.key, ref]
                break
            chain[file.key, ref] = None
            step = self.follow(file, ref)
            end = None if step is None else step[:2]
            if step is None or step[0] is self._root:
                break
            file, pointer, value = step
            if not (isinstance(value, dict) and len(value) == 1 and isinstance(value.get("$ref"), str)):
                break
            ref = self.plain(file, str(value["$ref"]), pointer)
        self._ends.update(dict.fromkeys(chain, end))
        return end

    def follow(self, base: File, ref: str, *, free: bool = False) -> tuple[File, Pointer, Json] | None:
        """Return what one reference names, with its value; that of the root is not looked up.

        `free` says that the place takes any text. Raises `Refused`.
        """
        self._hops = 0
        return self._step(base, ref, free=free)

    def _step(self, base: File, ref: str, *, free: bool) -> tuple[File, Pointer, Json] | None:
        self._hops += 1
        if self._hops > _MOST_HOPS:
            raise Refused("AG409", "the reference leads in a circle")
        written, _, fragment = ref.partition("#")
        file = self._files.open(base, written, free=free) if written else base
        if file is None:
            return None
        pointer = self._pointer(file, fragment)
        if file is self._root:
            return file, pointer, None
        value = file.parsed.value
        for index, token in enumerate(pointer):
            held = value.get("$ref") if isinstance(value, dict) and token not in value else None
            if isinstance(held, str):
                # The pointer leads through a reference, to what stands behind it.
                further = self._step(file, self.plain(file, held, pointer[:index]), free=False)
                if further is None:
                    return None
                return self._step(further[0], reference_to((*further[1], *pointer[index:])), free=False)
            try:
                value = value_at({"": value}, ("", token))
            except LookupError:
                message = f"the file {file.parsed.file} has nothing at this pointer"
                raise Refused("AG408", message, advise=partial(_nearest, token, value)) from None
        return file, pointer, value

    def _pointer(self, file: File, fragment: str) -> Pointer:
        # Authors write `#/` for the whole file, too.
        pointer = () if fragment in ("", "/") else local_pointer(f"#{fragment}")
        if pointer is None:
            pointer = self._names(file).anchors.get(fragment)
        if pointer is None:
            raise Refused("AG408", f"the file {file.parsed.file} has no `$anchor` of this name")
        return pointer

    def is_identifier(self, ref: str, at: Pointer) -> bool:
        """Whether a reference in the root names an `$id` or an `$anchor` of the root: those are resolved elsewhere."""
        if not self._identifiers:
            return False
        if ref.startswith("#"):
            # Within a schema that has an `$id`, a pointer starts there, not in the document.
            return local_pointer(ref) is None or self._names(self._root).scope(at)[0] != ()
        return self._names(self._root).identified(ref, at) is not None

    def plain(self, file: File, ref: str, at: Pointer) -> str:
        """Return a reference at a pointer of a file, without the help of an `$id` that stands around it."""
        names = self._names(file)
        if not self._identifiers or not names.ids:
            return ref
        start = names.identified(ref, at) if ref[:1] != "#" else names.scope(at)[0]
        pointer = local_pointer("#" + ref.partition("#")[2]) if "#" in ref else ()
        if start is None or pointer is None:
            return ref
        try:
            value_at({"": file.parsed.value}, ("", *start, *pointer))
        except LookupError:
            return ref
        return reference_to((*start, *pointer))

    def _names(self, file: File) -> Embedded:
        if file.key not in self._embedded:
            text = file.parsed.source.text
            # Few files have such names: the text says so at no cost.
            has_names = "$id" in text or "$self" in text or "nchor" in text
            self._embedded[file.key] = read_embedded(file.parsed.value) if has_names else Embedded(None)
        return self._embedded[file.key]


def _nearest(token: str, value: Json) -> str | None:
    return did_you_mean(token, value) if isinstance(value, dict) and len(value) <= _MOST_KEYS else None
