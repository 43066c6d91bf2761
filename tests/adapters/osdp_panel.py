"""The control panel of the package osdp 1.6 (by Ryan Hu), as a program of its own.

It runs on the folder that constraints/panel.txt was installed into, never beside libosdp.
Arguments: the port, the site's master key, and ``crc`` or ``sum``. Prints what it learns as JSON
lines, and ends when its input does.
"""

import json
import logging
import sys
from threading import Event
from typing import Any

import osdp

ADDRESS = 0


def say(**told: Any) -> None:
    """One JSON line."""
    print(json.dumps(told), flush=True)


class Panel(osdp.ControlPanel):  # type: ignore[misc]
    """Prints cards and keys."""

    def on_raw_card_data_reply_received(self, address: int, card: Any) -> None:
        """A card."""
        say(card=card.data.hex(), bits=card.bit_count)

    def on_keypad_data_reply_received(self, address: int, keys: Any) -> None:
        """Keys."""
        say(keys=keys.data.hex())


def output(number: int, tenths: int) -> Any:
    """A timed output."""
    code = osdp.OutputControlCode.TemporaryStateOnResumePermanentState
    return osdp.OutputControls([osdp.OutputControl(number, code, tenths)])


def main(port: str, master: str, check: str) -> None:
    """Talks to the device and tells what it says."""
    logging.getLogger("osdp").setLevel(logging.ERROR)
    panel = Panel(master_key=bytes.fromhex(master))
    line = panel.start_connection(osdp.SerialPortOsdpConnection(port, 9600))
    panel.add_device(line, ADDRESS, use_crc=check == "crc", use_secure_channel=True)
    device = panel._buses[line]._configured_devices[ADDRESS]
    for _ in range(30):
        if device.is_security_established:
            break
        Event().wait(0.1)
    say(secure=device.is_security_established, default_key=device.is_scbkd)
    try:
        if device.is_security_established:
            serve(panel, line)
    finally:
        panel.shutdown()


def serve(panel: Panel, line: Any) -> None:
    """Asks for all that there is, and stays for cards."""
    about = panel.id_report(line, ADDRESS)
    say(serial=about.serial_number, vendor=about.vendor_code.hex())
    able = panel.device_capabilities(line, ADDRESS).capabilities
    say(able={one.function.name: one.number_of for one in able})
    say(switched=panel.output_control(line, ADDRESS, output(1, 300)))
    say(inputs=list(panel.input_status(line, ADDRESS).statuses))
    local = panel.local_status(line, ADDRESS)
    say(tamper=local.tamper, outputs=list(panel.output_status(line, ADDRESS).statuses))
    sys.stdin.readline()


if __name__ == "__main__":
    main(*sys.argv[1:])
