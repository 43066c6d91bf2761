"""Sign-in, start, training, keys, slip and errors."""

from miz.domain.staff import Lesson
from miz.domain.values import Text
from miz_apps.web.rendering.contexts.doors import (
    ErrorPage,
    HomePage,
    KeysPage,
    SignInPage,
    SlipPage,
)
from miz_apps.web.rendering.contexts.training import InventedRow, LessonRow, TrainingPage
from miz_apps.web.rendering.samples.people import NOW

INVENTED = Text("ترانه فرضی", "Taraneh Farzi")
PAGES = {
    "sign-in": ("/sign-in", lambda _: SignInPage()),
    "sign-in-wrong": ("/sign-in", lambda _: SignInPage(login="safaei", wrong=True)),
    "sign-in-slow": ("/sign-in", lambda _: SignInPage(login="safaei", seconds=48)),
    "sign-in-ended": ("/sign-in", lambda _: SignInPage(ended=True)),
    "home": ("/", lambda _: HomePage(inside=47, waiting=3)),
    "training": (
        "/training",
        lambda language: TrainingPage(
            tuple(LessonRow(one, NOW if one is Lesson.REGISTER else None) for one in Lesson),
            (InventedRow(INVENTED.in_(language), "9990000021", registered=True),),
        ),
    ),
    "help": ("/help", lambda _: KeysPage()),
    "slip": ("/slips/1", lambda _: SlipPage(picture="/sample/slip.png")),
    "error-403": ("/audit", lambda _: ErrorPage(status=403)),
    "error-404": ("/nothing", lambda _: ErrorPage(status=404)),
    "error-500": ("/desk", lambda _: ErrorPage(status=500, reference="01JD-7K3Q")),
}
