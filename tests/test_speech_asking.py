"""What is asked of speech that goes on, and that it bears on nothing that counts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from fake_speech import PolyglotRecognizer

from transcriber.speech.asking import Asking
from transcriber.speech.recognizer import RECOGNIZER_RATE
from transcriber.speech.remembered import Remembered
from transcriber.speech.utterance import Utterance
from transcriber.speech.window import Window
from transcriber.speech.wishes import Wishes


def window(seconds: float) -> Window:
    sound = np.random.default_rng(1).normal(0, 0.1, round(seconds * RECOGNIZER_RATE)).astype(np.float32)
    return Window.of("7", (Utterance("t", 0, sound),))


def test_drafts_neither_vote_nor_are_remembered(tmp_path: Path) -> None:
    recognizer = PolyglotRecognizer()
    asking = Asking(recognizer, Wishes(), Remembered(tmp_path / "answers.jsonl", recognizer.name), wait=False)
    for _ in range(5):
        drafted = window(4.0)
        assert asking.draft(drafted, recognizer.answer(asking.draft_request(drafted)))
    assert asking.spoken == {}
    assert not (tmp_path / "answers.jsonl").exists()


def test_a_draft_is_asked_for_in_its_speakers_language_once_that_is_known(tmp_path: Path) -> None:
    recognizer = PolyglotRecognizer()
    asking = Asking(recognizer, Wishes(), Remembered(tmp_path / "answers.jsonl", recognizer.name), wait=False)
    assert asking.draft_request(window(1.0)).language is None
    for _ in range(3):
        finished = window(4.0)
        asking.lines(finished, recognizer.answer(asking.request(finished)))
    request = asking.draft_request(window(1.0))
    assert (request.language, request.languages) == ("de", ())
    assert asking.request(window(1.0)).language is None  # a line is asked as a whole recording asks it
