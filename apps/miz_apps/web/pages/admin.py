"""The settings: a page for each kind of record, every form posting ``do`` to its own page."""

from collections.abc import Callable, Mapping

from attrs import evolve, frozen

from miz.errors import MizError, NotFound
from miz_apps.web.actions.action import Needs, may
from miz_apps.web.actions.table import row_of
from miz_apps.web.pages import admin_deeds as deeds
from miz_apps.web.pages import admin_views as views
from miz_apps.web.pages.calls import Call, Handler, Outcome
from miz_apps.web.rendering.advice import advice, advice_at
from miz_apps.web.rendering.contexts.admin import AdminView
from miz_apps.web.rendering.languages import msgid, translations

SHOWN_AGAIN = frozenset({400, 409, 422})
DONE = msgid("Done.")


@frozen
class Room:
    """A sub-page: how it is shown, and what can be done there."""

    show: Callable[[Call], AdminView]
    deeds: Mapping[str, deeds.Deed]

    @property
    def needs(self) -> Needs:
        """The permissions of its deeds, which are the same within one room."""
        found = {row_of(deed.perform).needs for deed in self.deeds.values()}
        if len(found) != 1:
            raise ValueError("The deeds of a room need one permission.")
        return found.pop()


ROOMS: Mapping[str, Room] = {
    "/admin": Room(views.organisation, deeds.ORGANISATION),
    "/admin/places": Room(views.places, deeds.PLACES),
    "/admin/hosts": Room(views.hosts, deeds.HOSTS),
    "/admin/services": Room(views.services, deeds.SERVICES),
    "/admin/cards": Room(views.cards, deeds.CARDS),
    "/admin/users": Room(views.users, deeds.USERS),
}


def shown(room: Room) -> Handler:
    """The page of a room."""
    return room.show


def done(room: Room) -> Handler:
    """Does what the form says; a form that failed is shown again with the sentence at its field."""

    def handler(call: Call) -> Outcome:
        name = call.text("do")
        deed = room.deeds.get(name)
        if deed is None or not may(room.needs, call.actor):
            raise NotFound("There is no such form here; reload the page.")
        try:
            call.do(deed.perform, **deed.values(call))
        except MizError as error:
            if error.status not in SHOWN_AGAIN:
                raise
            return _again(call, room.show(call), deed=(name, deed), error=error)
        return evolve(room.show(call), notice=translations(call.language).gettext(DONE))

    return handler


def _again(
    call: Call, view: AdminView, *, deed: tuple[str, deeds.Deed], error: MizError
) -> AdminView:
    name, how = deed
    field = how.fields.get(error.field or "", error.field or "")
    known = field if field in {*call.fields, *call.files} else ""
    text = advice_at(error, call.language, written=call.text(known)) if known else ""
    text = text or advice(error, call.language)
    return evolve(view, failed=name, values=call.values(), errors={known: text})
