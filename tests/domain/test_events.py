import json
from datetime import UTC, datetime
from types import NoneType
from typing import Any, get_args, get_type_hints

import pytest
from attrs import NOTHING, fields

from miz.domain import request_events
from miz.domain.events import KINDS, Event, SettingChanged, VisitorEntered, restore
from miz.domain.ids import AccessId, LaneId, PersonId, SiteId, VisitId

AT = datetime(2026, 1, 3, 6, 0, tzinfo=UTC)
SITE = SiteId("site")
PERSONAL = {"name", "given", "family", "national_id", "passport", "mobile", "address", "code"}


def example(cls: type[Event], *, full: bool) -> Event:
    """An event with every field, or with None and nothing more wherever it may be so."""
    hints = get_type_hints(cls)
    values: dict[str, Any] = {"site": SITE, "at": AT}
    for attribute in fields(cls):
        hint = hints[attribute.name]
        if attribute.name not in values and (full or attribute.default is NOTHING):
            empty = not full and NoneType in get_args(hint)
            values[attribute.name] = None if empty else _value(hint, attribute.name)
    return cls(**values)


def _value(hint: Any, name: str) -> Any:
    if hint is bool:
        return True
    return ("family", "mobile") if hint == tuple[str, ...] else f"some {name}"


@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_event_comes_back_from_the_journal(kind: str, full: bool) -> None:
    """Every kind survives JSON, so that plugins and notices hear what happened."""
    event = example(KINDS[kind], full=full)
    stored = json.loads(json.dumps(event.facts()))

    assert event == restore(event.kind, stored, site=SITE, at=AT)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_event_carries_no_personal_data(kind: str) -> None:
    """Identities only, so that the journal can be kept and exported (G8)."""

    assert not PERSONAL & {attribute.name for attribute in fields(KINDS[kind])}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_event_has_a_stream_and_its_name(kind: str) -> None:
    """The kind is the class's name; the stream is one of six chains of a site."""
    event = example(KINDS[kind], full=False)

    assert kind == event.kind
    assert event.stream in {"visits", "people", "access", "staff", "settings", "requests"}


def test_requests_have_a_stream_of_their_own() -> None:
    """What happens to a case is told beside visits; hours are settings (EDK-10)."""
    kinds = [KINDS[name] for name in ("RequestFiled", "PromiseMade", "ComplaintChanged")]

    assert {"requests"} == {kind.stream for kind in kinds}
    assert "settings" == request_events.DecreeChanged.stream


def test_facts_leave_out_what_is_not_there() -> None:
    """Site and instant are the entry's own; nothing is written for None."""
    event = VisitorEntered(
        site=SITE,
        at=AT,
        access=AccessId("a"),
        visit=VisitId("v"),
        person=PersonId("p"),
        lane=LaneId("l"),
        confirmed=False,
    )

    assert {
        "access": "a", "visit": "v", "person": "p", "lane": "l", "confirmed": False,
    } == event.facts()  # fmt: skip


def test_what_is_no_event_is_none() -> None:
    """A look into a file is in the journal and is no event."""

    assert restore("FileRead", {"person": "p"}, site=SITE, at=AT) is None


def test_facts_of_a_later_version_are_left_out() -> None:
    """A newer entry can still be read by an older miz."""
    facts = {"record": "Lane", "record_id": "l", "change": "added", "colour": "blue"}
    event = restore("SettingChanged", facts, site=SITE, at=AT)

    assert SettingChanged(site=SITE, at=AT, record="Lane", record_id="l", change="added") == event
