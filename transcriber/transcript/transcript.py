"""The transcript: who said what, when, as plain data.

In: lines in any order. Out: a `Transcript`, lines ordered by start. It holds no audio and no
recognizer, and every format is written from it alone. Times are `Samples` at 48 kHz from the
session's start.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from transcriber.types import Samples


@dataclass(frozen=True, slots=True)
class Word:
    """One word; `text` carries its punctuation, without surrounding blanks. Confidence 0 to 1."""

    start: Samples
    end: Samples
    text: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What one speaker said without a pause worth a new line.

    `id` is unique in its transcript and stays the same when it is made again from the same
    capture by the same recognizer. `words` is empty when the recognizer gives no word times.
    """

    id: str
    speaker: str
    start: Samples
    end: Samples
    text: str
    words: tuple[Word, ...] = ()
    confidence: float | None = None
    language: str | None = None


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


@dataclass(frozen=True, slots=True)
class Transcript:
    """A session's lines and what is known about it. Lines are in order of start, then speaker."""

    title: str
    started: str | None
    """UTC, ISO 8601 with Z; None when the recording does not say."""
    duration: Samples
    recognizer: str
    participants: tuple[Participant, ...] = ()
    lines: tuple[Line, ...] = ()
    gaps: tuple[Absence, ...] = ()
    notes: tuple[Note, ...] = ()
    warnings: tuple[str, ...] = ()
    """Full sentences about the recording: a torn capture, unread packets, a deaf stretch."""

    def name_of(self, speaker: str) -> str:
        """The display name of a participant's id; the id itself when it is not known."""
        for participant in self.participants:
            if participant.id == speaker:
                return participant.name
        return speaker
