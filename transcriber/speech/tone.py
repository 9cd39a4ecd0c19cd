"""Beeps and whistles told from voices: sound that has one frequency at a time.

In: 16 kHz mono PCM of an utterance. Out: whether it is nothing but pure tones. A voice has harmonics
and breath in every frame; it is never judged by how long or loud it is.
"""

from __future__ import annotations

import numpy as np

from transcriber.config import TONE_SHARE
from transcriber.types import Floats

_FRAME = 512
"""Samples: 32 ms, a bin of the spectrum 31 Hz."""

_NEIGHBORS = 2
"""Bins beside the strongest: where a window of this form leaves 99.9 % of a tone."""

_LOUD = 0.05
"""Frames with less than a twentieth of the loudest one's power are pauses and decay."""


def is_tone(pcm: Floats) -> bool:
    """Whether most of its loud frames are a single frequency each.

    Measured, as the median share of a frame's power in its strongest five bins: tones over a room's
    hiss 0.998 to 1, 214 utterances of readers and speakers in five languages at most 0.92, "No." of
    flite's slt, the purest voice at hand, 0.89.
    """
    frames = pcm[: len(pcm) // _FRAME * _FRAME].reshape(-1, _FRAME).astype(np.float64)
    power = np.mean(frames**2, axis=1)
    loud = frames[power > _LOUD * power.max(initial=0.0)]
    if not len(loud):
        return False
    spectra = np.abs(np.fft.rfft(loud * np.hanning(_FRAME), axis=1)) ** 2
    strongest = spectra.argmax(axis=1)[:, None] + np.arange(-_NEIGHBORS, _NEIGHBORS + 1)
    within = np.where((strongest >= 0) & (strongest < spectra.shape[1]), strongest, -1)
    peaks = np.take_along_axis(spectra, np.maximum(within, 0), axis=1) * (within >= 0)
    share = peaks.sum(axis=1) / spectra.sum(axis=1)
    return bool(np.median(share) > TONE_SHARE)
