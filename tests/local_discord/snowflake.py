"""Ids as Discord makes them: the time in milliseconds, then a number that never repeats."""

from __future__ import annotations

import time

_EPOCH_MS = 1_420_070_400_000
"""The first moment of 2015 (Discord's developer documentation, "Snowflakes")."""


class Snowflakes:
    """Makes ids. discord.py reads the time out of them: tokens of interactions expire by it."""

    def __init__(self) -> None:
        self._last = 0

    def make(self) -> int:
        """The next id."""
        now = (time.time_ns() // 1_000_000 - _EPOCH_MS) << 22
        self._last = max(now, self._last + 1)
        return self._last
