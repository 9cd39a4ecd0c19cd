"""ONNX models: with a stand-in for onnx-asr's interface, and with the package itself where it is there."""

from __future__ import annotations

import math
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tiny_onnx import make_tiny_onnx

from models.onnx import OnnxRecognizer, phrases_of
from models.onnx_source import OnnxSource, onnx_source
from transcriber.errors import InputError, MissingPart, SettingError, TranscriberError
from transcriber.speech.recognizer import Heard, Request


@dataclass
class Result:
    """onnx-asr's TimestampedResult."""

    text: str
    timestamps: list[float] | None = None
    tokens: list[str] | None = None
    logprobs: list[float] | None = None


class ModelNotSupportedError(ValueError):
    """By the name of the package's own."""


@dataclass
class FakePackage:
    """What of `onnx_asr` is used: load_model, Manager.create_asr, with_timestamps, recognize."""

    answer: Any = field(default_factory=lambda: Result("hello", [0.1], [" hello"], [-0.1]))
    fault: Exception | None = None
    loaded: list[tuple[Any, ...]] = field(default_factory=list)
    heard: list[tuple[int, dict[str, Any]]] = field(default_factory=list)

    def load_model(self, model: str, path: Path | None = None, **options: Any) -> FakePackage:
        self.loaded.append(("load_model", model, path, options["quantization"], options["providers"]))
        if self.fault is not None:
            raise self.fault
        return self

    def Manager(self, options: Any, providers: Any) -> FakePackage:
        assert options.intra_op_num_threads == 1
        return self

    def create_asr(self, model: str, **options: Any) -> FakePackage:
        self.loaded.append(("create_asr", model, options))
        if self.fault is not None:
            raise self.fault
        return self

    def with_timestamps(self) -> FakePackage:
        return self

    def recognize(self, pcm: Any, *, sample_rate: int, **options: Any) -> Any:
        assert (pcm.dtype, sample_rate) == (np.float32, 16_000)
        self.heard.append((len(pcm), options))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer(pcm) if callable(self.answer) else self.answer


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> FakePackage:
    fake = FakePackage()
    monkeypatch.setitem(sys.modules, "onnx_asr", fake)
    monkeypatch.setitem(sys.modules, "onnx_asr.loader", fake)
    return fake


PARAKEET = onnx_source("nemo-parakeet-tdt-0.6b-v3", "int8")


def sound(seconds: float = 1.0, language: str | None = None) -> Request:
    return Request(np.zeros(int(seconds * 16_000), dtype=np.float32), language)


def hear(source: OnnxSource, *requests: Request, **options: Any) -> list[Heard]:
    recognizer = OnnxRecognizer(source, **options)
    try:
        return list(recognizer.recognize(requests))
    finally:
        recognizer.close()


def test_tokens_become_timed_words_spelled_as_the_text() -> None:
    result = Result(
        "Hello, world. Is it?",
        [0.08, 0.24, 0.32, 0.8, 0.96, 1.04, 1.2, 1.28, 1.36],
        [" Hel", "lo", ",", " world", " .", " Is", " ", "it", "?"],
        [-0.1, -0.3, -0.2, -0.1, -0.1, -0.1, -0.1, -0.1, -0.1],
    )
    (phrase,) = phrases_of(result, 2.0)
    assert [word.text for word in phrase.words] == ["Hello,", "world.", "Is", "it?"]
    assert [word.start for word in phrase.words] == [0.08, 0.8, 1.04, 1.28]
    assert [word.end for word in phrase.words] == pytest.approx([0.4, 1.04, 1.12, 1.44])
    assert phrase.words[0].confidence == pytest.approx(math.exp(-0.2))
    assert (phrase.start, phrase.end) == (0.08, phrase.words[-1].end)


@pytest.mark.parametrize(
    "result",
    [
        Result("hello world"),
        Result("hello world", None, [" hello", " world"], [-0.1, -0.1]),
        Result("hello world", [0.1], [" hello", " world"], None),
        Result("hello world", [0.1, 0.2], [" hello", " there"], [-0.1, math.nan]),
    ],
)
def test_what_cannot_be_timed_is_a_phrase_as_long_as_the_sound(result: Result) -> None:
    (phrase,) = phrases_of(result, 2.0)
    assert (phrase.start, phrase.end, phrase.text, phrase.words) == (0.0, 2.0, "hello world", ())


def test_no_text_is_no_phrase() -> None:
    assert phrases_of(Result(" ", [], [], []), 1.0) == ()


def test_no_word_leaves_the_sound_or_overtakes_another() -> None:
    (phrase,) = phrases_of(Result("a b c", [0.9, 0.5, 7.0], [" a", " b", " c"], None), 1.0)
    times = [(word.start, word.end) for word in phrase.words]
    assert times == [(0.9, 0.9), (0.9, 0.9), (1.0, 1.0)]
    assert all(word.confidence is None for word in phrase.words)


def test_a_named_model_is_loaded_with_its_quantization(package: FakePackage) -> None:
    (heard,) = hear(PARAKEET, sound(), device="cpu")
    assert heard.phrases[0].text == "hello"
    assert package.loaded == [
        ("load_model", "nemo-parakeet-tdt-0.6b-v3", None, "int8", ["CPUExecutionProvider"])
    ]


def test_offline_nothing_is_fetched(package: FakePackage) -> None:
    hear(PARAKEET, sound(), offline=True)
    assert package.loaded == [
        ("create_asr", "nemo-parakeet-tdt-0.6b-v3", {"quantization": "int8", "offline": True})
    ]


def test_a_folder_is_loaded_as_what_it_says(package: FakePackage, tmp_path: Path) -> None:
    hear(onnx_source(str(make_tiny_onnx(tmp_path))), sound(), offline=True)
    assert package.loaded == [("load_model", "nemo-conformer-ctc", tmp_path, None, None)]


def test_capabilities_tell_what_is_known_of_the_model(package: FakePackage) -> None:
    english, canary = (
        OnnxRecognizer(onnx_source(name)) for name in ("nemo-parakeet-ctc-0.6b", "nemo-canary-1b-v2")
    )
    assert english.capabilities.languages == frozenset({"en"})
    assert not english.capabilities.detects_language
    assert (canary.capabilities.words, canary.capabilities.detects_language) == (False, False)
    assert english.name == "onnx:nemo-parakeet-ctc-0.6b"
    english.close()
    canary.close()


def test_the_language_is_told_when_it_is_known(package: FakePackage) -> None:
    heard = hear(PARAKEET, sound(language="DE"), sound())
    assert [options for _, options in package.heard] == [{"language": "de"}, {}]
    assert [answer.language for answer in heard] == ["de", None]
    (english,) = hear(onnx_source("nemo-parakeet-tdt-0.6b-v2"), sound())
    assert english.language == "en"


def test_a_language_that_is_not_known_is_told(package: FakePackage) -> None:
    with pytest.raises(SettingError, match=r"does not know the language 'ja': it knows bg, cs"):
        hear(PARAKEET, sound(language="ja"))
    package.answer = KeyError("<|ja|>")
    with pytest.raises(SettingError, match=r"whisper-base does not know the language 'ja'\."):
        hear(onnx_source("whisper-base"), sound(language="ja"))


def test_canary_must_be_told_what_is_spoken(package: FakePackage) -> None:
    with pytest.raises(SettingError, match="must be told what is spoken: add --language"):
        hear(onnx_source("nemo-canary-1b-v2"), sound())
    assert package.heard == []


def test_answers_come_in_order_from_threads_that_share_the_model(package: FakePackage) -> None:
    together = threading.Barrier(3)

    def crosswise(pcm: Any) -> Result:
        together.wait(10)
        return Result(str(len(pcm)))

    package.answer = crosswise
    requests = [sound(1 + i / 10) for i in range(3)]
    heard = hear(PARAKEET, *requests, jobs=3)
    assert [h.phrases[0].text for h in heard] == [str(len(r.pcm)) for r in requests]
    assert len(package.loaded) == 1


def test_too_short_a_sound_is_not_asked_about(package: FakePackage) -> None:
    assert hear(PARAKEET, sound(0.09)) == [Heard(())]
    assert package.heard == []


def test_a_failing_model_is_one_sentence(package: FakePackage) -> None:
    package.answer = RuntimeError("[ONNXRuntimeError] : 6\nmany lines")
    with pytest.raises(
        TranscriberError, match=r"failed while recognizing \(RuntimeError\): try --device cpu"
    ):
        hear(PARAKEET, sound())


def test_a_closed_recognizer_says_so_and_closes_twice(package: FakePackage) -> None:
    recognizer = OnnxRecognizer(PARAKEET)
    recognizer.close()
    recognizer.close()
    with pytest.raises(TranscriberError, match="is closed"):
        recognizer.recognize([])


@pytest.mark.parametrize(
    ("fault", "error", "match"),
    [
        (
            ModelNotSupportedError("no"),
            SettingError,
            r"onnx-asr has no model called 'nemo-parakeet-tdt-0\.6b-v3'",
        ),
        (
            OSError("no network\nat all"),
            MissingPart,
            r"cannot be loaded or fetched \(OSError: no network\): copy",
        ),
        (ImportError(), MissingPart, r"\(ImportError: no reason given\)"),
    ],
)
def test_what_cannot_be_loaded_is_told(
    package: FakePackage, fault: Exception, error: type[Exception], match: str
) -> None:
    package.fault = fault
    with pytest.raises(error, match=match):
        OnnxRecognizer(PARAKEET)


def test_a_damaged_folder_is_told(package: FakePackage, tmp_path: Path) -> None:
    package.fault = ValueError("bad protobuf")
    with pytest.raises(InputError, match=r"cannot be loaded \(ValueError: bad protobuf\): copy it again"):
        OnnxRecognizer(onnx_source(str(make_tiny_onnx(tmp_path))))


def test_a_missing_package_is_told_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx_asr", None)
    with pytest.raises(MissingPart, match=r'install it with `pip install "onnx-asr\[hub\]"`'):
        OnnxRecognizer(PARAKEET)


def test_a_gpu_that_is_not_there_is_told(package: FakePackage, monkeypatch: pytest.MonkeyPatch) -> None:
    onnxruntime = SimpleNamespace(SessionOptions=SimpleNamespace, get_available_providers=lambda: ["CPU"])
    monkeypatch.setitem(sys.modules, "onnxruntime", onnxruntime)
    with pytest.raises(MissingPart, match="cannot compute on a GPU here: install `onnxruntime-gpu`"):
        OnnxRecognizer(PARAKEET, device="cuda")
    with pytest.raises(SettingError, match="no device called 'tpu': choose one of auto, cpu, cuda"):
        OnnxRecognizer(PARAKEET, device="tpu")


def test_the_package_itself_loads_and_recognizes_with_a_tiny_model(tmp_path: Path) -> None:
    pytest.importorskip("onnx_asr")
    (heard,) = hear(onnx_source(str(make_tiny_onnx(tmp_path))), sound())
    (phrase,) = heard.phrases
    assert phrase.text == "hello world."
    assert [(w.text, round(w.start, 2), round(w.end, 2)) for w in phrase.words] == [
        ("hello", 0.08, 0.32),
        ("world.", 0.48, 0.8),
    ]
    assert phrase.confidence == pytest.approx(math.exp(-0.1875), abs=0.01)


def test_the_package_itself_refuses_as_it_is_told_here(tmp_path: Path) -> None:
    pytest.importorskip("onnx_asr")
    with pytest.raises(SettingError, match="has no model called 'parakeet'"):
        OnnxRecognizer(onnx_source("parakeet"))
    with pytest.raises(InputError, match="cannot be loaded"):
        OnnxRecognizer(onnx_source(str(make_tiny_onnx(tmp_path)), "int8"))
