"""RTP timestamps as steady time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from transcriber.audio.rtp_time import RtpTime

Row = tuple[int, int, bool, int, bool]
"""Timestamp, duration, silent, lost before, restarted."""


def speech(timestamp: int, *, lost: int = 0, duration: int = 960, restarted: bool = False) -> Row:
    return timestamp & 0xFFFFFFFF, duration, False, lost, restarted


def silence(timestamp: int, *, lost: int = 0) -> Row:
    return timestamp & 0xFFFFFFFF, 960, True, lost, False


def extend(clock: RtpTime, rows: list[Row]) -> tuple[list[int], list[int], list[bool]]:
    timestamp, duration, silent, lost, restarted = zip(*rows, strict=True) if rows else ((),) * 5
    time, wobble, broken = clock.extend(
        np.array(timestamp, np.int64),
        np.array(duration, np.int64),
        np.array(silent, np.bool_),
        np.array(lost, np.int64),
        np.array(restarted, np.bool_),
    )
    return time.tolist(), wobble.tolist(), broken.tolist()


def test_only_the_first_of_packets_that_follow_each_other_begins() -> None:
    time, wobble, broken = extend(RtpTime(), [speech(5000 + 960 * i) for i in range(4)])
    assert time == [5000, 5960, 6920, 7880]
    assert wobble == [0] * 4
    assert broken == [True, False, False, False]


def test_the_wrap_of_32_bits_is_no_jump() -> None:
    rows = [speech((1 << 32) - 1920 + 960 * i) for i in range(5)]
    time, _, broken = extend(RtpTime(), rows)
    assert [b - a for a, b in pairwise(time)] == [960] * 4
    assert not any(broken[1:])


def test_lost_packets_lasted_as_long_as_the_one_before_them() -> None:
    rows = [speech(0, duration=1920), speech(1920 * 4, lost=3), speech(1920 * 4 + 960)]
    time, _, broken = extend(RtpTime(), rows)
    assert time == [0, 7680, 8640]
    assert broken == [True, False, False]


def test_a_frame_off_is_the_timer_of_the_sender_and_not_a_pause() -> None:
    rows = [speech(0), speech(960), speech(960), speech(2880), speech(4800), speech(4800)]
    time, wobble, broken = extend(RtpTime(), rows)
    assert time == [0, 960, 1920, 2880, 3840, 4800]
    assert wobble == [0, 0, -960, 0, 960, 0]
    assert not any(broken[1:])


def test_a_first_timestamp_that_is_a_frame_off_does_not_make_the_others_pauses() -> None:
    rows = [speech(-960), *[speech(960 * i + 960 * (i % 2)) for i in range(1, 8)]]
    _, _, broken = extend(RtpTime(), rows)
    assert not any(broken[1:])


def test_time_goes_on_behind_a_pause() -> None:
    rows = [speech(0), speech(960 + 1921), speech(2 * 960 + 1921)]
    time, wobble, broken = extend(RtpTime(), rows)
    assert time == [0, 2881, 3841]
    assert broken == [True, True, False]
    assert wobble == [0, 0, 0]


def test_a_jump_backwards_begins_anew() -> None:
    time, _, broken = extend(RtpTime(), [speech(100_000), speech(0), speech(960)])
    assert time == [100_000, 0, 960]
    assert broken == [True, True, False]


def test_behind_silence_frames_even_the_shortest_pause_is_one() -> None:
    for pause, begins in ((0, False), (1, True), (960, True), (-960, True)):
        rows = [speech(0), silence(960), silence(1920), speech(2880 + pause), speech(3840 + pause)]
        time, _, broken = extend(RtpTime(), rows)
        assert broken == [True, False, False, begins, False]
        assert time[3:] == [2880 + pause, 3840 + pause]


def test_what_silence_frames_say_does_not_count() -> None:
    """All five with the same timestamp, or far ahead of the sound."""
    rows = [speech(0), *[silence(960)] * 3, silence(100_000), speech(5760)]
    time, _, broken = extend(RtpTime(), rows)
    assert time == [0, 960, 1920, 2880, 3840, 5760]
    assert broken == [True, False, False, False, False, True]


def test_another_numbering_begins_anew_wherever_it_is() -> None:
    time, _, broken = extend(RtpTime(), [speech(0), speech(960, restarted=True), speech(1920)])
    assert time == [0, 960, 1920]
    assert broken == [True, True, False]


def test_nothing_gives_nothing() -> None:
    assert extend(RtpTime(), []) == ([], [], [])


rows = st.lists(
    st.tuples(
        st.integers(0, (1 << 32) - 1) | st.sampled_from([0, 960, 1920, 2880, 3840, (1 << 32) - 960]),
        st.sampled_from([120, 960, 2880]),
        st.booleans(),
        st.sampled_from([0, 0, 0, 1, 40]),
        st.sampled_from([False, False, False, True]),
    ),
    max_size=40,
)


@given(rows, st.lists(st.integers(0, 40), max_size=5))
@settings(max_examples=200, deadline=None)
def test_the_cuts_do_not_matter(packets: list[Row], cuts: list[int]) -> None:
    whole = extend(RtpTime(), packets)
    clock = RtpTime()
    edges = [0, *sorted(cut for cut in cuts if cut <= len(packets)), len(packets)]
    parts = [extend(clock, packets[a:b]) for a, b in pairwise(edges)]
    assert whole == tuple([x for part in parts for x in part[column]] for column in range(3))


@given(rows)
@settings(max_examples=200, deadline=None)
def test_time_goes_on_by_what_was_sent_and_is_what_the_timestamp_says_where_it_begins(
    packets: list[Row],
) -> None:
    time, wobble, broken = extend(RtpTime(), packets)
    for i, (timestamp, _, _, lost, restarted) in enumerate(packets):
        assert (time[i] + wobble[i] - timestamp) % (1 << 32) == 0
        if i == 0 or restarted:
            assert broken[i]
        if broken[i]:
            assert wobble[i] == 0
        else:
            assert time[i] == time[i - 1] + (1 + lost) * packets[i - 1][1]
