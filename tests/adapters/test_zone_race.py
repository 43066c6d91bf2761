"""Many at once for the last places of a zone: no storage gives one twice (features 58)."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from miz.domain.access import Reason
from miz.domain.passes import Pass
from miz.domain.people import Identity, PersonKind
from miz.domain.values import PersonName
from miz.ports.storage import Storage
from tests.office import Office, national_id, open_office
from tests.usecases.floor import Floor

CROWD, PLACES = 8, 3


@pytest.fixture
def office(each_storage: Storage) -> Iterator[Office]:
    """An office on it."""
    with open_office(storage=each_storage) as opened:
        yield opened


def visitor(office: Office, number: int) -> Pass:
    """The slip of somebody inside."""
    name = PersonName.parse("مریم", "کاظمی")
    identity = Identity(PersonKind.IRANIAN, name, national_id=national_id(number))
    person = office.core.files.register(actor=office.actor, identity=identity)
    slip = office.slip(person)
    office.enter(slip)
    return slip


def test_the_last_places_are_given_once(office: Office) -> None:
    """As many as there are places pass, at whichever lane, and the others are told it is full."""
    floor = Floor.of(office, capacity=PLACES)
    second = office.core.zones.lead(actor=office.actor, lane=office.lane.id, zone=floor.zone.id)
    slips = [visitor(office, number) for number in range(CROWD)]
    office.later(seconds=3)
    start = Barrier(CROWD)

    def read(number: int) -> Reason:
        start.wait(timeout=60)
        lane = (floor.into, second)[number % 2]
        verdict = office.core.gatehouse.present(
            actor=office.actor, lane=lane.id, code=slips[number].code
        )
        if verdict.opens and number % 4:
            office.core.gatehouse.passed(actor=office.actor, access=verdict.access.id)
        return verdict.access.reason

    with ThreadPoolExecutor(CROWD) as crew:
        ends = Counter(crew.map(read, range(CROWD)))

    assert {Reason.GRANTED: PLACES, Reason.ZONE_FULL: CROWD - PLACES} == ends
