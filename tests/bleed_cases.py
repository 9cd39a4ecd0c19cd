"""Known truth for one voice in two microphones: real voices, rooms, and who said what when.

In: the sample session's three voices, cut where they pause. Out: microphones: what each hears of
its owner, of others through a room, and of itself. The same arguments give the same samples.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from scipy.signal import butter, fftconvolve, sosfilt

from transcriber.audio.sound import Piece
from transcriber.audio.source import Stretch
from transcriber.inputs import recordings
from transcriber.types import SAMPLE_RATE, Floats, Samples

SAMPLE = Path(__file__).parent / "sample_session"
LEVEL = 0.08
"""Root mean square of everybody's speech: -22 dB of full scale, as talkers near a microphone have."""


@functools.cache
def voices() -> dict[str, Floats]:
    """Name → a minute and more of the voice at 48 kHz, mono, its long pauses left out."""
    [recording] = recordings([SAMPLE])
    survey = recording.source.survey()
    names = {person.id: person.name for person in survey.participants}
    found: dict[str, list[Floats]] = {}
    for stretch in recording.source.stretches():
        for track, piece in stretch.pieces:
            found.setdefault(names[survey.owners[track]], []).append(piece.pcm.mean(axis=1, dtype=np.float32))
    return {name: leveled(np.concatenate(pieces)) for name, pieces in found.items()}


def leveled(pcm: Floats) -> Floats:
    """The same at LEVEL."""
    return np.asarray(pcm * (LEVEL / np.sqrt(np.mean(np.square(pcm)))), dtype=np.float32)


def through_a_room(
    pcm: Floats, *, gain: float, lag: float, reverberation: float = 0.4, seed: int = 1
) -> Floats:
    """What a microphone hears of a loudspeaker: `gain` decibels, `lag` seconds later (or before), the
    room's sound falling by 60 dB in `reverberation` seconds, 250 to 5000 Hz."""
    draw = np.random.default_rng(seed)
    length = round(reverberation * SAMPLE_RATE)
    fall = draw.standard_normal(length) * 10 ** (-3 * np.arange(length) / length)
    heard = sosfilt(
        butter(2, [250, 5000], "band", fs=SAMPLE_RATE, output="sos"), fftconvolve(pcm, fall)[: len(pcm)]
    )
    heard *= np.sqrt(np.mean(np.square(pcm)) / np.mean(np.square(heard))) * 10 ** (gain / 20)
    shift = round(lag * SAMPLE_RATE)
    moved = np.zeros(len(pcm), np.float32)
    moved[max(0, shift) : len(pcm) + min(0, shift)] = heard[max(0, -shift) : len(pcm) - max(0, shift)]
    return moved


def noise(length: Samples, decibels: float, seed: int) -> Floats:
    """White noise, as microphones add."""
    sound = np.random.default_rng(seed).standard_normal(length) * 10 ** (decibels / 20)
    return np.asarray(sound, dtype=np.float32)


def timeline(length: float, said: Mapping[float, Floats]) -> Floats:
    """Silence of `length` seconds with sound from given seconds on."""
    laid = np.zeros(round(length * SAMPLE_RATE), np.float32)
    for start, pcm in said.items():
        begin = round(start * SAMPLE_RATE)
        laid[begin : begin + len(pcm)] += pcm[: len(laid) - begin]
    return laid


def part(name: str, start: float, seconds: float) -> Floats:
    """Some of a voice."""
    return voices()[name][round(start * SAMPLE_RATE) : round((start + seconds) * SAMPLE_RATE)]


def stretches(microphones: Mapping[str, Floats], step: float = 1.0) -> Iterator[Stretch]:
    """The microphones as a recording gives them: a track each, cut every `step` seconds; what is silent
    for 0.3 s is not sent."""
    length = max(len(pcm) for pcm in microphones.values())
    size = round(step * SAMPLE_RATE)
    for begin in range(0, length, size):
        pieces = [
            (track, piece)
            for track, pcm in microphones.items()
            for piece in _sent(pcm[begin : begin + size], begin)
        ]
        yield Stretch(tuple(pieces), min(begin + size, length))


def _sent(pcm: Floats, start: Samples) -> Iterator[Piece]:
    """Where anything sounds, whole."""
    if np.abs(pcm).max(initial=0) > 0:
        yield Piece(start, np.stack((pcm, pcm), axis=1))
