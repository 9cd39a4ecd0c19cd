"""A capture that grows as a recorder makes it grow, without waiting.

In: a session's events. Out: the file, written step by step, with the `stats` by which a recorder lets
the file's time go on; after every step whoever follows may look.
"""

from __future__ import annotations

from collections.abc import Iterator

from transcriber.capture.session import Session
from transcriber.capture.writer import CaptureWriter
from transcriber.types import Event, Nanoseconds, Stats, Stopped, Voice

STEP: Nanoseconds = 50_000_000
QUARTER: Nanoseconds = 250_000_000


class Growing:
    """The capture of a session, which grows up to any time. Use it as a context manager."""

    def __init__(self, session: Session, events: list[Event]) -> None:
        self._events = events
        self._at = 0
        self._written = events[0].time
        self._writer = CaptureWriter(session.capture)

    def __enter__(self) -> Growing:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()

    def to(self, now: Nanoseconds) -> None:
        """Writes what has happened by `now`."""
        while self._at < len(self._events) and self._events[self._at].time <= now:
            event = self._events[self._at]
            if not isinstance(event, Stopped):
                self._writer.write(event)
            self._written = now
            self._at += 1
        if now - self._written >= QUARTER:
            self._writer.write(Stats(now, {}))
            self._written = now
        self._writer.tick(now)

    def stop(self, now: Nanoseconds) -> None:
        """The recording ends."""
        self._writer.write(Stopped(now, "asked"))


def grown(session: Session, events: list[Event], *, stopped: bool = True) -> Iterator[Nanoseconds]:
    """Writes the events as time passes; gives the time after each step."""
    start, end = events[0].time, events[-1].time + 3 * STEP
    with Growing(session, events) as growing:
        for now in range(start, end + STEP, STEP):
            growing.to(now)
            yield now
        if stopped:
            growing.stop(end + STEP)
    yield end + STEP


def speech_end(events: list[Event]) -> Nanoseconds:
    """When the last packet came."""
    return max(event.time for event in events if isinstance(event, Voice))
