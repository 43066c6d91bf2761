"""An OSDP peripheral device (reader, outputs, inputs) with secure channel, in plain Python.

Written from SIA OSDP v2.1.7 / IEC 60839-11-5 as public implementations read it, and checked
against a session that SIA's own conformance tool recorded and against two independent panels
(see tests/adapters/test_osdp_vectors.py and test_osdp_panels.py).
"""

from miz_contracts.gates.emulators.osdp.device import EmulatedDevice
from miz_contracts.gates.emulators.osdp.rigs import OsdpRig
from miz_contracts.gates.emulators.osdp.turnstile import EmulatedTurnstile

__all__ = ["EmulatedDevice", "EmulatedTurnstile", "OsdpRig"]
