"""Whisper's real loading and decoding code on a tiny scripted model; and what is made of its readings.

The tiny model says its sentence whatever it hears: nothing here is about accuracy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny_whisper import make_tiny_whisper

from models.batches import Wanted
from models.whisper import WhisperRecognizer, gpu_batch
from models.whisper_reading import Reading, Segment, TimedWord
from transcriber.config import GPU_BATCH
from transcriber.errors import InputError, MissingPart, SettingError, TranscriberError
from transcriber.speech.recognizer import Heard, Recognizer, Request
from transcriber.types import Floats

SENTENCE = "Hello there, all of you."


def hiss(seconds: float) -> Floats:
    noise: Floats = np.random.default_rng(0).normal(0, 0.1, int(seconds * 16_000)).astype(np.float32)
    return noise


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_whisper(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def english_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_whisper(tmp_path_factory.mktemp("models") / "tiny.en", languages=())


@pytest.fixture(scope="module")
def tiny(folder: Path) -> Iterator[WhisperRecognizer]:
    recognizer = WhisperRecognizer(folder, label="tiny", device="cpu", jobs=2)
    yield recognizer
    recognizer.close()


@pytest.fixture(scope="module")
def english(english_folder: Path) -> Iterator[WhisperRecognizer]:
    recognizer = WhisperRecognizer(english_folder, label="tiny.en", device="cpu")
    yield recognizer
    recognizer.close()


def hear(recognizer: Recognizer, **request: Any) -> Heard:
    (heard,) = recognizer.recognize([Request(**{"pcm": hiss(3.0), **request})])
    return heard


def test_a_model_is_loaded_and_heard(tiny: WhisperRecognizer) -> None:
    heard = hear(tiny)
    (phrase,) = heard.phrases
    assert phrase.text == SENTENCE
    assert [word.text for word in phrase.words] == SENTENCE.split()
    assert 0 <= phrase.start == phrase.words[0].start < phrase.end == phrase.words[-1].end <= 3.0
    assert phrase.confidence == pytest.approx(1.0)
    assert all(word.confidence is not None and 0 <= word.confidence <= 1 for word in phrase.words)
    for value in (phrase.start, phrase.end, phrase.words[0].start, phrase.words[0].confidence):
        assert type(value) is float  # numpy's do not go into JSON


def test_its_name_says_model_and_compute_type(tiny: WhisperRecognizer, folder: Path) -> None:
    assert tiny.name == "whisper:tiny:int8"
    exact = WhisperRecognizer(folder, device="cpu", compute_type="float32")
    assert exact.name.startswith("whisper:tiny@")
    assert exact.name.endswith(":float32")
    assert hear(exact).phrases[0].text == SENTENCE
    exact.close()


def test_a_multilingual_model_detects_its_languages(tiny: WhisperRecognizer, tmp_path: Path) -> None:
    assert tiny.capabilities.languages == frozenset({"en", "de", "fr"})
    assert tiny.capabilities.detects_language
    assert tiny.capabilities.packs
    assert tiny.capabilities.window == 30.0
    heard = hear(tiny)
    assert heard.language == "en"
    assert heard.language_confidence == pytest.approx(1.0)
    german = WhisperRecognizer(make_tiny_whisper(tmp_path / "m", detects="de"), device="cpu")
    assert hear(german).language == "de"
    german.close()


def test_a_language_that_was_asked_for_is_not_detected(tiny: WhisperRecognizer) -> None:
    heard = hear(tiny, language="fr")
    assert (heard.language, heard.language_confidence) == ("fr", None)
    assert hear(tiny, language="FR").language == "fr"


@pytest.mark.parametrize("code", ["ja", "klingon"])
def test_a_language_that_the_model_does_not_know_is_told(tiny: WhisperRecognizer, code: str) -> None:
    with pytest.raises(SettingError, match=rf"model tiny does not know .* '{code}': it knows de, en, fr\."):
        hear(tiny, language=code)


def test_an_english_only_model_hears_english_only(english: WhisperRecognizer) -> None:
    assert english.capabilities.languages == frozenset({"en"})
    assert not english.capabilities.detects_language
    for language in (None, "en"):
        heard = hear(english, language=language)
        assert heard.phrases[0].text == SENTENCE
        assert (heard.language, heard.language_confidence) == ("en", None)
    with pytest.raises(SettingError, match=r"does not know the language 'de': it knows English only\."):
        hear(english, language="de")


def test_a_model_that_was_trained_on_english_alone_is_never_asked_which_language(folder: Path) -> None:
    """`distil-` models have the tokens of all languages and know one."""
    recognizer = WhisperRecognizer(folder, english=True, device="cpu")
    assert recognizer.capabilities.languages == frozenset({"en"})
    assert hear(recognizer).language_confidence is None
    recognizer.close()


def test_hotwords_reach_the_prompt(tiny: WhisperRecognizer) -> None:
    """The tiny model's sentence loses its beginning, a word for each token of prompt."""
    assert hear(tiny, hotwords=("ab",)).phrases[0].text != SENTENCE


class Engine:
    """In place of the real one: `read` and what is read again are scripted."""

    def __init__(self, read: Callable[[Sequence[Request]], list[Reading]], *again: Reading) -> None:
        self.sizes: list[int] = []
        self._read = read
        self._again = again

    def kind(self, request: Request) -> str:
        return "any"

    def read(self, requests: Sequence[Request], wanted: Wanted) -> list[Reading]:
        self.sizes.append(len(requests))
        return self._read(requests)

    def read_again(
        self, request: Request, temperatures: Iterable[float], wanted: Wanted
    ) -> Iterator[Reading]:
        return iter(self._again)


def reading(text: str, logprob: float = -0.1) -> Reading:
    words = (TimedWord(0.1, 0.9, text, 0.5),)
    return Reading((Segment(0.0, 1.0, text, words, logprob, 0.0),), "en", 0.7, logprob, 0.0)


@pytest.fixture
def scripted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Engine], WhisperRecognizer]]:
    """A recognizer around a scripted engine, four requests at a time, however busy the machine."""
    monkeypatch.setattr("models.batches.GATHER_SECONDS", 20.0)
    recognizer = WhisperRecognizer(folder, device="cpu", batch=4)

    def around(engine: Engine) -> WhisperRecognizer:
        recognizer._engine = engine  # type: ignore[assignment]  # a fake: all that is asked of one
        return recognizer

    yield around
    recognizer.close()


def test_requests_share_batches(scripted: Callable[[Engine], WhisperRecognizer]) -> None:
    engine = Engine(lambda requests: [reading("Yes.") for _ in requests])
    answers = list(scripted(engine).recognize(Request(hiss(1.0)) for _ in range(4)))
    assert engine.sizes == [4]
    assert [(heard.phrases[0].text, heard.language, heard.language_confidence) for heard in answers] == [
        ("Yes.", "en", 0.7)
    ] * 4
    assert all(heard.tried == () for heard in answers)


def test_what_is_doubted_is_read_again_and_everything_tried_is_told(
    scripted: Callable[[Engine], WhisperRecognizer],
) -> None:
    loop = "and so on we go " * 12
    engine = Engine(
        lambda requests: [
            reading(loop) if len(request.pcm) > 16_000 else reading("Yes.") for request in requests
        ],
        reading("And so on we go.", -0.5),
    )
    long, short = scripted(engine).recognize([Request(hiss(2.0)), Request(hiss(1.0))])
    assert [phrase.text for phrase in long.phrases] == ["And so on we go."]
    assert [(one.way, one.text, one.taken) for one in long.tried] == [
        ("in a batch", loop.strip(), False),
        ("drawn at 0.2", "And so on we go.", True),
    ]
    assert short.tried == ()


def test_a_batch_that_memory_does_not_hold_is_halved(
    scripted: Callable[[Engine], WhisperRecognizer],
) -> None:
    def read(requests: Sequence[Request]) -> list[Reading]:
        if len(requests) > 1:
            raise RuntimeError("CUDA failed with error out of memory")
        return [reading(f"{len(request.pcm)}") for request in requests]

    engine = Engine(read)
    answers = list(scripted(engine).recognize(Request(hiss(seconds)) for seconds in (1.0, 2.0, 3.0, 4.0)))
    assert engine.sizes == [4, 2, 1, 1, 1, 1]
    assert [heard.phrases[0].text for heard in answers] == ["16000", "32000", "48000", "64000"]


def test_answers_come_in_order_from_several_workers(tiny: WhisperRecognizer) -> None:
    lengths = [3.0, 0.5, 2.0, 1.0, 0.4, 2.5]
    answers = list(tiny.recognize(Request(hiss(length)) for length in lengths))
    for length, heard in zip(lengths, answers, strict=True):
        assert all(word.end <= length for phrase in heard.phrases for word in phrase.words)
    assert answers == [hear(tiny, pcm=hiss(length)) for length in lengths]


@pytest.mark.parametrize(
    ("free", "rows"),
    [(None, GPU_BATCH), (80 << 30, GPU_BATCH), (4_000_000_000, 10), (300_000_000, 1), (0, 1)],
)
def test_a_gpus_batch_is_as_large_as_its_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int | None, rows: int
) -> None:
    """Weights of 1 GB, of which a row needs 0.4."""
    monkeypatch.setattr("models.whisper.free_gpu_bytes", lambda: free)
    with (tmp_path / "model.bin").open("wb") as file:
        file.truncate(1_000_000_000)
    assert gpu_batch(tmp_path) == rows


def test_less_sound_than_a_frame_of_the_spectrum_is_not_given_to_the_model(
    scripted: Callable[[Engine], WhisperRecognizer],
) -> None:
    engine = Engine(lambda requests: [reading("Yes.") for _ in requests])
    lengths = (0, 1, 399, 400, 0)
    answers = scripted(engine).recognize([Request(hiss(1.0)[:length]) for length in lengths])
    assert [len(heard.phrases) for heard in answers] == [0, 0, 0, 1, 0]
    assert engine.sizes == [1]


def test_what_the_model_holds_for_silence_and_is_unsure_of_is_dropped(tmp_path: Path) -> None:
    folder = make_tiny_whisper(tmp_path / "m", no_speech=True, sure=False)
    recognizer = WhisperRecognizer(folder, device="cpu")
    assert hear(recognizer).phrases == ()
    recognizer.close()


@pytest.mark.parametrize("lost", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
def test_a_directory_without_a_file_is_told_with_its_name(tmp_path: Path, lost: str) -> None:
    folder = make_tiny_whisper(tmp_path / "m")
    (folder / lost).unlink()
    with pytest.raises(InputError, match=rf"is no CTranslate2 Whisper model: it lacks {lost}"):
        WhisperRecognizer(folder, device="cpu")


@pytest.mark.parametrize("length", [0, 10, 5000])
def test_a_damaged_model_is_told(tmp_path: Path, length: int) -> None:
    folder = make_tiny_whisper(tmp_path / "m")
    (folder / "model.bin").write_bytes((folder / "model.bin").read_bytes()[:length])
    with pytest.raises(InputError, match=r"cannot be loaded: .*\. Fetch or copy it again\."):
        WhisperRecognizer(folder, device="cpu")


def test_a_compute_type_that_the_machine_lacks_is_told(folder: Path) -> None:
    with pytest.raises(SettingError, match=r"'float16' is not supported on cpu .*int8"):
        WhisperRecognizer(folder, device="cpu", compute_type="float16")


def test_a_closed_recognizer_says_so_and_closing_twice_is_fine(folder: Path) -> None:
    recognizer = WhisperRecognizer(folder, device="cpu")
    recognizer.close()
    recognizer.close()
    with pytest.raises(TranscriberError, match="This recognizer is closed"):
        recognizer.recognize([])


@pytest.mark.parametrize(
    ("said", "kind", "sentence"),
    [
        (
            "Library libcublas.so.12 is not found or cannot be loaded",
            MissingPart,
            "pip install nvidia-cublas",
        ),
        ("CUDA failed with error out of memory", MissingPart, "choose a smaller one, or fewer jobs"),
        ("the unexpected", TranscriberError, r"failed while recognizing \(the unexpected\)"),
    ],
)
def test_what_fails_in_the_engine_is_told(
    scripted: Callable[[Engine], WhisperRecognizer], said: str, kind: type[Exception], sentence: str
) -> None:
    def fail(_: Sequence[Request]) -> list[Reading]:
        raise RuntimeError(said)

    with pytest.raises(kind, match=sentence):
        hear(scripted(Engine(fail)))


def test_memory_that_cannot_be_had_at_all_is_told(scripted: Callable[[Engine], WhisperRecognizer]) -> None:
    def fail(_: Sequence[Request]) -> list[Reading]:
        raise MemoryError

    with pytest.raises(MissingPart, match=r"does not hold this Whisper model \(no more of it\)"):
        hear(scripted(Engine(fail)))


def test_gpu_libraries_that_are_missing_at_loading_are_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(*args: Any, **options: Any) -> Any:
        raise RuntimeError("Library libcudnn_ops.so.9 is not found or cannot be loaded")

    monkeypatch.setattr("faster_whisper.WhisperModel", load)
    with pytest.raises(MissingPart, match=r"cannot compute on the GPU .*or choose the device cpu\."):
        WhisperRecognizer(folder, device="cpu")
