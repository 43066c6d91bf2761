"""Training: in, out, and what is left to learn (MIS-02)."""

from miz.domain.staff import Lesson, Session
from miz.errors import NotAllowed
from miz_apps.web.pages.calls import Call, Outcome, Redirect
from miz_apps.web.rendering.contexts.training import InventedRow, LessonRow, TrainingPage


def page(call: Call) -> Outcome:
    """The lessons; in training also whom to practise with."""
    done = call.user.lessons if call.user else {}
    lessons = tuple(LessonRow(lesson, done.get(lesson)) for lesson in Lesson)
    return TrainingPage(lessons, _people(call))


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
