"""The page of gates that decide alone."""

from datetime import datetime
from typing import ClassVar

from attrs import frozen

from miz.domain.access import Reason
from miz_apps.web.rendering.contexts.admin import AdminView
from miz_apps.web.rendering.contexts.frame import View


@frozen
class NodeRow:
    """A gate with a machine of its own; ``answers`` says whether both speak now."""

    name: str
    seen_at: datetime | None = None
    answers: bool = True


@frozen
class ClashRow:
    """Somebody whom a gate let through alone; ``who`` is empty for who may not read files."""

    id: str
    at: datetime
    where: str
    who: str
    person: str
    reason: Reason
    entered: bool
    seen_by: str = ""
    seen_at: datetime | None = None


@frozen
class GatesPage(View):
    """Posts ``clash`` to /gates when it was looked into."""

    template: ClassVar[str] = "gates.html"
    nodes: tuple[NodeRow, ...] = ()
    clashes: tuple[ClashRow, ...] = ()


@frozen
class EnrolPage(AdminView):
    """The file that a gate's machine starts from; ``key`` is there once, right after it was made.

    Posts nothing but its token to its own address.
    """

    template: ClassVar[str] = "admin/enrol.html"
    gate: str = ""
    text: str = ""
    key: str = ""
