from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve, frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from miz.domain.admissions import RefusalReason
from miz.domain.journal import Flaw, Head, Sealed, verify
from miz.domain.passes import CardState
from miz.domain.people import LookPurpose
from miz.ports.gates import Movement
from miz.usecases.audit import Audit
from tests.office import CARD, Office, furnish_again


@pytest.fixture
def day(office: Office) -> Office:
    """A day in which a little of everything happened, at two sites."""
    first = office.enter(office.slip(office.person(0)))
    office.core.files.open(actor=office.actor, person=first.person, purpose=LookPurpose.SECURITY)
    second = office.admitted(office.person(1))
    office.core.reception.hand_card(actor=office.actor, visit=second.id, card=CARD)
    office.core.cards.mark(actor=office.actor, card=office.card.id, state=CardState.LOST)
    office.core.reception.refuse(
        actor=office.actor, visit=second.id, reason=RefusalReason.DOCUMENTS_MISSING
    )
    office.core.gatehouse.present(actor=office.actor, lane=office.lane.id, code="سلام")
    office.core.gatehouse.observed(
        actor=office.actor, lane=office.lane.id, movement=Movement.FORCED
    )
    office.core.gatehouse.let_out(actor=office.actor, visit=first.id, lane=office.lane_out.id)
    other = furnish_again(office)
    other.enter(other.slip())
    return office


def entries(office: Office) -> list[Sealed]:
    """The whole journal."""
    return list(office.core.storage.read(lambda uow: uow.journal.after(0, limit=10_000)))


def flaws(office: Office, found: list[Sealed], heads: list[Head] | None = None) -> list[Flaw]:
    """What a journal like this would be told of."""
    ends = list(office.core.audit.heads()) if heads is None else heads
    return list(verify(office.core.vault.journal_key, found, ends))


def test_a_busy_day_verifies(day: Office) -> None:
    """Every chain of both sites is whole (I7, G8)."""

    assert () == day.core.audit.flaws(actor=day.actor)
    assert len(entries(day)) > 40
    assert 8 == len(day.core.audit.heads())


def test_a_long_journal_is_read_in_pieces(
    day: Office, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """However long it is, chains go on from piece to piece."""
    monkeypatch.setattr("miz.usecases.audit.BATCH", 3)

    assert () == day.core.audit.flaws(actor=day.actor)


def test_a_journal_that_grows_meanwhile_verifies(day: Office) -> None:
    """A check beside a running office raises no false alarm (I7)."""

    @frozen
    class Busy:
        """A storage in which something happens after every read."""

        inside: Any

        def read(self, work: Callable[[Any], Any]) -> Any:
            result = self.inside.read(work)
            day.core.gatehouse.observed(actor=day.actor, lane=day.lane.id, movement=Movement.FORCED)
            day.core.places.found(organisation=day.site.name, name=day.site.name)
            return result

    busy: Any = Busy(day.core.storage)

    assert [] == list(Audit(busy, day.core.vault).check())


TAMPERS: dict[str, Callable[[Sealed], Sealed]] = {
    "actor": lambda s: evolve(s, entry=evolve(s.entry, actor="somebody")),
    "origin": lambda s: evolve(s, entry=evolve(s.entry, origin="elsewhere")),
    "kind": lambda s: evolve(s, entry=evolve(s.entry, kind="VisitorVanished")),
    "facts": lambda s: evolve(s, entry=evolve(s.entry, facts={**s.entry.facts, "x": 1})),
    "instant": lambda s: evolve(s, entry=evolve(s.entry, at=s.entry.at.replace(microsecond=7))),
    "stream": lambda s: evolve(s, entry=evolve(s.entry, stream="other")),
    "digest": lambda s: evolve(s, digest="0" * 64),
    "place": lambda s: evolve(s, place=s.place + 1),
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=st.integers(0, 40), tamper=st.sampled_from(sorted(TAMPERS)))
def test_a_changed_entry_is_found(day: Office, number: int, tamper: str) -> None:
    """Whatever is changed in whichever entry, the check names it (row 30)."""
    found = entries(day)
    found[number] = TAMPERS[tamper](found[number])
    named = {flaw.number for flaw in flaws(day, found)}

    assert named & {found[number].number, None}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=st.integers(0, 40))
def test_a_missing_entry_is_found(day: Office, number: int) -> None:
    """Taken out of the middle or off the end (row 30)."""
    found = entries(day)
    del found[number]

    assert flaws(day, found)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_exchanged_entries_are_found(day: Office, data: st.DataObject) -> None:
    """Two entries of one chain in the other order (row 30)."""
    found = entries(day)
    chain = data.draw(st.sampled_from(sorted({sealed.chain for sealed in found})))
    places = [place for place, sealed in enumerate(found) if sealed.chain == chain]
    if len(places) < 2:
        return
    one, other = data.draw(st.lists(st.sampled_from(places), min_size=2, max_size=2, unique=True))
    found[one], found[other] = found[other], found[one]

    assert flaws(day, found)


def test_a_cut_tail_is_found(day: Office) -> None:
    """The heads remember where each chain ended (G8)."""
    found = entries(day)
    last = found[-1]

    assert [last.chain] == [flaw.chain for flaw in flaws(day, found[:-1])]


def test_a_changed_head_is_found(day: Office) -> None:
    """A head cannot be set back without the key (G8)."""
    heads = list(day.core.audit.heads())
    heads[0] = evolve(heads[0], place=heads[0].place - 1)

    assert ["the chain's head was changed"] == [
        flaw.problem for flaw in flaws(day, entries(day), heads)
    ]


def test_a_chain_without_a_head_is_found(day: Office) -> None:
    """Taking the head away hides nothing (G8)."""
    heads = list(day.core.audit.heads())

    assert [(heads[0].chain, "the chain has no head")] == [
        (flaw.chain, flaw.problem) for flaw in flaws(day, entries(day), heads[1:])
    ]


def test_another_key_fits_nothing(day: Office) -> None:
    """Who has the database alone cannot write a journal of his own (G8)."""
    found = list(verify(b"another key of thirty-two bytes.", entries(day), day.core.audit.heads()))

    assert len(found) >= len(entries(day))


def test_the_journal_holds_no_personal_data(day: Office) -> None:
    """Neither name nor number nor code nor address stands in it (G8)."""
    text = str([sealed.entry for sealed in entries(day)])

    for secret in ("کاظمی", "مریم", "0499370899", "989123456789", "989121112233", CARD):
        assert secret not in text
