"""The settings."""

from miz.domain.passes import CardState
from miz.domain.places import LaneFlow
from miz.domain.staff import Role
from miz.domain.values import Language, Text
from miz_apps.web.rendering.contexts.admin import (
    CardRow,
    CardsPage,
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
        HostRow("h2", who.AMIR.name(language), who.LEGAL.in_(language), "104", None, Language.EN),
        HostRow("h3", who.KARIM.name(language), who.TECH.in_(language), active=False),
    )
    return HostsPage(units, people)


def services(language: Language) -> ServicesPage:
    """What visitors come for."""
    rows = (
        ("10-21", Text("گواهی پرداخت", "Certificate of payment"), "one_step"),
        ("10-22", Text("تحویل مدارک", "Documents"), "documents_with_entry"),
    )
    return ServicesPage(
        tuple(
            ServiceRow(
                code, code, title.in_(language), category, minutes=90,
                gives_pass=category != "one_step", needs_agreement=code == "10-22",
            )
            for code, title, category in rows
        )
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
                    frozenset({Role.GUARD, Role.SIMULATOR})),
            UserRow("u3", "qadimi", word("پرویز قدیمی", "Parviz Qadimi"),
                    frozenset({Role.OPERATOR}), active=False),
        )
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
