"""Sign-in, start, keys, slip and errors."""

from miz_apps.web.rendering.contexts.doors import (
    ErrorPage,
    HomePage,
    KeysPage,
    SignInPage,
    SlipPage,
)

PAGES = {
    "sign-in": ("/sign-in", lambda _: SignInPage()),
    "sign-in-wrong": ("/sign-in", lambda _: SignInPage(login="safaei", wrong=True)),
    "sign-in-slow": ("/sign-in", lambda _: SignInPage(login="safaei", seconds=48)),
    "sign-in-ended": ("/sign-in", lambda _: SignInPage(ended=True)),
    "home": ("/", lambda _: HomePage(inside=47, waiting=3)),
    "help": ("/help", lambda _: KeysPage()),
    "slip": ("/slips/1", lambda _: SlipPage(picture="/sample/slip.png")),
    "error-403": ("/audit", lambda _: ErrorPage(status=403)),
    "error-404": ("/nothing", lambda _: ErrorPage(status=404)),
    "error-500": ("/desk", lambda _: ErrorPage(status=500, reference="01JD-7K3Q")),
}
