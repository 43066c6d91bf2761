"""Requests: at the desk, in the inbox, and on the page of the unit that works on them."""

from collections.abc import Callable
from datetime import timedelta

from miz.domain.calendar import OfficeTime
from miz.domain.promises import MoveReason, PromiseKind, PromiseState
from miz.domain.requests import Origin, Outcome, RequestState
from miz.domain.values import Language, Text
from miz_apps.web.rendering.contexts.cases import (
    AnswerRow,
    CarriageRow,
    CaseOfficePage,
    InboxPage,
    InboxRow,
    PaperRow,
    PromiseRow,
    StepRow,
    Tab,
    TurnRow,
)
from miz_apps.web.rendering.contexts.desk import Option
from miz_apps.web.rendering.contexts.frame import View
from miz_apps.web.rendering.contexts.guide import DeskGuide, GuideSheet
from miz_apps.web.rendering.contexts.intake import (
    DeskRequest,
    PaperHere,
    PaperNeed,
    RequestForm,
    ServiceChoice,
    Taken,
)
from miz_apps.web.rendering.contexts.offers import Named, Officer
from miz_apps.web.rendering.contexts.side import DeskQueue, RequestLine
from miz_apps.web.rendering.contexts.steps import Action, Step
from miz_apps.web.rendering.durations import office_time
from miz_apps.web.rendering.samples.people import HOST, KARIM, LEILA, MARYAM, NOW, REZA, ago
from miz_apps.web.rendering.sayings import Phrase, Situation, Verdict

CODE = "4821903374650182"
LICENCE = Text("مجوز کسب‌وکار", "Business licence")
LETTER = Text("گواهی نشانی", "Address letter")
CARD = Text("تصویر کارت ملی", "National card")
DEED = Text("سند مالکیت", "Deed")
DUE = NOW + timedelta(days=2)


def inbox(language: Language) -> InboxPage:
    """One late, one due today, one with time."""
    rows = (
        InboxRow("r1", LICENCE.in_(language), MARYAM.name(language), RequestState.OPEN,
                 ago(6000), ago(60), HOST.in_(language), late=True),
        InboxRow("r2", LETTER.in_(language), REZA.name(language), RequestState.WAITING,
                 ago(900), NOW + timedelta(hours=2), soon=True),
        InboxRow("r3", LICENCE.in_(language), LEILA.name(language), RequestState.OPEN,
                 ago(20), DUE),
    )  # fmt: skip
    return InboxPage(rows, Tab.UNIT)


def case(language: Language) -> CaseOfficePage:
    """A request with a bit of everything."""

    def word(fa: str, en: str) -> str:
        return Text(fa, en).in_(language)

    return CaseOfficePage(
        id="r1", code=CODE, title=LICENCE.in_(language), state=RequestState.OPEN,
        origin=Origin.DESK, who=MARYAM.name(language), person="p1", opened_at=ago(300),
        due_at=DUE, visit_at=None, next_visit=NOW + timedelta(days=1),
        subject=word("مجوز نانوایی", "A bakery"), number="118", reference="A-1405-77",
        letter=word("با سلام، درخواست مجوز دارم.", "I ask for a licence."),
        answers=(AnswerRow(word("نام کسب‌وکار", "Name"), word("نان گندم", "Wheat bread")),),
        papers=(PaperRow("d1", word("کارت.jpg", "card.jpg"), CARD.in_(language), 1,
                         original=False, mine=False),),
        missing=(DEED.in_(language),),
        thread=(
            TurnRow(HOST.in_(language), word("سند را بیاورید.", "Bring the deed."), ago(90),
                    internal=False, citizen=False),
            TurnRow(MARYAM.name(language), word("چشم.", "I will."), ago(80),
                    internal=False, citizen=True),
            TurnRow(HOST.in_(language), word("با حقوقی هماهنگ شود.", "Ask Legal."), ago(70),
                    internal=True, citizen=False),
        ),
        steps=(
            StepRow("check", word("بررسی مدارک", "Checking"), ago(100), HOST.in_(language)),
            StepRow("expert", word("بررسی کارشناس", "Review"), next=True),
            StepRow("issue", word("صدور مجوز", "Issuing")),
        ),
        promises=(
            PromiseRow(PromiseKind.ANSWER, ago(10), PromiseState.MOVED, MoveReason.DECREE),
            PromiseRow(PromiseKind.ANSWER, DUE, PromiseState.STANDING),
        ),
        carriages=(CarriageRow(KARIM.name(language), HOST.in_(language), CARD.in_(language),
                               ago(200), None, ""),),
        visits=2, officer=HOST.in_(language), officers=(Option("h2", KARIM.name(language)),),
        may_open_file=True,
    )  # fmt: skip


def answered(language: Language) -> CaseOfficePage:
    """The same, answered: nothing is left to do."""
    return CaseOfficePage(
        id="r2", code=CODE, title=LETTER.in_(language), state=RequestState.CLOSED,
        origin=Origin.ONLINE, who=REZA.name(language), person="p2", opened_at=ago(3000),
        due_at=None, visit_at=None, next_visit=None, subject=LETTER.in_(language), number="119",
        reference="", result=Text("گواهی صادر شد.", "The letter is issued.").in_(language),
        outcome=Outcome.GRANTED, letter_code="30517724901866203914",
    )  # fmt: skip


def form(language: Language) -> DeskRequest:
    """Nothing chosen yet, and Enter was pressed."""
    services = (
        ServiceChoice("s1", LICENCE.in_(language), "201"),
        ServiceChoice("s2", LETTER.in_(language), "401", at_once=True),
    )
    wrong = Text("یک خدمت انتخاب کنید.", "Choose a service.").in_(language)
    lines = (_line(language, "r9", RequestState.CLOSED),)
    return DeskRequest(
        person=Option("p1", MARYAM.name(language)),
        form=RequestForm("r1", services, {}, {"service": wrong}),
        others=lines,
    )


def taken(language: Language) -> DeskRequest:
    """A request whose papers are being added."""
    needs = (
        PaperNeed("card", CARD.in_(language), there=True),
        PaperNeed("deed", DEED.in_(language), original=True),
        PaperNeed("photo", Text("عکس", "Photo").in_(language), required=False),
    )
    return DeskRequest(
        Verdict(Situation.REQUEST_OPEN, (Phrase.DUE.say(time=DUE),)),
        person=Option("p1", MARYAM.name(language)),
        taken=Taken(
            "r1", CODE, LICENCE.in_(language), RequestState.OPEN, DUE,
            officer=HOST.in_(language), phone="021-88001234", at_desk=True, needs=needs,
            papers=(PaperHere("d1", "card.jpg", CARD.in_(language), 1),),
        ),
        actions=(
            Action(Step.RECEIPT, "/desk/requests/r1/receipt"),
            Action(Step.GO_IN, "/desk/requests/r1/visit"),
            Action(Step.NEXT_PLAIN),
        ),
    )  # fmt: skip


def ready(language: Language) -> DeskRequest:
    """The result is to be handed over."""
    result = Text("گواهی صادر شد.", "The letter is issued.").in_(language)
    return DeskRequest(
        Verdict(Situation.REQUEST_READY),
        person=Option("p2", REZA.name(language)),
        taken=Taken(
            "r2", CODE, LETTER.in_(language), RequestState.ANSWERED, DUE,
            result=result, outcome=Outcome.GRANTED,
        ),
        actions=(
            Action(Step.HAND_OVER, "/desk/requests/r2/hand-over"),
            Action(Step.NEXT_PLAIN),
        ),
    )  # fmt: skip


def guide(language: Language) -> DeskGuide:
    """A service, to be read out."""
    steps = (Named(Text("بررسی مدارک", "Checking").in_(language)),)
    papers = (Named(CARD.in_(language), required=True), Named(DEED.in_(language), original=True))
    return DeskGuide(
        visit="v1",
        person=Option("p1", MARYAM.name(language)),
        sheet=GuideSheet(
            "s1", "201", LICENCE.in_(language), duration=office_time(language, OfficeTime(days=3)),
            rials=350000, steps=steps, documents=papers, mobile=True,
            officer=Officer(HOST.in_(language), room="12", phone="021-88001234"),
        ),
    )  # fmt: skip


def guides(language: Language) -> DeskGuide:
    """A list to choose from."""
    return DeskGuide(
        visit="v1",
        person=Option("p1", MARYAM.name(language)),
        services=(Option("s1", LICENCE.in_(language)), Option("s2", LETTER.in_(language))),
    )


def queue(language: Language) -> DeskQueue:
    """One waits, one result is ready."""
    waiting = (_line(language, "r1", RequestState.OPEN, waits=True),)
    return DeskQueue(waiting, (_line(language, "r2", RequestState.ANSWERED),))


def _line(
    language: Language, request: str, state: RequestState, *, waits: bool = False
) -> RequestLine:
    title, name = LICENCE.in_(language), MARYAM.name(language)
    return RequestLine(request, title, name, state, ago(40), waits)


PAGES: dict[str, tuple[str, Callable[[Language], View]]] = {
    "inbox": ("/inbox", inbox),
    "inbox-empty": ("/inbox", lambda _: InboxPage()),
    "inbox-nobody": ("/inbox", lambda _: InboxPage(nobody=True)),
    "request": ("/requests/r1", case),
    "request-answered": ("/requests/r2", answered),
}
FRAGMENTS: dict[str, Callable[[Language], View]] = {
    "request-form": form,
    "request-taken": taken,
    "request-ready": ready,
    "queue": queue,
    "guide": guide,
    "guide-list": guides,
}
