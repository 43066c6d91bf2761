"""Whose hand is at the device: an emulator's, a person's, or a jig's."""

from miz_contracts.rigs.choosing import open_rig
from miz_contracts.rigs.clocks import BenchClock, WaitingClock
from miz_contracts.rigs.emulated import EmulatorRig
from miz_contracts.rigs.far_ends import FarEnd
from miz_contracts.rigs.operators import OperatorRig

__all__ = ["BenchClock", "EmulatorRig", "FarEnd", "OperatorRig", "WaitingClock", "open_rig"]
