"""A request on its way through Whisper's network.

In: a request and its spectrum. Out: window after window of the spectrum, and a `Reading` once it is
through. It holds what is known so far and never computes anything with a model. Frames are of 0.01 s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from models.whisper_reading import Piece, Reading, Segment, TimedWord
from transcriber.config import SHORT_MARGIN_SECONDS, SHORT_STEP_SECONDS, UTTERANCE_PAD_SECONDS
from transcriber.speech.recognizer import Request
from transcriber.types import Floats

FRAME_SECONDS = 0.01

FRAMES = 3000
"""What the encoder was trained to see at once: 30 s."""

REST_FRAMES = round(UTTERANCE_PAD_SECONDS / FRAME_SECONDS)
"""What is left of a sound when the model is through is read on unless it is shorter than this: an
utterance's padding, in which nothing is said."""


@dataclass(frozen=True, slots=True)
class Written:
    """What the model wrote for a window: tokens, the mean of their logarithmic probabilities (that of
    the end included), and how probable it is that nobody spoke."""

    tokens: Sequence[int]
    logprob: float
    no_speech: float


@dataclass(slots=True)
class Row:
    """`window` frames are seen by the encoder at once; `at` is the first of those that are read next;
    `encoded` is what the network made of the windows from each frame that was read from, and may be
    shared by rows of the same request. `language` is empty while it is not known."""

    request: Request
    spectrum: Floats
    window: int = FRAMES
    language: str = ""
    confidence: float | None = None
    at: int = 0
    encoded: dict[int, Any] = field(default_factory=dict)
    spoken_until: float = 0.0
    segments: list[Segment] = field(default_factory=list)
    logprob: float = 0.0
    tokens: int = 0
    no_speech: float = 1.0

    @property
    def over(self) -> bool:
        """Whether everything was read."""
        return self._left <= (REST_FRAMES if self.at else 0)

    @property
    def sound(self) -> int:
        """How many frames of sound are in the window that is read next."""
        return min(self.window, self._left)

    @property
    def offset(self) -> float:
        """Where that window begins, in seconds."""
        return self.at * FRAME_SECONDS

    @property
    def _left(self) -> int:
        return int(self.spectrum.shape[-1]) - 1 - self.at  # one frame is the padding of the extractor

    def seen(self) -> Floats:
        """The window that is read next, as the encoder wants it: what is behind the sound is 0."""
        padded: Floats = np.zeros((len(self.spectrum), self.window), dtype=np.float32)
        padded[:, : self.sound] = self.spectrum[:, self.at : self.at + self.sound]
        return padded

    def take(
        self,
        written: Written,
        timed: Sequence[tuple[Piece, str, tuple[TimedWord, ...]]],
        rest: float | None,
    ) -> None:
        """Adds what was read in the window, and goes on behind it, or `rest` seconds from its start.

        `timed`: pieces with their text and their words in seconds from the request's start."""
        self.logprob += written.logprob * (len(written.tokens) + 1)
        self.tokens += len(written.tokens) + 1
        self.no_speech = min(self.no_speech, written.no_speech)
        self.segments += [
            Segment(
                self.offset + piece.start,
                self.offset + piece.end,
                text,
                words,
                written.logprob,
                written.no_speech,
            )
            for piece, text, words in timed
        ]
        spoken = [words[-1].end for _, _, words in timed if words]
        self.spoken_until = max([self.spoken_until, *spoken])
        behind = self.at + self.sound
        if rest is not None:
            on = round((spoken[-1] if spoken else self.offset + rest) / FRAME_SECONDS)
            behind = min(on, behind) if on > self.at else behind
        self.at = behind

    def reading(self) -> Reading:
        """What was read."""
        logprob = self.logprob / self.tokens if self.tokens else 0.0
        return Reading(tuple(self.segments), self.language, self.confidence, logprob, self.no_speech)


def short_window(samples: int, rate: int) -> int:
    """Frames of the shortest window for a sound of so many samples: with silence behind it, in steps, so
    that sounds of about the same length can share a batch."""
    seconds = samples / rate + SHORT_MARGIN_SECONDS
    step = round(SHORT_STEP_SECONDS / FRAME_SECONDS)
    steps = -(-seconds // SHORT_STEP_SECONDS)
    return min(FRAMES, int(steps) * step)
