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


def grown(session: Session, events: list[Event], *, stopped: bool = True) -> Iterator[Nanoseconds]:
    """Writes the events as time passes; gives the time after each step."""
    start, end = events[0].time, events[-1].time + 3 * STEP
    at, written = 0, start
    with CaptureWriter(session.capture) as writer:
        for now in range(start, end + STEP, STEP):
            while at < len(events) and events[at].time <= now:
                event = events[at]
                if not isinstance(event, Stopped):
                    writer.write(event)
                written = now
                at += 1
            if now - written >= QUARTER:
                writer.write(Stats(now, {}))
                written = now
            writer.tick(now)
            yield now
        if stopped:
            writer.write(Stopped(end + STEP, "asked"))
    yield end + STEP


def speech_end(events: list[Event]) -> Nanoseconds:
    """When the last packet came."""
    return max(event.time for event in events if isinstance(event, Voice))
