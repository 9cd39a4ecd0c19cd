"""From what was heard in a window to lines on the timeline."""

from __future__ import annotations

import numpy as np

from transcriber.speech.lines import lines_of
from transcriber.speech.recognizer import RECOGNIZER_RATE, Heard, HeardWord, Phrase
from transcriber.speech.utterance import Utterance
from transcriber.speech.window import Window
from transcriber.types import SAMPLE_RATE


def window(*places: tuple[float, float]) -> Window:
    """Utterances of the given starts and lengths in seconds, in one window."""
    return Window.of(
        "ann",
        tuple(
            Utterance("t", round(start * SAMPLE_RATE), np.zeros(round(size * RECOGNIZER_RATE), np.float32))
            for start, size in places
        ),
    )


def test_words_get_session_times_and_the_line_spans_them() -> None:
    words = (HeardWord(0.5, 0.8, "Good", 0.9), HeardWord(0.9, 1.4, "morning.", 0.7))
    [line] = lines_of(window((10, 2)), Heard((Phrase(0, 2, " Good morning. ", words, 0.8),), "en"))
    assert (line.text, line.speaker, line.language, line.confidence) == ("Good morning.", "ann", "en", 0.8)
    assert [word.start for word in line.words] == [504_000, 523_200]
    assert (line.start, line.end) == (504_000, 547_200)
    assert line.id == "10500-ann"


def test_a_phrase_over_two_utterances_becomes_two_lines() -> None:
    words = (HeardWord(0.2, 0.6, "Yes."), HeardWord(1.6, 2.0, "No"), HeardWord(2.0, 2.4, "way."))
    lines = lines_of(window((10, 1), (50, 2)), Heard((Phrase(0, 3, "Yes. No way.", words),), "en"))
    assert [line.text for line in lines] == ["Yes.", "No way."]
    assert lines[0].start == round(10.2 * SAMPLE_RATE)
    assert lines[1].start == round(50.1 * SAMPLE_RATE)


def test_text_without_blanks_stays_without_blanks_when_it_is_parted() -> None:
    words = (HeardWord(0.2, 0.6, "はい"), HeardWord(1.6, 2.0, "そう"), HeardWord(2.0, 2.4, "です"))
    lines = lines_of(window((10, 1), (50, 2)), Heard((Phrase(0, 3, "はいそうです", words),), "ja"))
    assert [line.text for line in lines] == ["はい", "そうです"]


def test_a_phrase_without_words_keeps_its_times() -> None:
    [line] = lines_of(window((10, 4)), Heard((Phrase(1, 3, "hello"),)))
    assert (line.start, line.end, line.words) == (11 * SAMPLE_RATE, 13 * SAMPLE_RATE, ())


def test_words_never_leave_their_utterance() -> None:
    words = (HeardWord(-0.2, 0.4, "a"), HeardWord(0.9, 1.2, "b"))
    [line] = lines_of(window((10, 1)), Heard((Phrase(-0.2, 1.2, "a b", words),)))
    assert line.start == 10 * SAMPLE_RATE
    assert line.end == 11 * SAMPLE_RATE


def test_nothing_heard_is_no_line() -> None:
    assert lines_of(window((10, 1)), Heard(())) == []
    assert lines_of(window((10, 1)), Heard((Phrase(0, 1, "  "),))) == []
