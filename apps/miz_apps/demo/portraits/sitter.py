"""Who sits for a portrait: everything that makes one drawn face differ from another."""

from random import Random
from typing import Literal

from attrs import frozen

from miz_apps.demo.portraits.easel import Colour, darker, lighter, mixed

Cut = Literal["crop", "part", "swept", "curly", "receding", "bald"]
Beard = Literal["none", "stubble", "full", "moustache", "goatee"]
Cloth = Literal["suit", "shirt", "band", "sweater"]
Veil = Literal["maghnae", "scarf", "shawl", "chador"]

SKINS: tuple[Colour, ...] = (
    (245, 214, 188), (238, 200, 168), (231, 187, 150), (222, 173, 134),
    (208, 155, 114), (190, 134, 95), (158, 106, 74), (124, 81, 57),
)  # fmt: skip
HAIRS: tuple[Colour, ...] = ((34, 29, 31), (46, 35, 31), (64, 45, 35), (92, 63, 45))
GREYS: tuple[Colour, ...] = ((120, 118, 118), (168, 168, 170), (214, 214, 214))
EYES: tuple[Colour, ...] = ((62, 40, 26), (84, 54, 32), (104, 74, 42), (88, 98, 62), (88, 118, 136))
BACKDROPS: tuple[Colour, ...] = (
    (150, 190, 196), (158, 178, 206), (166, 192, 166), (214, 192, 156), (214, 172, 168),
    (184, 172, 204), (140, 164, 176), (222, 204, 178), (128, 176, 168), (196, 182, 172),
)  # fmt: skip
JACKETS: tuple[Colour, ...] = ((44, 52, 68), (58, 60, 66), (70, 58, 52), (52, 70, 82), (38, 38, 44))
SHIRTS: tuple[Colour, ...] = (
    (244, 244, 242), (206, 222, 238), (228, 220, 208), (120, 150, 176), (92, 112, 98),
    (168, 88, 78), (90, 96, 112), (196, 206, 192),
)  # fmt: skip
KNITS: tuple[Colour, ...] = (
    (120, 60, 62), (62, 88, 84), (60, 72, 104), (176, 138, 88), (104, 100, 96), (70, 60, 84),
)  # fmt: skip
SCARVES: tuple[Colour, ...] = (
    (58, 92, 116), (132, 66, 84), (186, 150, 108), (92, 112, 96), (206, 188, 170), (112, 92, 132),
    (70, 78, 92), (180, 104, 84), (72, 122, 122), (214, 172, 164),
)  # fmt: skip
HOODS: tuple[Colour, ...] = ((38, 38, 44), (36, 46, 66), (62, 56, 54), (46, 62, 62))
BLACK_CHADOR: Colour = (34, 32, 38)


@frozen
class Sitter:
    """One invented person; ``age`` runs from 0 (twenty) to 1 (seventy)."""

    veiled: bool
    age: float
    skin: Colour
    hair: Colour
    eye: Colour
    backdrop: Colour
    outer: Colour
    inner: Colour
    accent: Colour
    breadth: float
    jaw: float
    chin: float
    eyes_apart: float
    eyes_open: float
    brow: float
    nose: float
    mouth: float
    smile: float
    teeth: bool
    tilt: float
    glasses: Literal["none", "round", "square"]
    cut: Cut
    beard: Beard
    cloth: Cloth
    veil: Veil
    patterned: bool

    @property
    def shade(self) -> Colour:
        """The skin away from the light."""
        return mixed(self.skin, (150, 62, 44), 0.24)

    @property
    def line(self) -> Colour:
        """Creases and edges of the skin."""
        return mixed(darker(self.skin, 0.42), (120, 44, 34), 0.3)

    @property
    def shine(self) -> Colour:
        """The skin towards the light."""
        return lighter(self.skin, 0.4)

    @property
    def lips(self) -> Colour:
        """Rosier than the skin, on women more."""
        return mixed(darker(self.skin, 0.1), (176, 58, 66), 0.5 if self.veiled else 0.26)


def sitter(seed: int, *, veiled: bool) -> Sitter:
    """The person of this seed, always the same one."""
    chance = Random(f"{seed}:{veiled}")
    age = chance.choice((0.05, 0.15, 0.25, 0.35, 0.5, 0.65, 0.85, 0.95))
    veil: Veil = chance.choice(("maghnae", "scarf", "scarf", "shawl", "shawl", "chador"))
    cloth: Cloth = chance.choice(("suit", "suit", "shirt", "shirt", "band", "sweater"))
    return Sitter(
        veiled=veiled,
        age=age,
        skin=chance.choices(SKINS, (4, 10, 13, 13, 9, 4, 2, 1))[0],
        hair=_hair(chance, age),
        eye=chance.choices(EYES, (6, 6, 4, 2, 1))[0],
        backdrop=chance.choice(BACKDROPS),
        outer=_outer(chance, veil if veiled else cloth),
        inner=chance.choice(SCARVES if veiled else SHIRTS),
        accent=chance.choice(SCARVES),
        breadth=chance.uniform(0.93, 1.06) * (0.95 if veiled else 1.0),
        jaw=chance.uniform(0.86, 0.97) if veiled else chance.uniform(0.96, 1.1),
        chin=chance.uniform(-6, 6),
        eyes_apart=chance.uniform(-2.5, 2.5),
        eyes_open=chance.uniform(0.9, 1.15) * (1.08 if veiled else 1.0),
        brow=chance.uniform(5.5, 7.5) if veiled else chance.uniform(8, 11.5),
        nose=chance.uniform(0.85, 1.15) * (0.9 if veiled else 1.05),
        mouth=chance.uniform(0.9, 1.1),
        smile=chance.uniform(2, 7),
        teeth=chance.random() < 0.25,
        tilt=chance.uniform(-2.6, 2.6),
        glasses=chance.choices(("none", "round", "square"), (6 - 2 * age, 1, 1))[0],
        cut=_cut(chance, age),
        beard=chance.choices(
            ("none", "stubble", "full", "moustache", "goatee"), (3, 3, 4, 1 + 2 * age, 1)
        )[0],
        cloth=cloth,
        veil=veil,
        patterned=chance.random() < 0.45,
    )


def _hair(chance: Random, age: float) -> Colour:
    """Greying with age."""
    young = chance.choice(HAIRS)
    if age < 0.6:
        return young
    return chance.choice(GREYS) if chance.random() < age else mixed(young, GREYS[0], 0.45)


def _cut(chance: Random, age: float) -> Cut:
    """Thinner with age."""
    if age > 0.45 and chance.random() < 0.5:
        return chance.choice(("receding", "receding", "bald"))
    return chance.choice(("crop", "part", "part", "swept", "curly"))


def _outer(chance: Random, worn: Veil | Cloth) -> Colour:
    """The colour of the outermost garment."""
    palettes: dict[Veil | Cloth, tuple[Colour, ...]] = {
        "chador": (BLACK_CHADOR,), "maghnae": HOODS, "scarf": SCARVES, "shawl": SCARVES,
        "suit": JACKETS, "shirt": SHIRTS, "band": SHIRTS, "sweater": KNITS,
    }  # fmt: skip
    return chance.choice(palettes[worn])
