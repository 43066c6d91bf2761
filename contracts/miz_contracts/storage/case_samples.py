"""Made-up requests and what surrounds them, with every field that they can have."""

from datetime import date, timedelta
from typing import Any

from attrs import evolve

from miz.domain.bookings import Booking
from miz.domain.calendar import OfficeTime
from miz.domain.citizens import Challenge, CitizenSession
from miz.domain.complaints import Complaint, ComplaintKind
from miz.domain.correspondence import Author, Carriage, Contact, Message, Paper
from miz.domain.drafts import Draft
from miz.domain.ids import (
    BookingId,
    ChallengeId,
    CitizenSessionId,
    ComplaintId,
    DeskId,
    DraftId,
    EditionId,
    HostId,
    OpinionId,
    PersonId,
    PromiseId,
    RequestId,
    ServiceId,
    UnitId,
    VisitId,
)
from miz.domain.notices import Medium
from miz.domain.promises import MoveReason, Promise, PromiseKind
from miz.domain.requests import Done, Origin, Outcome, Pause, Request, Result
from miz.domain.surveys import Opinion
from miz.domain.values import Language
from miz_contracts.storage.fresh import MOMENT, NOON, SITE, Fresh, minutes, national_id

SERVICE, EDITION = ServiceId("service-1"), EditionId("edition-1")
OFFICER, UNIT, DESK = HostId("host-1"), UnitId("unit-1"), DeskId("desk-1")


class CaseSamples(Fresh):
    """Requests and what surrounds them; keyword arguments replace what is made up."""

    def request(self, **values: Any) -> Request:
        """A request just filed at the desk, with a time and an officer."""
        request = Request(
            RequestId(self.id()),
            SITE,
            f"{self.number():016d}",
            PersonId(self.id()),
            SERVICE,
            EDITION,
            Origin.DESK,
            NOON,
            "operator-1",
            "صدور گواهی",
            number="۱۴۰۴/۱۷",
            desk=DESK,
            unit=UNIT,
            officer=OFFICER,
            due_at=NOON + minutes(60),
        )
        return evolve(request, **values)

    def thick_request(self, **values: Any) -> Request:
        """A request with all that can happen to one."""
        end = NOON + minutes(90)
        request = self.request(
            origin=Origin.ONLINE,
            visit_at=NOON + MOMENT,
            at_desk=True,
            contact=Contact(Medium.EMAIL, "ali@example.ir", Language.EN),
            letter="با سلام\nلطفاً «گواهی» را صادر کنید.",
            answers={"kind": "new", "نام": 'علی "رضا"', "empty": ""},
            papers=(self.paper(), self.paper(need="card", original=True, author=Author.DESK)),
            steps=(Done("check", NOON, "host-1"), Done("sign", end, "host-2")),
            thread=(
                Message(Author.OFFICER, "کدام پرونده؟", NOON, "host-1", internal=True),
                Message(Author.CITIZEN, "پروندهٔ ۱۲\nهمان", end),
            ),
            carriages=(
                Carriage("desk-1", "unit-1", "اصل سند", NOON, end, "host-1"),
                Carriage("unit-1", "desk-1", "گواهی", end),
            ),
            pauses=(Pause(NOON, end), Pause(end)),
            result=self.result(papers=(self.paper(),)),
            closed_at=end + MOMENT,
            reference="DAB-12",
            surveyed=True,
        )
        return evolve(request, **values)

    def paper(self, **values: Any) -> Paper:
        """A page that the citizen added."""
        digest, at = f"{self.number():064x}", NOON + MOMENT
        paper = Paper(digest, "سند ۱.pdf", "application/pdf", 3, at, Author.CITIZEN)
        return evolve(paper, **values)

    def result(self, **values: Any) -> Result:
        """What the office answered; its letter has a code of its own."""
        code = f"{self.number():020d}"
        return evolve(Result(Outcome.GRANTED, "صادر شد.", NOON, "host-1", code), **values)

    def promise(self, **values: Any) -> Promise:
        """An answer that was promised anew."""
        promise = Promise(
            PromiseId(self.id()),
            SITE,
            RequestId(self.id()),
            SERVICE,
            PromiseKind.ANSWER,
            at=NOON + minutes(60),
            since=NOON - MOMENT,
            made_at=NOON,
            made_by="operator-1",
            duration=OfficeTime(minutes=30, days=2),
            officer=OFFICER,
            replaces=PromiseId("promise-1"),
            reason=MoveReason.DECREE,
        )
        return evolve(promise, **values)

    def booking(self, **values: Any) -> Booking:
        """A seat."""
        booking = Booking(
            BookingId(self.id()),
            SITE,
            SERVICE,
            PersonId(self.id()),
            RequestId(self.id()),
            NOON,
            NOON + minutes(20),
            seat=self.number(),
        )
        return evolve(booking, **values)

    def complaint(self, **values: Any) -> Complaint:
        """A complaint about no request, so that it has a code of its own."""
        complaint = Complaint(
            ComplaintId(self.id()),
            SITE,
            ComplaintKind.COMPLAINT,
            "پاسخ\nنگرفتم",
            NOON,
            NOON + timedelta(days=10),
            service=SERVICE,
            visit=VisitId("visit-1"),
            code=f"{self.number():016d}",
        )
        return evolve(complaint, **values)

    def opinion(self, **values: Any) -> Opinion:
        """A survey with a word of its own."""
        opinion = Opinion(
            OpinionId(self.id()),
            SITE,
            SERVICE,
            date(2026, 1, 3),
            Origin.ONLINE,
            {"1": 5, "14": 1},
            DESK,
            "سپاس",
        )
        return evolve(opinion, **values)

    def draft(self, **values: Any) -> Draft:
        """A request that is half typed."""
        draft = Draft(
            DraftId(self.id()),
            SITE,
            SERVICE,
            EDITION,
            national_id(self.number()),
            self.mobile(),
            NOON,
            {"kind": "new", "متن": "دو\nسطر"},
            (self.paper(), self.paper(need="card")),
        )
        return evolve(draft, **values)

    def challenge(self, **values: Any) -> Challenge:
        """A code that was tried twice."""
        challenge = Challenge(
            ChallengeId(self.id()),
            SITE,
            national_id(self.number()),
            self.mobile(),
            f"{self.number():064x}",
            NOON,
            tries=2,
        )
        return evolve(challenge, **values)

    def citizen_session(self, **values: Any) -> CitizenSession:
        """A citizen's browser that is signed in."""
        session = CitizenSession(
            CitizenSessionId(self.id()),
            SITE,
            national_id(self.number()),
            self.mobile(),
            f"{self.number():064x}",
            "csrf",
            NOON,
            NOON + MOMENT,
        )
        return evolve(session, **values)
