"""Whisper through faster-whisper: many languages, punctuation, names to listen for.

In: a local directory with a CTranslate2 Whisper, and requests. Out: one `Heard` a request, in order.
Nothing here touches the network: `models.fetch` has put the weights on disk before.

Requests are answered in batches (`batches`, `whisper_engine`). On a CPU each of `jobs` workers computes
with one thread and a small batch (measured: two workers with one thread each beat one with two). On a GPU
one worker computes batches as large as its memory holds, and another thread prepares the next meanwhile.
A request is answered without regard to any other, whatever else is in its batch. What should not be
believed is read again by itself (`whisper_rescue`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import faster_whisper

from models.batches import Batches, OutOfMemory, Wanted
from models.device import choose_compute_type, choose_device, free_gpu_bytes
from models.weights import directory_label, missing_files, whisper_name
from models.whisper_engine import WhisperEngine
from models.whisper_onset import after_silence
from models.whisper_phrases import phrases_of
from models.whisper_reading import Reading
from models.whisper_rescue import faults, rescued
from models.whisper_squeezed import unsqueezed
from transcriber.config import CPU_BATCH, GPU_BATCH, GPU_ROW_SHARE
from transcriber.errors import InputError, MissingPart, SettingError, TranscriberError
from transcriber.speech.recognizer import RECOGNIZER_RATE, Capabilities, Heard, Request

WINDOW = 30.0
"""Seconds that Whisper's encoder sees at once; a shorter input costs the same, unless windows are short."""

SHORTEST = RECOGNIZER_RATE * 25 // 1000
"""Samples of one frame of its spectrum: less is no sound at all."""


class WhisperRecognizer:
    """A CTranslate2 Whisper from a local directory.

    `label` is what its name calls it (default: the directory's name and a mark of its weights).
    `english`: it was trained on English alone, whatever its vocabulary says. `device` and
    `compute_type` as in `models.device`. `batch`: requests computed at once by a worker; None: what
    suits the device. `short_windows`: see `WhisperEngine`. Raises `InputError` for a directory without a
    readable model, `SettingError` for an unsupported compute type, `MissingPart` for a GPU that is not
    there.
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
        batch: int | None = None,
        short_windows: bool = False,
    ) -> None:
        missing = missing_files(path)
        if missing:
            raise InputError(
                f"The folder {path} is no CTranslate2 Whisper model: it lacks {', '.join(missing)}."
            )
        device = choose_device(device)
        compute_type = choose_compute_type(device, compute_type)
        self._label = label or directory_label(path)
        self._name = whisper_name(self._label, compute_type, short_windows)
        self._packs = not short_windows
        lanes = max(1, jobs) if device == "cpu" else 1
        try:
            model = _loaded(path, device, compute_type, lanes)
            self._languages = _languages(model, english)
            self._engine = WhisperEngine(model, self._languages, short=short_windows)
        except Exception as error:  # a damaged file fails in any of three libraries
            raise _lacking(error) or InputError(
                f"The Whisper model in {path} cannot be loaded: {error}. Fetch or copy it again."
            ) from error
        self._batches: Batches | None = Batches(
            self._answers,
            self._kind,
            workers=lanes if device == "cpu" else 2,
            lanes=lanes,
            size=batch or (CPU_BATCH if device == "cpu" else gpu_batch(path)),
        )

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
            packs=self._packs,
        )

    def recognize(self, requests: Iterable[Request]) -> Iterator[Heard]:
        """One answer a request, in order.

        Raises `SettingError` for a language that the model does not know, `MissingPart` when the
        GPU's libraries turn out to be missing, `TranscriberError` when the model fails otherwise.
        """
        if self._batches is None:
            raise TranscriberError("This recognizer is closed: open another one.")
        return self._batches.answers(map(self._told, requests))

    def close(self) -> None:
        """Waits for what is being computed and frees the model."""
        if self._batches is not None:
            self._batches.close()
            self._batches = None
            del self._engine

    def _told(self, request: Request) -> Request:
        """The request with its language as the model writes it."""
        return replace(request, language=self._language(request.language))

    def _kind(self, request: Request) -> object:
        """Too short requests are of any kind: nothing is computed for them."""
        return None if len(request.pcm) < SHORTEST else self._engine.kind(request)

    def _answers(self, requests: Sequence[Request], wanted: Wanted) -> Iterator[tuple[int, Heard]]:
        """What is believed at once first; what is doubted one by one."""
        if len(requests[0].pcm) < SHORTEST:  # then all of this kind are
            yield from ((place, Heard(())) for place in range(len(requests)))
            return
        try:
            readings = self._engine.read(requests, wanted)
            doubted = [bool(faults(*pair)) for pair in zip(requests, readings, strict=True)]
            for place in sorted(range(len(requests)), key=doubted.__getitem__):
                if not wanted():
                    return
                yield place, self._heard(requests[place], readings[place], wanted)
        except (RuntimeError, MemoryError) as error:
            raise _lacking(error) or TranscriberError(
                f"Whisper failed while recognizing ({error}): try another compute type."
            ) from error

    def _heard(self, request: Request, first: Reading, wanted: Wanted) -> Heard:
        def again(plain: Request, temperatures: Sequence[float]) -> Iterator[Reading]:
            return self._engine.read_again(plain, temperatures, wanted)

        reading, tried = rescued(request, first, again)
        duration = len(request.pcm) / RECOGNIZER_RATE
        segments = after_silence(unsqueezed(reading.segments, duration), request.pcm)
        phrases = phrases_of(segments, duration)
        return Heard(phrases, reading.language, reading.language_confidence, tried)

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


def _loaded(path: Path, device: str, compute_type: str, workers: int) -> Any:
    return faster_whisper.WhisperModel(
        str(path),
        device=device,
        compute_type=compute_type,
        cpu_threads=1,
        num_workers=workers,
        local_files_only=True,
    )


def gpu_batch(path: Path) -> int:
    """How many rows fit into what the loaded model has left of the GPU's memory; a guess that is
    halved when it turns out wrong."""
    free = free_gpu_bytes()
    if free is None:
        return GPU_BATCH
    row = GPU_ROW_SHARE * (path / "model.bin").stat().st_size
    return max(1, min(GPU_BATCH, int(free / row)))


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
    if isinstance(error, MemoryError) or "out of memory" in said:
        return OutOfMemory(
            f"The memory does not hold this Whisper model ({said or 'no more of it'}): choose a smaller one, "
            "or fewer jobs."
        )
    return None
