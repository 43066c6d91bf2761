"""The round trips of the contract notice every field that a storage loses."""

from typing import Any

import attrs
import pytest

from miz.domain.bookings import Booking
from miz.domain.catalogue import Host, Service
from miz.domain.categories import Category
from miz.domain.citizens import Challenge, CitizenSession
from miz.domain.complaints import Complaint
from miz.domain.decrees import Decree
from miz.domain.drafts import Draft
from miz.domain.editions import Edition
from miz.domain.nodes import Clash, Node
from miz.domain.notices import Notice
from miz.domain.places import Lane, Site
from miz.domain.promises import Promise
from miz.domain.requests import Request
from miz.domain.staff import User
from miz.domain.surveys import Opinion
from miz.domain.visits import Visit, VisitState
from miz.domain.zones import Zone
from miz.errors import InvalidValue
from miz_contracts.storage import Samples, StorageContract
from tests.adapters import planted
from tests.adapters.planted import run
from tests.adapters.planted_cases import loses

SHAPES: dict[str, tuple[type[Any], str]] = {
    "sites": (Site, "test_places_and_catalogue_come_back_as_they_were"),
    "lanes": (Lane, "test_places_and_catalogue_come_back_as_they_were"),
    "zones": (Zone, "test_places_and_catalogue_come_back_as_they_were"),
    "hosts": (Host, "test_places_and_catalogue_come_back_as_they_were"),
    "services": (Service, "test_places_and_catalogue_come_back_as_they_were"),
    "users": (User, "test_users_and_sessions_come_back_as_they_were"),
    "notices": (Notice, "test_a_notice_comes_back_as_it_was"),
    "decrees": (Decree, "test_what_is_offered_comes_back_as_it_was"),
    "categories": (Category, "test_what_is_offered_comes_back_as_it_was"),
    "editions": (Edition, "test_what_is_offered_comes_back_as_it_was"),
    "requests": (Request, "test_a_request_comes_back_as_it_was"),
    "promises": (Promise, "test_a_promise_comes_back_as_it_was"),
    "bookings": (Booking, "test_a_booking_comes_back_as_it_was"),
    "nodes": (Node, "test_what_is_kept_of_gates_comes_back_as_it_was"),
    "clashes": (Clash, "test_what_is_kept_of_gates_comes_back_as_it_was"),
    "complaints": (Complaint, "test_a_complaint_comes_back_as_it_was"),
    "opinions": (Opinion, "test_an_opinion_comes_back_as_it_was"),
    "drafts": (Draft, "test_what_is_kept_of_citizens_comes_back_as_it_was"),
    "challenges": (Challenge, "test_what_is_kept_of_citizens_comes_back_as_it_was"),
    "citizen_sessions": (CitizenSession, "test_what_is_kept_of_citizens_comes_back_as_it_was"),
}
FIELDS = [
    (kind, field.name)
    for kind, (shape, _) in SHAPES.items()
    for field in attrs.fields(shape)
    if field.default is not attrs.NOTHING and field.name not in {"version", "events"}
]
"""Every field that may be left out, new ones too."""


@pytest.mark.parametrize(("kind", "field"), FIELDS)
def test_no_field_can_be_lost(kind: str, field: str) -> None:
    """Whatever has a default is filled in some sample, so that losing it is noticed."""
    shape, rule = SHAPES[kind]
    default: Any = attrs.fields_dict(shape)[field].default
    empty = default.factory() if hasattr(default, "factory") else default

    with pytest.raises((AssertionError, InvalidValue)):
        run(rule, planted.faulty(loses(kind, **{field: empty})))


LEARNT = (
    "request",
    "override",
    "zones",
    "zone",
    "seen",
    "pardoned_at",
    "overstayed_at",
    "unclear_at",
)


@pytest.mark.parametrize("field", LEARNT)
def test_what_visits_learnt_cannot_be_lost(field: str) -> None:
    """Its request, who let it in against the rules, and where inside it is (MIS-03, MIS-08)."""
    default = attrs.fields_dict(Visit)[field].default
    storage = planted.faulty(loses("visits", **{field: default}))

    with pytest.raises(AssertionError):
        StorageContract().test_a_visit_comes_back_as_it_was(storage, Samples(), VisitState.LEFT)


@pytest.mark.parametrize("field", ["zone", "host", "mark"])
def test_what_decisions_say_cannot_be_lost(field: str) -> None:
    """The zone, the host whose card it was, and what was unusual (features 53, 54, 57)."""
    storage = planted.faulty(loses("accesses", **{field: None}))

    with pytest.raises(AssertionError):
        StorageContract().test_a_decision_comes_back_as_it_was(storage, Samples())
