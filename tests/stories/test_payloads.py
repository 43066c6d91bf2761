from collections.abc import Iterator
from urllib.parse import quote

import pytest
from attrs import evolve
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from tests.apps.web import OPTIONS
from tests.office import national_id
from tests.stories.eyes import LOOK, Eyes
from tests.stories.front import Front, open_front
from tests.stories.payloads import PAYLOADS, Writers, writers

pytest_plugins = ["tests.apps.browser"]
MANY = evolve(OPTIONS, codes_address="1000 per hour", tracking_address="1000 per hour")
CARELESS = """<title>{0}</title><textarea>{0}</textarea><input value="{0}"><input value='{0}'>
<a href="{0}">x</a><p>{0}</p>"""


@pytest.fixture
def front() -> Iterator[Front]:
    """An office that allows many codes from one address."""
    with open_front(MANY) as opened:
        yield opened


@pytest.fixture
def eyes(chromium: Chromium, front: Front) -> Iterator[Eyes]:
    """Eyes that fail the test with all they saw."""
    opened = Eyes(chromium, front.web.url)
    yield opened
    opened.close()
    print(f"payloads: {opened.seen} pages and states looked at")

    assert [] == opened.faults


@pytest.mark.timeout(600)
def test_nothing_that_anybody_writes_runs(front: Front, eyes: Eyes) -> None:
    """Ten payloads in every field of citizen, officer and desk: none runs (threat 13)."""
    everybody = writers(front)
    officer, clerk = eyes.of(everybody[0].officer), eyes.of(everybody[0].clerk)
    for one in everybody:
        _citizen_sees(eyes, one)
        one.comes()
        one.enters()
        _unit_sees(eyes, one, officer)
        _desk_sees(eyes, one, clerk)
    for one in everybody:
        eyes.visit(officer, "/inbox", "/inbox?of=unit", shows=one.payload)
        eyes.visit(clerk, "/monitor", shows=one.payload)

    assert eyes.seen > len(PAYLOADS) * 20


def _citizen_sees(eyes: Eyes, one: Writers) -> None:
    """The draft, the case, and what the portal says back."""
    one.drafts()
    page = eyes.of(one.citizen)
    eyes.visit(page, *(f"{one.draft}/{step}" for step in ("about", "form", "check")),
               shows=one.payload)  # fmt: skip
    one.files()
    page = eyes.of(one.citizen)
    eyes.visit(page, "/portal/case", "/portal/case/filed", shows=one.payload)
    said = quote(one.payload)
    eyes.visit(page, f"/portal?q={said}", shows=one.payload)
    eyes.visit(page, f"/portal/track?code={said}", f"/portal/verify?code={said}",
               shows=one.payload[:40])  # fmt: skip
    eyes.visit(page, "/portal/mine", f"/portal/complaints?service={said}",
               f"/portal/sign-in?next={said}")  # fmt: skip
    page.fill("[name=national_id]", one.payload[:14])
    page.fill("[name=mobile]", one.payload[:20])
    page.click("button.big")
    eyes.look(page, shows=one.payload[:14])


def _unit_sees(eyes: Eyes, one: Writers, officer: Page) -> None:
    """Both requests in the unit."""
    eyes.visit(officer, f"/requests/{one.request}", f"/requests/{one.taken}", shows=one.payload)


def _desk_sees(eyes: Eyes, one: Writers, clerk: Page) -> None:
    """The request and the person at the desk, and in the files."""
    for typed, shows in (
        (one.payload, ""), (one.code(one.taken), one.payload),
        (national_id(one.number).digits, one.payload),
    ):  # fmt: skip
        clerk.goto("/desk")
        clerk.fill("#typed", typed)
        clerk.keyboard.press("Enter")
        clerk.locator("html[data-swapped]").wait_for()
        eyes.look(clerk, shows=shows)
    clerk.locator("[data-key=F3]").click()
    clerk.locator("form.intake").wait_for()
    eyes.look(clerk, shows=one.payload)
    eyes.visit(clerk, f"/people/{one.person}", shows=one.payload)
    clerk.goto("/people")
    clerk.fill("[name=q]", one.payload)
    with clerk.expect_navigation():
        clerk.keyboard.press("Enter")
    eyes.look(clerk)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_each_payload_runs_in_a_careless_page(chromium: Chromium, payload: str) -> None:
    """Without escaping and without a policy: what is looked for above can be found (threat 13)."""
    page = chromium.new_page()
    page.set_content(CARELESS.format(payload))
    if payload.startswith("javascript:"):
        page.locator("a").click()
    page.wait_for_function("() => window.__xss === 1")
    found = page.evaluate(LOOK)
    page.close()

    assert found["acting"] > 0
