"""What is measured of generated servers: who is asked what beside whom, and the least ratio that is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, TypeAlias

from tools.bench_peers import CONNEXION, FASTAPI, OPENAPI_GENERATOR

Interface: TypeAlias = Literal["asgi", "wsgi", "uvicorn", "uvicorn-h11", "gunicorn"]
"""How an application is asked: called in its process, or over a socket."""

FEW, MANY = "few", "many"
"""The generated service, and the one with a thousand operations."""

_HAND, _GENERATED, _PEERS = "tools.bench_server_baselines", "tools.bench_server_apps", "tools.bench_server_peer_apps"
_ALL: Final = ("GET", "list", "POST", "404", "422 query", "422 body")


class Contender(NamedTuple):
    """An application: how it is asked, what makes it, and where that is, the name of a peer or one of the above."""

    interface: Interface
    factory: str
    place: str = FEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """Two applications that are asked the same. `budgets` is the least ratio for each case, `None` for no budget."""

    name: str
    baseline: Contender
    subject: Contender
    budgets: Mapping[str, float | None]


def contests() -> list[Contest]:
    """Return what is measured."""

    def against(name: str, interface: Interface, app: str, hand: str, **budgets: float) -> Contest:
        """Compare with what is written by hand. A budget of 0 is none."""
        return Contest(
            name=name,
            baseline=Contender(interface, f"{_HAND}:{hand}"),
            subject=Contender(interface, f"{_GENERATED}:{app}"),
            budgets={case.strip("_").replace("_", " "): budget or None for case, budget in budgets.items()},
        )

    app, judged, threads = "fastapi_async", "fastapi_async_validating", "fastapi_threads"
    refused = {"_404": 0, "_422_query": 2.5, "_422_body": 2.5}
    return [
        against("FastAPI", "asgi", app, app, GET=3.0, list=0, POST=2.5, **refused),
        against("FastAPI, responses judged", "asgi", judged, app, GET=2.3, list=0, POST=2.3),
        against("FastAPI, def", "asgi", threads, threads, GET=2.0, POST=2.0),
        against("FastAPI, uvicorn", "uvicorn", app, app, GET=1.8, list=0, POST=1.8, _422_body=0),
        against("FastAPI, uvicorn, responses judged", "uvicorn", judged, app, GET=0, list=0, POST=0),
        against("FastAPI, uvicorn without its extras", "uvicorn-h11", app, app, GET=0, POST=0),
        against("Flask", "wsgi", "flask", "flask", GET=1.1, list=0, POST=1.1, _404=0, _422_query=1.1, _422_body=1.1),
        against("Flask, responses judged", "wsgi", "flask_validating", "flask", GET=0, list=0, POST=0),
        against("Flask, tuned by hand", "wsgi", "flask", "flask_tuned", GET=0, list=0, POST=0),
        against("Flask, async", "wsgi", "flask_async", "flask_async", GET=2.0, POST=2.0),
        against("Flask, gunicorn", "gunicorn", "flask", "flask", GET=1.0, list=0, POST=1.0),
        *_with_many(),
        *_of_peers(),
    ]


def _with_many() -> list[Contest]:
    """Return what a thousand operations cost. A path of none of them is the framework's, which looks at all."""
    return [
        Contest(
            name=f"{framework}, 1,000 operations",
            baseline=Contender(interface, f"{_GENERATED}:{app}"),
            subject=Contender(interface, f"{_GENERATED}:{app}", MANY),
            budgets={"GET": 0.95, "POST": 0.95, "404": None},
        )
        for framework, interface, app in _OURS
    ]


_OURS: Final[tuple[tuple[str, Interface, str], ...]] = (
    ("FastAPI", "asgi", "fastapi_async"),
    ("Flask", "wsgi", "flask"),
)


def _of_peers() -> list[Contest]:
    """Return what others come to, beside the same handwritten services."""
    fastapi, flask = Contender("asgi", f"{_HAND}:fastapi_async"), Contender("wsgi", f"{_HAND}:flask")
    found = [
        ("Starlette and pydantic-core by hand", fastapi, f"{_HAND}:starlette", FEW),
        (FASTAPI.name, fastapi, f"{_PEERS}:fastapi_code_generator", FASTAPI.name),
        (OPENAPI_GENERATOR.name, fastapi, f"{_PEERS}:openapi_generator", OPENAPI_GENERATOR.name),
        ("connexion", fastapi, f"{_PEERS}:connexion_async", CONNEXION.name),
        ("connexion on Flask", flask, f"{_PEERS}:connexion_flask", CONNEXION.name),
    ]
    return [
        Contest(
            name=f"peer: {name}",
            baseline=baseline,
            subject=Contender("asgi", factory, place),
            budgets=dict.fromkeys(_ALL),
        )
        for name, baseline, factory, place in found
    ]
