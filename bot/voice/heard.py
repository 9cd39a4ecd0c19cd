"""Who is heard, and how well: counts by stream, for people who look while it goes on.

In: the voice events that a recorder writes. Out: a row a user. The transcript counts again, exactly;
here a packet that came before the first one, or long after the next, is not looked at closely.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from transcriber.types import Speaker, Voice


@dataclass(slots=True)
class _Stream:
    first: int
    latest: int
    """The highest sequence number, past its wraps."""
    received: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One user: packets heard, and lost by their numbers."""

    name: str
    received: int
    lost: int


class Heard:
    """The streams of all connections of a recording."""

    def __init__(self) -> None:
        self._streams: dict[int, _Stream] = {}
        self._done: dict[str, tuple[int, int]] = {}
        self._owners: dict[int, Speaker] = {}
        self._names: dict[str, str] = {}

    def voice(self, event: Voice) -> None:
        """A packet was heard."""
        stream = self._streams.get(event.ssrc)
        if stream is None:
            stream = self._streams[event.ssrc] = _Stream(event.sequence, event.sequence)
        else:
            # RFC 3550 A.1: the nearest number to the latest one
            step = (event.sequence - stream.latest + 0x8000 & 0xFFFF) - 0x8000
            if step > 0:
                stream.latest += step
        stream.received += 1

    def speaker(self, event: Speaker) -> None:
        """A stream has an owner."""
        self._owners[event.ssrc] = event
        self._names[event.user] = event.name

    def connected(self) -> None:
        """Another connection: what was counted is kept, streams begin anew."""
        self._done = {user: counts for user, counts in self._counts().items() if user in self._names}
        self._streams.clear()
        self._owners.clear()

    def rows(self) -> list[Row]:
        """Everybody who was heard; by number of packets."""
        rows = [Row(self._names[user], *counts) for user, counts in self._counts().items()]
        return sorted(rows, key=lambda row: -row.received)

    def _counts(self) -> Mapping[str, tuple[int, int]]:
        counts = dict(self._done)
        for ssrc, stream in self._streams.items():
            owner = self._owners.get(ssrc)
            if owner is None:
                continue
            received, lost = counts.get(owner.user, (0, 0))
            missing = max(0, stream.latest - stream.first + 1 - stream.received)
            counts[owner.user] = (received + stream.received, lost + missing)
        return counts
