"""PocketSphinx with the English model inside its package: no download, any machine, modest accuracy.

In: requests. Out: at most one phrase each, lower case without punctuation, with word times and
posteriors as confidences. With more than one job, each is a process of its own, since one decoder
keeps one core busy; answers come in order and do not depend on which process gave them.

What a decoder is given was chosen by measuring word errors on LJSpeech, FLEURS, four LibriSpeech
readers and three flite voices (README.md has the table): leveled, with a little padding. The library's
own search settings stayed, since no other helped over all the sets.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from models.order import in_order
from models.workers import HeardFrames, LocalWorker, ProcessWorker, Worker
from transcriber.errors import SettingError, TranscriberError
from transcriber.speech.recognizer import (
    RECOGNIZER_RATE,
    Capabilities,
    Heard,
    HeardWord,
    Phrase,
    Request,
)
from transcriber.types import Floats

WINDOW = 30.0
"""Seconds. It would take more; beyond this a wrong turn costs too much context."""

SHORTEST = RECOGNIZER_RATE // 20
"""Samples: 50 ms. No word is shorter; below, there are too few frames to decode."""

PAD = RECOGNIZER_RATE // 10
PAD_LEVEL = 10 ** (-70 / 20)
"""100 ms of hiss at −70 dBFS on both sides: an utterance that begins with its first sound leaves the
decoder no silence to begin in (LJSpeech 20.5 % → 18.0 % word errors; 200 and 300 ms cost more than
they bring)."""

LEVEL = 10 ** (-20 / 20)
"""The louder half of an utterance is brought to −20 dBFS: 16 bits are too few for a quiet microphone,
and a voice that fills them is misheard too (flite's slt 12.2 % → 10.0 %)."""

QUIETEST = 1e-5
"""Peak (−100 dBFS) below which there is nothing to amplify."""

FRAME_SECONDS = 0.01


class SphinxRecognizer:
    """PocketSphinx in `jobs` processes; with one job, in this process."""

    name = "sphinx:en-us"

    capabilities = Capabilities(
        languages=frozenset({"en"}),
        detects_language=False,
        words=True,
        confidences=True,
        hotwords=False,
        window=WINDOW,
        packs=False,
        invents=False,
    )

    def __init__(self, *, jobs: int = 1) -> None:
        jobs = max(1, jobs)
        self._workers: list[Worker] = [LocalWorker()] if jobs == 1 else [ProcessWorker() for _ in range(jobs)]
        self._idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)
        self._pool: ThreadPoolExecutor | None = ThreadPoolExecutor(jobs, "sphinx")

    def recognize(self, requests: Iterable[Request]) -> Iterator[Heard]:
        """One answer a request, in order. A `KeyboardInterrupt` closes the recognizer.

        Raises `SettingError` for a language other than English, `MissingPart` when PocketSphinx
        cannot be loaded, `TranscriberError` when a worker process dies.
        """
        if self._pool is None:
            raise TranscriberError("This recognizer is closed: open another one.")
        return self._answers(self._pool, requests)

    def close(self) -> None:
        """Ends the worker processes, whatever they do."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.end()
        pool.shutdown()

    def _answers(self, pool: ThreadPoolExecutor, requests: Iterable[Request]) -> Iterator[Heard]:
        try:
            yield from in_order(pool, self._answer, requests, ahead=2 * len(self._workers))
        except KeyboardInterrupt:
            self.close()
            raise

    def _answer(self, request: Request, stop: threading.Event) -> Heard:
        if request.language not in (None, "en"):
            raise SettingError(
                f"PocketSphinx recognizes English only, not {request.language!r}: choose a Whisper model."
            )
        sound = prepare(request.pcm)
        if sound is None or stop.is_set():
            return Heard((), language="en")
        worker = self._idle.get()
        try:
            frames = worker.decode(sound)
        finally:
            self._idle.put(worker)
        return Heard(phrases_of(frames, len(request.pcm) / RECOGNIZER_RATE), language="en")


def prepare(pcm: Floats) -> bytes | None:
    """Sound as the decoder likes it: leveled, padded, int16. None when it is too short or silent."""
    if len(pcm) < SHORTEST or not np.abs(pcm).max() > QUIETEST:
        return None
    frame = RECOGNIZER_RATE // 50
    whole = pcm[: len(pcm) // frame * frame].astype(np.float64)
    energy = np.sort(np.mean(whole.reshape(-1, frame) ** 2, axis=1))
    loud = float(np.sqrt(np.mean(energy[len(energy) // 2 :])))
    gain = min(LEVEL / max(loud, 1e-9), 0.99 / float(np.abs(pcm).max()))
    padded = np.random.default_rng(0).normal(0, PAD_LEVEL, len(pcm) + 2 * PAD)
    padded[PAD:-PAD] = pcm * gain
    return np.rint(np.clip(padded, -1, 1) * 32767).astype("<i2").tobytes()


def phrases_of(frames: list[HeardFrames], duration: float) -> tuple[Phrase, ...]:
    """The decoder's words, whose frames count from the start of the padding, as one phrase."""
    if not frames:
        return ()
    words = tuple(
        HeardWord(_seconds(first, duration), _seconds(last + 1, duration), text, confidence)
        for text, first, last, confidence in frames
    )
    sure = sum(frame[3] for frame in frames) / len(frames)
    return (Phrase(words[0].start, words[-1].end, " ".join(word.text for word in words), words, sure),)


def _seconds(frame: int, duration: float) -> float:
    """The start of a frame in the request's time, kept within it."""
    return min(max(frame * FRAME_SECONDS - PAD / RECOGNIZER_RATE, 0.0), duration)
