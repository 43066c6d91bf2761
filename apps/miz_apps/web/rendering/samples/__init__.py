"""Made-up content for every page, for whoever works on the templates, and for their tests."""

from collections.abc import Callable, Mapping

from miz.domain.values import Language
from miz_apps.web.rendering.contexts.frame import View
from miz_apps.web.rendering.samples import (
    admin,
    around,
    calendar,
    cases,
    desk,
    files,
    gates,
    reports,
    services,
)

Sample = Callable[[Language], View]

GALLERY: Mapping[str, tuple[str, Sample]] = {
    **around.PAGES,
    **desk.PAGES,
    **gates.PAGES,
    **files.PAGES,
    **cases.PAGES,
    **admin.PAGES,
    **services.PAGES,
    **calendar.PAGES,
    **reports.PAGES,
}
"""By name: the address the page is shown for, and what makes its view."""

FRAGMENTS: Mapping[str, Sample] = {
    **desk.FRAGMENTS,
    **cases.FRAGMENTS,
    **gates.FRAGMENTS,
    **files.FRAGMENTS,
}
"""What a fetch gets, by name."""
