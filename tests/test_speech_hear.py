"""Sound in, lines out: what is asked of the recognizer, what is remembered, what is passed on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fake_speech import CountingRecognizer, LoudnessDetector

from transcriber.audio.sound import Piece
from transcriber.audio.source import Stretch
from transcriber.errors import TranscriberError
from transcriber.speech.hear import Hearing
from transcriber.speech.remembered import Remembered
from transcriber.speech.wishes import Wishes
from transcriber.types import SAMPLE_RATE, Floats, Line, Samples

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
    hear(tmp_path / "a", recognizer, Wishes("de", ("Strix",)))
    assert {(request.language, request.hotwords) for request in recognizer.asked} == {("de", ("Strix",))}


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
