"""Levels: the right band, the right second, the right owner, whatever the stretches were cut into."""

from __future__ import annotations

import numpy as np
import pytest
from bleed_cases import part, stretches

from transcriber.audio.envelope import BANDS, EDGES, FLOOR, FRAMES, Envelopes, Levels, band_levels
from transcriber.audio.sound import Piece
from transcriber.audio.source import Stretch
from transcriber.types import SAMPLE_RATE, Floats


def tone(pitch: float, seconds: float = 1.0, level: float = 0.5) -> Floats:
    at = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (level * np.sin(2 * np.pi * pitch * at)).astype(np.float32)


def gathered(*given: Stretch, owners: dict[str, str], lateness: int = 0) -> list[Levels]:
    envelopes = Envelopes(owners, lateness)
    return [levels for stretch in given for levels in envelopes.push(stretch)] + list(envelopes.finish())


@pytest.mark.parametrize("band", range(BANDS))
def test_a_tone_is_in_its_band_at_its_level(band: int) -> None:
    levels = band_levels(tone((EDGES[band] * EDGES[band + 1]) ** 0.5))
    assert levels.shape == (FRAMES, BANDS)
    assert (levels.argmax(axis=1) == band).all()
    assert levels[:, band] == pytest.approx(10 * np.log10(0.5**2 / 2), abs=1.5)


def test_silence_is_at_the_floor() -> None:
    assert band_levels(np.zeros(SAMPLE_RATE, np.float32)) == pytest.approx(FLOOR, abs=1e-3)


@pytest.mark.parametrize("step", [0.1, 0.37, 1.0, 4.0])
def test_cuts_make_no_difference(step: float) -> None:
    mics = {"0": part("Susan", 0, 6), "1": part("Robert", 3, 4.5)}
    owners = {"0": "a", "1": "b"}
    whole = gathered(*stretches(mics, 10), owners=owners)
    cut = gathered(*stretches(mics, step), owners=owners)
    assert [each.start for each in cut] == [second * SAMPLE_RATE for second in range(6)]
    for one, other in zip(whole, cut, strict=True):
        assert one.by_speaker.keys() == other.by_speaker.keys()
        for speaker, levels in one.by_speaker.items():
            assert np.array_equal(levels, other.by_speaker[speaker])


def test_tracks_of_one_owner_are_one_and_silence_is_nobody() -> None:
    sound = np.stack((tone(1000), tone(1000)), axis=1)
    given = Stretch((("0", Piece(0, sound)), ("1", Piece(2 * SAMPLE_RATE, sound))), 5 * SAMPLE_RATE)
    found = gathered(given, owners={"0": "a", "1": "a"})
    assert [set(each.by_speaker) for each in found] == [{"a"}, set(), {"a"}, set(), set()]


def test_a_second_waits_for_what_may_come_late() -> None:
    sound = np.stack((tone(1000), tone(1000)), axis=1)
    envelopes = Envelopes({"0": "a", "1": "b"}, SAMPLE_RATE)
    assert list(envelopes.push(Stretch((("0", Piece(0, sound)),), SAMPLE_RATE))) == []
    [levels] = envelopes.push(Stretch((("1", Piece(0, sound)),), 2 * SAMPLE_RATE))
    assert set(levels.by_speaker) == {"a", "b"}
