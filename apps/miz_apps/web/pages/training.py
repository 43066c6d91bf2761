"""Training: in, out, and what is left to learn (MIS-02)."""

from miz.domain.staff import Lesson, Session
from miz.errors import NotAllowed
from miz_apps.web.pages.calls import Call, Outcome, Redirect
from miz_apps.web.rendering.contexts.side import Practice
from miz_apps.web.rendering.contexts.training import InventedRow, LessonRow, TrainingPage
from miz_apps.web.rendering.words import HINTS

SHOWN = 3
"""How many invented numbers stand beside the practice desk."""


def page(call: Call) -> Outcome:
    """The lessons; in training also whom to practise with."""
    done = call.user.lessons if call.user else {}
    lessons = tuple(LessonRow(lesson, done.get(lesson)) for lesson in Lesson)
    return TrainingPage(lessons, _people(call))


def practice_of(call: Call) -> Practice:
    """What the practice desk says of the lessons, and whom nobody has registered yet."""
    done = call.user.lessons if call.user else {}
    left = next((one for one in Lesson if one not in done), None)
    fresh = [one.number for one in _people(call) if not one.registered]
    return Practice(
        done=len(done),
        all_=len(Lesson),
        next=left,
        hint=HINTS[left] if left else "",
        numbers=tuple(fresh[:SHOWN]),
    )


def begin(call: Call) -> Outcome:
    """Into training, with the lessons first."""
    call.core.training.begin(actor=call.actor, session=_session(call).id)
    return Redirect("/training")


def end(call: Call) -> Outcome:
    """Back to work."""
    call.core.training.end(actor=call.actor, session=_session(call).id)
    return Redirect("/")


def _people(call: Call) -> tuple[InventedRow, ...]:
    if not call.actor.training:
        return ()
    return tuple(
        InventedRow(
            name=one.identity.name.full,
            number=one.identity.national_id.digits if one.identity.national_id else "",
            registered=one.registered,
        )
        for one in call.core.training.people(actor=call.actor)
    )


def _session(call: Call) -> Session:
    if call.session is None:
        raise NotAllowed("Sign in first.")
    return call.session
