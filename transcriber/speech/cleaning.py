"""What nobody said is taken out of a recognizer's answers.

In: a window and the answer to it. Out: the answer without loops (said once), without the prompt
recited, and without what was invented; and counts of what was taken out, by reason. Nothing is ever
dropped for being short: "Yes." is a whole answer.

What a phrase says in one utterance is invented when two witnesses doubt it (`Doubt`): the detector was
never sure of a voice there; nothing sounds where the words are placed; the recognizer is unsure of its
words; nobody could have said so much in that time; the text repeats itself; the model writes the same
where nothing is said. One witness alone proves nothing. So "Thank you." goes where a cough made the model
say what it says to silence, and stays where somebody thanked. Everything else is passed on as it came.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import groupby
from pathlib import Path

import numpy as np

from transcriber.config import (
    DOUBTFUL_SPEECH,
    DOUBTFUL_WORDS,
    ECHO_TERMS_IN_DOUBT,
    FASTEST_LETTERS,
    REPETITIVE,
    SHORTEST_PHRASE,
    SILENT_SHARE,
    WITNESSES,
)
from transcriber.speech.lines import joined
from transcriber.speech.quality import (
    collapse_letters,
    collapse_loops,
    compression_ratio,
    echoes,
    kept_text,
    letters_a_second,
    recited,
    tokens,
)
from transcriber.speech.recognizer import RECOGNIZER_RATE, Heard, HeardWord, Phrase, Recognizer
from transcriber.speech.stock import Stock, cache_folder
from transcriber.speech.window import Window

_AROUND = RECOGNIZER_RATE // 10
"""Samples: words are placed to a tenth of a second."""


class Reason(Enum):
    """Why something was taken out; the value says it, in one and in many."""

    LOOP = ("loop", "loops")
    ECHO = ("echo of the expected terms", "echoes of the expected terms")
    STOCK = ("stock phrase of the model", "stock phrases of the model")
    DOUBT = ("doubtful phrase", "doubtful phrases")


class Doubt(Enum):
    """What speaks against a phrase having been said."""

    DETECTOR = "no voice for sure"
    SILENCE = "nothing sounds there"
    RECOGNIZER = "words not sure"
    PACE = "too fast to be spoken"
    REPETITION = "repeats itself"


@dataclass(frozen=True, slots=True)
class _Part:
    """What one phrase says in one utterance, and where that is: the utterances from `first` to `last`,
    which differ only when no word tells."""

    phrase: Phrase
    first: int
    last: int

    def meets(self, other: _Part) -> bool:
        """Whether both speak in one utterance."""
        return self.first <= other.last and other.first <= self.last


class Cleaning:
    """The cleaning of one session's answers. `dropped` counts what was taken out.

    `folder`: where the model's stock phrases are kept between sessions.
    """

    def __init__(self, recognizer: Recognizer, folder: Path | None = None) -> None:
        self._stock = Stock(recognizer, folder or cache_folder())
        self.dropped: Counter[Reason] = Counter()

    def clean(self, window: Window, heard: Heard, terms: Sequence[str] = ()) -> Heard:
        """The answer without what nobody said. `terms`: the hotwords that it was asked with."""
        parts = [part for phrase in heard.phrases for part in _parts(window, phrase, heard.language)]
        kept = self._without_loops(parts, heard.language)
        kept = [part for part in kept if not self._invented(window, part, kept, heard, terms)]
        if kept == parts:
            return heard
        return replace(heard, phrases=tuple(part.phrase for part in kept))

    def _without_loops(self, parts: list[_Part], language: str | None) -> list[_Part]:
        """Every loop within one utterance said once: people say "Yes." nine times in nine utterances."""
        utterances: defaultdict[int, list[int]] = defaultdict(list)
        for number, part in enumerate(parts):
            utterances[part.first].append(number)
        left: dict[int, _Part | None] = {}
        for numbers in utterances.values():
            found = _collapsed([parts[number] for number in numbers], language)
            if found is not None:
                self.dropped[Reason.LOOP] += 1
                left.update(zip(numbers, found, strict=True))
        whole = [left.get(number, part) for number, part in enumerate(parts)]
        return [part for part in whole if part is not None]

    def _invented(
        self, window: Window, part: _Part, parts: Sequence[_Part], heard: Heard, terms: Sequence[str]
    ) -> bool:
        """Whether nobody said this one of the answer's parts; counted."""
        doubts = _doubts(window, part)
        if any(other is not part and other.meets(part) for other in parts):
            doubts |= _misplaced(window, part)
        count = recited(part.phrase.text, terms)
        aloud = not doubts & {Doubt.DETECTOR, Doubt.SILENCE, Doubt.PACE}
        if echoes(part.phrase.text, terms) or (count >= ECHO_TERMS_IN_DOUBT and not aloud):
            reason = Reason.ECHO
        elif len(doubts) >= WITNESSES:
            reason = Reason.DOUBT
        elif len(doubts) == WITNESSES - 1 and self._stock.holds(part.phrase.text, _asked(heard)):
            reason = Reason.STOCK
        else:
            return False
        self.dropped[reason] += 1
        return True


def told(dropped: Mapping[Reason, int]) -> str:
    """A sentence about what was taken out; empty when nothing was."""
    counts = [(dropped.get(reason, 0), *reason.value) for reason in Reason]
    listed = [f"{count} {one if count == 1 else many}" for count, one, many in counts if count]
    return f"Left out of what was recognized, because nobody said it: {', '.join(listed)}." if listed else ""


def _parts(window: Window, phrase: Phrase, language: str | None) -> Iterator[_Part]:
    """The phrase, parted where `lines_of` parts it."""
    if not phrase.words:
        yield _Part(phrase, window.utterance_at(phrase.start), window.utterance_at(phrase.end))
        return

    def owner(word: HeardWord) -> int:
        return window.utterance_at((word.start + word.end) / 2)

    groups = [(number, tuple(words)) for number, words in groupby(phrase.words, owner)]
    for number, words in groups:
        part = phrase if len(groups) == 1 else _of_words(phrase, words, language)
        yield _Part(part, number, number)


def _of_words(phrase: Phrase, words: tuple[HeardWord, ...], language: str | None) -> Phrase:
    """The phrase with only these of its words, and their confidence where they have one."""
    sure = [word.confidence for word in words if word.confidence is not None]
    return Phrase(
        words[0].start,
        words[-1].end,
        joined((word.text for word in words), language),
        words,
        sum(sure) / len(sure) if sure else phrase.confidence,
    )


def _collapsed(parts: Sequence[_Part], language: str | None) -> list[_Part | None] | None:
    """The parts of one utterance without its loops, None for a part that was all loop; or None when
    there is no loop."""
    units = [[word.text for word in part.phrase.words] or tokens(part.phrase.text) for part in parts]
    kept = set(collapse_loops([unit for part in units for unit in part]))
    found: list[_Part | None] = []
    at = 0
    for part, mine in zip(parts, units, strict=True):
        left = [i for i in range(len(mine)) if at + i in kept]
        at += len(mine)
        phrase = _kept(part.phrase, left, len(mine), language) if left or not mine else None
        found.append(None if phrase is None else replace(part, phrase=phrase))
    return None if found == list(parts) else found


def _kept(phrase: Phrase, left: Sequence[int], count: int, language: str | None) -> Phrase:
    """The phrase with only these of its `count` words, none of them stuck."""
    if not phrase.words:
        return replace(phrase, text=collapse_letters(kept_text(phrase.text, left)))
    words = tuple(replace(phrase.words[i], text=collapse_letters(phrase.words[i].text)) for i in left)
    if len(left) < count:
        return replace(_of_words(phrase, words, language), confidence=phrase.confidence)
    return replace(phrase, words=words, text=collapse_letters(phrase.text))


def _doubts(window: Window, part: _Part) -> set[Doubt]:
    utterances = window.utterances[part.first : part.last + 1]
    seconds = sum(len(utterance.pcm) for utterance in utterances) / RECOGNIZER_RATE
    phrase = part.phrase
    found = {
        Doubt.DETECTOR: max(utterance.certainty for utterance in utterances) < DOUBTFUL_SPEECH,
        Doubt.RECOGNIZER: phrase.confidence is not None and phrase.confidence < DOUBTFUL_WORDS,
        Doubt.PACE: letters_a_second(phrase.text, seconds) > FASTEST_LETTERS,
        Doubt.REPETITION: compression_ratio(phrase.text) > REPETITIVE,
    }
    return {doubt for doubt, holds in found.items() if holds}


def _misplaced(window: Window, part: _Part) -> set[Doubt]:
    """What speaks against a phrase by where it was placed. Only where another one accounts for the voice
    in its utterance: a phrase that is alone there was said there, however badly its words were placed."""
    found = {Doubt.SILENCE} if _silent(window, part) else set()
    return found | {Doubt.PACE} if part.phrase.end - part.phrase.start < SHORTEST_PHRASE else found


def _silent(window: Window, part: _Part) -> bool:
    """Whether the sound where the words were placed, and a little around, is nothing beside the loudest of
    their utterances."""
    begin = window.offsets[part.first]
    end = window.offsets[part.last] + len(window.utterances[part.last].pcm)
    placed = [round(at * RECOGNIZER_RATE) for at in (part.phrase.start, part.phrase.end)]
    there = window.pcm[max(begin, placed[0] - _AROUND) : min(end, placed[1] + _AROUND)]
    loudest = np.abs(window.pcm[begin:end]).max(initial=0.0)
    return bool(np.abs(there).max(initial=0.0) < SILENT_SHARE * loudest)


def _asked(heard: Heard) -> str | None:
    """The language that the recognizer was told, None when it detected one."""
    return heard.language if heard.language_confidence is None else None
