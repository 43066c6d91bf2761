from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from miz.domain.access import Reason
from miz.domain.places import Direction, LaneFlow
from miz.domain.values import Text
from miz.errors import InvalidValue, NotFound, PoorSample
from tests.office import Office, furnish_again


def logo(size: int = 32) -> bytes:
    """A small PNG."""
    file = BytesIO()
    Image.new("RGBA", (size, size), "teal").save(file, "PNG")
    return file.getvalue()


def settings_of(office: Office) -> list[tuple[str, str]]:
    """What the journal tells of changed settings."""
    entries = office.core.storage.read(lambda uow: uow.journal.after(0, limit=1000))
    return [
        (s.entry.facts["record"], s.entry.facts["change"])
        for s in entries
        if s.entry.stream == "settings" and s.entry.site == office.site.id
    ]


def test_a_site_is_founded_first(office: Office) -> None:
    """The site's journal begins with itself and the four categories (C1 to C4)."""
    site = office.core.places.found(organisation=Text("سازمان"), name=Text("شعبه"))

    assert "Asia/Tehran" == site.timezone
    assert [*[("Category", "added")] * 4, ("Site", "added")] == [
        (s.entry.facts["record"], s.entry.facts["change"])
        for s in office.core.storage.read(lambda uow: uow.journal.after(0, limit=1000))
        if s.entry.site == site.id
    ]


def test_every_change_is_in_the_journal(office: Office) -> None:
    """Who set up what can be proven later (G8)."""
    before = len(settings_of(office))
    office.core.places.switch_lane(actor=office.actor, lane=office.lane.id, active=False)
    office.core.places.rename(actor=office.actor, organisation=Text("سازمان نو"), name=Text("مرکز"))
    office.core.places.add_desk(actor=office.actor, name=Text("میز ۱"))

    assert [("Lane", "changed"), ("Site", "changed"), ("Desk", "added")] == settings_of(office)[
        before:
    ]


def test_the_site_s_places_are_listed(office: Office) -> None:
    """Oldest first, and only the site's own (ASVS V8.4.1)."""
    desk = office.core.places.add_desk(actor=office.actor, name=Text("میز ۱"))
    furnish_again(office)
    lanes = office.core.places.lanes(actor=office.actor)

    assert {office.lane_in, office.lane_out, office.lane} == set(lanes)
    assert 1 == len(office.core.places.gates(actor=office.actor))
    assert (desk,) == office.core.places.desks(actor=office.actor)


def test_a_lane_keeps_its_window(office: Office) -> None:
    """How long a grant waits is each lane's own (journeys, anchors)."""
    gate = office.core.places.gates(actor=office.actor)[0]
    lane = office.core.places.add_lane(
        actor=office.actor, gate=gate.id, name=Text("۴"), window_seconds=8, confirms=False
    )
    verdict = office.core.gatehouse.present(
        actor=office.actor, lane=lane.id, code=office.slip().code
    )

    assert (LaneFlow.BOTH, False) == (lane.flow, lane.confirms)
    assert verdict.access.deadline is not None
    assert timedelta(seconds=8) == verdict.access.deadline - verdict.access.at


@pytest.mark.parametrize("seconds", [0, 1, 301, -30])
def test_a_window_is_within_reason(office: Office, seconds: int) -> None:
    """A lane that waits for ever, or not at all, is refused with the field's name."""
    gate = office.core.places.gates(actor=office.actor)[0]
    with pytest.raises(InvalidValue) as caught:
        office.core.places.add_lane(
            actor=office.actor, gate=gate.id, name=Text("۴"), window_seconds=seconds
        )

    assert "window_seconds" == caught.value.field


def test_a_lane_can_be_opened_again(office: Office) -> None:
    """A closed lane lets nobody pass until it is opened (C1-10)."""
    slip = office.slip()
    office.core.places.switch_lane(actor=office.actor, lane=office.lane_in.id, active=False)
    shut = office.core.gatehouse.present(actor=office.actor, lane=office.lane_in.id, code=slip.code)
    office.later(seconds=3)
    office.core.places.switch_lane(actor=office.actor, lane=office.lane_in.id, active=True)
    opened = office.core.gatehouse.present(
        actor=office.actor, lane=office.lane_in.id, code=slip.code
    )

    assert Reason.LANE_CLOSED is shut.access.reason
    assert (True, Direction.IN) == (opened.opens, opened.access.direction)


class TestLogo:
    def test_is_shown_on_monitor_and_slips(self, office: Office) -> None:
        """One logo for the monitor and what is printed (CAP-17, CAP-18)."""
        site = office.core.places.set_logo(actor=office.actor, content=logo())
        content = office.core.places.logo(site=office.site.id)

        assert site == office.core.monitor.site(actor=office.actor)
        assert content is not None
        assert content.startswith(b"\x89PNG")

    def test_is_drawn_anew(self, office: Office) -> None:
        """Nothing of the upload but its pixels is kept (threat 10)."""
        office.core.places.set_logo(actor=office.actor, content=logo() + b"<script>")
        content = office.core.places.logo(site=office.site.id)

        assert content is not None
        assert b"<script>" not in content

    def test_is_none_until_it_is_set(self, office: Office) -> None:
        """A page without a logo is no fault (CAP-17)."""

        assert office.core.places.logo(site=office.site.id) is None

    def test_must_be_a_picture(self, office: Office) -> None:
        """The old logo stays when the new one is refused."""
        old = office.core.places.set_logo(actor=office.actor, content=logo())
        with pytest.raises(PoorSample):
            office.core.places.set_logo(actor=office.actor, content=b"<svg onload='x()'/>")

        assert old.logo == office.core.monitor.site(actor=office.actor).logo

    def test_of_no_site_is_not_found(self, office: Office) -> None:
        """A guessed site has no logo and no secret."""
        with pytest.raises(NotFound):
            office.core.places.logo(site="nowhere")  # type: ignore[arg-type]


def test_both_sites_keep_their_names(office: Office) -> None:
    """Renaming one leaves the other as it is (ASVS V8.4.1)."""
    other = furnish_again(office)
    office.core.places.rename(actor=office.actor, organisation=Text("نو"), name=Text("نو"))

    assert other.site == other.core.monitor.site(actor=other.actor)
