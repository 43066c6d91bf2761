import pytest

from miz_apps.web.rendering.sayings import Situation
from tests.apps.desk import PERSIAN, US, Desk
from tests.apps.screens import Screens
from tests.domain.slips import minted

pytest_plugins = ["tests.apps.browser"]


@pytest.mark.parametrize("layout", [US, PERSIAN])
def test_a_desks_scanner_types_all_forty_digits(screens: Screens, layout: str) -> None:
    """A slip of another office is known for a slip by its digits, and for nobody's (B17, C2-07)."""
    desk = Desk(screens.open("/desk", login="guard"))
    desk.says(Situation.IDLE)
    desk.scan(minted(), Situation.UNKNOWN_PASS, layout=layout, ends=2)
    desk.advises()
