"""The hooks of miz, in the order in which a process lives them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pluggy

from miz.plugin import PROJECT

if TYPE_CHECKING:
    from miz.core import Core
    from miz.domain.access import Rule
    from miz.domain.catalogue import Service
    from miz.domain.events import Event
    from miz.domain.ids import HostId
    from miz.domain.people import Person
    from miz.domain.templates import NoticeTemplate
    from miz.plugin import Registry

hookspec = pluggy.HookspecMarker(PROJECT)


# -- start -----------------------------------------------------------------------------------


@hookspec
def miz_register(registry: "Registry") -> None:
    """Called first, before any part is built: offer providers.

    :param registry: call ``registry.provide(SLOT, "name", settings=…, build=…, summary=…)``.
    """


@hookspec
def miz_access_rules() -> "Sequence[Rule]":
    """Called once at start: rules that may forbid a passage, never allow one.

    A rule takes `miz.domain.access.Facts` and returns None or the text why it forbids; a rule
    that raises denies. It runs inside the gate's own transaction: it must answer at once, from
    what it is given and what it remembers, and may not wait for anything.
    """


@hookspec
def miz_notice_templates() -> "Sequence[NoticeTemplate]":
    """Called once at start: more notices, or other words for built-in ones (same key)."""


@hookspec(firstresult=True)
def miz_route_request(service: "Service", person: "Person") -> "HostId | None":
    """Called before a request is filed: the employee who is to answer it, or None.

    The first plugin that names somebody decides; without one it is the person in charge of the
    service, or the deputy. It is asked outside of the transaction and may look things up.

    :param service: what is asked for.
    :param person: who asks.
    """


@hookspec
def miz_start(core: "Core") -> None:
    """Called when the core is open, before it serves anybody.

    :param core: the open core; keep it for later if you need it.
    """


# -- work ------------------------------------------------------------------------------------


@hookspec
def miz_event(event: "Event") -> None:
    """Called by the worker for each event while it runs, in order; never in a gate's way.

    :param event: what happened; it carries identities, never personal data.
    """


@hookspec
def miz_health() -> "tuple[str, str] | None":
    """Called by health pages: a name and one line, or raise to be shown as failing."""


# -- end -------------------------------------------------------------------------------------


@hookspec
def miz_stop(core: "Core") -> None:
    """Called before the parts are closed, in the reverse order of start."""
