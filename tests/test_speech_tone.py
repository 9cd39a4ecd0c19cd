"""Pure tones are told from voices, which have harmonics and breath."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from noises import NOISES

from transcriber.speech.recognizer import RECOGNIZER_RATE
from transcriber.speech.tone import is_tone
from transcriber.types import Floats

GOLDEN = Path(__file__).parent / "golden"
VOICES = sorted(GOLDEN.rglob("*.opus"))


@pytest.mark.parametrize("name", ["tones, -40 dB", "tones, -20 dB"])
@pytest.mark.parametrize("seed", range(5))
def test_beeps_are_tones(name: str, seed: int) -> None:
    assert is_tone(NOISES[name](1.5, seed))


@pytest.mark.parametrize("hertz", [60, 1000, 7990])
def test_a_tone_at_the_edges_of_the_spectrum_is_one(hertz: float) -> None:
    time = np.arange(RECOGNIZER_RATE) / RECOGNIZER_RATE
    assert is_tone((0.1 * np.sin(2 * np.pi * hertz * time)).astype(np.float32))


@pytest.mark.parametrize("path", VOICES, ids=lambda path: path.stem)
def test_no_voice_is_a_tone(path: Path) -> None:
    pcm, _ = sf.read(path, dtype="float32")
    assert not is_tone(pcm)


def hummed(seed: int) -> Floats:
    """A voice that hums "mm" at 220 Hz: a second harmonic 12 dB below the first."""
    time = np.arange(RECOGNIZER_RATE) / RECOGNIZER_RATE
    phase = 2 * np.pi * np.cumsum(220 * (1 + 0.01 * np.sin(10 * time))) / RECOGNIZER_RATE
    return np.asarray(0.1 * np.sin(phase) + 0.025 * np.sin(2 * phase), dtype=np.float32)


def test_a_hummed_mm_is_no_tone() -> None:
    assert not is_tone(hummed(1))


@pytest.mark.parametrize(
    "pcm", [np.zeros(0, np.float32), np.zeros(100, np.float32), np.zeros(16_000, np.float32)]
)
def test_silence_is_no_tone(pcm: Floats) -> None:
    assert not is_tone(pcm)
