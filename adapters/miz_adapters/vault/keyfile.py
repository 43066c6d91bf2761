"""The file of master keys: one line a key, its number, a colon and 32 bytes in hexadecimal.

The last line seals. Every line opens. The first line is the root of the indexes and the journal
and never goes, so that what was stored is still found after a rotation.
Keep a copy apart from every backup of the database: without it nobody can read what is sealed.
"""

import secrets
import stat
from pathlib import Path

from attrs import frozen

from miz.errors import ConfigError
from miz_adapters import durable

KEY_BYTES = 32
MOST_KEYS = 255


@frozen
class Keys:
    """Master keys by number, in the order of the file; ``repr`` shows numbers only."""

    masters: dict[int, bytes]

    def __repr__(self) -> str:
        return f"Keys({list(self.masters)})"

    @property
    def current(self) -> int:
        """The number of the key that seals."""
        return next(reversed(self.masters))

    @property
    def root(self) -> bytes:
        """The key from which indexes and journal are derived."""
        return next(iter(self.masters.values()))

    def rotated(self) -> "Keys":
        """The same keys and a fresh one that seals from now on."""
        number = max(self.masters) + 1
        if number > MOST_KEYS:
            raise ConfigError(f"A key file holds at most {MOST_KEYS} keys.", code="vault.full")
        return Keys({**self.masters, number: secrets.token_bytes(KEY_BYTES)})

    def text(self) -> str:
        """What the file holds."""
        return "".join(f"{number}:{key.hex()}\n" for number, key in self.masters.items())


def fresh() -> Keys:
    """One new key."""
    return Keys({1: secrets.token_bytes(KEY_BYTES)})


def parse(text: str, *, place: str) -> Keys:
    """The keys in a text (a file, an environment variable); ``place`` is named in errors."""
    masters: dict[int, bytes] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        number, key = _line(line, place)
        if number in masters:
            raise ConfigError(f"Key {number} stands twice in {place}.", code="vault.keys")
        masters[number] = key
    if not masters:
        raise ConfigError(f"No key is in {place}; make one there.", code="vault.keys")
    return Keys(masters)


def _line(line: str, place: str) -> tuple[int, bytes]:
    number, _, key = line.partition(":")
    try:
        parsed = int(number), bytes.fromhex(key)
    except ValueError:
        parsed = 0, b""
    if not 0 < parsed[0] <= MOST_KEYS or len(parsed[1]) != KEY_BYTES:
        # The line itself is not shown: it may be a key with a typing error.
        raise ConfigError(
            f"A line of {place} is not a number, a colon and {KEY_BYTES * 2} hexadecimal digits.",
            code="vault.keys",
        ) from None
    return parsed


def load(path: Path) -> Keys:
    """The keys of a file that nobody but its owner can read."""
    try:
        mode = path.stat().st_mode
        text = path.read_text("ascii")
    except FileNotFoundError as error:
        raise ConfigError(
            f"The key file {path} is missing; restore it from where it was copied to.",
            code="vault.missing",
        ) from error
    except (OSError, UnicodeError) as error:
        raise ConfigError(
            f"The key file {path} cannot be read: {error}", code="vault.keys"
        ) from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigError(
            f"Others may read the key file {path}; run: chmod 600 {path}", code="vault.open_file"
        )
    return parse(text, place=str(path))


def store(path: Path, keys: Keys, *, replace: bool) -> None:
    """Writes the file whole or not at all, for its owner only; raises OSError."""
    durable.keep(path, keys.text().encode(), replace=replace)
