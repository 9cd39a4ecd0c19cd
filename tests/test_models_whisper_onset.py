"""Words that the attention gave the silence before them begin where they sound."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.whisper_onset import after_silence
from models.whisper_reading import Segment, TimedWord
from transcriber.speech.noise import PINK, colored
from transcriber.speech.recognizer import RECOGNIZER_RATE
from transcriber.types import Floats


def sound(*parts: tuple[float, float]) -> Floats:
    """Seconds of a tone at a level in dBFS, one behind the other."""
    pieces = [
        10 ** (level / 20) * np.sin(2 * np.pi * 300 * np.arange(round(seconds * RECOGNIZER_RATE)) / 16_000)
        for seconds, level in parts
    ]
    return np.concatenate(pieces).astype(np.float32)


SILENT = -200.0


def starts(pcm: Floats, *words: tuple[float, float]) -> list[float]:
    """Where words with these starts and ends begin afterwards; they keep their ends."""
    timed = tuple(TimedWord(start, end, " word", 0.9) for start, end in words)
    [segment] = after_silence([Segment(0.0, len(pcm) / 16_000, "words", timed, -0.1, 0.0)], pcm)
    assert [word.end for word in segment.words] == [end for _, end in words]
    return [word.start for word in segment.words]


def test_the_first_word_of_a_window_and_the_first_one_after_a_pause_begin_where_they_sound() -> None:
    pcm = sound((0.4, SILENT), (0.5, -20), (1.0, SILENT), (0.5, -26))
    assert starts(pcm, (0.0, 0.9), (0.9, 2.4)) == pytest.approx([0.38, 1.88], abs=0.011)


def test_words_that_begin_where_they_sound_are_left_alone() -> None:
    pcm = sound((0.4, SILENT), (1.0, -20))
    assert starts(pcm, (0.4, 0.8), (0.8, 1.4)) == [0.4, 0.8]


def test_a_soft_consonant_belongs_to_its_word() -> None:
    """25 dB below the vowel, as an f is."""
    pcm = sound((0.3, SILENT), (0.1, -45), (0.3, -20))
    assert starts(pcm, (0.0, 0.7)) == pytest.approx([0.28], abs=0.011)


def test_the_silence_of_a_stop_is_no_silence_before_a_word() -> None:
    pcm = sound((0.04, SILENT), (0.3, -20))
    assert starts(pcm, (0.0, 0.34)) == [0.0]


def test_a_soft_background_does_not_hide_where_a_word_begins() -> None:
    pcm = sound((0.5, SILENT), (0.5, -20), (0.5, SILENT))
    pcm += colored(1.5, 1, color=PINK, level=-45)[: len(pcm)]
    assert starts(pcm, (0.0, 1.0)) == pytest.approx([0.48], abs=0.03)


def test_in_loud_noise_nothing_is_guessed() -> None:
    pcm = sound((0.5, SILENT), (0.5, -20)) + colored(1.0, 1, color=PINK, level=-22)
    assert starts(pcm, (0.0, 1.0)) == [0.0]


def test_silence_and_words_outside_the_sound_are_left_alone() -> None:
    pcm = sound((1.0, SILENT))
    assert starts(np.zeros_like(pcm), (0.0, 0.5), (0.9, 4.0)) == [0.0, 0.9]
    assert starts(pcm[:100], (0.0, 0.5)) == [0.0]
    assert starts(np.zeros(0, np.float32), (0.0, 0.5)) == [0.0]


@given(
    st.lists(st.floats(-0.5, 2.5), min_size=2, max_size=8).map(sorted),
    st.lists(st.tuples(st.floats(0.01, 0.5), st.sampled_from((SILENT, -50.0, -20.0))), max_size=6),
)
def test_no_word_moves_backward_or_behind_its_end(
    times: list[float], parts: list[tuple[float, float]]
) -> None:
    pcm = sound((0.1, -30), *parts)
    words = list(itertools.pairwise(times))
    for (start, end), moved in zip(words, starts(pcm, *words), strict=True):
        assert start - 1e-3 <= moved <= max(start, end)
