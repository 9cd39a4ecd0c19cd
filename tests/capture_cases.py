"""What the tests of `transcriber.capture` share: the golden events, strategies for any, short cuts."""

from __future__ import annotations

from pathlib import Path

from capture_golden import MS, OPUS, OTHER_SSRC, SILENCE, SSRC, START
from hypothesis import strategies as st

from transcriber.capture.batch import Batch
from transcriber.capture.reader import CaptureReader
from transcriber.config import LEAP_NS, READ_CHUNK
from transcriber.types import (
    Connected,
    Consent,
    Encryption,
    Event,
    Fact,
    Gap,
    Left,
    Mark,
    Speaker,
    Stats,
    Stopped,
    Voice,
)


def at(milliseconds: int) -> int:
    """UTC ns of that many milliseconds after the start of the golden captures."""
    return START + milliseconds * MS


GOLDEN_EVENTS: list[Event] = [
    Connected(at(0), 0, "joined"),
    Voice(at(40), SSRC, 0xFFFF, 0xFFFFFC40, OPUS),
    Voice(at(60), SSRC, 0, 0, SILENCE),
    Speaker(at(80), SSRC, "123456789012345678", "Zoë 🎙"),
    Voice(at(80), OTHER_SSRC, 7, 960, OPUS[:1]),
    Gap(at(100), START, START + 40 * MS, "overrun"),
    Gap(at(100), START, START + MS, "undecryptable", "5"),
    Mark(at(120), "5", "Ann", "Decision: ship it.\nReally."),
    Encryption(at(140), 1, 3, "12345 67890"),
    Consent(at(160), "6", "out"),
    Stats(at(180), {"datagrams": 5, "malformed": 1}),
    Left(at(200), "5"),
    Stopped(at(220), "asked"),
]
"""What every golden session says."""

times = st.integers(START, START + LEAP_NS - 1)
any_times = st.integers(0, (1 << 62) - 1)
ssrcs = st.integers(0, 0xFFFFFFFF)
ids = st.integers(0, (1 << 64) - 1).map(str)
texts = st.text()
names = st.text(min_size=1)
_halves = st.integers(0xD800, 0xDFFF).map(chr)
broken_texts = st.lists(st.characters() | _halves, max_size=20).map("".join)
"""With halves of surrogate pairs, which `st.text` never has."""

voices = st.builds(
    Voice,
    times,
    ssrcs,
    st.integers(0, 0xFFFF),
    st.integers(0, 0xFFFFFFFF),
    st.binary(min_size=1, max_size=200),
)


def _gap(time: int, edges: tuple[int, int], reason: str, user: str | None) -> Gap:
    return Gap(time, min(edges), max(edges), reason, user)


facts: st.SearchStrategy[Fact] = st.one_of(
    st.builds(Connected, times, st.integers(0, 1 << 30), texts),
    st.builds(Speaker, times, ssrcs, ids, names, st.booleans()),
    st.builds(Left, times, ids),
    st.builds(_gap, times, st.tuples(any_times, any_times), texts, st.none() | ids),
    st.builds(Mark, times, ids, names, texts),
    st.builds(Encryption, times, st.integers(0, 1), st.integers(0, (1 << 64) - 1), texts),
    st.builds(Consent, times, ids, st.sampled_from(["in", "out"])),
    st.builds(
        Stats, times, st.dictionaries(texts.filter("event".__ne__), st.integers(0, (1 << 64) - 1), max_size=5)
    ),
    st.builds(Stopped, times, texts),
)
events: st.SearchStrategy[Event] = st.one_of(voices, facts)


def all_events(batches: list[Batch]) -> list[Event]:
    """The events of batches, in order."""
    return [event for batch in batches for event in batch.events()]


def read(path: Path, chunk: int = READ_CHUNK) -> tuple[list[Event], str | None]:
    """What a capture says, and what the reader says of its end."""
    with CaptureReader(path, chunk=chunk) as reader:
        return all_events(list(reader.batches())), reader.damage
