"""Plain text: one row a line, whatever names and texts hold."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from transcript_cases import EMPTY, TRANSCRIPTS, at, line

from transcriber.transcript.as_text import text
from transcriber.transcript.plain import is_visible
from transcriber.transcript.transcript import Participant, Transcript


def test_a_line_is_a_row_with_time_and_name() -> None:
    people = (Participant("1", "Ann\nLee"), Participant("2", "\u202eשלום"))
    lines = (
        line("1", 83.9, 85, "one\ntwo"),
        line("2", at(1), at(1), "\t"),
        line("2", 36_000, 36_001, "שלום *x*"),
    )
    assert text(replace(EMPTY, participants=people, lines=lines)) == (
        "[00:01:23] Ann Lee: one two\n[10:00:00] שלום: שלום *x*\n"
    )


def test_lines_are_in_order_and_an_empty_transcript_is_empty() -> None:
    lines = (line("2", 2, 3, "b"), line("1", 1, 9, "a"))
    assert text(replace(EMPTY, lines=lines)) == "[00:00:01] 1: a\n[00:00:02] 2: b\n"
    assert text(EMPTY) == ""


@given(TRANSCRIPTS)
def test_every_row_is_one_line(transcript: Transcript) -> None:
    rows = text(transcript).splitlines()
    assert len(rows) == sum(is_visible(each.text) for each in transcript.lines)
    assert all(re.match(r"\[\d\d+:\d\d:\d\d\] .+: .", row) for row in rows)
