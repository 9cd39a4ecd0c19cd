"""The worker's pipe: wishes, lines, drafts and what was learned, all as plain data."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO, cast

from fake_speech import CountingRecognizer, LoudnessDetector, PolyglotRecognizer
from growing import grown
from placement import spurts
from simulated_call import Call, Network, Person, simulate

from transcriber.capture.session import Session, SessionInfo
from transcriber.cli.worker import serve
from transcriber.follow import Drafted, Followers, Happening, Said
from transcriber.speech.draft import Draft
from transcriber.speech.wishes import Wishes
from transcriber.types import SAMPLE_RATE, Line, Word


class Told(io.StringIO):
    """What the worker says; `over` once a session is done or has failed."""

    def __init__(self) -> None:
        super().__init__()
        self.over = threading.Event()

    def write(self, text: str) -> int:
        if '"event": "done"' in text or '"event": "failed"' in text:
            self.over.set()
        return super().write(text)

    def messages(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


def served(folder: Path, wishes: Wishes, recognizer: CountingRecognizer) -> list[dict[str, Any]]:
    """All that is said of a session in which Anna speaks for 1, 3, 3 and 1 seconds."""
    said = spurts((1.0, 1.9), (3.0, 6.0), (7.0, 10.0), (11.0, 11.8))
    events = simulate(Call((Person("Anna (GM)", said, user="11"),), Network())).events
    session = Session.create(folder, SessionInfo("call", "A call", events[0].time))
    for _ in grown(session, events):
        pass
    told = Told()

    def commands() -> Iterator[str]:
        yield json.dumps({"do": "begin", "session": str(folder), **asdict(wishes)})
        assert told.over.wait(60)

    with Followers(LoudnessDetector(), recognizer, ["json"]) as followers:
        serve(followers, recognizer, cast(TextIO, commands()), told)
    return told.messages()


def test_wishes_reach_the_recognizer_and_languages_come_back(tmp_path: Path) -> None:
    recognizer = PolyglotRecognizer()
    wishes = Wishes(("en", "de"), ("Strix",), ("Ben",), spoken={"22": "en"})
    done = served(tmp_path / "call", wishes, recognizer)[-1]
    assert (done["event"], done["spoken"]) == ("done", {"11": "de"})
    assert {request.languages for request in recognizer.asked if request.language is None} == {("en", "de")}
    assert {request.hotwords for request in recognizer.asked} == {("Anna", "Ben", "Strix")}


def test_what_somebody_spoke_before_is_used_from_the_first_line_on(tmp_path: Path) -> None:
    messages = served(tmp_path / "call", Wishes(spoken={"11": "en"}), PolyglotRecognizer())
    first = next(message for message in messages if message["event"] == "said")
    assert first["line"]["text"].startswith("en ")


def test_names_are_left_alone_where_that_is_wished(tmp_path: Path) -> None:
    recognizer = CountingRecognizer()
    done = served(tmp_path / "call", Wishes(names=False), recognizer)[-1]
    assert {request.hotwords for request in recognizer.asked} == {()}
    assert done["spoken"] == {}


def test_a_language_that_is_not_known_is_told(tmp_path: Path) -> None:
    failed = served(tmp_path / "call", Wishes(("en", "xx")), PolyglotRecognizer())[-1]
    assert failed["event"] == "failed"
    assert failed["why"] == "polyglot does not know the language 'xx': it knows de, en, nl."


class Scripted(Followers):
    """Something happens, once."""

    def __init__(self, *happenings: Happening) -> None:
        super().__init__(LoudnessDetector(), CountingRecognizer())
        self.happenings = list(happenings)

    def step(self) -> Iterator[Happening] | None:
        happenings, self.happenings = self.happenings, []
        return iter(happenings) if happenings else None


class Out(io.StringIO):
    """Lets `source` end once so many messages were written."""

    def __init__(self, messages: int) -> None:
        super().__init__()
        self.left = messages
        self.all = threading.Event()

    def flush(self) -> None:
        self.left -= 1
        if not self.left:
            self.all.set()


def silent(out: Out) -> Iterator[str]:
    """No command; the end, once everything was told."""
    out.all.wait(30)
    yield from ()


def told(*happenings: Happening) -> list[dict[str, Any]]:
    """What comes out of the pipe; the first message says that the worker is ready."""
    out = Out(1 + len(happenings))
    serve(Scripted(*happenings), CountingRecognizer(), cast(TextIO, silent(out)), out)
    messages = [json.loads(line) for line in out.getvalue().splitlines()]
    assert messages[0]["event"] == "ready"
    return messages[1:]


def test_a_line_tells_which_draft_it_belongs_to() -> None:
    line = Line("1500-7", "7", 72_000, 96_000, "good morning", (Word(72_000, 96_000, "good"),))
    [said, other] = told(Said(Path("s"), line, "Anna", 4_800, "1000-7"), Said(Path("s"), line, "Anna", 0))
    assert said == {
        "event": "said",
        "session": "s",
        "line": {"id": "1500-7", "speaker": "7", "start": 1.5, "end": 2.0, "text": "good morning"},
        "name": "Anna",
        "behind": 0.1,
        "draft": "1000-7",
    }
    assert other["draft"] is None


def test_a_draft_is_told_as_plain_data() -> None:
    word = Word(SAMPLE_RATE, 2 * SAMPLE_RATE, "good")
    draft = Draft("1000-7", "7", SAMPLE_RATE, "good", "morning", (word,), True, ("1500-7",), 1)
    [message] = told(Drafted(Path("s"), draft, "Anna"))
    assert message == {
        "event": "draft",
        "session": "s",
        "id": "1000-7",
        "speaker": "7",
        "name": "Anna",
        "start": 1.0,
        "committed": "good",
        "tentative": "morning",
        "ended": True,
        "lines": ["1500-7"],
        "differs": 1,
    }
