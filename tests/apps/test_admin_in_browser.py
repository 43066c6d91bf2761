"""What heads and administrators do in a real Chromium: a closure, an edition, an answer."""

from collections.abc import Iterator

import pytest
from attrs import frozen
from playwright.sync_api import Browser, Page, expect

from miz.domain.complaints import ComplaintKind
from miz.domain.values import Language
from tests.apps.bureau import LICENCE, filed, licence, opinion
from tests.apps.screens import PHONE, Screens
from tests.apps.web import Caller, WebOffice, open_web

pytest_plugins = ["tests.apps.browser"]


@frozen
class House:
    """The small office as screens know a house."""

    web: WebOffice

    @property
    def base(self) -> str:
        """Where it is served."""
        return self.web.url

    def sign_in(self, login: str) -> Caller:
        """A client with that user's session."""
        caller = self.web.caller()
        assert caller.sign_in(login).status_code == 201
        return caller


@pytest.fixture
def web() -> Iterator[WebOffice]:
    """An office of its own for each test."""
    with open_web() as opened:
        yield opened


@pytest.fixture
def office_screens(chromium: Browser, web: WebOffice) -> Iterator[Screens]:
    """Screens in front of it, which must leave no complaint in any console."""
    screens = Screens(chromium, House(web))  # type: ignore[arg-type]
    try:
        yield screens
    finally:
        screens.close()

    assert [] == screens.complaints


def fill_day(page: Page, name: str, *parts: str) -> None:
    """Writes a day into its three fields."""
    for part, text in zip(("year", "month", "day"), parts, strict=True):
        page.locator(f"[name={name}_{part}]").fill(text)


def test_a_closure_is_drafted_previewed_and_switched_on(
    web: WebOffice, office_screens: Screens
) -> None:
    """Nobody's time moves before the preview was seen; then each is told once (B4, B5)."""
    request = filed(web, licence(web))
    page = office_screens.open("/admin/calendar", login="manager")
    page.locator("details.adding > summary").click()
    expect(page.locator(".for-week")).to_be_hidden()
    page.locator("#kind-hours").check()
    expect(page.locator(".for-week")).to_be_visible()
    page.locator("#kind-closed").check()
    expect(page.locator(".for-week, .for-late, .for-early")).to_have_count(3)
    expect(page.locator(".for-week")).to_be_hidden()
    page.locator("[name=title]").fill("تعطیلی برف")
    fill_day(page, "first", "۱۴۰۴", "۱۰", "۱۵")
    fill_day(page, "last", "1404", "10", "15")
    page.locator("[name=last_day]").press("Enter")
    row = page.locator(".shift")
    expect(row).to_have_count(1)
    expect(row.locator("bdi")).to_have_text(_persian(request.code[-4:]))
    expect(row.locator("time").nth(0)).to_contain_text("دوشنبه ۱۵ دی ۱۴۰۴ ۱۴:۰۰")
    expect(row.locator("time").nth(1)).to_contain_text("سه‌شنبه ۱۶ دی ۱۴۰۴ ۱۴:۰۰")
    assert "کاظمی" not in page.content()
    web.office.deliver()
    before = len(web.office.sent)
    page.locator("button[value=switch_on]").click()
    expect(page.locator(".alert.allow")).to_be_visible()
    expect(page.locator("button[value=switch_on]")).to_have_count(0)
    web.office.deliver()
    page.goto("/admin/calendar")

    expect(page.locator(".day.shut", has_text="تعطیلی برف")).to_have_count(1)
    assert before + 1 == len(web.office.sent)


def _persian(digits: str) -> str:
    return digits.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))


def test_enter_looks_at_an_edition_and_drops_nothing(
    web: WebOffice, office_screens: Screens
) -> None:
    """The first button of the form is the one that Enter presses, wherever the cursor is."""
    service = licence(web)
    page = office_screens.open(
        f"/admin/services/{service.id}/edition", login="admin", language=Language.EN
    )
    page.locator("button[value='more:steps']").click()
    title = page.locator("[name=steps-3-title]")
    expect(title).to_be_focused()
    title.fill("تحویل")
    title.press("Enter")
    expect(page.get_by_text("Nothing is published yet.")).to_be_visible()
    expect(page.locator(".looked-at .numbered").first.locator("li")).to_have_count(3)
    page.locator("button[value=publish]").click()
    expect(page.locator(".alert.allow")).to_contain_text("The edition is published.")
    found = web.office.core.publishing.editions(actor=web.office.actor, service=service.id)

    assert [2, 3] == [len(one.information.steps) for one in found]
    assert (LICENCE.form, LICENCE.sheet) == (
        found[1].information.form,
        found[1].information.sheet,
    )


def test_a_file_is_exported_edited_and_brought_back(
    web: WebOffice, office_screens: Screens
) -> None:
    """The browser saves it under its name; what is wrong is told, what is right is shown."""
    service = licence(web)
    page = office_screens.open(f"/admin/services/{service.id}", login="admin", language=Language.EN)
    with page.expect_download() as download:
        page.get_by_role("link", name="Export").click()
    sheet = download.value.path().read_text(encoding="utf-8")

    def bring(text: str) -> None:
        file = {"name": "a.toml", "mimeType": "application/toml", "buffer": text.encode()}
        page.locator("[name=sheet]").set_input_files(file)  # type: ignore[arg-type]
        page.get_by_role("button", name="Check it and look").click()

    bring(sheet.replace("online = false", "online = 'no'", 1))
    expect(page.locator(".faults .code")).to_have_text("online")
    bring(sheet)
    expect(page.locator(".looked-at h1")).to_have_text("Licence")

    assert "10-22-1.toml" == download.value.suggested_filename


def test_a_complaint_is_answered_from_the_keyboard(
    web: WebOffice, office_screens: Screens
) -> None:  # fmt: skip
    """Open, write, send, without a mouse; the list is shorter then (right 10)."""
    office = web.office
    office.core.complaints.make(
        actor=office.actor, kind=ComplaintKind.COMPLAINT, text="سه بار آمدم"
    )
    page = office_screens.open("/complaints", login="manager")
    summary = page.locator("details.more > summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("پوزش می‌خواهیم")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".alert.allow")).to_be_visible()

    expect(summary).to_have_count(0)
    assert () == office.core.complaints.list(actor=office.actor)


@pytest.mark.parametrize("path", ["/admin/calendar", "/reports", "/complaints"])
def test_a_manager_s_pages_fit_a_phone(
    web: WebOffice, office_screens: Screens, path: str
) -> None:  # fmt: skip
    """With real content, too, a page scrolls down and never sideways (WCAG 1.4.10)."""
    service = licence(web)
    filed(web, service)
    opinion(web, service, comment="م" * 300, i16=5)
    for language in Language:
        page = office_screens.open(path, login="manager", language=language, size=PHONE)

        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
