"""What nobody said is in no transcript, live and offline alike, and the transcript says how much it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from fake_speech import CountingRecognizer, LoudnessDetector
from growing import grown
from test_follow import call_events, lines, made, stepped

from transcriber.follow import Done, Followers, Happening
from transcriber.inputs import recordings
from transcriber.speech.recognizer import RECOGNIZER_RATE, Heard, Phrase, Request
from transcriber.transcribe import Transcription

THANKS = "Thank you."


class Thankful(CountingRecognizer):
    """Thanks, without believing it, for whatever is shorter than 1.66 s, as it does for silence and
    noise; what is longer is fine."""

    def answer(self, request: Request) -> Heard:
        length = len(request.pcm) / RECOGNIZER_RATE
        text, sure = ("Fine.", 0.9) if length > 1.66 and np.abs(request.pcm).max() > 0.2 else (THANKS, 0.3)
        return Heard((Phrase(0.0, length, text, (), sure),), "en")


@pytest.fixture
def live(tmp_path: Path) -> tuple[Path, list[Happening]]:
    events = call_events()
    session = made(tmp_path / "live", events)
    happened: list[Happening] = []
    with Followers(LoudnessDetector(), Thankful(), ["json"]) as followers:
        for number, _ in enumerate(grown(session, events)):
            if not number:
                followers.begin(session.folder)
            happened += stepped(followers)
    return session.folder, happened


def test_stock_phrases_are_no_lines_while_people_talk_and_are_counted(
    live: tuple[Path, list[Happening]],
) -> None:
    folder, happened = live
    done = happened[-1]
    assert isinstance(done, Done)
    said = [one.line for one in lines(happened)]
    assert [line.text for line in said] == ["Fine."] * 7
    assert (folder / "recognized.jsonl").read_text().count(THANKS) == 3
    assert done.transcript.warnings == (
        "Left out of what was recognized, because nobody said it: 3 stock phrases of the model.",
    )
    assert THANKS not in (folder / "transcript.json").read_text()


def test_offline_says_the_same(live: tuple[Path, list[Happening]], tmp_path: Path) -> None:
    folder, happened = live
    shutil.copytree(folder, tmp_path / "offline")
    (tmp_path / "offline" / "recognized.jsonl").unlink()
    [recording] = recordings([tmp_path / "offline"])
    work = Transcription(
        recording, tmp_path / "offline", LoudnessDetector(), Thankful(packs=False), [], mix=False
    )
    for _ in work.run():
        pass
    done = happened[-1]
    assert isinstance(done, Done) and work.transcript is not None
    assert (work.transcript.lines, work.transcript.warnings) == (
        done.transcript.lines,
        done.transcript.warnings,
    )
