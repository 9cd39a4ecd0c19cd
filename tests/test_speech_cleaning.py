"""What nobody said goes, and why is counted; what somebody said stays, however short."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcriber.config import DOUBTFUL_SPEECH, DOUBTFUL_WORDS
from transcriber.speech.cleaning import Cleaning, Reason, told
from transcriber.speech.lines import lines_of
from transcriber.speech.recognizer import RECOGNIZER_RATE, Capabilities, Heard, HeardWord, Phrase, Request
from transcriber.speech.utterance import Utterance
from transcriber.speech.window import Window
from transcriber.types import SAMPLE_RATE

SURE, UNSURE = 0.97, DOUBTFUL_SPEECH - 0.01


@dataclass
class Inventor:
    """Says its phrases to whatever it is asked."""

    stock: tuple[str, ...] = ()
    invents: bool = True
    name: str = "inventor"
    asked: list[Request] = field(default_factory=list)

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(None, True, True, True, True, 30.0, True, invents=self.invents)

    def recognize(self, requests: Iterable[Request]) -> Iterator[Heard]:
        for request in requests:
            self.asked.append(request)
            yield Heard(tuple(Phrase(0, 1, text) for text in self.stock))

    def close(self) -> None:
        pass


def window(*certainties: float, seconds: float = 2.0) -> Window:
    """An utterance for each certainty, 10 s apart, of sound but for the last quarter."""
    pcm = np.full(round(seconds * RECOGNIZER_RATE), 0.1, np.float32)
    pcm[-len(pcm) // 4 :] = 0.0009
    return Window.of(
        "ann", tuple(Utterance("t", 10 * SAMPLE_RATE * i, pcm, sure) for i, sure in enumerate(certainties))
    )


def spoken(text: str, confidence: float | None = 0.8, at: float = 0.2, span: float = 1.6) -> Phrase:
    """A phrase whose words share the time evenly."""
    words = text.split()
    step = span / max(len(words), 1)
    heard = tuple(
        HeardWord(at + i * step, at + (i + 1) * step, word, confidence) for i, word in enumerate(words)
    )
    return Phrase(at, at + span, text, heard, confidence)


@pytest.fixture
def cleaning(tmp_path: Path) -> Cleaning:
    """One whose model says "Thank you.", "Yes." and "Okay." on silence."""
    return Cleaning(Inventor(("Thank you.", "Yes.", "Okay.")), tmp_path)


def cleaned(cleaning: Cleaning, window: Window, *phrases: Phrase, terms: tuple[str, ...] = ()) -> list[str]:
    answer = cleaning.clean(window, Heard(phrases, "en"), terms)
    return [phrase.text for phrase in answer.phrases]


# --- what stays ---------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Yes.", "No.", "Okay.", "Thank you."])
@pytest.mark.parametrize(
    ("certainty", "confidence"),
    [(SURE, 0.9), (SURE, DOUBTFUL_WORDS), (SURE, None), (DOUBTFUL_SPEECH, 0.4)],
)
def test_a_short_answer_stays_though_models_invent_it_too(
    cleaning: Cleaning, text: str, certainty: float, confidence: float | None
) -> None:
    heard = Heard((spoken(text, confidence, span=0.3),), "en")
    assert cleaning.clean(window(certainty, seconds=0.7), heard) is heard
    assert not cleaning.dropped


@pytest.mark.parametrize(
    ("certainty", "confidence"), [(UNSURE, 0.9), (UNSURE, DOUBTFUL_WORDS), (SURE, 0.01), (UNSURE, None)]
)
def test_one_doubt_alone_drops_nothing_that_the_model_does_not_invent(
    cleaning: Cleaning, certainty: float, confidence: float | None
) -> None:
    assert cleaned(cleaning, window(certainty), spoken("Tuesday.", confidence)) == ["Tuesday."]


def test_whoever_listens_says_yes_in_nine_utterances(cleaning: Cleaning) -> None:
    yes = [spoken("Yes.", at=2.5 * i + 0.2, span=0.4) for i in range(9)]
    assert cleaned(cleaning, window(*[SURE] * 9), *yes) == ["Yes."] * 9


def test_three_names_in_a_row_are_called_to_the_table(cleaning: Cleaning) -> None:
    terms = ("Ann", "Ben", "Cora", "Kubernetes")
    assert cleaned(cleaning, window(SURE), spoken("Ann, Ben, Cora?"), terms=terms) == ["Ann, Ben, Cora?"]


@given(
    st.lists(
        st.tuples(st.text("ab .,", max_size=9), st.floats(0, 7), st.floats(0.1, 3), st.booleans()), max_size=6
    ),
    st.lists(st.sampled_from([SURE, UNSURE]), min_size=1, max_size=3),
)
def test_what_is_not_dropped_makes_the_lines_that_it_made_before(
    said: list[tuple[str, float, float, bool]], certainties: list[float]
) -> None:
    """Whatever is dropped, what is left are lines of the whole answer, in its order."""
    phrases = [spoken(text, at=at, span=span) for text, at, span, _ in said]
    phrases = [
        phrase if timed else replace(phrase, words=())
        for phrase, (_, _, _, timed) in zip(phrases, said, strict=True)
    ]
    place = window(*certainties)
    heard = Heard(tuple(sorted(phrases, key=lambda phrase: phrase.start)), "en")
    before = [(line.id, line.text, line.start, line.end) for line in lines_of(place, heard)]
    sweeper = Cleaning(Inventor(invents=False), Path("/nowhere"))
    after = [
        (line.id, line.text, line.start, line.end) for line in lines_of(place, sweeper.clean(place, heard))
    ]
    if not sweeper.dropped:
        assert after == before
    elif Reason.LOOP not in sweeper.dropped:
        rest = iter(before)
        assert all(line in rest for line in after)


# --- what goes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("certainty", "confidence"), [(UNSURE, 0.9), (UNSURE, None), (SURE, 0.3)])
def test_a_stock_phrase_that_one_more_witness_doubts_goes(
    cleaning: Cleaning, certainty: float, confidence: float | None
) -> None:
    assert cleaned(cleaning, window(certainty), spoken("thank you", confidence)) == []
    assert cleaning.dropped == {Reason.STOCK: 1}


def test_what_neither_the_detector_nor_the_recognizer_believes_goes(cleaning: Cleaning) -> None:
    assert cleaned(cleaning, window(UNSURE), spoken("Tuesday.", 0.3)) == []
    assert cleaning.dropped == {Reason.DOUBT: 1}


def test_more_than_anybody_could_say_goes_where_the_recognizer_is_unsure(cleaning: Cleaning) -> None:
    text = "Do not forget to subscribe to my channel."
    assert cleaned(cleaning, window(SURE, seconds=0.8), spoken(text, 0.3, span=0.5)) == []
    assert cleaned(cleaning, window(SURE, seconds=0.8), spoken(text, 0.8, span=0.5)) == [text]
    assert cleaned(cleaning, window(SURE, seconds=2.0), spoken(text, 0.3, span=0.5)) == [text]
    assert cleaning.dropped == {Reason.DOUBT: 1}


@pytest.mark.parametrize(("at", "span", "there"), [(1.4, 0.2, True), (1.7, 0.2, False), (1.5, 0.01, False)])
def test_a_stock_phrase_goes_where_it_was_placed_in_silence_or_into_no_time(
    cleaning: Cleaning, at: float, span: float, there: bool
) -> None:
    """Behind what was said: alone in its utterance it was said there, and only badly placed."""
    said, stock = spoken("That is all.", span=1.0), spoken("Okay.", 0.9, at=at, span=span)
    left = ["That is all.", "Okay."] if there else ["That is all."]
    assert cleaned(cleaning, window(SURE), said, stock) == left
    assert cleaned(cleaning, window(SURE), stock) == ["Okay."]
    other = spoken("Tuesday.", 0.9, at=at, span=span)
    assert cleaned(cleaning, window(SURE), said, other) == ["That is all.", "Tuesday."]


def test_a_text_that_repeats_itself_goes_where_the_recognizer_is_unsure(cleaning: Cleaning) -> None:
    text = " ".join(f"the {i} of the meeting of the" for i in range(12))
    assert cleaned(cleaning, window(SURE, seconds=20), spoken(text, 0.3)) == []
    assert cleaned(cleaning, window(SURE, seconds=20), spoken(text, 0.8)) == [text]


def test_only_the_utterance_that_is_doubted_loses_its_words(cleaning: Cleaning) -> None:
    words = (HeardWord(0.5, 1, "Fine.", 0.9), HeardWord(3, 3.5, "Thank", 0.2), HeardWord(3.5, 4, "you.", 0.4))
    heard = Heard((Phrase(0.5, 4, "Fine. Thank you.", words, 0.5),), "en")
    answer = cleaning.clean(window(SURE, UNSURE), heard)
    assert [(phrase.text, phrase.words) for phrase in answer.phrases] == [("Fine.", words[:1])]
    assert [line.start for line in lines_of(window(SURE, UNSURE), answer)] == [SAMPLE_RATE // 2]


def test_a_phrase_without_word_times_is_doubted_only_where_all_its_utterances_are(cleaning: Cleaning) -> None:
    phrase = Phrase(0.5, 6.0, "Tuesday, then.", (), 0.3)
    assert cleaned(cleaning, window(UNSURE, SURE, UNSURE), phrase) == ["Tuesday, then."]
    assert cleaned(cleaning, window(UNSURE, UNSURE, UNSURE), phrase) == []


def test_a_loop_is_said_once_with_the_times_of_its_first_round(cleaning: Cleaning) -> None:
    said = spoken("We agree. " + "Let us go. " * 20, span=1.8)
    answer = cleaning.clean(window(SURE), Heard((said,), "en"))
    [phrase] = answer.phrases
    assert phrase.text == "We agree. Let us go."
    assert phrase.words == said.words[:5]
    assert (phrase.start, phrase.end) == (said.start, said.words[4].end)
    assert phrase.confidence == said.confidence
    assert cleaning.dropped == {Reason.LOOP: 1}


def test_a_loop_of_phrases_leaves_one_phrase(cleaning: Cleaning) -> None:
    again = [spoken("See you.", at=0.2 * i, span=0.1) for i in range(7)]
    assert cleaned(cleaning, window(SURE), *again, spoken("Bye.", at=1.8, span=0.1)) == ["See you.", "Bye."]


def test_a_loop_without_word_times_is_said_once(cleaning: Cleaning) -> None:
    phrase = Phrase(0, 2, "ご視聴ありがとうございました。" * 5)
    assert cleaned(cleaning, window(SURE), phrase) == ["ご視聴ありがとうございました。"]


def test_stuck_letters_are_written_three_times_in_words_and_text(cleaning: Cleaning) -> None:
    answer = cleaning.clean(window(SURE, seconds=9), Heard((spoken("Well, " + "a" * 90),), "en"))
    assert [phrase.text for phrase in answer.phrases] == ["Well, aaa"]
    assert [word.text for word in answer.phrases[0].words] == ["Well,", "aaa"]


TERMS = ("Ann", "Ben", "Cora", "Kubernetes", "Q3")


def test_the_prompt_recited_goes(cleaning: Cleaning) -> None:
    phrases = (spoken("So be it.", span=0.5), spoken("Ben, Cora, Kubernetes, Q3", at=1, span=0.9))
    assert cleaned(cleaning, window(SURE), *phrases, terms=TERMS) == ["So be it."]
    assert cleaned(cleaning, window(SURE), *phrases) == [phrase.text for phrase in phrases]
    assert cleaning.dropped == {Reason.ECHO: 1}


def test_two_terms_of_it_go_where_the_detector_doubts_or_nobody_speaks_so_fast(cleaning: Cleaning) -> None:
    names = spoken("Cora, Kubernetes")
    assert cleaned(cleaning, window(SURE), names, terms=TERMS) == ["Cora, Kubernetes"]
    assert cleaned(cleaning, window(UNSURE), names, terms=TERMS) == []
    assert cleaned(cleaning, window(SURE, seconds=0.2), names, terms=TERMS) == []
    assert cleaning.dropped == {Reason.ECHO: 2}


# --- the model is asked only in doubt -----------------------------------------------------------


def test_the_model_is_not_asked_before_a_doubt(tmp_path: Path) -> None:
    model = Inventor(("Thank you.",))
    sweeper = Cleaning(model, tmp_path)
    cleaned(sweeper, window(SURE), spoken("Thank you."), spoken("Bye.", None))
    cleaned(sweeper, window(UNSURE), spoken("Bye.", 0.1))  # twice in doubt already
    assert model.asked == []
    cleaned(sweeper, window(UNSURE), spoken("Bye."))
    assert len(model.asked) == 10


@pytest.mark.parametrize(("sure", "asked"), [(None, "de"), (0.7, None)])
def test_the_model_is_asked_in_the_language_in_which_it_was_asked(
    tmp_path: Path, sure: float | None, asked: str | None
) -> None:
    """An answer tells by the confidence of its language that this was detected."""
    model = Inventor(("Vielen Dank.",))
    answer = Heard((spoken("Vielen Dank."),), "de", sure)
    assert Cleaning(model, tmp_path).clean(window(UNSURE), answer).phrases == ()
    assert {request.language for request in model.asked} == {asked}


def test_what_was_left_out_is_told_in_a_sentence() -> None:
    assert told({}) == ""
    assert told({Reason.LOOP: 2, Reason.ECHO: 1, Reason.STOCK: 0, Reason.DOUBT: 1}) == (
        "Left out of what was recognized, because nobody said it: 2 loops, 1 echo of the expected terms, "
        "1 doubtful phrase."
    )
