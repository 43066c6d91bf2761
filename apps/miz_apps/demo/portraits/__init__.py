"""Drawn people for the demo: no photograph of anyone is shipped or shown (threat 26).

Flat shapes in the manner of a poster, lit from the left; the same seed is always the same face.
"""

from miz_apps.demo.portraits import cloth, face, hair, veil
from miz_apps.demo.portraits.easel import Easel, darker, easel, lighter
from miz_apps.demo.portraits.sitter import Sitter, sitter

__all__ = ["portrait"]


def portrait(seed: int, *, veiled: bool) -> bytes:
    """A JPEG of 480 × 600 px: a woman in hijab when ``veiled``, else a man."""
    who = sitter(seed, veiled=veiled)
    backdrop = who.backdrop
    picture = easel(lighter(backdrop, 0.1), darker(backdrop, 0.2), lighter(backdrop, 0.45))
    if veiled:
        _draw_woman(picture, who)
    else:
        _draw_man(picture, who, seed)
    return picture.jpeg()


def _draw_man(picture: Easel, who: Sitter, seed: int) -> None:
    """From the neck out to the glasses."""
    head = picture.tilted(who.tilt)
    face.draw_neck(picture, who)
    cloth.draw_cloth(picture, who)
    face.draw_ears(head, who)
    face.draw_skin(head, who, face.outline(who))
    hair.draw_beard(head, who)
    face.draw_features(head, who)
    hair.draw_hair(head, who, seed)
    if who.glasses != "none":
        hair.draw_glasses(head, who)


def _draw_woman(picture: Easel, who: Sitter) -> None:
    """From the coat out to the folds of the veil."""
    head = picture.tilted(who.tilt)
    closed = who.veil in ("maghnae", "chador")
    veil.draw_manteau(picture, who)
    veil.draw_behind(head, who)
    edge = veil.opening(who) if closed else face.outline(who)
    if not closed:
        face.draw_neck(head, who)
    face.draw_skin(head, who, edge)
    if closed:
        _shadow_under(head, who)
    face.draw_features(head, who)
    if not closed:
        veil.draw_fringe(head, who)
    veil.draw_front(head, who)
    if who.glasses != "none":
        hair.draw_glasses(head, who)


def _shadow_under(head: Easel, who: Sitter) -> None:
    """What the hood throws on the forehead."""
    edge = veil.opening(who)
    lower = [(x, y + 9) for x, y in edge]
    head.within(edge, [lower], darker(who.shade, 0.2), opacity=0.5, outside=True)
