"""Transcripts for tests: a small hand-made one, and arbitrary ones for hypothesis."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from transcriber.transcript.assemble import in_order
from transcriber.transcript.transcript import (
    Absence,
    Line,
    Note,
    Participant,
    Quality,
    Reread,
    Transcript,
    Tried,
    Word,
)
from transcriber.types import SAMPLE_RATE, Samples


def at(seconds: float) -> Samples:
    return round(seconds * SAMPLE_RATE)


def line(speaker: str, start: float, end: float, text: str, **more: object) -> Line:
    """A line whose id is its speaker and its start in milliseconds."""
    return Line(f"{speaker}-{round(start * 1000)}", speaker, at(start), at(end), text, **more)  # type: ignore[arg-type]


def words(start: float, step: float, text: str) -> tuple[Word, ...]:
    """The text's words, one every `step` seconds, each lasting 0.8 of it."""
    return tuple(
        Word(at(start + step * index), at(start + step * (index + 0.8)), word, 0.9)
        for index, word in enumerate(text.split())
    )


LONG = (
    "So, before anybody else reports: the release is on Thursday, and whoever has an open "
    "item tells me by noon. Is that all right?"
)

HAND_MADE = Transcript(
    title="Stand-up #7",
    started="2026-11-22T17:03:05.123456Z",
    duration=at(3725.5),
    recognizer="sphinx:en-us",
    participants=(
        Participant(
            "1", "Ann", talk=at(12), drift_ppm=-12.5, quality=Quality(received=980, lost=20, concealed=15)
        ),
        Participant("2", "*Bob* <b>", talk=at(4), quality=Quality(received=300, undecryptable=2)),
        Participant("3", "花子", talk=at(4)),
        Participant("4", "Echo", bot=True),
    ),
    lines=(
        line("1", 1.0, 11.5, LONG, words=words(1.0, 0.42, LONG), confidence=0.9, language="en"),
        line("2", 9.25, 10.0, "Yes & no; a < b, @everyone.", confidence=0.5, language="en"),
        line(
            "3",
            61.5,
            67.0,
            "おはようございます。昨日の作業は終わりました。今日は新しい画面を作ります。",
            language="ja",
        ),
        line("1", 3661.0, 3662.25, "Bye.", language="en"),
    ),
    gaps=(
        Absence(at(30), at(45.5), "disconnected"),
        Absence(at(40), at(50), "static on the line", "2"),
    ),
    notes=(Note(at(61), "2", "*Bob* <b>", "see [the plan](https://example.com)"),),
    warnings=("The capture ends in a torn block: everything before it was read.",),
)

DOUBTED = replace(
    HAND_MADE,
    debug=(
        Reread(
            "1",
            at(1.0),
            at(11.5),
            (
                Tried("in a batch", "so so so so", -0.125, ("repetitive", "loop"), False),
                Tried("drawn at 0.2", LONG, -0.5, (), True),
            ),
        ),
    ),
)

EMPTY = Transcript(title="", started=None, duration=0, recognizer="")

_ALPHABET = st.one_of(
    st.characters(exclude_categories=["Cs"]),
    st.sampled_from("abc XYZ.,!?\n\t\r\0\x1b*_[]()<>|`#@&-:\\{}$~1"),
    st.sampled_from("漢字かなー。、「」한국어אבגدعربีไทย้é\u0301\u200d👩🏽🇩🇪\u202e\u3164"),
)
TEXT = st.text(_ALPHABET, max_size=60)
_LONG_TEXT = st.one_of(
    TEXT, st.lists(TEXT, max_size=12).map(" ".join), st.text("aあ", min_size=100, max_size=300)
)
_TIME = st.one_of(st.integers(0, at(40)), st.integers(0, at(100 * 3600)))
_SPEAKER = st.sampled_from(["1", "2", "3", "", "\u202e"])
_CONFIDENCE = st.none() | st.floats(0, 1)
_HEARD = st.none() | st.sampled_from(["sew", "もしもし。"])
"""A corrected line was something before: never empty."""


@st.composite
def _lines(draw: st.DrawFn) -> Line:
    start = draw(_TIME)
    end = start + draw(st.integers(0, at(40)))
    text = draw(_LONG_TEXT)
    said = text.split() if draw(st.booleans()) else draw(st.lists(TEXT, max_size=3))
    near = st.integers(max(start - at(1), 0), end + at(1))
    timed = (
        Word(first, first + draw(st.integers(0, at(2))), word, draw(_CONFIDENCE), draw(_HEARD))
        for word in said
        for first in [draw(near)]
    )
    language = draw(st.none() | st.sampled_from(["en", "ja"]))
    identity = draw(st.uuids()).hex
    return Line(
        identity, draw(_SPEAKER), start, end, text, tuple(timed), draw(_CONFIDENCE), language, draw(_HEARD)
    )


LINES = st.lists(_lines(), max_size=8)
_QUALITY = st.builds(Quality, *[st.integers(0, 10**6)] * 8)
_DRIFT = st.none() | st.floats(-1000, 1000)
_PARTICIPANTS = st.lists(
    st.builds(Participant, _SPEAKER, TEXT, st.booleans(), _TIME, _DRIFT, _QUALITY),
    max_size=4,
    unique_by=lambda participant: participant.id,
)
TRANSCRIPTS = st.builds(
    Transcript,
    title=TEXT,
    started=st.none() | st.just("2026-11-22T17:03:05Z") | TEXT,
    duration=_TIME,
    recognizer=TEXT,
    participants=_PARTICIPANTS.map(tuple),
    lines=LINES.map(in_order),
    gaps=st.lists(st.builds(Absence, _TIME, _TIME, TEXT, st.none() | _SPEAKER), max_size=3).map(tuple),
    notes=st.lists(st.builds(Note, _TIME, _SPEAKER, TEXT, TEXT), max_size=3).map(tuple),
    warnings=st.lists(TEXT, max_size=3).map(tuple),
)
