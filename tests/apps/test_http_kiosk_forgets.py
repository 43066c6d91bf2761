from miz.domain.requests import Request
from miz_apps.web.kiosk.routes import PAGES
from tests.apps.citizens import Citizen, House
from tests.apps.web import PAGE

pytest_plugins = ["tests.apps.kiosks"]


def test_a_reset_closes_the_case_and_brings_persian_back(hall: House, case: Request) -> None:
    """The server takes case and token back; what comes next is a kiosk for the next person."""
    kiosk = hall.kiosk()
    kiosk.post("/language", language="en", next="/kiosk/track")
    kiosk.opens(hall.desk, case)
    old = dict(kiosk.caller.cookies)
    reset = kiosk.post("/reset")
    afterwards = kiosk.get("/case")

    assert (303, "/kiosk") == (reset.status_code, reset.headers["Location"])
    assert (303, "/kiosk/track") == (afterwards.status_code, afterwards.headers["Location"])
    assert {"miz-kiosk-case", "miz-kiosk-door"} <= set(old)
    assert "miz-kiosk-case" not in kiosk.caller.cookies
    assert 'lang="fa"' in kiosk.sees()
    assert old["miz-kiosk-door"] != kiosk.caller.cookies["miz-kiosk-door"]


def test_a_reset_closes_a_complaint_as_well(hall: House) -> None:
    """The next person does not read what the one before complained of (SVC-08, MIS-12)."""
    kiosk = hall.kiosk()
    code = kiosk.leads("/complaints", kind="report", text="بی‌نظمی")
    left = kiosk.sees()
    kiosk.post("/reset")
    afterwards = kiosk.get("/complaints/made")

    assert "کد" in code
    assert "data-used" in left
    assert (303, "/kiosk/complaints") == (
        afterwards.status_code, afterwards.headers["Location"],
    )  # fmt: skip


def test_a_start_that_somebody_left_behind_is_to_be_cleared(hall: House, case: Request) -> None:
    """A case still open or another language is what the script clears by itself at the start."""
    kiosk = hall.kiosk()
    fresh = kiosk.sees()
    kiosk.opens(hall.desk, case)
    left = kiosk.sees()

    assert "data-used" not in fresh
    assert "data-used" in left


def test_a_reset_needs_the_token_of_the_kiosk_s_own_page(hall: House, case: Request) -> None:
    """Another site's page neither closes nor opens anything (threat 15)."""
    kiosk = hall.kiosk()
    kiosk.opens(hall.desk, case)
    token = kiosk.token()
    statuses = [
        kiosk.caller.post("/kiosk/reset", data=form, headers=headers).status_code
        for form, headers in (
            ({}, PAGE),
            ({"csrf": "wrong"}, PAGE),
            ({"csrf": token}, {**PAGE, "Sec-Fetch-Site": "cross-site"}),
        )
    ]

    assert [403, 403, 403] == statuses
    assert 200 == kiosk.get("/case").status_code


def test_a_case_is_open_for_ten_minutes_even_where_no_script_closes_it(
    hall: House, case: Request
) -> None:
    """A kiosk that lost its script does not show a case for half an hour."""
    kiosk = hall.kiosk()
    kiosk.opens(hall.desk, case)
    hall.web.office.later(minutes=9)
    before = kiosk.get("/case").status_code
    hall.web.office.later(minutes=2)

    assert (200, 303) == (before, kiosk.get("/case").status_code)


def test_the_kiosk_and_the_portal_keep_their_cases_apart(hall: House, case: Request) -> None:
    """What is opened at a kiosk cannot be written to by the portal's address, and the reverse."""
    kiosk = hall.kiosk()
    kiosk.opens(hall.desk, case)
    phone = hall.phone()
    phone.opens(hall.desk, case)

    assert 303 == Citizen(kiosk.caller).get("/case").status_code
    assert 303 == Citizen(phone.caller, "/kiosk").get("/case").status_code


def test_no_page_of_the_kiosk_is_kept(hall: House, case: Request) -> None:
    """The way back shows nothing: pages are not stored, by the browser or on the way."""
    kiosk = hall.kiosk()
    kiosk.opens(hall.desk, case)
    paths = [
        one.path.removeprefix("/kiosk").replace("{code}", "201").replace("{number}", "1")
        for one in PAGES
        if one.method == "GET" and not one.path.endswith(".png")
    ]
    kept = [one for one in paths if kiosk.get(one).headers["Cache-Control"] != "no-store"]

    assert len(paths) == 11
    assert [] == kept
