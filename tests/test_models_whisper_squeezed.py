"""Words that were given no time are placed by the model's timestamps, where these give it."""

from __future__ import annotations

import pytest

from models.whisper_reading import Segment, TimedWord
from models.whisper_squeezed import unsqueezed


def segment(start: float, end: float, *words: tuple[float, float, str]) -> Segment:
    timed = tuple(TimedWord(begin, close, f" {text}", 0.8) for begin, close, text in words)
    return Segment(start, end, " ".join(text for _, _, text in words), timed, -0.3, 0.0)


def test_words_without_time_are_spread_between_the_timestamps_by_their_letters() -> None:
    squeezed = segment(7.0, 8.0, (6.38, 6.40, "Yes,"), (6.40, 6.40, "certainly."))
    [found] = unsqueezed([squeezed], 20.0)
    assert [(word.start, word.end) for word in found.words] == [(7.0, 7.25), (7.25, 8.0)]
    assert [word.text for word in found.words] == [" Yes,", " certainly."]
    assert [word.probability for word in found.words] == [0.8, 0.8]
    assert (found.text, found.logprob) == (squeezed.text, squeezed.logprob)


@pytest.mark.parametrize(
    "kept",
    [
        segment(7.0, 8.0, (6.0, 6.2, "Okay.")),  # time enough to be spoken
        segment(7.0, 7.02, (6.38, 6.40, "Okay.")),  # the timestamps give none either
        segment(19.5, 24.0, (6.38, 6.40, "Okay.")),  # they are behind the sound
        segment(7.0, 8.0, (6.4, 6.4, "…")),  # nothing is spoken
        segment(7.0, 8.0),
    ],
)
def test_everything_else_is_left_alone(kept: Segment) -> None:
    assert unsqueezed([kept], 20.0) == (kept,)
