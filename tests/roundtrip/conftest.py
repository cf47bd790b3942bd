"""Services of every kind, each made once for all tests: in this process and on a socket, `def` and `async def`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from itertools import product

import pytest

from apigen.config import LIBRARY
from apigen.proof.trips.package import Package
from apigen.proof.trips.samples import Samples
from apigen.proof.trips.service import Service, service
from apigen.proof.trips.values import Values
from apigen.python.library.version import library_version

from ..support.callers import CALLS, Call
from ..support.packages import SERVERS, SPECS, fresh
from ..support.services import listening

PETSTORE = next(path for path in SPECS if path.stem == "petstore")
WITH_LIBRARY = pytest.mark.skipif(library_version() is None, reason=f"{LIBRARY} is not installed")
PLACES = ("in-process", "socket")
HANDLERS = ("async-def", "def")


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Package]:
    """Makes the package of a contract, once; with the models of an emitter, if one is named."""
    return cache(lambda spec, models=None: fresh(spec, tmp_path_factory.mktemp("fresh"), models))


@pytest.fixture(scope="session")
def services() -> Iterator[Callable[..., Service]]:
    """Makes the service of a package, once for each kind."""
    with ExitStack() as stack:

        @cache
        def make(package: Package, server: str, place: str, handlers: str, *, validate_responses: bool) -> Service:
            made = service(package, server, awaited=handlers == "async-def", validate_responses=validate_responses)
            return stack.enter_context(listening(made)) if place == "socket" else made

        yield make


@pytest.fixture(
    scope="session",
    params=[
        *(pytest.param((path,), id=path.stem) for path in SPECS),
        pytest.param((PETSTORE, LIBRARY), id=f"petstore-{LIBRARY}", marks=WITH_LIBRARY),
    ],
)
def package(request: pytest.FixtureRequest, packages: Callable[..., Package]) -> Package:
    """The package of each contract, and that of the petstore with the models of the library."""
    return packages(*request.param)


@pytest.fixture(scope="session")
def samples(package: Package) -> Samples:
    return Samples(package, Values(package))


@pytest.fixture(scope="session")
def petstore(packages: Callable[..., Package]) -> Package:
    """The package of the petstore."""
    return packages(PETSTORE)


@pytest.fixture(scope="session", params=list(product(SERVERS, PLACES, HANDLERS)), ids="-".join)
def kind(request: pytest.FixtureRequest) -> tuple[str, str, str]:
    """A server target, where it is asked, and how its handlers are written."""
    server, place, handlers = request.param
    return server, place, handlers


@pytest.fixture
def any_service(package: Package, kind: tuple[str, str, str], services: Callable[..., Service]) -> Service:
    """Each contract's service of each kind."""
    return services(package, *kind, validate_responses=True)


@pytest.fixture
def shop(petstore: Package, kind: tuple[str, str, str], services: Callable[..., Service]) -> Service:
    """The petstore's service of each kind."""
    return services(petstore, *kind, validate_responses=True)


@pytest.fixture
def careless_shop(petstore: Package, kind: tuple[str, str, str], services: Callable[..., Service]) -> Service:
    """A petstore that does not look at what it answers."""
    return services(petstore, *kind, validate_responses=False)


@pytest.fixture(params=CALLS)
def call(request: pytest.FixtureRequest) -> Call:
    """The blocking client and the awaited one."""
    return CALLS[request.param]
