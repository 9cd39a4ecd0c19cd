"""Colored noise and hum: their level, their color, and the same again for the same seed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from transcriber.speech.noise import BROWN, PINK, WHITE, colored, decibels, hum
from transcriber.speech.recognizer import RECOGNIZER_RATE
from transcriber.types import Floats


def level(sound: Floats) -> float:
    return float(10 * np.log10(np.mean(np.square(sound, dtype=np.float64))))


def power(sound: Floats, low: float, high: float) -> float:
    """Mean power a hertz between two frequencies, in dB."""
    spectrum = np.abs(np.fft.rfft(sound.astype(np.float64))) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / RECOGNIZER_RATE)
    return float(10 * np.log10(spectrum[(hertz >= low) & (hertz < high)].mean()))


@pytest.mark.parametrize(("color", "fall"), [(WHITE, 0), (PINK, 10), (BROWN, 20)])
def test_the_color_is_the_fall_of_power_a_decade(color: float, fall: float) -> None:
    sound = colored(20, 1, color=color, level=-40)
    assert power(sound, 190, 210) - power(sound, 1900, 2100) == pytest.approx(fall, abs=1)


@pytest.mark.parametrize("wanted", [-60, -30])
def test_levels_are_what_was_asked_for(wanted: float) -> None:
    assert level(colored(2, 1, color=PINK, level=wanted)) == pytest.approx(wanted, abs=0.1)
    assert level(hum(2, 1, mains=50, level=wanted)) == pytest.approx(wanted, abs=0.1)
    assert decibels(-20) == pytest.approx(0.1)


@pytest.mark.parametrize("mains", [50, 60])
def test_a_hum_lies_on_the_mains_harmonics(mains: float) -> None:
    sound = hum(10, 1, mains=mains, level=-30)
    for number in (1, 2, 3, 5):
        there = power(sound, mains * number - 1, mains * number + 1)
        assert there > power(sound, mains * number + 5, mains * number + 20) + 30


WAYS: list[Callable[[int], Floats]] = [
    lambda seed: colored(1, seed, color=WHITE, level=-30),
    lambda seed: hum(1, seed, mains=50, level=-30),
]


@pytest.mark.parametrize("make", WAYS)
def test_a_seed_gives_the_same_sound_and_another_one_another(make: Callable[[int], Floats]) -> None:
    assert (make(1) == make(1)).all()
    assert not (make(1) == make(2)).all()
    assert make(1).dtype == np.float32
