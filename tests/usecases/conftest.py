from collections.abc import Iterator

import pytest

from tests.office import Office, open_office


@pytest.fixture
def office() -> Iterator[Office]:
    """A small office in memory."""
    with open_office() as opened:
        yield opened
