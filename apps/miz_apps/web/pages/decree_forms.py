"""The form of a decree: clocks as people write them, and a week with its breaks."""

import re
from typing import Any

from miz.domain.decrees import DecreeKind, Spans, Week
from miz.domain.persian import ascii_digits
from miz.errors import InvalidValue
from miz_apps.web.actions.calendar import Weekday
from miz_apps.web.pages.calls import Call
from miz_apps.web.pages.forms import day_of

CLOCK = re.compile(r"([0-9]{1,2})(?:[:.٫]([0-9]{2}))?")
WEEKLY = (DecreeKind.HOURS, DecreeKind.OPEN)
ONE_DAY = (DecreeKind.CLOSED, DecreeKind.EARLY, DecreeKind.LATE)
"""What is issued for a day at a time: an empty last day is the first one."""
Hours = list[dict[str, str]]


def values_of(call: Call) -> dict[str, Any]:
    """The values of the command; what another kind of decree would need is left out."""
    kind = call.text("kind")
    first, last = day_of(call, "first"), day_of(call, "last")
    if kind in ONE_DAY:
        last = last or first
    return {
        **{name: call.text(name) for name in ("title", "kind", "reach", "reference")},
        "first": first.isoformat() if first else None,
        "last": last.isoformat() if last else None,
        "week": week_of(call) if kind in WEEKLY else None,
        "minutes": call.text("minutes") if kind == DecreeKind.LATE else None,
        "closes": clock_of(call, "closes") if kind == DecreeKind.EARLY else None,
    }


def week_of(call: Call) -> dict[str, Hours]:
    """The hours of each weekday that has any."""
    found = {day.value: _hours(call, day.value) for day in Weekday}
    return {day: hours for day, hours in found.items() if hours}


def clock_of(call: Call, name: str) -> str:
    """The time in a field as in 07:30, empty when the field is."""
    text = call.text(name)
    if not text:
        return ""
    match = CLOCK.fullmatch(ascii_digits(text))
    if match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
        raise InvalidValue("Write hour and minute, as in 07:30.", code="clock.form", field=name)
    return f"{int(match[1]):02}:{match[2] or '00'}"


def shown_week(week: Week) -> dict[str, str]:
    """The fields of the form for a week; a third span of a day has no place in it."""
    shown: dict[str, str] = {}
    for number, day in enumerate(Weekday):
        shown |= {f"{day.value}-{end}": text for end, text in _ends(week.get(number, ())).items()}
    return shown


def _ends(spans: Spans) -> dict[str, str]:
    if not spans:
        return {}
    ends = {"start": f"{spans[0].start:%H:%M}", "until": f"{spans[-1].until:%H:%M}"}
    if len(spans) > 1:
        ends |= {"break": f"{spans[0].until:%H:%M}", "resume": f"{spans[-1].start:%H:%M}"}
    return ends


def _hours(call: Call, day: str) -> Hours:
    start, until, pause, resume = (
        clock_of(call, f"{day}-{end}") for end in ("start", "until", "break", "resume")
    )
    if not any((start, until, pause, resume)):
        return []
    if not (start and until) or bool(pause) != bool(resume):
        raise InvalidValue(
            "Write when the day begins and ends; the break needs both too.",
            code="calendar.hours",
            field=f"{day}-start",
        )
    # Written alike, clocks sort as texts; a break of no minutes is one all the same.
    if not start < until or (pause and not start < pause <= resume < until):
        raise InvalidValue(
            "An office opens before it closes; write the times in order.",
            code="calendar.span",
            field=f"{day}-start",
        )
    if not pause:
        return [{"start": start, "until": until}]
    return [{"start": start, "until": pause}, {"start": resume, "until": until}]
