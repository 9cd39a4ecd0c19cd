"""Whisper on many short utterances: one by one, packed, packed and in batches, and in short windows.

First a model as large as OpenAI's `base`, with scripted words: how much faster. Then a model that hears:
eight synthesized speakers say BENCH_UTTERANCES utterances (400; the ratios are those of 2000) of about 3 s
to the Whisper in BENCH_WHISPER (a folder; tests/synthetic_whisper). Time is the processor's, of all
threads: on a machine that does other things besides, it says what a quiet one would take. Texts are
compared utterance by utterance with those of reading one by one; word starts with what the
synthesizers say.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from figure import Figure

sys.path.insert(0, str(Path(__file__).parents[1]))

import packing
from tiny_whisper import BASE, make_tiny_whisper
from whisper_training.sentences import held_out, sentences
from whisper_training.voices import VOICES, Spoken, Voice, speak
from whisper_training.words import aligned, plain

from models.whisper import WhisperRecognizer
from transcriber.config import CPU_BATCH, UTTERANCE_PAD_SECONDS
from transcriber.errors import TranscriberError
from transcriber.speech.recognizer import RECOGNIZER_RATE, Request
from transcriber.speech.utterance import STEP, Utterance
from transcriber.types import SAMPLE_RATE, Line, Samples

MODEL = Path(__file__).parents[1] / "synthetic_whisper"
DISTINCT = 160
"""Sentences that are synthesized; more utterances are the same sentences again, in other company."""

PAD = round(UTTERANCE_PAD_SECONDS * RECOGNIZER_RATE)
BREAK: Samples = SAMPLE_RATE

TURN = 8
"""As many utterances of 3 s, and the silences between them, as fill a window."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says, and the utterance that a detector makes of it."""

    spoken: Spoken
    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a way of reading took, in seconds of the processor, and what it read of each utterance."""

    seconds: float
    lines: dict[Samples, list[Line]]

    def text(self, said: Said) -> list[str]:
        """What was read of an utterance, in plain words."""
        return plain(" ".join(line.text for line in self.lines.get(said.utterance.start, ())))


def measure() -> Iterator[Figure]:
    """The figures; without a model that hears, or voices, only those of speed."""
    yield from _full_size()
    folder = Path(os.environ.get("BENCH_WHISPER", MODEL))
    if not folder.exists():
        yield Figure(f"batching: no Whisper in {folder.name}, texts not compared", 0, "")
        return
    try:
        said = list(conversation(int(os.environ.get("BENCH_UTTERANCES", "400"))))
    except OSError:
        yield Figure("batching: needs flite and espeak-ng, texts not compared", 0, "")
        return
    yield from _compared(folder, said)


def _full_size() -> Iterator[Figure]:
    """A Whisper as large as `base`, which says 8 words to each utterance whatever it hears."""
    with tempfile.TemporaryDirectory() as folder:
        short = make_tiny_whisper(Path(folder) / "8", sentence=_words(8), end=3.0, size=BASE, steady=True)
        long = make_tiny_whisper(
            Path(folder) / "64", sentence=_words(8 * TURN), end=29.0, size=BASE, steady=True
        )
        utterances, windows = [3.0] * CPU_BATCH, [29.0] * CPU_BATCH
        single = spent(short, utterances, batch=1)
        yield Figure("Whisper base, one by one: an utterance of 3 s", single / CPU_BATCH * 1000, "ms CPU")
        packed = spent(long, windows, batch=1) / TURN
        yield Figure("  packed", single / packed, "x faster")
        both = spent(long, windows, batch=CPU_BATCH) / TURN
        yield Figure(f"  packed, in batches of {CPU_BATCH}", single / both, "x faster", 4.0, at_least=True)
        cut = spent(short, utterances, batch=CPU_BATCH, short=True)
        yield Figure("  short windows, in batches", single / cut, "x faster")


def _words(count: int) -> str:
    """No two alike, nor any that look like a loop."""
    chance = random.Random(0)
    return " ".join("".join(chance.choices("aeioulmnrst", k=6)) for _ in range(count))


def spent(folder: Path, lengths: Sequence[float], *, batch: int, short: bool = False) -> float:
    """Seconds of the processor that requests of these lengths, in seconds, take."""
    noise = np.random.default_rng(0)
    requests = [
        Request(noise.normal(0, 0.1, int(RECOGNIZER_RATE * length)).astype(np.float32), "en")
        for length in lengths
    ]
    recognizer = WhisperRecognizer(folder, device="cpu", batch=batch, short_windows=short)
    with closing(recognizer):
        list(recognizer.recognize(requests[:1]))
        begin = time.process_time()
        list(recognizer.recognize(requests))
        return time.process_time() - begin


def _compared(folder: Path, said: Sequence[Said]) -> Iterator[Figure]:
    """With a Whisper that hears."""
    single = read(folder, said, packed=False, batch=1)
    yield Figure("our Whisper, one by one: an utterance of 3 s", single.seconds / len(said) * 1000, "ms CPU")
    yield from _accuracy(single, said)
    for name, outcome in (
        ("packed", read(folder, said, packed=True, batch=1)),
        (f"packed, in batches of {CPU_BATCH}", read(folder, said, packed=True, batch=CPU_BATCH)),
        ("short windows, in batches", read(folder, said, packed=False, batch=CPU_BATCH, short=True)),
    ):
        yield Figure(f"  {name}", single.seconds / outcome.seconds, "x faster")
        other = sum(outcome.text(one) != single.text(one) for one in said)
        yield Figure("    utterances with another text", other / len(said) * 100, "%")
        apart = sum(aligned(single.text(one), outcome.text(one))[0] for one in said)
        words = sum(len(single.text(one)) for one in said)
        yield Figure("    words that differ", apart / words * 100, "%", remark=f"{apart} of {words}")
        yield from _accuracy(outcome, said)


def _accuracy(outcome: Outcome, said: Sequence[Said]) -> Iterator[Figure]:
    errors = sum(aligned(plain(one.spoken.text), outcome.text(one))[0] for one in said)
    words = sum(len(plain(one.spoken.text)) for one in said)
    off = sorted(abs(gap) for one in said for gap in _gaps(outcome, one))
    yield Figure("    word errors", errors / words * 100, "%")
    if off:
        yield Figure(
            "    word starts off, median", off[len(off) // 2] * 1000, "ms", remark=f"{len(off)} words"
        )


def _gaps(outcome: Outcome, one: Said) -> Iterator[float]:
    """How far word starts are from the truth, in seconds, in utterances that were read without an error."""
    heard = [word for line in outcome.lines.get(one.utterance.start, ()) for word in line.words]
    truth = one.spoken.starts
    if outcome.text(one) == plain(one.spoken.text) and len(heard) == len(truth):
        for word, start in zip(heard, truth, strict=True):
            if not np.isnan(start):
                yield (word.start - one.utterance.start) / SAMPLE_RATE - start - UTTERANCE_PAD_SECONDS


def conversation(count: int) -> Iterator[Said]:
    """Utterances of about 3 s, a second between them; each of eight speakers has the floor for TURN."""
    voices = [voice for voice in VOICES if voice.language == "en"][:8]
    known = [list(_sentences(voice, DISTINCT // len(voices))) for voice in voices]
    chance = random.Random(3)
    at = 0
    for number in range(count):
        spoken = chance.choice(known[number // TURN % len(voices)])
        pcm = np.pad(spoken.pcm, (PAD, PAD)).astype(np.float32)
        pcm += np.random.default_rng(number).normal(0, 1e-4, len(pcm)).astype(np.float32)
        utterance = Utterance(spoken.voice.name, at, pcm)
        yield Said(spoken, utterance)
        at += STEP * len(pcm) + BREAK


def _sentences(voice: Voice, count: int) -> Iterator[Spoken]:
    """Sentences that no training has heard, of 2.2 to 3 s."""
    for text in sentences(voice.language, random.Random(voice.name)):
        if not held_out(text):
            continue
        spoken = speak(text, voice)
        if 2.2 <= len(spoken.pcm) / RECOGNIZER_RATE <= 3.0:
            yield spoken
            count -= 1
            if not count:
                return


def read(folder: Path, said: Sequence[Said], *, packed: bool, batch: int, short: bool = False) -> Outcome:
    """Reads everything; loading is not counted."""
    jobs = os.cpu_count() or 1
    recognizer = WhisperRecognizer(folder, device="cpu", jobs=jobs, batch=batch, short_windows=short)
    with closing(recognizer):
        utterances = [one.utterance for one in said]
        windows = packing.packed(recognizer, utterances) if packed else packing.alone(utterances)
        begin = time.process_time()
        lines = packing.read(recognizer, windows)
        return Outcome(time.process_time() - begin, lines)


if __name__ == "__main__":
    try:
        for figure in measure():
            print(figure.row(), flush=True)
    except TranscriberError as error:
        sys.exit(str(error))
