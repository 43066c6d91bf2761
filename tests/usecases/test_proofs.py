"""What citizens do without a permission: by a code and a factor, or by their own session."""

from collections.abc import Mapping
from typing import Any

import attrs
import pytest
from attrs import evolve

from miz.domain.values import Mobile, NationalId
from miz.errors import NotFound
from miz.usecases.citizens import Citizen
from miz.usecases.tracking import Proof
from tests.desk_office import Desk, equip_again
from tests.office import NATIONAL_IDS
from tests.usecases.permissions import BY_CITIZEN, BY_PROOF
from tests.usecases.things import Things, method, takes

SECRET = "به او نگویید"


@pytest.fixture
def things(desk: Desk) -> Things:
    """An office with a record of each kind."""
    return Things.of(desk)


def call(things: Things, name: str, **changes: Any) -> Any:
    """Calls it as anybody on the web, with some other values."""
    who = {"actor": things.desk.public} if name in BY_PROOF else {}
    return method(things.desk.core, name)(**(who | things.arguments(name) | changes))


def told(things: Things, name: str, proof: Proof) -> tuple[str, str]:
    """What a proof that does not fit is answered."""
    with pytest.raises(NotFound) as caught:
        call(things, name, proof=proof)
    return caught.value.code, caught.value.message


@pytest.mark.parametrize("name", sorted(BY_PROOF))
def test_the_tables_tell_the_truth(things: Things, name: str) -> None:
    """Each of these takes a proof, and no permission is asked for beside it (EDK-11)."""

    assert takes(method(things.desk.core, name), "proof")
    assert not things.refuses(name, frozenset())


@pytest.mark.parametrize("name", sorted(BY_PROOF))
def test_a_wrong_code_and_a_wrong_factor_are_told_alike(things: Things, name: str) -> None:
    """Nobody learns from the answer whether a code exists (threat 1, EDK-09)."""
    right = things.arguments(name)["proof"]
    before = things.office.core.storage.read(lambda uow: uow.journal.last())
    wrong = [Proof(right.code, "0000"), Proof(right.code, ""), Proof("0000000000000000", "6789")]

    assert 1 == len({told(things, name, proof) for proof in wrong})
    assert before == things.office.core.storage.read(lambda uow: uow.journal.last())


@pytest.mark.parametrize("name", sorted(BY_PROOF))
def test_a_code_of_another_site_does_not_exist(things: Things, name: str) -> None:
    """Both factors right, and still the same answer as for no code at all (ASVS V8.4.1)."""
    other = equip_again(things.desk)
    foreign = other.proof(other.taken())

    assert told(things, name, Proof(foreign.code, "0000")) == told(things, name, foreign)


@pytest.mark.parametrize("name", sorted(BY_PROOF))
def test_internal_notes_never_appear(things: Things, name: str) -> None:
    """In nothing that a citizen's deed gives back, papers on their way neither (J2 step 7)."""
    request = things.arguments("casework.open")["request"]
    core, actor = things.desk.core, things.desk.actor
    core.casework.write(actor=actor, request=request, text=SECRET, internal=True)
    core.intake.say(actor=actor, request=request, text=SECRET)
    core.intake.carry(actor=actor, request=request, receiver="رابط", items=SECRET)

    assert SECRET in words(things.desk.stored(request))
    if name == "tracking.judge":
        core.casework.answer(actor=actor, **things.arguments("casework.answer"))
    if name == "bookings.cancel":
        call(things, "bookings.book")
    if name == "tracking.paper":
        with pytest.raises(NotFound):
            call(things, name)
    else:
        assert SECRET not in words(call(things, name))


def words(thing: Any) -> str:
    """All that is in it, hidden fields too."""
    if isinstance(thing, Mapping):
        return " ".join(f"{words(key)} {words(value)}" for key, value in thing.items())
    if isinstance(thing, list | tuple):
        return " ".join(map(words, thing))
    if attrs.has(type(thing)):
        return words(attrs.asdict(thing, recurse=False))
    return str(thing)


DRAFTED = sorted(
    name for name in BY_CITIZEN if name.split(".")[1] not in {"begin", "drafts", "requests"}
)
OTHERS: dict[str, dict[str, Any]] = {
    "another number": {"national_id": NationalId.parse(NATIONAL_IDS[1])},
    "another mobile": {"mobile": Mobile.parse("09120000000")},
    "another site": {"site": "elsewhere"},
}


def another(things: Things, who: str) -> Citizen:
    """Somebody who is not the citizen of the draft."""
    citizen: Citizen = things.by_type[Citizen]
    return evolve(citizen, **OTHERS[who])


@pytest.mark.parametrize("name", DRAFTED)
@pytest.mark.parametrize("who", sorted(OTHERS))
def test_a_draft_of_another_citizen_does_not_exist(things: Things, name: str, who: str) -> None:
    """Number, mobile and site must all be those who began it (threat 8, J2 step 3)."""
    draft = things.arguments("portal.open")["draft"]
    before = things.desk.core.storage.read(lambda uow: uow.drafts.get(draft))
    with pytest.raises(NotFound):
        call(things, name, citizen=another(things, who))

    assert before == things.desk.core.storage.read(lambda uow: uow.drafts.get(draft))


@pytest.mark.parametrize("who", sorted(OTHERS))
def test_drafts_of_others_are_not_listed(things: Things, who: str) -> None:
    """Whoever types another's number with a mobile of his own sees none of his drafts."""

    assert [things.arguments("portal.open")["draft"]] == [
        one.id for one in call(things, "portal.drafts")
    ]
    assert () == call(things, "portal.drafts", citizen=another(things, who))


@pytest.mark.parametrize("who", ["another number", "another mobile"])
def test_beginning_never_opens_the_draft_of_another(things: Things, who: str) -> None:
    """He begins with an empty one of his own (threat 8)."""
    sheet = call(things, "portal.begin", citizen=another(things, who))

    assert things.arguments("portal.open")["draft"] != sheet.draft.id
    assert ({}, ()) == (sheet.draft.answers, sheet.draft.papers)


def test_a_service_of_another_site_cannot_be_begun(things: Things) -> None:
    """It does not exist for the citizen (ASVS V8.4.1)."""
    foreign = equip_again(things.desk).licence.id
    with pytest.raises(NotFound):
        call(things, "portal.begin", service=foreign)
