"""The demo's people are drawn, always the same, and different from one another."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageStat

from miz_apps.demo.portraits import portrait
from miz_apps.demo.portraits.sitter import sitter


def shown(seed: int, *, veiled: bool) -> Image.Image:
    """One portrait as a picture."""
    with Image.open(BytesIO(portrait(seed, veiled=veiled))) as opened:
        return opened.convert("RGB")


@pytest.mark.parametrize("veiled", [True, False])
def test_a_portrait_has_the_size_of_a_photo(veiled: bool) -> None:
    """Portraits are JPEGs of 480 × 600 like the desk's camera makes (CAP-12)."""
    with Image.open(BytesIO(portrait(7, veiled=veiled))) as opened:
        facts = opened.format, opened.size, opened.mode

    assert ("JPEG", (480, 600), "RGB") == facts


@pytest.mark.parametrize("veiled", [True, False])
def test_the_same_seed_is_the_same_person(veiled: bool) -> None:
    """A demo looks the same each time it is started (CAP-19)."""

    assert portrait(11, veiled=veiled) == portrait(11, veiled=veiled)


@pytest.mark.parametrize("veiled", [True, False])
def test_people_differ(veiled: bool) -> None:
    """No two of the first hundred people on the wall are the same (CAP-19)."""

    assert 100 == len({sitter(seed, veiled=veiled) for seed in range(100)})
    difference = ImageChops.difference(shown(1, veiled=veiled), shown(2, veiled=veiled))
    assert max(ImageStat.Stat(difference).mean) > 4


@pytest.mark.parametrize("veiled", [True, False])
@pytest.mark.parametrize("seed", range(12))
def test_every_portrait_shows_a_face(seed: int, veiled: bool) -> None:
    """The middle of the picture is skin, whatever is worn around it (CAP-19)."""
    who = sitter(seed, veiled=veiled)
    cheek = shown(seed, veiled=veiled).crop((178, 318, 200, 334))
    mean = ImageStat.Stat(cheek).mean

    assert all(abs(channel - own) < 60 for channel, own in zip(mean, who.skin, strict=True))


def test_the_seeds_cover_what_people_wear() -> None:
    """Hair, beards, glasses and each kind of veil appear among the first people (CAP-19)."""
    men = [sitter(seed, veiled=False) for seed in range(150)]
    women = [sitter(seed, veiled=True) for seed in range(150)]

    assert {"maghnae", "scarf", "shawl", "chador"} == {who.veil for who in women}
    assert {"none", "stubble", "full", "moustache", "goatee"} == {who.beard for who in men}
    assert {"crop", "part", "swept", "curly", "receding", "bald"} == {who.cut for who in men}
    assert {"none", "round", "square"} == {who.glasses for who in men}
