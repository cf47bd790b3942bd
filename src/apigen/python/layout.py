"""What a contract says to modules: one each of a small contract; of a large one packages, loaded bit by bit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from apigen.ir.api import Operation
from apigen.ir.types import TypeKey
from apigen.names.classes import response_key
from apigen.python.imports import ERROR_CLASSES, errors_imports, operations_imports, settings_imports
from apigen.python.models import Emitter, build_model_modules, build_models, read_references
from apigen.python.modules import SHARED, is_large, model_modules, operation_modules
from apigen.python.operations import DeclaredResponse, Operations
from apigen.python.text import Imports, literal, one_line, tuple_literal
from apigen.python.type_views import ModelsView
from apigen.python.views import ErrorsView, LazyPackageView, OperationsView, OperationView


@dataclass(frozen=True, slots=True)
class Section:
    """The operations of a module, and the shared responses whose classes stand there.

    `name` is that of the module in its package; empty if there is no package, but one module of all operations.
    """

    name: str
    title: str
    operations: tuple[Operation, ...]
    shared: tuple[DeclaredResponse, ...]

    def path(self, package: str) -> str:
        """Return where the section's module stands."""
        return f"{package}/{self.name}" if self.name else package


def sections(builder: Operations) -> tuple[Section, ...]:
    """Return what the modules of operations and of errors hold."""
    api, shared = builder.api, tuple(builder.shared())
    if not is_large(api):
        return (Section("", "", api.operations, shared),)
    found = [Section(SHARED, "what the operations of several tags use", (), shared)]
    for module in operation_modules(api, builder.names):
        members = tuple(each for each in api.operations if each.id in module.members)
        found.append(Section(module.name, module.title, members, ()))
    return tuple(found)


def lay_out_models(builder: Operations, emitter: Emitter) -> tuple[tuple[ModelsView, ...], tuple[LazyPackageView, ...]]:
    """Return the modules of the models, and the package that they are in if there are several."""
    types, names, title = builder.api.types, builder.names, one_line(builder.api.title)
    if not is_large(builder.api):
        return (build_models(types, names, emitter, title),), ()
    references = read_references(types, emitter)
    modules = model_modules(types, references, _users(builder), names)
    exports = {module.name: [names.types[key] for key in module.members] for module in modules}
    package = _package("models", f"The schemas of {title}, as Pydantic models.", _lazy("..", exports), exports)
    return tuple(build_model_modules(types, names, emitter, modules, references)), (package,)


def lay_out_operations(
    builder: Operations, found: Iterable[Section], views: Mapping[str, OperationView], *, xml: bool
) -> tuple[tuple[OperationsView, ...], tuple[LazyPackageView, ...]]:
    """Return the modules of the operations, whose `views` are known by their ids, and the package that they are in."""
    title = (
        f"The operations of {one_line(builder.api.title)}: what each takes and answers. Server and client share them."
    )
    modules = tuple(_operations(each, builder, views, title, xml=xml) for each in found)
    if not is_large(builder.api):
        return modules, ()
    exports = {each.module.rpartition("/")[2]: list(_operation_names(each)) for each in modules}
    return modules, (_package("operations", title, _lazy("..", exports), exports),)


def lay_out_errors(
    builder: Operations, found: Iterable[Section], views: Mapping[str, OperationView]
) -> tuple[tuple[ErrorsView, ...], tuple[LazyPackageView, ...]]:
    """Return the modules of the client's errors, and the package that they are in."""
    title = (
        "What a call can raise: an error class for each declared response that is no success, and what is above them."
    )
    exports: dict[str, list[str]] = {}
    modules: list[ErrorsView] = []
    for section in found:
        declared = [(response, view) for response, view in _declared(section, views) if view.raised]
        if not section.name:
            return (_errors(section, declared, builder, views, title),), ()
        if declared:
            exports[section.name] = [view.error for _, view in declared]
            modules.append(_errors(section, declared, builder, views, f"Errors: {section.title}."))
    if not modules:
        return (_errors(Section("", "", (), ()), [], builder, views, title),), ()
    imports = _lazy("...", exports)
    imports.update(("..._runtime.client", name) for name in ("ErrorClasses", "LazyErrors", *ERROR_CLASSES))
    return tuple(modules), (_package("client/errors", title, imports, exports, ERROR_CLASSES),)


def _operations(
    section: Section, builder: Operations, views: Mapping[str, OperationView], title: str, *, xml: bool
) -> OperationsView:
    settings = section.name in ("", SHARED)
    imports = operations_imports(section.operations, _declared(section, views), builder)
    if settings:
        settings_imports(builder.api, imports, xml=xml)
    if section.name:
        imports = imports.deeper()
        if imports.has("..models"):
            imports.add("..", "models")
        imports.update((f".{SHARED}", name) for name in _shared_names(section, builder, views))
    return OperationsView(
        module=section.path("operations"),
        docstring=f'"""Operations: {section.title}."""' if section.name else f'"""{title}"""',
        imports=imports.block(typing_only=["..models"] if section.name else ()),
        deferred=imports.has("..models") and bool(section.name),
        settings=settings,
        xml=xml and settings,
        shared=tuple(view for _, view in section.shared),
        operations=tuple(views[each.id] for each in section.operations),
    )


def _errors(
    section: Section,
    declared: Iterable[DeclaredResponse],
    builder: Operations,
    views: Mapping[str, OperationView],
    text: str,
) -> ErrorsView:
    classes = [view.error_base for _, view in declared] if section.name else ERROR_CLASSES
    imports = errors_imports(declared, builder, classes)
    if section.name:
        imports = imports.deeper()
    return ErrorsView(
        module=section.path("client/errors"),
        docstring=f'"""{text}"""',
        imports=imports.block(typing_only=["...models"] if section.name else ()),
        exports=() if section.name else tuple(map(literal, ERROR_CLASSES)),
        shared=tuple(view for _, view in section.shared),
        operations=tuple(views[each.id] for each in section.operations),
    )


def _declared(section: Section, views: Mapping[str, OperationView]) -> list[DeclaredResponse]:
    """Return the responses whose classes stand in a section's module."""
    found = list(section.shared)
    for operation in section.operations:
        own = [each for each in operation.responses if each.component is None]
        found += zip(own, views[operation.id].responses, strict=True)
    return found


def _shared_names(section: Section, builder: Operations, views: Mapping[str, OperationView]) -> Iterator[str]:
    for operation in section.operations:
        for response in operation.responses:
            if response.component is not None:
                yield builder.names.responses[response_key(operation, response)]
        if views[operation.id].xml:
            yield "XML"


def _operation_names(view: OperationsView) -> Iterator[str]:
    if view.settings:
        yield from ("BASE_PATH", "SECURITY_SCHEMES")
    yield from (each.name for each in view.shared)
    for operation in view.operations:
        yield from (operation.request, operation.response, operation.constant)
        yield from (each.name for each in operation.responses)


def _users(builder: Operations) -> dict[TypeKey, set[str]]:
    """Return the modules of the tags whose operations name a definition."""
    found: dict[TypeKey, set[str]] = {}
    for operation in builder.api.operations:
        for key in _named(operation, builder):
            found.setdefault(key, set()).add(builder.names.tags[operation.tag].module)
    return found


def _named(operation: Operation, builder: Operations) -> Iterator[TypeKey]:
    annotator = builder.annotator()
    for annotation in builder.field_annotations(operation):
        yield from annotation.names
    for response in operation.responses:
        for found in (*response.types, *(header.type for header in response.headers)):
            yield from annotator.annotate(found).names


def _lazy(above: str, exports: Mapping[str, Iterable[str]]) -> Imports:
    """Return what a package needs to load its modules, and what they have; `above` are the dots to the whole."""
    imports = Imports()
    imports.add(f"{above}_runtime.core", "lazy_package")
    imports.update((f".{module}", name) for module, names in exports.items() for name in names)
    return imports


def _package(
    module: str, text: str, imports: Imports, exports: Mapping[str, Iterable[str]], more: Iterable[str] = ()
) -> LazyPackageView:
    """Return the view of a package: its modules with the names that they have, and `more` names of its own."""
    public = sorted([*more, *(name for names in exports.values() for name in names)])
    return LazyPackageView(
        module=module,
        docstring=f'"""{text} Each is loaded when it is first asked for."""',
        imports=imports.block(typing_only=[f".{name}" for name in exports]),
        exports=tuple(map(literal, public)),
        modules=tuple((literal(name), tuple_literal(sorted(names))) for name, names in exports.items()),
    )
