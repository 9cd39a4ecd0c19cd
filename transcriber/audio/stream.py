"""One stream (one SSRC of one connection): packets of a capture in, their places on the timeline out.

In: the rows of a batch that belong to the stream, and the clock. Out: packets in order with their
places and the addresses of their bytes, ready to be decoded. It joins what is pure about time
(`Reorder`, `Timeline`) with the bytes, which it keeps only while a packet waits. It never decodes:
a capture can be measured without libopus.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from transcriber.audio.opus import packet_durations
from transcriber.audio.timeline import Arrived, Placed, Timeline
from transcriber.capture.batch import Batch
from transcriber.receive.reorder import Ordered, Reorder
from transcriber.types import SILENCE_FRAME, Nanoseconds, Samples, samples_from_ns

_Integers = NDArray[np.int64]

_SILENCE = np.frombuffer(SILENCE_FRAME, dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class PlacedPackets:
    """Packets in order with their places (see `Placed`), in columns; packet i is `length[i]` bytes
    at memory address `address[i]`, alive as long as `buffers` is held."""

    place: Placed
    duration: _Integers
    address: _Integers
    length: _Integers
    buffers: tuple[bytes, ...]

    def __len__(self) -> int:
        return len(self.duration)

    def packet(self, index: int) -> bytes:
        """The bytes of packet `index` (a copy)."""
        return ctypes.string_at(int(self.address[index]), int(self.length[index]))


@dataclass(slots=True)
class Stream:
    """Reorders and places one stream. `started` is the session's start in UTC ns."""

    started: Nanoseconds
    received: int = 0
    """Packets placed."""
    lost: int = 0
    undecodable: int = 0
    """Packets whose first bytes no decoder can read; they count as lost too."""
    speech: Samples = 0
    """Length of the packets placed that are not silence frames."""
    first: Samples | None = None
    """Where the first placed packet starts."""
    end: Samples = 0
    """Where the last placed packet ends."""
    reorder: Reorder = field(default_factory=Reorder)
    timeline: Timeline = field(default_factory=Timeline)
    _columns: tuple[_Integers, ...] = field(default_factory=lambda: (np.zeros(0, dtype=np.int64),) * 6)
    """timestamp, arrival, duration, silent, address, length of the arrivals from `_base` on."""
    _base: int = 0
    _queue: _Integers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """Arrivals that are in order and have no place yet."""
    _buffers: list[tuple[int, bytes]] = field(default_factory=list)
    """(Index behind its last packet, the bytes) a batch."""

    def push(self, batch: Batch, rows: _Integers, clock: Nanoseconds) -> PlacedPackets:
        """Takes the packets at `rows` of a batch, gives out those that have a place now.

        `clock`: UTC ns up to which every packet of the capture was pushed, to whatever stream."""
        sequence, arrival = self._take(batch, rows)
        ordered = self.reorder.push(sequence, arrival, clock)
        return self._place(ordered, samples_from_ns(clock - self.started))

    def finish(self) -> PlacedPackets:
        """Everything that is left."""
        return self._place(self.reorder.finish(), None)

    @property
    def waiting(self) -> bool:
        """Whether packets wait for the clock to go on."""
        return len(self._queue) > 0 or self.reorder.oldest is not None

    @property
    def waiting_since(self) -> Samples | None:
        """Session time at which the oldest packet that has no place yet arrived; None when none waits."""
        return int(self._columns[1][0]) if self.waiting else None

    def _take(self, batch: Batch, rows: _Integers) -> tuple[NDArray[np.uint16], _Integers]:
        if not len(rows):
            return np.zeros(0, dtype=np.uint16), np.zeros(0, dtype=np.int64)
        octets = np.frombuffer(batch.data, dtype=np.uint8)
        offset, length = batch.offset[rows], batch.length[rows]
        duration = _durations(octets, offset, length)
        readable = duration > 0
        if not readable.all():
            self.undecodable += int((~readable).sum())
            rows, offset, length = rows[readable], offset[readable], length[readable]
            duration = duration[readable]
        silent = length == len(_SILENCE)
        for i, octet in enumerate(_SILENCE):
            silent[silent] = octets[offset[silent] + i] == octet
        arrival = batch.arrival[rows]
        taken = (
            batch.timestamp[rows].astype(np.int64),
            (arrival - self.started) * 6 // 125_000,
            duration,
            silent.astype(np.int64),
            offset + octets.ctypes.data,
            length,
        )
        self._columns = tuple(np.concatenate(pair) for pair in zip(self._columns, taken, strict=True))
        self._buffers.append((self._base + len(self._columns[0]), batch.data))
        return batch.sequence[rows], arrival

    def _place(self, ordered: Ordered, clock: Samples | None) -> PlacedPackets:
        timestamp, arrival, duration, silent, address, length = self._columns
        rows = ordered.index - self._base
        self.lost += int(ordered.lost.sum())
        arrived = Arrived(
            timestamp=timestamp[rows],
            arrival=arrival[rows],
            duration=duration[rows],
            silent=silent[rows] > 0,
            lost=ordered.lost,
            restarted=ordered.restarted,
        )
        place = self.timeline.push(arrived, clock)
        queue = np.concatenate((self._queue, ordered.index))
        taken = queue[: len(place)] - self._base
        self._queue = queue[len(place) :]
        placed = PlacedPackets(
            place, duration[taken], address[taken], length[taken], tuple(data for _, data in self._buffers)
        )
        self._count(placed, silent[taken] > 0)
        self._forget()
        return placed

    def _count(self, placed: PlacedPackets, silent: NDArray[np.bool_]) -> None:
        if not len(placed):
            return
        self.received += len(placed)
        self.speech += int(placed.duration[~silent].sum())
        if self.first is None:
            self.first = int(placed.place.start[0])
        heard = np.flatnonzero(~placed.place.mute)
        if len(heard):
            last = heard[-1]
            self.end = int(placed.place.start[last] - placed.place.trim[last] + placed.duration[last])

    def _forget(self) -> None:
        """Drops the columns and bytes of packets that nothing waits for."""
        oldest = self.reorder.oldest
        waiting = [int(self._queue.min())] if len(self._queue) else []
        waiting += [] if oldest is None else [oldest]
        total = self._base + len(self._columns[0])
        base = min(waiting, default=total)
        if base > self._base:
            self._columns = tuple(column[base - self._base :] for column in self._columns)
            self._base = base
            self._buffers = [(end, data) for end, data in self._buffers if end > base]


def _durations(octets: NDArray[np.uint8], offset: _Integers, length: _Integers) -> _Integers:
    """How long the packets at these places last; 0 where there is nothing that can be decoded."""
    duration = np.zeros(len(offset), dtype=np.int64)
    some = np.flatnonzero(length > 0)
    at, last = offset[some], length[some] - 1
    second = np.where(last > 0, octets[at + np.minimum(last, 1)], 0)
    duration[some] = packet_durations(octets[at], second)
    return duration
