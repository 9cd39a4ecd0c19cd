"""Sounds that hold no word, at the levels at which microphones deliver them.

`NOISES`: name → (seconds, seed) → float32 mono at 16 kHz, full scale ±1. The same seed gives the same
sound, another seed another one. Levels are root mean squares in dBFS, of clicks and drums their peaks:
a quiet room has about −60, a desk fan −45, a fan in front of the microphone −30, speech −20.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transcriber.speech.noise import BROWN, PINK, WHITE, colored, decibels, hum
from transcriber.speech.recognizer import RECOGNIZER_RATE
from transcriber.types import Floats

Noise = Callable[[float, int], Floats]

Sound = NDArray[Any]
"""Sound in the making, of either precision."""


def _time(seconds: float) -> Sound:
    return (np.arange(round(seconds * RECOGNIZER_RATE)) / RECOGNIZER_RATE).astype(np.float64)


def _at_level(sound: Sound, level: float) -> Sound:
    """Brought to a root mean square, over a room's own hiss at −70 dBFS."""
    loudness = float(np.sqrt(np.mean(np.square(sound, dtype=np.float64)))) if len(sound) else 0.0
    return np.clip(sound * (decibels(level) / max(loudness, 1e-12)), -1, 1).astype(np.float32)


def _at_peak(sound: Sound, level: float) -> Sound:
    peak = float(np.abs(sound).max()) if len(sound) else 0.0
    return np.clip(sound * (decibels(level) / max(peak, 1e-12)), -1, 1).astype(np.float32)


def _room(seconds: float, seed: int) -> Sound:
    """What is heard behind everything: a quiet room."""
    return colored(seconds, seed + 7919, color=PINK, level=-65)


def _banded(seconds: float, seed: int, low: float, high: float) -> Sound:
    """White noise between two frequencies in hertz, with soft edges."""
    sound = colored(seconds, seed, color=WHITE, level=-20)
    hertz = np.fft.rfftfreq(len(sound), 1 / RECOGNIZER_RATE)
    slope = 1 / (1 + (low / np.maximum(hertz, 1)) ** 4) / (1 + (hertz / high) ** 4)
    return np.fft.irfft(np.fft.rfft(sound) * slope, len(sound)).astype(np.float32)


def _tones(seconds: float, seed: int, level: float) -> Sound:
    """Pure tones, 0.1 to 2 s each, with pauses: beeps, ring tones, a whistling supply."""
    random = np.random.default_rng(seed)
    sound = np.zeros(round(seconds * RECOGNIZER_RATE))
    at = 0
    while at < len(sound):
        time = _time(random.uniform(0.1, 2.0))
        ramp = np.minimum(1, np.minimum(time, time[-1] - time) / 0.005)
        tone = np.sin(2 * np.pi * np.exp(random.uniform(np.log(100), np.log(4000))) * time) * ramp
        end = min(len(sound), at + len(tone))
        sound[at:end] = tone[: end - at]
        at = end + round(random.uniform(0, 1.5) * RECOGNIZER_RATE)
    return _at_level(sound, level) + _room(seconds, seed)


def _struck(
    seconds: float,
    seed: int,
    peak: float,
    pause: tuple[float, float],
    strike: Callable[[np.random.Generator], Sound],
) -> Sound:
    """Strikes with pauses between them, in seconds, each a little softer or louder, over the room."""
    random = np.random.default_rng(seed)
    sound = np.zeros(round(seconds * RECOGNIZER_RATE))
    at = random.uniform(0, pause[1])
    while at < seconds:
        hit = strike(random) * random.uniform(0.5, 1.0)
        begin = round(at * RECOGNIZER_RATE)
        end = min(len(sound), begin + len(hit))
        sound[begin:end] += hit[: end - begin]
        at += random.uniform(*pause)
    return _at_peak(sound, peak) + _room(seconds, seed)


def _ringing(
    random: np.random.Generator, length: float, modes: int, low: float, high: float, decay: float
) -> Sound:
    """A body that is struck: decaying modes between two frequencies, and the crack of the strike."""
    time = _time(length)
    body = sum(
        random.uniform(0.3, 1.0) * np.sin(2 * np.pi * (random.uniform(low, high) * time + random.uniform()))
        for _ in range(modes)
    ) * np.exp(-time / decay)
    crack = random.normal(0, 1.5, len(time)) * np.exp(-time / (decay / 4))
    return np.asarray(body + crack)


def _key(random: np.random.Generator) -> Sound:
    """A key: down, and 60 to 110 ms later up, softer."""
    down = _ringing(random, 0.05, 4, 900, 5500, 0.006)
    up = 0.4 * _ringing(random, 0.04, 4, 1500, 6500, 0.004)
    sound = np.zeros(round(0.17 * RECOGNIZER_RATE))
    sound[: len(down)] += down
    at = round(random.uniform(0.06, 0.11) * RECOGNIZER_RATE)
    sound[at : at + len(up)] += up
    return sound


def _button(random: np.random.Generator) -> Sound:
    """A mouse's button: two short bright clicks, 70 to 120 ms apart."""
    one, two = (_ringing(random, 0.02, 3, 2500, 7000, 0.002) for _ in range(2))
    sound = np.zeros(round(0.15 * RECOGNIZER_RATE))
    sound[: len(one)] += one
    at = round(random.uniform(0.07, 0.12) * RECOGNIZER_RATE)
    sound[at : at + len(two)] += 0.7 * two
    return sound


def _breath(random: np.random.Generator) -> Sound:
    """In through a narrow mouth (brighter), out (darker), with a pause between."""
    into = _banded(random.uniform(0.7, 1.3), int(random.integers(1 << 30)), 700, 3500)
    out = _banded(random.uniform(1.0, 1.8), int(random.integers(1 << 30)), 250, 1600)
    swell, fade = (np.sin(np.pi * np.linspace(0, 1, len(part)) ** 0.7) ** 2 for part in (into, out))
    pause = np.zeros(round(random.uniform(0.1, 0.4) * RECOGNIZER_RATE))
    return np.concatenate([into * swell, pause, 0.7 * out * fade])


CHORDS = ((0, 4, 7, 12), (-3, 0, 4, 9), (-7, -3, 0, 5), (-5, -1, 2, 7))
"""Semitones over the key: the four chords of most songs."""

SCALE = (0, 2, 4, 7, 9, 12, 14, 16)


def _note(semitones: float, length: float, decay: float) -> Sound:
    """A plucked string: eight harmonics, higher ones fade sooner."""
    time = _time(length)
    pitch = 220 * 2 ** (semitones / 12)
    tone = sum(np.sin(2 * np.pi * pitch * k * time) / k * np.exp(-time * k / decay) for k in range(1, 9))
    return np.asarray(tone) * np.minimum(1, time / 0.005)


def _add(sound: Sound, at: float, part: Sound) -> None:
    begin = round(at * RECOGNIZER_RATE)
    end = min(len(sound), begin + len(part))
    if begin < end:
        sound[begin:end] += part[: end - begin]


def _music(seconds: float, seed: int, level: float, *, drums: bool, melody: bool) -> Sound:
    """Chords, a melody, and drums at 90 to 130 beats a minute."""
    random = np.random.default_rng(seed)
    beat = 60 / random.uniform(90, 130)
    key = float(random.integers(-5, 6))
    sound = np.zeros(round(seconds * RECOGNIZER_RATE))
    for number in range(int(seconds / beat) + 1):
        at = number * beat
        if number % 4 == 0:
            for semitone in CHORDS[number // 4 % len(CHORDS)]:
                _add(sound, at, 0.25 * _note(key + semitone, 4 * beat, 1.5))
        if melody:
            for half in (0.0, 0.5):
                if random.uniform() < 0.7:
                    _add(sound, at + half * beat, 0.4 * _note(key + 12 + random.choice(SCALE), beat, 0.5))
        if drums:
            _add(sound, at, _drum(random, "kick" if number % 2 == 0 else "snare"))
            _add(sound, at + beat / 2, _drum(random, "hat"))
    return _at_level(sound, level) + _room(seconds, seed)


def _drum(random: np.random.Generator, kind: str) -> Sound:
    time = _time(0.25)
    hiss = random.normal(0, 1, len(time))
    if kind == "kick":
        return np.asarray(
            np.sin(2 * np.pi * (45 * time + 6 * (1 - np.exp(-time / 0.03)) / 6)) * np.exp(-time / 0.09)
        )
    if kind == "snare":
        return np.asarray((0.4 * hiss + 0.5 * np.sin(2 * np.pi * 190 * time)) * np.exp(-time / 0.06))
    return np.asarray(0.2 * np.diff(hiss, append=0.0) * np.exp(-time / 0.02))


def _fan(seconds: float, seed: int, level: float) -> Sound:
    """Air as pink noise that swells with the blades (12 a second) and wanders; the motor's hum below."""
    random = np.random.default_rng(seed)
    time = _time(seconds)
    blades = 1 + 0.25 * np.sin(2 * np.pi * (random.uniform(9, 15) * time + random.uniform()))
    drift = 1 + 0.15 * np.sin(2 * np.pi * (0.1 * time + random.uniform()))
    air = colored(seconds, seed, color=PINK, level=-20) * blades * drift
    return _at_level(air + 0.2 * hum(seconds, seed, mains=random.choice([50.0, 60.0]), level=-20), level)


def _silence(seconds: float, seed: int) -> Sound:
    return np.zeros(round(seconds * RECOGNIZER_RATE), dtype=np.float32)


def _dithered(seconds: float, seed: int) -> Sound:
    """Silence as a sound card gives it: triangular dither of the last of 16 bits."""
    random = np.random.default_rng(seed)
    samples = round(seconds * RECOGNIZER_RATE)
    dither = np.rint(random.uniform(-0.5, 0.5, samples) + random.uniform(-0.5, 0.5, samples)) / 32768
    return np.asarray(dither, dtype=np.float32)


def _leveled(
    name: str, levels: tuple[float, ...], make: Callable[[float, int, float], Sound]
) -> dict[str, Noise]:
    """The same noise at several levels, each under a name of its own."""

    def at(level: float) -> Noise:
        return lambda seconds, seed: np.asarray(make(seconds, seed, level), dtype=np.float32)

    return {f"{name}, {level:g} dB": at(level) for level in levels}


NOISES: dict[str, Noise] = {
    "digital silence": _silence,
    "dithered silence": _dithered,
    **_leveled("hum 50 Hz", (-50, -30, -20), lambda s, n, level: hum(s, n, mains=50, level=level)),
    **_leveled("hum 60 Hz", (-50, -30, -20), lambda s, n, level: hum(s, n, mains=60, level=level)),
    **_leveled("tones", (-40, -20), _tones),
    **_leveled("white noise", (-60, -40, -25), lambda s, n, level: colored(s, n, color=WHITE, level=level)),
    **_leveled("pink noise", (-60, -40, -25), lambda s, n, level: colored(s, n, color=PINK, level=level)),
    **_leveled("brown noise", (-60, -40, -25), lambda s, n, level: colored(s, n, color=BROWN, level=level)),
    **_leveled("fan", (-45, -30), _fan),
    **_leveled("keyboard", (-30, -12), lambda s, n, level: _struck(s, n, level, (0.08, 0.45), _key)),
    **_leveled("mouse", (-30, -12), lambda s, n, level: _struck(s, n, level, (0.3, 2.5), _button)),
    **_leveled("breathing", (-45, -25, -12), lambda s, n, level: _struck(s, n, level, (3.0, 4.5), _breath)),
    **_leveled("chords", (-35, -20), lambda s, n, level: _music(s, n, level, drums=False, melody=False)),
    **_leveled("melody", (-35, -20), lambda s, n, level: _music(s, n, level, drums=False, melody=True)),
    **_leveled("music", (-35, -20), lambda s, n, level: _music(s, n, level, drums=True, melody=True)),
}
