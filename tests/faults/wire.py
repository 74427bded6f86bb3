"""Two network namespaces and a line between them that can be made as bad as a mountain village's.

The line is a pair of TUN devices: every IP packet passes through a thread of ours, which loses it, holds it back, or
lets no more through than the rate allows. What `tc netem` does, also where the kernel was built without it.
"""

from __future__ import annotations

import fcntl
import heapq
import os
import random
import select
import shutil
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

SERVER, PHONE = "10.99.114.1", "10.99.114.2"
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
MTU = 1500
BACKLOG = 100  # packets that wait for the rate; more are lost, as in a real queue


@dataclass(frozen=True)
class Weather:
    """Of one direction: the share that is lost, seconds on the way, bits a second (0: as fast as it goes)."""

    loss: float = 0.0
    delay: float = 0.0
    rate: int = 0


FAIR = Weather()


class Relay(threading.Thread):
    """Packets from one device to the other, through the weather of their direction."""

    def __init__(self, ends: tuple[int, int], seed: int) -> None:
        super().__init__(daemon=True)
        self.ends, self.dice = ends, random.Random(seed)
        self.weather: list[Weather] = [FAIR, FAIR]  # from the server, from the phone
        self.there, self.stopped = True, False
        self.free_at, self.waiting = [0.0, 0.0], [0, 0]
        self.held: list[tuple[float, int, int, bytes]] = []
        self.passed = self.lost = 0

    def run(self) -> None:
        while not self.stopped:
            until = self.held[0][0] - time.monotonic() if self.held else 0.05
            ready, _, _ = select.select(self.ends, [], [], max(0.0, min(until, 0.05)))
            for end in ready:
                self._take(self.ends.index(end), os.read(end, MTU + 64))
            while self.held and self.held[0][0] <= time.monotonic():
                _due, _number, side, packet = heapq.heappop(self.held)
                self.waiting[side] -= 1
                if self.there:
                    os.write(self.ends[1 - side], packet)

    def _take(self, side: int, packet: bytes) -> None:
        weather, now = self.weather[side], time.monotonic()
        full = bool(weather.rate) and self.waiting[side] >= BACKLOG
        if not self.there or full or self.dice.random() < weather.loss:
            self.lost += 1
            return
        self.passed += 1
        self.waiting[side] += 1
        start = max(now, self.free_at[side]) if weather.rate else now
        self.free_at[side] = start + (len(packet) * 8 / weather.rate if weather.rate else 0.0)
        heapq.heappush(self.held, (self.free_at[side] + weather.delay, self.passed, side, packet))


def _run(*command: str, strictly: bool = True) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if strictly and done.returncode:
        raise OSError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def why_not() -> str:
    """Why this machine cannot do it, in words; empty when it can."""
    for tool in ("ip", "ss", "curl"):
        if shutil.which(tool) is None:
            return f"there is no `{tool}` on this machine"
    if os.geteuid() != 0:
        return "network namespaces want root"
    try:
        with laid():
            return ""
    except OSError as error:
        return f"this machine makes no network namespaces with a line between them: {error}"


class Wire:
    """The namespaces, and the relay between them."""

    def __init__(self, server: str, phone: str, relay: Relay) -> None:
        self.server, self.phone, self.relay = server, phone, relay

    def within(self, space: str) -> list[str]:
        """What a command is prefixed with to run there."""
        return ["ip", "netns", "exec", space]

    def bad(self, *, down: Weather = FAIR, up: Weather = FAIR) -> None:
        """`down`: towards the phone."""
        self.relay.weather[:] = [down, up]

    def good(self) -> None:
        self.bad()

    def cut(self) -> None:
        """The phone's connections are gone, as when it changes its mast; the server learns of it when it writes."""
        _run(*self.within(self.phone), "ss", "-K", "dst", SERVER, strictly=False)

    def link(self, there: bool) -> None:
        """Nothing gets through at all, what is on its way included."""
        self.relay.there = there


@contextmanager
def laid(seed: int = 4) -> Iterator[Wire]:
    """Both namespaces, and nothing of them afterwards."""
    with ExitStack() as stack:
        ends = []
        for letter, here, there in (("s", SERVER, PHONE), ("p", PHONE, SERVER)):
            space = f"ym{os.getpid()}{letter}"
            _run("ip", "netns", "add", space)
            stack.callback(_run, "ip", "netns", "del", space, strictly=False)
            end = os.open("/dev/net/tun", os.O_RDWR)
            stack.callback(os.close, end)
            fcntl.ioctl(end, TUNSETIFF, struct.pack("16sH22x", space.encode(), IFF_TUN | IFF_NO_PI))
            _run("ip", "link", "set", space, "netns", space)
            for command in (
                f"addr add {here} peer {there} dev {space}",
                f"link set {space} up",
                "link set lo up",
            ):
                _run("ip", "-n", space, *command.split())
            ends.append((space, end))
        relay = Relay((ends[0][1], ends[1][1]), seed)
        relay.start()
        try:
            yield Wire(ends[0][0], ends[1][0], relay)
        finally:
            relay.stopped = True
            relay.join()
