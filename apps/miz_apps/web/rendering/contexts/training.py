"""The training page: lessons, and invented people to practise with (MIS-02)."""

from datetime import datetime
from typing import ClassVar

from attrs import frozen

from miz.domain.staff import Lesson
from miz_apps.web.rendering.contexts.frame import View
from miz_apps.web.rendering.words import HINTS


@frozen
class LessonRow:
    """One lesson; ``done_at`` is when it was done for the first time."""

    lesson: Lesson
    done_at: datetime | None = None

    @property
    def hint(self) -> str:
        """How it is done, to be translated."""
        return HINTS[self.lesson]


@frozen
class InventedRow:
    """Somebody who does not exist, to be registered by the trainee."""

    name: str
    number: str
    registered: bool = False


@frozen
class TrainingPage(View):
    """``people`` is empty outside of training. Posts to /training/begin and /training/end."""

    template: ClassVar[str] = "training.html"
    lessons: tuple[LessonRow, ...] = ()
    people: tuple[InventedRow, ...] = ()

    @property
    def done(self) -> int:
        """How many lessons are done."""
        return sum(row.done_at is not None for row in self.lessons)
