"""Takes a picture of every screen: ``python -m tests.apps.shots OUTDIR``."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

from attrs import frozen

from miz.domain.values import Language
from miz_apps.web.rendering.sayings import Situation
from tests.apps.browser import running_chromium
from tests.apps.desk import Desk
from tests.apps.screens import DESKTOP, PHONE, WALL, Screens, Visitors, unused_numbers
from tests.stories.demo import running_demo

Prepare = Callable[[Desk], None]
PAGES = (
    ("sign-in", "", "/sign-in"),
    ("home", "operator", "/"),
    ("keys", "guard", "/help"),
    ("simulator", "simulator", "/simulator"),
    ("admin", "admin", "/admin"),
    ("admin-places", "admin", "/admin/places"),
    ("admin-hosts", "admin", "/admin/hosts"),
    ("admin-services", "admin", "/admin/services"),
    ("admin-cards", "admin", "/admin/cards"),
    ("admin-users", "admin", "/admin/users"),
    ("error", "guard", "/nowhere"),
    ("people", "operator", "/people?q=کاظمی"),
    ("person", "operator", "/people/{person}"),
    ("wall", "wall", "/monitor"),
)


def desk_states(visitors: Visitors) -> Iterator[tuple[str, Prepare]]:
    """The desk's states by name, each with what brings a fresh desk there."""
    visitors.ready("شایسته")
    visitors.arrived("منتظری", needs_agreement=True, identified_by="national_card")
    visitors.registered("نورسیده")
    visit, spent = visitors.holding_slip("پیشین")
    visitors.guard.ask("POST", f"/visits/{visit}/refuse", reason="security")
    visitors.arrived("ناآشنا")
    yield "idle", lambda desk: desk.says(Situation.IDLE)
    yield "allow", lambda desk: desk.look_up("شایسته", Situation.READY)
    yield "wait", lambda desk: desk.look_up("منتظری", Situation.AGREE)
    yield "deny", lambda desk: desk.scan(spent, Situation.SPENT_PASS)
    yield "identify", lambda desk: desk.look_up("ناآشنا", Situation.IDENTIFY)
    yield "visit", lambda desk: desk.look_up("نورسیده", Situation.NEW_VISIT)
    yield "several", lambda desk: desk.look_up("کاظمی", Situation.SEVERAL)
    yield "register", lambda desk: desk.look_up(visitors.number(), Situation.REGISTER)
    yield "camera", _camera
    yield "refuse", _refuse


def at_once(desk: Desk) -> None:
    """Nothing is done before the picture."""


def _camera(desk: Desk) -> None:
    desk.press("F2")
    desk.sees()


def _refuse(desk: Desk) -> None:
    desk.look_up("شایسته", Situation.READY)
    desk.press("F8")
    desk.page.locator("#refuse").wait_for()


@contextmanager
def everything() -> Iterator[tuple[Screens, Visitors]]:
    """A demo with a browser in front of it."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with running_demo(place / "demo") as house, running_chromium(place / "film.y4m") as one:
            visitors = Visitors(
                house.sign_in("guard"), house.sign_in("simulator"), unused_numbers()
            )
            yield Screens(one, house), visitors


@frozen
class Camera:
    """Shows each screen in both languages and keeps its pictures in a folder."""

    screens: Screens
    out: Path

    def take(self, name: str, path: str, *, login: str, prepare: Prepare = at_once) -> None:
        """One screen, once fonts and photos are there."""
        sizes = (DESKTOP, PHONE, WALL) if name == "wall" else (DESKTOP, PHONE)
        for language, size in product(Language, sizes):
            page = self.screens.open(path, login=login, language=language, size=size)
            prepare(Desk(page, language))
            page.evaluate("document.fonts.ready.then(() => true)")
            page.screenshot(path=self.out / f"{name}-{size[0]}-{language.value}.png")
            self.screens.close()


def main(out: Path) -> None:
    """All pictures into one folder."""
    out.mkdir(parents=True, exist_ok=True)
    with everything() as (screens, visitors):
        camera = Camera(screens, out)
        for name, prepare in desk_states(visitors):
            camera.take(f"desk-{name}", "/desk", login="guard", prepare=prepare)
        person = visitors.guard.ask("POST", "/lookup", typed="کاظمی")["people"][0]["id"]
        for name, login, path in PAGES:
            camera.take(name, path.format(person=person), login=login)
    print(f"{len(list(out.glob('*.png')))} pictures in {out}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
