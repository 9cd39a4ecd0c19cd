"""The timeline: lanes, overlaps, gaps, notes, and a clock with round times."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from long_transcript import long_transcript
from page_cases import CROWD, ONE_SPEAKER
from picture_reader import ReadSvg, read_svg
from transcript_cases import EMPTY, HAND_MADE, at, line

from transcriber.minutes.words import words_in
from transcriber.pictures.drawing import svg
from transcriber.pictures.lanes import draw_lanes
from transcriber.pictures.timeline import marks, timeline
from transcriber.transcript.transcript import Absence, Note, Transcript


def drawn(transcript: Transcript, width: int = 768, language: str = "en") -> ReadSvg:
    return read_svg(svg(timeline(transcript, words_in(language), width)))


def test_a_lane_a_speaker_in_their_color_as_in_the_page() -> None:
    read = drawn(HAND_MADE)
    lanes = draw_lanes(HAND_MADE, ["1", "2", "3", "4"]).lanes
    assert [(each.get("class"), each.get("d")) for each in read.all("path", "said")] == [
        (f"said s{number}", lane.spoken) for number, lane in enumerate(lanes) if lane.spoken
    ]
    assert read.texts("ink") == ["Overlaps", "Ann", "*Bob* <b>", "花子", "Echo"]


def test_overlaps_gaps_and_notes_are_drawn_and_explained() -> None:
    read = drawn(HAND_MADE, language="fr")
    assert len(read.all("path", "gap")) == 2  # everybody's, and Bob's
    [note, _legend] = read.all("path", "ink")
    assert [each.text for each in note] == ["00:01:01 *Bob* <b>: see [the plan](https://example.com)"]
    assert read.texts("soft")[-2:] == ["Lacune", "Notes"]
    assert read.texts("ink")[0] == "Chevauchements"


def test_what_is_not_there_is_not_explained() -> None:
    read = drawn(ONE_SPEAKER)
    assert read.all("path", "gap") + read.all("path", "ink") + read.all("rect", "gap") == []
    assert read.texts("ink") == ["Ann"]
    assert read.texts("soft") == ["00:00:00", "00:00:02", "00:00:04", "00:00:06", "00:00:08", "00:00:10"]


def test_the_others_of_a_crowd_have_one_lane_together() -> None:
    read = drawn(CROWD)
    assert len(read.all("path", "said")) == 23
    [overlaps, together] = read.all("path", "soft")
    assert together.get("d") == "M229 0h1771v1h-1771z"  # from guest 23 on, of 1001 s
    assert overlaps.get("d") == draw_lanes(CROWD, []).overlaps


def test_nobody_there_is_told() -> None:
    assert drawn(EMPTY).texts() == ["Timeline", "No speech was recognized."]


def test_a_day_of_eight_people_is_a_small_picture() -> None:
    day = replace(long_transcript(), duration=at(8 * 3600))
    assert len(svg(timeline(day, words_in("en"), 768))) < 150_000


@pytest.mark.parametrize(
    ("seconds", "most", "step"),
    [
        (1, 6, 1),
        (10, 5, 2),
        (227, 5, 60),
        (3725, 7, 600),
        (14400, 4, 3600),
        (8 * 3600, 6, 7200),
        (10**6, 5, 200_000),
    ],
)
def test_the_clock_has_round_times(seconds: int, most: int, step: int) -> None:
    assert marks(at(seconds), most) == [at(each) for each in range(0, seconds + 1, step)]


@given(st.integers(1, at(10**7)), st.integers(0, 20))
def test_there_are_never_too_many_marks(total: int, most: int) -> None:
    found = marks(total, most)
    assert 1 <= len(found) <= max(most, 1) + 1
    assert all(0 <= mark <= total for mark in found)


def test_everything_lies_within_the_picture() -> None:
    late = Transcript(
        title="",
        started=None,
        duration=at(10),
        recognizer="",
        lines=(line("1", 1, 25, "long"),),
        gaps=(Absence(at(5), at(30), "x", "1"),),
        notes=(Note(at(-3), "1", "Ann", "a"), Note(at(99), "1", "Ann", "b")),
    )
    read = drawn(late, 380)
    for lane in read.all("svg", "stretch"):
        assert int(lane.get("x") or 0) + int(lane.get("width") or 0) <= 380
    flags = [int((each.get("d") or "M0").split()[0][1:]) for each in read.all("path", "ink")]
    assert all(0 <= flag <= 380 for flag in flags)
