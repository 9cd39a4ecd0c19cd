"""What Whisper read, as phrases within their sound."""

from __future__ import annotations

import numpy as np
import pytest

from models.whisper_phrases import phrases_of
from models.whisper_reading import Segment, TimedWord


def word(start: float, end: float, text: str, probability: float = 0.5) -> TimedWord:
    return TimedWord(start, end, text, probability)


def segment(
    start: float,
    end: float,
    text: str,
    words: tuple[TimedWord, ...] = (),
    *,
    logprob: float = -0.1,
    no_speech: float = 0.0,
) -> Segment:
    return Segment(start, end, text, words, logprob, no_speech)


def test_texts_are_stripped_and_confidences_are_probabilities() -> None:
    (phrase,) = phrases_of([segment(0, 1, " Yes. ", (word(0.1, 0.4, " Yes. ", 0.75),))], 2.0)
    assert (phrase.text, phrase.words[0].text, phrase.words[0].confidence) == ("Yes.", "Yes.", 0.75)
    assert phrase.confidence == pytest.approx(np.exp(-0.1))
    assert (phrase.start, phrase.end) == (0.1, 0.4)


@pytest.mark.parametrize(
    ("no_speech", "logprob", "kept"),
    [(0.61, -1.01, False), (0.59, -1.5, True), (0.99, -0.99, True), (0.0, -3.0, True)],
)
def test_the_gate_needs_both_silence_and_doubt(no_speech: float, logprob: float, kept: bool) -> None:
    said = segment(0, 1, "Yes.", no_speech=no_speech, logprob=logprob)
    assert bool(phrases_of([said], 2.0)) is kept


def test_words_stay_in_order_and_within_the_sound() -> None:
    words = (
        word(-0.1, 0.2, "a"),
        word(0.5, 0.3, "b"),
        word(0.4, 1.0, "c"),
        word(1.9, 7.0, "d"),
        word(5, 6, "e"),
    )
    (phrase,) = phrases_of([segment(0, 7, "a b c d e", words)], 2.0)
    times = [(w.start, w.end) for w in phrase.words]
    assert times == [(0.0, 0.2), (0.5, 0.5), (0.5, 1.0), (1.9, 2.0), (2.0, 2.0)]
    assert (phrase.start, phrase.end) == (0.0, 2.0)


def test_a_phrase_without_words_keeps_its_own_times_within_the_sound() -> None:
    (phrase,) = phrases_of([segment(0.5, 9.0, "Yes.")], 2.0)
    assert (phrase.start, phrase.end, phrase.words) == (0.5, 2.0, ())


def test_what_would_begin_after_the_sound_has_ended_is_dropped() -> None:
    assert phrases_of([segment(2.0, 3.0, "Thanks for watching.")], 2.0) == ()


@pytest.mark.parametrize("text", ["", "  "])
def test_nothing_said_is_no_phrase(text: str) -> None:
    assert phrases_of([segment(0, 1, text)], 2.0) == ()


def test_phrases_are_in_order_of_start() -> None:
    phrases = phrases_of([segment(1.0, 1.5, "two"), segment(0.2, 0.9, "one")], 2.0)
    assert [phrase.text for phrase in phrases] == ["one", "two"]
