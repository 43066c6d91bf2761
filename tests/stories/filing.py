"""J2 over real HTTP, page by page and without scripts: from the search to the objection."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date

from attrs import define, field

from miz import Role
from miz.domain.requests import Request
from miz_contracts.papers import paper
from tests.desk_office import picture
from tests.office import NATIONAL_IDS
from tests.stories.front import EICAR, PHONE, Front, open_front, persian, told
from tests.stories.pages import Browser

MONDAY, TUESDAY, WEDNESDAY = date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 7)
SATURDAY, SUNDAY = date(2026, 1, 10), date(2026, 1, 11)
PROGRAM = b"MZ" + bytes(100)
REFUSED = (
    ("virus.png", picture("black") + EICAR, "upload.infected"),
    ("nothing.png", b"", "upload.none"),
    ("scan.pdf.exe", PROGRAM, "upload.type"),
    ("scan.pdf", b"GIF89a" + paper(), "upload.type"),
    ("large.pdf", paper() + bytes(10 * 2**20), "upload.too_large"),
    ("half.pdf", paper()[:100], "paper.damaged"),
)
"""What is no document, and what is said at its place."""
KEPT = ("روی کارت", "lease", "photo")
"""The files by name; what each is kept as is for who opens it."""
KINDS = ("کارت ملی", "اجاره‌نامه", "عکس")
"""What the documents are called once they were read and written anew."""


@define
class Story:
    """The citizen, the deputy of the person in charge, and the case once it is there."""

    front: Front
    citizen: Browser
    deputy: Browser
    request: Request = field(init=False)

    @property
    def case(self) -> Request:
        """The request as it stands."""
        return self.front.desk.stored(self.request)

    def due(self) -> tuple[date, str]:
        """When the answer is due, as a clock at the office shows it."""
        due = self.case.due_at
        assert due is not None
        local = due.astimezone(self.front.web.office.site.zone)
        return local.date(), f"{local:%H:%M}"

    def work(self, step: str, **typed: str) -> str:
        """The deputy opens the request and sends one of its forms."""
        self.opened()
        return self.deputy.send(f"/{step}", **typed)

    def opened(self) -> str:
        """The deputy's page of the request."""
        return self.front.see(self.deputy, "deputy", f"/requests/{self.request.id}")


@contextmanager
def open_story() -> Iterator[Story]:
    """Monday morning; the person in charge is on leave until Sunday."""
    with open_front() as front:
        front.go(MONDAY, "09:30")
        desk = front.desk
        desk.core.catalogue.send_away(actor=desk.actor, host=desk.office.host.id, until=SUNDAY)
        deputy = front.staff("deputy", Role.OFFICER, host=desk.deputy)
        yield Story(front, front.browser(), deputy)


def finds(story: Story) -> None:
    """Steps 1: both keyboards find it, and its page says all that the law asks for."""
    who = story.citizen
    who.go("/portal")
    other = who.send("/portal", q="رسيدگي")
    found = who.send("/portal", q="پروانه كسب")
    who.go("/portal/services/201")
    missing = who.misses(
        "پروانهٔ کسب برای اصناف", "بررسی مدارک", "اجاره‌نامه", "قانون نظام صنفی", "چند روز؟",
        "1,500,000", "از همین صفحه یا به رئیس اداره", "الهام نوری", PHONE, "2",
        persian("Entirely online, nobody needs to come"),
    )  # fmt: skip

    assert ("301" in other, "201" in other) == (True, False)
    assert ("201" in found, "301" in found) == (True, False)
    assert [] == missing
    who.go("/portal/services/201/sheet")
    assert [] == who.misses("پروانهٔ کسب", "قانون نظام صنفی")


def signs_in(story: Story) -> None:
    """Step 2: five wrong codes end a code, so that the sixth try is lost even if right."""
    who, front = story.citizen, story.front
    who.go("/portal/services/201/start")
    who.send("/sign-in", national_id=NATIONAL_IDS[3], mobile="۰۹۳۵۱۱۱۲۲۳۳")
    code = front.code()
    wrong = [who.send("/code", code=f"{(int(code) + n) % 10**6:06d}") for n in range(1, 6)]
    sixth = who.send("/code", code=code)
    who.go("/portal/services/201/start")
    front.sign_in(who)

    assert [True] * 5 == [told("challenge.wrong") in page for page in wrong]
    assert told("challenge.over") in sixth
    assert who.path.endswith("/about")


def fills(story: Story) -> None:
    """Step 3: names, answers, an answer that asks for another; he leaves and comes back."""
    who = story.citizen
    who.send("/about", given="زهرا", family="اميني", birth_year="۱۳۶۸", birth_month="10",
             birth_day="11")  # fmt: skip
    wrong = who.send("/form", why="سفر کاری", partner="yes", copies="9")
    asked = "hidden" not in who.field_of(r'(<div class="asked-field" id="q-partner_id"[^>]*>)')
    who.send("/form", button="leave", partner="no", copies="۲")
    who.go("/portal/mine")
    who.send("/sign-out")
    story.front.desk.office.later(hours=1)
    who.go("/portal/mine")
    story.front.sign_in(who)
    who.go(who.field_of(r'href="(/portal/drafts/[^"/]+)/form"') + "/form")
    kept = who.form("/form").fields
    hidden = "hidden" in who.field_of(r'(<div class="asked-field" id="q-partner_id"[^>]*>)')
    who.send("/form")

    assert (told("field.missing") in wrong, told("number.range") in wrong) == (True, True)
    assert (asked, hidden) == (True, True)
    assert ("سفر کاری", "no", "۲") == (kept["why"], kept["partner"], kept["copies"])
    assert who.path.endswith("/papers")


def uploads(story: Story) -> None:
    """Step 3: each refusal is told in Persian at the document it was meant for."""
    who = story.citizen
    said = [who.send_file("/papers", name, data, need="card") for name, data, _ in REFUSED]
    sizes = [who.last.status_code]
    big = who.send_file("/papers", "big.pdf", paper() + bytes(30 * 2**20), need="card")
    sizes.append(who.last.status_code)
    who.go(who.path)
    before = who.misses(*KEPT)
    who.send_file("/papers", "روی کارت.png", picture("gray"), need="card")
    who.send_file("/papers", "lease.pdf.exe", paper(), need="lease")
    who.send_file("/papers", "photo.png", picture("navy"), need="photo")

    assert [told(code) for *_, code in REFUSED] == [
        told(code) if told(code) in page else page
        for (*_, code), page in zip(REFUSED, said, strict=True)
    ]
    assert ([200, 413], True) == (sizes, told("upload.too_large") in big)
    assert (list(KEPT), []) == (before, who.misses(*KEPT))


def sends(story: Story) -> None:
    """Step 4: checks, must agree, and presses twice in the same moment: one case."""
    who, front = story.citizen, story.front
    who.go(who.path.replace("/papers", "/check"))
    check = who.misses("زهرا اميني", "سفر کاری", "2", *KEPT)
    unsure = who.send("/check")
    form = who.form("/check")
    callers = [front.browser().client for _ in range(2)]
    for caller in callers:
        caller.cookies.update(who.client.cookies)
    with ThreadPoolExecutor() as pool:
        sent = [pool.submit(one.post, form.action, data={**form.fields, "agree": "1"})
                for one in callers]  # fmt: skip
        answers = [one.result() for one in sent]
    who.client.cookies.update(callers[0].cookies)
    story.request = front.request()

    assert ([], True) == (check, told("draft.agree") in unsure)
    assert [303, 303] == [one.status_code for one in answers]
    assert {"/portal/case/filed"} == {one.headers["location"] for one in answers}
