"""Sentences become the quotes that an item rests on, and items that say the same become one.

In: sentences. Out: quotes, one a line, in order of time. It never quotes what was not said.
"""

from __future__ import annotations

from collections.abc import Iterable

from transcriber.minutes.cues.tables import CUES
from transcriber.minutes.minutes import Quote
from transcriber.minutes.sentence import Sentence, content


def quotes(spoken: Iterable[Sentence]) -> tuple[Quote, ...]:
    """What the sentences say, one quote a line."""
    found: dict[str, Quote] = {}
    said: dict[str, list[str]] = {}
    for sentence in sorted(spoken, key=lambda each: each.turn):
        parts = said.setdefault(sentence.line.id, [])
        if sentence.text not in parts:
            parts.append(sentence.text)
        joint = "" if sentence.language == "ja" else " "
        line = sentence.line
        found[line.id] = Quote(line.id, line.speaker, line.start, joint.join(parts))
    return tuple(found.values())


def meaning(spoken: Iterable[Sentence]) -> frozenset[str]:
    """The words of these sentences that mean something."""
    found: frozenset[str] = frozenset()
    for sentence in spoken:
        found |= content(sentence.heard, CUES[sentence.language].stopwords)
    return found


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the smaller one's words that the other has, too; 0 when either is empty."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0
