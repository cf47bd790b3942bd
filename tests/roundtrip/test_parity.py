"""The blocking client and the awaited one are one surface: the same names, parameters and types, for every contract."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

from apigen.proof.trips.package import Package

BOUND = ("BoundEndpoint", "BoundAsyncEndpoint"), ("BoundPaginated", "BoundAsyncPaginated")


def surface(kind: type) -> dict[str, str]:
    """Return the public names of a class, and what makes it usable in a `with` or a loop, each with its signature."""
    found: dict[str, str] = {}
    for name, member in inspect.getmembers(kind):
        given = getattr(member, "_function", getattr(member, "func", getattr(member, "fget", member)))
        public = not name.startswith("_") or re.fullmatch("__a?(enter|exit|iter|next|call)__", name)
        if public and inspect.isfunction(given):
            ways = "" if given is member else f"{_blocking(type(member).__name__)} "
            found[_blocking(name)] = ways + _blocking(str(inspect.signature(given)))
    return found


def _blocking(text: str) -> str:
    """Return a name or a signature as the blocking client has it."""
    text = re.sub(r"\b(Bound)?Async(?=[A-Z])|\basync_(?=endpoint|paginated)", r"\1", text)
    text = re.sub(r"Coroutine\[Any, Any, (\w+)\]", r"\1", text)
    return re.sub(r"\b__a(?=(?:enter|exit|iter|next)__)", "__", text)


def pairs(package: Package) -> Iterator[tuple[type, type]]:
    """Yield the classes that there are for both: the clients, their resources, and what calls return."""
    yield package.client_classes
    blocking, awaited = package.client_classes
    for name, member in inspect.getmembers(blocking):
        if hasattr(member, "func"):
            resource = inspect.get_annotations(member.func)["return"]
            assert inspect.get_annotations(getattr(awaited, name).func)["return"] == f"Async{resource}"
            module = package.module(f"client.{name}")
            yield getattr(module, resource), getattr(module, f"Async{resource}")
    runtime = package.module("_runtime.client")
    for name in runtime.__all__:
        one, other = getattr(runtime, name.removeprefix("Async")), getattr(runtime, name)
        # The protocols say what HTTP libraries have, and the types of tokens and middleware are none of classes.
        if name.startswith("Async") and isinstance(one, type) and not getattr(one, "_is_protocol", False):
            yield one, other
    for one, other in BOUND:
        module = package.module("_runtime.client.paging" if "Pag" in one else "_runtime.client.resources")
        yield getattr(module, one), getattr(module, other)


def test_both_clients_are_one_surface(package: Package) -> None:
    found = [*pairs(package)]
    assert {one.__name__: surface(one) for one, _ in found} == {one.__name__: surface(other) for one, other in found}
    operations = {route.method for route in package.routes}
    assert operations <= {name for one, _ in found for name in surface(one)}


def test_both_clients_are_made_alike(package: Package) -> None:
    one, other = (str(inspect.signature(kind)) for kind in package.client_classes)
    assert one == _blocking(other)


def test_the_surface_sees_a_difference(petstore: Package) -> None:
    def close(self: object, more: int = 1) -> None: ...

    blocking, awaited = petstore.client_classes
    assert surface(blocking) == surface(awaited)
    assert surface(blocking) != surface(type("Changed", (awaited,), {"close": close}))
