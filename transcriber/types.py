"""The nouns that every part shares: time, events, voice packets in columns.

In: nothing. Out: frozen, slotted dataclasses. This module never computes anything
beyond unit conversion, and never imports another part of the project.

`Event` is exactly what a capture holds (one class for each kind of record).
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


Fact: TypeAlias = Connected | Speaker | Left | Gap | Mark | Encryption | Consent | Stats | Stopped
"""Every event that is not voice."""

Event: TypeAlias = Voice | Fact


# --- what is told of a session, besides its sound ------------------------------------------------


@dataclass(frozen=True, slots=True)
class Quality:
    """Counts of one speaker's packets: how well the recording heard them."""

    received: int = 0
    """Voice packets used, silence frames included."""
    lost: int = 0
    """Never came, by their sequence numbers."""
    recovered: int = 0
    """Of the lost: rebuilt from the error correction in the packet behind."""
    concealed: int = 0
    """Of the lost: covered by the decoder's concealment."""
    late: int = 0
    """Came after they had been given up."""
    duplicate: int = 0
    undecodable: int = 0
    """Opus could not read them."""
    undecryptable: int = 0


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody whose voice or presence the session knows. `id` is the user id, or the file name."""

    id: str
    name: str
    bot: bool = False
    talk: Samples = 0
    """Speech, pauses left out: the summed length of the speaker's utterances."""
    drift_ppm: float | None = None
    """How much faster the speaker's clock runs than the recorder's; None when heard too briefly."""
    quality: Quality = field(default_factory=Quality)


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody was there under this name, from `since` on; `until`: when they left or were renamed, None
    while neither is known."""

    user: str
    name: str
    since: Samples
    until: Samples | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """Audio that is known to be missing, of one speaker or (None) of all."""

    start: Samples
    end: Samples
    reason: str
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A `mark` event: what somebody wrote down during the call."""

    at: Samples
    speaker: str
    name: str
    text: str


# --- what is said -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tried:
    """One of several readings of the same sound: how it was come by, what it says, how likely it is (mean
    over its tokens of the logarithm of their probabilities), what speaks against it, whether it was taken."""

    way: str
    text: str
    logprob: float
    faults: tuple[str, ...]
    taken: bool


@dataclass(frozen=True, slots=True)
class Reread:
    """A stretch of one speaker's sound of which a recognizer doubted its first reading: all that it tried."""

    speaker: str
    start: Samples
    end: Samples
    tried: tuple[Tried, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """One word; `text` carries its punctuation, without surrounding blanks. Confidence 0 to 1."""

    start: Samples
    end: Samples
    text: str
    confidence: float | None = None
    heard: str | None = None
    """What the recognizer wrote, where a misheard name or term was corrected."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one speaker said without a pause worth a new line.

    `id` is unique in its transcript and stays the same when it is made again from the same
    capture by the same recognizer. `words` is empty when the recognizer gives no word times.
    `heard`: the text as recognized, where a name or term in it was corrected.
    """

    id: str
    speaker: str
    start: Samples
    end: Samples
    text: str
    words: tuple[Word, ...] = ()
    confidence: float | None = None
    language: str | None = None
    heard: str | None = None
    echo_of: str | None = None
    """The participant whose voice this is, heard through the speaker's microphone; None: the speaker's."""
