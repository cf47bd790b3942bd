"""The server without a framework: adapters perform its effects, generated packages describe its service."""

from .examples import example, unanswered
from .kernel import Kernel, Served, Target
from .messages import Call, Effect, Exchange, Headers, Provide, RawRequest, RawResponse, ReadBody
from .routing import Hit, Site, decode
from .security import Credential, DevPrincipal, dev_principal
from .service import DEFAULT_MAX_BODY_SIZE, Options, Route, Service, StartupError

__all__ = [
    "DEFAULT_MAX_BODY_SIZE",
    "Call",
    "Credential",
    "DevPrincipal",
    "Effect",
    "Exchange",
    "Headers",
    "Hit",
    "Kernel",
    "Options",
    "Provide",
    "RawRequest",
    "RawResponse",
    "ReadBody",
    "Route",
    "Served",
    "Service",
    "Site",
    "StartupError",
    "Target",
    "decode",
    "dev_principal",
    "example",
    "unanswered",
]
