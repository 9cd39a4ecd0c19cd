"""A server's answer as phrases: every form that servers give, and nothing that breaks what comes after."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.server_answer import Nonsense, heard_of
from transcriber.speech.recognizer import Heard


def segment(start: float, end: float, text: str, **more: Any) -> dict[str, Any]:
    return {"start": start, "end": end, "text": text, **more}


def word(start: Any, end: Any, text: str, **more: Any) -> dict[str, Any]:
    return {"start": start, "end": end, "word": text, **more}


def answer(*segments: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"text": "Any text.", "segments": list(segments), **more}


def test_words_inside_segments_keep_their_confidence() -> None:
    inside = segment(0, 2, " Hello you.", avg_logprob=-0.5, words=[word(0.2, 0.5, " Hello", probability=0.9)])
    (phrase,) = heard_of(answer(inside), 3, None).phrases
    assert (phrase.start, phrase.end, phrase.text) == (0.2, 0.5, "Hello you.")
    assert phrase.confidence == pytest.approx(math.exp(-0.5))
    assert [(w.text, w.confidence) for w in phrase.words] == [("Hello", 0.9)]


def test_words_beside_segments_go_to_where_they_were_spoken_spelled_as_there() -> None:
    given_words = [word(0.1, 0.9, "hello"), word(1.0, 1.3, "dont"), word(1.3, 1.5, "go")]
    heard = heard_of(answer(segment(0, 1, "Hello,"), segment(1, 2, "don't go!"), words=given_words), 3, None)
    assert [[w.text for w in p.words] for p in heard.phrases] == [["Hello,"], ["don't", "go!"]]


def test_words_that_do_not_match_the_text_stay_as_they_came() -> None:
    heard = heard_of(
        {"text": "Twenty-one people.", "words": [word(0, 1, "21"), word(1, 2, "people")]}, 3, None
    )
    assert [w.text for w in heard.phrases[0].words] == ["21", "people"]
    assert heard.phrases[0].text == "Twenty-one people."
    other = {"text": "Twenty one people.", "words": [word(0, 1, "21"), word(1, 2, "people")]}
    assert [w.text for w in heard_of(other, 3, None).phrases[0].words] == ["21", "people"]


def test_a_text_alone_is_a_phrase_as_long_as_the_sound() -> None:
    (phrase,) = heard_of({"text": " Hello. "}, 3.5, None).phrases
    assert (phrase.start, phrase.end, phrase.text, phrase.words) == (0, 3.5, "Hello.", ())


def test_no_text_is_no_phrase() -> None:
    assert heard_of({"text": " ", "segments": []}, 1, None) == Heard(())


def test_what_the_model_holds_for_silence_is_dropped_with_its_words() -> None:
    silence = {"no_speech_prob": 0.9, "avg_logprob": -1.5}
    given_words = [word(0, 0.5, "Yes."), word(1.5, 2, "Thanks.")]
    heard = heard_of(
        answer(segment(0, 1, "Yes."), segment(1, 2, "Thanks.", **silence), words=given_words), 3, None
    )
    assert [(p.text, [w.text for w in p.words]) for p in heard.phrases] == [("Yes.", ["Yes."])]


@pytest.mark.parametrize("unsure", [{"no_speech_prob": 0.9}, {"no_speech_prob": 0.9, "avg_logprob": -0.5}])
def test_silence_without_doubt_about_the_words_is_kept(unsure: dict[str, float]) -> None:
    assert heard_of(answer(segment(0, 1, "Yes.", **unsure)), 3, None).phrases


@pytest.mark.parametrize(
    "bad",
    [
        word(None, 1, "a"),
        word("0", 1, "a"),
        word(math.nan, 1, "a"),
        word(0, math.inf, "a"),
        {"start": 0, "end": 1},
        7,
    ],
)
def test_words_that_make_no_sense_are_left_out_and_the_text_is_kept(bad: Any) -> None:
    heard = heard_of({"text": "Good morning.", "words": [word(0, 1, "Good"), bad]}, 3, None)
    assert [(p.text, p.words) for p in heard.phrases] == [("Good morning.", ())]


@pytest.mark.parametrize("bad", [segment(2, 1, "a"), segment(math.nan, 1, "a"), {"start": 0, "end": 1}, 7])
def test_segments_that_make_no_sense_leave_the_text(bad: Any) -> None:
    assert [p.text for p in heard_of(answer(segment(0, 1, "b"), bad), 3, None).phrases] == ["Any text."]


def test_the_asked_language_wins_and_names_become_codes() -> None:
    assert heard_of({"text": "a", "language": "german"}, 1, None).language == "de"
    assert heard_of({"text": "a", "language": "german"}, 1, "nl").language == "nl"
    assert heard_of({"text": "a"}, 1, None).language is None


@pytest.mark.parametrize("nonsense", [None, [], "text", 7, {}, {"text": None}, {"text": ["a"]}])
def test_what_has_no_text_is_nonsense(nonsense: object) -> None:
    with pytest.raises(Nonsense):
        heard_of(nonsense, 1, None)


def test_half_a_surrogate_pair_can_be_written_to_a_file() -> None:
    """JSON may hold one; no UTF-8 file can."""
    half = "a\ud800b"
    heard = heard_of(answer(segment(0, 1, half, words=[word(0, 1, half)])), 1, None)
    assert heard.phrases[0].text == heard.phrases[0].words[0].text == "a?b"


@pytest.mark.parametrize("logprob", [0.5, 1e300])
def test_nothing_is_surer_than_sure(logprob: float) -> None:
    assert heard_of(answer(segment(0, 1, "a", avg_logprob=logprob)), 1, None).phrases[0].confidence == 1


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
TIMES = st.floats(-5, 40) | ANYTHING
WORDS = st.lists(
    st.fixed_dictionaries({"word": st.text() | ANYTHING, "start": TIMES, "end": TIMES}) | ANYTHING, max_size=4
)
SEGMENTS = st.lists(
    st.fixed_dictionaries(
        {"text": st.text() | ANYTHING, "start": TIMES, "end": TIMES},
        optional={"words": WORDS, "avg_logprob": TIMES, "no_speech_prob": TIMES},
    ),
    max_size=4,
)


@given(
    st.fixed_dictionaries(
        {"text": st.text() | ANYTHING},
        optional={"segments": SEGMENTS | ANYTHING, "words": WORDS | ANYTHING, "language": ANYTHING},
    )
    | ANYTHING
)
def test_whatever_comes_is_nonsense_or_in_order_and_within_the_sound(said: object) -> None:
    try:
        heard = heard_of(said, 30.0, None)
    except Nonsense:
        return
    starts = [phrase.start for phrase in heard.phrases]
    assert starts == sorted(starts)
    for phrase in heard.phrases:
        assert phrase.text.encode() == phrase.text.strip().encode() != b""
        assert 0 <= phrase.start <= phrase.end <= 30
        assert phrase.confidence is None or 0 <= phrase.confidence <= 1
        times = [time for w in phrase.words for time in (w.start, w.end)]
        assert all(0 <= time <= 30 for time in times)
        assert [w.start for w in phrase.words] == sorted(w.start for w in phrase.words)
        assert all(w.start <= w.end and w.text.encode() for w in phrase.words)
