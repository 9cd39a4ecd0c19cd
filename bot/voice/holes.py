"""Holes in what is heard, from their beginning to their end.

In: that a hole begins, that something was heard, that it is over. Out: one `Gap` a hole. Two reasons
may overlap. It never asks the time.
"""

from __future__ import annotations

from transcriber.types import Gap, Nanoseconds


class Holes:
    """The holes that are open, by reason."""

    def __init__(self) -> None:
        self._open: dict[str, Nanoseconds] = {}

    def __contains__(self, reason: str) -> bool:
        return reason in self._open

    def begins(self, reason: str, time: Nanoseconds) -> None:
        """A hole begins, unless it is open already."""
        self._open.setdefault(reason, time)

    def heard(self, time: Nanoseconds) -> None:
        """Voice that arrived at `time` was heard: a lost connection's hole begins behind it."""
        begun = self._open.get("disconnected")
        if begun is not None and time > begun:
            self._open["disconnected"] = time

    def over(self, reason: str, time: Nanoseconds) -> list[Gap]:
        """The hole is over: its gap; nothing when there was none."""
        begun = self._open.pop(reason, None)
        if begun is None or time <= begun:
            return []
        return [Gap(time, begun, time, reason)]

    def all_over(self, time: Nanoseconds) -> list[Gap]:
        """The recording ends."""
        return [gap for reason in list(self._open) for gap in self.over(reason, time)]
