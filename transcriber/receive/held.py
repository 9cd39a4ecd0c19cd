"""Frames that wait for a key or for an owner.

In: frames, in order of arrival. Out: the same, in order of arrival, when they are asked for, have
waited for too long, or have to make room. It never looks into a frame and never drops one silently.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from transcriber.config import HOLD_PACKETS, HOLD_SECONDS
from transcriber.types import Nanoseconds


@dataclass(frozen=True, slots=True)
class Frame:
    """One packet between the two decryptions. `number` counts arrivals; `is_plain`: nothing is left to do."""

    number: int
    time: Nanoseconds
    ssrc: int
    sequence: int
    timestamp: int
    data: bytes
    is_plain: bool = False


class Held:
    """Frames that wait for a key or for an owner: bounded in time and number, in order of arrival.

    When there are too many, those of the stream that holds most go first, an eighth of them at a
    time, oldest first: a stream that never finds its key cannot push out another one's first words.
    """

    def __init__(self, seconds: float = HOLD_SECONDS, packets: int = HOLD_PACKETS) -> None:
        self._longest: Nanoseconds = round(seconds * 1e9)
        self._room = packets
        self._queues: dict[int, deque[Frame]] = {}
        self.count = 0
        """How many frames are held."""

    def __len__(self) -> int:
        return self.count

    def __contains__(self, ssrc: int) -> bool:
        return ssrc in self._queues

    def ssrcs(self) -> list[int]:
        """The streams that hold something."""
        return list(self._queues)

    def put(self, frame: Frame) -> list[Frame]:
        """Holds a frame; returns those that had to go for it, oldest first."""
        evicted: list[Frame] = []
        if self.count >= self._room:
            ssrc = max(self._queues, key=lambda ssrc: len(self._queues[ssrc]))
            queue = self._queues[ssrc]
            evicted = self._shorten(ssrc, 1 + (len(queue) - 1) // 8)
        self._queues.setdefault(frame.ssrc, deque()).append(frame)
        self.count += 1
        return evicted

    def swap(self, frame: Frame) -> None:
        """Puts `frame` in the place of the held one with its number."""
        queue = self._queues[frame.ssrc]
        self._queues[frame.ssrc] = deque(frame if held.number == frame.number else held for held in queue)

    def newest(self, ssrc: int, count: int) -> list[Frame]:
        """Up to `count` frames of a stream, newest first, which stay held."""
        queue = self._queues.get(ssrc, ())
        return [queue[-1 - i] for i in range(min(count, len(queue)))]

    def take(self, ssrc: int) -> list[Frame]:
        """All frames of a stream, oldest first, which are no longer held."""
        return self._shorten(ssrc, len(self._queues.get(ssrc, ())))

    def take_all(self) -> list[Frame]:
        """All frames of all streams in order of arrival, which are no longer held."""
        frames = [frame for queue in self._queues.values() for frame in queue]
        self._queues.clear()
        self.count = 0
        return sorted(frames, key=_arrival)

    def expire(self, time: Nanoseconds) -> list[Frame]:
        """The frames that were held for too long at `time`, in order of arrival; no longer held."""
        expired: list[Frame] = []
        for ssrc, queue in list(self._queues.items()):
            late = 0
            for frame in queue:
                if time - frame.time <= self._longest:
                    break
                late += 1
            expired += self._shorten(ssrc, late)
        return sorted(expired, key=_arrival)

    def _shorten(self, ssrc: int, count: int) -> list[Frame]:
        if not count:
            return []
        queue = self._queues[ssrc]
        frames = [queue.popleft() for _ in range(count)]
        self.count -= count
        if not queue:
            del self._queues[ssrc]
        return frames


def _arrival(frame: Frame) -> int:
    return frame.number
