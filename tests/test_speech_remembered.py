"""Answers on disk: found again by their sound, whatever happened to the file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcriber.errors import OutputError
from transcriber.speech.recognizer import Heard, HeardWord, Phrase, Request
from transcriber.speech.remembered import Remembered
from transcriber.types import Tried

ANSWER = Heard((Phrase(0.0, 1.5, "Grüße.", (HeardWord(0.1, 1.4, "Grüße.", 0.25),), None),), "de", 0.5)


def request(seed: int, language: str | None = None, hotwords: tuple[str, ...] = ()) -> Request:
    pcm = np.random.default_rng(seed).normal(0, 0.1, 1000).astype(np.float32)
    return Request(pcm, language, hotwords)


def keep(path: Path, *requests: Request, name: str = "a") -> None:
    with Remembered(path, name) as answers:
        for one in requests:
            answers.keep(one, ANSWER)


def found(path: Path, one: Request, name: str = "a") -> Heard | None:
    with Remembered(path, name) as answers:
        return answers.find(one)


def test_an_answer_is_found_again_by_the_same_sound_and_wishes_only(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    keep(path, request(1))
    assert found(path, request(1)) == ANSWER
    assert found(path, request(2)) is None
    assert found(path, request(1, "de")) is None
    assert found(path, request(1, None, ("Ann",))) is None
    assert found(path, request(1), name="b") is None


def test_the_languages_that_were_allowed_bear_on_the_answer(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    keep(path, request(1), replace(request(2), languages=("en", "de")))
    assert found(path, replace(request(1), languages=("en", "de"))) is None
    assert found(path, replace(request(2), languages=("en", "de"))) == ANSWER
    assert found(path, request(2)) is None


def test_everything_that_was_tried_is_kept_and_answers_of_before_have_nothing(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    tried = (
        Tried("in a batch", "and so and so", -0.1, ("repetitive", "loop"), False),
        Tried("drawn at 0.2", "Grüße.", -0.5, (), True),
    )
    keep(path, request(1))
    assert "tried" not in path.read_text(encoding="utf-8")  # as they were always written
    with Remembered(path, "a") as answers:
        answers.keep(request(2), replace(ANSWER, tried=tried))
    assert found(path, request(1)) == ANSWER
    assert found(path, request(2)) == replace(ANSWER, tried=tried)


def test_answers_are_on_disk_as_soon_as_they_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    with Remembered(path, "a") as answers:
        answers.keep(request(1), ANSWER)
        assert found(path, request(1)) == ANSWER


def test_again_begins_with_nothing_and_the_later_answer_wins(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    keep(path, request(1))
    with Remembered(path, "a", again=True) as answers:
        assert answers.find(request(1)) is None
        answers.keep(request(1), Heard(()))
    assert found(path, request(1)) == Heard(())


@pytest.mark.parametrize("cut", [1, 7, 40])
def test_a_torn_last_line_costs_only_itself(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "answers.jsonl"
    keep(path, request(1), request(2))
    path.write_bytes(path.read_bytes()[:-cut])
    assert found(path, request(1)) == ANSWER
    keep(path, request(3))
    assert found(path, request(1)) == ANSWER
    assert found(path, request(3)) == ANSWER


@given(st.binary(max_size=200))
def test_whatever_the_file_holds_it_can_be_opened(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("r") / "answers.jsonl"
    path.write_bytes(data)
    assert found(path, request(1)) is None


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        Remembered(tmp_path / "file" / "answers.jsonl", "a") as answers,
        pytest.raises(OutputError, match=r"answers\.jsonl cannot be written: "),
    ):
        answers.keep(request(1), ANSWER)
