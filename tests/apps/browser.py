"""A real Chromium in front of the demo, with a camera that sees a drawn portrait.

A test module asks for the fixtures with ``pytest_plugins = ["tests.apps.browser"]``.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from miz_apps.demo.portraits import portrait
from tests.apps.chromium import FLAGS, chromium_path
from tests.apps.screens import Screens, Visitors, unused_numbers
from tests.stories.demo import Demo, running_demo

SEEN = (640, 480)
"""What the camera gives, in pixels."""


def filmed(photo: bytes) -> bytes:
    """One frame of video (Y4M, full-range 4:2:0) with the photo in its middle."""
    width, height = SEEN
    frame = Image.new("RGB", SEEN, "#808080")
    face = Image.open(io.BytesIO(photo)).convert("RGB").resize((height * 4 // 5, height))
    frame.paste(face, ((width - face.width) // 2, 0))
    light, blue, red = frame.convert("YCbCr").split()
    half = (width // 2, height // 2)
    planes: Sequence[Image.Image] = (light, blue.resize(half), red.resize(half))
    head = f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\nFRAME\n"
    return head.encode() + b"".join(plane.tobytes() for plane in planes)


@contextmanager
def running_chromium(film: Path) -> Iterator[Browser]:
    """A Chromium whose camera sees a woman in hijab."""
    film.write_bytes(filmed(portrait(7, veiled=True)))
    camera = f"--use-file-for-fake-video-capture={film}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=[*FLAGS, camera])
        try:
            yield browser
        finally:
            browser.close()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One demo for all tests with a browser; each of them brings visitors of its own."""
    chromium_path()
    with running_demo(tmp_path_factory.mktemp("house") / "demo") as running:
        yield running


@pytest.fixture(scope="session")
def visitors(house: Demo) -> Visitors:
    """Who comes to the desk."""
    return Visitors(house.sign_in("guard"), house.sign_in("simulator"), unused_numbers())


# Playwright keeps an event loop running in this thread, where other tests run their own.
@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A Chromium for a module's tests."""
    with running_chromium(tmp_path_factory.mktemp("camera") / "face.y4m") as browser:
        yield browser


@pytest.fixture(scope="session")
def sessions() -> dict[str, Any]:
    """The cookies of users who signed in already: a password takes its time."""
    return {}


@pytest.fixture
def screens(chromium: Browser, house: Demo, sessions: dict[str, Any]) -> Iterator[Screens]:
    """Screens for one test, which must leave no complaint in any console."""
    screens = Screens(chromium, house, signed=sessions)
    try:
        yield screens
    finally:
        screens.close()

    assert [] == screens.complaints
