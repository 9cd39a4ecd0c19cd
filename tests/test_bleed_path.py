"""From capture to Markdown: what a second microphone heard is marked in the JSON and read nowhere else.

A simulated call in which Robert's microphone hears Susan from his loudspeaker, delayed, reverberated
and mixed with what he says himself, through Opus and a network; recorded whole, and followed live.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bleed_cases import noise, part, through_a_room, timeline
from fake_speech import CountingRecognizer, LoudnessDetector
from opus_encoder import OpusOptions
from simulated_call import MILLISECOND, STARTED, Call, Network, Person, Spurt, simulate

from transcriber.capture.session import Session, SessionInfo
from transcriber.capture.writer import CaptureWriter
from transcriber.follow import Done, Followers
from transcriber.inputs import recordings
from transcriber.transcribe import Transcription
from transcriber.transcript.as_json import json_text
from transcriber.transcript.formats import FORMATS
from transcriber.transcript.from_json import read_json
from transcriber.transcript.transcript import Transcript
from transcriber.types import SAMPLE_RATE, Floats

HERS = ((1.0, 12.0), (26.0, 4.0))
HIS = ((18.0, 4.0),)
"""Seconds: from, for how long. Between them he is heard only where she is."""
QUICK = OpusOptions(complexity=0)


def _sent(pcm: Floats, spans: tuple[tuple[float, float], ...]) -> tuple[Spurt, ...]:
    """What a client sends: its gate is open in these spans."""
    cuts = [(round(start * SAMPLE_RATE), round((start + length) * SAMPLE_RATE)) for start, length in spans]
    return tuple(Spurt(begin, pcm[begin:end]) for begin, end in cuts)


def record(folder: Path, *, heard: bool) -> Session:
    """The call as a session. `heard`: whether Robert's microphone hears Susan."""
    hers = timeline(32, {start: part("Susan", start, length) for start, length in HERS})
    his = timeline(32, {start: part("Robert", start, length) for start, length in HIS})
    spans: tuple[tuple[float, float], ...] = HIS
    if heard:
        his = his + through_a_room(hers, gain=-14, lag=0.2)
        spans = tuple(sorted((*HIS, *((start + 0.15, length + 0.3) for start, length in HERS))))
    his = his + noise(len(his), -72, 1)
    people = (
        Person("Susan", _sent(hers, HERS), "1", opus=QUICK),
        Person("Robert", _sent(his, spans), "2", opus=QUICK, delay=90 * MILLISECOND),
    )
    events = simulate(Call(people, Network(loss=0.02, jitter=5 * MILLISECOND))).events
    session = Session.create(folder, SessionInfo("call", "call", STARTED))
    with CaptureWriter(session.capture) as writer:
        for event in events:
            writer.write(event)
    return session


def transcribed(session: Session, out: Path) -> Transcript:
    [recording] = recordings([session.folder])
    work = Transcription(recording, out, LoudnessDetector(), CountingRecognizer(), list(FORMATS), mix=False)
    for _ in work.run():
        pass
    assert work.transcript is not None
    return work.transcript


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    return record(tmp_path_factory.mktemp("heard") / "call", heard=True)


@pytest.fixture(scope="module")
def results(session: Session) -> tuple[Transcript, Path]:
    out = session.folder.with_name("out")
    return transcribed(session, out), out


def test_what_the_second_microphone_heard_is_marked(results: tuple[Transcript, Path]) -> None:
    transcript, _ = results
    assert {line.speaker for line in transcript.echoes} == {"2"}
    assert {line.echo_of for line in transcript.echoes} == {"1"}
    echoed = sum(line.end - line.start for line in transcript.echoes) / SAMPLE_RATE
    assert echoed > 12
    his = [line for line in transcript.lines if line.speaker == "2"]
    assert his
    assert all(17.5 < line.start / SAMPLE_RATE < line.end / SAMPLE_RATE < 23 for line in his)
    [susan, robert] = transcript.participants
    assert susan.talk > 13 * SAMPLE_RATE
    assert 3 * SAMPLE_RATE < robert.talk < 6 * SAMPLE_RATE


def test_only_the_json_has_it(results: tuple[Transcript, Path]) -> None:
    transcript, out = results
    document = json.loads((out / "transcript.json").read_text())
    marked = [line["id"] for line in document["lines"] if line["echo_of"] is not None]
    assert marked == [line.id for line in transcript.echoes]
    assert len(document["lines"]) == len(transcript.lines) + len(transcript.echoes)
    markdown = (out / "transcript.md").read_text()
    assert "Robert's microphone heard Susan, too: " in markdown
    assert markdown.count("**Robert** [") == sum(line.speaker == "2" for line in transcript.lines)
    assert read_json(json_text(transcript)) == transcript


def test_followed_live_it_is_the_same(session: Session, results: tuple[Transcript, Path]) -> None:
    with Followers(LoudnessDetector(), CountingRecognizer()) as followers:
        followers.begin(session.folder)
        done: list[Done] = []
        while not done:
            happenings = followers.step()
            assert happenings is not None
            done += [happening for happening in happenings if isinstance(happening, Done)]
    assert done[0].transcript == results[0]


def test_without_bleed_the_same_call_has_no_echo(tmp_path: Path) -> None:
    transcript = transcribed(record(tmp_path / "call", heard=False), tmp_path / "out")
    assert transcript.echoes == ()
    assert {line.speaker for line in transcript.lines} == {"1", "2"}
    assert "microphone" not in (tmp_path / "out" / "transcript.md").read_text()
