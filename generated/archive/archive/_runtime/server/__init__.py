"""The server without a framework: adapters perform its effects, generated packages describe its service."""

from .examples import example, unanswered
from .kernel import Kernel, Served, Target
from .messages import Call, Disconnected, Effect, Exchange, Headers, Provide, RawRequest, RawResponse, ReadBody
from .providers import Provider, as_provider
from .routing import Hit, Site, decode
from .security import Credential, DevPrincipal, dev_principal
from .service import DEFAULT_MAX_BODY_SIZE, DEFAULT_MAX_FIELDS, Options, Route, Service, StartupError

__all__ = [
    "DEFAULT_MAX_BODY_SIZE",
    "DEFAULT_MAX_FIELDS",
    "Call",
    "Credential",
    "DevPrincipal",
    "Disconnected",
    "Effect",
    "Exchange",
    "Headers",
    "Hit",
    "Kernel",
    "Options",
    "Provide",
    "Provider",
    "RawRequest",
    "RawResponse",
    "ReadBody",
    "Route",
    "Served",
    "Service",
    "Site",
    "StartupError",
    "Target",
    "as_provider",
    "decode",
    "dev_principal",
    "example",
    "unanswered",
]
