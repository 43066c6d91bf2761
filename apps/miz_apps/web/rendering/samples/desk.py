"""The desk in each of its situations."""

from collections.abc import Callable

from attrs import evolve

from miz.domain.access import GrantState, Reason
from miz.domain.admissions import IdentificationMethod, OverrideGrounds, RefusalReason
from miz.domain.people import PersonKind
from miz.domain.places import Direction
from miz.domain.values import Language, Text
from miz_apps.web.rendering.contexts.desk import (
    Action,
    AnswerForm,
    Candidate,
    DeskMain,
    DeskPage,
    Exits,
    HostList,
    IdentifyForm,
    Mood,
    Option,
    PersonCard,
    RegisterForm,
    SlipPicture,
    Step,
    Tag,
    VisitForm,
)
from miz_apps.web.rendering.contexts.frame import View
from miz_apps.web.rendering.contexts.side import (
    DeskSide,
    ExpectedRow,
    Health,
    HealthTag,
    PassageRow,
)
from miz_apps.web.rendering.samples import people as who
from miz_apps.web.rendering.samples.people import HOST, ago
from miz_apps.web.rendering.sayings import Phrase, Situation, Verdict

METHODS = tuple(IdentificationMethod)
ECHO = "0012345679"
COUNTRIES = (
    ("AFG", Text("افغانستان", "Afghanistan")),
    ("IRQ", Text("عراق", "Iraq")),
    ("TUR", Text("ترکیه", "Türkiye")),
)


def nationalities(language: Language) -> tuple[Option, ...]:
    """Some states that issue passports."""
    return tuple(Option(code, name.in_(language)) for code, name in COUNTRIES)


def side(language: Language) -> DeskSide:
    """A morning at the desk."""

    def word(fa: str, en: str) -> str:
        return Text(fa, en).in_(language)

    north = word("درب شمالی", "North door")
    expected = ((who.REZA, -9, False), (who.SARA, -24, False), (who.ANNA, -39, False))
    return DeskSide(
        inside=47,
        waiting=3,
        health=(
            HealthTag(word("گیت متصل", "Gate connected")),
            HealthTag(word("چاپگر آماده", "Printer ready")),
            HealthTag(word("پیامک: ۳ در صف", "SMS: 3 queued"), Health.BUSY),
        ),
        expected=(
            ExpectedRow("h", who.HOSEIN.name(language), who.HOSEIN.kind, ago(6),
                        who.HOSEIN.whom(language), who.HOSEIN.photo, waiting=True),
            *(
                ExpectedRow("x", one.name(language), one.kind, ago(minutes), one.whom(language),
                            one.photo, waiting)
                for one, minutes, waiting in expected
            ),
        ),
        passages=(
            PassageRow(ago(2), north, Reason.GRANTED, GrantState.PASSED, Direction.IN,
                       who.NEDA.name(language)),
            PassageRow(ago(4), north, Reason.GRANTED, GrantState.PASSED, Direction.OUT,
                       who.KARIM.name(language)),
            PassageRow(ago(9), north, Reason.CARD_LOST, who=word("کارت ۰۴۱۷", "Card 0417")),
            PassageRow(ago(13), north, Reason.GRANTED, GrantState.TIMED_OUT, Direction.IN,
                       who.ALI.name(language)),
        ),
    )  # fmt: skip


def card(language: Language) -> PersonCard:
    """Who stands at the desk."""

    def word(fa: str, en: str) -> str:
        return Text(fa, en).in_(language)

    return PersonCard(
        id="maryam",
        name=who.MARYAM.name(language),
        kind=PersonKind.IRANIAN,
        national_id=ECHO,
        mobile="+989123456789",
        father=word("محمود", "Mahmoud"),
        photo=who.MARYAM.photo,
        earlier=who.MARYAM.photo,
        earlier_at=ago(60 * 24 * 81),
        purpose=word("تحویل مدارک پرداخت", "Hand in payment documents"),
        visits=4,
        last_visit=ago(60 * 24 * 81),
        tags=(
            Tag(word("عکس تازه", "Fresh photo"), "camera", Mood.GOOD),
            Tag(word("کپی کارت ملی نیست", "No card copy"), "document-minus", Mood.BUSY),
        ),
    )


def _page(language: Language, main: DeskMain) -> DeskPage:
    desk = Text("میز خدمت ۱", "Desk 1").in_(language)
    return DeskPage(desk, evolve(main, echo=main.echo or ECHO), side(language))


def _of(make: Callable[[Language], DeskMain]) -> tuple[str, Callable[[Language], View]]:
    return ("/desk", lambda language: _page(language, make(language)))


def idle(_: Language) -> DeskMain:
    """Nobody."""
    return DeskMain()


def new_visit(language: Language) -> DeskMain:
    """A known person without a visit."""

    def word(fa: str, en: str) -> str:
        return Text(fa, en).in_(language)

    form = VisitForm(
        "maryam",
        METHODS,
        services=(
            Option("s1", word("گواهی پرداخت عوارض", "Certificate of payment"), "10-21"),
            Option("s2", word("تحویل مدارک", "Hand in documents"), "10-22"),
        ),
        hosts=(Option("h1", HOST.in_(language), who.FINANCE.in_(language)),),
        method=IdentificationMethod.NATIONAL_CARD,
    )
    return DeskMain(Verdict(Situation.NEW_VISIT), person=card(language), visit_form=form)


def identify(language: Language) -> DeskMain:
    """Arrived, not identified."""
    form = IdentifyForm("v1", METHODS, IdentificationMethod.NATIONAL_CARD)
    verdict = Verdict(Situation.IDENTIFY)
    return DeskMain(verdict, visit="v1", person=card(language), identify=form, refuse=True)


def agree(language: Language) -> DeskMain:
    """The host must answer."""
    host = HOST.in_(language)
    verdict = Verdict(
        Situation.AGREE, (Phrase.WITH.say(host=host), Phrase.ARRIVED.say(time=ago(1)))
    )
    answer = AnswerForm("v1", host, "+989121112233")
    return DeskMain(verdict, visit="v1", person=card(language), answer=answer, refuse=True)


def ready(language: Language) -> DeskMain:
    """All is there."""
    host = HOST.in_(language)
    agreed = Phrase.AGREED.say(by=host, time=ago(6))
    verdict = Verdict(Situation.READY, (agreed, Phrase.NOTE.say(text=who.FINANCE.in_(language))))
    steps = (Action(Step.ADMIT, "/desk/visits/v1/admit"),)
    return DeskMain(verdict, visit="v1", person=card(language), actions=steps, refuse=True)


def desk_only(language: Language) -> DeskMain:
    """Served at the desk, before somebody who may let people in all the same."""
    return DeskMain(
        Verdict(Situation.DESK_ONLY), visit="v1", person=card(language),
        actions=(Action(Step.NEXT),), refuse=True, overrides=tuple(OverrideGrounds),
    )  # fmt: skip


def admitted(language: Language) -> DeskMain:
    """Has a slip."""
    details = (
        Phrase.VALID_UNTIL.say(time=ago(-90)),
        Phrase.SLIP_PRINTED.say(),
        Phrase.SCAN_CARD.say(),
    )
    steps = (Action(Step.NEXT), Action(Step.REPRINT, "/desk/visits/v1/slip"))
    holder = evolve(card(language), pass_code="04913370551288260179")  # noqa: S106 - a slip
    return DeskMain(
        Verdict(Situation.ADMITTED, details), visit="v1", person=holder, actions=steps,
        refuse=True, slip=SlipPicture("/sample/slip.png", now=False), finished=True,
    )  # fmt: skip


def inside(language: Language) -> DeskMain:
    """Stands at the desk on the way out."""
    gate = Text("درب شمالی", "North door").in_(language)
    verdict = Verdict(Situation.INSIDE, (Phrase.ENTERED.say(time=ago(42), gate=gate),))
    steps = (Action(Step.LEAVE, "/desk/visits/v1/leave"),)
    return DeskMain(verdict, visit="v1", person=card(language), actions=steps)


def which_exit(language: Language) -> DeskMain:
    """Leaves a building with two ways out."""
    way = Text("خروج", "Out").in_(language)
    doors = (Text("درب شمالی", "North door"), Text("درب جنوبی", "South door"))
    lanes = tuple(Option(f"l{n}", one.in_(language), way) for n, one in enumerate(doors))
    return DeskMain(
        Verdict(Situation.WHICH_EXIT), visit="v1", person=card(language), exits=Exits("v1", lanes)
    )


def security(language: Language) -> DeskMain:
    """Must not enter; the list is never named."""
    steps = (Action(Step.REFUSE_NOW, "/desk/visits/v1/refuse", {"reason": RefusalReason.SECURITY}),)
    return DeskMain(
        Verdict(Situation.SECURITY), visit="v1", person=card(language), actions=steps, refuse=True
    )


def refused(language: Language) -> DeskMain:
    """Turned away."""
    verdict = Verdict(Situation.REFUSED, (Phrase.NOTE.say(text=RefusalReason.HOST_ABSENT),))
    return DeskMain(verdict, person=card(language), actions=(Action(Step.NEXT),), finished=True)


def several(language: Language) -> DeskMain:
    """A common name."""
    found = tuple(
        Candidate(f"p{number}", one.name(language), one.kind, ECHO, "+989123456789", one.photo,
                  ago(60 * 24 * number) if number else None)
        for number, one in enumerate((who.MARYAM, who.SARA, who.ZAHRA, who.JAVAD))
    )  # fmt: skip
    verdict = Verdict(Situation.SEVERAL, facts={"count": len(found)})
    return DeskMain(verdict, candidates=found)


def register(language: Language) -> DeskMain:
    """A valid national number without a file, with one field wrong."""
    wrong = Text("شمارهٔ همراه با ۰۹ شروع می‌شود.", "A mobile number begins with 09.")
    form = RegisterForm(
        values={"national_id": ECHO, "mobile": "8123"},
        errors={"mobile": wrong.in_(language)},
        nationalities=nationalities(language),
    )
    return DeskMain(Verdict(Situation.REGISTER), register=form)


def register_foreign(language: Language) -> DeskMain:
    """The same for a foreign national."""
    form = RegisterForm(PersonKind.FOREIGN, nationalities=nationalities(language))
    return DeskMain(Verdict(Situation.REGISTER), register=form)


def card_back(_: Language) -> DeskMain:
    """A card came home."""
    verdict = Verdict(Situation.CARD_BACK, facts={"card": "0417"})
    return DeskMain(verdict, echo="04A1B2C3", actions=(Action(Step.NEXT),), finished=True)


MAINS = {
    "desk": idle, "desk-new-visit": new_visit, "desk-identify": identify, "desk-agree": agree,
    "desk-ready": ready, "desk-only": desk_only, "desk-admitted": admitted, "desk-inside": inside,
    "desk-which-exit": which_exit,
    "desk-security": security, "desk-refused": refused, "desk-several": several,
    "desk-register": register, "desk-register-foreign": register_foreign,
    "desk-card-back": card_back,
}  # fmt: skip
PAGES = {name: _of(make) for name, make in MAINS.items()}


def hosts(language: Language) -> HostList:
    """Hosts whose name holds three letters."""
    options = (
        Option("h1", HOST.in_(language), who.FINANCE.in_(language)),
        Option("h2", who.JAVAD.name(language), who.LEGAL.in_(language)),
    )
    return HostList(options, asked="nou")


FRAGMENTS: dict[str, Callable[[Language], View]] = {
    "main": ready,
    "side": side,
    "hosts": hosts,
    "hosts-none": lambda _: HostList(asked="qqq"),
    "side-empty": lambda _: DeskSide(inside=0, waiting=0),
}
