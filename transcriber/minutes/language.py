"""Which of the languages with cues is spoken.

In: lines. Out: a language code. A line that names its language is believed; else the words count
that mean nothing by themselves, which are a quarter of every text and differ between languages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from transcriber.minutes.cues.tables import CUES
from transcriber.minutes.sentence import heard
from transcriber.types import Line

FALLBACK = "en"
_ENOUGH = 200
"""Lines that are counted, spread over the meeting."""


def language_of(lines: Sequence[Line]) -> str:
    """The language of most of the lines; English when nothing tells."""
    named = Counter(line.language for line in lines if line.language)
    if named:
        [(most, _)] = named.most_common(1)
        if most in CUES:
            return str(most)
    step = max(len(lines) // _ENOUGH, 1)
    counted = _counted(line.text for line in lines[::step])
    return max(counted, key=lambda language: counted[language]) if any(counted.values()) else FALLBACK


def _counted(texts: Iterable[str]) -> dict[str, int]:
    """For each language, how many of the words are its own stopwords; kana are Japanese."""
    counted = dict.fromkeys(CUES, 0)
    for text in texts:
        words = heard(text)
        counted["ja"] += sum("\u3040" <= c <= "\u30ff" for c in words)
        for word in words.split():
            for language, cues in CUES.items():
                counted[language] += word in cues.stopwords
    return counted
