"""What a Whisper makes of a request, as plain data: segments, timed words, how sure it was.

In: the tokens that the model wrote. Out: their pieces between timestamps. Nothing here imports a
model's package. Times in seconds from the request's start unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transcriber.config import NO_SPEECH, UNSURE_LOGPROB

TIMESTAMPS_A_SECOND = 50
"""Whisper's timestamp tokens are 0.02 s apart."""


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word as the model wrote it, blanks and all, with the mean probability of its tokens."""

    start: float
    end: float
    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text between two timestamps. `logprob` and `no_speech` are those of the window
    that it was read in: the mean over its tokens, and the probability that nobody spoke."""

    start: float
    end: float
    text: str
    words: tuple[TimedWord, ...]
    logprob: float
    no_speech: float

    @property
    def invented(self) -> bool:
        """Whether the model holds it for silence and is unsure of the words: nobody said it."""
        return self.no_speech > NO_SPEECH and self.logprob < UNSURE_LOGPROB


@dataclass(frozen=True, slots=True)
class Reading:
    """All segments of a request. `logprob` is the mean over all tokens of all its windows, 0 for none;
    `no_speech` that of the window in which speech was likeliest, 1 for none. `language_confidence` is None
    when the language was told."""

    segments: tuple[Segment, ...]
    language: str
    language_confidence: float | None
    logprob: float
    no_speech: float

    @property
    def believed(self) -> tuple[Segment, ...]:
        """The segments that were not invented."""
        return tuple(segment for segment in self.segments if not segment.invented)

    @property
    def text(self) -> str:
        """Those, in one line."""
        return " ".join(filter(None, (segment.text.strip() for segment in self.believed)))


@dataclass(frozen=True, slots=True)
class Piece:
    """Tokens between two timestamps, times in seconds from the window's start."""

    start: float
    end: float
    tokens: tuple[int, ...]


def pieces_of(
    tokens: Sequence[int], first_timestamp: int, duration: float
) -> tuple[list[Piece], float | None]:
    """The pieces of a window of `duration` seconds, and from where it has to be read on.

    Two timestamps in a row end a piece and begin the next. One alone at the end says that nothing
    follows: then the second value is None. Otherwise the model stopped in the middle of a piece: behind
    a pair, that is left out and read anew from where the one before ended.
    """
    stamps = [token >= first_timestamp for token in tokens]
    closed = len(tokens) > 1 and stamps[-1] and not stamps[-2]
    cuts = [i for i in range(1, len(tokens)) if stamps[i] and stamps[i - 1]]
    ends = [*cuts, len(tokens)] if closed or not cuts else cuts
    pieces = [
        _piece(tokens[begin:end], first_timestamp, duration)
        for begin, end in zip([0, *ends], ends, strict=False)
    ]
    return pieces, None if closed or (all(stamps) and not cuts) else pieces[-1].end


def _piece(tokens: Sequence[int], first_timestamp: int, duration: float) -> Piece:
    """Tokens with the timestamps at their ends, or with the window's bounds where they lack some."""

    def time(token: int) -> float | None:
        return (token - first_timestamp) / TIMESTAMPS_A_SECOND if token >= first_timestamp else None

    opening = time(tokens[0]) if tokens else None
    closing = time(tokens[-1]) if tokens else None
    start = 0.0 if opening is None else opening
    return Piece(start, max(start, duration if closing is None else closing), tuple(tokens))
