"""To whom a request goes: whom a rule names, who is in charge, the deputy, the unit (EDK-07)."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from miz import hookimpl
from miz.domain.catalogue import Service
from miz.domain.ids import HostId
from miz.domain.people import Person
from miz.domain.requests import Request
from miz.usecases.catalogue import Charge
from tests.desk_office import Desk, equip_again, open_desk

AWAY = date(2026, 1, 4)


def away(desk: Desk, *hosts: HostId) -> None:
    """They are on leave up to the fourth."""
    for host in hosts:
        desk.core.catalogue.send_away(actor=desk.actor, host=host, until=AWAY)


def lies(request: Request) -> tuple[HostId | None, bool]:
    """With whom a request lies, and whether with a unit."""
    return request.officer, request.unit is not None


def test_a_request_goes_to_the_person_in_charge(desk: Desk) -> None:
    """And is in his inbox at once (EDK-07, J2 step 5)."""
    request = desk.taken()

    assert (desk.office.host.id, True) == lies(request)
    assert [request.id] == [row.request.id for row in desk.core.casework.inbox(actor=desk.officer)]
    assert [(desk.office.host.id, False)] == [
        (facts["officer"], facts["deputy"]) for facts in desk.journal("RequestRouted")
    ]


def test_the_deputy_has_it_while_the_other_is_away(desk: Desk) -> None:
    """On the last day of leave still, and not on the day after (EDK-07)."""
    away(desk, desk.office.host.id)
    first = desk.taken()
    desk.go(date(2026, 1, 4), "13:00")
    second = desk.taken(desk.office.person(1))
    desk.go(date(2026, 1, 5), "07:00")
    third = desk.taken(desk.office.person(2))

    assert [desk.deputy.id, desk.deputy.id, desk.office.host.id] == [
        one.officer for one in (first, second, third)
    ]
    assert [True, True, False] == [facts["deputy"] for facts in desk.journal("RequestRouted")]
    assert [first.id, second.id] == [
        row.request.id for row in desk.core.casework.inbox(actor=desk.colleague)
    ]


def test_with_both_away_the_unit_has_it(desk: Desk) -> None:
    """The absence of the officer is no reason not to serve (directive 3.3)."""
    away(desk, desk.office.host.id, desk.deputy.id)
    request = desk.taken()

    assert (None, True) == lies(request)
    assert [] == list(desk.core.casework.inbox(actor=desk.colleague))
    assert [request.id] == [
        row.request.id for row in desk.core.casework.inbox(actor=desk.colleague, everybody=True)
    ]


def test_who_left_the_office_gets_nothing(desk: Desk) -> None:
    """A retired employee is away for good (EDK-07)."""
    desk.core.catalogue.retire_host(actor=desk.actor, host=desk.office.host.id)

    assert desk.deputy.id == desk.taken().officer


def test_without_anybody_in_charge_the_request_is_kept(desk: Desk) -> None:
    """The head of the office sees it, and gives it to somebody (EDK-07)."""
    desk.core.catalogue.put_in_charge(actor=desk.actor, service=desk.licence.id, charge=Charge())
    request = desk.taken()

    assert (None, False) == lies(request)
    assert [request.id] == [row.request.id for row in desk.core.casework.inbox(actor=desk.head)]


class Rule:
    """The organisation's own routing, which a test decides."""

    def __init__(self, decide: Callable[[Service, Person], HostId | None]) -> None:
        self.decide = decide

    @hookimpl
    def miz_route_request(self, service: Service, person: Person) -> HostId | None:
        """Asks the test."""
        return self.decide(service, person)


@pytest.fixture
def ruled() -> Iterator[tuple[Desk, Rule]]:
    """A desk whose organisation has a rule of its own."""
    rule = Rule(lambda *_: None)
    with open_desk(plugins=(rule,)) as desk:
        yield desk, rule


def test_a_rule_that_names_somebody_decides(ruled: tuple[Desk, Rule]) -> None:
    """At the desk and online; it is told the service and the person (EDK-07)."""
    desk, rule = ruled
    asked: list[tuple[str, str]] = []

    def decide(service: Service, person: Person) -> HostId | None:
        asked.append((service.code, person.name.full))
        return desk.outsider.id

    rule.decide = decide
    desk.filed()
    found = [desk.taken(), desk.filed()]

    assert [desk.outsider.id] * 2 == [one.officer for one in found]
    assert [desk.outsider.unit] * 2 == [one.unit for one in found]
    assert [("201", "مریم کاظمی"), ("201", "زهرا امینی")] == asked


def test_a_rule_without_an_opinion_leaves_it_to_ours(ruled: tuple[Desk, Rule]) -> None:
    """None is nobody (EDK-07)."""
    desk, _ = ruled

    assert desk.office.host.id == desk.taken().officer


def test_a_rule_that_names_somebody_away_is_not_followed(ruled: tuple[Desk, Rule]) -> None:
    """The person in charge has it rather than an empty chair (directive 3.3)."""
    desk, rule = ruled
    rule.decide = lambda *_: desk.outsider.id
    away(desk, desk.outsider.id)

    assert desk.office.host.id == desk.taken().officer


@pytest.mark.parametrize("named", ["nobody", "foreign"])
def test_a_rule_that_names_nobody_here_is_not_followed(
    ruled: tuple[Desk, Rule], named: str
) -> None:
    """Neither an unknown identity nor an employee of another site (ASVS V8.4.1)."""
    desk, rule = ruled
    named_host = equip_again(desk).deputy.id if named == "foreign" else HostId("nobody")
    rule.decide = lambda *_: named_host

    assert desk.office.host.id == desk.taken().officer


def test_a_rule_that_fails_stops_nothing(ruled: tuple[Desk, Rule]) -> None:
    """The citizen files all the same, and the person in charge has it (EDK-07)."""
    desk, rule = ruled

    def fail(*_: object) -> HostId | None:
        raise RuntimeError

    rule.decide = fail

    assert desk.office.host.id == desk.taken().officer
