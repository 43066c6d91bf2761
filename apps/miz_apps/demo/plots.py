"""How requests of the demo go, from filing to survey; a plot waits by yielding a time."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from miz.domain.complaints import ComplaintKind
from miz.domain.people import Identity
from miz.domain.requests import Request, RequestState
from miz_apps.demo.agenda import Plot
from miz_apps.demo.matters import COMPLAINTS, NOTES, OBJECTIONS, QUESTIONS
from miz_apps.demo.scene import Part, Scene

Course: TypeAlias = Callable[[Scene, Part], Plot]
HOUR = timedelta(hours=1)
HEARD = "301"
WRITTEN = {ComplaintKind.COMPLAINT: COMPLAINTS, ComplaintKind.OBJECTION: OBJECTIONS}
SOON = timedelta(minutes=15)


def at_once(scene: Scene, part: Part) -> Plot:
    """Done and closed on one screen."""
    yield part.at
    request = scene.core.intake.do_at_once(
        actor=scene.office.operator, case=scene.case(part), result=scene.words(part.code)
    )
    yield from _opinion(scene, request, part.who, often=0.5)


def in_time(scene: Scene, part: Part) -> Plot:
    """Checked, answered before the promised time, fetched, judged."""
    yield part.at
    request = scene.file(part)
    yield from _worked(scene, request, part)
    if scene.lot.random() < 0.3:
        yield from _talk(scene, request, part.who)
    yield scene.days.near(_due(request) - scene.lot.randrange(3, 30) * HOUR)
    yield from _answered(scene, request, part)


def late(scene: Scene, part: Part) -> Plot:
    """Answered after the promised time: a broken promise, and often a complaint."""
    yield part.at
    request = scene.file(part)
    yield from _worked(scene, request, part)
    yield scene.days.then(_after(scene, _due(request)) + scene.lot.randrange(2, 5) * HOUR)
    yield from _answered(scene, request, part, mood=scene.lot.choice((1, 2, 2, 3)))
    if scene.lot.random() < 0.7:
        yield from _complaint(scene, request, part.who, kind=ComplaintKind.COMPLAINT)


def overdue(scene: Scene, part: Part) -> Plot:
    """One step is done, and the promised time goes by."""
    yield part.at
    request = scene.file(part)
    yield scene.days.then(part.at + 5 * HOUR)
    scene.finish(request, most=1)


def refused(scene: Scene, part: Part) -> Plot:
    """Refused with reasons; some object."""
    yield part.at
    request = scene.file(part)
    yield from _worked(scene, request, part)
    yield scene.days.near(_due(request) - 4 * HOUR)
    scene.finish(request)
    scene.answer(request, part.code, granted=False)
    yield scene.at + 6 * HOUR
    scene.judge(request, part.who, mood=scene.lot.choice((1, 2, 3)))
    yield from _complaint(scene, request, part.who, kind=ComplaintKind.OBJECTION)


def asked(scene: Scene, part: Part) -> Plot:
    """The clock stands until a better copy comes, then the promise is announced anew."""
    yield part.at
    request = scene.file(part)
    yield scene.days.then(part.at + 20 * HOUR)
    matter, actor = scene.matter(part.code), scene.officer(request)
    scene.core.casework.ask(actor=actor, request=request.id, text=matter.ask)
    yield scene.days.then(scene.at + scene.lot.randrange(18, 40) * HOUR)
    proof = scene.proof(request, part.who)
    scene.core.tracking.write(actor=scene.public, proof=proof, text=matter.reply)
    scene.core.tracking.add(actor=scene.public, proof=proof, paper=scene.scan("card"))
    yield scene.days.then(scene.at + 3 * HOUR)
    scene.finish(request, most=1)
    yield scene.days.near(_due(scene.look(request, part.who)) - 3 * HOUR)
    yield from _answered(scene, request, part)


def unanswered(scene: Scene, part: Part) -> Plot:
    """The office waits for the citizen."""
    yield part.at
    request = scene.file(part)
    yield scene.days.then(part.at + 4 * HOUR)
    scene.finish(request, most=1)
    yield from _talk(scene, request, part.who)
    yield scene.days.then(scene.at + 2 * HOUR)
    actor = scene.officer(request)
    scene.core.casework.ask(actor=actor, request=request.id, text=scene.matter(part.code).ask)


def withdrawn(scene: Scene, part: Part) -> Plot:
    """The citizen no longer wants it."""
    yield part.at
    request = scene.file(part)
    yield scene.days.then(part.at + 22 * HOUR)
    scene.core.tracking.withdraw(actor=scene.public, proof=scene.proof(request, part.who))


def ready(scene: Scene, part: Part) -> Plot:
    """Answered, and still to be fetched."""
    yield part.at
    request = scene.file(part)
    yield from _worked(scene, request, part)
    yield scene.days.near(_due(request) - 5 * HOUR)
    scene.finish(request)
    scene.answer(request, part.code)


def at_the_desk(scene: Scene, part: Part) -> Plot:
    """Filed a moment ago; the citizen waits at the desk for the result."""
    yield part.at
    scene.file(part)


def seen_to(scene: Scene, part: Part) -> Plot:
    """The citizen waits at the desk, and the result came while he waited."""
    yield part.at
    request = scene.file(part)
    yield part.at + SOON
    scene.finish(request)
    scene.answer(request, part.code)


def booked(scene: Scene, part: Part) -> Plot:
    """The citizen books a time, sometimes another one, comes, and gets the result."""
    yield part.at
    request = scene.file(part)
    for _ in range(1 + (scene.lot.random() < 0.3)):
        yield scene.at + HOUR
        book(scene, request, part.who)
    yield from _visit(scene, request, part)


def summoned(scene: Scene, part: Part) -> Plot:
    """The unit says when to come, once also anew; the paper goes inside by hand."""
    yield part.at
    request = scene.file(part)
    operator, actor = scene.office.operator, scene.officer(request)
    unit = scene.core.casework.open(actor=operator, request=request.id).officer
    scene.core.intake.carry(
        actor=operator,
        request=request.id,
        receiver=unit.name.full if unit else actor.name,
        items="پاکت اصل مدارک، ۳ برگ",
    )
    yield scene.days.then(scene.at + HOUR)
    scene.core.casework.receive(actor=actor, request=request.id)
    for number in range(1 + (scene.lot.random() < 0.3)):
        day = scene.days.next(scene.at + number * 24 * HOUR)
        scene.core.bookings.announce(actor=actor, request=request.id, when=_hour(scene, day))
        yield scene.at + HOUR
    yield from _visit(scene, request, part)


def asked_lately(scene: Scene, part: Part) -> Plot:
    """Talked over, then asked for a better copy on the last open day."""
    yield part.at
    request = scene.file(part)
    yield scene.days.then(part.at + 16 * HOUR)
    scene.finish(request, most=1)
    yield from _talk(scene, request, part.who)
    yield scene.days.at(1, "11:20")
    actor, text = scene.officer(request), scene.matter(part.code).ask
    scene.core.casework.ask(actor=actor, request=request.id, text=text)


def expected(scene: Scene, part: Part) -> Plot:
    """A time is booked on a day to come."""
    yield part.at
    request = scene.file(part)
    yield scene.days.at(2, "12:10")
    scene.finish(request, most=1)
    proof = scene.proof(request, part.who)
    free = scene.core.bookings.free(actor=scene.public, proof=proof)
    slots = [slot.start for day in free for slot in free[day] if slot.start > scene.now]
    start = scene.lot.choice(slots)
    scene.core.bookings.book(actor=scene.public, proof=proof, start=start)


def book(scene: Scene, request: Request, who: Identity) -> None:
    """One of the free times of the next days, not the earliest."""
    proof = scene.proof(request, who)
    free = scene.core.bookings.free(actor=scene.public, proof=proof, days=3)
    slots = [slot for day in list(free)[1:] for slot in free[day]]
    start = scene.lot.choice(slots).start
    scene.core.bookings.book(actor=scene.public, proof=proof, start=start)


def _visit(scene: Scene, request: Request, part: Part) -> Plot:
    """He comes at the time announced last; the result follows, or lies ready already."""
    early = timedelta(minutes=8)
    while True:
        when = scene.look(request, part.who).visit_at
        if when is None or scene.at >= when - early:
            break
        yield when - early
    ready = part.code != HEARD and scene.lot.random() < 0.75
    if ready:
        scene.finish(request)
        scene.answer(request, part.code)
    if scene.office.service(part.code).gives_pass:
        code = scene.comes(request, part.who)
        yield scene.at + timedelta(minutes=scene.lot.randrange(25, 50))
        scene.leaves(code)
    if ready:
        yield scene.at + timedelta(minutes=5)
        scene.hand_over(request)
        yield from _opinion(scene, request, part.who, often=0.7)
    else:
        yield scene.days.then(scene.at + scene.lot.randrange(1, 4) * HOUR)
        yield from _answered(scene, request, part)


def _worked(scene: Scene, request: Request, part: Part) -> Plot:
    """The first step, a note that stays inside, perhaps the second step."""
    yield scene.days.then(part.at + scene.lot.randrange(2, 7) * HOUR)
    scene.finish(request, most=1)
    if scene.lot.random() < 0.4:
        scene.core.casework.write(
            actor=scene.officer(request),
            request=request.id,
            text=scene.lot.choice(NOTES),
            internal=True,
        )


def _talk(scene: Scene, request: Request, who: Identity) -> Plot:
    """A question of the citizen, and what the officer says to it."""
    question, answer = scene.lot.choice(QUESTIONS)
    yield scene.at + 2 * HOUR
    proof = scene.proof(request, who)
    scene.core.tracking.write(actor=scene.public, proof=proof, text=question)
    yield scene.days.then(scene.at + HOUR)
    scene.core.casework.write(actor=scene.officer(request), request=request.id, text=answer)


def _answered(scene: Scene, request: Request, part: Part, *, mood: int | None = None) -> Plot:
    """The result; most fetch it on the next day and say what they think.

    Who was heard reads the decision on the portal.
    """
    scene.finish(request)
    scene.answer(request, part.code)
    if part.code != HEARD and scene.lot.random() < (0.6 if part.online else 0.9):
        yield scene.days.then(scene.at + scene.lot.randrange(20, 30) * HOUR)
        scene.hand_over(request)
    yield from _opinion(scene, request, part.who, often=0.65, mood=mood)


def _opinion(
    scene: Scene, request: Request, who: Identity, *, often: float, mood: int | None = None
) -> Plot:
    if scene.lot.random() < often:
        yield scene.at + scene.lot.randrange(1, 9) * HOUR
        scene.judge(request, who, mood=mood)


def _complaint(scene: Scene, request: Request, who: Identity, *, kind: ComplaintKind) -> Plot:
    """A complaint, which the manager answers some days later."""
    words, answer = scene.lot.choice(WRITTEN[kind])
    yield scene.at + 3 * HOUR
    proof = scene.proof(request, who)
    made = scene.core.tracking.complain(actor=scene.public, proof=proof, kind=kind, text=words)
    yield scene.days.then(scene.at + scene.lot.randrange(3, 8) * 24 * HOUR)
    scene.core.complaints.reply(actor=scene.office.manager, complaint=made.id, text=answer)


def _due(request: Request) -> datetime:
    """The promised time; a request has one as long as it is undone."""
    if request.due_at is None or request.state is RequestState.WITHDRAWN:
        raise ValueError("Nothing is promised for this request.")
    return request.due_at


def _after(scene: Scene, at: datetime) -> datetime:
    """The morning of the next open day."""
    return datetime.combine(scene.days.next(at), time(8), scene.days.zone)


def _hour(scene: Scene, day: date) -> datetime:
    """A round hour of that morning."""
    return datetime.combine(day, time(scene.lot.randrange(9, 13)), scene.days.zone)
