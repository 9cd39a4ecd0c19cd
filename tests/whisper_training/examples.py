"""Spoken sentences become what the network learns from: windows of sound with their tokens.

In: samples, a vocabulary, a random source. Out: windows of a given length, in which one voice says
some sentences with pauses, faster or slower, louder or softer, in noise or a room; or in which nobody
speaks. Tokens are in Whisper's format (Radford et al. 2022, section 2.3), with and without timestamps,
with and without a prompt. It never synthesizes.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from transcriber.types import Floats
from whisper_training.corpus import Sample
from whisper_training.sound import RATE, changed_pace, disturbed, noise
from whisper_training.spectrum import Spectrum
from whisper_training.tokens import Tokens

IGNORED: Final = -100
"""Not to be learned: torch's mark."""

SPEECHLESS: Final = 0.07
"""The share of windows in which nobody speaks."""

PROMPTED: Final = 0.25
TIMED: Final = 0.6
PAD: Final = 0.24
GAP: Final = 0.5
"""Seconds around an utterance, and between two that share a window: the transcriber's."""

EDGE: Final = 0.02
"""Seconds at either end of a word where the attention need not look."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A word in a window: its tokens and its time in seconds, NaN where unknown."""

    tokens: list[int]
    start: float
    end: float


@dataclass(slots=True)
class Window:
    """What is said in a window: its sentences with their times, and the sound."""

    language: str
    pcm: Floats
    sentences: list[tuple[float, float, list[Placed]]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    phones: list[tuple[str, float, float]] = field(default_factory=list)
    """Name, start and end in seconds; silence where there is none."""


@dataclass(slots=True)
class Example:
    """One row of a batch. `next_words`: position → (first, last) place of the word that is told there;
    `heard_words`: of the word, or the time, that was read there."""

    spectra: Floats
    place: int
    tokens: list[int]
    targets: list[int]
    letters: list[int]
    next_words: list[tuple[int, int, int]]
    heard_words: list[tuple[int, int, int]]
    phones: list[int]
    """What sounds at each place; IGNORED where unknown."""


class Examples:
    """Makes examples of samples; more samples may be added while it does."""

    def __init__(self, tokens: Tokens, phones: Sequence[str], rng: random.Random) -> None:
        """`phones`: all that are told apart; the first is silence."""
        self._tokens = tokens
        self._phones = {name: number for number, name in enumerate(phones)}
        self._rng = rng
        self._noise = np.random.default_rng(rng.getrandbits(32))
        self._by_voice: dict[str, list[Sample]] = defaultdict(list)
        self._mel = Spectrum()
        self._vocabulary: list[str] = []
        self.harshness = 1.0
        """From 0 to 1: how often voices are disturbed."""

    def add(self, samples: Sequence[Sample]) -> None:
        """More to draw from."""
        for sample in samples:
            self._by_voice[sample.voice].append(sample)
            self._vocabulary += [word.strip(".,?!") for word in sample.text.split()]

    def batch(self, seconds: float, rows: int, *, whole: bool) -> list[Example]:
        """`rows` examples of equal length. `whole`: as Whisper hears, padded to 30 s; else `seconds`."""
        return [self.example(seconds, whole=whole) for _ in range(rows)]

    def example(self, seconds: float, *, whole: bool) -> Example:
        """One example."""
        rng = self._rng
        content = rng.uniform(2.0, 30.0) if whole and rng.random() < 0.6 else (30.0 if whole else seconds)
        window = self._speechless(content) if rng.random() < SPEECHLESS else self._window(content)
        spectra = self._spectra(window, 3000 if whole else round(seconds * 100), whole=whole)
        room = 1500 - spectra.shape[1] // 2
        place = 0 if whole or rng.random() < 0.6 else rng.randint(0, room)
        return self._tokenized(window, spectra, place)

    def _spectra(self, window: Window, frames: int, *, whole: bool) -> Floats:
        pcm = window.pcm
        if whole and self._rng.random() < 0.3:  # silence behind the sound; else padded as faster-whisper does
            pcm = np.pad(pcm, (0, max(0, 30 * RATE - len(pcm))))
        mel: Floats = self._mel(pcm)[:, :frames]
        return np.pad(mel, ((0, 0), (0, frames - mel.shape[1])))

    def _window(self, seconds: float) -> Window:
        """One voice: sentences in one recording, or recordings of one or more sentences that share a
        window as the transcriber packs them."""
        rng = self._rng
        pool = self._by_voice[rng.choice(list(self._by_voice))]
        window = Window(pool[0].language, np.zeros(round(seconds * RATE), np.float32))
        at = rng.uniform(0.0, 0.5) if rng.random() < 0.85 else rng.uniform(0.0, min(3.0, seconds / 2))
        pace, level, begun = rng.uniform(0.94, 1.07), rng.uniform(-30, 0), 0
        packed, several = rng.random() < 0.5, rng.random() < (0.8 if seconds < 12 else 0.95)
        for _ in range(40):
            sample = rng.choice(pool)
            if at + len(sample.pcm) / pace / RATE > seconds - 0.05:
                if rng.random() < 0.1:
                    break
                continue
            at = self._say(window, sample, at, pace)
            if not several:
                break
            if packed and rng.random() < 0.7:
                end = min(round((at + PAD) * RATE), len(window.pcm))
                self._disturb(window.pcm[begun:end], min(0.0, level + rng.uniform(-4, 4)))
                begun = min(end + round(GAP * RATE), len(window.pcm))
                at = begun / RATE + PAD * rng.uniform(0.8, 1.2)
            else:
                at += rng.uniform(0.0, 0.7)
        self._disturb(window.pcm[begun:], level)
        return window

    def _say(self, window: Window, sample: Sample, at: float, pace: float) -> float:
        """Puts a sentence into a window at a time in seconds; gives when it ends."""
        pcm = changed_pace(sample.pcm.astype(np.float32) * np.float32(1 / 32768), pace)
        begin = round(at * RATE)
        window.pcm[begin : begin + len(pcm)] += pcm * self._rng.uniform(0.7, 1.3)
        window.said.append(sample.text)
        begun = at
        for name, end in sample.phones:
            window.phones.append((name, begun, at + end / pace))
            begun = at + end / pace
        window.sentences.append(self._placed(sample, at, pace, len(pcm) / RATE))
        return at + len(pcm) / RATE

    def _disturb(self, pcm: Floats, level: float) -> None:
        if pcm.any():
            disturbed(pcm, self._rng, self._noise, self.harshness, level)

    def _placed(
        self, sample: Sample, at: float, pace: float, length: float
    ) -> tuple[float, float, list[Placed]]:
        starts = [at + start / pace for start in sample.starts]
        ends = [at + end / pace for end in sample.ends]
        words = [Placed(*one) for one in zip(self._tokens.words(sample.text), starts, ends, strict=True)]
        known = [start for start in starts[:1] if not np.isnan(start)]
        last = [end for end in ends[-1:] if not np.isnan(end)]
        return (known or [at])[0], (last or [at + length])[0], words

    def _speechless(self, seconds: float) -> Window:
        pcm = noise(self._rng, self._noise, round(seconds * RATE))
        return Window(self._rng.choice(("en", "de")), pcm)

    def _tokenized(self, window: Window, spectra: Floats, place: int) -> Example:
        tokens, rng = self._tokens, self._rng
        timed = rng.random() < TIMED
        prompt = self._prompt(window) if rng.random() < PROMPTED else []
        line = [*prompt, tokens.special("startoftranscript"), tokens.special(window.language)]
        line.append(tokens.special("transcribe"))
        if not timed:
            line.append(tokens.special("notimestamps"))
        begin = len(line)
        spans: list[tuple[int, int, int]] = []
        heard: list[tuple[int, int, int]] = []
        if timed and not window.sentences:
            line.append(tokens.timestamp(0.0))
        for start, end, words in window.sentences:
            if timed:
                heard.append((len(line), round(start * 50), round(start * 50)))
                line.append(tokens.timestamp(start + place / 50))
            for word in words:
                if not (np.isnan(word.start) or np.isnan(word.end)):
                    first, last = round((word.start + EDGE) * 50), round((word.end - EDGE) * 50)
                    spans += [(len(line) - 1 + i, first, max(first, last)) for i in range(len(word.tokens))]
                line += word.tokens
            if timed:
                heard.append((len(line), round(end * 50), round(end * 50)))
                line.append(tokens.timestamp(end + place / 50))
        line.append(tokens.special("endoftext"))
        targets = line[1:]
        for i in range(len(prompt)):
            targets[i] = IGNORED
        if not window.sentences:
            targets[len(prompt)] = tokens.special("nospeech")
            targets[len(prompt) + 1 : begin - 1] = [IGNORED] * (begin - 2 - len(prompt))
        letters = tokens.letters(" ".join(window.said))
        phones = self._sounding(window, spectra.shape[1] // 2)
        heard += [(position + 1, first, last) for position, first, last in spans]
        return Example(spectra, place, line[:-1], targets, letters, spans, heard, phones)

    def _sounding(self, window: Window, places: int) -> list[int]:
        phones = [0] * places
        for name, start, end in window.phones:
            first, last = round(start * 50), min(round(end * 50), places)
            phones[first:last] = [self._phones.get(name, IGNORED)] * max(0, last - first)
        return phones

    def _prompt(self, window: Window) -> list[int]:
        """Terms to expect, as faster-whisper gives hotwords: some are said, most are not."""
        rng, tokens = self._rng, self._tokens
        terms = [rng.choice(self._vocabulary) for _ in range(rng.randint(1, 6))]
        said = [word for _, _, words in window.sentences for word in words]
        line: list[int] = []
        if said and rng.random() < 0.5:
            line += rng.choice(said).tokens
        for term in terms:
            line += tokens.tokenizer.encode(f" {term},", add_special_tokens=False).ids
        return [tokens.special("startofprev"), *line]
