"""transcriber.capture.clock: times never decrease, and one damaged timestamp moves nobody."""

from __future__ import annotations

import numpy as np
from capture_golden import START
from hypothesis import given
from hypothesis import strategies as st

from transcriber.capture.clock import CaptureClock
from transcriber.config import LEAP_NS

SECOND = 1_000_000_000
stamps = st.lists(
    st.integers(-(1 << 62), 1 << 62)
    | st.integers(START, START + 10 * SECOND)
    | st.integers(START + LEAP_NS - 5, START + LEAP_NS + 5),
    max_size=12,
)


def times(*given_stamps: int) -> list[int]:
    return [int(time) for time in CaptureClock().times(np.array(given_stamps, dtype=np.int64))]


def test_times_in_order_are_as_they_are_stamped() -> None:
    assert times(START, START, START + 5, START + LEAP_NS - 1) == [
        START,
        START,
        START + 5,
        START + LEAP_NS - 1,
    ]


def test_what_is_stamped_before_its_predecessor_came_with_it() -> None:
    assert times(START, START - 5, 0, START + 5) == [START, START, START, START + 5]


def test_one_packet_stamped_a_day_ahead_came_with_its_predecessor() -> None:
    for wrong in (START + LEAP_NS, START | 1 << 61):
        assert times(START, wrong, START + 5) == [START, START, START + 5]


def test_where_the_next_packet_agrees_the_day_has_passed() -> None:
    tomorrow = START + LEAP_NS
    assert times(START, tomorrow, tomorrow + 5, tomorrow + 9) == [START, START, tomorrow + 5, tomorrow + 9]


def test_two_damaged_stamps_apart_move_nobody() -> None:
    wrong = START | 1 << 61
    assert times(START, wrong, START + 5, wrong, START + 9) == [START, START, START + 5, START + 5, START + 9]


def test_the_first_packet_is_believed() -> None:
    assert times(START)[0] == START


def test_a_capture_that_was_just_begun_is_at_no_time() -> None:
    clock = CaptureClock()
    assert (clock.times(np.zeros(0, dtype=np.int64)).tolist(), clock.now) == ([], 0)


@given(stamps)
def test_times_never_decrease(given_stamps: list[int]) -> None:
    found = times(*given_stamps)
    assert found == sorted(found)
    assert all(time >= 0 for time in found)


@given(stamps, st.integers(0, 12))
def test_columns_cut_anywhere_and_single_stamps_give_the_same(given_stamps: list[int], cut: int) -> None:
    column = np.array(given_stamps, dtype=np.int64)
    whole, halves, single = CaptureClock(), CaptureClock(), CaptureClock()
    found = whole.times(column).tolist()
    assert found == [*halves.times(column[:cut]).tolist(), *halves.times(column[cut:]).tolist()]
    assert found == [single.time(stamp) for stamp in given_stamps]
    assert whole == halves == single
