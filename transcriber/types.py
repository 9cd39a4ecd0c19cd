"""The nouns that every part shares: time, events, voice packets in columns.

In: nothing. Out: frozen, slotted dataclasses. This module never computes anything
beyond unit conversion, and never imports another part of the project.

`Event` is exactly what a capture holds (one class for each kind of record); `Batch` is the
same stream in columns, which is how a million packets are read without a million objects.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Samples: TypeAlias = int
"""Samples at 48 kHz since the session's start: the one unit of time inside."""

Nanoseconds: TypeAlias = int
"""UTC nanoseconds since 1970, as a capture stamps them."""

Floats: TypeAlias = NDArray[np.float32]
"""PCM, full scale ±1. Shape (n,) for mono, (n, channels) otherwise."""

SAMPLE_RATE = 48_000
"""Opus' clock and the RTP clock of Discord voice (RFC 7587 section 4.1)."""

SILENCE_FRAME = b"\xf8\xff\xfe"
"""The Opus packet that Discord sends five times at the end of a talk-spurt; never end-to-end encrypted."""


def samples_from_ns(duration: Nanoseconds) -> Samples:
    """Nanoseconds as whole samples at 48 kHz, rounded down (exact integer arithmetic)."""
    return duration * 6 // 125_000


def ns_from_samples(duration: Samples) -> Nanoseconds:
    """Samples at 48 kHz as nanoseconds, rounded down (exact integer arithmetic)."""
    return duration * 125_000 // 6


def seconds(duration: Samples) -> float:
    """Samples at 48 kHz as seconds, for formats and for people."""
    return duration / SAMPLE_RATE


# --- events: what a capture holds (the capture format, version 1) -----------------------------


@dataclass(frozen=True, slots=True)
class Voice:
    """One Opus packet as its sender numbered it, after both decryptions."""

    time: Nanoseconds
    ssrc: int
    sequence: int
    timestamp: int
    opus: bytes


@dataclass(frozen=True, slots=True)
class Connected:
    """A voice connection began. SSRCs seen from here on belong to it."""

    time: Nanoseconds
    connection: int
    reason: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """This SSRC is this user's, in this connection, from its first packet on."""

    time: Nanoseconds
    ssrc: int
    user: str
    name: str
    bot: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """The user left the channel."""

    time: Nanoseconds
    user: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Audio that is known to be missing, from `start` to `end` (UTC ns); of one user, or of all."""

    time: Nanoseconds
    start: Nanoseconds
    end: Nanoseconds
    reason: str
    user: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A note that somebody made during the call."""

    time: Nanoseconds
    user: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Encryption:
    """The state of end-to-end encryption; protocol 0 means none."""

    time: Nanoseconds
    protocol: int
    epoch: int
    code: str


@dataclass(frozen=True, slots=True)
class Consent:
    """A user's choice, `in` or `out`. A user who is out has no voice packets after it."""

    time: Nanoseconds
    user: str
    choice: str


@dataclass(frozen=True, slots=True)
class Stats:
    """Counters by name, as they stand at this moment of the recording."""

    time: Nanoseconds
    counters: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stopped:
    """The recording ended in an orderly way."""

    time: Nanoseconds
    reason: str


Fact: TypeAlias = (
    Connected | Speaker | Left | Gap | Mark | Encryption | Consent | Stats | Stopped
)
"""Every event that is not voice."""

Event: TypeAlias = Voice | Fact


# --- the same in columns ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
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
    def of(cls, events: list[Event]) -> Batch:
        """Events in columns: what `events` undoes. An empty list gives a batch with clock 0."""
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
            clock=max((event.time for event in events), default=0),
        )
