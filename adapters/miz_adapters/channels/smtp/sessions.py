"""One conversation with a mail server: greeted, encrypted, signed in, and always let go."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import aiosmtplib

from miz.errors import Unavailable
from miz_adapters.channels.smtp.servers import Security, Server
from miz_adapters.channels.smtp.verdicts import LOST, away

FAREWELL_WITHIN = 1.0
TURNS_TO_CLOSE = 4
_HOST_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")


class Client(aiosmtplib.SMTP):
    """A connection that closes at once, where TLS would wait for a silent server's farewell."""

    def close(self) -> None:
        """Lets go of the line."""
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()
        super().close()


@asynccontextmanager
async def session(server: Server, *, until: float) -> AsyncIterator[Client]:
    """A connection on which mail can be handed over, until an instant of the loop.

    Raises Unavailable, which says what is wrong, and lets go of the line whatever happens inside.
    """
    client = Client(
        hostname=server.host,
        port=server.reached,
        local_hostname=_own_name(),
        timeout=server.timeout,
        use_tls=server.security is Security.TLS,
        start_tls=False,
        tls_context=server.trust,
    )
    try:
        try:
            await _open(client, server, until=until)
        except Unavailable:
            await _leave(client, until=until)
            raise
        yield client
        await _leave(client, until=until)
    finally:
        client.close()
        for _ in range(TURNS_TO_CLOSE):
            await asyncio.sleep(0)


async def _open(client: Client, server: Server, *, until: float) -> None:
    try:
        async with asyncio.timeout_at(until):
            await client.connect()
            await client.ehlo()
            if server.security is Security.STARTTLS:
                await _encrypt(client, server)
            if server.username:
                await _sign_in(client, server)
    except LOST as error:
        raise away(error, server=str(server)) from error


async def _encrypt(client: Client, server: Server) -> None:
    if not client.supports_extension("starttls"):
        raise Unavailable(
            f"{server} offers no encryption (STARTTLS); ask for it, or try security tls.",
            code="mail.unencrypted",
        )
    await client.starttls()
    await client.ehlo()  # what was said before is forgotten (RFC 3207, 4.2)


async def _sign_in(client: Client, server: Server) -> None:
    """Once, in one way: the library would try a wrong password in each, and be locked out."""
    ways = client.server_auth_methods
    if "plain" in ways:
        await client.auth_plain(server.username, server.password)
    elif "login" in ways:
        await client.auth_login(server.username, server.password)
    else:
        raise Unavailable(
            f"{server} takes no login by PLAIN or LOGIN; ask for it, or leave out username.",
            code="mail.login",
        )


async def _leave(client: Client, *, until: float) -> None:
    """Says goodbye, as servers note who does not; whatever they answer changes nothing."""
    left = min(FAREWELL_WITHIN, until - asyncio.get_running_loop().time())
    if client.is_connected and left > 0:
        with suppress(*LOST):
            await client.quit(timeout=left)


def _own_name() -> str:
    """What this machine calls itself to the server; asks no name server, which might hang."""
    name = socket.gethostname()
    return name if _HOST_NAME.fullmatch(name) else "localhost"
