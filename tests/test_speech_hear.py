"""Sound in, lines out: what is asked of the recognizer, what is remembered, what is passed on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fake_speech import CountingRecognizer, LoudnessDetector, PolyglotRecognizer

from transcriber.audio.sound import Piece
from transcriber.audio.source import Stretch
from transcriber.errors import TranscriberError
from transcriber.speech.hear import Hearing
from transcriber.speech.recognizer import Heard, Request
from transcriber.speech.remembered import Remembered
from transcriber.speech.wishes import Wishes
from transcriber.types import SAMPLE_RATE, Floats, Line, Samples, Tried

OWNERS = {"0:1": "ann", "0:2": "bob", "1:1": "ann"}


def tone(seconds: float, pitch: float) -> Floats:
    at = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    mono = (0.3 * np.sin(2 * np.pi * pitch * at)).astype(np.float32)
    return np.stack((mono, mono), axis=1)


def piece(start: float, seconds: float) -> Piece:
    """No two alike: equal sound would have equal answers."""
    return Piece(round(start * SAMPLE_RATE), tone(seconds, 200 + 20 * start))


STRETCHES = (
    Stretch((("0:1", piece(1, 1)), ("0:2", piece(2.5, 1))), 5 * SAMPLE_RATE),
    Stretch((("0:1", piece(6, 1.5)),), 8 * SAMPLE_RATE),
    Stretch((("1:1", piece(10, 2)), ("0:2", piece(8.5, 1))), 14 * SAMPLE_RATE),
)


def hear(
    answers: Path, recognizer: CountingRecognizer, wishes: Wishes | None = None
) -> tuple[list[Line], Hearing, list[Stretch]]:
    passed: list[Stretch] = []
    hearing = Hearing(OWNERS, SAMPLE_RATE, LoudnessDetector(), recognizer, wishes or Wishes(), passed.append)
    with Remembered(answers, recognizer.name) as remembered:
        progress = list(hearing.lines(iter(STRETCHES), remembered))
    return [line for step in progress for line in step.lines], hearing, passed


def test_everybody_is_heard_under_their_own_name(tmp_path: Path) -> None:
    lines, hearing, passed = hear(tmp_path / "a", CountingRecognizer())
    starts = sorted((line.speaker, round(line.start / SAMPLE_RATE)) for line in lines)
    assert starts == [("ann", 1), ("ann", 6), ("ann", 10), ("bob", 2), ("bob", 8)]
    assert passed == list(STRETCHES)
    assert set(hearing.talk) == {"ann", "bob"}
    assert hearing.talk["ann"] > hearing.talk["bob"] >= 2 * SAMPLE_RATE


def test_what_the_recognizer_doubted_is_told_with_its_place(tmp_path: Path) -> None:
    tried = (
        Tried("in a batch", "two two two", -0.1, ("loop",), False),
        Tried("drawn", "two", -0.2, (), True),
    )

    class Doubting(CountingRecognizer):
        def answer(self, request: Request) -> Heard:
            heard = super().answer(request)
            return replace(heard, tried=tried) if len(self.asked) == 2 else heard

    for _ in ("answered", "remembered"):
        hearing = Hearing(OWNERS, SAMPLE_RATE, LoudnessDetector(), Doubting(), Wishes())
        with Remembered(tmp_path / "a", "counting") as remembered:
            progress = list(hearing.lines(iter(STRETCHES), remembered))
        [doubt] = [doubt for step in progress for doubt in step.doubts]
        assert (doubt.speaker, round(doubt.start / SAMPLE_RATE), doubt.tried) == ("bob", 2, tried)
        assert SAMPLE_RATE <= doubt.end - doubt.start <= 2 * SAMPLE_RATE


def test_what_was_recognized_is_not_asked_again(tmp_path: Path) -> None:
    first = CountingRecognizer()
    lines, _, _ = hear(tmp_path / "a", first)
    second = CountingRecognizer()
    again, _, _ = hear(tmp_path / "a", second)
    assert len(first.asked) == 5
    assert second.asked == []
    assert again == lines


def test_after_an_interruption_only_the_rest_is_asked(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        hear(tmp_path / "a", CountingRecognizer(interrupted_at=3))
    rest = CountingRecognizer()
    lines, _, _ = hear(tmp_path / "a", rest)
    assert len(rest.asked) == 2
    assert len(lines) == 5


def test_a_failing_recognizer_keeps_what_was_answered(tmp_path: Path) -> None:
    with pytest.raises(TranscriberError, match="lost count"):
        hear(tmp_path / "a", CountingRecognizer(fails_at=2))
    rest = CountingRecognizer()
    hear(tmp_path / "a", rest)
    assert len(rest.asked) == 3


def test_wishes_reach_the_recognizer(tmp_path: Path) -> None:
    recognizer = CountingRecognizer()
    hear(tmp_path / "a", recognizer, Wishes(("de",), ("Strix",)))
    assert {(request.language, request.hotwords) for request in recognizer.asked} == {("de", ("Strix",))}


LONGER = (
    Stretch((("0:1", piece(1, 1)), ("0:2", piece(2.5, 1))), 5 * SAMPLE_RATE),
    Stretch((("0:1", piece(6, 3)),), 10 * SAMPLE_RATE),
    Stretch((("0:1", piece(11, 3)), ("0:2", piece(12, 1))), 16 * SAMPLE_RATE),
    Stretch((("0:1", piece(17, 1)),), 20 * SAMPLE_RATE),
)


def said(
    answers: Path, recognizer: CountingRecognizer, wishes: Wishes
) -> tuple[list[tuple[str, int, str | None]], Hearing]:
    """(speaker, second, language) of every line, as they come."""
    hearing = Hearing(OWNERS, 0, LoudnessDetector(), recognizer, wishes)
    with Remembered(answers, recognizer.name) as remembered:
        progress = list(hearing.lines(iter(LONGER), remembered))
    lines = [line for step in progress for line in step.lines]
    return [(line.speaker, round(line.start / SAMPLE_RATE), line.language) for line in lines], hearing


def test_a_guessed_language_waits_for_the_speakers_own(tmp_path: Path) -> None:
    recognizer = PolyglotRecognizer()
    lines, hearing = said(tmp_path / "a", recognizer, Wishes())
    ann = [line[1:] for line in lines if line[0] == "ann"]
    assert ann == [(6, "de"), (1, "de"), (11, "de"), (17, "de")]
    assert [line[1:] for line in lines if line[0] == "bob"] == [
        (2, "nl"),
        (12, "nl"),
    ]  # nothing better is known
    assert hearing.spoken == {"ann": "de"}
    asked = [request.language for request in recognizer.asked]
    assert asked.count("de") == 2
    assert asked.count(None) == 6


def test_whatever_is_asked_again_is_remembered(tmp_path: Path) -> None:
    first, second = PolyglotRecognizer(), PolyglotRecognizer()
    lines, _ = said(tmp_path / "a", first, Wishes())
    assert said(tmp_path / "a", second, Wishes())[0] == lines
    assert second.asked == []


def test_several_languages_are_the_only_ones(tmp_path: Path) -> None:
    lines, _ = said(tmp_path / "a", PolyglotRecognizer(), Wishes(("en", "de")))
    languages = {speaker: {line[2] for line in lines if line[0] == speaker} for speaker in ("ann", "bob")}
    assert languages == {"ann": {"de"}, "bob": {"en"}}
    recognizer = PolyglotRecognizer()
    said(tmp_path / "b", recognizer, Wishes(("en", "de")))
    assert {request.languages for request in recognizer.asked if request.language is None} == {("en", "de")}


def test_what_speakers_spoke_before_is_known_from_their_first_word_on(tmp_path: Path) -> None:
    lines, hearing = said(tmp_path / "a", PolyglotRecognizer(), Wishes(spoken={"bob": "en", "ann": "xx"}))
    assert {line[2] for line in lines if line[0] == "bob"} == {"en"}
    assert {line[2] for line in lines if line[0] == "ann"} == {"de"}
    assert hearing.spoken == {"ann": "de", "bob": "en"}


@pytest.mark.parametrize("recognizer", [PolyglotRecognizer(), CountingRecognizer()])
def test_one_language_or_no_detection_asks_nothing_again(
    tmp_path: Path, recognizer: CountingRecognizer
) -> None:
    _, hearing = said(tmp_path / "a", recognizer, Wishes(("en",)))
    assert [(request.language, request.languages) for request in recognizer.asked] == [("en", ())] * 6
    assert hearing.spoken == {}


def test_packed_windows_hold_one_speaker_across_reconnects(tmp_path: Path) -> None:
    recognizer = CountingRecognizer(packs=True)
    lines, _, _ = hear(tmp_path / "a", recognizer)
    assert len(recognizer.asked) == 2
    assert {line.speaker for line in lines} == {"ann", "bob"}
    starts = sorted(round(line.start / SAMPLE_RATE) for line in lines if line.speaker == "ann")
    assert starts == [1, 6, 10]


def test_sound_is_pulled_only_as_fast_as_it_is_recognized(tmp_path: Path) -> None:
    pulled: list[int] = []

    def stretches() -> Iterator[Stretch]:
        for number, stretch in enumerate(STRETCHES):
            pulled.append(number)
            yield stretch

    hearing = Hearing(OWNERS, 0, LoudnessDetector(), CountingRecognizer(), Wishes())
    with Remembered(tmp_path / "a", "counting") as remembered:
        lines = hearing.lines(stretches(), remembered)
        next(lines)
        assert pulled == [0]
        lines.close()  # type: ignore[attr-defined]


def test_the_last_progress_is_the_end_of_the_recording(tmp_path: Path) -> None:
    hearing = Hearing(OWNERS, 0, LoudnessDetector(), CountingRecognizer(), Wishes())
    with Remembered(tmp_path / "a", "counting") as remembered:
        progress = list(hearing.lines(iter(STRETCHES), remembered))
    at: list[Samples] = [step.at for step in progress]
    assert at[-1] == 14 * SAMPLE_RATE
