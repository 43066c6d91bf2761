"""E-mail addresses and names of hosts, narrower than RFC 5321 so that none can end a line."""

import ipaddress
import re

MOST_OCTETS = 254
"""What fits into the path of a MAIL or RCPT command (RFC 5321, 4.5.3.1.3)."""
# Letters and digits of any script: a Persian mailbox is one (RFC 6531).
_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
_LABEL = r"[^\W_]+(?:-+[^\W_]+)*"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_MAILBOX = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_DOMAIN.pattern}")


def is_address(text: str) -> bool:
    """Whether that is the address of one mailbox.

    A quoted mailbox (``"a b"@…``) is none here, and neither is one that a reader may take for an
    encoded word (RFC 2047) and whatever it hides.
    """
    # First whether it is printable: half a character is not, and cannot be encoded.
    return (
        text.isprintable()
        and len(text.encode()) <= MOST_OCTETS
        and "=?" not in text
        and _MAILBOX.fullmatch(text) is not None
    )


def is_host(name: str) -> bool:
    """Whether that is a name of a host in Latin letters, or a numeric address."""
    return is_numeric(name) or (
        name.isascii()
        and len(name) <= MOST_OCTETS
        and _DOMAIN.fullmatch(name) is not None
        and all(len(label) <= 63 for label in name.split("."))
    )


def is_numeric(name: str) -> bool:
    """Whether that is an IPv4 or IPv6 address."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_loopback(name: str) -> bool:
    """Whether that host is this machine."""
    return name == "localhost" or (is_numeric(name) and ipaddress.ip_address(name).is_loopback)
