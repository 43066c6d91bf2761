from collections.abc import Iterator

import pytest

from tests.desk_office import Desk, equip
from tests.office import Office, open_office


@pytest.fixture
def office() -> Iterator[Office]:
    """A small office in memory."""
    with open_office() as opened:
        yield opened


@pytest.fixture
def desk(office: Office) -> Desk:
    """The same office with a furnished service desk."""
    return equip(office)
