"""RTP timestamps of one stream as steady time: past the wraps of 32 bits, without wobble.

In: timestamps, durations and losses of packets in order. Out: a time for each packet in samples, and
where time does not go on from the packet before. Some senders stamp frames from a timer, so that one
frame repeats the timestamp of the last and the next makes up for it; sequence numbers and durations
say that the sound goes on. What silence frames say does not count, since many senders give all of a
pause's the same timestamp, or make them run ahead; behind them nothing goes on, so there a timestamp is
believed to the sample. It never looks at arrival times.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transcriber.config import WOBBLE_TOLERANCE
from transcriber.types import Samples

_Integers = NDArray[np.int64]

_ANY: Samples = 1 << 62


@dataclass(slots=True)
class RtpTime:
    """The time of one stream. `extend` takes the packets in order, in pieces of any size."""

    _raw: int | None = None
    """The last timestamp, past its wraps."""
    _next: Samples = 0
    """The time at which a packet that follows the last one directly begins."""
    _duration: Samples = 0
    """The last packet's duration: what a lost one behind it will have had."""
    _silent: bool = False
    """The last packet was a silence frame."""

    def extend(
        self,
        timestamp: _Integers,
        duration: _Integers,
        silent: NDArray[np.bool_],
        lost: _Integers,
        restarted: NDArray[np.bool_],
    ) -> tuple[_Integers, _Integers, NDArray[np.bool_]]:
        """The packets' times; how far their timestamps are off (wobble); and which of them do not go
        on from the one before: after silence, a jump, or at a restart. Between packets that go on lie
        exactly the lost ones."""
        count = len(timestamp)
        broken = restarted.copy()
        if not count:
            return duration, duration, broken
        if self._raw is None:
            self._raw = int(timestamp[0])
            broken[0] = True
        # RFC 3550 A.1: the difference of two 32-bit timestamps nearest to zero
        step = (np.diff(timestamp, prepend=self._raw) + (1 << 31) & 0xFFFFFFFF) - (1 << 31)
        raw = self._raw + np.cumsum(step)
        duration_before = np.concatenate(([self._duration], duration[:-1]))
        # where packets would lie if all went on from one another
        course = self._next + np.cumsum(lost * duration_before)
        course[1:] += np.cumsum(duration[:-1])
        silent_before = np.concatenate(([self._silent], silent[:-1]))
        tolerance = np.where(silent, _ANY, np.where(silent_before, 0, WOBBLE_TOLERANCE))
        time = course
        at = 0
        while at < count:
            off = broken[at:] | (np.abs(raw[at:] - time[at:]) > tolerance[at:])
            ahead = int(np.argmax(off))
            if not off[ahead]:
                break
            at += ahead
            broken[at] = True
            time[at:] += raw[at] - time[at]
            at += 1
        self._raw = int(raw[-1])
        self._duration, self._silent = int(duration[-1]), bool(silent[-1])
        self._next = int(time[-1]) + self._duration
        return time, raw - time, broken
