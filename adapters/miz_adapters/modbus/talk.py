"""The words of a Modbus RTU board: coils or registers for relays, discrete inputs for contacts.

RTU answers carry no number, so each is compared with its question: a late one is not taken for
another's. A relay counts as switched when the board repeated the command and shows it.
Source: MODBUS Application Protocol Specification V1.1b3, functions 1, 2, 3, 5, 6 and chapter 7.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from attrs import field, frozen
from pymodbus.exceptions import ModbusException
from pymodbus.pdu import ExceptionResponse, ModbusPDU

from miz.errors import InvalidValue, PortError, Refused, Unavailable
from miz.ports.gates import DeviceInfo
from miz_adapters.boards.talk import Talk, Unanswered, Unsure
from miz_adapters.modbus.client import LineClient
from miz_adapters.serial.line import SerialLine

UNITS = range(1, 248)
_ADDRESSES = range(0x10000)
# A board accepted and works on it, or a gateway passed it on and heard nothing.
_FATE_UNKNOWN = {5, 11}
# The board is busy, or a gateway cannot reach it: nothing was done.
_AWAY = {6, 10}


class Relays(StrEnum):
    """What a board's relays are in Modbus."""

    COILS = "coils"
    REGISTERS = "registers"


@frozen
class RelayMap:
    """How a board is addressed; numbers of relays and inputs are addresses counted from 0.

    ``on`` and ``off`` are written where relays are registers. Without ``read_back`` an echo
    counts as acknowledgement, for boards whose command registers show nothing.
    """

    unit: int = 1
    relays: Relays = Relays.COILS
    on: int = 1
    off: int = 0
    read_back: bool = True
    answer_within: float = field(default=0.3)

    def __attrs_post_init__(self) -> None:
        if self.unit not in UNITS:
            raise InvalidValue(
                f"A Modbus unit has a number from 1 to 247, not {self.unit}.",
                code="board.bad_unit",
                field="unit",
            )
        if not {self.on, self.off} <= set(_ADDRESSES) or self.on == self.off:
            raise InvalidValue(
                "The values for on and off are two different numbers from 0 to 65535.",
                code="board.bad_value",
                field="on",
            )


class ModbusTalk(Talk):
    """Asks one question after the other; each is sent once."""

    confirms = True

    def __init__(self, line: SerialLine, relay_map: RelayMap) -> None:
        self._line = line
        self._map = relay_map
        self._client = LineClient(line, answer_within=relay_map.answer_within)
        self._known: int | None = None

    @property
    def place(self) -> str:
        return self._line.url

    def connect(self) -> int:
        return self._line.connect()

    def reset(self) -> None:
        """A pause ends whatever half a frame the board still holds."""

    def who(self) -> DeviceInfo:
        return DeviceInfo(maker="generic", model="Modbus RTU board", serial=f"{self._map.unit}")

    def switch(self, relay: int, *, on: bool) -> None:
        self._known = relay
        wanted = self._wanted(on=on)
        if wanted != self._written(relay, on=on) or (
            self._map.read_back and wanted != self._shown(relay)
        ):
            self._line.drop()
            raise Unsure(
                f"The board on {self._line.url} does not show relay {relay} as it was switched; "
                "look at the relay, or set read_back = false for a command register."
            )

    def levels(self, pins: Sequence[int]) -> Mapping[int, bool]:
        if pins:
            first, count = min(pins), max(pins) - min(pins) + 1
            bits = self._bits(
                lambda: self._client.read_discrete_inputs(
                    first, count=count, device_id=self._map.unit
                ),
                count,
            )
            return {pin: bits[pin - first] for pin in pins}
        if self._known is not None:  # without inputs, a look at a relay says whether it is there
            self._shown(self._known)
        return {}

    def drop(self) -> None:
        self._line.drop()

    def close(self) -> None:
        self._line.close()

    def _wanted(self, *, on: bool) -> int:
        if self._map.relays is Relays.COILS:
            return int(on)
        return self._map.on if on else self._map.off

    def _written(self, relay: int, *, on: bool) -> int | None:
        """What the board says that it wrote there; None where it speaks of another place."""
        unit = self._map.unit
        if self._map.relays is Relays.COILS:
            answer = self._ask(lambda: self._client.write_coil(relay, on, device_id=unit), 5)
            told = int(answer.bits[0]) if answer.bits else None
        else:
            value = self._wanted(on=on)
            answer = self._ask(lambda: self._client.write_register(relay, value, device_id=unit), 6)
            told = answer.registers[0] if answer.registers else None
        return told if answer.address == relay else None

    def _shown(self, relay: int) -> int:
        unit = self._map.unit
        if self._map.relays is Relays.COILS:
            return int(
                self._bits(lambda: self._client.read_coils(relay, count=1, device_id=unit), 1)[0]
            )
        answer = self._ask(
            lambda: self._client.read_holding_registers(relay, count=1, device_id=unit), 3
        )
        if len(answer.registers) != 1:
            raise self._garbled()
        return answer.registers[0]

    def _bits(self, call: Callable[[], ModbusPDU], count: int) -> list[bool]:
        """Answers are padded to whole bytes; another number of bytes answers another question."""
        answer = self._ask(call, 1, 2)
        if len(answer.bits) != -(-count // 8) * 8:
            raise self._garbled()
        return [bool(bit) for bit in answer.bits]

    def _ask(self, call: Callable[[], ModbusPDU], *functions: int) -> ModbusPDU:
        try:
            answer = call()
        except PortError:
            raise
        except (ModbusException, ValueError, IndexError) as error:
            raise self._lost(
                f"Unit {self._map.unit} on {self._line.url} does not answer; look at its number, "
                f"the baud rate and the wires ({type(error).__name__})."
            ) from error
        if isinstance(answer, ExceptionResponse):
            raise self._said_no(answer.exception_code)
        if answer.function_code not in functions:
            raise self._garbled()
        return answer

    def _garbled(self) -> Unanswered:
        return self._lost(f"The board on {self._line.url} answered another question.")

    def _lost(self, message: str) -> Unanswered:
        error = Unanswered(message)
        self._line.drop(error)
        return error

    def _said_no(self, code: int) -> PortError:
        where = f"Unit {self._map.unit} on {self._line.url}"
        if code in _FATE_UNKNOWN:
            return Unsure(f"{where} does not say what it did (exception {code}).")
        if code in _AWAY:
            return Unavailable(f"{where} is busy (exception {code}).", code="board.busy")
        return Refused(
            f"{where} refused (exception {code}); look whether it has such a relay or input.",
            code="board.refused",
        )
