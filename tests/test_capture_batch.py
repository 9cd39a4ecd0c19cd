"""transcriber.capture.batch: events in columns are the same events."""

from __future__ import annotations

import pytest
from capture_cases import GOLDEN_EVENTS, events
from hypothesis import given
from hypothesis import strategies as st

from transcriber.capture.batch import Batch
from transcriber.types import Event, Left, Voice


@given(st.lists(events, max_size=12))
def test_events_come_out_of_columns_as_they_went_in(given_events: list[Event]) -> None:
    batch = Batch.of(given_events)
    assert batch.events() == given_events
    assert len(batch) == sum(isinstance(event, Voice) for event in given_events)


@given(st.lists(events, min_size=1, max_size=12))
def test_the_clock_is_at_the_latest_event(given_events: list[Event]) -> None:
    assert Batch.of(given_events).clock == max(event.time for event in given_events)


def test_the_clock_may_be_ahead_of_all_events() -> None:
    assert Batch.of([Left(7, "5")], 9).clock == 9
    assert Batch.of([], 9).clock == 9
    assert Batch.of([Left(7, "5")], 5).clock == 7


def test_a_fact_says_before_which_packet_it_came() -> None:
    batch = Batch.of(GOLDEN_EVENTS)
    assert [index for index, _ in batch.facts] == [0, 2, 3, 3, 3, 3, 3, 3, 3, 3]


@pytest.mark.parametrize("index", range(3))
def test_a_packet_is_its_stretch_of_the_data(index: int) -> None:
    batch = Batch.of(GOLDEN_EVENTS)
    voice = [event for event in GOLDEN_EVENTS if isinstance(event, Voice)][index]
    start = int(batch.offset[index])
    assert batch.voice(index) == voice
    assert batch.data[start : start + int(batch.length[index])] == voice.opus


def test_nothing_is_an_empty_batch() -> None:
    batch = Batch.of([])
    assert (len(batch), batch.events(), batch.clock) == (0, [], 0)
