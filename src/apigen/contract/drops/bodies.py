"""What is held against a server wrongly because of how Schemathesis writes bodies."""

from __future__ import annotations

import re
from typing import Final

from apigen.contract.drops.drop import Drop
from apigen.contract.sent import Sent

_IN_PART: Final = re.compile(r" - (?:violates `\w+` at /properties/([^/\s]+)|([^\s>`]+) -> |.+)")
_NO_STRING: Final = re.compile(
    r"Invalid component: in body - violates `type` at /properties/([^/\s]+) \(was string, became (?!array)\w+\)$", re.M
)
_OUTSIDE_BODY: Final = re.compile(r"\b(?:in|at) (?:path|query|header|cookie)\b", re.I)


def _empty_text_for_list(sent: Sent) -> bool:
    return sent.is_invalid and sent.form is not None and sent.form.has_empty_text_for_list()


def _item_for_list(sent: Sent) -> bool:
    return sent.is_invalid and sent.form is not None and sent.form.has_item_for_list()


def _nothing_in_form(sent: Sent) -> bool:
    if sent.form is None:
        return False
    return (sent.is_invalid and sent.form.has_hollow_part()) or (sent.is_valid and sent.form.lacks_required())


def _other_file(sent: Sent) -> bool:
    form, parts = sent.form, _IN_PART.findall(sent.message.partition("Invalid component: in body")[2])
    if not sent.is_invalid or form is None or not form.multipart or not parts:
        return False
    return all(form.has_file(by_schema or by_name) for by_schema, by_name in parts)


def _same_in_form(sent: Sent) -> bool:
    if not sent.is_invalid or sent.form is None:
        return False
    found = _NO_STRING.search(sent.message)
    if found is not None and sent.form.multipart and not sent.form.has_list(found[1]):
        return True
    return _is_in_body(sent) and sent.form.is_valid_as_text()


def _objects_in_list(sent: Sent) -> bool:
    return sent.is_valid and sent.form is not None and sent.form.has_objects_in_lists()


def _names_for_form_object(sent: Sent) -> bool:
    return sent.is_valid and sent.form is not None and sent.form.has_names_for_object()


def _brackets_in_name(sent: Sent) -> bool:
    return sent.is_valid and sent.form is not None and sent.form.has_brackets_in_names()


def _no_object(sent: Sent) -> bool:
    if sent.form is None or isinstance(sent.form.value, dict | None):
        return False
    # Of a form that has to be a list no text is right, and so none is wrong.
    return sent.is_valid or (sent.is_invalid and _is_in_body(sent) and sent.form.is_of_list())


def _nameless_file(sent: Sent) -> bool:
    return sent.is_valid and sent.form is not None and sent.form.has_nameless_file()


def _object_with_style(sent: Sent) -> bool:
    return sent.is_valid and sent.form is not None and sent.form.has_object_with_style()


def _same_in_xml(sent: Sent) -> bool:
    return (
        sent.is_invalid and _is_in_body(sent) and sent.xml is not None and not sent.xml.meant and sent.xml.read is True
    )


def _is_in_body(sent: Sent) -> bool:
    """Tell whether nothing but the body was made invalid."""
    return _OUTSIDE_BODY.search(sent.message.partition("Invalid component")[2]) is None


def _lost_in_xml(sent: Sent) -> bool:
    return sent.is_valid and sent.xml is not None and sent.xml.meant and sent.xml.read is not True


def _invalid_in_body(sent: Sent) -> bool:
    # What else is asked for may depend on who asks: `required` says nothing of what is `readOnly`.
    return (
        sent.is_valid
        and sent.judged is not None
        and (sent.judged.misses_choice or not {"pattern", "type"}.isdisjoint(sent.judged.broken))
    )


def _valid_in_body(sent: Sent) -> bool:
    return sent.is_invalid and _is_in_body(sent) and sent.judged is not None and not sent.judged.broken


OF_BODIES: Final = (
    Drop(
        name="item-for-list-in-form",
        why="a list of one item is written as the item, so what was meant as a wrong type is accepted rightly",
        matches=_item_for_list,
    ),
    Drop(
        name="empty-text-in-form",
        why="where items are joined, no items and an empty one are the same text, so the latter is accepted as the former",
        matches=_empty_text_for_list,
    ),
    Drop(
        name="empty-part-in-form",
        why="an empty list or object is written as nothing: what requires it is rejected rightly, what forbids it accepted",
        matches=_nothing_in_form,
    ),
    Drop(
        name="other-file-in-form",
        why="a part that is sent as a file is a file, whatever its content was meant to be",
        matches=_other_file,
    ),
    Drop(
        name="same-in-form",
        why="a part of a form is a text, so where a string is declared, whatever it was meant to be is one",
        matches=_same_in_form,
    ),
    Drop(
        name="objects-in-list-in-form",
        why="the engine writes a list of objects as the names of their properties, or as Python's text, and they are lost",
        matches=_objects_in_list,
    ),
    Drop(
        name="names-for-object-in-form",
        why="the engine writes an object that it finds behind `allOf` as the names of its properties: the values are lost",
        matches=_names_for_form_object,
    ),
    Drop(
        name="brackets-in-name-in-form",
        why="a name within a property stands between brackets, so one that has some is read as several",
        matches=_brackets_in_name,
    ),
    Drop(
        name="no-object-in-form",
        why="a form is made of names, so what is no object has no text: the engine sends JSON instead, or nothing",
        matches=_no_object,
    ),
    Drop(
        name="nameless-file-in-form",
        why="the engine sends a file that is one of several alternatives as a part without a file's name, which is a text",
        matches=_nameless_file,
    ),
    Drop(
        name="object-with-style-in-form",
        why="the engine sends an object as JSON where the multipart form says in which style it is written",
        matches=_object_with_style,
    ),
    Drop(
        name="same-in-xml",
        why="what was meant is invalid, but its document is also that of a valid value, so it is accepted rightly",
        matches=_same_in_xml,
    ),
    Drop(
        name="lost-in-xml",
        why="the engine's document of a valid value is no XML, or that of an invalid value, so it is rejected rightly",
        matches=_lost_in_xml,
    ),
    Drop(
        name="invalid-in-body",
        why="the engine sends for valid what breaks a type or pattern, or fits none or several of `oneOf`, as its own validator says",
        matches=_invalid_in_body,
    ),
    Drop(
        name="valid-in-body",
        why="the engine spoils a value for one branch of `oneOf`, and it fits another, as its own validator says",
        matches=_valid_in_body,
    ),
)
