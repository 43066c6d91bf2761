"""The settings."""

from datetime import date

from attrs import astuple

from miz.domain.categories import SHIPPED
from miz.domain.passes import CardState
from miz.domain.places import LaneFlow
from miz.domain.staff import Role
from miz.domain.values import Language, Text
from miz_apps.web.rendering.contexts.admin import (
    CardRow,
    CardsPage,
    CategoryRow,
    GateRow,
    HostRow,
    HostsPage,
    LaneRow,
    OrganisationPage,
    PlacesPage,
    ServiceRow,
    ServicesPage,
    UserRow,
    UsersPage,
)
from miz_apps.web.rendering.contexts.desk import Option
from miz_apps.web.rendering.samples import people as who
from miz_apps.web.rendering.samples.gates import NORTH, ONE, SOUTH, TWO

ORGANISATION = Text("سازمان نمونه", "Sample Organisation")
SITE = Text("ساختمان مرکزی", "Head office")


def organisation(language: Language) -> OrganisationPage:
    """Names and logo."""
    notice = Text("نام‌ها ذخیره شد.", "The names are saved.").in_(language)
    return OrganisationPage(ORGANISATION, SITE, notice=notice)


def places(language: Language) -> PlacesPage:
    """Two gates; a lane failed to be added."""
    wrong = Text("عددی از ۲ تا ۳۰۰ بنویسید.", "Write a number from 2 to 300.").in_(language)
    north = GateRow("g1", NORTH.in_(language), (
        LaneRow("l1", ONE.in_(language), LaneFlow.BOTH, 30, confirms=True),
        LaneRow("l2", TWO.in_(language), LaneFlow.OUT, 10, confirms=False, active=False),
    ))  # fmt: skip
    south = GateRow("g2", SOUTH.in_(language))
    desks = (Option("d1", Text("میز خدمت ۱", "Desk 1").in_(language)),)
    return PlacesPage(
        (north, south), desks, failed="lane", values={"seconds": "1"}, errors={"seconds": wrong}
    )


def hosts(language: Language) -> HostsPage:
    """Units and who works there."""
    floor = Text("طبقهٔ ۳", "Third floor").in_(language)
    units = tuple(
        Option(str(n), one.in_(language), floor)
        for n, one in enumerate((who.FINANCE, who.REGISTRY, who.LEGAL))
    )
    people = (
        HostRow("h1", who.HOST.in_(language), who.FINANCE.in_(language), "312", "+989121112233"),
        HostRow(
            "h2",
            who.AMIR.name(language),
            who.LEGAL.in_(language),
            "104",
            None,
            Language.EN,
            away_until=date(2026, 12, 5),
        ),
        HostRow("h3", who.KARIM.name(language), who.TECH.in_(language), active=False),
    )
    wrong = Text("سال، ماه و روز را بنویسید.", "Write year, month and day.").in_(language)
    return HostsPage(
        units, people, failed="away", values={"host": "h1", "until_year": "1405"},
        errors={"until_year": wrong},
    )  # fmt: skip


def services(language: Language) -> ServicesPage:
    """What visitors come for, and a fifth category that was changed wrongly."""
    rows = (
        ("10-21", Text("گواهی پرداخت", "Certificate of payment"), "one_step"),
        ("10-22", Text("تحویل مدارک", "Documents"), "documents_with_entry"),
    )
    titles = {key: title.in_(language) for key, title, _ in SHIPPED}
    home = CategoryRow("home_visit", Text("خدمت در منزل", "Service at home"), takes_request=True)
    old = CategoryRow("letters", Text("نامه‌ها", "Letters"), active=False)
    wrong = Text("هماهنگی پیش از ورود است؛ ورود را هم نشان دهید.", "Tick entry as well.")
    return ServicesPage(
        tuple(
            ServiceRow(
                code, code, title.in_(language), titles[category], minutes=90,
                gives_pass=category != "one_step", needs_agreement=code == "10-22",
                active=code == "10-22", edition=3 if code == "10-22" else 0,
            )
            for code, title, category in rows
        ),
        (*(CategoryRow(key, title, *astuple(flow)) for key, title, flow in SHIPPED), home, old),
        failed="change",
        values={"key": "home_visit", "title_fa": home.title.fa, "needs_coordination": "1"},
        errors={"gives_entry": wrong.in_(language)},
    )  # fmt: skip


def cards(language: Language) -> CardsPage:
    """A pool in every state."""
    holder = who.REZA.name(language)
    return CardsPage(
        tuple(
            CardRow(str(n), f"04{n:02}", state, holder if state is CardState.OUT else "")
            for n, state in enumerate((*CardState, CardState.FREE, CardState.FREE))
        )
    )


def users(language: Language) -> UsersPage:
    """Three users, one of them oneself, one disabled."""

    def word(fa: str, en: str) -> str:
        return Text(fa, en).in_(language)

    return UsersPage(
        (
            UserRow("u1", "modir", word("نرگس مدیر", "Narges Modir"), frozenset({Role.ADMIN}),
                    self_=True),
            UserRow("u2", "safaei", word("اکبر صفایی", "Akbar Safaei"),
                    frozenset({Role.GUARD, Role.SIMULATOR}), lessons=6, trained_at=who.NOW,
                    host="h1", host_name=who.HOST.in_(language)),
            UserRow("u3", "qadimi", word("پرویز قدیمی", "Parviz Qadimi"),
                    frozenset({Role.OPERATOR}), active=False),
        ),
        (Option("h1", who.HOST.in_(language), who.FINANCE.in_(language)),),
    )  # fmt: skip


PAGES = {
    "admin": ("/admin", organisation),
    "admin-places": ("/admin/places", places),
    "admin-hosts": ("/admin/hosts", hosts),
    "admin-services": ("/admin/services", services),
    "admin-cards": ("/admin/cards", cards),
    "admin-users": ("/admin/users", users),
    "admin-empty": ("/admin/places", lambda _: PlacesPage()),
}
