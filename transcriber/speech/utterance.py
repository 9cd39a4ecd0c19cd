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
    certainty: float = 1.0
    """How sure the detector was that this is speech where it was surest, 0 to 1. The greatest probability
    tells more than the mean: of 214 real utterances 1 % stay below 0.77, of 27 beeps taken for
    speech nine tenths; of the means, 0.47 to 0.97 and 0.44 to 0.77, no bound parts the two."""

    @property
    def end(self) -> Samples:
        """Session time behind the last sample."""
        return self.start + STEP * len(self.pcm)
