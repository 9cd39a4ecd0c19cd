"""How loud everybody is, in bands, fifty times a second: what can be compared between microphones.

In: a recording's stretches of sound, and who owns which track. Out: second by second, each
participant's levels in decibels; nothing for who has no sound in that second. It depends on the sound
alone, not on how it was cut into stretches. Memory is the stretch of time in which pieces can still
arrive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from transcriber.audio.mix import lay
from transcriber.audio.sound import Piece
from transcriber.audio.source import Stretch
from transcriber.types import SAMPLE_RATE, Floats, Samples

FRAME: Samples = SAMPLE_RATE // 50
"""A level is taken over 20 ms: shorter than any sound of speech, longer than a period of any voice."""

FRAMES = SAMPLE_RATE // FRAME
"""Frames a second."""

EDGES = (150, 300, 500, 800, 1200, 1800, 2600, 3600, 5000)
"""Band edges in Hz, about as wide as hearing resolves speech: what a loudspeaker, a room and a codec
still let through, above the hum of the mains."""

BANDS = len(EDGES) - 1

FLOOR = -80.0
"""Decibels of full scale, a band: less is as good as silence; who is not heard at all is at it."""


def _band_weights() -> Floats:
    """(frequencies, bands): which of a frame's frequencies count for which band, and how much."""
    hertz = np.fft.rfftfreq(FRAME, 1 / SAMPLE_RATE)
    inside = [(hertz >= low) & (hertz < high) for low, high in pairwise(EDGES)]
    scale = 2 / (FRAME * np.square(_WINDOW).sum())  # Parseval: power of both halves, mean a sample
    return np.asarray(np.stack(inside, axis=1) * scale, dtype=np.float32)


_WINDOW: Floats = np.hanning(FRAME).astype(np.float32)
_WEIGHTS = _band_weights()


def band_levels(pcm: Floats) -> Floats:
    """Levels of shape (len(pcm) / FRAME, BANDS) of mono sound at 48 kHz, whole frames."""
    spectrum = np.fft.rfft(pcm.reshape(-1, FRAME) * _WINDOW, axis=1)
    power = np.square(spectrum.real) + np.square(spectrum.imag)
    levels = 10 * np.log10(power @ _WEIGHTS + 10 ** (FLOOR / 10))
    return np.asarray(levels, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Levels:
    """One second of everybody who had sound in it: participant id → (FRAMES, BANDS), decibels."""

    start: Samples
    by_speaker: Mapping[str, Floats]


class Envelopes:
    """Takes stretches, gives seconds: see `push`.

    `owners`: track → participant id. `lateness`: how far behind a stretch's clock a later piece may begin."""

    def __init__(self, owners: Mapping[str, str], lateness: Samples) -> None:
        self._owners = owners
        self._lateness = lateness
        self._waiting: dict[str, list[Piece]] = {}
        self._done: Samples = 0

    def push(self, stretch: Stretch) -> Iterator[Levels]:
        """The seconds to which no sound can be added."""
        for track, piece in stretch.pieces:
            self._waiting.setdefault(track, []).append(piece)
        while self._done + SAMPLE_RATE <= stretch.clock - self._lateness:
            yield self._second()

    def finish(self) -> Iterator[Levels]:
        """The rest."""
        while self._waiting:
            yield self._second()

    def _second(self) -> Levels:
        begin, self._done = self._done, self._done + SAMPLE_RATE
        heard: dict[str, Floats] = {}
        for track in sorted(self._waiting):
            sound = lay(self._waiting[track], begin, SAMPLE_RATE)
            if sound is not None:
                mono = sound.mean(axis=1, dtype=np.float32)
                owner = self._owners[track]
                heard[owner] = heard[owner] + mono if owner in heard else mono
            kept = [piece for piece in self._waiting[track] if piece.end > self._done]
            if kept:
                self._waiting[track] = kept
            else:
                del self._waiting[track]
        return Levels(begin, {owner: band_levels(mono) for owner, mono in heard.items()})
