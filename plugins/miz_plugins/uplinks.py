"""The line from a gate's machine to its server."""

from pathlib import Path

from attrs import frozen

from miz import hookimpl
from miz.config import Secret
from miz.domain.ids import GateId
from miz.errors import ConfigError
from miz.plugin import UPLINK, Parts, Registry
from miz.ports.gatelink import Uplink


@frozen
class HttpLink:
    """``server`` is the office's address; ``gate`` and ``key`` are from the admin page.

    ``signed_by`` is the public key, 64 hexadecimal characters, that the server shows beside them:
    a snapshot of anybody else is refused. ``ca_file`` names a certificate authority of the office.
    ``timeout`` is how many seconds a read may wait for the server before the gate decides alone.
    """

    server: str
    gate: str
    key: Secret
    signed_by: str
    ca_file: Path | None = None
    timeout: float = 0.4


@hookimpl
def miz_register(registry: Registry) -> None:
    """Offers it."""
    registry.provide(
        UPLINK, "http", settings=HttpLink, build=_http, summary="HTTPS with a device key"
    )


def _http(settings: HttpLink, _: Parts) -> Uplink:
    from miz_adapters.signing import Ed25519Verifier
    from miz_adapters.uplink import HttpUplink

    try:
        public = bytes.fromhex(settings.signed_by)
    except ValueError as error:
        raise ConfigError(
            "[uplink] signed_by has 64 hexadecimal characters; copy it from the admin page.",
            code="config.value",
        ) from error
    return HttpUplink(
        settings.server,
        gate=GateId(settings.gate),
        key=settings.key,
        verifier=Ed25519Verifier(public),
        ca_file=settings.ca_file,
        within=settings.timeout,
    )
