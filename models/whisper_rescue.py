"""What Whisper read in a batch and should not be believed is read again, by itself.

In: a request and what was read. Out: the better reading, and everything that was tried. A reading is
doubted when it is unsure of its words, has none where a voice detector heard somebody and the
model itself does not hold it for silence, repeats itself, or recites the hotwords. Then the request is
read again without hotwords: by beams, if hotwords were given, and by drawing at rising temperatures
(for light faults only at the lower ones), until a reading is not doubted. Nothing here computes: readings
come from outside, when they are asked for.

The better reading is the one with the lighter fault. Loops and echoes are heavy; being unsure or passing
over speech is light, having no fault lightest. Between two of the same weight the likelier one (by the mean
over its tokens) is better, but words that the model is unsure of are never better than none, nor the
other way round: there the earlier one stays, as it does among equals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from models.whisper_reading import Reading
from transcriber.config import (
    LIGHT_TEMPERATURES,
    NO_SPEECH,
    REPETITIVE,
    TEMPERATURES,
    UNHEARD_SECONDS,
    UNSURE_LOGPROB,
    WINDOW_GAP_SECONDS,
)
from transcriber.speech.quality import compression_ratio, echoes, longest_loop, tokens
from transcriber.speech.recognizer import RECOGNIZER_RATE, Request
from transcriber.types import Floats, Tried

FAULTS: dict[str, int] = {"unsure": 1, "unheard": 1, "repetitive": 2, "loop": 2, "echo": 2}
"""What may speak against a reading, and how heavily."""

ReadAgain = Callable[[Request, Sequence[float]], Iterator[Reading]]
"""Readings of a request by itself, at each temperature."""


def faults(request: Request, reading: Reading) -> tuple[str, ...]:
    """Whatever speaks against a reading of a request in which somebody was heard speaking."""
    text = reading.text
    found = {
        "unsure": any(segment.logprob < UNSURE_LOGPROB for segment in reading.believed),
        "unheard": _unheard(request, reading),
        "repetitive": compression_ratio(text) > REPETITIVE,
        "loop": longest_loop(tokens(text)) is not None,
        "echo": echoes(text, request.hotwords),
    }
    return tuple(fault for fault in FAULTS if found[fault])


def rescued(request: Request, first: Reading, read_again: ReadAgain) -> tuple[Reading, tuple[Tried, ...]]:
    """The best reading of the request, `first` being what was read in a batch; and all that were tried,
    none when the first is not doubted."""
    doubts = faults(request, first)
    if not doubts:
        return first, ()
    best, weight = first, _weight(doubts)
    tried = [("in a batch", first, doubts)]
    for way, reading in _again(request, first, read_again):
        doubts = faults(request, reading)
        tried.append((way, reading, doubts))
        if _better(reading, _weight(doubts), best, weight):
            best, weight = reading, _weight(doubts)
        if not doubts:
            break
    told = tuple(
        Tried(way, reading.text, reading.logprob, doubts, reading is best) for way, reading, doubts in tried
    )
    return replace(best, language_confidence=first.language_confidence), told


def _again(request: Request, first: Reading, read_again: ReadAgain) -> Iterator[tuple[str, Reading]]:
    """More readings, each in the language of the first."""
    plain = replace(request, hotwords=(), language=first.language)
    heavy = _weight(faults(request, first)) > 1
    temperatures = TEMPERATURES if heavy else TEMPERATURES[:LIGHT_TEMPERATURES]
    temperatures = (0.0, *temperatures) if request.hotwords else temperatures
    for temperature, reading in zip(temperatures, read_again(plain, temperatures), strict=False):
        yield (f"drawn at {temperature}" if temperature else "without hotwords"), reading


def _weight(doubts: Sequence[str]) -> int:
    return max((FAULTS[fault] for fault in doubts), default=0)


def _better(new: Reading, new_weight: int, old: Reading, old_weight: int) -> bool:
    if new_weight != old_weight:
        return new_weight < old_weight
    return bool(new.text) == bool(old.text) and new.logprob > old.logprob


def _unheard(request: Request, reading: Reading) -> bool:
    """Whether there is no word at all, though the model does not hold it for silence; or none in a
    stretch of sound that is long enough to hold some."""
    if not reading.text:
        return reading.no_speech <= NO_SPEECH
    words = [word for segment in reading.believed for word in segment.words]
    return bool(words) and any(
        not any(word.start < end and word.end > start for word in words)
        for start, end in _stretches(request.pcm)
        if end - start >= UNHEARD_SECONDS
    )


def _stretches(pcm: Floats) -> list[tuple[float, float]]:
    """Where there is sound, between silences as they stand between the utterances of a window; seconds."""
    loud = np.flatnonzero(pcm)
    if not len(loud):
        return []
    breaks = np.flatnonzero(np.diff(loud) >= WINDOW_GAP_SECONDS * RECOGNIZER_RATE)
    starts, ends = loud[[0, *(breaks + 1)]], loud[[*breaks, -1]]
    return [(start / RECOGNIZER_RATE, end / RECOGNIZER_RATE) for start, end in zip(starts, ends, strict=True)]
