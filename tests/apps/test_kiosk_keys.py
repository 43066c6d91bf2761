import pytest
from playwright.sync_api import expect

from miz.domain.persian import persian_digits
from miz.domain.requests import Request
from miz.domain.values import Language
from tests.apps.touch import Kiosks, factor

pytest_plugins = ["tests.apps.browser", "tests.apps.touchscreens"]


@pytest.mark.parametrize("language", Language)
def test_keys_show_the_page_s_digits_and_send_ascii(
    kiosks: Kiosks, request_: Request, language: Language
) -> None:
    """Persian digits in fours to be read, the plain code to be sent (UI: digits)."""
    kiosk = kiosks.on(language, path="/track")
    kiosk.type(request_.code)
    code = kiosk.page.locator("#f-code").input_value()
    expect(kiosk.page.locator("#f-digits")).to_be_focused()
    kiosk.type(factor(kiosks.house, request_))
    with kiosk.page.expect_request("**/kiosk/track") as sent:
        kiosk.tap(".beside > .btn")
    kiosk.at("/case")
    fours = " ".join(request_.code[at : at + 4] for at in range(0, 16, 4))

    assert (persian_digits(fours) if language is Language.FA else fours) == code
    assert f"code={request_.code}&" in str(sent.value.post_data)


def test_keys_delete_clear_and_stop_at_the_end(kiosks: Kiosks) -> None:
    """The last digit, all of them, and no more than there is room for."""
    kiosk = kiosks.on(Language.EN, path="/track")
    field_ = kiosk.page.locator("#f-code")
    kiosk.type("123")
    kiosk.tap("[data-do=back]")
    shorter = field_.input_value()
    kiosk.tap("[data-do=clear]")
    cleared = field_.input_value()
    kiosk.page.locator("#f-digits").tap()
    kiosk.type("98765")

    assert ("12", "", "9876") == (
        shorter, cleared, kiosk.page.locator("#f-digits").input_value(),
    )  # fmt: skip


@pytest.mark.parametrize("ends", [1, 2])
@pytest.mark.parametrize("layout", Language)
def test_a_receipt_held_to_the_reader_opens_from_the_start(
    kiosks: Kiosks, request_: Request, *, layout: Language, ends: int
) -> None:
    """No tap: the scan leads to the second factor, whatever the layout, Enter once or twice."""
    kiosk = kiosks.on()
    kiosk.scan(request_.code, layout=layout, ends=ends)
    kiosk.at("/track")
    expect(kiosk.page.locator("#f-digits")).to_be_focused()
    kiosk.type(factor(kiosks.house, request_))
    kiosk.tap(".beside > .btn")
    kiosk.at("/case")


@pytest.mark.parametrize("layout", Language)
def test_a_receipt_is_read_into_the_code_s_field_wherever_the_keyboard_is(
    kiosks: Kiosks, request_: Request, layout: Language
) -> None:
    """Enter after the code goes on to the second factor and sends nothing yet (B3)."""
    kiosk = kiosks.on(path="/track")
    sent: list[str] = []
    kiosk.page.on("request", lambda request: sent.append(request.method))
    kiosk.page.evaluate("() => document.activeElement.blur()")
    kiosk.scan(request_.code, layout=layout, ends=2)
    expect(kiosk.page.locator("#f-digits")).to_be_focused()
    early = list(sent)
    kiosk.scan(factor(kiosks.house, request_), layout=layout)
    kiosk.at("/case")

    assert "POST" not in early


def test_a_complaint_is_written_by_touch(kiosks: Kiosks) -> None:
    """Persian letters with the half space, then Latin ones; what is written stays in sight."""
    kiosk = kiosks.on(path="/complaints")
    kiosk.tap("label:has([value=suggestion])")
    for one in ("م", "ی", "\u200c", "خ", "و", "ا", "ه", "م", " ", "۲"):
        kiosk.tap(f".key[data-key='{one}']:visible")
    kiosk.tap("[data-do=back]:visible")
    kiosk.tap("[data-do=layout]:visible")
    kiosk.tap(".key[data-key='q']:visible")
    seen = kiosk.page.evaluate(
        "() => document.activeElement.getBoundingClientRect().top >= "
        "document.querySelector('.top').getBoundingClientRect().bottom"
    )
    kiosk.tap("form.card button.brand")
    expect(kiosk.page.locator(".verdict")).to_be_visible()
    desk = kiosks.house.desk
    texts = [one.text for one in desk.core.complaints.list(actor=desk.head)]

    assert seen
    assert "می\u200cخواهم q" in texts
