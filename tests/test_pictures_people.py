"""Who is in a picture, in which order, with which color."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from page_cases import CROWD
from transcript_cases import EMPTY, HAND_MADE, TRANSCRIPTS, at

from transcriber.config import PICTURE_ROWS
from transcriber.minutes.words import words_in
from transcriber.pictures.people import anybody_spoke, rows, speakers
from transcriber.transcript.transcript import Participant, Transcript

WORDS = words_in("en")


def test_speakers_are_in_order_of_talk_time_those_who_are_no_participants_last() -> None:
    assert list(speakers(HAND_MADE)) == ["1", "2", "3", "4"]
    quiet = replace(HAND_MADE, participants=HAND_MADE.participants[1:])
    assert list(speakers(quiet)) == ["2", "3", "4", "1"]


def test_a_row_a_speaker_with_the_number_of_its_color() -> None:
    assert [(row.label, row.number, row.talk) for row in rows(HAND_MADE, WORDS)] == [
        ("Ann", 0, at(12)), ("*Bob* <b>", 1, at(4)), ("花子", 2, at(4)), ("Echo", 3, 0),
    ]  # fmt: skip


def test_who_is_no_participant_has_the_time_of_their_lines() -> None:
    quiet = replace(HAND_MADE, participants=())
    talk = {row.label: row.talk for row in rows(quiet, WORDS)}
    assert talk == {"*Bob* <b>": at(0.75), "1": at(10.5) + at(1.25), "3": at(5.5)}


def test_a_crowd_has_as_many_rows_as_can_be_read_and_the_rest_in_one() -> None:
    drawn = rows(CROWD, WORDS)
    assert len(drawn) == PICTURE_ROWS
    assert [row.number for row in drawn] == [*range(PICTURE_ROWS - 1), None]
    last = drawn[-1]
    assert last.label == f"{200 - PICTURE_ROWS + 1} more"
    assert len(last.speakers) == 200 - PICTURE_ROWS + 1
    assert sum(row.talk for row in drawn) == sum(person.talk for person in CROWD.participants)


def test_as_many_as_there_are_rows_are_all_named() -> None:
    full = replace(CROWD, participants=CROWD.participants[:PICTURE_ROWS], lines=())
    assert [row.number for row in rows(full, WORDS)] == list(range(PICTURE_ROWS))


def test_whether_anybody_spoke() -> None:
    assert not anybody_spoke(EMPTY)
    assert not anybody_spoke(Transcript("", None, at(5), "", participants=(Participant("1", "Ann"),)))
    assert anybody_spoke(Transcript("", None, at(5), "", participants=(Participant("1", "Ann", talk=1),)))
    assert anybody_spoke(replace(HAND_MADE, participants=()))


@given(TRANSCRIPTS)
def test_nobody_is_lost_and_nobody_twice(transcript: Transcript) -> None:
    drawn = rows(transcript, WORDS)
    assert [speaker for row in drawn for speaker in row.speakers] == list(speakers(transcript))
