"""The lines of a person's file: visits, passages and old values."""

from miz.domain.access import Access
from miz.domain.people import Revision
from miz.domain.places import Direction
from miz.domain.visits import Visit
from miz.usecases.files import PersonFile
from miz_apps.web.pages.calls import Call
from miz_apps.web.rendering.codes import mask
from miz_apps.web.rendering.contexts.files import RevisionRow, TimelineRow
from miz_apps.web.rendering.dates import Dates
from miz_apps.web.rendering.languages import msgid, translations
from miz_apps.web.rendering.sayings import Tone
from miz_apps.web.rendering.words import word_of

FIELDS = {
    "kind": msgid("Kind"),
    "given": msgid("Given name"),
    "family": msgid("Family name"),
    "national_id": msgid("National number"),
    "passport": msgid("Passport"),
    "father": msgid("Father"),
    "birth_date": msgid("Birth date"),
    "mobile": msgid("Mobile"),
}
VISIT = msgid("Visit")
NUMBERS = ("national_id", "passport", "mobile")


def timeline(call: Call, file: PersonFile) -> tuple[TimelineRow, ...]:
    """Visits and decisions at gates, newest first."""
    rows = [_visit(call, one) for one in file.visits]
    rows += [_access(call, one) for one in file.accesses]
    return tuple(sorted(rows, key=lambda row: row.at, reverse=True))


def revision(call: Call, one: Revision) -> RevisionRow:
    """An old value; numbers stay masked here."""
    gettext = translations(call.language).gettext
    name = gettext(FIELDS.get(one.field, one.field))
    return RevisionRow(
        one.at, one.by, name, _value(call, one, one.before), _value(call, one, one.after)
    )


def _value(call: Call, one: Revision, text: str) -> str:
    if one.field in NUMBERS and text:
        text = mask(one.field, text)
    return Dates(call.language).digits(text)


def _visit(call: Call, visit: Visit) -> TimelineRow:
    gettext = translations(call.language).gettext
    why = gettext(word_of(visit.refusal)) if visit.refusal else visit.purpose
    return TimelineRow(
        at=visit.arrived_at or visit.opened_at,
        title=gettext(VISIT),
        tone=Tone.DENY if visit.refusal else Tone.ASK,
        icon="octagon" if visit.refusal else "clipboard-document-list",
        detail=why,
        state=visit.state,
    )


def _access(call: Call, access: Access) -> TimelineRow:
    gettext = translations(call.language).gettext
    out = access.direction is Direction.OUT
    way = gettext(word_of(access.direction or Direction.IN))
    if not access.allowed:
        return TimelineRow(access.at, way, Tone.DENY, "octagon", gettext(word_of(access.reason)))
    icon = "arrow-left-start-on-rectangle" if out else "arrow-left-end-on-rectangle"
    tone = Tone.IDLE if out else Tone.ALLOW
    return TimelineRow(access.at, way, tone, icon, gettext(word_of(access.grant)))
