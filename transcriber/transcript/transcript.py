"""The transcript: who said what, when, as plain data.

In: lines in any order. Out: a `Transcript`, lines ordered by start. It holds no audio and no
recognizer, and every format is written from it alone. Times are `Samples` at 48 kHz from the
session's start.
"""

from __future__ import annotations

from dataclasses import dataclass

from transcriber.types import Absence, Line, Note, Participant, Quality, Reread, Samples, Tried, Word

__all__ = ["Absence", "Line", "Note", "Participant", "Quality", "Reread", "Transcript", "Tried", "Word"]


@dataclass(frozen=True, slots=True)
class Transcript:
    """A session's lines and what is known about it. Lines are in order of start, then speaker.

    `lines` are what people said, once each; `echoes` are what other microphones heard of it, each with
    its `echo_of`: further copies, to be kept and not to be read."""

    title: str
    started: str | None
    """UTC, ISO 8601 with Z; None when the recording does not say."""
    duration: Samples
    recognizer: str
    participants: tuple[Participant, ...] = ()
    lines: tuple[Line, ...] = ()
    echoes: tuple[Line, ...] = ()
    gaps: tuple[Absence, ...] = ()
    notes: tuple[Note, ...] = ()
    warnings: tuple[str, ...] = ()
    """Full sentences about the recording: a torn capture, unread packets, a deaf stretch."""
    debug: tuple[Reread, ...] | None = None
    """What was read more than once, in order of start; None when nobody asked."""

    def name_of(self, speaker: str) -> str:
        """The display name of a participant's id; the id itself when it is not known."""
        for participant in self.participants:
            if participant.id == speaker:
                return participant.name
        return speaker
