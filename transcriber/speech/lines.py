"""What a recognizer heard in a window becomes lines on the session's timeline.

In: a window and the answer to it. Out: lines, one for each phrase and utterance, with words; times
are the utterances' own. Words that a recognizer placed between two utterances go to the nearer one,
and no line leaves its utterance. It never changes a word.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from transcriber.speech.recognizer import Heard, HeardWord, Phrase
from transcriber.speech.window import Window
from transcriber.types import SAMPLE_RATE, Line, Reread, Samples, Word

_UNSPACED = frozenset(("ja", "zh", "yue", "th", "lo", "km", "my", "bo"))
"""Languages that are written without blanks between words."""


def line_id(start: Samples, speaker: str) -> str:
    """What a line, or an utterance, that begins at this session time is called."""
    return f"{start * 1000 // SAMPLE_RATE}-{speaker}"


def lines_of(window: Window, heard: Heard) -> list[Line]:
    """The lines of a window, in order of start. Ids are `MILLISECONDS-SPEAKER`."""
    return [line for phrase in heard.phrases for line in _lines(window, phrase, heard.language)]


def doubts_of(window: Window, heard: Heard) -> tuple[Reread, ...]:
    """What was read more than once in a window: nothing, or the whole of it."""
    if not heard.tried:
        return ()
    return (Reread(window.speaker, window.utterances[0].start, window.utterances[-1].end, heard.tried),)


def _lines(window: Window, phrase: Phrase, language: str | None) -> Iterator[Line]:
    if not phrase.text.strip():
        return
    if not phrase.words:
        first, last = window.utterance_at(phrase.start), window.utterance_at(phrase.end)
        start, end = window.session_time(phrase.start, first), window.session_time(phrase.end, last)
        yield _line(window.speaker, start, end, phrase.text, (), phrase.confidence, language)
        return

    def owner(word: HeardWord) -> int:
        return window.utterance_at((word.start + word.end) / 2)

    groups = [(number, list(words)) for number, words in itertools.groupby(phrase.words, owner)]
    for number, heard in groups:
        words = tuple(_word(window, word, number) for word in heard)
        text = phrase.text if len(groups) == 1 else joined((word.text for word in heard), language)
        yield _line(window.speaker, words[0].start, words[-1].end, text, words, phrase.confidence, language)


def _word(window: Window, word: HeardWord, utterance: int) -> Word:
    start = window.session_time(word.start, utterance)
    return Word(start, max(start, window.session_time(word.end, utterance)), word.text, word.confidence)


def joined(words: Iterable[str], language: str | None) -> str:
    """Words as they are written behind each other in a language."""
    return ("" if language in _UNSPACED else " ").join(words)


def _line(
    speaker: str,
    start: Samples,
    end: Samples,
    text: str,
    words: tuple[Word, ...],
    confidence: float | None,
    language: str | None,
) -> Line:
    return Line(
        id=line_id(start, speaker),
        speaker=speaker,
        start=start,
        end=max(start, end),
        text=text.strip(),
        words=words,
        confidence=confidence,
        language=language,
    )
