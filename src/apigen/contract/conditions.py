"""What somebody says on the command line of who is asking becomes the conditions under which a server is tested."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from apigen.contract.engine import TIMEOUT
from apigen.contract.hiding import Secrets, forms_of
from apigen.ir.api import Api, SecurityScheme
from apigen.spec.words import did_you_mean

_VARIABLE: Final = re.compile(r"(?:env:|\$)(?:\{(\w+)\}|(\w+))")
_HEADER: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OFTEN_SECRET: Final = re.compile(r"auth|cookie|key|pass|secret|session|token", re.IGNORECASE)


class ConditionsError(ValueError):
    """What was said cannot be done. The message is one line for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Who asks a server, how long that may take, and by which contract it is judged.

    `credentials` are those of security schemes by their names, instead of the dev token, `headers` those of every request.
    `secrets` are what of both is not to be seen, and `variables` those that stand for it and are none yet. After `max_time` seconds nothing more is sent, and `timeout` seconds
    are given to an answer. With `strict`, the author's own responses count, and none is implied.
    """

    credentials: Mapping[str, str] = field(default_factory=dict[str, str])
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    secrets: Secrets = field(default_factory=Secrets)
    variables: Mapping[str, str] = field(default_factory=dict[str, str])
    max_time: float | None = None
    timeout: float = TIMEOUT
    strict: bool = False


def read_conditions(
    api: Api,
    *,
    auth: Sequence[str] = (),
    headers: Sequence[str] = (),
    max_time: float | None = None,
    timeout: float = TIMEOUT,
    strict: bool = False,
) -> Conditions:
    """Read `scheme=value` and `Name: value`, where a value can be that of a variable. Raises `ConditionsError`."""
    credentials = [_credential(each, api.security_schemes) for each in auth]
    sent = [_header(each) for each in headers]
    words: dict[str, str] = {}
    for each in (*credentials, *sent):
        words |= each.forms()
    return Conditions(
        credentials={each.name: each.text for each in credentials},
        headers={each.name: each.text for each in sent},
        secrets=Secrets(words),
        variables={each.variable: each.literal for each in (*credentials, *sent) if each.literal},
        max_time=max_time,
        timeout=timeout,
        strict=strict,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """A credential or a header: the text that is sent, and the secret in it, if there is one.

    The secret is the value of a variable, or, where it was written out, will be that of one that nobody has yet; then
    `literal` says what it was. With a `user` it is a password.
    """

    name: str
    text: str
    secret: str | None
    variable: str
    literal: str | None
    user: str | None = None

    def forms(self) -> dict[str, str]:
        """Return what is not to be seen, as `Secrets` has it."""
        return {} if self.secret is None else forms_of(self.secret, self.variable, user=self.user)


def _credential(said: str, schemes: Iterable[SecurityScheme]) -> _Given:
    known = {scheme.name: scheme for scheme in schemes}
    name, equals, value = said.partition("=")
    if not equals:
        # What was said may be the secret itself.
        raise ConditionsError("--auth: write it as SCHEME=VALUE, for instance --auth bearerAuth=env:TOKEN")
    if name not in known:
        hint = did_you_mean(name, known) or _listed(known)
        raise ConditionsError(f"--auth {name}=...: the contract has no security scheme {name!r}: {hint}")
    flag, variable = f"--auth {name}", f"APIGEN_AUTH_{_as_variable(name)}"
    if known[name].http_scheme != "basic":
        return _given(name, "", value, flag, variable)
    user, colon, password = value.partition(":")
    if colon and user != "env":
        given = _given(name, f"{user}:", password, flag, variable)
        return replace(given, user=user, literal=given.literal and f"the password of {flag}")
    given = _given(name, "", value, flag, variable)
    if ":" not in given.text:
        raise ConditionsError(f"{flag}=...: scheme basic takes user:password")
    return given


def _header(said: str) -> _Given:
    name, colon, value = said.partition(":")
    if not colon or not _HEADER.fullmatch(name) or not value.isprintable():
        raise ConditionsError("--header: write it as 'Name: value'")
    before, space, last = value.strip().rpartition(" ")
    flag, variable = f"--header {name}", f"APIGEN_HEADER_{_as_variable(name)}"
    if _VARIABLE.fullmatch(last):
        return _given(name, before + space, last, flag, variable)
    given = _given(name, "", value.strip(), flag, variable)
    return given if _OFTEN_SECRET.search(name) else replace(given, secret=None, literal=None)


def _given(name: str, before: str, value: str, flag: str, variable: str) -> _Given:
    """Return what a flag gives: its value, or that of the variable that it names."""
    found = _VARIABLE.fullmatch(value)
    if found is None:
        literal = f"the value of {flag}"
        return _Given(name=name, text=before + value, secret=value, variable=variable, literal=literal)
    variable = found[1] or found[2]
    secret = os.environ.get(variable)
    if not secret:
        raise ConditionsError(f"{flag}: the environment variable {variable} is not set")
    return _Given(name=name, text=before + secret, secret=secret, variable=variable, literal=None)


def _as_variable(name: str) -> str:
    return re.sub(r"\W", "_", name, flags=re.ASCII).upper()


def _listed(names: Iterable[str]) -> str:
    known = ", ".join(names)
    return f"it has {known}" if known else "it has none"
