"""A stream: packets of a capture in, each in its place out, however the capture is cut."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from transcriber.audio.stream import PlacedPackets, Stream
from transcriber.capture.batch import Batch
from transcriber.types import SILENCE_FRAME, Voice

MS = 1_000_000
START = 1_795_366_985_123_456_000

FRAMES = {120: 0b11100, 480: 0b11110, 960: 0b11111, 1920: 0b00010, 2880: 0b00011}
"""Samples → a configuration of that duration (RFC 6716 table 2); never decoded here."""


def opus(frame: int = 960, content: bytes = b"sound") -> bytes:
    """One frame of so many samples, mono."""
    return bytes([FRAMES[frame] << 3]) + content


def voice(ms: float, sequence: int, timestamp: int, packet: bytes | None = None) -> Voice:
    return Voice(
        START + round(ms * MS),
        7,
        sequence & 0xFFFF,
        timestamp & 0xFFFFFFFF,
        opus() if packet is None else packet,
    )


def spoken(count: int, ms: float = 0, sequence: int = 0, timestamp: int = 0) -> list[Voice]:
    """Packets of 20 ms that nothing happened to."""
    return [voice(ms + 20 * i, sequence + i, timestamp + 960 * i) for i in range(count)]


@dataclass
class Out:
    """Everything that a stream gave out."""

    start: list[int]
    end: list[int]
    hole: list[int]
    trim: list[int]
    joined: list[bool]
    mute: list[bool]
    packets: list[bytes]


def run(voices: list[Voice], cuts: list[int] | None = None, late_clock: int = 0) -> tuple[Out, Stream]:
    """Everything through one stream, in batches cut at `cuts`; `late_clock` ns of silence at the end."""
    stream = Stream(START)
    edges = [0, *sorted(cuts or []), len(voices)]
    parts: list[PlacedPackets] = []
    for begin, end in pairwise(edges):
        batch = Batch.of(list(voices[begin:end]))
        clock = voices[end - 1].time if end else START
        parts.append(stream.push(batch, np.arange(end - begin), clock))
    if late_clock:
        nothing = replace(Batch.of([]), clock=max((v.time for v in voices), default=START) + late_clock)
        parts.append(stream.push(nothing, np.zeros(0, dtype=np.int64), nothing.clock))
    parts.append(stream.finish())
    out = Out([], [], [], [], [], [], [])
    for part in parts:
        out.start += part.place.start.tolist()
        out.end += (part.place.start + part.duration - part.place.trim).tolist()
        out.hole += part.place.hole.tolist()
        out.trim += part.place.trim.tolist()
        out.joined += part.place.joined.tolist()
        out.mute += part.place.mute.tolist()
        out.packets += [part.packet(i) for i in range(len(part))]
    return out, stream


@st.composite
def rough_streams(draw: st.DrawFn) -> list[Voice]:
    """A sender of any habits over any network: pauses, silence frames or none, a clock that runs, stands or
    jumps, timestamps that wobble, frames of any length, losses, stalls, bursts, duplicates, renumbering."""
    frame = draw(st.sampled_from([120, 480, 960, 960, 960, 2880]))
    stands, wobbles, quiet = draw(st.booleans()), draw(st.booleans()), draw(st.sampled_from([0, 1, 5]))
    sequence, timestamp = draw(st.sampled_from([0, 65_530])), draw(st.sampled_from([0, (1 << 32) - 3000]))
    at, sent = 0.0, []
    for _ in range(draw(st.integers(1, 5))):
        at += (pause := draw(st.sampled_from([20, 40, 90, 150, 400, 2000, 12_000])))
        timestamp += draw(st.sampled_from([0, 0, 0, -960, 5_000_000])) + (0 if stands else 48 * pause)
        sequence += draw(st.sampled_from([0, 0, 0, 0, 3, 20, 10_000]))
        speech = draw(st.integers(1, 60))
        for i in range(speech + quiet):
            packet = opus(frame, b"%d" % sequence) if i < speech else SILENCE_FRAME
            length = frame if i < speech else 960
            off = draw(st.sampled_from([-960, 0, 0, 960])) if wobbles else 0
            sent.append((at, sequence, timestamp + off, packet))
            at, sequence, timestamp = at + length / 48, sequence + 1, timestamp + length
    delays = draw(st.lists(st.sampled_from([0, 1, 5, 30, 110, 500]), min_size=len(sent), max_size=len(sent)))
    copies = draw(st.lists(st.sampled_from([0, 1, 1, 1, 1, 1, 1, 2]), min_size=len(sent), max_size=len(sent)))
    stall = draw(st.sampled_from([None, (0, 900), (300, 1400), (0, 8000)]))
    heard = []
    for (ms, number, stamp, packet), delay, times in zip(sent, delays, copies, strict=True):
        arrival = ms + delay
        if stall is not None and stall[0] <= arrival < stall[1]:
            arrival = stall[1]
        heard += [voice(arrival, number, stamp, packet)] * times
    return sorted(heard, key=lambda packet: packet.time)


@given(rough_streams(), st.lists(st.integers(0, 400), max_size=8), st.sampled_from([0, 1000, 30_000]))
@settings(max_examples=300, deadline=None)
def test_the_cuts_do_not_matter(voices: list[Voice], cuts: list[int], late: int) -> None:
    cuts = [cut for cut in cuts if cut <= len(voices)]
    whole, one = run(voices)
    pieces, other = run(voices, cuts, late * MS)
    assert whole == pieces
    assert (one.lost, one.received, one.end) == (other.lost, other.received, other.end)


@given(rough_streams())
@settings(max_examples=300, deadline=None)
def test_sound_never_overlaps_and_comes_in_order(voices: list[Voice]) -> None:
    out, stream = run(voices)
    end = None
    for start, over, hole, trim, joined, mute in zip(
        out.start, out.end, out.hole, out.trim, out.joined, out.mute, strict=True
    ):
        if mute:
            continue
        assert over >= start and hole >= 0 and trim >= 0
        if end is not None:
            assert start - hole >= end
            assert not joined or start - hole == end
        end = over
    assert len(out.packets) == stream.received
    assert stream.received + stream.reorder.late + stream.reorder.duplicate + stream.reorder.stray == len(
        voices
    )
    assert not voices or stream.end == (end or 0) or stream.received == 0
