"""A stretch of a capture in columns: how a million packets are read without a million objects.

In: events, or what a reader found. Out: the other. It never parses bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transcriber.types import Event, Fact, Nanoseconds, Voice


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """A stretch of a capture: voice packets in columns, facts between them.

    All columns have one entry a voice packet, in the order of arrival. The Opus packet i lies at
    `data[offset[i] : offset[i] + length[i]]`. `facts` holds (i, fact) in order: the fact came
    before voice packet i and after packet i - 1 (i = len(self) when it came after all of them).
    `clock` is the latest time that the batch reached (UTC ns): nothing that follows is earlier.
    """

    arrival: NDArray[np.int64]
    ssrc: NDArray[np.uint32]
    sequence: NDArray[np.uint16]
    timestamp: NDArray[np.uint32]
    data: bytes
    offset: NDArray[np.int64]
    length: NDArray[np.int64]
    facts: tuple[tuple[int, Fact], ...]
    clock: Nanoseconds

    def __len__(self) -> int:
        return len(self.arrival)

    def voice(self, index: int) -> Voice:
        """Voice packet `index` as an object."""
        start = int(self.offset[index])
        return Voice(
            time=int(self.arrival[index]),
            ssrc=int(self.ssrc[index]),
            sequence=int(self.sequence[index]),
            timestamp=int(self.timestamp[index]),
            opus=self.data[start : start + int(self.length[index])],
        )

    def events(self) -> list[Event]:
        """Voice and facts as objects, in order."""
        events: list[Event] = []
        at = 0
        for index, fact in self.facts:
            events.extend(self.voice(i) for i in range(at, index))
            events.append(fact)
            at = index
        events.extend(self.voice(i) for i in range(at, len(self)))
        return events

    @classmethod
    def of(cls, events: Sequence[Event], clock: Nanoseconds = 0) -> Batch:
        """Events in columns: what `events` undoes. `clock`: the time reached, where that is later than
        the last event's."""
        voices = [event for event in events if isinstance(event, Voice)]
        facts: list[tuple[int, Fact]] = []
        index = 0
        for event in events:
            if isinstance(event, Voice):
                index += 1
            else:
                facts.append((index, event))
        length = np.array([len(voice.opus) for voice in voices], dtype=np.int64)
        return cls(
            arrival=np.array([voice.time for voice in voices], dtype=np.int64),
            ssrc=np.array([voice.ssrc for voice in voices], dtype=np.uint32),
            sequence=np.array([voice.sequence for voice in voices], dtype=np.uint16),
            timestamp=np.array([voice.timestamp for voice in voices], dtype=np.uint32),
            data=b"".join(voice.opus for voice in voices),
            offset=np.cumsum(length) - length,
            length=length,
            facts=tuple(facts),
            clock=max([clock, *(event.time for event in events)]),
        )
