"""What surrounds Whisper, with a Whisper that hears: sentences one by one, packed and in batches.

The sentences in `golden/sentences` were spoken by four of the small Whisper's voices; its training has
heard none of them (`whisper_training/golden.py` makes them). Bounds leave room for another training.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from packing import alone, packed, read
from whisper_training.words import aligned, plain

from models.whisper import WhisperRecognizer
from transcriber.config import UTTERANCE_PAD_SECONDS
from transcriber.speech.recognizer import RECOGNIZER_RATE
from transcriber.speech.utterance import STEP, Utterance
from transcriber.types import SAMPLE_RATE, Line

MODEL = Path(__file__).parent / "synthetic_whisper"
SENTENCES = Path(__file__).parent / "golden" / "sentences"
PAD = round(UTTERANCE_PAD_SECONDS * RECOGNIZER_RATE)


@dataclass(frozen=True)
class Said:
    """A sentence as a detector would cut it; `starts`: of its words, in seconds from the utterance's
    start, None where the synthesizer does not tell."""

    utterance: Utterance
    language: str
    text: str
    starts: tuple[float | None, ...]


@pytest.fixture(scope="module")
def said() -> list[Said]:
    at, every = 0, []
    for one in json.loads((SENTENCES / "sentences.json").read_text()):
        pcm, rate = sf.read(SENTENCES / one["file"], dtype="float32")
        assert rate == RECOGNIZER_RATE
        utterance = Utterance(one["speaker"], at, np.pad(pcm, PAD))
        starts = tuple(None if start is None else start + UTTERANCE_PAD_SECONDS for start in one["starts"])
        every.append(Said(utterance, one["language"], one["text"], starts))
        at += STEP * len(utterance.pcm) + SAMPLE_RATE
    assert len(every) == 20
    return every


@pytest.fixture(scope="module")
def recognizer() -> Iterator[WhisperRecognizer]:
    opened = WhisperRecognizer(MODEL)
    yield opened
    opened.close()


def sounds(said: Sequence[Said]) -> list[Utterance]:
    return [one.utterance for one in said]


def errors(lines: dict[int, list[Line]], said: Sequence[Said]) -> float:
    """The word error rate of all utterances together."""
    wrong = words = 0
    for one in said:
        read = plain(" ".join(line.text for line in lines.get(one.utterance.start, ())))
        wrong += aligned(plain(one.text), read)[0]
        words += len(plain(one.text))
    return wrong / words


def test_it_hears_sentences_one_by_one(recognizer: WhisperRecognizer, said: list[Said]) -> None:
    assert errors(read(recognizer, alone(sounds(said))), said) <= 0.1


def test_it_hears_them_packed_and_each_is_told_at_its_own_time(
    recognizer: WhisperRecognizer, said: list[Said]
) -> None:
    windows = packed(recognizer, sounds(said))
    assert len(windows) < len(said) / 2
    assert errors(read(recognizer, windows), said) <= 0.15


def test_a_batch_reads_what_is_read_one_by_one(recognizer: WhisperRecognizer, said: list[Said]) -> None:
    single = WhisperRecognizer(MODEL, batch=1)
    try:
        assert read(single, alone(sounds(said))) == read(recognizer, alone(sounds(said)))
        assert read(single, packed(single, sounds(said))) == read(
            recognizer, packed(recognizer, sounds(said))
        )
    finally:
        single.close()


def test_it_tells_languages(recognizer: WhisperRecognizer, said: list[Said]) -> None:
    lines = read(recognizer, alone(sounds(said)))
    told = [line.language == one.language for one in said for line in lines.get(one.utterance.start, ())]
    assert sum(told) >= 0.95 * len(told) > 10


@pytest.mark.parametrize("way", ["alone", "packed"])
def test_words_begin_where_they_are_said(recognizer: WhisperRecognizer, said: list[Said], way: str) -> None:
    """Of the utterances that were read rightly: the first words as well as the others."""
    lines = read(recognizer, alone(sounds(said)) if way == "alone" else packed(recognizer, sounds(said)))
    firsts, others = [], []
    for one in said:
        words = [word for line in lines.get(one.utterance.start, ()) for word in line.words]
        if plain(" ".join(word.text for word in words)) != plain(one.text) or len(words) != len(one.starts):
            continue
        off = [
            abs((word.start - one.utterance.start) / SAMPLE_RATE - start)
            for word, start in zip(words, one.starts, strict=True)
            if start is not None
        ]
        firsts.append(off[0])
        others += off[1:]
    assert len(firsts) >= 10
    assert np.mean(np.array(firsts) <= 0.12) >= 0.9
    assert np.mean(np.array(others) <= 0.12) >= 0.9
