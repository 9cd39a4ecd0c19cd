"""WebVTT, read back with FFmpeg."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from subtitle_reader import demuxed, shown
from transcript_cases import EMPTY, HAND_MADE, TRANSCRIPTS, line

from transcriber.transcript.as_vtt import vtt
from transcriber.transcript.cue import cues
from transcriber.transcript.transcript import Participant, Transcript

CUE = re.compile(r"<v ([^<>&\n]|&(amp|lt|gt);)+>([^<>&]|&(amp|lt|gt);)+")
"""A payload that is one voice span: annotation, text, and nothing else that could be a mark."""


def one(name: str, text: str) -> Transcript:
    return replace(EMPTY, participants=(Participant("1", name),), lines=(line("1", 36_000, 36_002.5, text),))


def test_a_cue_has_times_and_a_voice() -> None:
    assert vtt(one("Ann", "Good morning.")) == (
        "WEBVTT\n\n10:00:00.000 --> 10:00:02.500\n<v Ann>Good morning.\n"
    )


def test_an_empty_transcript_is_the_header() -> None:
    assert vtt(EMPTY) == "WEBVTT\n"


@pytest.mark.parametrize(
    "name", ["A>B", "</v>", "<3 Ann", "A&amp;B", "a\n\n00:00 --> 00:01", "-->", "\u202e"]
)
def test_names_and_texts_never_break_the_voice(name: str) -> None:
    (payload,) = [text for _, _, text in demuxed(vtt(one(name, name + " x")), "webvtt")]
    assert CUE.fullmatch(payload)


def test_the_arrow_never_stands_in_a_payload() -> None:
    assert vtt(one("-->", "--> 1")).count("-->") == 1


def test_ffmpeg_shows_the_hand_made_transcript() -> None:
    expected = ["\n".join(cue.rows) for cue in cues(HAND_MADE, named=False)]
    assert shown(vtt(HAND_MADE), "webvtt") == expected


MARKS = st.text(st.sampled_from("abiucv.<>/&;!-123=\"' ampltg"), min_size=1, max_size=40)


@given(MARKS, MARKS)
def test_ffmpeg_shows_whatever_is_made_of_marks(name: str, text: str) -> None:
    transcript = one(name, text)
    expected = ["\n".join(cue.rows) for cue in cues(transcript, named=False)]
    if expected:
        assert shown(vtt(transcript), "webvtt") == expected


@given(TRANSCRIPTS)
def test_ffmpeg_reads_every_cue_with_its_times_and_its_voice(transcript: Transcript) -> None:
    found = demuxed(vtt(transcript), "webvtt")
    assert all(CUE.fullmatch(payload) for _, _, payload in found)
    voices = set()
    for start, end, payload in found:
        name, _, text = payload.removeprefix("<v ").partition(">")
        voices.add((start, end, unescape(name), unescape(text)))
    expected = cues(transcript, named=False)
    assert voices == {(cue.start, cue.end, cue.name, "\n".join(cue.rows)) for cue in expected}


@given(TRANSCRIPTS)
def test_cues_are_in_order_of_start(transcript: Transcript) -> None:
    """WebVTT 4.1: a cue never starts before one that stands above it."""
    starts = re.findall(r"^(\d\d+):(\d\d:\d\d\.\d{3}) -->", vtt(transcript), re.MULTILINE)
    assert starts == sorted(starts, key=lambda start: (int(start[0]), start[1]))
