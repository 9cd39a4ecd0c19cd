"""Notices that packets arrive and none can be decrypted.

In: the receiver's counters, about once a second, and the time. Out: for how long it has been
deaf. Silence is no deafness: when nobody speaks nothing arrives, and the clock of deafness stands. It
does nothing about it.
"""

from __future__ import annotations

from collections.abc import Mapping

from transcriber.types import Nanoseconds

_DEAF = ("unauthentic", "undecryptable", "held", "malformed")
"""What happens to packets that cannot be read; `held` ones may be read later."""

_STEP: Nanoseconds = 1_000_000_000
_FEW = 5
"""Packets a second that tell something: fewer may be stray ones."""
_SHARE = 4
"""Silence frames are never encrypted end to end, and prove no hearing: what is heard must be more than
a quarter of what is not."""


class Deafness:
    """For how long (ns) packets have come that cannot be read, and none that can."""

    def __init__(self) -> None:
        self.lasts: Nanoseconds = 0
        self.hears = False
        """Something could be read when it was looked at last."""
        self._looked: Nanoseconds = 0
        self._voice = 0
        self._deaf = 0

    def look(self, now: Nanoseconds, counters: Mapping[str, int], *, hears: bool) -> None:
        """Takes the counters as they stand; `hears`: there is a connection with a key, not paused."""
        if now - self._looked < _STEP // 2:
            return
        voice, deaf = counters["voice"], sum(counters[name] for name in _DEAF)
        heard, missed = voice - self._voice, deaf - self._deaf
        passed = min(now - self._looked, 2 * _STEP)
        self._voice, self._deaf, self._looked = voice, deaf, now
        if not hears or (heard and _SHARE * heard > missed):
            self.lasts = 0
            self.hears = heard > 0
        elif missed >= _FEW:
            self.lasts += passed

    def forgive(self) -> None:
        """Something was done about it: counting begins anew."""
        self.lasts = 0
