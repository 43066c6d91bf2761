"""Where requests may go: what the administrator wrote, which no value and no answer changes."""

import ipaddress
import re
from typing import Self
from urllib.parse import urlsplit

from attrs import frozen

_HOST = re.compile(r"[0-9A-Za-z.-]+|[0-9A-Fa-f:.]+")
_VISIBLE = re.compile(r"[!-~]+")


@frozen
class Origin:
    """The server of an address; plain HTTP leads to this machine only (threat 18)."""

    secure: bool
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Self:
        """Raises ValueError for whatever could lead elsewhere than it seems to."""
        if not _VISIBLE.fullmatch(url) or "\\" in url:
            raise ValueError("url has a character that is to be percent-encoded")
        where = urlsplit(url)
        if where.scheme not in {"https", "http"}:
            raise ValueError("url starts with https:// (or http:// on this machine)")
        if "{" in where.netloc or "@" in where.netloc:
            raise ValueError("url has no place and no user in its host; keys go into secrets")
        if where.query or where.fragment or url.endswith(("?", "#")):
            raise ValueError("url ends with its path; what follows ? goes into query")
        host, secure = where.hostname or "", where.scheme == "https"
        if not _HOST.fullmatch(host):
            raise ValueError("url names no host; an international one is written as xn--…")
        if not secure and not is_loopback(host):
            raise ValueError("url would tell keys to the network; write https://")
        return cls(secure, host, where.port or (443 if secure else 80))


def is_loopback(host: str) -> bool:
    """Whether a host in its plain spelling is this machine; odd spellings are not taken for it."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_loopback
    return address == ipaddress.IPv6Address("::1")
