"""The whole description of an SMS provider that speaks HTTP: data that a settings file can hold."""

import hashlib
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from attrs import field, frozen

from miz_adapters.channels.http_answer import DeliveryQuery, Reading
from miz_adapters.channels.http_request import Request
from miz_adapters.channels.templates import PLACE, Values

MESSAGE_PLACES = frozenset({"to", "text", "parts", "key", "sender"})
QUERY_PLACES = frozenset({"reference", "sender"})
_ADDRESS = re.compile(r"\+([1-9][0-9]{6,14})")
_IRAN = "98"


class Numbers(StrEnum):
    """How the provider wants a number written, shown by the beginning of one."""

    PLUS = "+98912"
    ZEROS = "0098912"
    COUNTRY = "98912"
    ZERO = "0912"
    BARE = "912"

    def written(self, address: str) -> str:
        """An address such as ``+989121234567`` in this form; ValueError where it has none."""
        found = _ADDRESS.fullmatch(address)
        if found is None:
            raise ValueError("an address is + and the digits of a number with its country code")
        abroad, national = self.value.removesuffix("912"), found[1]
        if abroad.endswith(_IRAN):
            return abroad.removesuffix(_IRAN) + national
        if not national.startswith(_IRAN):
            raise ValueError("a number abroad has no national form")
        return abroad + national.removeprefix(_IRAN)


class Keys(StrEnum):
    """What the provider takes for a key: any text, or a number."""

    TEXT = "text"
    NUMBER = "number"

    def written(self, key: str) -> str:
        """The key in this form; as a number it is 63 bits of its SHA-256, as in a signed long."""
        if self is Keys.TEXT:
            return key
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
        return str(int.from_bytes(digest[:8], "big") >> 1)


@frozen
class HttpProvider:
    """How to send through a provider, how to read its answers, and what it must be told.

    Places in requests are ``{to}``, ``{text}``, ``{parts}`` (the text cut as phones will join it),
    ``{key}``, ``{sender}``, and the names of ``secrets``; in the delivery query ``{reference}``.
    ``repeatable`` says that the provider takes a ``{key}`` and sends a message with a known one
    only once. Then a message whose answer was lost is sent again; without it, the default, such a
    message fails: it may have been sent, and nobody is told twice.
    ``ca_file`` holds the certificates to trust instead of the system's.
    """

    send: Request
    reading: Reading = Reading()
    delivery: DeliveryQuery | None = None
    secrets: Mapping[str, str] = field(factory=dict, repr=False)
    sender: str = ""
    numbers: Numbers = Numbers.ZERO
    keys: Keys = Keys.TEXT
    repeatable: bool = False
    ca_file: Path | None = None

    def __attrs_post_init__(self) -> None:
        self._check_secrets()
        self._check_message()
        if self.delivery is not None:
            self._check_places(self.delivery.request, QUERY_PLACES)
            if "reference" not in self.delivery.request.places or not self.reading.reference:
                raise ValueError("delivery asks by {reference}; say where an answer gives one")

    def _check_secrets(self) -> None:
        for name, secret in self.secrets.items():
            if not PLACE.fullmatch(name) or name in MESSAGE_PLACES | QUERY_PLACES:
                raise ValueError(f"secrets: {name!r} cannot be the name of a place; choose another")
            if not secret:
                raise ValueError(f"secrets: {name} is empty")

    def _check_message(self) -> None:
        self._check_places(self.send, MESSAGE_PLACES)
        places = self.send.places
        if "to" not in places or not places & {"text", "parts"}:
            raise ValueError("a message needs the places {to} and {text} (or {parts})")
        if self.repeatable and "key" not in places:
            raise ValueError("repeatable needs the place {key}, by which a repetition is known")

    def _check_places(self, request: Request, known: frozenset[str]) -> None:
        names = known | set(self.secrets)
        for place in sorted(request.places - names):
            raise ValueError(f"{{{place}}} is no place here; known: {', '.join(sorted(names))}")
        if "sender" in request.places and not self.sender:
            raise ValueError("{sender} has a place, but sender is empty; write the line's number")
        if not _bears(request, {**dict.fromkeys(known, "1"), "parts": ("1",), **self.secrets}):
            raise ValueError("secrets: one has characters that its place cannot carry")


def _bears(request: Request, values: Values) -> bool:
    """Whether values can stand in their places; why not is not said, since it would quote them."""
    try:
        request.call(values)
    except ValueError:
        return False
    return True
