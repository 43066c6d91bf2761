from itertools import product

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from miz.domain.catalogue import Service
from miz.domain.categories import SHIPPED, Category, Flow
from miz.domain.ids import CategoryId, ServiceId, SiteId
from miz.domain.values import Language, Text
from miz.errors import InvalidValue

SITE = SiteId("site")
SERVICE = Service(ServiceId("service"), SITE, "100", Text("خدمت"))
FLAGS = ("takes_request", "gives_entry", "needs_coordination", "at_once")
BY_KEY = {key: Category(CategoryId(key), SITE, key, title, flow) for key, title, flow in SHIPPED}


def sound(flow: dict[str, bool]) -> bool:
    """At once only with a request, coordination only before an entry."""
    return (flow["takes_request"] or not flow["at_once"]) and (
        flow["gives_entry"] or not flow["needs_coordination"]
    )


ALL_FLOWS = [dict(zip(FLAGS, drawn, strict=True)) for drawn in product((True, False), repeat=4)]
SOUND = [Flow(**one) for one in ALL_FLOWS if sound(one)]
fifth = st.builds(
    Category,
    st.just(CategoryId("fifth")),
    st.just(SITE),
    st.just("fifth"),
    st.just(Text("پنجم")),
    st.sampled_from(SOUND),
)
categories = st.sampled_from([*BY_KEY.values()]) | fifth
services = st.builds(
    lambda gives, asks: evolve(SERVICE, gives_pass=gives, needs_agreement=asks),
    st.booleans(),
    st.booleans(),
)


def test_four_are_shipped() -> None:
    """Information, documents, documents with entry, one step (C1 to C4)."""

    assert ["information", "documents", "documents_with_entry", "one_step"] == list(BY_KEY)
    assert all(title.fa != title.in_(Language.EN) for _, title, _ in SHIPPED)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("information", (False, True, False, False)),  # C1-01, C1-09
        ("documents", (True, False, False, False)),  # C2-01
        ("documents_with_entry", (True, True, True, False)),  # C3-01, MIS-08
        ("one_step", (True, False, False, True)),  # C4-01, C4-04
    ],
)
def test_what_the_four_ask_for(key: str, expected: tuple[bool, ...]) -> None:
    """Request, entry, coordination, at once: as the four are described (C1 to C4)."""
    flow = BY_KEY[key].flow

    assert dict(zip(FLAGS, expected, strict=True)) == {
        name: getattr(flow, name) for name in FLAGS
    }  # fmt: skip


@pytest.mark.parametrize("key", ["documents", "one_step"])
@given(service=services)
def test_no_pass_for_documents_and_one_step(key: str, service: Service) -> None:
    """Whatever the service says, these two give no entry without an override (I3, B2)."""

    assert not BY_KEY[key].lets_in(service)


@given(categories, services)
def test_entry_needs_category_and_service(category: Category, service: Service) -> None:
    """A pass may exist when both allow it; a service only takes entry away (B2, I3)."""
    expected = category.flow.gives_entry and service.gives_pass

    assert expected is category.lets_in(service)
    assert not category.lets_in(evolve(service, gives_pass=False))


@given(categories, services)
def test_either_asks_for_coordination(category: Category, service: Service) -> None:
    """Somebody inside is asked when category or service want it (MIS-08)."""
    expected = category.flow.needs_coordination or service.needs_agreement

    assert expected is category.asks_first(service)
    assert category.asks_first(evolve(service, needs_agreement=True))


@pytest.mark.parametrize("flags", [one for one in ALL_FLOWS if not sound(one)])
def test_flows_that_contradict_themselves_are_refused(flags: dict[str, bool]) -> None:
    """Done at once without a request, coordination without an entry: each at its field."""
    with pytest.raises(InvalidValue) as caught:
        Flow(**flags)
    at_once = flags["at_once"] and not flags["takes_request"]
    expected = (
        ("category.at_once", "takes_request")
        if at_once
        else ("category.coordination", "gives_entry")
    )

    assert expected == (caught.value.code, caught.value.field)


def test_a_category_of_nothing_is_possible() -> None:
    """Category is data: a place where people only ask is a fifth one (directive 3.2)."""

    assert 9 == len(SOUND)
    assert Flow() in SOUND
