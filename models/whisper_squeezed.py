"""Words for which the model's attention left no time are where its timestamps say.

In: segments whose words the attention has timed, and how long their sound is. Out: the same, but a segment
whose words nobody could speak in the time that they were given has them evenly between its own timestamps.
Where many short utterances share a window, attention that has lost its place gives several of them one
moment; the timestamps, which the model writes as text, are coarser, but seldom wrong by more than a word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from models.whisper_reading import Segment
from transcriber.config import FASTEST_LETTERS
from transcriber.speech.quality import letters, letters_a_second


def unsqueezed(segments: Iterable[Segment], duration: float) -> tuple[Segment, ...]:
    """The segments of a sound of `duration` seconds, with words that have time to be spoken, where
    timestamps give it to them."""
    return tuple(_spread(segment, duration) for segment in segments)


def _spread(segment: Segment, duration: float) -> Segment:
    words = segment.words
    text = "".join(word.text for word in words)
    count = len(letters(text))
    if not count:
        return segment
    given, told = words[-1].end - words[0].start, segment.end - segment.start
    squeezed = letters_a_second(text, given) > FASTEST_LETTERS
    if not squeezed or letters_a_second(text, told) > FASTEST_LETTERS or segment.end > duration:
        return segment
    at, spread = segment.start, []
    for word in words:
        end = at + told * len(letters(word.text)) / count
        spread.append(replace(word, start=round(at, 3), end=round(end, 3)))
        at = end
    return replace(segment, words=tuple(spread))
