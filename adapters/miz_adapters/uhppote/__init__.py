"""UHPPOTE (UT0311-L0x) access controllers on the network, by uhppoted."""

from miz_adapters.uhppote.controller import UhppoteController
from miz_adapters.uhppote.talk import ControllerTalk, Place

__all__ = ["ControllerTalk", "Place", "UhppoteController"]
