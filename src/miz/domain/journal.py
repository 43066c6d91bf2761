"""The journal: every change and every sensitive read, chained by keyed hashes.

One journal serves three readers: the live monitor (events by number), the notices, and whoever
must prove that nothing was changed afterwards (G8). Entries form one chain for each stream
(site x kind), so that writers on a larger database do not queue on one head.
"""

import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import field, frozen

from miz.domain.events import Event
from miz.domain.ids import SiteId

GENESIS = "0" * 64


@frozen
class Entry:
    """What is to be written: who did what, when, from where; no personal data in ``facts``."""

    site: SiteId
    stream: str
    kind: str
    at: datetime
    actor: str
    origin: str
    facts: Mapping[str, Any]

    @classmethod
    def of_event(cls, event: Event, *, actor: str, origin: str) -> "Entry":
        """The entry that keeps an event."""
        return cls(event.site, event.stream, event.kind, event.at, actor, origin, event.facts())


@frozen
class Sealed:
    """An entry in the journal: its number, its place in its stream, and its link."""

    number: int
    place: int
    entry: Entry
    digest: str = field(repr=False)

    @property
    def chain(self) -> str:
        """The name of the chain that it belongs to."""
        return chain_of(self.entry)


def chain_of(entry: Entry) -> str:
    """The chain an entry belongs to: site and stream."""
    return f"{entry.site}/{entry.stream}"


def canonical(entry: Entry, place: int) -> bytes:
    """The bytes that are hashed: sorted JSON without spaces, UTF-8, instants in ISO 8601."""
    content = [
        entry.site,
        entry.stream,
        place,
        entry.kind,
        entry.at.astimezone(UTC).isoformat(),
        entry.actor,
        entry.origin,
        dict(entry.facts),
    ]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def link(key: bytes, previous: str, entry: Entry, *, place: int) -> str:
    """HMAC-SHA256 over the previous link and the entry, in hexadecimal (64 characters)."""
    message = previous.encode() + canonical(entry, place)
    return hmac.digest(key, message, "sha256").hex()


def head_mark(key: bytes, chain: str, *, place: int, digest: str) -> str:
    """A keyed mark over a chain's head, so that cutting off the tail is seen."""
    message = f"head|{chain}|{place}|{digest}".encode()
    return hmac.digest(key, message, "sha256").hex()


@frozen
class Head:
    """The end of a chain as the storage remembers it."""

    chain: str
    place: int
    digest: str
    mark: str


@frozen
class Flaw:
    """Something in the journal that does not fit; ``number`` names the entry where known."""

    chain: str
    place: int
    number: int | None
    problem: str


def verify(key: bytes, entries: Iterable[Sealed], heads: Iterable[Head]) -> Iterator[Flaw]:
    """Every place at which entries, given in the order of their numbers, break their chains."""
    ends: dict[str, tuple[int, str]] = {}
    for sealed in entries:
        place, digest = ends.get(sealed.chain, (0, GENESIS))
        if sealed.place != place + 1:
            yield Flaw(sealed.chain, sealed.place, sealed.number, "an entry before it is missing")
        elif not hmac.compare_digest(
            sealed.digest, link(key, digest, sealed.entry, place=sealed.place)
        ):
            yield Flaw(sealed.chain, sealed.place, sealed.number, "the entry was changed")
        ends[sealed.chain] = (sealed.place, sealed.digest)
    yield from _verify_heads(key, ends, list(heads))


def _verify_heads(
    key: bytes, ends: Mapping[str, tuple[int, str]], heads: list[Head]
) -> Iterator[Flaw]:
    for head in heads:
        if not hmac.compare_digest(
            head.mark, head_mark(key, head.chain, place=head.place, digest=head.digest)
        ):
            yield Flaw(head.chain, head.place, None, "the chain's head was changed")
        elif ends.get(head.chain) != (head.place, head.digest):
            yield Flaw(head.chain, head.place, None, "the chain does not end at its head")
    for chain in ends.keys() - {head.chain for head in heads}:
        yield Flaw(chain, ends[chain][0], None, "the chain has no head")
