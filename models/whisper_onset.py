"""A word does not begin in silence.

In: segments whose words the model's attention has timed, and their sound. Out: the same, but a word that
was given the silence before it begins where its sound does. faster-whisper always draws the first
word of a window to the window's beginning, and often the first one after a pause into the pause. Where
background noise is as loud as soft speech nothing is changed. It never moves a word's end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.whisper_reading import Segment, TimedWord
from transcriber.speech.recognizer import RECOGNIZER_RATE
from transcriber.types import Floats

_FRAME = RECOGNIZER_RATE // 100
"""Samples in 10 ms."""

_SILENT = 10.0 ** (-30 / 10)
"""What is this much softer than a word's loudest 10 ms is none of its sounds: unvoiced consonants are 20 to
28 dB below vowels (Fletcher 1953, Speech and Hearing in Communication, table of phonetic powers)."""

_ABOVE_NOISE = 4.0
"""Power over the background's at which sound is told from it: 6 dB …"""

_NOISE_MOST = 10.0 ** (-12 / 10)
"""… but what is within 12 dB of a word's loudest 10 ms is never held for background."""

_KEPT_FRAMES = 2
"""Left in front of the first sound: an onset is soft."""

_LEAST_FRAMES = 6
"""Silence shorter than this is within a word: of a stop, or of the attention's own accuracy."""


def after_silence(segments: Iterable[Segment], pcm: Floats) -> tuple[Segment, ...]:
    """The segments with words that begin where they sound. `pcm`: float32 mono at 16 kHz, whose first
    sample is at 0 s."""
    power = _powers(pcm)
    sounding = power[power > 0]
    background = float(np.percentile(sounding, 5)) if len(sounding) else 0.0
    return tuple(
        replace(segment, words=tuple(_moved(word, power, background) for word in segment.words))
        for segment in segments
    )


def _powers(pcm: Floats) -> NDArray[np.float32]:
    count = len(pcm) // _FRAME
    frames = pcm[: count * _FRAME].reshape(count, _FRAME)
    powers: NDArray[np.float32] = np.einsum("ij,ij->i", frames, frames) / _FRAME
    return powers


def _moved(word: TimedWord, power: NDArray[np.float32], background: float) -> TimedWord:
    first, last = (max(0, round(time * 100)) for time in (word.start, word.end))
    own = power[first:last]
    if len(own) <= _LEAST_FRAMES:
        return word
    loudest = float(own.max())
    bound = max(_SILENT * loudest, min(_ABOVE_NOISE * background, _NOISE_MOST * loudest))
    silent = int(np.argmax(own >= bound))
    if not loudest or silent < _LEAST_FRAMES:
        return word
    return replace(word, start=round((first + silent - _KEPT_FRAMES) / 100, 3))
