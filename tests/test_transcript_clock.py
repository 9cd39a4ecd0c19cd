"""Times as people and subtitle formats write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcriber.transcript.clock import clock, cue_time, milliseconds
from transcriber.types import SAMPLE_RATE


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "00:00:00"),
        (59, "00:00:59"),
        (3600, "01:00:00"),
        (36_061, "10:01:01"),
        (100 * 3600, "100:00:00"),
    ],
)
def test_clock_has_two_digits_each_and_hours_as_many_as_needed(seconds: int, shown: str) -> None:
    assert clock(seconds * SAMPLE_RATE) == shown


def test_clock_shows_the_second_that_is_running() -> None:
    assert clock(2 * SAMPLE_RATE - 1) == "00:00:01"


def test_time_before_the_start_reads_as_the_start() -> None:
    assert clock(-SAMPLE_RATE) == "00:00:00"
    assert milliseconds(-SAMPLE_RATE) == 0


def test_milliseconds_are_the_nearest_halves_up() -> None:
    assert [milliseconds(samples) for samples in (0, 23, 24, 48, 71, 72)] == [0, 0, 1, 1, 1, 2]


def test_cue_time_has_the_point_of_the_format() -> None:
    assert cue_time(36_061_007, ",") == "10:01:01,007"
    assert cue_time(999, ".") == "00:00:00.999"


@given(st.integers(0, 10**13))
def test_milliseconds_are_never_more_than_half_a_millisecond_off(time: int) -> None:
    assert abs(milliseconds(time) * 48 - time) <= 24
