"""Voices are told from beeps, which are one frequency at a time, and from noise, which has no pitch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from noises import NOISES

from transcriber.speech.noise import PINK, colored
from transcriber.speech.recognizer import RECOGNIZER_RATE
from transcriber.speech.voice import has_voice

GOLDEN = Path(__file__).parent / "golden"
VOICES = sorted(GOLDEN.rglob("*.opus"))
VOICELESS = [
    name for name in NOISES if name.startswith(("hum", "tones", "white", "pink", "brown", "fan", "digital"))
]


@pytest.mark.parametrize("path", VOICES, ids=lambda path: path.stem)
@pytest.mark.parametrize("gain", [1, 0.05])
def test_every_voice_is_one_in_a_quiet_room(path: Path, gain: float) -> None:
    pcm, _ = sf.read(path, dtype="float32")
    room = colored(len(pcm) / RECOGNIZER_RATE, 1, color=PINK, level=-65)
    assert has_voice(gain * pcm + room[: len(pcm)])


@pytest.mark.parametrize("name", VOICELESS)
@pytest.mark.parametrize("seconds", [0.5, 3.0, 20.0])
def test_beeps_and_noise_are_none_however_long(name: str, seconds: float) -> None:
    assert not any(has_voice(NOISES[name](seconds, seed)) for seed in range(3))


@pytest.mark.parametrize("hertz", [100, 1000, 7990])
def test_a_tone_at_the_edges_of_the_spectrum_is_none(hertz: float) -> None:
    time = np.arange(RECOGNIZER_RATE) / RECOGNIZER_RATE
    assert not has_voice((0.1 * np.sin(2 * np.pi * hertz * time)).astype(np.float32))


def test_a_hummed_mm_is_a_voice() -> None:
    """At 220 Hz, its second harmonic 12 dB below the first."""
    time = np.arange(RECOGNIZER_RATE) / RECOGNIZER_RATE
    phase = 2 * np.pi * np.cumsum(220 * (1 + 0.01 * np.sin(10 * time))) / RECOGNIZER_RATE
    assert has_voice(np.asarray(0.1 * np.sin(phase) + 0.025 * np.sin(2 * phase), dtype=np.float32))


@pytest.mark.parametrize("length", [0, 1, 100, 16_000])
def test_silence_is_none(length: int) -> None:
    assert not has_voice(np.zeros(length, np.float32))
