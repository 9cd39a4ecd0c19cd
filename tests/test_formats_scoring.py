"""RTTM, STM, CTM and SegLST: what scoring tools read.

Read back by meeteval in `tests/bench/reading.py`; here by the formats' own definitions."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import replace

import jsonschema
import pytest
from hypothesis import given
from transcript_cases import EMPTY, HAND_MADE, TRANSCRIPTS, at, line, words

from transcriber.transcript.as_ctm import ctm
from transcriber.transcript.as_rttm import rttm
from transcriber.transcript.as_seglst import seglst
from transcriber.transcript.as_stm import stm
from transcriber.transcript.plain import is_visible, labels
from transcriber.transcript.tokens import channels, session_token, speaker_tokens, token
from transcriber.transcript.transcript import Participant, Transcript, Word

SEGLST = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["session_id", "speaker", "start_time", "end_time", "words"],
        "additionalProperties": False,
        "properties": {
            "session_id": {"type": "string", "pattern": r"^\S+$"},
            "speaker": {"type": "string", "pattern": r"^\S+$"},
            "start_time": {"type": "number", "minimum": 0},
            "end_time": {"type": "number", "minimum": 0},
            "words": {"type": "string", "minLength": 1},
        },
    },
}

STM_ROW = re.compile(r"[^\s;]\S* \d+ [^\s<;]\S* \d+\.\d{3} \d+\.\d{3} [^\s(){}<>]+( [^\s(){}<>]+)*")
CTM_ROW = re.compile(r"[^\s;]\S* \d+ \d+\.\d{3} \d+\.\d{3} [^\s(){}<>]+( (0\.\d{3}|1\.000))?")
RTTM_ROW = re.compile(r"SPEAKER \S+ 1 \d+\.\d{3} \d+\.\d{3} <NA> <NA> [^\s<;]\S* <NA> <NA>")


def said(*lines: object, title: str = "", people: tuple[Participant, ...] = ()) -> Transcript:
    return replace(EMPTY, title=title, participants=people, lines=lines)  # type: ignore[arg-type]


def remarks_left_out(text: str) -> list[str]:
    return [row for row in text.splitlines() if not row.startswith(";;")]


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Ann", "Ann"),
        ("Ann  B.", "Ann_B."),
        ("<NA>", "NA"),
        (";; remark", "remark"),
        ("{a/b}", "a_b"),
        ("हिन्दी", "हिन्दी"),
        ("a\u202eb", "ab"),
        ("🎙", ""),
    ],
)
def test_a_name_becomes_one_word(text: str, word: str) -> None:
    assert token(text) == word


def test_names_that_are_alike_as_words_are_told_apart() -> None:
    people = (
        Participant("1", "Ann B"),
        Participant("2", "Ann_B"),
        Participant("3", "🎙"),
        Participant("4", "Ann B"),
    )
    found = speaker_tokens(said(people=people))
    assert found == {"1": "Ann_B", "2": "Ann_B_2", "3": "3", "4": "Ann_B_2_2"}


@given(TRANSCRIPTS)
def test_no_two_speakers_have_one_word(transcript: Transcript) -> None:
    found = speaker_tokens(transcript)
    assert found.keys() == labels(transcript).keys() == channels(transcript).keys()
    assert len(set(found.values())) == len(found)
    assert all(re.fullmatch(r"[^\s;<>(){}]+", word) for word in [*found.values(), session_token(transcript)])


# --- who spoke when -------------------------------------------------------------------------------


@given(TRANSCRIPTS)
def test_rttm_rows_are_whole_in_order_and_nobody_overlaps_with_himself(transcript: Transcript) -> None:
    until: dict[str, float] = defaultdict(float)
    latest = 0.0
    for row in rttm(transcript).splitlines():
        assert RTTM_ROW.fullmatch(row)
        start, duration, who = float(row.split()[3]), float(row.split()[4]), row.split()[7]
        assert start >= max(latest, until[who] - 1e-6) and duration >= 0.001
        until[who], latest = start + duration, start
    assert set(until) == {
        speaker_tokens(transcript)[line.speaker] for line in transcript.lines if is_visible(line.text)
    }


def test_overlapping_lines_of_one_speaker_are_speech_once() -> None:
    lines = (line("1", 0, 2, "a"), line("1", 1, 1.5, "b"), line("1", 1.75, 3, "c"))
    rows = [row.split()[3:5] for row in rttm(said(*lines)).splitlines()]
    assert rows == [["0.000", "2.000"], ["2.000", "1.000"]]


# --- words ----------------------------------------------------------------------------------------


@given(TRANSCRIPTS)
def test_stm_rows_are_whole_and_in_order(transcript: Transcript) -> None:
    starts = []
    for row in stm(transcript).splitlines():
        assert STM_ROW.fullmatch(row), row
        start, end = (float(time) for time in row.split()[3:5])
        assert start < end
        starts.append(start)
    assert starts == sorted(starts)


@given(TRANSCRIPTS)
def test_ctm_rows_are_whole_and_in_order_of_channel_and_time(transcript: Transcript) -> None:
    places = []
    for row in remarks_left_out(ctm(transcript)):
        assert CTM_ROW.fullmatch(row), row
        places.append((int(row.split()[1]), float(row.split()[2])))
    assert places == sorted(places)


def test_ctm_and_stm_agree_on_channels() -> None:
    in_stm = {(row.split()[1], row.split()[2]) for row in stm(HAND_MADE).splitlines()}
    in_ctm = {
        (row.split()[2].rstrip(":"), row.split()[3]) for row in ctm(HAND_MADE).splitlines() if row[:2] == ";;"
    }
    assert in_stm == in_ctm == {("1", "Ann"), ("2", "Bob_b"), ("3", "花子")}


def test_a_line_without_word_times_shares_its_time_out_by_characters() -> None:
    rows = remarks_left_out(ctm(said(line("1", 10, 20, "abcd efgh i"), title="x")))
    assert rows == ["x 1 10.000 3.636 abcd", "x 1 14.545 3.637 efgh", "x 1 19.091 0.909 i"]


def test_a_word_with_a_blank_in_it_is_two_words() -> None:
    spoken = (Word(at(1), at(2), "New York", 0.5), Word(at(2), at(3), "{uh}", 2.0))
    rows = remarks_left_out(ctm(said(line("1", 1, 3, "New York uh", words=spoken), title="x")))
    assert rows == ["x 1 1.000 0.375 New 0.500", "x 1 1.500 0.500 York 0.500", "x 1 2.000 1.000 uh 1.000"]


def test_what_scoring_tools_obey_is_never_said() -> None:
    text = "<o,f0> a {b / @} (c) ;; d"
    lines = (line("1", 0, 1, text), line("1", 2, 3, "{}"), line("1", 4, 5, text, words=words(4, 0.1, text)))
    transcript = said(*lines, title=";; {x}")
    assert [row.split(maxsplit=5)[5] for row in stm(transcript).splitlines()] == ["o,f0 a b / @ c ;; d"] * 2
    assert [row.split()[0] for row in stm(transcript).splitlines()] == ["x", "x"]
    assert not set("(){}<>") & set(ctm(transcript))


@given(TRANSCRIPTS)
def test_seglst_is_by_its_schema_and_holds_every_line(transcript: Transcript) -> None:
    found = json.loads(seglst(transcript))
    jsonschema.validate(found, SEGLST)
    assert len(found) == sum(is_visible(line.text) for line in transcript.lines)
    assert all(row["start_time"] <= row["end_time"] for row in found)


def test_nothing_said_is_nothing_written() -> None:
    assert (stm(EMPTY), ctm(EMPTY), rttm(EMPTY), seglst(EMPTY)) == ("", "", "", "[]\n")
