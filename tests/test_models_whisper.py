"""Whisper's real loading and decoding code on a tiny scripted model; and what is made of its segments.

The tiny model says its sentence whatever it hears: nothing here is about accuracy.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tiny_whisper import make_tiny_whisper

from models.whisper import WhisperRecognizer, phrases_of
from transcriber.config import HOTWORD_TERMS
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


def test_hotwords_reach_the_prompt_and_are_capped(tiny: WhisperRecognizer) -> None:
    """The tiny model's sentence loses its beginning, a word for each token of prompt."""
    assert hear(tiny, hotwords=("ab",)).phrases[0].text != SENTENCE
    told: list[str | None] = []

    class Listening:
        def transcribe(self, pcm: Floats, **options: Any) -> tuple[list[Any], Any]:
            told.append(options["hotwords"])
            return [], SimpleNamespace(language="en", language_probability=1.0)

    real, tiny._model = tiny._model, Listening()
    try:
        hear(tiny, hotwords=tuple(f"term{i}" for i in range(HOTWORD_TERMS + 5)))
        hear(tiny)
    finally:
        tiny._model = real
    assert told[0] is not None
    assert told[0].split(", ") == [f"term{i}" for i in range(HOTWORD_TERMS)]
    assert told[1] is None


def test_answers_come_in_order_from_several_workers(tiny: WhisperRecognizer) -> None:
    lengths = [3.0, 0.5, 2.0, 1.0, 0.4, 2.5]
    answers = list(tiny.recognize(Request(hiss(length)) for length in lengths))
    for length, heard in zip(lengths, answers, strict=True):
        assert all(word.end <= length for phrase in heard.phrases for word in phrase.words)
    assert answers == [hear(tiny, pcm=hiss(length)) for length in lengths]


def test_less_sound_than_a_frame_of_the_spectrum_is_not_given_to_the_model(folder: Path) -> None:
    recognizer = WhisperRecognizer(folder, device="cpu")
    recognizer._model = None
    for samples in (0, 1, 399):
        assert hear(recognizer, pcm=np.zeros(samples, dtype=np.float32)).phrases == ()
    recognizer.close()


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
    folder: Path, said: str, kind: type[Exception], sentence: str
) -> None:
    class Failing:
        def transcribe(self, pcm: Floats, **options: Any) -> Any:
            raise RuntimeError(said)

    recognizer = WhisperRecognizer(folder, device="cpu")
    recognizer._model = Failing()
    with pytest.raises(kind, match=sentence):
        hear(recognizer)
    recognizer.close()


def test_gpu_libraries_that_are_missing_at_loading_are_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(*args: Any, **options: Any) -> Any:
        raise RuntimeError("Library libcudnn_ops.so.9 is not found or cannot be loaded")

    monkeypatch.setattr("faster_whisper.WhisperModel", load)
    with pytest.raises(MissingPart, match=r"cannot compute on the GPU .*or choose the device cpu\."):
        WhisperRecognizer(folder, device="cpu")


# --- segments become phrases ----------------------------------------------------------------------


def word(start: float, end: float, text: str, probability: float = 0.5) -> Any:
    return SimpleNamespace(start=start, end=end, word=text, probability=probability)


def segment(start: float, end: float, text: str, words: Any = None, **scores: float) -> Any:
    scores = {"avg_logprob": -0.1, "no_speech_prob": 0.0, **scores}
    return SimpleNamespace(start=start, end=end, text=text, words=words, **scores)


def test_texts_are_stripped_and_confidences_are_probabilities() -> None:
    (phrase,) = phrases_of([segment(0, 1, " Yes. ", [word(0.1, 0.4, " Yes. ", 0.75)])], 2.0)
    assert (phrase.text, phrase.words[0].text, phrase.words[0].confidence) == ("Yes.", "Yes.", 0.75)
    assert phrase.confidence == pytest.approx(np.exp(-0.1))
    assert (phrase.start, phrase.end) == (0.1, 0.4)


@pytest.mark.parametrize(
    ("no_speech", "logprob", "kept"),
    [(0.61, -1.01, False), (0.59, -1.5, True), (0.99, -0.99, True), (0.0, -3.0, True)],
)
def test_the_gate_needs_both_silence_and_doubt(no_speech: float, logprob: float, kept: bool) -> None:
    said = segment(0, 1, "Yes.", no_speech_prob=no_speech, avg_logprob=logprob)
    assert bool(phrases_of([said], 2.0)) is kept


def test_words_stay_in_order_and_within_the_sound() -> None:
    words = [
        word(-0.1, 0.2, "a"),
        word(0.5, 0.3, "b"),
        word(0.4, 1.0, "c"),
        word(1.9, 7.0, "d"),
        word(5, 6, "e"),
    ]
    (phrase,) = phrases_of([segment(0, 7, "a b c d e", words)], 2.0)
    times = [(w.start, w.end) for w in phrase.words]
    assert times == [(0.0, 0.2), (0.5, 0.5), (0.5, 1.0), (1.9, 2.0), (2.0, 2.0)]
    assert (phrase.start, phrase.end) == (0.0, 2.0)


def test_a_phrase_without_words_keeps_its_own_times_within_the_sound() -> None:
    (phrase,) = phrases_of([segment(0.5, 9.0, "Yes.", None)], 2.0)
    assert (phrase.start, phrase.end, phrase.words) == (0.5, 2.0, ())


def test_what_would_begin_after_the_sound_has_ended_is_dropped() -> None:
    assert phrases_of([segment(2.0, 3.0, "Thanks for watching.", [])], 2.0) == ()


@pytest.mark.parametrize("text", ["", "  "])
def test_nothing_said_is_no_phrase(text: str) -> None:
    assert phrases_of([segment(0, 1, text)], 2.0) == ()


def test_phrases_are_in_order_of_start() -> None:
    phrases = phrases_of([segment(1.0, 1.5, "two"), segment(0.2, 0.9, "one")], 2.0)
    assert [phrase.text for phrase in phrases] == ["one", "two"]
