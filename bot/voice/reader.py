"""The thread that reads the voice socket: discord.py's, but as many datagrams at a time as are there.

In: the connection's socket, whichever it is. Out: every datagram, to every callback, as from discord.py's
thread, and for how long it has waited in the socket (`waited`). It never looks into a datagram.

A thread that wakes costs 20 to 100 µs, ten times what happens to a packet then. So it naps while people
talk: for as long as AT_ONCE packets take to come, NAP_SECONDS at most. Nobody's voice is moved by that,
since the system stamps a datagram when it arrives (where it can: on Linux), and none is lost: what comes
in a nap fits a socket buffer that nobody enlarged. Whoever cannot wait reads, too (`hand_out`, on any
thread): one at a time, so that datagrams stay in order.
"""

from __future__ import annotations

import logging
import select
import socket
import struct
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from discord.voice_state import SocketReader

from transcriber.types import Nanoseconds

_log = logging.getLogger(__name__)

NAP_SECONDS: Final = 0.1
"""Should 25 people begin to talk in one nap, 125 datagrams come in it: fewer than the smallest buffer
holds. The recorder reads, too, as often as it drains, so that in a calm call little is left to read."""

AT_ONCE: Final = 50
"""Linux grants 208 KiB unless told otherwise, which hold 180 datagrams at the 2.3 KiB that network cards
take for each: three times as many."""

MOST: Final = 20_000
"""Datagrams that are read in one go: more can hardly wait in a socket, and a flood must come to an end."""

_LARGEST: Final = 2048
"""As discord.py: more than any network carries in one piece."""

_STAMPS: Final = 35
"""SO_TIMESTAMPNS and the message that carries a stamp (Linux, asm-generic/socket.h); `socket` has no name
for it."""
_STAMP: Final = struct.Struct("@ll")
"""Seconds and nanoseconds of the wall clock."""
_ROOM: Final = socket.CMSG_SPACE(_STAMP.size)

_LONGEST: Final[Nanoseconds] = 1_000_000_000
"""Who seems to have waited for longer came before the wall clock was set."""

_IDLE_MS: Final = 30_000
_NO_SOCKET_SECONDS: Final = 0.01
"""There is none for a moment in every reconnect."""


def stamp(sock: socket.socket) -> None:
    """Lets the system stamp what arrives, where it can."""
    if sys.platform == "linux":
        with suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, _STAMPS, 1)


def arrived(sock: socket.socket) -> Iterator[tuple[bytes, Nanoseconds]]:
    """What is there, oldest first, and for how long each has waited (0 without a stamp). The socket must
    not block."""
    with suppress(OSError):  # nothing more, or no socket any more
        while True:
            data, told, _, _ = sock.recvmsg(_LARGEST, _ROOM)
            waited = 0
            if told and told[0][1] == _STAMPS and len(told[0][2]) == _STAMP.size:
                seconds, rest = _STAMP.unpack(told[0][2])
                waited = min(max(0, time.time_ns() - seconds * 1_000_000_000 - rest), _LONGEST)
            yield data, waited


class Reader(SocketReader):
    """Reads for a voice connection, in the place of discord.py's thread."""

    def __init__(self, state: Any) -> None:
        super().__init__(state)
        self.waited: Nanoseconds = 0
        """For how long the datagram that is handed out just now has waited."""
        self._one_at_a_time = threading.Lock()

    def _do_run(self) -> None:
        last = time.monotonic()
        while not self._end.is_set():
            if not self._running.is_set():
                self._running.wait()
                continue
            sock = self.state.socket
            try:
                # Not select.select, which takes no file numbers beyond 1023.
                poll = select.poll()
                poll.register(sock, select.POLLIN)
                readable = poll.poll(_IDLE_MS)
            except (ValueError, TypeError, OSError):
                self.nap(_NO_SOCKET_SECONDS)
                continue
            count = self.hand_out(sock) if readable else 0
            now = time.monotonic()
            if count:
                self.nap(min(NAP_SECONDS, AT_ONCE * (now - last) / count))
            last = now

    def nap(self, seconds: float) -> None:
        """Sleeps for so long, unless it is to end."""
        self._end.wait(seconds)

    def hand_out(self, sock: socket.socket) -> int:
        """Everything that is there, to all; how many datagrams."""
        count = 0
        with self._one_at_a_time:
            for _, (data, self.waited) in zip(range(MOST), arrived(sock), strict=False):
                count += 1
                for callback in self._callbacks:
                    try:
                        callback(data)
                    except Exception:  # a fault of one listener must not end reading
                        _log.exception("A listener of the voice socket failed")
        return count
