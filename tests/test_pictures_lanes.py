"""Lanes: when who spoke, where they overlap, what is missing."""

from __future__ import annotations

import re

from hypothesis import given
from long_transcript import long_transcript
from transcript_cases import EMPTY, HAND_MADE, TRANSCRIPTS, at, line

from transcriber.pictures.lanes import WIDTH, draw_lanes, length
from transcriber.pictures.people import speakers
from transcriber.transcript.transcript import Absence, Transcript


def spans(path: str) -> list[tuple[int, int]]:
    """(Left, right) of each rectangle; the whole path is rectangles."""
    found = re.findall(r"M(\d+) 0h(\d+)v1h-(\d+)z", path)
    assert "".join(f"M{left} 0h{width}v1h-{back}z" for left, width, back in found) == path
    assert all(width == back for _, width, back in found)
    return [(int(left), int(left) + int(width)) for left, width, _ in found]


TALK = Transcript(
    "",
    None,
    at(100),
    "",
    lines=(line("1", 10, 20, "a"), line("2", 15, 30, "b"), line("1", 29, 40, "c"), line("3", 29, 29.5, "d")),
    gaps=(Absence(at(50), at(60), "x"), Absence(at(90), at(200), "y", "2")),
)


def test_a_lane_is_what_one_speaker_said() -> None:
    drawn = draw_lanes(TALK, ["1", "2", "3"])
    assert [lane.speaker for lane in drawn.lanes] == ["1", "2", "3"]
    assert spans(drawn.lanes[0].spoken) == [(100, 200), (290, 400)]
    assert spans(drawn.lanes[1].spoken) == [(150, 300)]


def test_overlaps_are_where_two_or_more_speak() -> None:
    assert spans(draw_lanes(TALK, ["1"]).overlaps) == [(150, 200), (290, 300)]


def test_one_who_speaks_twice_at_once_overlaps_nobody() -> None:
    alone = Transcript("", None, at(10), "", lines=(line("1", 1, 5, "a"), line("1", 2, 6, "b")))
    assert draw_lanes(alone, ["1"]).overlaps == ""


def test_a_line_without_length_overlaps_nobody_and_hides_no_overlap() -> None:
    lines = (line("1", 1, 5, "a"), line("2", 2, 5, "b"), line("3", 3, 3, "c"))
    drawn = draw_lanes(Transcript("", None, at(10), "", lines=lines), ["1", "2", "3"])
    assert spans(drawn.overlaps) == [(400, 1000)]


def test_gaps_are_of_one_or_of_all_and_a_late_one_makes_the_picture_longer() -> None:
    assert length(TALK) == at(200)
    drawn = draw_lanes(TALK, ["2"])
    assert spans(drawn.missing) == [(500, 600)]
    assert spans(drawn.lanes[0].missing) == [(900, 2000)]


def test_the_shortest_word_of_the_longest_day_can_be_seen() -> None:
    day = Transcript("", None, at(86400), "", lines=(line("1", 43200, 43200.1, "yes"),))
    assert spans(draw_lanes(day, ["1"]).lanes[0].spoken) == [(1000, 1002)]


def test_a_long_session_is_a_small_picture() -> None:
    drawn = draw_lanes(long_transcript(), [str(number) for number in range(8)])
    assert all(len(spans(lane.spoken)) <= WIDTH for lane in drawn.lanes)


def test_nothing_said_is_nothing_drawn() -> None:
    assert draw_lanes(EMPTY, []).lanes == ()
    assert length(EMPTY) == 1
    assert draw_lanes(HAND_MADE, ["4"]).lanes[0].spoken == ""


@given(TRANSCRIPTS)
def test_everything_lies_within_the_picture(transcript: Transcript) -> None:
    drawn = draw_lanes(transcript, speakers(transcript))
    for path in (drawn.overlaps, drawn.missing, *(lane.spoken for lane in drawn.lanes)):
        assert all(0 <= left < right <= WIDTH for left, right in spans(path))
