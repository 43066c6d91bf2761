"""The secure channel of OSDP, as a peripheral device keeps it.

Source: SIA OSDP v2.1.7, annex D: session keys and cryptograms (D.4), MAC chain (D.5).
"""

import hmac
from enum import IntEnum

from attrs import evolve, field, frozen

from miz_contracts.gates.emulators.osdp.aes import BLOCK, decrypt, encrypt, xor
from miz_contracts.gates.emulators.osdp.frames import MAC, Frame

DEFAULT_KEY = bytes(range(0x30, 0x40))
"""SCBK-D, which everybody knows."""

_PAD = 0x80


class Block(IntEnum):
    """Types of security blocks (D.1)."""

    CHALLENGE = 0x11
    ANSWERED = 0x12
    SERVER = 0x13
    ACCEPTED = 0x14
    COMMAND = 0x15
    REPLY = 0x16
    HIDDEN_COMMAND = 0x17
    HIDDEN_REPLY = 0x18


def diversified(master: bytes, client: bytes) -> bytes:
    """The SCBK of one device from a site's master key and the device's 8-byte identity (D.6)."""
    return encrypt(master, client + bytes(~byte & 0xFF for byte in client))


def padded(data: bytes) -> bytes:
    """Data with the end mark that deciphering looks for."""
    return data + bytes([_PAD]) + bytes(-(len(data) + 1) % BLOCK)


def stripped(data: bytes) -> bytes | None:
    """Data without its end mark; None where there is none."""
    bare = data.rstrip(b"\x00")
    return bare[:-1] if bare.endswith(bytes([_PAD])) else None


@frozen
class Session:
    """Keys of one session and the last MAC, from which the next one is made."""

    hiding: bytes = field(repr=False)
    first: bytes = field(repr=False)
    second: bytes = field(repr=False)
    last: bytes = field(default=bytes(BLOCK), repr=False)

    @classmethod
    def of(cls, key: bytes, server_random: bytes) -> "Session":
        """The session keys that a panel's random number gives (its first six bytes)."""
        made = [
            encrypt(key, bytes([1, kind]) + server_random[:6] + bytes(8)) for kind in (0x82, 1, 2)
        ]
        return cls(*made)

    def client_cryptogram(self, server_random: bytes, client_random: bytes) -> bytes:
        """By which a device proves that it has the key."""
        return encrypt(self.hiding, server_random + client_random)

    def server_cryptogram(self, server_random: bytes, client_random: bytes) -> bytes:
        """By which a panel does."""
        return encrypt(self.hiding, client_random + server_random)

    def begun(self, server_cryptogram: bytes) -> "Session":
        """The session with its initial R-MAC."""
        return evolve(self, last=encrypt(self.second, encrypt(self.first, server_cryptogram)))

    def mac(self, message: bytes) -> bytes:
        """The MAC of a message after the last one: only an uneven end is padded (D.5)."""
        text = message if message and len(message) % BLOCK == 0 else padded(message)
        chained = self.last
        for at in range(0, len(text), BLOCK):
            key = self.second if at + BLOCK == len(text) else self.first
            chained = encrypt(key, xor(text[at : at + BLOCK], chained))
        return chained

    def accepts(self, frame: Frame) -> "Session | None":
        """The session after a command whose MAC is right, or None."""
        mac = self.mac(frame.signed)
        return evolve(self, last=mac) if hmac.compare_digest(mac[:MAC], frame.mac) else None

    def opened(self, data: bytes) -> bytes | None:
        """Hidden data of the next message, before its MAC is accepted; None if it is none."""
        if not data or len(data) % BLOCK:
            return None
        chained, clear = xor(self.last, b"\xff" * BLOCK), b""
        for at in range(0, len(data), BLOCK):
            block = data[at : at + BLOCK]
            clear, chained = clear + xor(decrypt(self.hiding, block), chained), block
        return stripped(clear)

    def hidden(self, data: bytes) -> bytes:
        """Data hidden for the next message."""
        text, chained, out = padded(data), xor(self.last, b"\xff" * BLOCK), b""
        for at in range(0, len(text), BLOCK):
            chained = encrypt(self.hiding, xor(text[at : at + BLOCK], chained))
            out += chained
        return out

    def sealed(self, reply: Frame) -> "tuple[Frame, Session]":
        """A reply with its data hidden and its MAC, and the session after it."""
        kind = Block.HIDDEN_REPLY if reply.data else Block.REPLY
        data = self.hidden(reply.data) if reply.data else b""
        bare = evolve(reply, block=bytes([kind]), data=data)
        mac = self.mac(bare.unsealed())
        return evolve(bare, mac=mac[:MAC]), evolve(self, last=mac)
