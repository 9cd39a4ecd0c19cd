"""One voice in two microphones is found; people who talk at once, and over an echo, are not taken for one."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from bleed_cases import noise, part, stretches, through_a_room, timeline, voices

from transcriber.speech.bleed import Bleed
from transcriber.speech.coupling import PAST, Past
from transcriber.types import SAMPLE_RATE, Floats, Samples

QUIET = -72.0


def found(microphones: dict[str, Floats], step: float = 1.0) -> Bleed:
    """Tracks are named as their owners."""
    bleed = Bleed({name: name for name in microphones}, 0)
    for stretch in stretches(microphones, step):
        bleed.push(stretch)
    bleed.finish()
    return bleed


def share(bleed: Bleed, ear: str, start: float, end: float) -> dict[str | None, float]:
    """In seconds."""
    shares = bleed.share(ear, round(start * SAMPLE_RATE), round(end * SAMPLE_RATE))
    return {source: samples / SAMPLE_RATE for source, samples in shares.items()}


def microphones(length: float, gain: float, lag: float, reverberation: float = 0.4) -> dict[str, Floats]:
    """Susan speaks from 1 to 19 s and from 30 to 36 s, Robert from 21 to 27 s and, over her, from 32 to
    33.5 s; his microphone hears her."""
    hers = timeline(length, {1: part("Susan", 0, 18), 30: part("Susan", 18, 6)})
    his = timeline(length, {21: part("Robert", 0, 6), 32: part("Robert", 6, 1.5)})
    heard = through_a_room(hers, gain=gain, lag=lag, reverberation=reverberation)
    size: Samples = len(hers)
    return {"susan": hers + noise(size, QUIET, 1), "robert": his + heard + noise(size, QUIET, 2)}


@pytest.mark.parametrize("gain", [-26, -12])
@pytest.mark.parametrize(("lag", "reverberation"), [(0.25, 0.3), (0.03, 0.7), (-0.1, 0.5)])
def test_who_is_heard_in_anothers_microphone_is_found(gain: float, lag: float, reverberation: float) -> None:
    bleed = found(microphones(40, gain, lag, reverberation))
    echo = share(bleed, "robert", 1, 19)
    assert echo["susan"] > 10
    assert echo.get(None, 0) < 0.1 * echo["susan"]
    own = share(bleed, "robert", 21 + lag, 27)
    assert own[None] > 3.5
    assert own.get("susan", 0) < 0.1
    assert set(share(bleed, "susan", 0, 40)) == {None}


def test_who_speaks_over_the_echo_speaks() -> None:
    bleed = found(microphones(40, -18, 0.2))
    over, behind = share(bleed, "robert", 32.1, 33.4), share(bleed, "robert", 34, 36)
    assert over[None] > 0.7
    assert over.get("susan", 0) < 0.3
    assert behind["susan"] > 1
    assert behind.get(None, 0) < 0.2


@pytest.mark.parametrize(("one", "other"), list(combinations(("Susan", "Robert", "David"), 2)))
@pytest.mark.parametrize("level", [1.0, 0.2])
def test_people_who_talk_at_once_are_not_each_others_echo(one: str, other: str, level: float) -> None:
    """All the time, one of them softer, from the same moment on, and again at other moments."""
    length = min(len(voices()[one]), len(voices()[other]), 40 * SAMPLE_RATE)
    for shift in (0, 7 * SAMPLE_RATE):
        mics = {
            "one": voices()[one][:length] + noise(length, QUIET, 1),
            "other": np.roll(voices()[other][:length] * level, shift) + noise(length, QUIET, 2),
        }
        bleed = found(mics)
        for ear in mics:
            assert set(bleed.share(ear, 0, length)) <= {None}


def test_people_who_begin_and_end_together_are_not_alike() -> None:
    """A second of each, a half of neither, again and again: as in a chorus, but of other words."""
    begins = [1.5 * number for number in range(20)]
    mics = {
        name: timeline(31, {begin: part(name, 0.8 * begin, 1) for begin in begins})
        + noise(31 * SAMPLE_RATE, -50, number)
        for number, name in enumerate(("Susan", "Robert", "David"))
    }
    bleed = found(mics)
    for ear in mics:
        assert set(bleed.share(ear, 0, 31 * SAMPLE_RATE)) <= {None}


def test_the_loudest_copy_is_the_voice_and_all_others_are_its_echoes() -> None:
    hers = timeline(20, {1: part("Susan", 0, 18)})
    mics = {
        "c": through_a_room(hers, gain=-12, lag=0.1) + noise(len(hers), QUIET, 1),
        "b": through_a_room(hers, gain=-20, lag=0.2, seed=2) + noise(len(hers), QUIET, 2),
        "a": hers,
    }
    bleed = found(mics)
    for ear in ("b", "c"):
        shares = share(bleed, ear, 1, 19)
        assert max(shares, key=lambda source: shares[source]) == "a"
    assert set(share(bleed, "a", 1, 19)) == {None}


def test_it_does_not_matter_how_the_sound_was_cut() -> None:
    mics = microphones(40, -18, 0.2)
    whole, cut = found(mics, 40), found(mics, 0.37)
    for second in range(40):
        moment = second * SAMPLE_RATE
        assert whole.share("robert", moment, moment + SAMPLE_RATE) == cut.share(
            "robert", moment, moment + SAMPLE_RATE
        )


def test_one_microphone_alone_is_nobodys_echo_and_costs_nothing() -> None:
    bleed = found({"susan": part("Susan", 0, 10)})
    assert bleed.share("susan", 0, SAMPLE_RATE) == {None: SAMPLE_RATE}
    assert bleed.share("nobody", 0, SAMPLE_RATE) == {None: SAMPLE_RATE}


def test_the_past_is_bounded_and_forgets() -> None:
    past, silent = Past(), Past()
    loud = np.full((50, past.levels.shape[1]), -20, np.float32)
    size = past.levels.nbytes
    for _ in range(3 * PAST):
        past.push(loud)
    assert past.levels.nbytes == size
    assert past.active.all()
    for _ in range(PAST):
        past.push(None)
    assert np.array_equal(past.levels, silent.levels)
    assert not past.active.any()
