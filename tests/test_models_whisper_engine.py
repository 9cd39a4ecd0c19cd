"""Batches through Whisper's network: a babbling model, whose every word depends on all it is given.

What it says means nothing; that it says the same alone and in company, and the same as faster-whisper
lets it say, is what is looked at.
"""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import faster_whisper
import numpy as np
import pytest
from tiny_whisper import make_babbling_whisper, make_tiny_whisper

from models.whisper_engine import WhisperEngine
from models.whisper_reading import Reading
from transcriber.config import HOTWORD_TERMS
from transcriber.speech.recognizer import Request
from transcriber.types import Floats

LANGUAGES = frozenset({"en", "de", "fr"})


def noise(seconds: float, seed: int = 0, level: float = 0.1) -> Floats:
    made: Floats = np.random.default_rng(seed).normal(0, level, int(seconds * 16_000)).astype(np.float32)
    return made


class Watched:
    """CTranslate2's model, with what it was given remembered; `written` replaces what it writes."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self.frames: list[tuple[int, int]] = []
        self.seen: list[Any] = []
        self.prompts: list[list[int]] = []
        self.written: list[list[int]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def encode(self, features: Any, to_cpu: bool = False) -> Any:
        windows = np.array(features)
        self.seen += list(windows)
        self.frames.append((len(windows), windows.shape[-1]))
        return self._model.encode(features, to_cpu=to_cpu)

    def generate(self, features: Any, prompts: list[list[int]], **options: Any) -> Any:
        self.prompts += prompts
        results = self._model.generate(features, prompts, **options)
        return [self._scripted(result) for result in results] if self.written else results

    def _scripted(self, result: Any) -> Any:
        return SimpleNamespace(
            sequences_ids=[self.written.pop(0)], scores=[-0.25], no_speech_prob=result.no_speech_prob
        )


@pytest.fixture(scope="module")
def babbling(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = make_babbling_whisper(tmp_path_factory.mktemp("models") / "babbling")
    return faster_whisper.WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)


@pytest.fixture
def watched(babbling: Any) -> Any:
    """Watches the babbling model for one test."""
    real, babbling.model = babbling.model, Watched(babbling.model)
    yield babbling.model
    babbling.model = real


@pytest.fixture
def engine(babbling: Any) -> WhisperEngine:
    return WhisperEngine(babbling, LANGUAGES)


def alone(engine: WhisperEngine, request: Request) -> Reading:
    [reading] = engine.read([request])
    return reading


def test_a_reading_does_not_depend_on_what_else_is_in_the_batch(engine: WhisperEngine) -> None:
    requests = [
        Request(noise(1.0, 1), None, ("ab",)),
        Request(noise(9.0, 2), "en", ("cd",)),
        Request(noise(3.0, 3, 0.01), "de", ("ef",)),
        Request(noise(29.5, 4), None, ("ab",)),
        Request(noise(4.2, 5, 0.3), "fr", ("gh",)),
    ]
    assert len({engine.kind(request) for request in requests}) == 1
    together = engine.read(requests)
    assert together == [alone(engine, request) for request in requests]
    assert engine.read(requests[::-1]) == together[::-1]
    assert len({reading.text for reading in together}) == 5


def test_language_and_hotwords_reach_the_model(engine: WhisperEngine) -> None:
    sound = noise(4.0)
    texts = {
        alone(engine, Request(sound, language, hotwords)).text
        for language in ("en", "de")
        for hotwords in ((), ("ab",), ("ba",))
    }
    assert len(texts) == 6


def test_rows_share_a_batch_when_their_prompts_are_as_long(engine: WhisperEngine) -> None:
    sound = noise(1.0)
    assert engine.kind(Request(sound, "en", ("ab",))) == engine.kind(Request(noise(9.0), None, ("xy",)))
    assert engine.kind(Request(sound, "en", ("ab",))) != engine.kind(Request(sound, "en", ("abc",)))
    assert engine.kind(Request(sound)) != engine.kind(Request(sound, hotwords=("ab",)))


def test_only_so_many_hotwords_are_told(engine: WhisperEngine) -> None:
    def kind(terms: int) -> Hashable:
        return engine.kind(Request(noise(1.0), "en", ("a",) * terms))

    assert kind(HOTWORD_TERMS - 1) != kind(HOTWORD_TERMS) == kind(HOTWORD_TERMS + 5)


@pytest.mark.parametrize("seconds", [1.0, 2.5, 8.55, 19.5])
def test_it_reads_what_faster_whisper_reads(engine: WhisperEngine, babbling: Any, seconds: float) -> None:
    sound = noise(seconds)
    reading = alone(engine, Request(sound, "en"))
    segments, _ = babbling.transcribe(
        sound,
        language="en",
        temperature=0,
        word_timestamps=True,
        condition_on_previous_text=False,
        no_speech_threshold=None,
    )
    theirs = [segment for segment in segments if segment.start < seconds - 0.3]
    mine = reading.segments[: len(theirs)]
    assert [segment.text for segment in mine] == [segment.text for segment in theirs]
    assert [segment.logprob for segment in mine] == pytest.approx([one.avg_logprob for one in theirs])
    for segment, one in zip(mine, theirs, strict=True):
        assert [word.text for word in segment.words] == [word.word for word in one.words]
        for word, other in zip(segment.words, one.words, strict=True):
            assert word.start == pytest.approx(other.start, abs=0.001)
            assert word.end == pytest.approx(other.end, abs=0.001)
            assert word.probability == pytest.approx(other.probability)


def test_the_language_is_the_likeliest_that_the_model_knows(babbling: Any) -> None:
    sound = noise(4.0)
    sure = alone(WhisperEngine(babbling, LANGUAGES), Request(sound))
    assert sure.language_confidence is not None
    assert 1 / 3 < sure.language_confidence < 1
    others = LANGUAGES - {sure.language}
    less = alone(WhisperEngine(babbling, others), Request(sound))
    assert less.language in others
    assert less.language_confidence is not None
    assert less.language_confidence < sure.language_confidence
    told = alone(WhisperEngine(babbling, LANGUAGES), Request(sound, sure.language))
    assert told.language_confidence is None
    assert told.text == sure.text


def test_only_allowed_languages_are_detected_each_row_by_its_own(engine: WhisperEngine) -> None:
    sound = noise(4.0)
    free = alone(engine, Request(sound))
    [other] = sorted(LANGUAGES - {free.language})[:1]
    allowed = [(free.language, other), (other,), ("xx", other), ("xx",), ()]
    readings = engine.read([Request(sound, languages=codes) for codes in allowed])
    assert [reading.language for reading in readings] == [free.language, other, other, *[free.language] * 2]
    assert readings[0] == free
    told = alone(engine, Request(sound, other))
    assert readings[1].text == told.text
    assert readings[1].language_confidence is not None
    assert free.language_confidence is not None
    assert readings[1].language_confidence < free.language_confidence


# --- windows -------------------------------------------------------------------------------------------


def first_timestamp(babbling: Any) -> int:
    return int(babbling.hf_tokenizer.token_to_id("<|0.00|>"))


def test_what_the_model_left_is_read_on_where_its_last_word_ended(
    engine: WhisperEngine, babbling: Any, watched: Watched
) -> None:
    zero, word = first_timestamp(babbling), babbling.hf_tokenizer.token_to_id("Ġw7")
    pair = [zero, word, zero + 100, zero + 100, word]  # two seconds, and something unfinished
    watched.written = [pair, [zero, word, zero + 50]]
    sound = noise(6.0)
    reading = alone(engine, Request(sound, "en"))
    assert [segment.text for segment in reading.segments] == [" w7", " w7"]
    turned = reading.segments[0].words[-1].end
    spectrum = babbling.feature_extractor(sound)
    rest = round(turned * 100)
    assert 0 < rest < 570
    assert np.array_equal(watched.seen[1][:, : 600 - rest], spectrum[:, rest:600])
    assert not watched.seen[1][:, 600 - rest :].any()
    assert reading.segments[1].start == pytest.approx(turned)
    assert reading.segments[1].end == pytest.approx(turned + 1.0)
    assert reading.segments[1].words[0].start >= turned
    assert reading.logprob == pytest.approx((-0.25 * 5 - 0.25 * 3) / 10)


def test_the_padding_behind_an_utterance_is_not_read_on(
    engine: WhisperEngine, babbling: Any, watched: Watched
) -> None:
    """Neither is it what a model says to that: two timestamps 0.2 s before the end, and no words."""
    zero = first_timestamp(babbling)
    watched.written = [[zero, zero + 140, zero + 140]]
    alone(engine, Request(noise(3.0), "en"))
    assert len(watched.seen) == 1


def test_a_model_that_does_not_move_on_is_not_asked_for_ever(
    engine: WhisperEngine, babbling: Any, watched: Watched
) -> None:
    zero = first_timestamp(babbling)
    watched.written = [[zero, zero, zero]] * 3
    alone(engine, Request(noise(3.0), "en"))
    assert len(watched.seen) == 1


def test_windows_are_of_thirty_seconds_unless_short_ones_are_wished(
    babbling: Any, engine: WhisperEngine, watched: Watched
) -> None:
    short = WhisperEngine(babbling, LANGUAGES, short=True)
    lengths = (0.5, 1.0, 1.1, 4.9, 28.9, 29.9)
    for seconds in lengths:
        alone(engine, Request(noise(seconds), "en"))
    assert {frames for _, frames in watched.frames} == {3000}
    watched.frames.clear()
    kinds = []
    for seconds in lengths:
        request = Request(noise(seconds), "en")
        kinds.append(short.kind(request))
        begin = len(watched.frames)
        alone(short, request)
        assert len({frames for _, frames in watched.frames[begin:]}) == 1
    first = [frames for _, frames in watched.frames]
    assert sorted(set(first)) == [200, 400, 600, 3000]
    assert kinds[0] == kinds[1] != kinds[2] != kinds[3] != kinds[4] == kinds[5]
    assert len({engine.kind(Request(noise(seconds))) for seconds in lengths}) == 1


def test_on_a_cpu_rows_are_encoded_one_by_one_and_written_together(
    engine: WhisperEngine, watched: Watched
) -> None:
    engine.read([Request(noise(1.0, seed), "en") for seed in range(3)])
    assert watched.frames[:3] == [(1, 3000)] * 3


def test_work_that_nobody_wants_any_more_is_dropped(engine: WhisperEngine, watched: Watched) -> None:
    answers = iter([True, True, True, False])
    engine.read([Request(noise(1.0, seed)) for seed in range(8)], lambda: next(answers, False))
    assert len(watched.seen) == 2
    assert watched.prompts == []


# --- reading again ------------------------------------------------------------------------------------


def test_what_is_drawn_is_the_same_each_time_and_other_for_other_temperatures(engine: WhisperEngine) -> None:
    request = Request(noise(0.3), "en")
    by_beams, cold, hot = engine.read_again(request, (0.0, 0.4, 0.6))
    assert by_beams == alone(engine, request)
    assert list(engine.read_again(request, [0.6])) == [hot]
    [other] = engine.read_again(Request(noise(0.3, 1), "en"), [0.6])
    assert len({by_beams.text, cold.text, hot.text, other.text}) == 4


def test_a_sound_that_is_read_again_is_heard_once(
    engine: WhisperEngine, babbling: Any, watched: Watched
) -> None:
    list(engine.read_again(Request(noise(0.3), "en"), (0.0, 0.6)))
    windows = {window.tobytes() for window in watched.seen}
    assert len(windows) == len(watched.seen)


def test_a_model_that_is_sure_draws_what_it_says_by_beams(tmp_path: Path) -> None:
    model = faster_whisper.WhisperModel(
        str(make_tiny_whisper(tmp_path / "m")), device="cpu", compute_type="int8"
    )
    sure = WhisperEngine(model, LANGUAGES)
    request = Request(noise(3.0), "en")
    [drawn] = sure.read_again(request, [0.2])
    assert drawn.text == alone(sure, request).text == "Hello there, all of you."
    assert drawn.logprob == pytest.approx(0.0, abs=0.01)
