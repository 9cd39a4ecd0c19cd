"""SubRip, read back with FFmpeg."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from subtitle_reader import demuxed, shown
from transcript_cases import EMPTY, HAND_MADE, TRANSCRIPTS, line

from transcriber.transcript.as_srt import srt
from transcriber.transcript.cue import cues
from transcriber.transcript.transcript import Participant, Transcript


def one(name: str, text: str) -> Transcript:
    return replace(EMPTY, participants=(Participant("1", name),), lines=(line("1", 36_000, 36_002.5, text),))


def test_a_cue_has_a_number_times_and_rows() -> None:
    lines = (line("1", 36_000, 36_002.5, "Good morning."), line("1", 36_003, 36_004, "Is anybody there?"))
    assert srt(replace(EMPTY, lines=lines)) == (
        "1\n10:00:00,000 --> 10:00:02,500\n1: Good morning.\n\n"
        "2\n10:00:03,000 --> 10:00:04,000\n1: Is anybody there?\n"
    )


def test_an_empty_transcript_is_empty() -> None:
    assert srt(EMPTY) == ""


def test_ffmpeg_shows_the_hand_made_transcript() -> None:
    expected = ["\n".join(cue.rows) for cue in cues(HAND_MADE, named=True)]
    assert [text.replace("\u2060", "") for text in shown(srt(HAND_MADE), "srt")] == expected


@pytest.mark.parametrize(
    "text", ["<i>x</i>", "<font color=red>x", "a < b > c", "<>", "7", "1 --> 2", "C:\\New"]
)
def test_marks_in_names_and_texts_stay_text(text: str) -> None:
    (cue,) = shown(srt(one(text, text)), "srt")
    assert cue.replace("\u2060", "").replace("\n", " ") == f"{text}: {text}"


def test_the_arrow_of_times_never_stands_in_a_text() -> None:
    assert srt(one("-->", "--> 1")).count("-->") == 1


def test_braces_are_shown_as_parentheses() -> None:
    """Players that draw with ASS hide what stands in braces, or move the text by it."""
    assert shown(srt(one("{Ann}", "{\\an8}up")), "srt") == ["(Ann): (\\an8)up"]


MARKS = st.text(st.sampled_from("abiunNhsfo <>/{}\\&;!-123=\"'."), min_size=1, max_size=40)


@given(MARKS, MARKS)
def test_ffmpeg_shows_whatever_is_made_of_marks(name: str, text: str) -> None:
    transcript = one(name, text)
    braces = str.maketrans("{}", "()")
    expected = ["\n".join(cue.rows).translate(braces) for cue in cues(transcript, named=True)]
    if expected:
        assert [found.replace("\u2060", "") for found in shown(srt(transcript), "srt")] == expected


@given(TRANSCRIPTS)
def test_ffmpeg_reads_every_cue_with_its_times(transcript: Transcript) -> None:
    expected = {
        (cue.start, cue.end, "\n".join(cue.rows).translate(str.maketrans("{}", "()")))
        for cue in cues(transcript, named=True)
    }
    if not expected:
        assert srt(transcript) == ""
        return
    found = demuxed(srt(transcript), "srt")
    assert {(start, end, text.replace("\u2060", "")) for start, end, text in found} == {
        (start, end, text.replace("\u2060", "")) for start, end, text in expected
    }


@given(TRANSCRIPTS)
def test_numbers_rise_by_one_and_blocks_are_parted_by_one_blank_row(transcript: Transcript) -> None:
    text = srt(transcript)
    blocks = text.removesuffix("\n").split("\n\n") if text else []
    for number, block in enumerate(blocks, start=1):
        head, times, *rows = block.split("\n")
        assert head == str(number)
        assert re.fullmatch(r"\d\d+:\d\d:\d\d,\d{3} --> \d\d+:\d\d:\d\d,\d{3}", times)
        assert rows
