"""What Whisper read becomes phrases within their sound.

In: segments with words, as the model timed them, and how long the sound is. Out: phrases in order,
none outside the sound. What the model itself holds for silence while being unsure of the words is
dropped. It never changes a text.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from models.whisper_reading import Segment, TimedWord
from transcriber.speech.recognizer import HeardWord, Phrase


def phrases_of(segments: Iterable[Segment], duration: float) -> tuple[Phrase, ...]:
    """Segments as phrases within a sound of `duration` seconds.

    Drops what the model itself holds for silence while being unsure of the words, what has no text,
    and what would begin after the sound has ended. Words keep their order: none begins before
    the one before it, none ends before it begins or after the sound.
    """
    phrases = []
    for segment in segments:
        text = segment.text.strip()
        words = _words(segment.words, duration)
        if not text or segment.invented or (not words and segment.start >= duration):
            continue
        start = words[0].start if words else _within(segment.start, 0.0, duration)
        end = words[-1].end if words else _within(segment.end, start, duration)
        confidence = min(1.0, math.exp(segment.logprob))
        phrases.append(Phrase(start, end, text, words, confidence))
    return tuple(sorted(phrases, key=lambda phrase: phrase.start))


def _words(words: Iterable[TimedWord], duration: float) -> tuple[HeardWord, ...]:
    placed = []
    floor = 0.0
    for word in words:
        text = word.text.strip()
        if not text:
            continue
        floor = _within(word.start, floor, duration)
        end = _within(word.end, floor, duration)
        placed.append(HeardWord(floor, end, text, _within(word.probability, 0.0, 1.0)))
    return tuple(placed)


def _within(value: float, low: float, high: float) -> float:
    return float(min(max(value, low), high))
