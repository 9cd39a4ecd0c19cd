"""The clock of a capture: timestamps as they lie in a file become times that never decrease.

In: timestamps in the order of the file, UTC ns. Out: times. A packet stamped before its predecessor
came with it: the order of the file is the order of arrival. One stamped LEAP_NS or more after
everything before it has a damaged stamp, and came with its predecessor too, unless the next packet
agrees with it: a single wrong bit would otherwise move all that follows into the next century.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transcriber.config import LEAP_NS
from transcriber.types import Nanoseconds


@dataclass(slots=True)
class CaptureClock:
    """`now` is the time reached, 0 before the first packet (whose stamp is believed)."""

    now: Nanoseconds = 0
    _leapt: Nanoseconds | None = None
    """The stamp of the last packet, when it was not believed."""

    def time(self, stamp: Nanoseconds) -> Nanoseconds:
        """The time of the next packet, whose timestamp is `stamp`."""
        leaps = 0 < self.now <= stamp - LEAP_NS
        if leaps and (self._leapt is None or stamp < self._leapt):
            self._leapt = stamp
        else:
            self._leapt = None
            self.now = max(self.now, stamp)
        return self.now

    def times(self, stamps: NDArray[np.int64]) -> NDArray[np.int64]:
        """The times of the next packets."""
        if not len(stamps):
            return stamps
        times = np.maximum.accumulate(np.concatenate(([self.now], stamps)))
        leaps = np.diff(times) >= LEAP_NS
        leaps[0] &= self.now > 0
        if self._leapt is None and not leaps.any():
            self.now = int(times[-1])
            return times[1:]
        return np.array([self.time(stamp) for stamp in stamps.tolist()], dtype=np.int64)
