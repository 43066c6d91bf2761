"""A mail server as it is written in the settings."""

import ssl
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Self

from attrs import field, frozen

from miz.config import Secret
from miz.errors import InvalidValue
from miz_adapters.channels.smtp.addresses import is_host, is_loopback

BATCH_WITHIN = 10.0
"""Seconds for a batch, as the port of channels asks."""


class Security(StrEnum):
    """How the line is encrypted; the certificate is verified in each case but the last."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The security of that name."""
        try:
            return cls(text)
        except ValueError as error:
            raise _invalid("security", "write starttls, tls or none") from error


_PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


@frozen
class Server:
    """Where mail goes first, and how; without ``port`` to the usual one of its security.

    ``ca_file`` holds the only authorities to trust, instead of the machine's. ``timeout`` is in
    seconds, for a whole batch. Without encryption only this machine is reached, and nobody signs
    in. Raises InvalidValue, with the setting as its field.
    """

    host: str
    security: Security = Security.STARTTLS
    port: int = field(default=0)
    username: str = field(default="", repr=False)
    password: Secret = field(default=Secret(), repr=False)
    ca_file: Path | None = None
    timeout: float = BATCH_WITHIN
    trust: ssl.SSLContext | None = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        for setting, advice in _flaws(self):
            raise _invalid(setting, advice)

    @trust.default
    def _trusted(self) -> ssl.SSLContext | None:
        return None if self.security is Security.NONE else _trust(self.ca_file)

    def __str__(self) -> str:
        return f"{self.host}:{self.reached}"

    @property
    def reached(self) -> int:
        """The number of the port."""
        return self.port or _PORTS[self.security]


def _flaws(server: Server) -> Iterator[tuple[str, str]]:
    """What cannot work: the setting, and what to write instead."""
    if not is_host(server.host):
        yield "host", "write the name of the mail server, as in mail.example.ir"
    if not 0 <= server.port <= 65535:
        yield "port", "write a number up to 65535, or 0 for the usual port"
    if not 0 < server.timeout <= BATCH_WITHIN:
        yield "timeout", f"write seconds, more than 0 and at most {BATCH_WITHIN:g}"
    if bool(server.username) != bool(server.password):
        yield "username", "a username and a password go together; give both or neither"
    if server.security is Security.NONE:
        if server.username:
            yield "security", "nobody signs in over an open line; write starttls or tls"
        if not is_loopback(server.host):
            yield "security", "only this machine is reached unencrypted; write starttls or tls"


def _trust(ca_file: Path | None) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise _invalid("ca_file", f"{ca_file} has no certificates to read ({why})") from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _invalid(setting: str, advice: str) -> InvalidValue:
    return InvalidValue(f"{setting}: {advice}.", code="mail.settings", field=setting)
