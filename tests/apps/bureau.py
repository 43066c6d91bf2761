"""A served office with a service that takes requests, and what happens to them."""

import re
from datetime import date
from html import unescape

from miz.domain.calendar import OfficeTime
from miz.domain.catalogue import Service
from miz.domain.editions import DocumentNeed, Fee, Information, Law, Question, Sheet, Step
from miz.domain.forms import Field, FieldKind, Form
from miz.domain.ids import OpinionId
from miz.domain.requests import Origin, Request
from miz.domain.staff import Role
from miz.domain.surveys import Opinion
from miz.domain.values import Text
from miz.usecases.intake import Case
from tests.apps.web import PAGE, Caller, WebOffice

TODAY = date(2026, 1, 3)
"""A Saturday, 13 Dey 1404, on which the clock of a small office stands at 9:30."""
LICENCE = Information(
    description=Text("پروانهٔ کسب برای اصناف", "A licence for traders"),
    steps=(Step("check", Text("بررسی", "Checking")), Step("issue", Text("صدور", "Issuing"))),
    documents=(DocumentNeed("card", Text("کارت ملی", "National card"), original=True),),
    laws=(Law(Text("قانون", "The law"), "12", date(2003, 3, 15), "3", "https://law.example"),),
    questions=(Question(Text("چند روز؟", "How long?"), Text("دو روز", "Two days")),),
    fees=(Fee(Text("کارمزد", "Fee"), 1_500_000, "IR0612", "5", online=True),),
    duration=OfficeTime(days=2),
    complaint=Text("همین‌جا", "Here"),
    form=Form((Field("copies", Text("تعداد", "Copies"), FieldKind.NUMBER),)),
    sheet=Sheet(official_code="10022", visits=1),
)


def licence(web: WebOffice, information: Information = LICENCE) -> Service:
    """A service that takes requests, with its first edition."""
    core, actor = web.office.core, web.office.actor
    service = core.catalogue.add_service(
        actor=actor, code="10-22", title=Text("پروانه", "Licence"), category="documents"
    )
    core.publishing.publish(
        actor=actor, service=service.id, information=information, valid_from=TODAY
    )
    return service


def filed(web: WebOffice, service: Service, number: int = 0) -> Request:
    """A request of somebody, taken at the desk."""
    core, actor = web.office.core, web.office.actor
    person = web.office.person(number)
    return core.intake.file(
        actor=actor, case=Case(core.intake.fresh(actor=actor), person.id, service.id, "درخواست")
    )


def opinion(web: WebOffice, service: Service, *, comment: str = "", **scores: int) -> None:
    """Somebody's opinion of today; items as in ``i16=5``."""
    said = Opinion(
        id=OpinionId(web.office.core.ids.new()),
        site=web.office.site.id,
        service=service.id,
        day=TODAY,
        origin=Origin.ONLINE,
        scores={name.removeprefix("i"): score for name, score in scores.items()},
        comment=comment,
    )
    web.office.core.storage.write(lambda uow: uow.opinions.save(said))


def reader(web: WebOffice, role: Role, language: str = "en") -> Caller:
    """Somebody in front of a browser."""
    caller = web.caller(role, headers=PAGE)
    caller.cookies.set("miz-lang", language)
    return caller


def words(html: str) -> str:
    """What stands on the page, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def fields(html: str) -> dict[str, str]:
    """What a browser would send of the page's longest form, buttons aside."""
    form = max(re.findall(r"<form.*?</form>", html, re.DOTALL), key=len)
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form, re.DOTALL):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if given.get("type") != "checkbox" or " checked" in tag:
            found[given["name"]] = unescape(given.get("value", ""))
    for name, text in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL
    ):
        found[name] = unescape(text)
    return {name: text for name, text in found.items() if name != "csrf"}
