"""Subtitles that can be read: rows, stay and speed, as FFmpeg reads the files back."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from subtitle_reader import demuxed
from transcript_cases import EMPTY, LONG, TRANSCRIPTS, at, line, words

from transcriber.config import (
    CUE_COLUMNS,
    CUE_COLUMNS_A_SECOND,
    CUE_MILLISECONDS,
    CUE_ROWS,
    CUE_SHORTEST_MILLISECONDS,
)
from transcriber.transcript.as_srt import srt
from transcriber.transcript.as_vtt import vtt
from transcriber.transcript.clock import milliseconds
from transcriber.transcript.cue import Cue, cues
from transcriber.transcript.transcript import Line, Transcript
from transcriber.transcript.wrap import width


def spans(*lines: Line, duration: float = 60) -> list[tuple[int, int]]:
    found = cues(replace(EMPTY, duration=at(duration), lines=lines), named=False)
    return [(cue.start, cue.end) for cue in found]


def needed(cue: Cue) -> int:
    """How long it takes to read a cue, in milliseconds."""
    columns = sum(width(row) for row in cue.rows) + len(cue.rows) - 1
    return max(CUE_SHORTEST_MILLISECONDS, -(-columns * 1000 // CUE_COLUMNS_A_SECOND))


def test_a_short_word_stays_for_a_second() -> None:
    assert spans(line("1", 5, 5.2, "Yes.")) == [(5000, 6000)]


def test_what_was_spoken_fast_stays_until_it_can_be_read() -> None:
    assert spans(line("1", 5, 6, "x" * 40)) == [(5000, 7000)]
    assert spans(line("1", 5, 6, "あ" * 20)) == [(5000, 7000)]


def test_what_was_spoken_slowly_ends_when_it_was_said() -> None:
    assert spans(line("1", 5, 9, "x" * 40)) == [(5000, 9000)]


def test_nothing_stays_on_into_the_next_cue_of_anybody() -> None:
    assert spans(line("1", 5, 5.2, "Yes."), line("1", 5.5, 8, "Go on.")) == [(5000, 5500), (5500, 8000)]
    assert spans(line("1", 5, 5.2, "Yes."), line("2", 5.2, 8, "Go on.")) == [(5000, 5200), (5200, 8000)]


def test_whoever_speaks_already_does_not_cut_anybody_short() -> None:
    assert spans(line("1", 0, 8, "x" * 20), line("2", 5, 5.2, "Yes.")) == [(0, 7000), (5000, 6000)]


def test_nothing_stays_on_behind_the_end_of_the_session() -> None:
    assert spans(line("1", 5, 5.2, "Yes."), duration=5.5) == [(5000, 5500)]


def test_nothing_stays_longer_than_the_bound_whatever_there_is_to_read() -> None:
    assert spans(line("1", 5, 11.9, "あ" * 42)) == [(5000, 11900)]


def test_a_real_sentence_is_read_back_within_every_bound() -> None:
    transcript = replace(
        EMPTY,
        duration=at(30),
        lines=(line("1", 1, 11.5, LONG, words=words(1.0, 0.42, LONG)), line("2", 14, 14.1, "No.")),
    )
    for text, container in ((srt(transcript), "srt"), (vtt(transcript), "webvtt")):
        found = demuxed(text, container)
        assert len(found) >= 3
        for start, end, payload in found:
            rows = payload.splitlines()
            assert 1000 <= end - start <= 7000
            assert len(rows) <= 2 and all(len(row) <= 42 for row in rows)
            assert len(payload) <= 20 * (end - start) / 1000


@given(TRANSCRIPTS)
def test_every_cue_can_be_read_unless_somebody_goes_on(transcript: Transcript) -> None:
    """Wherever there is silence behind a cue, it is used; and nothing is ever cut off for it."""
    found = cues(transcript, named=False)
    starts = [cue.start for cue in found]
    for cue in found:
        assert len(cue.rows) <= CUE_ROWS and all(width(row) <= CUE_COLUMNS for row in cue.rows)
        if cue.end - cue.start < min(needed(cue), CUE_MILLISECONDS):
            bound = max(milliseconds(transcript.duration), cue.end)
            assert cue.end in starts or cue.end >= bound or cue.end + 1 in starts


@given(TRANSCRIPTS)
def test_cues_of_one_line_never_overlap(transcript: Transcript) -> None:
    for spoken in transcript.lines:
        for before, after in pairwise(cues(replace(transcript, lines=(spoken,)), named=False)):
            assert before.end <= after.start
