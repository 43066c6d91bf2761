"""The official survey, and opinions that nobody can trace to a case (EDK-14, directive 3.5)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from attrs import evolve, field, frozen

from miz.domain.ids import DeskId, OpinionId, ServiceId, SiteId
from miz.domain.requests import Origin
from miz.domain.values import Text
from miz.errors import InvalidValue

SCALE = range(1, 6)
"""From "not at all" to "fully"."""
WORDS_FROM = 5
"""How many opinions of a service hide who wrote one of them."""


class Axis(StrEnum):
    """What a group of items measures."""

    TRANSPARENCY = "transparency"
    RESPONSE = "response"
    MASTERY = "mastery"
    TIME = "time"
    ORDER = "order"
    WHOLE = "whole"


@frozen
class Item:
    """One statement to agree with; a ``reversed`` one praises the office by disagreement."""

    number: int
    axis: Axis
    text: Text
    reversed: bool = False

    def points(self, score: int) -> int:
        """0 to 100, more being better for the office."""
        return (score - 1) * 25 if not self.reversed else (5 - score) * 25


_ROWS = (
    (Axis.TRANSPARENCY, "مراحل انجام کار به‌روشنی گفته شد.", "The steps were made clear."),
    (Axis.TRANSPARENCY, "مدارک لازم از پیش روشن بود.", "The documents needed were clear."),
    (
        Axis.TRANSPARENCY,
        "ضوابط بدون سلیقهٔ شخصی اجرا شد.",
        "The rules were applied without personal judgement.",
    ),
    (Axis.RESPONSE, "رفتار مسئول کار مناسب بود.", "The officer behaved well."),
    (
        Axis.RESPONSE,
        "امکانات رفاهی و فضای انتظار مناسب بود.",
        "The waiting room and its comforts were adequate.",
    ),
    (Axis.RESPONSE, "به شکایت‌ها رسیدگی می‌شود.", "Complaints are dealt with."),
    (
        Axis.RESPONSE,
        "پیگیری وضعیت درخواست آسان بود.",
        "It was easy to follow how the request stood.",
    ),
    (Axis.MASTERY, "کار دقیق و بدون دوباره‌کاری انجام شد.", "The work was exact and done once."),
    (Axis.TIME, "تعداد دفعات مراجعه معقول بود.", "The number of visits was reasonable."),
    (
        Axis.TIME,
        "به زمان نوشته‌شده در رسید خدمت پایبند بودند.",
        "The time on the service receipt was kept.",
    ),
    (
        Axis.TIME,
        "میزان مراجعه به بخش‌های مختلف معقول بود.",
        "The number of places to go to was reasonable.",
    ),
    (Axis.ORDER, "نظم و سهولت دسترسی خوب بود.", "There was order, and access was easy."),
    (Axis.ORDER, "مدارک یک‌باره گرفته شد.", "The documents were asked for all at once."),
    (Axis.ORDER, "ناچار شدم اطلاعات تکراری بدهم.", "I had to give the same information again."),
    (
        Axis.ORDER,
        "برای انجام کار به سفارش و توصیه نیاز بود.",
        "A recommendation was needed to get it done.",
    ),
    (Axis.WHOLE, "در مجموع راضی هستم.", "On the whole I am satisfied."),
)
_REVERSED = frozenset({14, 15})
OFFICIAL: tuple[Item, ...] = tuple(
    Item(number, axis, Text(fa, en), number in _REVERSED)
    for number, (axis, fa, en) in enumerate(_ROWS, start=1)
)
"""The sixteen items in six axes; 14 and 15 are reversed."""


@frozen
class Opinion:
    """One filled survey: its service and day, never its case, person or hour.

    ``scores`` go by item number as text; an item that was left out is missing.
    """

    id: OpinionId
    site: SiteId
    service: ServiceId
    day: date
    origin: Origin
    scores: Mapping[str, int]
    desk: DeskId | None = None
    comment: str = field(default="", repr=False)
    version: int = 0

    def __attrs_post_init__(self) -> None:
        known = {str(item.number) for item in OFFICIAL}
        if not self.scores or not set(self.scores) <= known:
            raise InvalidValue(
                "Answer at least one item.", code="survey.empty", field="scores"
            )  # fmt: skip
        if any(score not in SCALE for score in self.scores.values()):
            raise InvalidValue("Choose from 1 to 5.", code="survey.scale", field="scores")


def anonymous(opinions: Iterable[Opinion]) -> tuple[Opinion, ...]:
    """The same, without the words of services of which too few gave an opinion.

    Who knows whose request ended in those days would know at once who wrote them.
    """
    given = tuple(opinions)
    counts = Counter(one.service for one in given)
    return tuple(
        one if counts[one.service] >= WORDS_FROM else evolve(one, comment="") for one in given
    )


@frozen
class Score:
    """What many opinions come to: points from 0 to 100 by item and axis, and how many."""

    opinions: int
    items: Mapping[int, float]
    axes: Mapping[Axis, float]
    total: float | None


def score(opinions: Iterable[Opinion]) -> Score:
    """The mean of the points given; items and axes that nobody answered are left out."""
    counted = tuple(opinions)
    points: dict[Item, list[int]] = {
        item: [
            item.points(one.scores[str(item.number)])
            for one in counted
            if str(item.number) in one.scores
        ]
        for item in OFFICIAL
    }
    answered = [(item, given) for item, given in points.items() if given]
    axes = {
        axis: [point for item, given in answered if item.axis is axis for point in given]
        for axis in Axis
    }
    return Score(
        opinions=len(counted),
        items={item.number: _mean(given) for item, given in answered},
        axes={axis: _mean(given) for axis, given in axes.items() if given},
        total=_mean([point for _, given in answered for point in given]) if answered else None,
    )


def _mean(points: list[int]) -> float:
    return sum(points) / len(points)
