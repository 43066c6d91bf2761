"""Ten texts that would run in a careless page, and everybody who writes them everywhere."""

from attrs import define, evolve

from miz import Role
from miz.domain.forms import Field, FieldKind, Form
from miz.domain.ids import PersonId, RequestId
from miz.domain.values import Text
from tests.apps.web import made
from tests.desk_office import picture, publish
from tests.office import national_id
from tests.stories.front import TOLD, Front
from tests.stories.pages import Browser

PAYLOADS = (
    "<script>window.__xss=1</script>",
    '"><script>window.__xss=1</script>',
    "<img src=x onerror=window.__xss=1>",
    "<svg onload=window.__xss=1>",
    "</textarea><svg/onload=window.__xss=1>",
    "</title><img src=x onerror=window.__xss=1>",
    '" autofocus onfocus=window.__xss=1 x="',
    "' autofocus onfocus='window.__xss=1",
    "<iframe srcdoc='<script>parent.__xss=1</script>'></iframe>",
    "javascript:window.__xss=1//",
)
ASKS = evolve(
    TOLD,
    form=Form((Field("why", Text("چرا", "Why")),
               Field("long", Text("شرح", "About"), FieldKind.LONG_TEXT))),
    documents=(),
)  # fmt: skip


@define
class Writers:
    """A citizen, an officer and a clerk, and one payload that they write into every field."""

    front: Front
    officer: Browser
    clerk: Browser
    payload: str
    number: int
    citizen: Browser
    draft: str = ""
    request: str = ""
    person: str = ""
    taken: str = ""

    def drafts(self) -> None:
        """Names, answers and the name of a file, not yet sent."""
        who, text = self.citizen, self.payload
        who.go("/portal/services/201/start")
        mobile = f"0936{self.number:07d}"
        who.send("/sign-in", national_id=national_id(self.number).digits, mobile=mobile)
        who.send("/code", code=self.front.code())
        self.draft = who.path.removesuffix("/about")
        who.send("/about", given=text, family=text, father=text,
                 birth_year="1990", birth_month="1", birth_day="1")  # fmt: skip
        who.send("/form", why=text, long=text)
        assert who.path.endswith("/papers"), who.text

    def files(self) -> None:
        """The request, and all that a citizen and an officer then write about it."""
        who, text = self.citizen, self.payload
        who.go(f"{self.draft}/check")
        who.send("/check", agree="1")
        assert who.path == "/portal/case/filed", who.text
        filed = self.front.desk.journal("RequestFiled")[-1]
        self.request, self.person = filed["request"], filed["person"]
        who.go("/portal/case")
        who.send("/case/messages", text=text)
        who.send("/case/complaints", text=text)
        who.send_file("/case/papers", f"{text}.png", picture("red"), need="")
        self._answers()
        who.go("/portal/case/survey")
        who.send("/case/survey", comment=text, **{"item-1": "5"})
        who.go("/portal/case")

    def _answers(self) -> None:
        for form, typed in (
            ("/messages", {"button": "0"}), ("/messages", {"button": "1"}), ("/ask", {}),
            ("/answer", {"outcome": "granted"}),
        ):  # fmt: skip
            self.officer.go(f"/requests/{self.request}")
            self.officer.send(form, text=self.payload, **typed)

    def comes(self) -> None:
        """At the desk: a visit with a purpose and an answer, and a request with a letter."""
        who, text, desk = self.clerk, self.payload, self.front.desk
        who.go(f"/desk/people/{self.person}")
        who.send("/desk/visits", service=desk.hearing.id, host=desk.office.host.id,
                 host_name=text, purpose=text, method="national_card")  # fmt: skip
        who.send("/answer", button="1", by=text)
        who.go(f"/desk/people/{self.person}/request")
        who.send("/desk/requests", service=desk.hearing.id, subject=text, letter=text)
        self.taken = who.field_of(r'action="/desk/requests/([0-9a-f]+)/receipt"')
        csrf = who.form("/receipt").fields["csrf"]
        answer = who.client.post(
            f"/desk/requests/{self.taken}/papers", params={"need": "", "name": f"{text}.png"},
            content=picture("navy"), headers={"Content-Type": "image/png", "X-CSRF-Token": csrf},
        )  # fmt: skip
        assert 200 == answer.status_code, answer.text
        carried = who.client.post(
            f"/api/v1/requests/{self.taken}/carriages", json={"receiver": text, "items": text},
            headers={"X-CSRF-Token": csrf},
        )  # fmt: skip
        made(carried)

    def enters(self) -> None:
        """Through the gate, so that the wall shows the name."""
        office = self.front.web.office
        person = PersonId(self.person)
        visit = office.core.lookup.standing(actor=office.actor, person=person).visit
        assert visit is not None
        office.core.reception.admit(actor=office.actor, visit=visit.id)
        office.enter(office.core.reception.hand_slip(actor=office.actor, visit=visit.id))

    def code(self, request: str) -> str:
        """The tracking code of a request."""
        return self.front.desk.stored(RequestId(request)).code


def writers(front: Front) -> list[Writers]:
    """One citizen for each payload, before the same officer and the same clerk."""
    publish(front.web.office, front.desk.licence.id, ASKS)
    publish(front.web.office, front.desk.hearing.id, ASKS)
    officer = front.staff("writer", Role.OFFICER, host=front.desk.office.host)
    clerk = front.staff("clerk", Role.OPERATOR)
    return [
        Writers(front, officer, clerk, payload, number, front.browser("en"))
        for number, payload in enumerate(PAYLOADS, start=1)
    ]
