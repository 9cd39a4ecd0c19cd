"""Fakes behind the speech protocols: a detector that believes in loudness, a recognizer that counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from transcriber.errors import TranscriberError
from transcriber.speech.detector import DETECTOR_FRAME, DetectorSession
from transcriber.speech.recognizer import RECOGNIZER_RATE, Capabilities, Heard, HeardWord, Phrase, Request
from transcriber.types import Floats


@dataclass
class LoudnessSession:
    """`sure` for every frame whose level is above the threshold, else 0."""

    threshold: float
    sure: float = 1.0
    rest: Floats = field(default_factory=lambda: np.zeros(0, dtype=np.float32))

    def push(self, pcm: Floats) -> Floats:
        sound = np.concatenate((self.rest, pcm))
        whole = len(sound) // DETECTOR_FRAME * DETECTOR_FRAME
        self.rest = sound[whole:]
        frames = sound[:whole].reshape(-1, DETECTOR_FRAME)
        loud: Floats = (np.sqrt((frames**2).mean(axis=1)) > self.threshold).astype(np.float32)
        return np.asarray(loud * self.sure, dtype=np.float32)

    def finish(self) -> Floats:
        left = len(self.rest)
        return self.push(np.zeros(DETECTOR_FRAME - left, dtype=np.float32)) if left else self.rest


@dataclass
class LoudnessDetector:
    """What is loud is speech."""

    threshold: float = 0.01
    name: str = "loudness"
    sure: float = 1.0

    def start(self) -> DetectorSession:
        return LoudnessSession(self.threshold, self.sure)


@dataclass
class CountingRecognizer:
    """Says `one`, `two` … for every half second of sound, and remembers what it was asked.

    `fails_at`: the request (from 0) at which it gives up, as a broken model would.
    """

    packs: bool = False
    window: float = 30.0
    fails_at: int | None = None
    interrupted_at: int | None = None
    name: str = "counting"
    asked: list[Request] = field(default_factory=list)
    closed: bool = False

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            languages=frozenset({"en"}),
            detects_language=False,
            words=True,
            confidences=True,
            hotwords=True,
            window=self.window,
            packs=self.packs,
        )

    def recognize(self, requests: Iterable[Request]) -> Iterator[Heard]:
        for request in requests:
            if self.fails_at == len(self.asked):
                raise TranscriberError("The counting recognizer lost count.")
            if self.interrupted_at == len(self.asked):
                raise KeyboardInterrupt
            self.asked.append(request)
            yield self.answer(request)

    def answer(self, request: Request) -> Heard:
        seconds = len(request.pcm) / RECOGNIZER_RATE
        words = tuple(
            HeardWord(at / 2, min(at / 2 + 0.5, seconds), NUMBERS[at % len(NUMBERS)], 0.5)
            for at in range(max(1, int(seconds * 2)))
        )
        text = " ".join(word.text for word in words)
        return Heard((Phrase(0.0, seconds, text, words, 0.5),), "en")

    def close(self) -> None:
        self.closed = True


@dataclass
class PolyglotRecognizer(CountingRecognizer):
    """Detects by length: what lasts for two seconds is surely in `language`, what is shorter is guessed
    to be Dutch; and says `LANGUAGE LENGTH`, in the language that it is told, or that it detected."""

    language: str = "de"
    name: str = "polyglot"

    @property
    def capabilities(self) -> Capabilities:
        known = frozenset({"en", "de", "nl"})
        return replace(super().capabilities, languages=known, detects_language=True)

    def answer(self, request: Request) -> Heard:
        seconds = len(request.pcm) / RECOGNIZER_RATE
        sure = seconds >= 2.0
        language = request.language or (self.language if sure else "nl")
        words = (
            HeardWord(0.0, seconds / 2, language, 0.9),
            HeardWord(seconds / 2, seconds, f"{seconds:.2f}"),
        )
        phrase = Phrase(0.0, seconds, " ".join(word.text for word in words), words)
        confidence = None if request.language else 0.95 if sure else 0.4
        return Heard((phrase,), language, confidence)


NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
