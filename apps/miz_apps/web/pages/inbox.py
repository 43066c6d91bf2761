"""The unit's inbox, and what an employee does with a request (EDK-07, EDK-08, MIS-07)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from attrs import evolve

from miz.domain.requests import RequestState
from miz.domain.staff import Permission
from miz.errors import InvalidValue, NotAllowed, WrongState
from miz.usecases.casefiles import Row
from miz_apps.web.actions import casework
from miz_apps.web.pages.calls import Call, Outcome, Redirect
from miz_apps.web.pages.case_office import page_of
from miz_apps.web.rendering.advice import advice_at
from miz_apps.web.rendering.contexts.cases import InboxPage, InboxRow, Tab
from miz_apps.web.rendering.dates import read_date

SOON = timedelta(hours=8)
Values = dict[str, Any]


def inbox(call: Call) -> Outcome:
    """Due first; one's own, the whole unit's, or those that are answered and not fetched yet."""
    asked = call.query.get("of", "")
    of = Tab(asked) if asked in tuple(Tab) else Tab.MINE
    head = call.actor.may(Permission.READ_REPORTS)
    tabs = (Tab.UNIT, Tab.ANSWERED) if head else tuple(Tab)
    try:
        if of is Tab.ANSWERED:
            found = tuple(reversed(call.core.casework.answered(actor=call.actor)))
        else:
            found = call.core.casework.inbox(actor=call.actor, everybody=of is Tab.UNIT)
    except NotAllowed:
        return InboxPage(nobody=True)
    chosen = of if of in tabs else Tab.UNIT
    return InboxPage(tuple(_row(call, one) for one in found), chosen, tabs)


def show(call: Call) -> Outcome:
    """One request with everything that belongs to it."""
    return page_of(call, call.places["request"])


def finish(call: Call) -> Outcome:
    """The next step is done."""
    return _done(call, casework.finish, "finish", step=call.text("step"))


def ask(call: Call) -> Outcome:
    """Something is asked of the citizen."""
    return _done(call, casework.ask, "ask", text=call.text("text"), need=call.text("need"))


def resume(call: Call) -> Outcome:
    """Goes on without waiting."""
    return _done(call, casework.resume, "resume")


def write(call: Call) -> Outcome:
    """A message, or a note that stays inside."""
    internal = call.text("internal") == "1"
    return _done(call, casework.write, "write", text=call.text("text"), internal=internal)


def answer(call: Call) -> Outcome:
    """The result."""
    values = {"outcome": call.text("outcome"), "text": call.text("text")}
    return _done(call, casework.answer, "answer", **values)


def announce(call: Call) -> Outcome:
    """When to come: the proposed time, or another one."""
    try:
        when = _when(call)
    except InvalidValue as error:
        return _failed(call, "announce", error)
    return _done(call, casework.announce, "announce", when=when)


def reassign(call: Call) -> Outcome:
    """Another employee takes over."""
    return _done(call, casework.reassign, "reassign", officer=call.text("officer"))


def receive(call: Call) -> Outcome:
    """The paper arrived."""
    return _done(call, casework.receive, "receive")


def forward(call: Call) -> Outcome:
    """To the letter system."""
    return _done(call, casework.forward, "forward")


def _done(call: Call, perform: Callable[..., Any], name: str, **values: Any) -> Outcome:
    request = call.places["request"]
    try:
        call.do(perform, request=request, **values)
    except (InvalidValue, WrongState) as error:
        return _failed(call, name, error)
    return Redirect(f"/requests/{request}")


def _failed(call: Call, name: str, error: InvalidValue | WrongState) -> Outcome:
    """The page again, with what was typed and why it did not work."""
    told = advice_at(error, call.language, written=call.text(error.field or ""))
    page = page_of(call, call.places["request"])
    return evolve(page, values=call.values(), failed=name, error=told)


def _when(call: Call) -> str | None:
    """The instant in the fields, or None for the proposed one."""
    if call.text("proposed"):
        return None
    day = read_date(call.text("year"), call.text("month"), call.text("day"))
    zone = call.core.monitor.site(actor=call.actor).zone
    try:
        clock = datetime.strptime(call.text("clock"), "%H:%M").time()  # noqa: DTZ007 - a wall time
    except ValueError as error:
        raise InvalidValue("Write hour and minute.", code="clock.form", field="clock") from error
    if day is None:
        raise InvalidValue("Write year, month and day.", code="date.form", field="when")
    return datetime.combine(day, clock, zone).isoformat()


def _row(call: Call, one: Row) -> InboxRow:
    request, now = one.request, call.core.clock.now()
    due = request.due_at if request.state is RequestState.OPEN else None
    return InboxRow(
        id=request.id,
        title=one.service.title.in_(call.language),
        who=one.person.name.full,
        state=request.state,
        opened_at=request.opened_at,
        due_at=request.due_at if request.undone else None,
        officer=one.officer.name.full if one.officer else "",
        late=due is not None and due < now,
        soon=due is not None and now <= due < now + SOON,
        replied=one.replied,
    )
