"""Whisper through faster-whisper: many languages, punctuation, names to listen for.

In: a local directory with a CTranslate2 Whisper, and requests. Out: one `Heard` a request, in order.
Nothing here touches the network: `models.fetch` has put the weights on disk before.

On a CPU each of `jobs` workers computes with one thread (measured: two workers with one thread each
beat one with two), and a Python thread each prepares its sound and aligns its words. On a GPU one
worker computes, and at least two threads prepare what comes next meanwhile.

A request is answered without regard to any other: text of before is not given to the model, so that
one bad window cannot spoil what follows. Where the model is unsure, faster-whisper tries again by
drawing at rising temperatures: such a window alone may read differently another time.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import faster_whisper
import numpy as np

from models.device import choose_compute_type, choose_device
from models.order import in_order
from models.weights import directory_label, missing_files, whisper_name
from transcriber.config import HOTWORD_TERMS, NO_SPEECH, UNSURE_LOGPROB
from transcriber.errors import InputError, MissingPart, SettingError, TranscriberError
from transcriber.speech.recognizer import (
    RECOGNIZER_RATE,
    Capabilities,
    Heard,
    HeardWord,
    Phrase,
    Request,
)

WINDOW = 30.0
"""Seconds that Whisper's encoder sees at once; a shorter input costs the same."""

SHORTEST = RECOGNIZER_RATE * 25 // 1000
"""Samples of one frame of its spectrum: less is no sound at all."""

BEAM = 5
"""Whisper's published accuracy was measured with five beams."""


class WhisperRecognizer:
    """A CTranslate2 Whisper from a local directory.

    `label` is what its name calls it (default: the directory's name and a mark of its weights).
    `english`: it was trained on English alone, whatever its vocabulary says. `device` and
    `compute_type` as in `models.device`. Raises `InputError` for a directory without a readable
    model, `SettingError` for an unsupported compute type, `MissingPart` for a GPU that is not there.
    """

    def __init__(
        self,
        path: Path,
        *,
        label: str | None = None,
        english: bool = False,
        device: str = "auto",
        compute_type: str = "auto",
        jobs: int = 1,
    ) -> None:
        missing = missing_files(path)
        if missing:
            raise InputError(
                f"The folder {path} is no CTranslate2 Whisper model: it lacks {', '.join(missing)}."
            )
        device = choose_device(device)
        compute_type = choose_compute_type(device, compute_type)
        self._label = label or directory_label(path)
        self._name = whisper_name(self._label, compute_type)
        workers = max(1, jobs)
        try:
            self._model: Any = faster_whisper.WhisperModel(
                str(path),
                device=device,
                compute_type=compute_type,
                cpu_threads=1,
                num_workers=workers if device == "cpu" else 1,
                local_files_only=True,
            )
            self._languages = _languages(self._model, english)
        except Exception as error:  # a damaged file fails in any of three libraries
            raise _lacking(error) or InputError(
                f"The Whisper model in {path} cannot be loaded: {error}. Fetch or copy it again."
            ) from error
        self._threads = workers if device == "cpu" else max(2, workers)
        self._pool: ThreadPoolExecutor | None = ThreadPoolExecutor(self._threads, "whisper")

    @property
    def name(self) -> str:
        """Kind, label and compute type."""
        return self._name

    @property
    def capabilities(self) -> Capabilities:
        """What the loaded model can do."""
        return Capabilities(
            languages=self._languages,
            detects_language=len(self._languages) > 1,
            words=True,
            confidences=True,
            hotwords=True,
            window=WINDOW,
            packs=True,
        )

    def recognize(self, requests: Iterable[Request]) -> Iterator[Heard]:
        """One answer a request, in order.

        Raises `SettingError` for a language that the model does not know, `MissingPart` when the
        GPU's libraries turn out to be missing, `TranscriberError` when the model fails otherwise.
        """
        if self._pool is None:
            raise TranscriberError("This recognizer is closed: open another one.")
        return in_order(self._pool, self._answer, requests, ahead=2 * self._threads)

    def close(self) -> None:
        """Waits for what is being computed and frees the model."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
            self._model = None

    def _answer(self, request: Request, stop: threading.Event) -> Heard:
        language = self._language(request.language)
        if len(request.pcm) < SHORTEST:
            return Heard(())
        try:
            segments, about = self._model.transcribe(
                np.ascontiguousarray(request.pcm, dtype=np.float32),
                language=language,
                beam_size=BEAM,
                word_timestamps=True,
                condition_on_previous_text=False,
                vad_filter=False,
                hotwords=", ".join(request.hotwords[:HOTWORD_TERMS]) or None,
            )
            heard = []
            for segment in segments:
                if stop.is_set():
                    break
                heard.append(segment)
        except RuntimeError as error:
            raise _lacking(error) or TranscriberError(
                f"Whisper failed while recognizing ({error}): try another compute type."
            ) from error
        detected = language is None
        return Heard(
            phrases_of(heard, len(request.pcm) / RECOGNIZER_RATE),
            language=str(about.language),
            language_confidence=float(about.language_probability) if detected else None,
        )

    def _language(self, asked: str | None) -> str | None:
        """The language to be told to the model; None lets it detect."""
        if asked is None:
            return "en" if self._languages == {"en"} else None
        code = asked.lower()
        if code not in self._languages:
            knows = "English only" if self._languages == {"en"} else ", ".join(sorted(self._languages))
            raise SettingError(
                f"The model {self._label} does not know the language {asked!r}: it knows {knows}."
            )
        return code


def phrases_of(segments: Iterable[Any], duration: float) -> tuple[Phrase, ...]:
    """Segments of faster-whisper as phrases within a sound of `duration` seconds.

    Drops what the model itself holds for silence while being unsure of the words, what has no text,
    and what would begin after the sound has ended. Words keep their order: none begins before
    the one before it, none ends before it begins or after the sound.
    """
    phrases = []
    for segment in segments:
        text = segment.text.strip()
        words = _words(segment.words or (), duration)
        invented = segment.no_speech_prob > NO_SPEECH and segment.avg_logprob < UNSURE_LOGPROB
        if not text or invented or (not words and segment.start >= duration):
            continue
        start = words[0].start if words else _within(segment.start, 0.0, duration)
        end = words[-1].end if words else _within(segment.end, start, duration)
        confidence = min(1.0, math.exp(segment.avg_logprob))
        phrases.append(Phrase(start, end, text, words, confidence))
    return tuple(sorted(phrases, key=lambda phrase: phrase.start))


def _words(words: Iterable[Any], duration: float) -> tuple[HeardWord, ...]:
    placed = []
    floor = 0.0
    for word in words:
        text = word.word.strip()
        if not text:
            continue
        floor = _within(word.start, floor, duration)
        end = _within(word.end, floor, duration)
        placed.append(HeardWord(floor, end, text, _within(word.probability, 0.0, 1.0)))
    return tuple(placed)


def _within(value: float, low: float, high: float) -> float:
    return float(min(max(value, low), high))


def _languages(model: Any, english: bool) -> frozenset[str]:
    """The codes that have a token in this model: its makers' list is longer than an older model's."""
    if english or not model.model.is_multilingual:
        return frozenset({"en"})
    known = model.hf_tokenizer.token_to_id
    return frozenset(code for code in model.supported_languages if known(f"<|{code}|>") is not None)


def _lacking(error: Exception) -> TranscriberError | None:
    """The sentence for a machine that lacks something; None for any other failure of the engine."""
    said = str(error)
    if "not found" in said and "lib" in said:
        return MissingPart(
            f"Whisper cannot compute on the GPU ({said}): install the CUDA libraries with `pip install "
            "nvidia-cublas-cu12 nvidia-cudnn-cu12`, or choose the device cpu."
        )
    if "out of memory" in said:
        return MissingPart(
            f"The memory does not hold this Whisper model ({said}): choose a smaller one, or fewer jobs."
        )
    return None
