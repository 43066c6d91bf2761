"""The stylesheet of the office's own pages: as strict as the one of all pages."""

import re

from miz.domain.values import Language
from miz_apps.web.rendering import assets, preview
from miz_apps.web.rendering.samples import GALLERY

CSS = re.sub(r"/\*.*?\*/", "", assets.assets()["office.css"][0].decode(), flags=re.DOTALL)


def test_it_knows_no_left_or_right_and_no_other_server() -> None:
    """Logical properties only, so that one file serves both directions."""
    physical = re.findall(r"(?<![-\w])(?:margin|padding|border)-(?:left|right|top|bottom)", CSS)
    sides = re.findall(r"(?<![-\w])(?:left|right|top|bottom|width|height)\s*:", CSS)

    assert [] == physical + sides + re.findall(r"url\(", CSS)


def test_every_class_is_on_a_page_that_loads_it() -> None:
    """Nothing is styled that no page shows."""
    pages = [preview.page(name, Language.FA) for name in GALLERY]
    shown = "".join(html for html in pages if "office.css" in html)
    used = {one for value in re.findall(r'class="([^"]*)"', shown) for one in value.split()}
    selectors = " ".join(re.findall(r"([^{};]+)\{", CSS))

    assert set() == set(re.findall(r"\.([a-z][\w-]*)", selectors)) - used


def test_it_stays_small() -> None:
    """A page of the office loads it beside the one of all pages (ui.md)."""

    assert len(assets.assets()["office.css"][0]) < 8_500
