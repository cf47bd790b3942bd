"""Does the document mean something? The rules that no schema can say, over one walk.

Each rule takes the subject, a pointer and the object there, and skips what has the wrong type: that was reported
as a fault of the structure.
"""

from __future__ import annotations

from apigen.report import Report
from apigen.spec.document import Document
from apigen.spec.grammar import Kind
from apigen.spec.rules.contents import check_content, check_encoding, check_examples
from apigen.spec.rules.cycles import check_cycles
from apigen.spec.rules.headers import check_response, check_security_scheme
from apigen.spec.rules.links import check_callback, check_link, check_links
from apigen.spec.rules.names import (
    check_attribute_pin,
    check_class_pin,
    check_component_names,
    check_schema_pin,
    check_tag_pins,
)
from apigen.spec.rules.operations import (
    check_body,
    check_methods,
    check_operation,
    check_path_item,
    check_paths,
    check_responses,
)
from apigen.spec.rules.pagination import check_pagination
from apigen.spec.rules.parameters import check_header, check_parameter, check_parameter_list, check_query_strings
from apigen.spec.rules.references import check_reference
from apigen.spec.rules.schemas import check_schema
from apigen.spec.rules.security import check_security_requirement
from apigen.spec.rules.servers import check_server
from apigen.spec.rules.subject import Rule, Subject
from apigen.spec.rules.tags import check_tags
from apigen.spec.walk import walk

RULES: dict[Kind, tuple[Rule, ...]] = {
    Kind.ROOT: (check_tags, check_tag_pins),
    Kind.COMPONENTS: (check_component_names,),
    Kind.SERVER: (check_server, check_attribute_pin),
    Kind.PATHS: (check_paths,),
    Kind.PATH_ITEM: (check_path_item, check_parameter_list, check_methods),
    Kind.OPERATION: (
        *(check_operation, check_parameter_list, check_query_strings, check_body, check_pagination),
        check_attribute_pin,
    ),
    Kind.RESPONSES: (check_responses,),
    Kind.PARAMETER: (check_parameter, check_content, check_examples, check_attribute_pin),
    Kind.HEADER: (check_header, check_content, check_examples, check_attribute_pin),
    Kind.MEDIA_TYPE: (check_examples, check_encoding),
    Kind.ENCODING: (check_encoding,),
    Kind.SCHEMA: (check_schema, check_schema_pin),
    Kind.REQUEST_BODY: (check_content,),
    Kind.RESPONSE: (check_response, check_class_pin),
    Kind.LINK: (check_link,),
    Kind.CALLBACK: (check_callback,),
    Kind.SECURITY_SCHEME: (check_security_scheme, check_attribute_pin),
    Kind.SECURITY_REQUIREMENT: (check_security_requirement,),
}


def check_semantics(document: Document, report: Report) -> None:
    """Apply every rule to every object it is about."""
    subject = Subject(document, report)
    for kind, pointer, value in walk(document):
        if not isinstance(value, dict):
            continue
        if "$ref" in value and kind in subject.grammar.referenceable:
            check_reference(subject, kind, pointer, value["$ref"])
            if kind is not Kind.SCHEMA and kind is not Kind.PATH_ITEM:
                continue
        for rule in RULES.get(kind, ()):
            rule(subject, pointer, value)
    check_links(subject)
    check_cycles(subject)
