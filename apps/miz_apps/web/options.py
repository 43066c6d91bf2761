"""The section ``[web]`` of ``miz.toml``: where to listen, behind what, and how much to allow."""

import re
from ipaddress import ip_address, ip_network

from attrs import field, frozen

from miz.config import Config, settings
from miz.errors import ConfigError

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
PICTURE_BYTES = 8 * 1024 * 1024
UPLOAD_BYTES = 10 * 1024 * 1024
JSON_BYTES = 64 * 1024
MOST_PORT = 65535
ORIGIN = re.compile(r"https://[a-z0-9.-]+(:[0-9]{1,5})?")


@frozen
class WebOptions:
    """What a site decides about its web app.

    ``bind`` is address and port; ``hosts`` are the names under which browsers may know miz (the
    loopback names always work); ``https`` is False only for a demo on loopback;
    ``trusted_proxies`` are the addresses or networks whose X-Forwarded-For is believed.
    ``sign_ins_address`` and ``sign_ins_account`` are budgets as `limits` reads them.
    ``embed`` are the sites that may show the portal in a frame of theirs (EDK-01);
    ``public_url`` is where citizens reach the portal, for the QR codes of a kiosk (MIS-12).
    ``codes_address`` and ``tracking_address`` are budgets of one-time codes and of wrong codes.
    ``stream_seconds`` is how long one event stream lives, ``heartbeat_seconds`` how often it
    speaks when nothing happens.
    """

    bind: str = "127.0.0.1:8000"
    hosts: tuple[str, ...] = ()
    https: bool = True
    trusted_proxies: tuple[str, ...] = ()
    threads: int = 32
    sign_ins_address: str = "60 per 5 minutes"
    sign_ins_account: str = "10 per 5 minutes"
    codes_address: str = "10 per hour"
    tracking_address: str = "20 per 10 minutes"
    embed: tuple[str, ...] = ()
    public_url: str = ""
    stream_seconds: float = 600.0
    heartbeat_seconds: float = 10.0
    log_requests: bool = field(default=True)

    def __attrs_post_init__(self) -> None:
        _must_be_address(self.bind)
        if not self.https and not self.on_loopback:
            raise ConfigError(
                "[web] https = false works on loopback only; put a TLS proxy in front and leave "
                "https on.",
                code="config.https",
            )
        for proxy in self.trusted_proxies:
            _must_be_network(proxy)
        for site in self.embed:
            _must_be_origin(site)
        if self.embed and not self.https:
            raise ConfigError(
                "[web] embed works over TLS only: without it browsers keep no cookie in a frame of "
                "another site. Leave https on, or embed empty.",
                code="config.embed",
            )
        _must_be_public(self.public_url)

    @classmethod
    def of(cls, config: Config) -> "WebOptions":
        """The options in a configuration."""
        return settings(cls, config.web, place="[web]")

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can connect."""
        host = self.bind.rpartition(":")[0].strip("[]")
        if self.bind.startswith("unix:") or host == "localhost":
            return True
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return False

    @property
    def known_hosts(self) -> frozenset[str]:
        """The Host names that are answered, in lower case and without a port."""
        return frozenset(name.lower() for name in (*LOOPBACK, *self.hosts))


def _must_be_address(bind: str) -> None:
    host, _, port = bind.rpartition(":")
    if bind.startswith("unix:") or (host and port.isdecimal() and 0 < int(port) <= MOST_PORT):
        return
    raise ConfigError(
        f'[web] bind: {bind!r} is no address and port; write it like "127.0.0.1:8000".',
        code="config.bind",
    )


def _must_be_origin(site: str) -> None:
    if ORIGIN.fullmatch(site):
        return
    raise ConfigError(
        f'[web] embed: {site!r} is no origin; write it like "https://www.example.ir".',
        code="config.embed",
    )


def _must_be_public(url: str) -> None:
    if not url or ORIGIN.fullmatch(url):
        return
    raise ConfigError(
        f"[web] public_url: {url!r} is no address of the portal; write it without a path, like "
        '"https://miz.example.ir".',
        code="config.public_url",
    )


def _must_be_network(proxy: str) -> None:
    try:
        ip_network(proxy)
    except ValueError as error:
        raise ConfigError(
            f"[web] trusted_proxies: {proxy!r} is no address or network.", code="config.proxy"
        ) from error
