"""How much recognition may be spent on drafts: what is left of a recognizer's time.

In: how long recognitions took, of how much sound, and the time, in seconds. Out: whether there may be a
draft now. After a draft there is none for as long as it takes to keep within DRAFT_SHARE; and none is
allowed that would take longer than DRAFT_PATIENCE_SECONDS, as the median of the last recognitions tells.
Those of finished utterances count too: so a machine that becomes faster is noticed without a draft. It
knows no clock: time is told.
"""

from __future__ import annotations

import statistics
from collections import deque

from transcriber.config import DRAFT_PATIENCE_SECONDS, DRAFT_SHARE

REMEMBERED = 5
"""One recognition may have been slow for other reasons; the median of five was not."""


class Allowance:
    """`flat`: a recognition costs the same for any sound (`Capabilities.packs`); else the more, the
    longer the sound is."""

    def __init__(self, *, flat: bool) -> None:
        self._flat = flat
        self._costs: deque[float] = deque(maxlen=REMEMBERED)
        """Seconds each, or seconds for each second of sound."""
        self._rests_until = float("-inf")

    def learn(self, sound: float, cost: float) -> None:
        """A recognition of `sound` seconds took `cost` seconds."""
        self._costs.append(cost if self._flat else cost / max(sound, 0.1))

    def spend(self, sound: float, cost: float, now: float) -> None:
        """One that was for a draft has ended `now`."""
        self.learn(sound, cost)
        self._rests_until = now + cost * (1 / DRAFT_SHARE - 1)

    def allows(self, sound: float, now: float) -> bool:
        """Whether a draft of `sound` seconds may be asked for `now`. The first one always may."""
        if now < self._rests_until:
            return False
        if not self._costs:
            return True
        cost = statistics.median(self._costs) * (1 if self._flat else sound)
        return cost <= DRAFT_PATIENCE_SECONDS
