from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from miz import Role
from miz.domain.codes import TrackingCode
from miz.domain.promises import PromiseKind, PromiseState
from tests.desk_office import CITIZEN_MOBILE, picture
from tests.stories.filing import (
    KINDS,
    SATURDAY,
    TUESDAY,
    WEDNESDAY,
    Story,
    fills,
    finds,
    open_story,
    sends,
    signs_in,
    uploads,
)
from tests.stories.front import PHONE, persian, told
from tests.stories.pages import Browser
from tests.usecases.decrees import drafted, preview

SCORES = {1: 4, 2: 5, 5: 2, 10: 3, 14: 1, 15: 4, 16: 5}
"""Points: 75, 100, 25, 50, and of the reversed ones 100 and 25, then 100."""
SCORE = (75 + 100 + 25 + 50 + 100 + 25 + 100) / 7
OBJECTION_DUE = date(2026, 1, 24)
"""Ten working days after Saturday, the tenth: 11 to 14, 17 to 21, and the 24th."""
LAST_FOUR = CITIZEN_MOBILE.number[-4:]


@pytest.fixture
def story() -> Iterator[Story]:
    """A Monday morning at the service desk."""
    with open_story() as opened:
        yield opened


def ends_well(story: Story) -> None:
    """Step 4: code, promised time, usual time, officer, telephone, and a QR that holds the code."""
    who = story.citizen
    who.go("/portal/case/filed")
    code = TrackingCode(story.request.code)
    missing = who.misses(
        code.grouped, "چهارشنبه 17 دی 1404", "14:00", "2 روز کاری", "الهام نوری", PHONE,
        "زهرا امینی", story.request.number, *KINDS,
    )  # fmt: skip
    symbol = who.client.get(who.field_of(r'<img class="qr" src="([^"]+)"'))
    read = zxingcpp.read_barcodes(Image.open(BytesIO(symbol.content)).convert("L"))

    assert (WEDNESDAY, "14:00") == story.due()
    assert [] == missing
    assert [code.digits] == [one.text for one in read]


def arrives(story: Story) -> None:
    """Step 5: the deputy has it, for the person in charge is away; one message says so."""
    front = story.front
    chief = front.staff("chief", Role.OFFICER, host=front.desk.office.host)
    empty = chief.go("/inbox")
    story.opened()
    full = story.deputy.go("/inbox")

    assert ("زهرا امینی" in empty, "زهرا امینی" in full) == (False, True)
    assert 1 == len(front.sms("ثبت شد"))


def waits(story: Story) -> None:
    """Step 6: asked for a document on Monday at 11, brought on Tuesday at 9: five office hours."""
    front = story.front
    front.desk.office.later(minutes=30)
    story.work("steps", button="check")
    story.work("messages", text="محرمانه است", button="1")
    story.work("ask", text="عکس خوانا نیست")
    asked = front.sms("عکس خوانا نیست")
    waiting = follow(story)
    front.go(TUESDAY, "09:00")
    here = follow(story)
    here.send_file("/case/papers", "خوانا.png", picture("red"), need="photo")
    here.send("/case/messages", text="فرستادم")

    assert 1 == len(asked)
    assert [] == waiting.misses(
        persian("The office waits for you; the time does not run meanwhile. "
                "Read the last message, then answer it or add what is asked for: "
                "the work goes on at once."),
    )  # fmt: skip
    assert [] == here.misses("عکس خوانا · 1 صفحه", "فرستادم", "عکس خوانا نیست")
    assert (SATURDAY, "12:00") == story.due()
    assert 1 == len(front.sms("ادامه یافت"))


def follow(story: Story) -> Browser:
    """Another browser, with nothing but code and digits."""
    who = story.front.browser()
    who.go("/portal/track")
    who.send("/track", code=TrackingCode(story.request.code).grouped, digits=LAST_FOUR)
    return who


def tracks(story: Story) -> None:
    """Step 7: wrong digits open nothing; the right ones show steps with times, nothing internal."""
    stranger = story.front.browser()
    stranger.go("/portal/track")
    wrong = stranger.send("/track", code=story.request.code, digits="0000")
    shut = [stranger.go(path) for path in ("/portal/case", "/portal/case/filed")]
    who = follow(story)

    assert told("tracking.unknown") in wrong
    assert "/portal/track" == stranger.path
    assert not [page for page in shut if "زهرا" in page or "عکس خوانا" in page]
    assert [] == who.misses("بررسی مدارک", "11:00", "صدور پروانه", persian("now"))
    assert ["محرمانه است"] == who.misses("محرمانه است")


def comes_back(story: Story) -> None:
    """Step 8: Wednesday 13:50 and half an hour of work: Saturday's first slot."""
    front = story.front
    front.go(WEDNESDAY, "13:50")
    proposed = story.opened()
    story.deputy.send("/visit", button="1")
    visit = story.case.visit_at
    shown = follow(story).misses("شنبه 20 دی 1404", "07:00")

    assert "07:00" in proposed
    assert front.desk.local(SATURDAY, "07:00") == visit
    assert [] == shown
    assert 1 == len(front.sms("به میز خدمت بیایید"))


def is_answered(story: Story) -> None:
    """Step 9: the result by code, told once; whoever has the letter can verify it."""
    front = story.front
    front.go(SATURDAY, "10:00")
    story.work("steps", button="issue")
    story.work("answer", outcome="refused", text="متراژ کافی نیست")
    result = story.case.result
    assert result is not None
    shown = follow(story).misses("متراژ کافی نیست", result.code)
    anybody = front.browser()
    anybody.go("/portal/verify")
    good = anybody.send("/portal/verify", code=result.code)
    bad = anybody.send("/portal/verify", code=f"{int(result.code) ^ 1:020d}")

    assert [] == shown
    assert ("پروانهٔ کسب" in good, "امینی" in good) == (True, False)
    assert persian("This letter was issued here") in good
    assert persian("Nothing was issued under this code") in bad
    assert 1 == len(front.sms("آماده است"))


def judges(story: Story) -> None:
    """Step 10: sixteen items, answered once and without a name; the score is the hand's."""
    front, who = story.front, follow(story)
    who.go("/portal/case/survey")
    items = {name for name in who.last.text.split('"') if name.startswith("item-")}
    form = who.form("/case/survey")
    who.send("/case/survey", comment="خوب بود", **{f"item-{n}": str(s) for n, s in SCORES.items()})
    again = {**form.fields, "item-1": "1"}
    who.last = who.client.post(form.action, data=again, follow_redirects=True)
    report = front.desk.core.reports.survey(actor=front.desk.head, first=SATURDAY, last=SATURDAY)

    assert {f"item-{n}" for n in range(1, 17)} == items
    assert (1, SCORE) == (report.opinions, report.total)
    assert [] == [fact for fact in front.desk.journal("OpinionGiven") if "request" in fact]
    assert "خوب بود" not in story.opened()


def objects(story: Story) -> None:
    """Step 11: an objection with ten working days of its own, which goes up when they are over."""
    front, who = story.front, follow(story)
    who.send("/case/complaints", kind="objection", text="متراژ کافی است")
    shown = who.misses(persian("Objection to the answer"), "شنبه 4 بهمن 1404")
    front.go(OBJECTION_DUE, "14:00")
    before = front.desk.core.complaints.escalate_overdue(actor=front.desk.actor)
    front.desk.office.later(seconds=1)
    after = front.desk.core.complaints.escalate_overdue(actor=front.desk.actor)

    assert [] == shown
    assert (0, 1) == (before, after)


def test_a_citizen_files_follows_and_objects_over_http(story: Story) -> None:
    """The whole of J2 page by page, without a script; every time told is in the ledger (J2, I4)."""
    filing = (finds, signs_in, fills, uploads, sends)
    following = (ends_well, arrives, waits, tracks, comes_back, is_answered, judges, objects)
    for part in (*filing, *following):
        part(story)
    promises = story.front.desk.core.storage.read(
        lambda uow: uow.promises.of_request(story.request.id)
    )

    assert {
        (PromiseKind.ANSWER, PromiseState.MOVED): 1,
        (PromiseKind.VISIT, PromiseState.STANDING): 1,
        (PromiseKind.ANSWER, PromiseState.KEPT): 1,
    } == Counter((one.kind, one.state) for one in promises)
    assert [] == list(story.front.desk.core.audit.check())


def test_a_closed_day_moves_the_promise_and_says_so_once(story: Story) -> None:
    """Seen before, then in force: one message, and the case shows both times (J2 decree, B4)."""
    front = story.front
    request = front.desk.filed()
    story.request = request
    decree = drafted(front.desk, first=WEDNESDAY, last=WEDNESDAY)
    foreseen = [one.at for one in preview(front.desk, decree).moved]
    before = (story.due(), follow(story).text, len(front.sms("تغییر کرد")))
    front.desk.core.hours.switch_on(actor=front.desk.head, decree=decree.id)
    messages = [front.sms("تغییر کرد") for _ in range(2)]
    after = follow(story)

    assert ((WEDNESDAY, "14:00"), 0) == (before[0], before[2])
    assert [front.desk.local(SATURDAY, "14:00")] == foreseen
    assert (SATURDAY, "14:00") == story.due()
    assert [1, 1] == [len(found) for found in messages]
    assert [] == after.misses("شنبه 20 دی 1404", "چهارشنبه 17 دی 1404")
