"""Parakeet, Canary, GigaAM, Vosk and others as ONNX models, through the package `onnx-asr` (an extra).

In: a source and requests. Out: at most one phrase a request, with word times and confidences where the
model times its tokens. A named model that is not on this machine is fetched by onnx-asr, unless that is
off; recognizing touches no network. `jobs` threads share one model, each computing with one thread.
"""

from __future__ import annotations

import importlib
import math
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from models.onnx_source import OnnxSource
from models.order import in_order
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
"""Seconds. Most would take more, at a memory that grows with the square."""

SHORTEST = RECOGNIZER_RATE // 10
"""Samples: 100 ms, one frame behind the encoder; of less nothing is left."""

TOKEN_SECONDS = 0.08
"""A token's length: one frame of a FastConformer, which tells where a token begins only."""


class OnnxRecognizer:
    """A model that onnx-asr loads. `device`: auto (what onnxruntime offers), cpu or cuda.

    Raises `MissingPart` when the package, the weights or a GPU are not there, `SettingError` for a model
    or a device that is not known, `InputError` for files that cannot be loaded.
    """

    def __init__(
        self, source: OnnxSource, *, device: str = "auto", jobs: int = 1, offline: bool = False
    ) -> None:
        self._source = source
        self._jobs = max(1, jobs)
        self._model: Any = _load(source, device, offline)
        self._pool: ThreadPoolExecutor | None = ThreadPoolExecutor(self._jobs, "onnx")

    @property
    def name(self) -> str:
        """The model's name or folder, and the quantization."""
        return self._source.name

    @property
    def capabilities(self) -> Capabilities:
        """What is known of the model."""
        languages = self._source.languages
        return Capabilities(
            languages=languages,
            detects_language=not self._source.must_be_told and (languages is None or len(languages) > 1),
            words=not self._source.must_be_told and "whisper" not in self._source.model,
            confidences=True,
            hotwords=False,
            window=WINDOW,
            packs=False,
            invents="whisper" in self._source.model,
        )

    def recognize(self, requests: Iterable[Request]) -> Iterator[Heard]:
        """One answer a request, in order.

        Raises `SettingError` for a language that the model does not know, or that it must be told and was
        not; `TranscriberError` when the model fails otherwise.
        """
        if self._pool is None:
            raise TranscriberError("This recognizer is closed: open another one.")
        return in_order(self._pool, self._answer, requests, ahead=2 * self._jobs)

    def close(self) -> None:
        """Waits for what is being computed and frees the model."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
            self._model = None

    def _answer(self, request: Request, stop: threading.Event) -> Heard:
        language = self._language(request.language)
        if len(request.pcm) < SHORTEST or stop.is_set():
            return Heard((), language)
        options = {"language": language} if language else {}
        try:
            result = self._model.recognize(
                np.ascontiguousarray(request.pcm, dtype=np.float32), sample_rate=RECOGNIZER_RATE, **options
            )
        except KeyError:
            raise SettingError(f"{self.name} does not know the language {language!r}.") from None
        except Exception as error:  # whatever onnxruntime raises
            raise TranscriberError(
                f"{self.name} failed while recognizing ({type(error).__name__}): try --device cpu, or other "
                "weights."
            ) from error
        return Heard(phrases_of(result, len(request.pcm) / RECOGNIZER_RATE), language)

    def _language(self, asked: str | None) -> str | None:
        known = self._source.languages
        if asked is None:
            if self._source.must_be_told:
                raise SettingError(f"{self.name} must be told what is spoken: add --language.")
            return next(iter(known)) if known and len(known) == 1 else None
        if known is not None and asked.lower() not in known:
            raise SettingError(
                f"{self.name} does not know the language {asked!r}: it knows {', '.join(sorted(known))}."
            )
        return asked.lower()


def phrases_of(result: Any, duration: float) -> tuple[Phrase, ...]:
    """onnx-asr's TimestampedResult (text; tokens, the seconds they begin at, and log-probabilities, each
    where the model gives them) as one phrase within a sound of `duration` seconds, or none."""
    text = result.text.strip()
    if not text:
        return ()
    logprobs = list(result.logprobs or ())
    sure = _confidence(logprobs)
    words = tuple(_words(text, list(result.tokens or ()), list(result.timestamps or ()), logprobs, duration))
    if not words:
        return (Phrase(0.0, duration, text, (), sure),)
    return (Phrase(words[0].start, words[-1].end, text, words, sure),)


def _words(
    text: str, tokens: list[str], starts: list[float], logprobs: list[float], duration: float
) -> Iterator[HeardWord]:
    """The words of the text, timed by the tokens that spell them; none where they spell something else."""
    spelled = [
        (letter, number) for number, token in enumerate(tokens) for letter in token if not letter.isspace()
    ]
    words = text.split()
    if len(starts) != len(tokens) or "".join(words) != "".join(letter for letter, _ in spelled):
        return
    at, floor = 0, 0.0
    for word in words:
        first, last = spelled[at][1], spelled[at + len(word) - 1][1]
        at += len(word)
        floor = min(max(starts[first], floor), duration)
        end = min(max(starts[last] + TOKEN_SECONDS, floor), duration)
        if last + 1 < len(starts):
            end = max(floor, min(end, starts[last + 1]))
        sure = _confidence(logprobs[first : last + 1]) if len(logprobs) == len(tokens) else None
        yield HeardWord(floor, end, word, sure)


def _confidence(logprobs: list[float]) -> float | None:
    """The mean probability, as a geometric mean."""
    if not logprobs or not all(math.isfinite(value) for value in logprobs):
        return None
    return min(1.0, math.exp(sum(logprobs) / len(logprobs)))


def _load(source: OnnxSource, device: str, offline: bool) -> Any:
    """The model, giving results with timestamps."""
    try:
        onnxruntime = importlib.import_module("onnxruntime")
        package = importlib.import_module("onnx_asr")
    except ImportError as error:
        raise MissingPart(
            f"ONNX models need a Python package that is missing ({error}): install it with `pip install "
            '"onnx-asr[hub]"`.'
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    providers = _providers(device, onnxruntime.get_available_providers())
    try:
        if offline and source.path is None:
            loader = importlib.import_module("onnx_asr.loader").Manager(options, providers)
            model = loader.create_asr(source.model, quantization=source.quantization, offline=True)
        else:
            model = package.load_model(
                source.model,
                source.path,
                quantization=source.quantization,
                sess_options=options,
                providers=providers,
            )
        return model.with_timestamps()
    except Exception as error:  # a missing or damaged file fails in any of three libraries
        raise _unloaded(source, error, offline) from error


def _providers(device: str, offered: list[str]) -> list[str] | None:
    """onnxruntime's names for where to compute; None for its own choice."""
    if device == "auto":
        return None
    if device == "cpu":
        return ["CPUExecutionProvider"]
    if device != "cuda":
        raise SettingError(f"There is no device called {device!r}: choose one of auto, cpu, cuda.")
    if "CUDAExecutionProvider" not in offered:
        raise MissingPart(
            "onnxruntime cannot compute on a GPU here: install `onnxruntime-gpu` in its place, or choose the "
            "device cpu."
        )
    return ["CUDAExecutionProvider", "CPUExecutionProvider"]


def _unloaded(source: OnnxSource, error: Exception, offline: bool) -> TranscriberError:
    what = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no reason given'}"
    if source.path is not None:
        return InputError(
            f"The ONNX model in {source.path} cannot be loaded ({what}): copy it again, or name its files' "
            "suffix with --compute-type."
        )
    if type(error).__name__ == "ModelNotSupportedError":
        return SettingError(
            f"onnx-asr has no model called {source.model!r}: give one like nemo-parakeet-tdt-0.6b-v3, or a "
            "folder."
        )
    why = "is not on this machine, and fetching is off" if offline else "cannot be loaded or fetched"
    return MissingPart(
        f"The model {source.model} {why} ({what}): copy a folder with it here and give `--model onnx:DIR`."
    )
