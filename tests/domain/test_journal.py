"""The chain functions: what they catch, and that they bind every part of an entry."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve, fields
from hypothesis import given
from hypothesis import strategies as st

from miz.domain.events import VisitorArrived
from miz.domain.ids import PersonId, SiteId, VisitId
from miz.domain.journal import (
    GENESIS,
    Entry,
    Flaw,
    Head,
    Sealed,
    canonical,
    chain_of,
    head_mark,
    link,
    verify,
)

KEY = b"k" * 32
NOON = datetime(2026, 1, 3, 8, 30, tzinfo=UTC)
SITE = SiteId("site-1")
ENTRY = Entry(SITE, "visits", "VisitorArrived", NOON, "guard-1", "desk-1", {"visit": "v1"})

jsons = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=5,
)


def chained(count: int, *streams: str) -> tuple[list[Sealed], list[Head]]:
    """A journal of so many entries, its streams taking turns, and its heads."""
    ends: dict[str, tuple[int, str]] = {}
    entries = []
    for number in range(1, count + 1):
        stream = streams[number % len(streams)] if streams else "visits"
        entry = evolve(ENTRY, stream=stream, facts={"n": number})
        place, digest = ends.get(chain_of(entry), (0, GENESIS))
        digest = link(KEY, digest, entry, place=place + 1)
        ends[chain_of(entry)] = place + 1, digest
        entries.append(Sealed(number, place + 1, entry, digest))
    heads = [
        Head(chain, place, digest, head_mark(KEY, chain, place=place, digest=digest))
        for chain, (place, digest) in ends.items()
    ]
    return entries, heads


def problems(entries: list[Sealed], heads: list[Head], key: bytes = KEY) -> list[str]:
    """What is found, in words."""
    return [flaw.problem for flaw in verify(key, entries, heads)]


@given(count=st.integers(0, 12), streams=st.sampled_from([(), ("a",), ("a", "b"), ("a", "b", "c")]))
def test_an_untouched_journal_has_no_flaws(count: int, streams: tuple[str, ...]) -> None:
    """Of any length and in any number of chains (G8)."""
    assert [] == problems(*chained(count, *streams))


Tamper = Callable[[list[Sealed], list[Head]], None]


def edit(entries: list[Sealed], _: list[Head]) -> None:
    """Another actor."""
    entries[2] = evolve(entries[2], entry=evolve(entries[2].entry, actor="somebody else"))


def drop(entries: list[Sealed], _: list[Head]) -> None:
    """One entry less."""
    del entries[2]


def drop_first(entries: list[Sealed], _: list[Head]) -> None:
    """The first one less."""
    del entries[0]


def cut_the_tail(entries: list[Sealed], _: list[Head]) -> None:
    """The last one less."""
    del entries[-1]


def cut_the_tail_and_its_head(entries: list[Sealed], heads: list[Head]) -> None:
    """And the head moved back, without the key."""
    del entries[-1]
    heads[0] = evolve(heads[0], place=entries[-1].place, digest=entries[-1].digest)


def swap(entries: list[Sealed], _: list[Head]) -> None:
    """Two in another order."""
    entries[1], entries[2] = entries[2], entries[1]


def swap_contents(entries: list[Sealed], _: list[Head]) -> None:
    """Two that changed places."""
    one, other = entries[1].entry, entries[2].entry
    entries[1], entries[2] = evolve(entries[1], entry=other), evolve(entries[2], entry=one)


def insert(entries: list[Sealed], _: list[Head]) -> None:
    """One twice."""
    entries.insert(2, entries[1])


def rehash_without_the_key(entries: list[Sealed], heads: list[Head]) -> None:
    """A forged end of the chain."""
    forged = evolve(entries[-1].entry, actor="somebody else")
    digest = link(b"guessed", entries[-2].digest, forged, place=entries[-1].place)
    entries[-1] = evolve(entries[-1], entry=forged, digest=digest)
    heads[0] = evolve(heads[0], digest=digest)


def drop_a_head(_: list[Sealed], heads: list[Head]) -> None:
    """A chain without a head."""
    del heads[0]


def drop_everything(entries: list[Sealed], _: list[Head]) -> None:
    """Nothing left but heads."""
    entries.clear()


@pytest.mark.parametrize(
    "tamper",
    [
        *(edit, drop, drop_first, cut_the_tail, cut_the_tail_and_its_head, swap, swap_contents),
        *(insert, rehash_without_the_key, drop_a_head, drop_everything),
    ],
)
def test_each_way_of_tampering_is_found(tamper: Tamper) -> None:
    """By somebody who may write everything but lacks the key (threat 28, G8)."""
    entries, heads = chained(5)
    tamper(entries, heads)

    assert [] != problems(entries, heads)


def test_a_flaw_names_its_place() -> None:
    """Chain, place and number of the entry, so that somebody can go and look."""
    entries, heads = chained(4)
    edit(entries, heads)

    expected = Flaw("site-1/visits", 3, 3, "the entry was changed")
    assert [expected] == list(verify(KEY, entries, heads))


def test_one_chain_does_not_spoil_another() -> None:
    """What was done to one stream is told of that stream alone."""
    entries, heads = chained(8, "a", "b")
    del entries[2]
    chains = {flaw.chain for flaw in verify(KEY, entries, heads)}

    assert {chain_of(chained(8, "a", "b")[0][2].entry)} == chains


def test_another_key_fits_nothing() -> None:
    """Neither links nor heads."""
    entries, heads = chained(3)

    assert len(entries) + len(heads) == len(problems(entries, heads, key=b"another"))


@pytest.mark.parametrize("name", [attribute.name for attribute in fields(Entry)])
def test_every_part_of_an_entry_is_bound(name: str) -> None:
    """Changing any field changes the link."""
    others: dict[str, Any] = {"at": NOON + timedelta(microseconds=1), "facts": {"visit": "v2"}}
    changed = evolve(ENTRY, **{name: others.get(name, "other")})

    assert link(KEY, GENESIS, ENTRY, place=1) != link(KEY, GENESIS, changed, place=1)


def test_place_and_predecessor_are_bound() -> None:
    """The same entry elsewhere has another link."""
    links = {
        link(KEY, previous, ENTRY, place=place)
        for previous in (GENESIS, "1" * 64)
        for place in (1, 2, 11)
    }

    assert 6 == len(links)


@given(facts=st.dictionaries(st.text(st.characters(codec="utf-8")), jsons), other=jsons)
def test_equal_facts_have_equal_bytes(facts: dict[str, object], other: object) -> None:
    """Whatever the order in which they were given; other facts have other bytes."""
    entry = evolve(ENTRY, facts=facts)
    turned = evolve(ENTRY, facts=dict(reversed(facts.items())))
    more = evolve(ENTRY, facts={**facts, "one more": [other]})

    assert canonical(entry, 1) == canonical(turned, 1)
    assert canonical(entry, 1) != canonical(more, 1)


def test_fields_do_not_run_into_each_other() -> None:
    """What moves from one text to its neighbour is another entry."""
    one = evolve(ENTRY, actor="ab", origin="c")
    other = evolve(ENTRY, actor="a", origin="bc")

    assert canonical(one, 1) != canonical(other, 1)


def test_an_event_becomes_an_entry() -> None:
    """With who and from where, and identities only."""
    event = VisitorArrived(SITE, NOON, visit=VisitId("v1"), person=PersonId("p1"))
    entry = Entry.of_event(event, actor="guard-1", origin="desk-1")

    assert ENTRY.kind == entry.kind
    assert {"visit": "v1", "person": "p1"} == entry.facts
    assert "site-1/visits" == chain_of(entry)


def test_verifying_does_not_need_the_whole_journal_at_once() -> None:
    """Entries are taken one by one, so that ten million fit."""
    entries, heads = chained(3)
    entries[0] = evolve(entries[0], digest="0" * 64)
    taken: list[int] = []

    def one_by_one() -> Iterator[Sealed]:
        for sealed in entries:
            taken.append(sealed.number)
            yield sealed

    next(verify(KEY, one_by_one(), heads))

    assert [1] == taken
