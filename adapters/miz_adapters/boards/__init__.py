"""Relay boards with inputs: a lane's barrier and sensor, whatever the board speaks.

A board's own words are a `Talk`; timing, pulses, contacts and what they mean are the same for all.
"""

from miz_adapters.boards.board import RelayBoard
from miz_adapters.boards.talk import Talk, Unanswered, Unsure
from miz_adapters.boards.wiring import Input, Wiring

__all__ = ["Input", "RelayBoard", "Talk", "Unanswered", "Unsure", "Wiring"]
