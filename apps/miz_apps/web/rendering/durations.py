"""Spans of office time in words."""

from miz.domain.calendar import OfficeTime
from miz.domain.values import Language
from miz_apps.web.rendering.dates import Dates
from miz_apps.web.rendering.languages import translations


def office_time(language: Language, duration: OfficeTime) -> str:
    """As in «۳ روز کاری» or «۳۰ دقیقهٔ اداری»."""
    gettext, digits = translations(language).gettext, Dates(language).digits
    parts = []
    if duration.days:
        parts.append(gettext("%(days)s working days") % {"days": digits(duration.days)})
    if duration.minutes:
        parts.append(gettext("%(minutes)s office minutes") % {"minutes": digits(duration.minutes)})
    return " · ".join(parts)
