import re
from collections.abc import Iterator

import pytest
from attrs import define, field
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from miz.domain.ids import RequestId
from miz.domain.requests import Outcome
from miz.domain.values import Language
from miz_contracts.papers import paper
from tests.apps.inspecting import RULES, Inspection
from tests.apps.screens import LISTENING, PATIENCE, PHONE
from tests.desk_office import picture
from tests.office import NATIONAL_IDS
from tests.stories.front import Front, open_front

pytest_plugins = ["tests.apps.browser"]
BIRTH = ("birth_year", "birth_month", "birth_day")
BORN = {Language.FA: ("1368", "10", "11"), Language.EN: ("1990", "1", "1")}
"""The same day in the calendar of each language."""


@define
class Walk:
    """A citizen's phone; every page of the way is inspected by its name."""

    front: Front
    page: Page
    inspect: Inspection
    born: tuple[str, ...]
    complaints: list[str] = field(factory=list)
    request: RequestId = field(init=False)

    def goes(self, path: str, name: str) -> None:
        """Opens a page and inspects it."""
        self.page.goto(path)
        self.inspect(self.page, name)

    def sends(self, form: str, name: str, **typed: str) -> None:
        """Fills a form on screen, sends it, and inspects what comes."""
        where = self.page.locator(f'form[action$="{form}"]').last
        for key, value in typed.items():
            one = where.locator(f'[name="{key}"]')
            if one.first.get_attribute("type") in {"radio", "checkbox"}:
                self.page.locator(f'form[action$="{form}"] [name="{key}"][value="{value}"]').check()
            else:
                one.fill(value)
        with self.page.expect_navigation():
            where.locator("button").first.click()
        self.inspect(self.page, name)

    def uploads(self, name: str, *, file: str, content: bytes, at: int = 0) -> None:
        """Chooses a file at one of the places for it, and uploads it."""
        form = self.page.locator(".upload").nth(at)
        form.locator("[type=file]").set_input_files(
            {"name": file, "mimeType": "application/octet-stream", "buffer": content}
        )
        with self.page.expect_navigation():
            form.locator("button").click()
        self.inspect(self.page, name)

    def goes_on(self, name: str, files: dict[int, bytes]) -> None:
        """Chooses files at several places, and goes on without the button beside each."""
        for at, content in files.items():
            self.page.locator(".upload [type=file]").nth(at).set_input_files(
                {"name": f"file-{at}.bin", "mimeType": "image/png", "buffer": content}
            )
        with self.page.expect_navigation():
            self.page.locator("form[data-files] > button").click()
        assert self.page.url.endswith("/check")
        self.inspect(self.page, name)


@pytest.fixture(params=list(Language), ids=str)
def walk(request: pytest.FixtureRequest, chromium: Chromium) -> Iterator[Walk]:
    """A phone in either language; nothing may break a rule, and no console may complain."""
    if not RULES.exists():
        pytest.skip("these tests need axe-core in .tox/axe; .ci/run shows how to install it")
    with open_front() as front:
        width, height = PHONE
        context = chromium.new_context(
            base_url=front.web.url, viewport={"width": width, "height": height},
            reduced_motion="reduce",
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        context.add_init_script(LISTENING)
        context.add_cookies(
            [{"name": "miz-lang", "value": request.param.value, "url": front.web.url}]
        )
        opened = Walk(
            front, context.new_page(), Inspection(RULES.read_text("utf-8")), BORN[request.param]
        )
        opened.page.on("console", lambda told: _hear(opened, told.type, told.text))
        yield opened
        context.close()
    print(f"axe: {len(opened.inspect.looked_at)} pages: {' '.join(opened.inspect.looked_at)}")

    assert {} == opened.inspect.broken
    assert [] == opened.complaints


def _hear(walk: Walk, kind: str, text: str) -> None:
    if kind in {"error", "warning"}:
        walk.complaints.append(f"{walk.page.url}: {text}")


def test_every_page_of_the_way_is_accessible(walk: Walk) -> None:
    """J2 on a phone in both languages: no rule of WCAG 2.2 broken, nothing stopped (J2, UI)."""
    for part in (_reads, _signs_in, _fills, _adds, _sends, _follows, _ends, _asks_elsewhere):
        part(walk)

    assert len(walk.inspect.looked_at) >= 34


def _reads(walk: Walk) -> None:
    walk.goes("/portal", "services")
    walk.goes("/portal?q=qqqq", "nothing found")
    walk.goes("/portal/services/201", "service")
    walk.goes("/portal/services/201/sheet", "fact sheet")
    walk.goes("/portal/services/201/start", "sign in")


def _signs_in(walk: Walk) -> None:
    walk.sends("/sign-in", "wrong number", national_id="12", mobile="12")
    walk.sends("/sign-in", "code", national_id=NATIONAL_IDS[3], mobile="09351112233")
    code = walk.front.code()
    walk.sends("/code", "wrong code", code=f"{(int(code) + 1) % 10**6:06d}")
    walk.sends("/code", "about you", code=code)


def _fills(walk: Walk) -> None:
    walk.sends("/about", "about, wrong", given="")
    name = {"given": "زهرا", "family": "امینی"}
    walk.sends("/about", "form", **name, **dict(zip(BIRTH, walk.born, strict=True)))
    walk.sends("/form", "form, wrong", why="", copies="9")
    walk.page.check("[name=partner][value=yes]")
    walk.page.locator("#q-partner_id input").wait_for()
    walk.inspect(walk.page, "form, one more question")
    walk.sends("/form", "documents", why="سفر", partner="no", copies="2")


def _adds(walk: Walk) -> None:
    walk.uploads("document refused", file="x.pdf", content=b"GIF89a" + paper())
    walk.uploads("one document", file="card.png", content=picture("gray"))
    walk.goes_on("check, all there", {1: paper(), 2: picture("navy")})
    shown = walk.page.locator("main").inner_text()
    assert [] == [name for name in ("card", "file-1", "file-2") if name not in shown]
    walk.goes("/portal/mine", "mine, a draft")
    draft = walk.page.locator("a[href*='/drafts/']").get_attribute("href")
    assert draft is not None
    walk.goes(draft.replace("/form", "/check"), "check")


def _sends(walk: Walk) -> None:
    walk.sends("/check", "check, not agreed")
    walk.sends("/check", "filed", agree="1")
    walk.request = walk.front.request().id
    walk.goes("/portal/case", "case")
    walk.goes("/portal/mine", "mine, sent")


def _follows(walk: Walk) -> None:
    desk, request = walk.front.desk, walk.request
    desk.core.casework.finish(actor=desk.officer, request=request, step="check")
    desk.core.casework.ask(actor=desk.officer, request=request, text="عکس خوانا نیست")
    walk.goes("/portal/case", "case, waiting")
    walk.sends("/case/messages", "message, empty")
    walk.sends("/case/messages", "message", text="فرستادم")
    walk.goes("/portal/case/times", "times")
    with walk.page.expect_navigation():
        walk.page.locator(".slots button").last.click()
    walk.inspect(walk.page, "time booked")
    desk.core.casework.finish(actor=desk.officer, request=request, step="issue")


def _ends(walk: Walk) -> None:
    desk, request = walk.front.desk, walk.request
    desk.core.casework.answer(
        actor=desk.officer, request=request, outcome=Outcome.REFUSED, text="متراژ کافی نیست"
    )
    walk.goes("/portal/case", "answered")
    walk.goes("/portal/case/survey", "survey")
    walk.sends("/case/survey", "survey, empty")
    walk.sends("/case/survey", "judged", **{"item-1": "5"})
    walk.page.locator("details:has(form[action$='/case/complaints']) summary").click()
    walk.sends("/case/complaints", "objected", kind="objection", text="کافی است")


def _asks_elsewhere(walk: Walk) -> None:
    case = walk.front.desk.stored(walk.request)
    assert case.result is not None
    walk.goes("/portal/track", "track")
    walk.sends("/track", "track, wrong", code=case.code, digits="0000")
    walk.goes(f"/portal/verify?code={case.result.code}", "letter")
    walk.goes("/portal/verify?code=123", "no letter")
    walk.goes("/portal/complaints", "complaints")
    walk.sends("/complaints", "complaint, empty")
    walk.sends("/complaints", "complaint", text="صف طولانی بود")
    code = re.sub(r"\D", "", walk.page.locator(".big-code").inner_text())
    walk.goes("/portal/complaints", "complaints again")
    walk.sends("/complaints/follow", "complaint read", code=code)
