"""The committed sample session is what its script, its reference and its README say it is."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from transcriber.audio.opus import has_redundancy
from transcriber.capture.reader import CaptureReader
from transcriber.capture.session import Session
from transcriber.types import (
    SILENCE_FRAME,
    Connected,
    Event,
    Gap,
    Mark,
    Speaker,
    Stopped,
    Voice,
)

FOLDER = Path(__file__).parent / "sample_session"
NS = 1_000_000_000


@pytest.fixture(scope="module")
def events() -> list[Event]:
    with CaptureReader(FOLDER / "capture.pcapng") as reader:
        read = [event for batch in reader.batches() for event in batch.events()]
        assert reader.damage is None and reader.skipped == 0
    return read


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    return dict(json.loads((FOLDER / "truth.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def reference() -> list[dict[str, Any]]:
    return list(json.loads((FOLDER / "reference.seglst.json").read_text(encoding="utf-8")))


def _streams(events: list[Event]) -> dict[tuple[int, int], list[Voice]]:
    """Voice by connection and SSRC."""
    connection = -1
    streams: dict[tuple[int, int], list[Voice]] = {}
    for event in events:
        if isinstance(event, Connected):
            connection = event.connection
        elif isinstance(event, Voice):
            streams.setdefault((connection, event.ssrc), []).append(event)
    return streams


def test_it_is_small_long_enough_and_whole(events: list[Event]) -> None:
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 4_000_000
    assert events[-1].time - events[0].time > 180 * NS
    assert isinstance(events[-1], Stopped)
    assert Session(FOLDER).info().started == events[0].time


def test_three_people_speak_on_two_connections_and_one_number_changes_hands(events: list[Event]) -> None:
    connection, owners = -1, dict[tuple[int, int], str]()
    for event in events:
        if isinstance(event, Connected):
            connection = event.connection
        elif isinstance(event, Speaker):
            owners[connection, event.ssrc] = event.name
    assert set(owners) == set(_streams(events))
    assert Counter(owners.values()) == {"Susan": 2, "Robert": 2, "David": 2}
    shared = [ssrc for connection, ssrc in owners if connection == 0 and (1, ssrc) in owners]
    assert [(owners[0, ssrc], owners[1, ssrc]) for ssrc in shared] == [("Susan", "David")]


def test_each_speaker_is_told_after_their_first_voice(events: list[Event]) -> None:
    connection, seen, told = -1, set[tuple[int, int]](), 0
    for event in events:
        if isinstance(event, Connected):
            connection = event.connection
        elif isinstance(event, Voice):
            seen.add((connection, event.ssrc))
        elif isinstance(event, Speaker):
            assert (connection, event.ssrc) in seen
            told += 1
    assert told == 6


def test_nothing_is_heard_in_the_gap(events: list[Event]) -> None:
    (gap,) = [event for event in events if isinstance(event, Gap)]
    assert 2 * NS < gap.end - gap.start < 5 * NS and gap.reason == "disconnected"
    assert not [e for e in events if isinstance(e, Voice) and gap.start <= e.time < gap.end]


def test_the_network_was_as_bad_as_the_truth_says(events: list[Event], truth: dict[str, Any]) -> None:
    speakers = truth["speakers"].values()
    assert 0.015 < sum(s["lost"] for s in speakers) / sum(s["sent"] for s in speakers) < 0.025
    for speaker in speakers:
        assert speaker["sent"] == speaker["heard"] + speaker["lost"] + speaker["unheard"]
        assert speaker["sequence_wraps"] >= 1 and speaker["timestamp_wraps"] >= 1
    arrived = doubled = overtaken = 0
    for stream in _streams(events).values():
        numbers = [voice.sequence for voice in stream]
        arrived += len(numbers)
        doubled += len(numbers) - len(set(numbers))
        first = list(dict.fromkeys(numbers))
        overtaken += sum((b - a) & 0xFFFF > 0x8000 for a, b in pairwise(first))
    assert arrived == sum(s["heard"] + s["duplicated"] for s in speakers)
    assert doubled == sum(s["duplicated"] for s in speakers) > 10
    assert overtaken == sum(s["overtaken"] for s in speakers) > 10


def test_one_clock_stands_still_in_silence_and_two_go_on(events: list[Event], truth: dict[str, Any]) -> None:
    streams = _streams(events)
    for speaker in truth["speakers"].values():
        for connection in speaker["connections"]:
            stream = streams[connection["connection"], connection["ssrc"]]
            ends = [(stream[0].time, stream[0].timestamp), (stream[-1].time, stream[-1].timestamp)]
            elapsed = (ends[1][0] - ends[0][0]) * 6 / 125_000
            counted = (ends[1][1] - ends[0][1]) & 0xFFFF_FFFF
            assert (counted < 0.7 * elapsed) == speaker["clock_stands_in_silence"]
    assert sorted(s["clock_stands_in_silence"] for s in truth["speakers"].values()) == [False, False, True]


def test_spurts_end_with_silence_frames_and_most_packets_protect_the_one_before(events: list[Event]) -> None:
    voices = [event for event in events if isinstance(event, Voice)]
    silent = sum(voice.opus == SILENCE_FRAME for voice in voices)
    protecting = sum(has_redundancy(voice.opus) for voice in voices)
    assert silent > 5 * 60 and protecting > 0.6 * len(voices)


def test_the_reference_is_the_script_without_what_nobody_heard(
    reference: list[dict[str, Any]], truth: dict[str, Any]
) -> None:
    turns = re.findall(r"^(\w+) \[\S+\] (unheard: )?(.+)$", _script(), re.MULTILINE)

    def said(unheard: bool) -> list[tuple[str, str]]:
        chosen = [(name, text) for name, mark, text in turns if bool(mark) == unheard]
        return [(name, word) for name, text in chosen for word in re.findall(r"[a-z']+", text.lower())]

    for segments, unheard in ((reference, False), (truth["unheard"], True)):
        assert said(unheard) == [(s["speaker"], word) for s in segments for word in s["words"].split()]


def test_the_recording_has_sound_where_the_reference_has_words(
    events: list[Event], reference: list[dict[str, Any]], truth: dict[str, Any]
) -> None:
    streams = _streams(events)
    for name, speaker in truth["speakers"].items():
        heard = [
            (voice.time - events[0].time) / NS - speaker["delay_s"]
            for connection in speaker["connections"]
            for voice in streams[connection["connection"], connection["ssrc"]]
            if voice.opus != SILENCE_FRAME
        ]
        for segment in (s for s in reference if s["speaker"] == name):
            inside = sum(segment["start_time"] <= time < segment["end_time"] for time in heard)
            assert inside / ((segment["end_time"] - segment["start_time"]) * 50) > 0.75
        quiet = [
            time
            for time in heard
            if not any(
                s["start_time"] - 1 < time < s["end_time"] + 1 for s in reference if s["speaker"] == name
            )
        ]
        assert quiet == []


def test_people_talk_at_the_same_time(reference: list[dict[str, Any]]) -> None:
    pairs = [(a, b) for i, a in enumerate(reference) for b in reference[i + 1 :]]
    together = [
        min(a["end_time"], b["end_time"]) - max(a["start_time"], b["start_time"])
        for a, b in pairs
        if a["speaker"] != b["speaker"]
    ]
    overlaps = [duration for duration in together if duration > 0]
    assert len(overlaps) >= 6 and sum(overlaps) > 3


def test_what_minutes_should_find_is_said(reference: list[dict[str, Any]], events: list[Event]) -> None:
    words = " ".join(segment["words"] for segment in reference)
    for said in (
        "then it is decided we pay for the french version",
        "we will open on the twentieth of april that is fine with me",
        "robert will fix the battery by wednesday",
        "i will send you a plan on thursday",
        "i will call the translator tomorrow morning",
        "i will send you the pictures by monday",
        "the next meeting is on tuesday at ten o'clock",
    ):
        assert said in words
    assert [e.name for e in events if isinstance(e, Mark)] == ["Susan", "Susan"]
    assert _script().count("?") >= 10


def _script() -> str:
    return (FOLDER / "meeting.txt").read_text(encoding="utf-8")
