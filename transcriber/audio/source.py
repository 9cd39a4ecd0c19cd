"""What a recording is to everything behind it: a survey, and its sound in stretches.

A captured session, a foreign capture and a folder of audio files all give the same two things, so
mixing, exporting and transcribing know only this module. A *track* is one stream of sound with one
owner (a participant may have several, one after the other: reconnects); its name is opaque.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from transcriber.audio.sound import Piece, Repairs
from transcriber.types import Absence, Note, Participant, Presence, Samples


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known of a recording before any of it is decoded."""

    title: str
    started: str | None
    """UTC, ISO 8601 with Z; None when the recording does not say."""
    duration: Samples
    participants: tuple[Participant, ...]
    """In order of first appearance; `talk` is what the packets say, silence frames left out."""
    owners: Mapping[str, str]
    """Track → participant id."""
    lateness: Samples = 0
    """How far behind the clock of its stretch a piece may begin, at most."""
    presences: tuple[Presence, ...] = ()
    """Who was there, in order of first appearance."""
    gaps: tuple[Absence, ...] = ()
    notes: tuple[Note, ...] = ()
    warnings: tuple[str, ...] = ()
    rejected: Mapping[str, int] = field(default_factory=dict)
    """Packets that were not used, by reason."""
    encryption: str | None = None
    """End-to-end encryption's verification code at the end; None without encryption."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some sound of several tracks. Pieces of one track come in order and never overlap.

    `clock`: session time that the recording has reached; pieces of later stretches begin after
    `clock - Survey.lateness`."""

    pieces: tuple[tuple[str, Piece], ...]
    clock: Samples
    repairs: Mapping[str, Repairs] = field(default_factory=dict)
    """Track → what had to be repaired in it from its beginning; tracks that are not named here are
    as the last stretch that named them said."""


class Source(Protocol):
    """A recording. Both methods may be called again; each call reads from the beginning."""

    def survey(self) -> Survey:
        """Raises InputError when there is nothing that can be read."""
        ...

    def stretches(self) -> Iterator[Stretch]:
        """All sound, in order of arrival, in stretches of bounded size."""
        ...
