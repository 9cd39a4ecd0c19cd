"""Cutting a track into utterances: known sound, a detector that believes in loudness."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from fake_speech import LoudnessDetector
from hypothesis import given, settings
from hypothesis import strategies as st

from transcriber.audio.sound import Piece
from transcriber.config import UTTERANCE_PAD_SECONDS, UTTERANCE_SECONDS
from transcriber.speech.segment import Segmenter
from transcriber.speech.utterance import Utterance
from transcriber.types import SAMPLE_RATE, Floats, Samples

PAD = round(UTTERANCE_PAD_SECONDS * SAMPLE_RATE)
FRAME = 3 * 512
"""Session samples a detector frame: how finely speech can be told from silence."""


def tone(seconds: float, level: float = 0.3) -> Floats:
    at = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    mono = (level * np.sin(2 * np.pi * 300 * at)).astype(np.float32)
    return np.stack((mono, mono), axis=1)


def silence(seconds: float) -> Floats:
    return np.zeros((round(seconds * SAMPLE_RATE), 2), dtype=np.float32)


def cut(pieces: list[Piece]) -> list[Utterance]:
    segmenter = Segmenter("t", LoudnessDetector())
    found = [utterance for piece in pieces for utterance in segmenter.push(piece)]
    return found + segmenter.finish()


def one_piece(*parts: Floats, start: Samples = 0) -> list[Piece]:
    return [Piece(start, np.concatenate(parts))]


def test_speech_is_found_where_it_is_with_padding_on_both_sides() -> None:
    [utterance] = cut(one_piece(silence(2), tone(1), silence(2), start=480_000))
    begin, end = 480_000 + 2 * SAMPLE_RATE, 480_000 + 3 * SAMPLE_RATE
    assert begin - PAD - FRAME <= utterance.start <= begin - PAD
    assert end + PAD <= utterance.end <= end + PAD + FRAME


def test_the_sound_of_an_utterance_is_the_sound_of_its_place() -> None:
    ramp = np.linspace(0.1, 0.5, 3 * SAMPLE_RATE, dtype=np.float32)
    sound = np.stack((ramp, ramp), axis=1)
    [utterance] = cut([Piece(960, sound)])
    utterance = Utterance(utterance.track, utterance.start, utterance.pcm[: len(ramp) // 3])  # then silence
    place = np.arange(len(utterance.pcm)) * 3 + utterance.start - 960
    inner = slice(200, -200)  # the resampler rings at the edges of the sound
    assert np.allclose(utterance.pcm[inner], ramp[np.minimum(place, len(ramp) - 1)][inner], atol=1e-3)


def test_a_short_pause_does_not_end_an_utterance_and_a_long_one_does() -> None:
    assert len(cut(one_piece(tone(1), silence(0.5), tone(1)))) == 1
    assert len(cut(one_piece(tone(1), silence(0.8), tone(1)))) == 2


def test_utterances_never_overlap_and_come_in_order() -> None:
    found = cut(one_piece(*[part for _ in range(6) for part in (tone(0.7), silence(0.66))]))
    assert len(found) == 6
    assert all(one.end <= two.start for one, two in itertools.pairwise(found))


def test_speech_without_end_is_cut_and_nothing_of_it_is_lost() -> None:
    pause = silence(0.2)
    found = cut(one_piece(tone(20), pause, tone(20), pause, tone(15)))
    assert max(len(utterance.pcm) / 16_000 for utterance in found) <= UTTERANCE_SECONDS + 1
    assert all(one.end == two.start for one, two in itertools.pairwise(found))
    assert found[0].start == 0
    assert abs(found[-1].end - round(55.4 * SAMPLE_RATE) - PAD) <= FRAME
    # cut in the pause, not in the tone
    assert abs(found[0].end - round(20.1 * SAMPLE_RATE)) < 0.15 * SAMPLE_RATE


def test_pieces_far_apart_are_heard_by_themselves() -> None:
    found = cut([Piece(0, tone(1)), Piece(10 * SAMPLE_RATE, tone(1))])
    assert [utterance.start for utterance in found] == [0, 10 * SAMPLE_RATE]


def test_a_small_gap_between_pieces_is_silence_of_its_length() -> None:
    [utterance] = cut([Piece(0, tone(1)), Piece(round(1.3 * SAMPLE_RATE), tone(1))])
    assert utterance.start == 0
    assert abs(utterance.end - round(2.3 * SAMPLE_RATE) - PAD) <= FRAME
    quiet = utterance.pcm[round(1.05 * 16_000) : round(1.25 * 16_000)]
    assert np.abs(quiet).max() < 1e-3


def test_the_shortest_word_survives() -> None:
    assert len(cut(one_piece(silence(1), tone(0.08), silence(1)))) == 1


def test_silence_gives_nothing() -> None:
    assert cut(one_piece(silence(5))) == []


@pytest.mark.parametrize("sure", [0.6, 0.95])
def test_an_utterance_tells_how_sure_the_detector_was_at_its_surest(sure: float) -> None:
    segmenter = Segmenter("t", LoudnessDetector(sure=sure))
    found = segmenter.push(Piece(0, np.concatenate([spoken(1), silence(2)])))
    found += segmenter.push(Piece(5 * SAMPLE_RATE, spoken(40))) + segmenter.finish()
    assert len(found) > 2  # those behind the first one were cut
    assert [utterance.certainty for utterance in found] == [pytest.approx(sure)] * len(found)


def spoken(seconds: float) -> Floats:
    """A vowel: 140 Hz and its harmonics."""
    at = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    mono = sum(0.1 / k * np.sin(2 * np.pi * 140 * k * at) for k in range(1, 12))
    return np.stack((mono, mono), axis=1).astype(np.float32)


def hiss(seconds: float) -> Floats:
    return np.random.default_rng(1).normal(0, 0.1, (round(seconds * SAMPLE_RATE), 2)).astype(np.float32)


@pytest.mark.parametrize("sound", [tone(1), hiss(1), spoken(0.05)], ids=["beep", "hiss", "click"])
@pytest.mark.parametrize(("sure", "utterances"), [(0.85, 0), (0.95, 1)])
def test_no_voice_makes_no_utterance_unless_the_detector_is_sure(
    sound: Floats, sure: float, utterances: int
) -> None:
    segmenter = Segmenter("t", LoudnessDetector(sure=sure))
    found = segmenter.push(Piece(0, np.concatenate([silence(1), sound, silence(2)])))
    assert len(found + segmenter.finish()) == utterances


def test_a_short_vowel_of_which_the_detector_is_unsure_is_an_utterance() -> None:
    segmenter = Segmenter("t", LoudnessDetector(sure=0.55))
    found = segmenter.push(Piece(0, np.concatenate([silence(1), spoken(0.12), silence(2)])))
    assert len(found + segmenter.finish()) == 1


def test_a_settled_track_gives_its_utterance_without_waiting_for_the_next() -> None:
    segmenter = Segmenter("t", LoudnessDetector())
    assert segmenter.push(Piece(0, tone(1))) == []
    assert segmenter.settle(SAMPLE_RATE + SAMPLE_RATE // 10) == []
    assert len(segmenter.settle(2 * SAMPLE_RATE)) == 1
    assert segmenter.finish() == []


def test_silence_that_is_known_early_changes_nothing_but_when_it_is_said() -> None:
    """An utterance ends in the silence behind the sound as it would in a longer piece."""
    words = [Piece(0, tone(1)), Piece(round(1.25 * SAMPLE_RATE), tone(0.7)), Piece(5 * SAMPLE_RATE, tone(1))]
    at_once = cut(words)
    segmenter = Segmenter("t", LoudnessDetector())
    found, known = [], []
    for piece in words:
        for until in range(0, piece.start + 1, 4_111):
            found += (more := segmenter.settle(until))
            known += [until] * len(more)
        found += segmenter.push(piece)
    found += segmenter.finish()
    assert [(one.start, one.pcm.tolist()) for one in found] == [
        (one.start, one.pcm.tolist()) for one in at_once
    ]
    assert known[0] - round(1.95 * SAMPLE_RATE) < 0.7 * SAMPLE_RATE


def test_sound_in_what_was_taken_for_silence_is_heard_all_the_same() -> None:
    segmenter = Segmenter("t", LoudnessDetector())
    found = segmenter.push(Piece(0, tone(1)))
    found += segmenter.settle(round(1.3 * SAMPLE_RATE))
    found += segmenter.push(Piece(round(1.2 * SAMPLE_RATE), tone(1)))
    found += segmenter.finish()
    assert [one.start for one in found] == [0, round(1.2 * SAMPLE_RATE)]


def test_speech_that_goes_on_is_told_with_its_sound_so_far() -> None:
    segmenter = Segmenter("t", LoudnessDetector())
    assert segmenter.growing is None
    segmenter.push(Piece(SAMPLE_RATE, np.concatenate((silence(1), tone(1.5)))))
    assert segmenter.growing is not None
    start, end = segmenter.growing
    assert 2 * SAMPLE_RATE - PAD - FRAME <= start <= 2 * SAMPLE_RATE - PAD
    assert abs(end - round(3.5 * SAMPLE_RATE)) <= FRAME
    assert segmenter.so_far(0).start == start
    since = segmenter.so_far(3 * SAMPLE_RATE + 1)
    assert (since.start, since.end) == (3 * SAMPLE_RATE, end)  # on a sample of the recognizer's
    assert len(segmenter.so_far(end + SAMPLE_RATE).pcm) == 0
    segmenter.push(Piece(round(3.5 * SAMPLE_RATE), silence(0.55)))
    assert segmenter.growing is not None
    assert segmenter.growing[1] <= 3.5 * SAMPLE_RATE + PAD + FRAME  # silence is no growth
    [utterance] = segmenter.settle(5 * SAMPLE_RATE)
    assert utterance.start == start
    assert segmenter.growing is None


def test_what_goes_on_behind_a_cut_begins_at_the_cut() -> None:
    segmenter, found = Segmenter("t", LoudnessDetector()), []
    sound, half = tone(26), SAMPLE_RATE // 2
    for at in range(0, len(sound), half):
        found += segmenter.push(Piece(at, sound[at : at + half]))
    [first] = found
    assert segmenter.growing is not None
    assert segmenter.growing[0] == segmenter.so_far(0).start == first.end


@given(st.lists(st.integers(1, 60_000), max_size=20), st.integers(0, 4 * SAMPLE_RATE))
@settings(max_examples=25)
def test_what_goes_on_is_the_beginning_of_what_it_becomes_and_looking_changes_nothing(
    cuts: list[int], since: Samples
) -> None:
    sound = np.concatenate((silence(0.3), tone(1.2), silence(0.4), tone(27.0), silence(1), tone(0.5)))
    edges = sorted({0, len(sound), *(sum(cuts[:at]) % len(sound) for at in range(len(cuts)))})
    segmenter, seen, found = Segmenter("t", LoudnessDetector()), [], []
    for a, b in itertools.pairwise(edges):
        found += segmenter.push(Piece(a, sound[a:b]))
        if segmenter.growing is not None:
            seen.append(segmenter.so_far(0))
            part = segmenter.so_far(since)
            assert part.end == seen[-1].end
            assert np.array_equal(part.pcm, seen[-1].pcm[len(seen[-1].pcm) - len(part.pcm) :])
    found += segmenter.finish()
    assert [one.pcm.tolist() for one in found] == [one.pcm.tolist() for one in cut([Piece(0, sound)])]
    became = {one.start: one for one in found}
    for one in seen:
        whole = became[one.start].pcm[: len(one.pcm)]
        assert np.array_equal(one.pcm[: len(whole)], whole)  # longer only where it was cut afterwards


@given(
    st.lists(st.sampled_from([(0.3, 0.0), (0.9, 0.7), (2.0, 0.3), (0.1, 1.2), (27.0, 0.1)]), max_size=5),
    st.lists(st.integers(1, 200_000), max_size=8),
)
@settings(max_examples=25)
def test_how_the_sound_is_cut_into_pieces_does_not_matter(
    plan: list[tuple[float, float]], cuts: list[int]
) -> None:
    noise = np.random.default_rng(1)
    parts = [part for loud, quiet in plan for part in (tone(loud), silence(quiet))]
    sound = np.concatenate([silence(0.1), *parts])
    sound += noise.normal(0, 0.001, sound.shape).astype(np.float32)
    edges = sorted({0, *(at for at in cuts if at < len(sound)), len(sound)})
    whole = cut([Piece(0, sound)])
    pieces = cut([Piece(a, sound[a:b]) for a, b in itertools.pairwise(edges)])
    assert [(u.start, u.end) for u in whole] == [(u.start, u.end) for u in pieces]
    assert all(np.array_equal(one.pcm, two.pcm) for one, two in zip(whole, pieces, strict=True))
