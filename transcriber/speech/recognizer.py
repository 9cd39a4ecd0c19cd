"""The Recognizer protocol: what speech recognition is to the rest of the project.

In: requests (16 kHz mono PCM of one speaker). Out: phrases with words, times in seconds from the
start of the request's PCM. A recognizer never knows speakers, sessions or session time; `models`
implements this protocol, and nothing in `transcriber` imports an implementation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from transcriber.types import Floats, Tried

RECOGNIZER_RATE = 16_000
"""Samples per second of everything that a recognizer or detector hears."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a recognizer can do; the rest of the pipeline asks this, never the class."""

    languages: frozenset[str] | None
    """ISO 639-1 codes that it recognizes; None when any code of its vocabulary may be asked for."""
    detects_language: bool
    words: bool
    """Gives word times."""
    confidences: bool
    """Gives a confidence a word."""
    hotwords: bool
    """Can be told names and terms to expect."""
    window: float
    """The longest input in seconds that it takes at once."""
    packs: bool
    """Costs the same for a short input as for a full window, so that utterances should be packed."""
    invents: bool = True
    """Writes by a language model, which has stock phrases for where nothing is said. One that searches the
    sound for words has none: out of noise it makes any word."""
    drafts: bool = True
    """May be asked about speech that goes on, again and again; not where every request is sent away."""


@dataclass(frozen=True, slots=True)
class Request:
    """One stretch of one speaker's speech, at most `Capabilities.window` seconds.

    `pcm`: float32 mono at 16 kHz, full scale ±1, shape (n,).
    `language`: ISO 639-1, or None to let the recognizer detect it (or use its only one).
    `hotwords`: names and terms to expect; ignored by a recognizer without that capability.
    `languages`: where `language` is None, the only ones that detection has to choose among, the likeliest
    first; empty when it may be any. A recognizer that cannot restrict its detection ignores them.
    """

    pcm: Floats
    language: str | None = None
    hotwords: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word with start and end in seconds from the request's start; confidence 0 to 1 or None."""

    start: float
    end: float
    text: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of recognized text; `words` is empty when the recognizer gives no word times."""

    start: float
    end: float
    text: str
    words: tuple[HeardWord, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """The answer to one request: phrases in order of start, none where nothing was understood."""

    phrases: tuple[Phrase, ...]
    language: str | None = None
    language_confidence: float | None = None
    tried: tuple[Tried, ...] = ()
    """What the recognizer read, in the order of trying, where it doubted its first reading."""


class Recognizer(Protocol):
    """Speech to phrases. An instance owns its model and its workers until `close`."""

    @property
    def name(self) -> str:
        """What is written into transcripts and resume files: kind and model (`whisper:small`).

        Two recognizers of the same name give the same text for the same request."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What it can do; does not change while it lives."""
        ...

    def recognize(self, requests: Iterable[Request]) -> Iterator[Heard]:
        """One answer a request, in order, as soon as it is there; works on several at a time.

        Requests are taken lazily, only a few ahead of the answers, so that memory stays flat. May be
        called anew between two answers: whoever asks then is served first, or at least in time.
        Raises a `TranscriberError` for what ends the work; closing the iterator early is fine.
        """
        ...

    def close(self) -> None:
        """Ends workers and frees the model. Calling it twice is fine."""
        ...
