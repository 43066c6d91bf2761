from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from miz.domain.people import Identity, Person, PersonKind
from miz.domain.values import PersonName
from miz.domain.visits import VisitState
from miz.usecases.gatehouse import Verdict
from miz_adapters.memory import PlainVault
from miz_adapters.sql import SqlStorage
from tests.office import Office, national_id, open_office

SLIPS = 200
READS = 8


@pytest.fixture
def office(url: str) -> Iterator[Office]:
    """An office on a database of each kind."""
    with open_office(storage=SqlStorage.create(url, vault=PlainVault())) as opened:
        yield opened


def test_a_slip_read_eight_times_at_once_admits_once(office: Office) -> None:
    """200 slips, each read by 8 lanes in parallel: one grant, one entry each (G3, I1)."""
    lanes = [lane.id for lane in office.core.places.lanes(actor=office.actor)]
    slips = [office.slip(person) for person in _people(office)]

    def read(turn: tuple[int, str]) -> Verdict:
        number, code = turn
        lane = lanes[number % 2 * 2]  # the lane in and the lane for both ways
        verdict = office.core.gatehouse.present(actor=office.actor, lane=lane, code=code)
        if verdict.opens:
            office.core.gatehouse.passed(actor=office.actor, access=verdict.access.id)
        return verdict

    turns = [(number, slip.code) for slip in slips for number in range(READS)]
    with ThreadPoolExecutor(READS) as crew:
        verdicts = list(crew.map(read, turns))

    opened = Counter(v.access.visit for v in verdicts if v.opens and v.access.direction == "in")
    assert {slip.visit: 1 for slip in slips} == opened
    visits = office.core.storage.read(lambda uow: [uow.visits.get(s.visit) for s in slips])
    assert {VisitState.INSIDE, VisitState.LEFT} >= {visit.state for visit in visits}
    assert [] == list(office.core.audit.check())


def _people(office: Office) -> list[Person]:
    return [
        office.core.files.register(
            actor=office.actor,
            identity=Identity(
                PersonKind.IRANIAN,
                PersonName.parse("مریم", "کاظمی"),
                national_id=national_id(number),
            ),
        )
        for number in range(SLIPS)
    ]
