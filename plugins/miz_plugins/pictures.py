"""Pictures cleaned and slips drawn by Pillow."""

from miz import hookimpl
from miz.plugin import PICTURES, PRESS, NoSettings, Parts, Registry
from miz.ports.pictures import Pictures
from miz.ports.printing import Press


@hookimpl
def miz_register(registry: Registry) -> None:
    """Offers these providers."""
    registry.provide(
        PICTURES, "pillow", settings=NoSettings, build=_pictures, summary="re-encodes uploads"
    )
    registry.provide(
        PRESS, "pillow", settings=NoSettings, build=_press, summary="draws slips for 80 mm paper"
    )


def _pictures(_: NoSettings, __: Parts) -> Pictures:
    from miz_adapters.pictures import PillowPictures

    return PillowPictures()


def _press(_: NoSettings, __: Parts) -> Press:
    from miz_adapters.printing import PillowPress

    return PillowPress()
