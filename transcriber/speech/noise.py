"""Sounds that are no speech, made from nothing: colored noise and mains hum.

In: seconds (at least a sample), a level, a seed. Out: float32 mono at 16 kHz. The same arguments give the
same sound. It never reads a file and knows nothing of what the sounds are for.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from transcriber.speech.recognizer import RECOGNIZER_RATE
from transcriber.types import Floats

_LOWEST_HERTZ = 20.0
"""Below, no microphone hears: noise that falls with frequency would be all rumble."""

WHITE, PINK, BROWN = 0.0, 1.0, 2.0
"""Colors: the power falls with frequency to this power."""


def decibels(level: float) -> float:
    """dBFS as an amplitude: 0 is full scale."""
    return float(10.0 ** (level / 20.0))


def colored(seconds: float, seed: int, *, color: float, level: float) -> Floats:
    """Noise of a color whose root mean square is `level` dBFS."""
    samples = round(seconds * RECOGNIZER_RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(size=samples))
    hertz = np.fft.rfftfreq(samples, 1 / RECOGNIZER_RATE)
    spectrum *= np.maximum(hertz, _LOWEST_HERTZ) ** (-color / 2)
    spectrum[hertz < _LOWEST_HERTZ] = 0
    sound = np.fft.irfft(spectrum, samples)
    return _at_level(sound, level)


def hum(seconds: float, seed: int, *, mains: float, level: float) -> Floats:
    """The mains' frequency in hertz and its harmonics, odd ones stronger, as cables pick them up."""
    random = np.random.default_rng(seed)
    time = np.arange(round(seconds * RECOGNIZER_RATE)) / RECOGNIZER_RATE
    sound = np.zeros(len(time))
    for number in range(1, 16):
        strength = (1.0 if number % 2 else 0.4) / number * random.uniform(0.6, 1.0)
        sound += strength * np.sin(2 * np.pi * (mains * number * time + random.uniform()))
    return _at_level(sound, level)


def _at_level(sound: NDArray[np.float64], level: float) -> Floats:
    loudness = float(np.sqrt(np.mean(sound**2)))
    return np.clip(sound * (decibels(level) / max(loudness, 1e-12)), -1, 1).astype(np.float32)
