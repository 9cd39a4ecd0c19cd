"""A capture as a source of sound: what is told of it, and its sound in stretches."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest
from opus_encoder import OpusOptions
from placement import batches, play, spurts
from simulated_call import STARTED, Call, Network, Person, Reconnect, simulate

from transcriber.audio import captured
from transcriber.audio.captured import CaptureSource
from transcriber.audio.sound import Piece, Sound
from transcriber.audio.source import Survey
from transcriber.capture.batch import Batch
from transcriber.types import (
    SAMPLE_RATE,
    Absence,
    Encryption,
    Event,
    Mark,
    Nanoseconds,
    Note,
    Speaker,
    Stats,
    Stopped,
    Voice,
)

SECOND: Nanoseconds = 1_000_000_000
QUICK = OpusOptions(application="audio", complexity=0)
SPEECH = [Voice(STARTED + i * 20_000_000, 7, i, i * 960, b"\xf8sound") for i in range(50)]


@dataclass
class Kept:
    """A capture that is in memory, and counts how often it was read to the end."""

    events: list[Event]
    size: int = 100
    read: int = 0
    refused: dict[str, int] = field(default_factory=dict)

    def batches(self) -> Iterator[Batch]:
        yield from batches(self.events, self.size)
        self.read += 1

    def warnings(self) -> list[str]:
        return [f"Read {self.read} times."]

    def rejected(self) -> dict[str, int]:
        return self.refused


@functools.cache
def rough_call() -> Call:
    people = (
        Person("Anna", spurts((0.5, 2.0), (2.5, 4.0), (6.5, 8.0)), user="1", opus=QUICK),
        Person("Ben", spurts((1.0, 3.5), (7.0, 9.0), seed=2), user="2", clock_stands=True, opus=QUICK),
    )
    network = Network(loss=0.05, jitter=8_000_000, reordered=0.05, duplicated=0.05)
    return Call(people, network, (Reconnect(5 * SAMPLE_RATE, 6 * SAMPLE_RATE),))


@functools.cache
def rough() -> tuple[Event, ...]:
    return tuple(simulate(rough_call()).events)


def surveyed(events: list[Event], started: Nanoseconds | None = None) -> Survey:
    return CaptureSource(Kept(events), "Stand-up", started).survey()


# --- the survey -------------------------------------------------------------------------------------


def test_a_survey_tells_everything_that_is_known_without_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(captured, "Sound", None)
    facts: list[Event] = [
        Speaker(STARTED, 7, "1", "Ann"),
        Encryption(STARTED + 1, 1, 1, "12345 67890"),
        *SPEECH,
        Mark(STARTED + SECOND, "1", "Ann", "ship it"),
        Stats(STARTED + 2 * SECOND, {"unauthentic": 3}),
        Stopped(STARTED + 3 * SECOND, "asked"),
    ]
    survey = CaptureSource(Kept(facts, refused={"malformed": 1}), "Stand-up").survey()
    assert (survey.title, survey.started) == ("Stand-up", "2026-11-22T17:03:05.123456Z")
    assert (survey.duration, survey.owners) == (3 * SAMPLE_RATE, {"0:7": "1"})
    assert [(p.id, p.name, p.talk) for p in survey.participants] == [("1", "Ann", SAMPLE_RATE)]
    assert survey.notes == (Note(SAMPLE_RATE, "1", "Ann", "ship it"),)
    assert survey.encryption == "12345 67890"
    assert survey.rejected == {"malformed": 1, "unauthentic": 3}
    assert survey.warnings == ("Read 1 times.",), "warnings are asked for once everything was read"


def test_a_reconnect_is_a_gap() -> None:
    survey = surveyed(list(rough()))
    assert survey.gaps == (Absence(5 * SAMPLE_RATE, 6 * SAMPLE_RATE, "disconnected"),)
    assert sorted(survey.owners.values()) == ["1", "1", "2", "2"]


@pytest.mark.parametrize("code", [None, 0])
def test_without_encryption_there_is_no_code(code: int | None) -> None:
    facts: list[Event] = [] if code is None else [Encryption(STARTED, code, 0, "12345")]
    assert surveyed([*facts, *SPEECH]).encryption is None


def test_of_nothing_nothing_is_told() -> None:
    survey = surveyed([])
    assert (survey.started, survey.duration, survey.participants, survey.owners) == (None, 0, (), {})
    stretches = list(CaptureSource(Kept([]), "").stretches())
    assert [stretch.pieces for stretch in stretches] == [()]


def test_facts_alone_last_as_long_as_they_say() -> None:
    survey = surveyed([Speaker(STARTED, 7, "1", "Ann"), Stopped(STARTED + 2 * SECOND, "asked")])
    assert (survey.duration, [p.talk for p in survey.participants]) == (2 * SAMPLE_RATE, [0])


# --- when it began ----------------------------------------------------------------------------------


@pytest.mark.parametrize("ahead", [0, 1, SECOND, 3600 * SECOND])
def test_a_start_up_to_an_hour_before_the_first_event_is_believed(ahead: Nanoseconds) -> None:
    source = CaptureSource(Kept(list(SPEECH)), "", STARTED - ahead)
    assert source.survey().duration == pytest.approx(SAMPLE_RATE + ahead * 48e-6, abs=1)
    assert [stretch.pieces[0][1].start for stretch in source.stretches() if stretch.pieces] == [
        pytest.approx(ahead * 48e-6, abs=1)
    ]


@pytest.mark.parametrize("ahead", [-1, -SECOND, 3600 * SECOND + 1])
def test_any_other_start_is_not(ahead: Nanoseconds) -> None:
    survey = surveyed(list(SPEECH), STARTED - ahead)
    assert (survey.started, survey.duration) == ("2026-11-22T17:03:05.123456Z", SAMPLE_RATE)


def test_without_voice_the_first_fact_is_the_start() -> None:
    survey = surveyed([Speaker(STARTED, 7, "1", "Ann"), *(moved(voice, 5) for voice in SPEECH)])
    assert survey.started == "2026-11-22T17:03:05.123456Z"
    assert survey.duration == 6 * SAMPLE_RATE


def moved(voice: Voice, seconds: int) -> Voice:
    return Voice(voice.time + seconds * SECOND, voice.ssrc, voice.sequence, voice.timestamp, voice.opus)


# --- the sound --------------------------------------------------------------------------------------


def whole(pieces: list[tuple[str, Piece]]) -> dict[str, list[tuple[int, bytes]]]:
    """Pieces by track, those that follow each other without a pause put together."""
    joined: dict[str, list[tuple[int, bytes]]] = {}
    ends: dict[str, int] = {}
    for track, piece in pieces:
        known = joined.setdefault(track, [])
        if known and ends[track] == piece.start:
            known[-1] = (known[-1][0], known[-1][1] + piece.pcm.tobytes())
        else:
            known.append((piece.start, piece.pcm.tobytes()))
        ends[track] = piece.end
    return joined


@pytest.mark.parametrize("size", [1, 37, 10_000])
def test_stretches_hold_the_sound_of_the_call_however_it_is_cut(size: int) -> None:
    source = CaptureSource(Kept(list(rough()), size), "", STARTED)
    survey = source.survey()
    stretches = list(source.stretches())
    truth = play(batches(list(rough())), STARTED)
    pieces = [pair for stretch in stretches for pair in stretch.pieces]
    expected = [(track, piece) for track, some in truth.pieces.items() for piece in some]
    assert whole(pieces) == whole(expected)
    repairs = {track: counted for stretch in stretches for track, counted in stretch.repairs.items()}
    assert repairs == truth.repairs
    assert max(piece.end for _, piece in pieces) <= survey.duration
    assert stretches[-1].clock == survey.duration


@pytest.mark.parametrize("size", [1, 37])
def test_no_piece_is_later_than_the_survey_promised(size: int) -> None:
    """What a mixer goes by: it gives away what lies before the clock, less the lateness."""
    source = CaptureSource(Kept(list(rough()), size), "", STARTED)
    lateness, clock, least = source.survey().lateness, 0, 0
    for stretch in source.stretches():
        least = min([least, *(piece.start - clock for _, piece in stretch.pieces)])
        assert stretch.clock >= clock
        clock = stretch.clock
    assert 0 < -least <= lateness < 2 * SAMPLE_RATE


def test_what_still_waited_when_the_capture_ended_is_heard_too() -> None:
    """A recording that was cut off amid somebody's first words."""
    source = CaptureSource(Kept(list(SPEECH[:20])), "")
    spans = [(piece.start, piece.end) for stretch in source.stretches() for _, piece in stretch.pieces]
    assert spans == [(0, 20 * 960)]
    assert source.survey().duration == 20 * 960


def test_it_can_be_read_again() -> None:
    source = CaptureSource(Kept(list(rough())), "", STARTED)
    assert source.survey().owners == source.survey().owners
    first, second = ([p.pcm for s in source.stretches() for _, p in s.pieces] for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_decoders_are_closed_when_nobody_wants_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[Sound] = []

    class Watched(Sound):
        def close(self) -> None:
            closed.append(self)
            super().close()

    monkeypatch.setattr(captured, "Sound", Watched)
    stretches = CaptureSource(Kept(list(rough()), 37), "", STARTED).stretches()
    assert isinstance(stretches, Iterator)
    while not next(stretches).pieces:
        pass
    stretches.close()  # type: ignore[attr-defined]
    assert closed
