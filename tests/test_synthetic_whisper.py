"""The small Whisper that lies here: faster-whisper loads it as it is, and it hears.

Its voices are synthetic, and so is what it hears in these tests; how well it hears is measured by
`whisper_training/measure.py`, and told by its card.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from faster_whisper import WhisperModel
from noises import NOISES
from whisper_training.words import plain

from models.whisper import WhisperRecognizer
from transcriber.speech.recognizer import RECOGNIZER_RATE, Request
from transcriber.types import Floats

MODEL = Path(__file__).parent / "synthetic_whisper"
WORDS = Path(__file__).parent / "golden" / "words"
LARGEST = 8_000_000


@pytest.fixture(scope="module")
def recognizer() -> Iterator[WhisperRecognizer]:
    opened = WhisperRecognizer(MODEL)
    yield opened
    opened.close()


def sound(path: Path) -> Floats:
    """A golden recording with a little silence around it."""
    pcm, rate = sf.read(path, dtype="float32")
    assert rate == RECOGNIZER_RATE
    return np.pad(pcm, RECOGNIZER_RATE // 5)


def test_it_is_small_and_says_what_it_is() -> None:
    assert sum(path.stat().st_size for path in MODEL.iterdir()) <= LARGEST
    card = (MODEL / "README.md").read_text()
    assert "synthetic voices only, made for tests" in card


def test_faster_whisper_loads_it_unmodified_with_its_languages() -> None:
    model = WhisperModel(str(MODEL), device="cpu", compute_type="int8", cpu_threads=1)
    assert model.model.is_multilingual
    assert model.model.num_languages == 2


def test_it_hears_the_words_that_people_answer_with(recognizer: WhisperRecognizer) -> None:
    """By all six voices, two of which it was not trained on. Rightly heard: nearly all."""
    paths = sorted(WORDS.glob("*.opus"))
    answers = list(recognizer.recognize(Request(sound(path), "en") for path in paths))
    right = 0
    for path, heard in zip(paths, answers, strict=True):
        said = "thank you" if "thank" in path.stem else path.stem.rsplit("_", 1)[1]
        right += plain(" ".join(phrase.text for phrase in heard.phrases)) == said.split()
    assert len(paths) == 24
    assert right >= 21


def test_it_tells_english(recognizer: WhisperRecognizer) -> None:
    answers = list(recognizer.recognize(Request(sound(path)) for path in sorted(WORDS.glob("slt_*.opus"))))
    assert [heard.language for heard in answers] == ["en"] * 4


def test_it_times_words_within_the_sound(recognizer: WhisperRecognizer) -> None:
    pcm = sound(WORDS / "slt_thank_you.opus")
    [heard] = recognizer.recognize([Request(pcm, "en")])
    words = [word for phrase in heard.phrases for word in phrase.words]
    assert plain(" ".join(word.text for word in words)) == ["thank", "you"]
    assert (
        0
        <= words[0].start
        < words[0].end
        <= words[1].start + 0.05
        < words[1].end
        <= len(pcm) / RECOGNIZER_RATE
    )


def test_it_hears_nothing_in_noises(recognizer: WhisperRecognizer) -> None:
    """By itself, without a detector before it or cleaning behind it."""
    answers = list(recognizer.recognize(Request(noise(6.0, 3), "en") for noise in NOISES.values()))
    quiet = [heard.phrases == () for heard in answers]
    assert sum(quiet) >= 0.9 * len(NOISES)
