"""What happens to a voice before it is heard: pace, level, noise, a room.

In: float32 PCM at 16 kHz and random sources. Out: the same, changed. Levels are those of voice calls.
"""

from __future__ import annotations

import random
from typing import Final

import numpy as np
from noises import NOISES
from scipy.signal import fftconvolve

from transcriber.types import Floats

RATE: Final = 16_000

Generator = np.random.Generator


def changed_pace(pcm: Floats, pace: float) -> Floats:
    """`pace` times as fast, and as high: one way to get more voices out of one."""
    count = int(len(pcm) / pace)
    changed: Floats = np.interp(np.arange(count) * pace, np.arange(len(pcm)), pcm).astype(np.float32)
    return changed


def colored(source: Generator, count: int, slope: float) -> Floats:
    """Noise whose power falls by `slope` times 3 dB an octave, of RMS 1: 0 white, 1 pink, 2 brown."""
    spectrum = np.fft.rfft(source.standard_normal(count).astype(np.float32))
    frequency = np.maximum(np.arange(len(spectrum)), count / RATE * 20)
    out: Floats = np.fft.irfft(spectrum / frequency ** (slope / 2), count).astype(np.float32)
    return out / max(float(out.std()), 1e-9)


def hum(rng: random.Random, count: int) -> Floats:
    """Mains hum with harmonics, or a tone."""
    base = rng.choice((50.0, 60.0, rng.uniform(80, 3000)))
    at = np.arange(count) / RATE
    parts = range(1, 6) if base < 70 else range(1, 3)
    out: Floats = np.zeros(count, np.float32)
    for k in parts:
        out += (np.sin(2 * np.pi * base * k * at) / k).astype(np.float32)
    return out / max(float(out.std()), 1e-9)


def clicks(source: Generator, count: int) -> Floats:
    """Keys being pressed: short bursts at irregular times."""
    out = np.zeros(count, np.float32)
    for at in source.integers(0, max(1, count - 800), max(1, count // 6000)):
        length = int(source.integers(80, 700))
        burst = source.standard_normal(length).astype(np.float32) * np.exp(-np.arange(length) / (length / 5))
        out[at : at + length] += burst[: count - at]
    return out / max(float(out.std()), 1e-9)


def music(rng: random.Random, count: int) -> Floats:
    """Chords of decaying tones."""
    out = np.zeros(count, np.float32)
    at = 0
    while at < count:
        length = min(count - at, int(rng.uniform(0.2, 0.8) * RATE))
        time = np.arange(length) / RATE
        root = 110 * 2 ** (rng.randint(0, 24) / 12)
        for step in rng.sample((0, 3, 4, 7, 12), 3):
            tone = np.sin(2 * np.pi * root * 2 ** (step / 12) * time)
            out[at : at + length] += (tone * np.exp(-3 * time)).astype(np.float32)
        at += length
    return out / max(float(out.std()), 1e-9)


def breath(source: Generator, count: int) -> Floats:
    """Noise that swells and fades every few seconds."""
    at = np.arange(count) / RATE
    swell = np.maximum(0, np.sin(2 * np.pi * at / source.uniform(2, 5))) ** 2
    return colored(source, count, 0.5) * swell.astype(np.float32)


def background(rng: random.Random, source: Generator, count: int) -> Floats:
    """Some noise of RMS about 1."""
    kind = rng.random()
    if kind < 0.5:
        return colored(source, count, rng.uniform(0, 2))
    if kind < 0.65:
        return hum(rng, count)
    if kind < 0.78:
        return clicks(source, count)
    return music(rng, count) if kind < 0.9 else breath(source, count)


def noise(rng: random.Random, source: Generator, count: int) -> Floats:
    """A window without speech: noise at any level, or silence."""
    kind = rng.random()
    if kind < 0.1:
        return np.zeros(count, np.float32)
    if kind < 0.5:  # those of the bench of invented words, from other seeds and at other levels
        out = NOISES[rng.choice(list(NOISES))](count / RATE, rng.getrandbits(30))[:count]
        decibels = rng.uniform(-10, 10)
    else:
        out = background(rng, source, count)
        if rng.random() < 0.3:
            out = out + background(rng, source, count) * rng.uniform(0.1, 1.0)
        decibels = rng.uniform(-65, -12)
    leveled: Floats = np.clip(out * 10 ** (decibels / 20), -1, 1).astype(np.float32)
    return leveled


def disturbed(
    pcm: Floats,
    rng: random.Random,
    source: Generator,
    harshness: float = 1.0,
    level: float | None = None,
) -> None:
    """Puts speech into a room, noise and a level (of its peak in dBFS; else any), in place."""
    loud = float(np.sqrt(np.mean(pcm**2))) or 1e-3
    if rng.random() < 0.2 * harshness:
        length = int(rng.uniform(0.05, 0.35) * RATE)
        room = source.standard_normal(length).astype(np.float32) * np.exp(-5 * np.arange(length) / length)
        room /= max(float(np.sqrt(np.sum(room**2))), 1e-9)
        pcm += rng.uniform(0.1, 0.5) * fftconvolve(pcm, room.astype(np.float32))[: len(pcm)].astype(
            np.float32
        )
    if rng.random() < 0.55 * harshness:
        pcm += background(rng, source, len(pcm)) * loud * 10 ** (-rng.uniform(8, 40) / 20)
    peak = max(float(np.abs(pcm).max()), 1e-3)
    pcm *= 10 ** ((rng.uniform(-30, 0) if level is None else level) / 20) / peak
