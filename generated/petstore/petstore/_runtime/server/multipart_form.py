"""The parts of a multipart form to one judged object: files stay as they are, all else is read as in any form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import MISSING

from ..core.body import Media
from ..core.media import charset_of, covers, kind_of
from ..core.models import Json
from ..core.uploads import UploadFile
from .forms import FormReader, Sent
from .messages import Rejection, Violation, pointer
from .multipart import Multipart, Part
from .parts import parse_document
from .validation import Judge, Schema


class MultipartForm:
    """Reads the multipart bodies of one schema."""

    def __init__(
        self,
        media: Media,
        schema: Schema,
        *,
        judge: Judge,
        definitions: Mapping[str, Schema],
        max_parts: int | None,
    ) -> None:
        self._files, self._max_parts = media.files, max_parts
        self._media_types = {name: each.media_type for name, each in media.encodings.items() if each.media_type}
        styles = {name: each for name, each in media.encodings.items() if not each.media_type}
        self._form = FormReader(schema, styles, judge=judge, definitions=definitions)
        self._forms: dict[str, MultipartForm] = {}
        for name, each in media.encodings.items():
            if kind_of(each.media_type or "") == "multipart":
                part = self._form.part(name)
                inner = part.items.schema if "array" in part.types else part.schema
                written = Media(str(each.media_type), each.encodings)
                self._forms[name] = MultipartForm(
                    written, inner, judge=judge, definitions=definitions, max_parts=max_parts
                )

    def open(self, content_type: str, uploads: list[UploadFile]) -> MultipartBody:
        """Return what takes a body of a media type, its boundary among the parameters. Files go to `uploads` too."""
        return MultipartBody(self, content_type, uploads, self._max_parts)

    def is_file(self, name: str, filename: str | None, content_type: str | None) -> bool:
        """Tell whether a part is a file: it is declared so and says so, or it has a file's name and could be anything."""
        root = self._form.keys(name)[0]
        if root in self._files:
            return filename is not None or content_type is not None
        return filename is not None and not self._form.declares(root) and "string" in self._form.part(root).types

    def read(self, parts: Sequence[Part]) -> dict[str, Any]:
        """Return the object that the parts say, judged with a text in the place of each file. Raises `Rejection`."""
        groups: dict[str, list[Part]] = {}
        for part in parts:
            root = self._form.keys(part.name)[0]
            is_file = root in self._files or isinstance(part.content, UploadFile)
            groups.setdefault(root if is_file else part.name, []).append(part)
        sent: Sent = {}
        value: dict[str, Json] = {}
        wrong: dict[str, list[Violation]] = {}
        files: dict[str, UploadFile | list[UploadFile]] = {}
        for name, group in groups.items():
            if name in self._files or any(isinstance(each.content, UploadFile) for each in group):
                found = files[name] = self._take_files(name, group, wrong)
                value[name] = ["" for _ in group] if isinstance(found, list) else ""
            elif any(self._is_document(name, each) for each in group):
                self._take_documents(name, group, value, wrong)
            else:
                self._take_texts(name, group, sent, wrong)
        return {**self._form.judged(sent, value, wrong), **files}

    def _take_files(
        self, name: str, group: list[Part], wrong: dict[str, list[Violation]]
    ) -> UploadFile | list[UploadFile]:
        """Return the file of a property, or its list of files."""
        types = self._form.part(name).types
        is_list = "array" in types or (len(group) > 1 and not self._form.declares(name))
        may_be_text = (self._form.part(name).items.types if is_list else types) == ("string",)
        found: list[UploadFile] = []
        violations: list[Violation] = []
        for n, part in enumerate(group):
            place = pointer([name, n] if is_list else [name])
            if not isinstance(part.content, UploadFile) and may_be_text:
                found.append(UploadFile(part.content, content_type=part.content_type))
            elif not isinstance(part.content, UploadFile):
                message = "is no file: it has neither a file's name nor a media type"
                violations.append(Violation("body", place, message, "file"))
            else:
                found.append(part.content)
                violations += self._of_another_type(name, part, place)
        if len(group) > 1 and not is_list:
            violations.append(Violation("body", pointer([name]), "is given more than once", "duplicate"))
        if violations:
            wrong[name] = violations
        return found if is_list or not found else found[0]

    def _of_another_type(self, name: str, part: Part, place: str) -> list[Violation]:
        """Return what is wrong with the media type of a part: OpenAPI lists those that it may have, with commas between."""
        allowed, sent = self._media_types.get(name), part.content_type
        if allowed is None or sent is None or any(covers(each, sent) for each in allowed.split(",")):
            return []
        return [Violation("body", place, f"is {sent}, not {allowed}", "contentType")]

    def _is_document(self, name: str, part: Part) -> bool:
        """Tell whether a part is JSON or a form, as the contract says, or itself, where the contract has more than a text."""
        declared = self._media_types.get(name)
        if declared is not None:
            return name in self._forms or kind_of(declared.partition(",")[0]) == "json"
        return (
            part.content_type is not None
            and kind_of(part.content_type) == "json"
            and self._form.part(name).types != ("string",)
        )

    def _take_documents(
        self, name: str, group: list[Part], value: dict[str, Json], wrong: dict[str, list[Violation]]
    ) -> None:
        """Read a property that is JSON, or a form within the form: as a whole, or an item of it in each part."""
        types = self._form.part(name).types
        found: list[Json] = []
        for n, part in enumerate(group):
            place = pointer([name] if len(group) == 1 else [name, n])
            try:
                found.append(self._document(name, part))
            except ValueError as error:
                wrong.setdefault(name, []).append(Violation("body", place, str(error), "json"))
            except Rejection as error:
                inner = [each._replace(pointer=place + each.pointer) for each in error.violations]
                wrong.setdefault(name, []).extend(inner)
        if name in wrong:
            return
        if len(found) == 1 and ("array" not in types or self._is_whole(name, found[0])):
            value[name] = found[0]
        elif "array" in types or not self._form.declares(name):
            value[name] = found
        else:
            wrong[name] = [Violation("body", pointer([name]), "is given more than once", "duplicate")]

    def _document(self, name: str, part: Part) -> Json:
        """Return what a part says. A file within a form within the form is a text. Raises `ValueError` or `Rejection`."""
        assert isinstance(part.content, bytes)
        if name not in self._forms or kind_of(part.content_type or "") == "json":
            return parse_document(part.content)
        body = Multipart(part.content_type or "", _is_no_file, [], max_parts=self._max_parts)
        body.write(part.content)
        parts = body.finish()
        return self._forms[name].read([] if parts is MISSING else parts)

    def _is_whole(self, name: str, value: Json) -> bool:
        """Tell whether the value of an array's only part is the array, or null for it, and not its only item."""
        if value is None:
            return self._form.part(name).nullable
        items = self._form.part(name).items.types
        return isinstance(value, list) and (items != ("array",) or all(isinstance(each, list) for each in value))

    def _take_texts(self, name: str, group: list[Part], sent: Sent, wrong: dict[str, list[Violation]]) -> None:
        """Add texts as a form has them: with what it would read as an escape escaped."""
        found: list[str] = []
        root, *keys = self._form.keys(name)
        place = pointer([root, *keys])
        for part in group:
            assert isinstance(part.content, bytes)
            other = self._of_another_type(name, part, place)
            if other:
                wrong[root] = other
                return
            raw, charset = part.content, charset_of(part.content_type or "")
            if charset != "utf-8":
                try:
                    raw = raw.decode(charset).encode()
                except UnicodeError:
                    wrong[root] = [Violation("body", place, f"is not text in {charset}", "encoding")]
                    return
            found.append(raw.replace(b"%", b"%25").replace(b"+", b"%2B").decode("latin-1"))
        sent[name] = found


class MultipartBody:
    """A multipart body as it comes."""

    def __init__(
        self, form: MultipartForm, content_type: str, uploads: list[UploadFile], max_parts: int | None
    ) -> None:
        self._form = form
        self._body = Multipart(content_type, form.is_file, uploads, max_parts=max_parts)
        self.write = self._body.write

    def finish(self) -> dict[str, Any] | MISSING:
        """Return the judged object; `MISSING` if nothing came. Raises `Rejection` or `HttpError`."""
        parts = self._body.finish()
        return MISSING if parts is MISSING else self._form.read(parts)


def _is_no_file(_: str, __: str | None, ___: str | None) -> bool:
    return False
