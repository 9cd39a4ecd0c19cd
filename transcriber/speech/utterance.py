"""An utterance: what one speaker said between two pauses, as sound."""

from __future__ import annotations

from dataclasses import dataclass

from transcriber.speech.recognizer import RECOGNIZER_RATE
from transcriber.types import SAMPLE_RATE, Floats, Samples

STEP: Samples = SAMPLE_RATE // RECOGNIZER_RATE
"""Session samples (48 kHz) a sample of a recognizer's sound (16 kHz): 3."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """`pcm`: float32 mono at 16 kHz, shape (n,); its first sample is at session time `start`."""

    track: str
    start: Samples
    pcm: Floats

    @property
    def end(self) -> Samples:
        """Session time behind the last sample."""
        return self.start + STEP * len(self.pcm)
