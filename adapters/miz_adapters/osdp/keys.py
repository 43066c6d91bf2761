"""The secret that a panel and a device share."""

from miz.errors import InvalidValue

LENGTH = 16
DEFAULT = bytes(range(0x30, 0x40))
"""SCBK-D: printed in the standard, so as good as none."""


def secure_key(text: str) -> bytes:
    """The SCBK in 32 hexadecimal digits; a key that anybody knows is refused."""
    try:
        key = bytes.fromhex(text)
    except ValueError as error:
        raise _wrong("A key is written in hexadecimal digits.") from error
    if len(key) != LENGTH:
        raise _wrong(f"A key has {2 * LENGTH} hexadecimal digits, not {2 * len(key)}.")
    if key == DEFAULT or len(set(key)) == 1:
        raise _wrong("This key is known to everybody: give the reader a key of its own.")
    return key


def _wrong(message: str) -> InvalidValue:
    return InvalidValue(message, code="osdp.key", field="key")
