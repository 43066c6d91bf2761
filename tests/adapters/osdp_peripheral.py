"""libosdp's peripheral device on a pseudo-terminal, as a program of its own.

Arguments: a folder to link the port in, and the key. Reads events as JSON lines, and prints the
port's path first and then each command that it obeyed, as JSON lines.
"""

import json
import os
import select
import sys
import tty
from pathlib import Path
from typing import Any

import osdp_sys

ADDRESS = 3
INPUTS = 4
CAPABILITIES = [
    (osdp_sys.CAP_OUTPUT_CONTROL, 1, 2),
    (osdp_sys.CAP_READER_LED_CONTROL, 1, 1),
    (osdp_sys.CAP_READER_AUDIBLE_OUTPUT, 1, 1),
    (osdp_sys.CAP_READER_TEXT_OUTPUT, 1, 1),
    (osdp_sys.CAP_CONTACT_STATUS_MONITORING, 1, INPUTS),
    (osdp_sys.CAP_COMMUNICATION_SECURITY, 1, 1),
]


class PtyChannel:
    """The device's end of a pseudo-terminal, as libosdp wants it."""

    id = 0

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def read(self, limit: int) -> bytes:
        """What is there."""
        ready, _, _ = select.select([self._descriptor], [], [], 0)
        return os.read(self._descriptor, limit) if ready else b""

    def write(self, data: bytes) -> int:
        """Puts a frame on the wire."""
        return os.write(self._descriptor, data)

    def flush(self) -> None:
        """Nothing is kept."""


def say(**told: Any) -> None:
    """One JSON line; bytes in hexadecimal digits."""
    print(json.dumps(told, default=lambda data: bytes(data).hex()), flush=True)


def obey(command: dict[str, Any]) -> tuple[int, None]:
    """Prints a command; refuses what it cannot report."""
    say(**command)
    return (-1 if command["command"] == osdp_sys.CMD_STATUS else 0), None


def event_of(line: str) -> dict[str, Any]:
    """An event as libosdp wants it."""
    found: dict[str, Any] = json.loads(line)
    found["event"] = getattr(osdp_sys, f"EVENT_{found['event']}")
    return {
        name: bytes.fromhex(value) if name in {"data", "report"} else value
        for name, value in found.items()
    }


def device_of(channel: PtyChannel, key: bytes) -> Any:
    """The device, which speaks in secure sessions only."""
    about = {
        "name": "device",
        "address": ADDRESS,
        "flags": osdp_sys.FLAG_ENFORCE_SECURE,
        "scbk": key,
        "channel": channel,
        "version": 1,
        "model": 2,
        "vendor_code": 0x00C0FFEE,
        "serial_number": 7,
        "firmware_version": 0x00010203,
    }
    able = [
        {"function_code": code, "compliance_level": level, "num_items": number}
        for code, level, number in CAPABILITIES
    ]
    device = osdp_sys.PeripheralDevice(about, capabilities=able)
    device.set_command_callback(obey)
    return device


def main(folder: str, key: str) -> None:
    """Runs until its input ends."""
    osdp_sys.set_loglevel(osdp_sys.LOG_EMERG)
    mine, theirs = os.openpty()
    tty.setraw(theirs)
    link = Path(folder) / "tty"
    link.unlink(missing_ok=True)
    link.symlink_to(os.ttyname(theirs))
    device = device_of(PtyChannel(mine), bytes.fromhex(key))
    say(port=str(link))
    while True:
        device.refresh()
        ready, _, _ = select.select([sys.stdin], [], [], 0.005)
        if ready:
            line = sys.stdin.readline()
            if not line:
                return
            device.submit_event(event_of(line))


if __name__ == "__main__":
    main(*sys.argv[1:])
