"""The tests' own noises: sound of the promised form, and nothing that a detector takes for speech."""

from __future__ import annotations

import numpy as np
import pytest
from noises import NOISES

from models.registry import open_detector
from transcriber.config import SPEECH_BEGINS
from transcriber.speech.recognizer import RECOGNIZER_RATE

DETECTOR = open_detector()
KINDS = {"silence", "hum", "tones", "white", "pink", "brown", "fan", "keyboard", "mouse", "breathing"}
KINDS |= {"chords", "melody", "music"}


@pytest.mark.parametrize("name", NOISES)
def test_a_noise_is_sound_of_its_length_the_same_for_the_same_seed(name: str) -> None:
    sound = NOISES[name](2.5, 3)
    assert sound.dtype == np.float32
    assert sound.shape == (round(2.5 * RECOGNIZER_RATE),)
    assert np.abs(sound).max() <= 1
    assert (sound == NOISES[name](2.5, 3)).all()
    if name != "digital silence":
        assert not (sound == NOISES[name](2.5, 4)).all()
        assert np.abs(sound).max() > 0


def test_every_kind_is_there_at_its_levels() -> None:
    assert all(any(kind in name for name in NOISES) for kind in KINDS)
    for name, make in NOISES.items():
        _, _, said = name.removesuffix(" dB").partition(", ")
        if not said:
            continue
        sound = make(20, 1).astype(np.float64)
        struck = name.startswith(("keyboard", "mouse", "breathing"))
        level = np.abs(sound).max() if struck else np.sqrt(np.mean(sound**2))
        assert 20 * np.log10(level) == pytest.approx(float(said), abs=1.5), name


@pytest.mark.parametrize("name", NOISES)
def test_the_detector_takes_five_seconds_of_it_for_no_speech(name: str) -> None:
    session = DETECTOR.start()
    heard = np.concatenate([session.push(NOISES[name](5, 11)), session.finish()])
    assert heard.max() < SPEECH_BEGINS
