"""Placed packets become sound: every sample of them, each hole filled as it can be, and no silence."""

from __future__ import annotations

import dataclasses
import functools
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from opus_encoder import OpusEncoder, OpusOptions
from simulated_call import hopping_tones

from transcriber.audio.opus import Decoder, has_redundancy
from transcriber.audio.sound import Piece, Repairs, Sound
from transcriber.audio.stream import PlacedPackets
from transcriber.audio.timeline import Placed
from transcriber.config import CONCEALED_FRAMES
from transcriber.types import SAMPLE_RATE, SILENCE_FRAME, Floats, Samples

FRAME: Samples = 960
UNREADABLE = b"\xff\x41\xff\xff\xff"
"""20 ms by its first bytes, but its padding is longer than the packet."""


@functools.cache
def packets(fec: bool = False, seconds: int = 1) -> tuple[bytes, ...]:
    options = OpusOptions(bitrate=32_000, fec=fec, expected_loss=20 if fec else 0)
    with OpusEncoder(options) as encoder:
        return tuple(encoder.encode_all(hopping_tones(seconds * SAMPLE_RATE, 1)))


@dataclasses.dataclass
class Row:
    """A packet and its place; see `Placed`. `hole` and `trim` in samples."""

    packet: bytes
    start: Samples
    hole: Samples = 0
    trim: Samples = 0
    joined: bool = True
    mute: bool = False
    duration: Samples = FRAME


def run(some: tuple[bytes, ...] | list[bytes], start: Samples = 0) -> list[Row]:
    """Packets that follow each other, from `start` on."""
    return [Row(packet, start + i * FRAME, joined=i > 0) for i, packet in enumerate(some)]


def placed(rows: list[Row]) -> PlacedPackets:
    data = b"".join(row.packet for row in rows)
    length = np.array([len(row.packet) for row in rows], np.int64)
    address = np.frombuffer(data, np.uint8).ctypes.data + np.cumsum(length) - length

    def column(name: str) -> NDArray[np.int64]:
        return np.array([getattr(row, name) for row in rows], np.int64)

    joined, mute = (column(name).astype(np.bool_) for name in ("joined", "mute"))
    place = Placed(column("start"), column("hole"), column("trim"), joined, mute)
    return PlacedPackets(place, column("duration"), address, length, (data,))


def heard(*parts: list[Row]) -> tuple[list[Piece], Repairs]:
    """Each part by itself, one after the other, through one stream's decoder."""
    sound = Sound()
    pieces = [piece for part in parts for piece in sound.pieces(placed(part))]
    return pieces, sound.repairs


def truth(some: tuple[bytes, ...] | list[bytes]) -> Floats:
    """What libopus gives for packets of which none is missing."""
    decoder = Decoder()
    decoded = [decoder.decode_packet(packet) for packet in some]
    return np.concatenate([pcm for pcm in decoded if pcm is not None])


def spans(pieces: list[Piece]) -> list[tuple[Samples, Samples]]:
    return [(piece.start, piece.end) for piece in pieces]


def test_nothing_gives_nothing() -> None:
    assert heard([]) == ([], Repairs())


# --- what came ------------------------------------------------------------------------------------


def test_packets_that_follow_each_other_are_one_piece_to_the_last_bit() -> None:
    [piece], repairs = heard(run(packets(), 1234))
    assert piece.pcm.dtype == np.float32
    assert (piece.start, piece.pcm.shape) == (1234, (48_000, 2))
    assert np.array_equal(piece.pcm, truth(packets()))
    assert repairs == Repairs()


def test_parts_of_a_stream_go_on_from_each_other() -> None:
    rows = run(packets(), 1234)
    pieces, _ = heard(rows[:20], rows[20:21], rows[21:])
    assert spans(pieces) == [
        (1234, 1234 + 20 * FRAME),
        (1234 + 20 * FRAME, 1234 + 21 * FRAME),
        (1234 + 21 * FRAME, 49_234),
    ]
    assert np.array_equal(np.concatenate([piece.pcm for piece in pieces]), truth(packets()))


def test_silence_between_talk_spurts_is_never_made() -> None:
    """Not even an hour of it takes room."""
    hour = 3600 * SAMPLE_RATE
    pieces, _ = heard(run(packets()[:10]) + run(packets()[10:30], hour) + run(packets()[30:], 9 * hour))
    assert [piece.start for piece in pieces] == [0, hour, 9 * hour]
    assert np.array_equal(np.concatenate([piece.pcm for piece in pieces]), truth(packets()))
    assert room(pieces) == 50 * FRAME


def test_a_hole_of_hours_takes_the_room_of_what_is_concealed() -> None:
    rows = run(packets()[:10])
    after = Row(packets()[10], 9 * 3600 * SAMPLE_RATE, hole=9 * 3600 * SAMPLE_RATE - 10 * FRAME)
    pieces, repairs = heard([*rows, after])
    assert repairs == Repairs(concealed=CONCEALED_FRAMES)
    assert room(pieces) <= (11 + CONCEALED_FRAMES + 1) * FRAME


def room(pieces: list[Piece]) -> Samples:
    """Samples of all the memory that pieces hold on to."""
    held = {id(piece.pcm.base): piece.pcm.base for piece in pieces}
    return sum(len(base) for base in held.values() if base is not None)


def test_only_the_first_of_several_silence_frames_is_heard_but_the_decoder_knows_all() -> None:
    before, after = packets()[:20], packets()[20:]
    quiet = [Row(SILENCE_FRAME, (20 + i) * FRAME, joined=i == 0, mute=i > 0) for i in range(5)]
    pieces, _ = heard([*run(before), *quiet, *run(after, 22 * FRAME)])
    assert spans(pieces) == [(0, 21 * FRAME), (22 * FRAME, 52 * FRAME)]
    everything = truth([*before, *[SILENCE_FRAME] * 5, *after])
    assert np.array_equal(pieces[0].pcm, everything[: 21 * FRAME])
    assert np.array_equal(pieces[1].pcm, everything[25 * FRAME :])


@pytest.mark.parametrize("trim", [1, 480, FRAME])
def test_what_is_cut_from_a_packets_beginning_is_not_heard(trim: Samples) -> None:
    rows = run(packets())
    rows[20].trim = trim
    for row in rows[21:]:
        row.start -= trim
    [piece], _ = heard(rows)
    whole = truth(packets())
    assert np.array_equal(piece.pcm, np.delete(whole, np.s_[20 * FRAME : 20 * FRAME + trim], axis=0))


def test_packets_of_all_durations_are_decoded_into_one_piece() -> None:
    some, starts = [], [0]
    for frame in (120, 240, 480, 960, 1920, 2880):
        with OpusEncoder(OpusOptions(frame)) as encoder:
            some.append(encoder.encode_all(hopping_tones(frame, 1))[0])
        starts.append(starts[-1] + frame)
    rows = [
        Row(packet, a, joined=a > 0, duration=b - a)
        for packet, (a, b) in zip(some, itertools.pairwise(starts), strict=True)
    ]
    [piece], repairs = heard(rows)
    assert np.array_equal(piece.pcm, truth(some)) and repairs == Repairs()


# --- what did not -----------------------------------------------------------------------------------


def holed(missing: int, fec: bool, joined: bool = True) -> list[Row]:
    """Thirty packets, so many that never came, twenty more."""
    rows = run(packets(fec, 2)[:30]) + run(
        packets(fec, 2)[30 + missing : 50 + missing], (30 + missing) * FRAME
    )
    rows[30] = dataclasses.replace(rows[30], hole=missing * FRAME, joined=joined)
    return rows


@pytest.mark.parametrize("missing", [1, 4, 5, 6, 40])
def test_at_most_five_lost_packets_in_a_row_are_concealed(missing: int) -> None:
    pieces, repairs = heard(holed(missing, fec=False))
    assert repairs == Repairs(concealed=min(missing, 5))
    end = (50 + missing) * FRAME
    assert spans(pieces) == ([(0, end)] if missing <= 5 else [(0, 35 * FRAME), ((30 + missing) * FRAME, end)])
    assert np.abs(pieces[0].pcm[30 * FRAME : 31 * FRAME]).max() > 0.05


@pytest.mark.parametrize("missing", [1, 5, 6, 7, 40])
def test_the_last_lost_packet_is_rebuilt_where_the_next_one_carries_it(missing: int) -> None:
    rows = holed(missing, fec=True)
    assert has_redundancy(rows[30].packet)
    pieces, repairs = heard(rows)
    assert repairs == Repairs(recovered=1, concealed=min(missing - 1, 5))
    end = (50 + missing) * FRAME
    silent = missing > 6
    assert spans(pieces) == ([(0, 35 * FRAME), ((29 + missing) * FRAME, end)] if silent else [(0, end)])


def test_what_is_rebuilt_is_what_was_said() -> None:
    """The pitch hops every frame: a guess would be unlike it."""
    [piece], _ = heard(holed(1, fec=True))
    lost = np.s_[30 * FRAME : 31 * FRAME, 0]
    assert np.corrcoef(piece.pcm[lost], truth(packets(True, 2))[lost])[0, 1] > 0.8


@pytest.mark.parametrize("fec", [False, True])
def test_a_hole_between_two_parts_of_a_stream_is_filled_in_the_second(fec: bool) -> None:
    rows = holed(3, fec)
    pieces, _ = heard(rows[:30], rows[30:])
    assert spans(pieces) == [(0, 30 * FRAME), (30 * FRAME, 53 * FRAME)]


def test_before_a_talk_spurt_a_lost_packet_is_rebuilt_but_never_guessed() -> None:
    pieces, repairs = heard(holed(1, fec=True, joined=False))
    assert spans(pieces) == [(0, 30 * FRAME), (30 * FRAME, 51 * FRAME)] and repairs == Repairs(recovered=1)
    pieces, repairs = heard(holed(1, fec=False, joined=False))
    assert spans(pieces) == [(0, 30 * FRAME), (31 * FRAME, 51 * FRAME)] and repairs == Repairs()


def test_a_hole_too_short_for_a_packet_is_not_filled_with_a_whole_one() -> None:
    rows = run(packets(True)[:30]) + run(packets(True)[30:], 30 * FRAME + 480)
    assert has_redundancy(rows[30].packet)
    rows[30] = dataclasses.replace(rows[30], hole=480, joined=True)
    pieces, repairs = heard(rows)
    assert spans(pieces) == [(0, 50 * FRAME + 480)] and repairs == Repairs(concealed=1)


@pytest.mark.parametrize(
    ("hole", "concealed"), [(1, 0), (119, 0), (120, 1), (FRAME + 100, 1), (5 * FRAME + 1, 5)]
)
def test_what_is_no_multiple_of_an_opus_step_is_filled_with_silence(hole: Samples, concealed: int) -> None:
    rows = run(packets()[:30]) + run(packets()[30:], 30 * FRAME + hole)
    rows[30] = dataclasses.replace(rows[30], hole=hole, joined=True)
    [piece], repairs = heard(rows)
    assert (len(piece.pcm), repairs) == (50 * FRAME + hole, Repairs(concealed=concealed))
    rest = hole % 120
    assert not piece.pcm[30 * FRAME + hole - rest : 30 * FRAME + hole].any()


# --- what cannot be decoded -------------------------------------------------------------------------


def test_a_packet_that_libopus_refuses_is_covered_and_counted() -> None:
    assert Decoder().decode_packet(UNREADABLE) is None
    some = list(packets())
    some[20] = UNREADABLE
    [piece], repairs = heard(run(some))
    assert len(piece.pcm) == 50 * FRAME and repairs == Repairs(refused=1)
    covered = piece.pcm[20 * FRAME : 21 * FRAME]
    assert np.isfinite(covered).all() and 0.05 < np.abs(covered).max() < 1
    whole = truth(packets())
    assert np.array_equal(piece.pcm[: 20 * FRAME], whole[: 20 * FRAME])
    assert np.corrcoef(piece.pcm[25 * FRAME :, 0], whole[25 * FRAME :, 0])[0, 1] > 0.95


def test_a_stream_of_nothing_that_can_be_decoded_is_silence_of_its_length() -> None:
    [piece], repairs = heard(run([UNREADABLE] * 7, 50))
    assert spans([piece]) == [(50, 50 + 7 * FRAME)] and not piece.pcm.any()
    assert repairs == Repairs(refused=7)


# --- whatever comes ---------------------------------------------------------------------------------

BAG = [*packets()[:8], *packets(True)[20:28], SILENCE_FRAME, UNREADABLE]


@st.composite
def rows_of_any_kind(draw: st.DrawFn) -> list[Row]:
    """Places as a timeline may give them."""
    rows: list[Row] = []
    end = draw(st.integers(0, 10**9))
    for _ in range(draw(st.integers(1, 12))):
        packet = draw(st.sampled_from(BAG))
        kind = draw(st.sampled_from(["joined", "joined", "joined", "hole", "trim", "begins", "mute"]))
        if not rows or (rows[-1].mute and kind != "mute"):
            kind = "begins"
        hole = draw(st.sampled_from([1, 480, FRAME, 3 * FRAME, 9 * FRAME])) if kind == "hole" else 0
        if kind == "begins" and draw(st.booleans()):
            hole = FRAME
        pause = draw(st.sampled_from([0, 1, 10**7])) if kind == "begins" else 0
        trim = FRAME if kind == "trim" else 0
        start = end + hole + pause
        rows.append(Row(packet, start, hole, trim, kind not in ("begins", "mute"), kind == "mute"))
        end = end if kind == "mute" else start + FRAME - trim
    return rows


@settings(max_examples=60)
@given(rows_of_any_kind(), st.lists(st.integers(1, 11), max_size=3))
def test_pieces_cover_the_packets_and_nothing_but_them_and_their_holes(
    rows: list[Row], cuts: list[int]
) -> None:
    edges = [0, *sorted(cut for cut in cuts if cut < len(rows)), len(rows)]
    pieces, repairs = heard(*(rows[a:b] for a, b in itertools.pairwise(edges)))
    assert all(a.end <= b.start for a, b in itertools.pairwise(pieces))
    assert all(len(piece.pcm) and np.isfinite(piece.pcm).all() for piece in pieces)
    covered = sum(len(piece.pcm) for piece in pieces)
    needed = sum(FRAME - row.trim for row in rows if not row.mute)
    assert needed <= covered <= needed + sum(row.hole for row in rows)
    for row in rows:
        if not row.mute and row.trim < FRAME:
            begin, end = row.start, row.start + FRAME - row.trim
            assert any(piece.start <= begin and end <= piece.end for piece in pieces)
    assert heard(rows)[1] == repairs
