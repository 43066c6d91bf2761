"""A house with a kiosk and a request in work, for whoever stands before it."""

from collections.abc import Iterator

import pytest
from attrs import evolve

from miz.domain.requests import Request
from tests.apps.citizens import HOME, House
from tests.apps.web import OPTIONS, open_web
from tests.desk_office import equip

KIOSK = evolve(OPTIONS, public_url=HOME, tracking_address="4 per minute")


@pytest.fixture
def hall() -> Iterator[House]:
    """A house of its own for each test."""
    with open_web(KIOSK) as web:
        yield House(web, equip(web.office))


@pytest.fixture
def case(hall: House) -> Request:
    """A request whose first step is done and whose officer asked something."""
    taken = hall.desk.taken()
    hall.desk.core.casework.finish(actor=hall.desk.officer, request=taken.id, step="check")
    hall.desk.core.casework.ask(
        actor=hall.desk.officer, request=taken.id, text="کارت ملی را بیاورید"
    )
    return taken
