"""modbus_tk as a relay board at the other end of a pseudo-terminal, with a turnstile behind it."""

import os
import time
import tty
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Any

import serial
from modbus_tk import defines, hooks  # type: ignore[import-untyped]
from modbus_tk.modbus_rtu import RtuServer  # type: ignore[import-untyped]

from miz_adapters.boards.wiring import Wiring
from miz_adapters.simulator.board import BoardWithTurnstile

UNIT = 7
SIZE = 16
READ_INPUTS, WRITE_COIL, WRITE_REGISTER = 2, 5, 6
BEFORE, AFTER = "modbus_rtu.RtuServer.after_read", "modbus_rtu.RtuServer.before_write"


class ModbusSlave(BoardWithTurnstile):
    """Unit 7 with 16 coils, 16 registers and 16 inputs; ``spoil`` changes or drops its answers.

    modbus_tk speaks on a terminal of its own; what comes there is carried to the port that can be
    pulled, and back.
    """

    def __init__(
        self,
        *,
        wiring: Wiring | None = None,
        window: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.asked: list[bytes] = []
        self.spoil: Callable[[bytes, bytes], bytes | None] = lambda _, __: None
        self._silent = False
        self._far, inner = os.openpty()
        tty.setraw(inner)
        self._server = RtuServer(serial.Serial(os.ttyname(inner), 9600))
        os.close(inner)
        self._slave = self._server.add_slave(UNIT)
        self._slave.add_block("coils", defines.COILS, 0, SIZE)
        self._slave.add_block("registers", defines.HOLDING_REGISTERS, 0, SIZE)
        self._slave.add_block("inputs", defines.DISCRETE_INPUTS, 0, SIZE)
        super().__init__(wiring=wiring, window=window, clock=clock)
        hooks.install_hook(BEFORE, self._before)
        hooks.install_hook(AFTER, self._after)
        self._server.start()
        self._carrier = Thread(target=self._carry, daemon=True)
        self._carrier.start()

    def close(self) -> None:
        """Takes the board away."""
        super().close()
        self._server.stop()
        hooks.uninstall_hook(BEFORE, self._before)
        hooks.uninstall_hook(AFTER, self._after)
        self._server.close()
        self._carrier.join(5)
        os.close(self._far)

    def _obey(self, data: bytes) -> None:
        with suppress(OSError):
            os.write(self._far, data)

    def _carry(self) -> None:
        with suppress(OSError):  # the slave let go of its terminal: the end
            while data := os.read(self._far, 256):
                self._port.send(data)

    def _before(self, about: tuple[Any, bytes]) -> None:
        server, request = about
        if server is not self._server:
            return
        self.asked.append(bytes(request))
        if request[1:2] == bytes([READ_INPUTS]):
            levels = [int(self.turnstile.high(pin)) for pin in range(SIZE)]
            self._slave.set_values("inputs", 0, levels)

    def _after(self, about: tuple[Any, bytes]) -> bytes | None:
        server, answer = about
        if server is not self._server:
            return None
        before = self._on()
        self._move()
        self._silent = self.mute and (self._silent or self._on() > before)
        return b"" if self._silent else self.spoil(self.asked[-1], answer)

    def _on(self) -> int:
        return sum(self.turnstile.is_on(relay) for relay in range(SIZE))

    def _move(self) -> None:
        request = self.asked[-1]
        if request[0] != UNIT or request[1] not in {WRITE_COIL, WRITE_REGISTER}:
            return
        block = "coils" if request[1] == WRITE_COIL else "registers"
        relay = int.from_bytes(request[2:4], "big")
        if relay < SIZE:
            (value,) = self._slave.get_values(block, relay)
            self.turnstile.switch(relay, on=bool(value))
