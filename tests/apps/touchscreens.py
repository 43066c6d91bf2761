"""Kiosks for tests in a browser, and the house they stand in.

A test module asks for them with ``pytest_plugins`` naming ``tests.apps.browser`` and this.
"""

from collections.abc import Iterator

import pytest
from attrs import evolve
from playwright.sync_api import Browser

from miz.domain.requests import Request
from miz.domain.values import Text
from tests.apps.citizens import HOME, House
from tests.apps.touch import Kiosks
from tests.apps.web import OPTIONS, open_web
from tests.desk_office import equip


@pytest.fixture(scope="module")
def building() -> Iterator[House]:
    """An office with a service desk, whose portal has a public address."""
    many = "1000 per minute"
    options = evolve(OPTIONS, public_url=HOME, tracking_address=many, codes_address=many)
    with open_web(options) as web:
        house = House(web, equip(web.office))
        house.desk.core.places.add_desk(
            actor=house.desk.actor, name=Text("میز همکف", "Ground floor")
        )
        yield house


@pytest.fixture
def request_(building: House) -> Request:
    """A request of a person of its own, with a message in it."""
    number = len(building.desk.core.casework.inbox(actor=building.desk.officer)) + 1
    taken = building.desk.taken(building.desk.somebody(number))
    building.desk.core.casework.ask(
        actor=building.desk.officer, request=taken.id, text="کارت ملی را بیاورید"
    )
    return taken


@pytest.fixture
def kiosks(chromium: Browser, building: House) -> Iterator[Kiosks]:
    """Kiosks for one test, which must leave no complaint in any console."""
    kiosks = Kiosks(chromium, building)
    try:
        yield kiosks
    finally:
        kiosks.off()

    assert [] == kiosks.complaints
