"""Every step of a request: from which states it is possible, what follows, what is told."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import frozen

from miz.domain import request_events as told
from miz.domain.correspondence import Author, Carriage, Message, Paper
from miz.domain.events import Event
from miz.domain.ids import EditionId, HostId, PersonId, RequestId, ServiceId, SiteId, UnitId
from miz.domain.requests import Origin, Outcome, Request, RequestState, Result

AT = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
SITE, REQUEST, PERSON = SiteId("site"), RequestId("request"), PersonId("person")
SERVICE, HOST, UNIT = ServiceId("service"), HostId("host"), UnitId("unit")
SECRET = "محرمانه"
BLANK = Request(
    REQUEST, SITE, "1234567890123452", PERSON, SERVICE, EditionId("edition"), Origin.ONLINE, AT,
    "شهروند", subject="درخواست مجوز",
)  # fmt: skip
S = RequestState
UNDONE = {S.OPEN, S.WAITING}
EVERY = set(S)


def paper(at: datetime = AT, number: int = 0) -> Paper:
    """A document of the request."""
    return Paper(f"digest{number}", "سند.pdf", "application/pdf", 1, at, Author.CITIZEN, "deed")


def message(at: datetime = AT, *, internal: bool = False) -> Message:
    """A turn of the thread."""
    return Message(Author.OFFICER, SECRET, at, "کارشناس", internal)


def carriage(at: datetime = AT) -> Carriage:
    """Paper that one liaison hands to another."""
    return Carriage("دبیرخانه", "اداره", "پرونده", at)


def result(at: datetime = AT, outcome: Outcome = Outcome.GRANTED) -> Result:
    """What the office answered."""
    return Result(outcome, SECRET, at, "کارشناس", "12345678901234567890")


@frozen
class Step:
    """One step: ``expects`` makes its event, ``target`` is None where the state stays."""

    take: Callable[[Request, datetime], Request]
    states: set[RequestState]
    target: RequestState | None
    event: type[told.RequestEvent]
    facts: Mapping[str, Any] = {}

    def expects(self, at: datetime) -> Event:
        """The event that is told."""
        return self.event(site=SITE, at=at, request=REQUEST, **self.facts)


STEPS: dict[str, Step] = {
    "file": Step(
        lambda request, _: request.file(),
        EVERY,
        None,
        told.RequestFiled,
        {"person": PERSON, "service": SERVICE, "channel": "online"},
    ),
    "route": Step(
        lambda request, at: request.route(HOST, UNIT, at=at, deputy=True),
        UNDONE,
        None,
        told.RequestRouted,
        {"officer": HOST, "unit": UNIT, "deputy": True},
    ),
    "finish": Step(
        lambda request, at: request.finish("check", at=at, by="کارشناس"),
        UNDONE,
        None,
        told.RequestStepped,
        {"step": "check"},
    ),
    "add_paper": Step(
        lambda request, at: request.add_paper(paper(at)),
        UNDONE,
        None,
        told.RequestDocumented,
        {"digest": "digest0", "need": "deed"},
    ),
    "say": Step(
        lambda request, at: request.say(message(at)),
        {*UNDONE, S.ANSWERED},
        None,
        told.RequestDiscussed,
        {"author": "officer", "internal": False},
    ),
    "note": Step(
        lambda request, at: request.say(message(at, internal=True)),
        {*UNDONE, S.ANSWERED},
        None,
        told.RequestDiscussed,
        {"author": "officer", "internal": True},
    ),
    "pause": Step(
        lambda request, at: request.pause(at=at), {S.OPEN}, S.WAITING, told.RequestPaused
    ),
    "resume": Step(
        lambda request, at: request.resume(at=at), {S.WAITING}, S.OPEN, told.RequestResumed
    ),
    "carry": Step(
        lambda request, at: request.carry(carriage(at)),
        {*UNDONE, S.ANSWERED},
        None,
        told.RequestCarried,
        {"received": False},
    ),
    "receive": Step(
        lambda request, at: request.receive(at=at, by="رابط"),
        EVERY,
        None,
        told.RequestCarried,
        {"received": True},
    ),
    "forward": Step(
        lambda request, at: request.forward("140/5", at=at),
        UNDONE,
        None,
        told.RequestForwarded,
        {"reference": "140/5"},
    ),
    "grant": Step(
        lambda request, at: request.answer(result(at)),
        UNDONE,
        S.ANSWERED,
        told.RequestAnswered,
        {"outcome": "granted"},
    ),
    "refuse": Step(
        lambda request, at: request.answer(result(at, Outcome.REFUSED)),
        UNDONE,
        S.ANSWERED,
        told.RequestAnswered,
        {"outcome": "refused"},
    ),
    "hand_over": Step(
        lambda request, at: request.hand_over(at=at), {S.ANSWERED}, S.CLOSED, told.RequestClosed
    ),
    "withdraw": Step(
        lambda request, at: request.withdraw(at=at), UNDONE, S.WITHDRAWN, told.RequestClosed
    ),
    "survey": Step(
        lambda request, at: request.survey(at=at), EVERY - UNDONE, None, told.RequestSurveyed
    ),
}
