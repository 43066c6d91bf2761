import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from threading import Thread
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, Page

from miz.domain.staff import Permission
from miz.domain.values import Language
from miz.errors import Conflict, InvalidValue, MizError, PortError
from miz_apps.web.rendering import Renderer, SignedIn, assets, preview
from miz_apps.web.rendering.advice import advice
from miz_apps.web.rendering.codes import code
from miz_apps.web.rendering.contexts import PeoplePage
from miz_apps.web.rendering.contexts.steps import BUTTONS, Step
from miz_apps.web.rendering.dates import Dates, read_date
from miz_apps.web.rendering.icons import icon
from miz_apps.web.rendering.samples import FRAGMENTS, GALLERY
from miz_apps.web.rendering.samples.desk import card, ready
from miz_apps.web.rendering.samples.files import file
from miz_apps.web.rendering.sayings import SAYINGS, Phrase, Situation
from miz_apps.web.rendering.words import WORDS

pytest_plugins = ["tests.apps.browser"]
HOUSE = Path(__file__).resolve().parents[2]
AXE = HOUSE / ".tox" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "msgid": None}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "silent": "false"}}
EVERYTHING = [*GALLERY, *FRAGMENTS]
BOTH = list(Language)
SEEN: tuple[tuple[Language, Literal["light", "dark"]], ...] = (
    (Language.FA, "light"),
    (Language.EN, "dark"),
)
TEHRAN = ZoneInfo("Asia/Tehran")
SPITE = '<img src=x onerror="alert(1)">'


class Tags(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps the tag."""
        self.tags.append((tag, dict(attrs)))

    def values(self, attribute: str) -> list[str]:
        """All values of an attribute."""
        return [attrs[attribute] or "" for _, attrs in self.tags if attribute in attrs]


@cache
def msgids() -> frozenset[str | tuple[str, ...]]:
    """Every text of apps that a person may read."""
    found = extract_from_dir(str(HOUSE / "apps"), METHODS, OPTIONS, KEYWORDS)
    return frozenset(message for _, _, message, _, _ in found)


@cache
def persian() -> Catalog:
    """The Persian words."""
    place = files("miz_apps") / "locale" / "fa" / "LC_MESSAGES" / "miz.po"
    with place.open("rb") as source:
        return read_po(source, locale="fa")


def places(text: str) -> Counter[str]:
    """The named places of a text."""
    return Counter(re.findall(r"%\(\w+\)s|\{\}", text))


class TestWords:
    def test_every_text_is_in_the_catalogue_and_nothing_else(self) -> None:
        """No msgid is missing from the .po, and none stays there when its text is gone."""
        known = {message.id for message in persian() if message.id}

        assert msgids() == known

    def test_every_text_has_persian_words(self) -> None:
        """No translation is empty or doubtful."""
        empty = [m.id for m in persian() if m.id and (m.fuzzy or not all(forms(m.string)))]

        assert [] == empty

    def test_translations_keep_the_named_places(self) -> None:
        """A name, number or time of the English text stands in the Persian one as well."""
        lost = [
            m.id
            for m in persian()
            if m.id and any(places(forms(m.id)[-1]) != places(text) for text in forms(m.string))
        ]

        assert [] == lost

    @pytest.mark.parametrize("kind", WORDS, ids=lambda kind: kind.__name__)
    def test_every_state_and_reason_has_a_word(self, kind: type) -> None:
        """A value that the domain gains must be spoken on pages too."""

        assert set(kind) == set(WORDS[kind])  # type: ignore[call-overload]

    def test_every_situation_and_step_has_its_words(self) -> None:
        """The desk is never without a verdict or a button without words."""

        assert set(Situation) == set(SAYINGS)
        assert set(Step) == set(BUTTONS)
        assert {phrase.value for phrase in Phrase} <= msgids()


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """A text's forms, one or more."""
    return (text,) if isinstance(text, str) else tuple(text or ("",))


class TestPages:
    @pytest.mark.parametrize("language", BOTH, ids=str)
    @pytest.mark.parametrize("name", EVERYTHING)
    def test_keeps_the_strict_policy(self, name: str, language: Language) -> None:
        """No inline script, style or handler, nothing from elsewhere, no id twice (threat 13)."""
        page = Tags(preview.page(name, language))
        sources = page.values("src") + page.values("href") + page.values("action")
        twice = [one for one, times in Counter(page.values("id")).items() if times > 1]

        assert [] == page.values("style")
        assert [] == [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
        assert [] == [attrs for tag, attrs in page.tags if tag == "script" and not attrs.get("src")]
        assert [] == [one for one in sources if one and one[0] not in "/#"]
        assert [] == twice

    @pytest.mark.parametrize("name", GALLERY)
    def test_says_its_language_and_direction(self, name: str) -> None:
        """Persian reads from the right and English from the left, on every page."""

        assert '<html lang="fa" dir="rtl"' in preview.page(name, Language.FA)
        assert '<html lang="en" dir="ltr"' in preview.page(name, Language.EN)

    @pytest.mark.parametrize("name", EVERYTHING)
    def test_speaks_one_language(self, name: str) -> None:
        """English pages hold no Persian but the switch; Persian numbers have Persian digits."""
        english = re.sub(
            r"<button[^>]*lang=\"fa\".*?</button>",
            "",
            preview.page(name, Language.EN),
            flags=re.DOTALL,
        )
        persian_inputs = re.sub(r"<input[^>]*lang=\"fa\"[^>]*>", "", english)

        assert [] == re.findall(r"[\u0600-\u06ff]+", persian_inputs)

    @pytest.mark.parametrize("name", EVERYTHING)
    def test_every_post_carries_the_token(self, name: str) -> None:
        """Each form that changes something sends the session's token (threat 15)."""
        html = preview.page(name, Language.FA)
        posting = re.findall(r"<form[^>]*method=\"post\".*?</form>", html, flags=re.DOTALL)

        assert [] == [form[:80] for form in posting if 'name="csrf" value="sample"' not in form]

    def test_escapes_what_people_wrote(self) -> None:
        """A name, purpose or search that is markup is shown, not run (threat 13)."""
        frame = preview.frame("desk", Language.FA)
        person = evolve(card(Language.FA), name=SPITE, purpose=SPITE, father=SPITE)
        main = evolve(ready(Language.FA), person=person, echo=SPITE)
        shown = Renderer().render(main, frame) + Renderer().render(PeoplePage(SPITE, ()), frame)

        assert "<img src=x" not in shown
        assert shown.count("&lt;img src=x") >= 5

    def test_shows_only_doors_that_open(self) -> None:
        """A guard sees no way to the settings, an administrator none to the desk (ASVS V8)."""
        guard = SignedIn("g", frozenset({Permission.RECEIVE, Permission.WATCH}))
        frame = evolve(preview.frame("home", Language.EN), user=guard)
        ways = Tags(Renderer().render(GALLERY["home"][1](Language.EN), frame)).values("href")

        assert {"/desk", "/monitor"} <= set(ways)
        assert [] == [way for way in ways if way.startswith(("/admin", "/people", "/simulator"))]

    def test_masks_numbers_until_they_are_asked_for(self) -> None:
        """A file shows the ends of numbers; the whole is not even in the page (C1-05, V8.2.3)."""
        page = evolve(file(Language.EN), values=None)
        masked = Renderer().render(page, preview.frame("person", Language.EN))
        shown = evolve(page, identity=evolve(page.identity, revealed=True))
        revealed = Renderer().render(shown, preview.frame("person", Language.EN))

        assert "001-234567-9" in revealed
        assert "001-23" not in masked
        assert "345 6789" not in masked

    def test_has_one_primary_action(self) -> None:
        """Enter presses one button, whatever stands at the desk (ui.md)."""
        for name in GALLERY:
            html = preview.page(name, Language.FA)

            assert html.count("data-primary") <= (0 if name.startswith("wall") else 1), name

    def test_never_names_the_watchlist(self) -> None:
        """Whoever must not enter is coordinated with security; no list is mentioned (J5)."""
        said = [text for text in msgids() if "list" in str(text).lower().split()]

        assert "با حراست هماهنگ کنید" in preview.page("desk-security", Language.FA)
        assert [text for text in said if "watch" in str(text).lower()] == []


class TestParts:
    def test_dates_are_jalali_on_persian_pages_only(self) -> None:
        """One instant, two calendars, the site's clock (I9)."""
        at = datetime(2026, 11, 23, 6, 51, 4, tzinfo=UTC)
        fa, en = Dates(Language.FA), Dates(Language.EN)

        assert ("دوشنبه ۲ آذر ۱۴۰۵", "۱۰:۲۱") == (fa.long_day(at.date()), fa.clock(at, TEHRAN))
        assert ("Mon 23 Nov 2026", "10:21") == (en.long_day(at.date()), en.clock(at, TEHRAN))
        assert ("۱۴۰۵/۰۹/۰۲", "2026-11-23") == (fa.day(at.date()), en.day(at.date()))

    def test_moments_of_other_days_carry_their_date(self) -> None:
        """Just before midnight in Tehran is another day than just after it."""
        now = datetime(2026, 11, 22, 20, 40, tzinfo=UTC)
        before = datetime(2026, 11, 22, 20, 20, tzinfo=UTC)

        assert "۰۰:۱۰" == Dates(Language.FA).moment(now, TEHRAN, now)
        assert "۱۴۰۵/۰۹/۰۱، ۲۳:۵۰" == Dates(Language.FA).moment(before, TEHRAN, now)

    @pytest.mark.parametrize(
        ("fields", "day"),
        [
            (("1366", "2", "31"), date(1987, 5, 21)),
            (("۱۳۶۶", "۲", "۳۱"), date(1987, 5, 21)),
            (("1987", "5", "21"), date(1987, 5, 21)),
            (("", " ", ""), None),
        ],
    )
    def test_reads_birth_dates_of_both_calendars(
        self, fields: tuple[str, str, str], day: date | None
    ) -> None:
        """The year says which calendar it is, with either digits (CAP-22)."""

        assert day == read_date(*fields)

    @pytest.mark.parametrize("fields", [("1366", "12", "31"), ("1366", "", ""), ("x", "1", "1")])
    def test_refuses_days_that_do_not_exist(self, fields: tuple[str, str, str]) -> None:
        """A wrong day is an error at its field, not another day."""
        with pytest.raises(InvalidValue) as caught:
            read_date(*fields)

        assert "birth_date" == caught.value.field

    def test_numbers_are_grouped_spoken_and_isolated(self) -> None:
        """A code reads left to right within Persian, and a screen reader spells it."""
        shown = code(Dates(Language.FA), "0012345679", "national_id")

        assert 'dir="ltr"' in shown
        assert ">۰۰۱-۲۳۴۵۶۷-۹<" in shown
        assert 'aria-label="۰ ۰ ۱ ۲ ۳ ۴ ۵ ۶ ۷ ۹"' in shown

    @pytest.mark.parametrize(
        ("kind", "text", "masked"),
        [
            ("national_id", "0012345679", ">•••-•••567-9<"),
            ("mobile", "+989123456789", ">0912 ••• 6789<"),
            ("passport", "A1234567", ">••••4567<"),
            ("passport", "A1234", ">•••34<"),
        ],
    )
    def test_masks_leave_only_the_ends(self, kind: str, text: str, masked: str) -> None:
        """What may not be seen is not in the markup either (threat 24)."""

        assert masked in code(Dates(Language.EN), text, kind, masked=True)

    def test_icons_are_drawn_and_never_spoken(self) -> None:
        """An icon has no name of its own; those along the line of reading turn with it."""

        assert 'aria-hidden="true"' in icon("camera")
        assert 'class="icon"' in icon("octagon")
        assert 'class="icon flip"' in icon("arrow-left")

    @pytest.mark.parametrize("language", BOTH, ids=str)
    def test_errors_become_advice(self, language: Language) -> None:
        """A known code has its own sentence, an unknown one that of its status, in both tongues."""
        known = advice(Conflict("x", code="card.out"), language)
        general = advice(Conflict("x", code="no.such"), language)
        other = advice(PortError("x", code="no.such"), language)

        assert 3 == len({known, general, other})
        assert (language is Language.EN) == advice(MizError("x"), language).isascii()


class TestAssets:
    def test_stylesheet_knows_no_left_or_right(self) -> None:
        """Logical properties only, so that one file serves both; fonts come from this server."""
        css = re.sub(r"/\*.*?\*/", "", assets.assets()["miz.css"][0].decode(), flags=re.DOTALL)
        physical = re.findall(r"(?<![-\w])(?:margin|padding|border)-(?:left|right|top|bottom)", css)
        sides = re.findall(r"(?<![-\w])(?:left|right|top|bottom|width|height)\s*:", css)

        assert [] == physical + sides
        assert {"/static/font/plex-400.woff2", "/static/font/plex-600.woff2"} == set(
            re.findall(r"url\(\"?([^)\"]+)", css)
        )

    def test_every_class_of_a_page_is_in_the_stylesheet_and_back(self) -> None:
        """Nothing is styled that no page shows."""
        css = re.sub(r"/\*.*?\*/", "", assets.assets()["miz.css"][0].decode(), flags=re.DOTALL)
        selectors = " ".join(re.findall(r"([^{};]+)\{", css))
        html = "".join(preview.page(name, Language.FA) for name in EVERYTHING)
        used = {one for value in Tags(html).values("class") for one in value.split()}

        assert set() == set(re.findall(r"\.([a-z][\w-]*)", selectors)) - used

    def test_modules_ask_the_page_for_their_words(self) -> None:
        """No text for people stands in a script, where no translator looks."""
        scripts = {
            path: content for path, (content, _) in assets.assets().items() if path.endswith(".js")
        }

        assert 10 <= len(scripts)
        for path, content in scripts.items():
            assert not re.search(r"[\u0600-\u06ff]{2}|innerHTML|https?://", content.decode()), path

    def test_another_file_is_another_address(self) -> None:
        """A browser may keep files for a year because their address names what they are."""

        assert re.fullmatch(r"[0-9a-f]{12}", assets.version())
        assert f"/static/{assets.version()}/miz.css" in preview.page("home", Language.FA)


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    """Where the samples are served."""
    running = preview.server()
    thread = Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture(scope="module")
def axe() -> str:
    """The accessibility rules."""
    if not AXE.is_file():
        pytest.skip(f"needs the accessibility rules in {AXE.relative_to(HOUSE)}; see .ci/run")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def desktop(chromium: Browser) -> Iterator[Page]:
    """A screen as desks have it."""
    page = chromium.new_page(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    yield page
    page.close()


@pytest.fixture(scope="module")
def phone(chromium: Browser) -> Iterator[Page]:
    """A phone held upright."""
    page = chromium.new_page(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    yield page
    page.close()


@pytest.mark.parametrize("name", GALLERY)
def test_no_accessibility_rule_is_broken(
    desktop: Page, gallery: str, axe: str, *, name: str
) -> None:
    """WCAG 2.2 AA and best practice, Persian by day and English by night."""
    found = []
    for language, scheme in SEEN:
        desktop.emulate_media(color_scheme=scheme)
        desktop.goto(f"{gallery}/{language.value}/{name}")
        desktop.evaluate("document.fonts.ready")
        desktop.evaluate(axe)
        result = desktop.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")
        found += [(one["id"], one["nodes"][0]["html"][:120]) for one in result["violations"]]

    assert [] == found


@pytest.mark.parametrize("name", GALLERY)
def test_fits_a_phone(phone: Page, gallery: str, name: str) -> None:
    """On 390 px a page scrolls down, never sideways (WCAG 1.4.10)."""
    for language in BOTH:
        phone.goto(f"{gallery}/{language.value}/{name}")

        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, language
