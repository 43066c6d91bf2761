"""The desk guides: what a service asks for and how it is done (MIS-05, C1-03, C1-04)."""

from typing import ClassVar

from attrs import frozen

from miz_apps.web.rendering.contexts.desk import Option
from miz_apps.web.rendering.contexts.frame import View
from miz_apps.web.rendering.contexts.offers import Named, Officer
from miz_apps.web.rendering.sayings import Situation, Verdict


@frozen
class GuideSheet:
    """What the guard reads out; ``rials`` 0 is free of charge."""

    service: str
    code: str
    title: str
    description: str = ""
    duration: str = ""
    rials: int = 0
    steps: tuple[Named, ...] = ()
    documents: tuple[Named, ...] = ()
    complaint: str = ""
    officer: Officer | None = None
    mobile: bool = False


@frozen
class DeskGuide(View):
    """The main column while somebody is guided (id ``main``): a list of services, or one.

    ``picked`` says that it was chosen from the list of ``several``, to which Esc leads back.
    """

    template: ClassVar[str] = "fragments/desk_guide.html"
    verdict: Verdict = Verdict(Situation.GUIDE)
    visit: str = ""
    person: Option | None = None
    services: tuple[Option, ...] = ()
    sheet: GuideSheet | None = None
    error: str = ""
    done: bool = False
    several: bool = False
    picked: bool = False
