"""The steps of a request in a generated server, each in microseconds of CPU.

Run as a module, with a generated service in the path, it prints them as JSON: for each case the steps in their order.
"""

from __future__ import annotations

import importlib
import json
import statistics
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, Final

from pydantic_core import from_json

from tools import bench_server_apps as apps
from tools.bench_server_drive import CASES, Case, Drive, asgi_drive, wsgi_drive

RUNS, CALLS = 9, 1000
KERNEL: Final = (
    "find the path",
    "read and judge parameters",
    "parse the body",
    "judge the body",
    "build its objects",
    "handler",
    "write the answer",
)
REST, FASTAPI, FLASK, JUDGED = "order and effects", "FastAPI around it", "Flask around it", "judge the answer, if asked"
STEPS: Final = (*KERNEL, REST, FASTAPI, FLASK, JUDGED)
METHODS: Final = {"GET": "get_order", "list": "list_orders", "POST": "place_order"}

_RUNTIME: Final = f"{apps.PACKAGE}._runtime.server"


def main() -> None:
    """Print what each step of each case costs."""
    service = _service()
    with asgi_drive(apps.fastapi_async()) as fastapi, wsgi_drive(apps.flask()) as flask:
        print(json.dumps({name: _steps(service, name, fastapi, flask) for name in METHODS}))


def _service() -> Any:
    """Return the parts of a runtime: modules by their names, a kernel, and its schemas."""
    names = ("bodies", "inputs", "kernel", "messages", "responses", "service", "validation")
    found: Any = SimpleNamespace(**{name: importlib.import_module(f"{_RUNTIME}.{name}") for name in names})
    routes = importlib.import_module(f"{apps.PACKAGE}.server.routes")
    options = found.service.Options(validate_responses=False)
    found.made = found.kernel.Kernel(routes.SERVICE, security=None, options=options)
    found.handlers = apps.Orders()
    found.made.bind(apps.server.Handlers(orders=found.handlers))
    found.schemas = found.validation.load_schemas(routes.SERVICE.folder / "_schemas.json")
    return found


def _steps(service: Any, name: str, fastapi: Drive, flask: Drive) -> dict[str, float]:
    """Return the steps of a case. What is around a step is what both cost, less the step."""
    case, kernel = CASES[name], service.made
    raw = service.messages.RawRequest(
        case.method, case.path, case.query, [(b"content-type", b"application/json")], None
    )
    hit = kernel.find(case.path)
    work = _parts(service, name, case, raw, hit)
    work["kernel"] = lambda: _performed(kernel.exchange(hit, raw), case.body)
    work["fastapi"], work["flask"] = lambda: fastapi(case, CALLS), lambda: flask(case, CALLS)
    found = {step: _microseconds(each, whole=step in ("fastapi", "flask")) for step, each in work.items()}
    total = found.pop("kernel")
    found[REST] = total - sum(found[step] for step in KERNEL[1:] if step in found)
    found[FASTAPI] = found.pop("fastapi") - total - found[KERNEL[0]]
    found[FLASK] = found.pop("flask") - total - found[KERNEL[0]]
    return {step: found[step] for step in STEPS if step in found}


def _parts(service: Any, name: str, case: Case, raw: Any, hit: Any) -> dict[str, Callable[[], object]]:
    """Return the steps that are functions of the runtime, ready to be called."""
    endpoint = next(each for each in service.made.endpoints if each.route.method == METHODS[name])
    operation, definitions = endpoint.operation, service.schemas["definitions"]
    own = service.schemas["operations"][operation.id]
    judge = service.validation.Judge(service.schemas["dialect"], definitions)
    inputs = service.inputs.Inputs(operation, own, judge=judge, definitions=definitions)
    responses = service.responses.Responses(operation, own, judge=judge, validate=False, fail=print)
    status, answered = next(iter(own["responses"].items()))
    judged, handle = judge.add(answered["application/json"]), getattr(service.handlers, METHODS[name])
    body = judge.add(own["body"]["application/json"]) if case.body else ""
    codec: Any = operation.request.codec("body") if case.body else None
    value: Any = None
    fields = inputs.read(hit.values, raw)
    if case.body:
        value = service.bodies.parse_json(case.body)
        fields["body"] = codec.build(value)
    request = operation.request(**fields)
    answer = handle(request)
    written = responses.write(answer, raw)
    assert str(written.status) == status, "the first response is the one that is sent"
    steps: dict[str, Callable[[], object]] = {
        KERNEL[0]: lambda: service.made.find(case.path),
        KERNEL[1]: lambda: inputs.read(hit.values, raw),
        KERNEL[5]: lambda: handle(request),
        KERNEL[6]: lambda: responses.write(answer, raw),
        JUDGED: lambda: judge.accepts(judged, from_json(written.body)),
    }
    if case.body:
        steps[KERNEL[2]] = lambda: service.bodies.parse_json(case.body)
        steps[KERNEL[3]] = lambda: judge.accepts(body, value)
        steps[KERNEL[4]] = lambda: codec.build(value)
    return steps


def _performed(exchange: Any, body: bytes) -> object:
    """Perform the effects of an exchange, as an adapter does."""
    try:
        effect = next(exchange)
        while True:
            effect = exchange.send(effect.function(effect.argument) if hasattr(effect, "function") else body)
    except StopIteration as done:
        return done.value


def _microseconds(work: Callable[[], object], *, whole: bool) -> float:
    """Return what one call costs: the median of some runs. With `whole`, the work is all the calls of a run."""
    times: list[float] = []
    for _ in range(RUNS + 1):
        started = time.process_time()
        for _ in range(1 if whole else CALLS):
            work()
        times.append(time.process_time() - started)
    return 1e6 * statistics.median(times[1:]) / CALLS


if __name__ == "__main__":
    main()
