"""Stock phrases are asked of the model, once, and kept; without a place to keep them it works, too."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from test_speech_cleaning import Inventor

from transcriber.errors import TranscriberError
from transcriber.speech import stock
from transcriber.speech.recognizer import RECOGNIZER_RATE, Heard, Request
from transcriber.speech.stock import Stock, cache_folder, sounds

MODEL = ("Thank you.", "♪", "Bye.")


def test_what_the_model_says_to_silence_is_known_however_it_is_written(tmp_path: Path) -> None:
    phrases = Stock(Inventor(MODEL), tmp_path)
    assert phrases.holds("thank you", None)
    assert phrases.holds("Thank you. Bye!", None)  # two phrases to one sound
    assert not phrases.holds("Thank you all.", None)
    assert not phrases.holds("…", None)


def test_the_model_is_asked_once_a_language_with_ten_short_sounds(tmp_path: Path) -> None:
    model = Inventor(MODEL)
    phrases = Stock(model, tmp_path)
    for language in (None, "de", "de", None):
        phrases.holds("Bye.", language)
    assert [request.language for request in model.asked] == [None] * 10 + ["de"] * 10
    assert sum(len(request.pcm) for request in model.asked[:10]) < 20 * RECOGNIZER_RATE


def test_the_sounds_are_the_same_every_time_and_hold_no_speech() -> None:
    one, two = list(sounds()), list(sounds())
    assert all((a == b).all() for a, b in zip(one, two, strict=True))
    assert all(sound.dtype == np.float32 and np.abs(sound).max() < 1 for sound in one)


def test_answers_are_kept_for_the_next_session_of_the_same_model(tmp_path: Path) -> None:
    Stock(Inventor(MODEL), tmp_path).holds("Bye.", None)
    again = Inventor()
    assert Stock(again, tmp_path).holds("Bye.", None)
    assert again.asked == []
    other = Inventor(name="another")
    assert not Stock(other, tmp_path).holds("Bye.", None)
    assert len(other.asked) == 10


def test_other_sounds_are_asked_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Stock(Inventor(MODEL), tmp_path).holds("Bye.", None)
    monkeypatch.setattr(stock, "VERSION", stock.VERSION + 1)
    assert not Stock(Inventor(), tmp_path).holds("Bye.", None)


@pytest.mark.parametrize("damage", ["", "{}", "[1]", "[[[[", '"bye"'])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: str) -> None:
    Stock(Inventor(MODEL), tmp_path).holds("Bye.", None)
    [path] = tmp_path.rglob("*.json")
    path.write_text(damage)
    assert Stock(Inventor(MODEL), tmp_path).holds("Bye.", None)
    assert "bye" in path.read_text()


def test_where_nothing_can_be_kept_it_works_without(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    for folder in (blocked, None):
        model = Inventor(MODEL)
        phrases = Stock(model, folder)
        assert phrases.holds("Bye.", None)
        assert phrases.holds("Bye.", None)
        assert len(model.asked) == 10


def test_a_recognizer_that_searches_for_words_is_never_asked(tmp_path: Path) -> None:
    model = Inventor(MODEL, invents=False)
    assert not Stock(model, tmp_path).holds("Bye.", None)
    assert model.asked == []


class Failing(Inventor):
    """Fails whatever it is asked."""

    def recognize(self, requests: object) -> Iterator[Heard]:
        self.asked.append(Request(np.zeros(0, np.float32)))
        raise TranscriberError("The model is broken.")


def test_a_model_that_fails_has_none_and_is_not_asked_again_in_this_session(tmp_path: Path) -> None:
    model = Failing(MODEL)
    phrases = Stock(model, tmp_path)
    assert not phrases.holds("Bye.", None)
    assert not phrases.holds("Bye.", None)
    assert len(model.asked) == 1
    assert not list(tmp_path.rglob("*.json"))


def test_one_line_is_logged_without_a_word_of_them(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        Stock(Inventor(MODEL), tmp_path).holds("Bye.", None)
    [record] = caplog.records
    assert record.getMessage() == "inventor has 3 stock phrases for 10 sounds without speech."


def test_the_cache_folder_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "transcriber"
    monkeypatch.setenv("HOME", str(tmp_path / "ann"))
    for unusable in ("relative/folder", ""):
        monkeypatch.setenv("XDG_CACHE_HOME", unusable)
        assert cache_folder() == tmp_path / "ann" / ".cache" / "transcriber"


def test_a_user_without_a_home_keeps_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert cache_folder() is None
