"""Recorded bytes of a device, played again at the far end of a pty.

    miz session 1
    device Numato Lab USB relay module
    source where and how it was recorded
    0.000 ! release in 5        what was done: to the adapter, or in front of the device
    0.002 > 72656c6179...       host to device, in hex
    0.004 < 3e                  device to host
    0.310 = passed in           what the adapter said of it

Lines that begin with ``#`` are remarks. Record with cards that open nothing: codes are in it.
"""

from miz_contracts.sessions.player import SessionPlayer
from miz_contracts.sessions.taps import Tap
from miz_contracts.sessions.texts import Line, Mark, Scene, Session

__all__ = ["Line", "Mark", "Scene", "Session", "SessionPlayer", "Tap"]
