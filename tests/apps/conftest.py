"""An office on a real socket, and who stands before it."""

from collections.abc import Iterator

import pytest

from miz.domain.staff import Role
from tests.apps.web import Caller, WebOffice, open_web


@pytest.fixture
def web() -> Iterator[WebOffice]:
    """An office of its own for each test."""
    with open_web() as opened:
        yield opened


@pytest.fixture
def guard(web: WebOffice) -> Caller:
    """A guard at the desk."""
    return web.caller(Role.GUARD)
