"""Who asks for what in the demo: some requests by plan, so that none is missing, most by lot."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import cycle

from miz.domain.complaints import ComplaintKind
from miz.domain.correspondence import Contact
from miz.domain.people import Identity
from miz_apps.demo import matters, plots
from miz_apps.demo.agenda import Plot
from miz_apps.demo.known import KNOWN
from miz_apps.demo.plots import Course
from miz_apps.demo.scene import Part, Scene

DAYS = 24
A_DAY = 3
TIMES = ("08:10", "09:25", "10:40", "11:15", "12:30", "13:20")
NIGHT = ("19:45", "21:30", "06:40")
"""When people file online."""
COURSES: Mapping[str, tuple[Course, ...]] = {
    "201": (
        plots.in_time, plots.in_time, plots.in_time, plots.asked, plots.asked, plots.booked,
        plots.late, plots.refused, plots.withdrawn,
    ),
    "202": (plots.in_time, plots.in_time, plots.in_time, plots.asked, plots.late, plots.ready),
    "203": (plots.in_time, plots.in_time, plots.asked, plots.refused),
    "301": (plots.booked, plots.booked, plots.refused),
    "302": (plots.summoned, plots.summoned, plots.in_time),
    "303": (plots.booked, plots.in_time, plots.late),
    "401": (plots.at_once,),
    "402": (plots.at_once,),
    "403": (plots.at_once,),
}  # fmt: skip
OFTEN = ("201",) * 6 + ("202",) * 4 + ("203",) * 2 + (
    "301", "301", "302", "302", "303", "401", "401", "402", "402", "403",
)  # fmt: skip
ONLINE = frozenset({"201", "202", "203", "301", "303"})
PLANNED: tuple[tuple[Course, str, int, str, bool], ...] = (
    (plots.in_time, "201", 14, "09:10", True),
    (plots.late, "202", 13, "10:20", True),
    (plots.late, "303", 15, "12:10", False),
    (plots.refused, "201", 16, "11:30", False),
    (plots.refused, "203", 9, "08:40", True),
    (plots.asked, "201", 12, "09:50", True),
    (plots.in_time, "202", 8, "08:20", False),
    (plots.in_time, "201", 10, "12:05", False),
    (plots.booked, "301", 11, "11:40", True),
    (plots.summoned, "302", 12, "10:10", False),
    (plots.withdrawn, "201", 6, "09:05", True),
    (plots.overdue, "201", 8, "08:35", False),
    (plots.overdue, "303", 7, "10:15", True),
    (plots.unanswered, "202", 2, "08:15", True),
    (plots.unanswered, "201", 3, "08:25", False),
    (plots.ready, "203", 5, "10:50", True),
    (plots.ready, "302", 10, "08:30", False),
    (plots.expected, "201", 4, "09:30", True),
    (plots.expected, "201", 3, "20:30", True),
    (plots.expected, "201", 4, "10:15", False),
    (plots.expected, "301", 6, "12:20", True),
    (plots.expected, "303", 3, "13:05", False),
    (plots.at_once, "401", 1, "09:40", False),
)
"""A course of each kind: service, open days before today, hour, whether it is filed online."""
WAITING = (
    (plots.at_the_desk, "202", 34),
    (plots.at_the_desk, "201", 21),
    (plots.seen_to, "203", 26),
)
"""Who waits at the desk now, and for how many minutes."""


def everything(scene: Scene) -> Iterator[Plot]:
    """All the plots."""
    people = cycle(person.identity for person in scene.crowd if person.identity.national_id)
    yield from known(scene)
    yield from voices(scene)
    for course, code, back, hour, online in PLANNED:
        yield course(scene, Part(code, next(people), scene.days.at(back, hour), online))
    for course, code, minutes in WAITING:
        at = scene.now - timedelta(minutes=minutes)
        yield course(scene, Part(code, next(people), at, at_desk=True))
    for back in range(DAYS, 0, -1):
        for _ in range(A_DAY):
            yield _by_lot(scene, back, next(people))


def _by_lot(scene: Scene, back: int, person: Identity) -> Plot:
    lot = scene.lot
    code = lot.choice(OFTEN)
    online = code in ONLINE and lot.random() < 0.6
    hour = lot.choice(TIMES + NIGHT if online else TIMES)
    part = Part(
        code=code,
        who=scene.history.iranian() if online and lot.random() < 0.5 else person,
        at=scene.days.at(back, hour),
        online=online,
        complete=lot.random() < 0.85,
    )
    return lot.choice(COURSES[code])(scene, part)


def known(scene: Scene) -> Iterator[Plot]:
    """What the citizen has running whose number is told at the start."""

    def part(code: str, back: int, hour: str) -> Part:
        at = scene.days.at(back, hour)
        return Part(code, KNOWN, at, online=True, contact=Contact())

    yield plots.ready(scene, part("202", 9, "20:10"))
    yield plots.asked_lately(scene, part("201", 4, "18:30"))
    yield plots.expected(scene, part("301", 5, "21:05"))


def voices(scene: Scene) -> Iterator[Plot]:
    """Complaints and suggestions about no request."""
    yield _voice(
        scene, 18, kind=ComplaintKind.SUGGESTION, text=matters.SUGGESTION, answer=matters.THANKS
    )
    yield _voice(scene, 16, kind=ComplaintKind.COMPLAINT, text=matters.FORGOTTEN)
    yield _voice(scene, 3, kind=ComplaintKind.REPORT, text=matters.REPORT)


def _voice(scene: Scene, back: int, *, kind: ComplaintKind, text: str, answer: str = "") -> Plot:
    """Anybody's; unanswered ones go to the head of the office when their time is over."""
    yield scene.days.at(back, "12:15")
    complaints, worker = scene.core.complaints, scene.office.actor
    made = complaints.make(actor=scene.public, kind=kind, text=text)
    if answer:
        yield scene.days.at(back - 4, "10:30")
        complaints.reply(actor=scene.office.manager, complaint=made.id, text=answer)
    yield made.due_at + timedelta(minutes=1)
    complaints.escalate_overdue(actor=worker)
