"""E-mail through the office's own mail server."""

from pathlib import Path
from typing import TYPE_CHECKING

from attrs import field, frozen

from miz import Core, hookimpl
from miz.config import Secret
from miz.domain.notices import Medium
from miz.errors import InvalidValue
from miz.plugin import CHANNEL, CLOCK, Parts, Registry
from miz.ports.channels import Channel

if TYPE_CHECKING:
    from miz_adapters.channels.smtp import Sender, Server, SmtpChannel

NAME, HEALTH = "smtp", "mail server"


@frozen
class Smtp:
    """The mail server and who writes; ``port`` 0 is the usual one of its ``security``.

    ``security`` is ``starttls``, ``tls``, or ``none`` for a server on this machine.
    ``ca_file`` holds the only authorities to trust, instead of the machine's; like the file of a
    secret it is found from where miz runs.
    ``timeout`` is in seconds, for a batch.
    """

    host: str
    sender: str
    port: int = 0
    security: str = "starttls"
    sender_name: str = ""
    username: str = ""
    password: Secret = field(default=Secret())
    ca_file: Path | None = None
    timeout: float = 10.0

    def __attrs_post_init__(self) -> None:
        try:
            self.server()
            self.writer()
        except InvalidValue as error:
            raise ValueError(error.message.rstrip(".")) from error

    def server(self) -> "Server":
        """The server as the adapter knows it; raises InvalidValue for what cannot work."""
        from miz_adapters.channels.smtp import Security, Server

        return Server(
            host=self.host,
            security=Security.parse(self.security),
            port=self.port,
            username=self.username,
            password=self.password,
            ca_file=self.ca_file,
            timeout=self.timeout,
        )

    def writer(self) -> "Sender":
        """Who writes; raises InvalidValue for an address that is none."""
        from miz_adapters.channels.smtp import Sender

        return Sender(self.sender, self.sender_name)


@hookimpl
def miz_register(registry: Registry) -> None:
    """Offers the provider."""
    registry.provide(
        CHANNEL, NAME, settings=Smtp, build=_smtp, summary="e-mail through a mail server"
    )


@hookimpl
def miz_start(core: Core) -> None:
    """Lets health pages, and `miz check`, sign in at the mail server of this core."""
    if all(section.provider != NAME for section in core.config.channels.values()):
        return
    from miz_adapters.channels.smtp import SmtpChannel

    channel = core.channels[Medium.EMAIL]
    if isinstance(channel, SmtpChannel):
        core.plugins.register(Doctor(channel), name=HEALTH)


@frozen
class Doctor:
    """Asks the mail server of one core; each open core has its own."""

    channel: "SmtpChannel"

    @hookimpl
    def miz_health(self) -> tuple[str, str]:
        """Signs in and leaves."""
        return HEALTH, self.channel.health()


def _smtp(settings: Smtp, parts: Parts) -> Channel:
    from miz_adapters.channels.smtp import SmtpChannel

    return SmtpChannel(settings.server(), settings.writer(), clock=parts[CLOCK].now)
