"""An OSDP gate on a pseudo-terminal: card to read, release to output, idle, and cables.

    python -m benchmarks.osdp [cards] [cables]

The device is our emulator in this process, so its ciphers are in the figures. The floor of the
same run is one exchange of two bytes over a pseudo-terminal by the same serial line.
"""

import os
import statistics
import sys
import threading
import time
import tty
from collections.abc import Callable

from miz.domain.places import Direction
from miz.errors import Unavailable
from miz_adapters.osdp import DoorWiring, OsdpLane
from miz_adapters.serial import SerialLine
from miz_contracts.gates.emulators.osdp import EmulatedTurnstile
from miz_contracts.gates.emulators.osdp.turnstile import KEY, PASSAGES, RELEASES, STOP

WIRING = DoorWiring(outputs=RELEASES, passages=PASSAGES, stop=STOP)


def main(cards: int = 300, cables: int = 50) -> None:
    """Prints a table."""
    turnstile = EmulatedTurnstile()
    lane = OsdpLane(turnstile.device.url, {0: KEY}, wiring=WIRING)
    began = time.perf_counter()
    until_there(lane)
    print(f"{'first contact to session':34}{1000 * (time.perf_counter() - began):9.1f} ms")
    floor = exchanges(cards)
    row("floor: 2 bytes there and back", floor, floor)
    row("card -> Reader.read", read_times(turnstile, lane, cards), floor)
    switched, answered = release_times(turnstile, lane, cards)
    row("release -> output of the device", switched, floor)
    row("release -> acknowledged", answered, floor)
    idle(lane)
    row(f"cable back -> session ({cables} times)", cable_times(turnstile, lane, cables), floor)
    threads = threading.active_count()
    lane.reader.close()
    turnstile.close()
    print(f"{'threads before and after closing':34}{threads:9} {threading.active_count()}")


def row(what: str, times: list[float], floor: list[float]) -> None:
    """One line: median, 95th percentile, most, and how many floors the median is."""
    p95 = statistics.quantiles(times, n=20)[-1]
    median = statistics.median(times)
    print(
        f"{what:34}{1000 * median:9.2f} ms  p95 {1000 * p95:8.2f}  max {1000 * max(times):8.2f}"
        f"  {median / statistics.median(floor):7.0f} floors"
    )


def until_there(lane: OsdpLane) -> float:
    """Waits until a lane reads; how long that took."""
    began = time.perf_counter()
    while True:
        try:
            lane.reader.read(0.001)
        except Unavailable:
            threading.Event().wait(0.002)
        else:
            return time.perf_counter() - began


def until_away(lane: OsdpLane) -> None:
    """Waits until a lane noticed that it does not."""
    while True:
        try:
            lane.reader.read(0.001)
        except Unavailable:
            return


def timed(call: Callable[[], object]) -> float:
    """How long a call takes."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def exchanges(times: int) -> list[float]:
    """The floor."""
    device, host = os.openpty()
    tty.setraw(host)
    line = SerialLine(os.ttyname(host))
    line.connect()

    def echo() -> None:
        for _ in range(times):
            os.write(device, os.read(device, 2))

    there = threading.Thread(target=echo)
    there.start()

    def exchange() -> None:
        line.write(b"?!")
        line.read(1.0)

    found = [timed(exchange) for _ in range(times)]
    there.join()
    line.close()
    for descriptor in (device, host):
        os.close(descriptor)
    return found


def read_times(turnstile: EmulatedTurnstile, lane: OsdpLane, cards: int) -> list[float]:
    """A new card each time, at no fixed moment of the polling."""
    found = []
    for number in range(cards):
        threading.Event().wait(0.011 + number % 7 / 100)
        began = time.perf_counter()
        turnstile.present(f"{number:08X}")
        presented = lane.reader.read(5.0)
        found.append(time.perf_counter() - began)
        if presented is None:
            raise SystemExit(f"card {number} was not read")
    return found


def release_times(
    turnstile: EmulatedTurnstile, lane: OsdpLane, times: int
) -> tuple[list[float], list[float]]:
    """Each way in turn; until the output was on, and until the adapter knew it."""
    on: list[float] = []
    turnstile.device.on_output(lambda _: on.append(time.perf_counter()))
    switched, answered = [], []
    for number in range(times):
        threading.Event().wait(0.6 if number < 3 else 0.013)
        lane.barrier.lock()
        on.clear()
        began = time.perf_counter()
        lane.barrier.release(list(Direction)[number % 2], within=5)
        answered.append(time.perf_counter() - began)
        switched.append(on[0] - began)
    return switched, answered


def idle(lane: OsdpLane) -> None:
    """What the bus costs while nobody comes, the emulated device's ciphers included."""
    wall, cpu = time.perf_counter(), time.process_time()
    bus = time.thread_time()
    lane.reader.read(5.0)
    used = time.process_time() - cpu - (time.thread_time() - bus)
    print(f"{'idle: processor':34}{100 * used / (time.perf_counter() - wall):9.1f} %")


def cable_times(turnstile: EmulatedTurnstile, lane: OsdpLane, times: int) -> list[float]:
    """From the cable's return to a session."""
    found = []
    for _ in range(times):
        turnstile.unplug()
        until_away(lane)
        turnstile.replug()
        found.append(until_there(lane))
    if turnstile.is_free(Direction.IN) or turnstile.is_free(Direction.OUT):
        raise SystemExit("something was released by itself")
    return found


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
