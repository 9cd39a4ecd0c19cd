"""A line's words as sentences, in the form in which cues are looked for.

In: a transcript's lines in order. Out: `Sentence`s in order. Recognizers that give neither
punctuation nor case are heard too: where a line has no full stop, it is cut where its speaker paused.
It never changes what is quoted: `text` is a part of the line's own text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from transcriber.config import SENTENCE_PAUSE
from transcriber.minutes.cues.tables import CUES
from transcriber.transcript.plain import is_visible, plain
from transcriber.types import Line

_END = re.compile(r"(?<=[。！？])(?=.)|(?<=[.!?…])[\"”»]?\s+")
_SHORT = re.compile(r"(?:^|[\s(])(?:\w|Dr|Mr|Mrs|Ms|St|Nr|ca|bzw|z\.\s?B|Sr|Sra|Mme|Mlle|approx|etc)\.$")
"""A full stop behind one of these does not end a sentence."""
_STOPPED = re.compile(r"[.!?…。！？]")
_QUESTION = re.compile(r"[?？][\"”»\s]*$")
_APOSTROPHES = re.compile(r"[’ʼ`´]")
_NOT_WORDS = re.compile(r"[^\w']+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a line; `turn` counts the lines before it."""

    turn: int
    line: Line
    text: str
    heard: str
    """The words in lower case, single blanks between and around them."""
    asks: bool
    language: str

    @property
    def speaker(self) -> str:
        """The id of who says it."""
        return self.line.speaker


def sentences(lines: Iterable[Line], language: str) -> list[Sentence]:
    """The lines' sentences. `language` is that of lines that name none with cues."""
    found: list[Sentence] = []
    for turn, line in enumerate(lines):
        spoken = line.language if line.language in CUES else language
        for text in _parts(line):
            words = heard(text)
            if words.strip():
                asks = _asks(text, words, spoken)
                found.append(Sentence(turn, line, text, words, asks, spoken))
    return found


def heard(text: str) -> str:
    """The text's words in lower case, single blanks between and around them, no punctuation."""
    even = _APOSTROPHES.sub("'", unicodedata.normalize("NFKC", plain(text))).lower()
    return f" {_NOT_WORDS.sub(' ', even).strip()} "


def content(words: str, passed_over: frozenset[str]) -> frozenset[str]:
    """The words of `heard` text that mean something; in Japanese pairs of characters instead."""
    kept = [word for word in words.split() if word not in passed_over]
    if any("\u3040" <= c <= "\u9fff" for c in words):
        joined = "".join(kept)
        return frozenset(a + b for a, b in pairwise(joined))
    return frozenset(kept)


def _asks(text: str, words: str, language: str) -> bool:
    if _QUESTION.search(text):
        return True
    marked = CUES[language].question_marks and _STOPPED.search(text)
    return not marked and bool(CUES[language].asking.search(words))


def _parts(line: Line) -> Iterator[str]:
    text = plain(line.text)
    if not is_visible(text):
        return
    if not _STOPPED.search(text):
        yield from _pauses(line, text)
        return
    part = ""
    for piece in _END.split(text):
        part = f"{part} {piece}" if part else piece
        if not _SHORT.search(part):
            yield part
            part = ""
    if part:
        yield part


def _pauses(line: Line, text: str) -> Iterator[str]:
    """An unpunctuated line, cut where its words say that the speaker paused."""
    if plain(" ".join(word.text for word in line.words)) != text:
        yield text
        return
    part: list[str] = []
    end = line.start
    for word in line.words:
        if part and word.start - end >= SENTENCE_PAUSE:
            yield plain(" ".join(part))
            part = []
        part.append(word.text)
        end = word.end
    yield plain(" ".join(part))
