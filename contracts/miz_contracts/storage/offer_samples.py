"""Made-up decrees, categories and editions, with every field that they can have."""

from datetime import date, time
from typing import Any

from attrs import evolve

from miz.domain.calendar import OfficeTime
from miz.domain.categories import Category, Flow
from miz.domain.decrees import Decree, DecreeKind, DecreeState, Span
from miz.domain.editions import (
    Access,
    Audience,
    Beginning,
    DocumentNeed,
    Edition,
    Fee,
    Information,
    Law,
    Level,
    LifeEvent,
    Link,
    Nature,
    Question,
    Sheet,
    Stage,
    Step,
)
from miz.domain.forms import Choice, Condition, Field, FieldKind, Form
from miz.domain.ids import CategoryId, DecreeId, EditionId, ServiceId
from miz.domain.values import Text
from miz_contracts.storage.fresh import NOON, SITE, Fresh

LETTERS = Text("زیر «نویسه» ي عربی\nو نیم‌فاصله", 'A "quoted"\\ line')
"""What a careless encoder spoils: both scripts, quotes, a line break, a joiner, a backslash."""


class OfferSamples(Fresh):
    """What the office offers and when; keyword arguments replace what is made up."""

    def decree(self, **values: Any) -> Decree:
        """A week in force, of the site."""
        morning, evening = Span(time(7, 30), time(12)), Span(time(13, 15, 30), time(19))
        decree = Decree(
            DecreeId(self.id()),
            SITE,
            "ساعت کار زمستان",
            DecreeKind.HOURS,
            date(2026, 1, 1),
            NOON,
            last=date(2026, 3, 20),
            week={5: (morning, evening), 0: (morning,), 3: ()},
            minutes=30,
            closes=time(13, 45),
            reference="۱۴۰۴/۱۲۳",
            state=DecreeState.IN_FORCE,
        )
        return evolve(decree, **values)

    def category(self, **values: Any) -> Category:
        """A category that asks for everything."""
        key, title = f"category_{self.number()}", Text("با ورود", "With entry")
        flow = Flow(takes_request=True, gives_entry=True, needs_coordination=True, at_once=True)
        return evolve(Category(CategoryId(self.id()), SITE, key, title, flow), **values)

    def edition(self, **values: Any) -> Edition:
        """An edition that leaves no section of the form empty."""
        edition = Edition(
            EditionId(self.id()),
            SITE,
            ServiceId("service-1"),
            self.number(),
            date(2026, 3, 21),
            NOON,
            "user-1",
            self.information(),
        )
        return evolve(edition, **values)

    def information(self) -> Information:
        """All that can be told of a service."""
        hour = OfficeTime(minutes=60)
        return Information(
            description=LETTERS,
            steps=(Step("check", LETTERS, LETTERS, hour), Step("sign", Text("امضا"))),
            documents=(
                DocumentNeed("card", LETTERS, required=False, original=True, note=LETTERS),
                DocumentNeed("deed", Text("سند")),
            ),
            laws=(Law(LETTERS, "۱۲", date(1985, 1, 9), "ماده ۳", "https://example.ir/1"),),
            questions=(Question(LETTERS, Text("پاسخ", "Answer")),),
            fees=(Fee(LETTERS, 2_500_000_000, "IR12", "بند ۴", online=True), Fee(Text("تمبر"), 0)),
            duration=OfficeTime(minutes=15, days=2),
            visit=OfficeTime(minutes=45),
            complaint=LETTERS,
            online=True,
            form=self.form(),
            sheet=self.sheet(),
        )

    def form(self) -> Form:
        """Questions of every shape, one of them asked only after another."""
        kinds = (Choice("new", LETTERS), Choice("old", Text("المثنی")))
        return Form(
            (
                Field("kind", LETTERS, FieldKind.CHOICE, choices=kinds),
                Field(
                    "count",
                    Text("تعداد"),
                    FieldKind.NUMBER,
                    required=False,
                    help=LETTERS,
                    least=0,
                    most=9,
                    when=Condition("kind", ("new", "old")),
                ),
            )
        )

    def sheet(self) -> Sheet:
        """The official form, filled in."""
        ways = ("حضوری", "کیوسک")
        return Sheet(
            official_code="10011234000",
            agency="سازمان نمونه",
            parent_agency="وزارت",
            process="رسیدگی",
            audience=Audience.BUSINESSES,
            recipients="شرکت‌ها",
            nature=Nature.ADMINISTRATIVE,
            level=Level.PROVINCIAL,
            life_events=(LifeEvent.BIRTH, LifeEvent.OTHER),
            beginning=Beginning.EVENT,
            people_served="۱۲۰۰",
            frequency="سالانه",
            visits=2,
            access=(Access(Stage.DELIVERY, ways, "https://a.ir", "سامانه", "اصل سند"),),
            systems=(Link("ثبت", "نام"), Link("بایگانی", online=False)),
            agencies=(Link("ثبت احوال", "کد", "ثبت احوال", 10_000, online=False),),
            processes=("ثبت", "صدور"),
            diagram="ab" * 32,
            filled_by="کریمی",
            phone="02100000000",
            email="a@example.ir",
            unit="بایگانی",
        )
