"""How often a channel may be written to: lines at once where that is possible, drafts in between.

In: the time in seconds, and what was written. Out: how long to wait. Discord allows about five messages or
edits in five seconds to a channel. A store of BURST requests fills by one every PACE_SECONDS; a line needs
one of them, a draft needs all. So there are never more than five requests in five seconds, and a line waits
for PACE_SECONDS at most, and only behind another line. It knows no clock: time is told.
"""

from __future__ import annotations

PACE_SECONDS = 1.3
BURST = 2
"""In five seconds at most 2 + 5 / 1.3 requests: five."""


class Pace:
    """The store of one channel, full at first."""

    def __init__(self) -> None:
        self._level = float(BURST)
        self._at = float("-inf")

    def wait(self, now: float, *, urgent: bool) -> float:
        """Seconds until a request may be made, for a line (`urgent`) or for drafts alone."""
        needed = 1 if urgent else BURST
        return max(0.0, (needed - self._stored(now)) * PACE_SECONDS)

    def take(self, now: float) -> None:
        """A request is made."""
        self._level = self._stored(now) - 1
        self._at = now

    def _stored(self, now: float) -> float:
        return min(float(BURST), self._level + (now - self._at) / PACE_SECONDS)
