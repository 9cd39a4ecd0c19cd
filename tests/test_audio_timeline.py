"""A timeline: where packets lie, what lies before them, and when that is decided."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcriber.audio.evidence import LOOK_AHEAD
from transcriber.audio.timeline import Arrived, Placed, Timeline
from transcriber.config import (
    ANCHOR_WINDOW_NS,
    DRIFT_LIMIT_PPM,
    INSERT_TOLERANCE,
    REORDER_WAIT_NS,
    STOOD_TOLERANCE,
    TRIM_TOLERANCE,
)
from transcriber.types import SAMPLE_RATE, Samples, samples_from_ns

FRAME: Samples = 960
MS: Samples = 48
PATIENCE: Samples = samples_from_ns(ANCHOR_WINDOW_NS + REORDER_WAIT_NS)
"""How long after a talk-spurt's first arrival everything is known that its place depends on."""


class Row(NamedTuple):
    """A packet; times in samples."""

    arrival: Samples
    timestamp: int
    silent: bool = False
    lost: int = 0
    restarted: bool = False
    duration: Samples = FRAME


def spoken(count: int, arrival: Samples, timestamp: int, every: Samples = FRAME) -> list[Row]:
    """Packets that nothing happened to."""
    return [Row(arrival + i * every, timestamp + i * FRAME) for i in range(count)]


def silence(count: int, arrival: Samples, timestamp: int) -> list[Row]:
    return [Row(arrival + i * FRAME, timestamp + i * FRAME, silent=True) for i in range(count)]


def arrived(rows: list[Row]) -> Arrived:
    def column(values: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array(values, np.int64)

    return Arrived(
        timestamp=column([row.timestamp & 0xFFFFFFFF for row in rows]),
        arrival=column([row.arrival for row in rows]),
        duration=column([row.duration for row in rows]),
        silent=np.array([row.silent for row in rows], np.bool_),
        lost=column([row.lost for row in rows]),
        restarted=np.array([row.restarted for row in rows], np.bool_),
    )


class Place(NamedTuple):
    """Where one packet lies; see `Placed`."""

    start: Samples
    hole: Samples
    trim: Samples
    joined: bool
    mute: bool


def places(*parts: Placed) -> list[Place]:
    return [
        Place(*row)
        for part in parts
        for row in zip(
            part.start.tolist(),
            part.hole.tolist(),
            part.trim.tolist(),
            part.joined.tolist(),
            part.mute.tolist(),
            strict=True,
        )
    ]


def placed(rows: list[Row]) -> tuple[list[Place], Timeline]:
    """All at once, with nothing to follow."""
    timeline = Timeline()
    return places(timeline.push(arrived(rows), None)), timeline


def counts(timeline: Timeline) -> tuple[int, int]:
    return timeline.spurts, timeline.anchored


# --- inside a talk-spurt ----------------------------------------------------------------------------


def test_nothing_gives_nothing() -> None:
    found, timeline = placed([])
    assert found == [] and counts(timeline) == (0, 0)


def test_speech_lies_where_its_luckiest_packet_arrived_and_is_whole() -> None:
    rows = spoken(50, 1000, 77_777)
    late = [row._replace(arrival=row.arrival + (i % 7) * MS) for i, row in enumerate(rows, start=3)]
    found, timeline = placed(late)
    assert [place.start for place in found] == [1000 + FRAME * i for i in range(50)]
    assert [place.joined for place in found] == [False] + [True] * 49
    assert {place[1:3] for place in found} == {(0, 0)}
    assert counts(timeline) == (1, 1)


def test_lost_packets_leave_a_hole_as_long_as_they_were() -> None:
    rows = spoken(20, 0, 0)
    rows[10:13] = []
    rows[10] = rows[10]._replace(lost=3)
    found, timeline = placed(rows)
    assert found[10] == (13 * FRAME, 3 * FRAME, 0, True, False)
    assert counts(timeline) == (1, 1)


def test_a_network_that_stalls_amid_speech_moves_nothing() -> None:
    rows = spoken(100, 0, 0)
    stalled = [
        row._replace(arrival=max(row.arrival, 70 * FRAME)) if i > 30 else row for i, row in enumerate(rows)
    ]
    found, timeline = placed(stalled)
    assert [place.start for place in found] == [FRAME * i for i in range(100)]
    assert counts(timeline) == (1, 1)


@pytest.mark.parametrize(("late", "anchored"), [(STOOD_TOLERANCE, 1), (STOOD_TOLERANCE + 1, 2)])
def test_a_clock_that_stood_still_amid_speech_is_told_by_packets_that_stay_late(
    late: Samples, anchored: int
) -> None:
    rows = [*spoken(50, 0, 0), *spoken(50, 50 * FRAME + late, 50 * FRAME)]
    found, timeline = placed(rows)
    assert counts(timeline) == (anchored, anchored)
    assert found[50].start == 50 * FRAME + (late if anchored == 2 else 0)
    assert found[50].joined == (anchored == 1)


def test_one_packet_that_is_late_moves_nothing() -> None:
    rows = spoken(50, 0, 0)
    rows[25] = rows[25]._replace(arrival=rows[25].arrival + 250 * MS)
    found, _ = placed(rows)
    assert [place.start for place in found] == [FRAME * i for i in range(50)]


@pytest.mark.parametrize("ppm", [-400, 400])
def test_sound_that_drifts_away_from_the_arrival_clock_is_mended_frame_by_frame(ppm: int) -> None:
    """Ten minutes without a pause. A slow sender's sound gets early and a hole is put in, a fast one's
    gets late and is cut; the places stay true within the tolerance and a frame."""
    assert abs(ppm) < DRIFT_LIMIT_PPM
    rows = [
        Row(round(i * 2880 / (1 + ppm * 1e-6)), i * 2880, duration=2880)
        for i in range(600 * SAMPLE_RATE // 2880)
    ]
    found, timeline = placed(rows)
    drifted = round(600 * SAMPLE_RATE * abs(ppm) * 1e-6)
    mended = sum(place.hole + place.trim for place in found)
    tolerance = INSERT_TOLERANCE if ppm < 0 else TRIM_TOLERANCE
    assert drifted - tolerance - FRAME <= mended <= drifted
    assert {(place.hole, place.trim) for place in found} == {(0, 0), (960, 0) if ppm < 0 else (0, 960)}
    assert all(place.joined for place in found[1:]) and counts(timeline) == (1, 1)
    off = max(abs(place.start - place.trim - row.arrival) for place, row in zip(found, rows, strict=True))
    assert off <= tolerance + FRAME + 100
    for (before, after), row in zip(pairwise(found), rows, strict=False):
        assert after.start - after.hole == before.start + row.duration - before.trim
    assert timeline.drift_ppm == pytest.approx(ppm, abs=2)


# --- between talk-spurts ----------------------------------------------------------------------------


def paused(pause: Samples, stood: Samples = 0, quiet: int = 5) -> list[Row]:
    """A second of speech, silence frames, a pause, half a second of speech; meanwhile the sender's
    clock stood still for so long."""
    again = (50 + quiet) * FRAME + pause
    return [
        *spoken(50, 0, 0),
        *silence(quiet, 50 * FRAME, 50 * FRAME),
        *spoken(25, again, again - stood),
    ]


@pytest.mark.parametrize("pause", [0, 1, FRAME, 10 * SAMPLE_RATE])
def test_a_clock_that_ran_on_over_a_pause_is_believed(pause: Samples) -> None:
    found, timeline = placed(paused(pause))
    assert found[55] == (55 * FRAME + pause, 0, 0, False, False)
    assert all(place.joined for place in found[56:])
    assert counts(timeline) == (2, 1)


def test_a_clock_that_stood_still_in_a_pause_is_anchored_on_the_arrival() -> None:
    found, timeline = placed(paused(2 * SAMPLE_RATE, stood=2 * SAMPLE_RATE))
    assert found[55] == (55 * FRAME + 2 * SAMPLE_RATE, 0, 0, False, False)
    assert counts(timeline) == (2, 2)


def test_a_spurt_of_which_all_packets_are_late_lies_where_the_clock_says() -> None:
    rows = paused(SAMPLE_RATE)
    rows[55:] = [row._replace(arrival=row.arrival + 50 * MS) for row in rows[55:]]
    found, timeline = placed(rows)
    assert found[55].start == 55 * FRAME + SAMPLE_RATE
    assert counts(timeline) == (2, 1)


def test_a_spurt_that_begins_in_a_queue_is_placed_by_what_follows_the_queue() -> None:
    """Three seconds were held back and come three times as fast as they were spoken."""
    rows = [
        row._replace(arrival=max(row.arrival, (450 + i) * 320)) for i, row in enumerate(spoken(400, 0, 0))
    ]
    found, timeline = placed(rows)
    assert [place.start for place in found] == [FRAME * i for i in range(400)]
    assert counts(timeline) == (1, 1)


def test_a_pause_without_silence_frames_is_a_jump_of_the_clock() -> None:
    found, timeline = placed(paused(SAMPLE_RATE, quiet=0))
    assert found[50] == (50 * FRAME + SAMPLE_RATE, 0, 0, False, False)
    assert counts(timeline) == (2, 1)


def test_only_the_first_silence_frame_of_a_row_has_a_place() -> None:
    rows = paused(SAMPLE_RATE)
    rows[53] = rows[53]._replace(lost=2)
    found, _ = placed(rows)
    assert [place.mute for place in found[48:57]] == [False] * 3 + [True] * 4 + [False] * 2
    assert found[50] == (50 * FRAME, 0, 0, True, False)
    assert {place.hole for place in found[51:55]} == {0}, "nobody needs to hear what was lost of silence"


@pytest.mark.parametrize(("pause", "hole"), [(0, 0), (FRAME - 1, 0), (FRAME, FRAME), (50 * FRAME, FRAME)])
def test_before_a_spurt_one_lost_packet_has_room_or_none(pause: Samples, hole: Samples) -> None:
    """Its redundancy may be in the packet behind; what else was lost may have been silence."""
    rows = paused(pause)
    rows[55] = rows[55]._replace(lost=3)
    del rows[51:55]  # the silence frames that ended the speech, but for one
    rows[51:] = [
        row._replace(arrival=row.arrival - 4 * FRAME, timestamp=row.timestamp - 4 * FRAME)
        for row in rows[51:]
    ]
    found, _ = placed(rows)
    assert found[51] == (51 * FRAME + pause, hole, 0, False, False)


def test_another_numbering_is_anchored_by_itself_and_never_before_the_end_of_the_one_before() -> None:
    late = spoken(50, 300 * MS, 0)
    again = [Row(49 * FRAME + 1, 1 << 31, restarted=True), *spoken(30, 50 * FRAME + 1, (1 << 31) + FRAME)]
    found, timeline = placed([*late, *again])
    assert counts(timeline) == (2, 2)
    assert found[50].start == 300 * MS + 50 * FRAME
    assert not found[50].joined


def test_the_drift_of_the_longest_run_is_told() -> None:
    def run(minutes: int, ppm: float, begin: Samples) -> list[Row]:
        frames = range(0, minutes * 60 * SAMPLE_RATE, 2880)
        return [Row(begin + round(at * (1 - ppm * 1e-6)), at, duration=2880) for at in frames]

    hour = 3600 * SAMPLE_RATE
    rows = [*run(2, 30, 0), *run(4, -60, hour), *run(3, 90, 2 * hour)]
    for begin in (2 * 1000, 6 * 1000):
        rows[begin] = rows[begin]._replace(restarted=True)
    _, timeline = placed(rows)
    assert timeline.anchored == 3
    assert timeline.drift_ppm == pytest.approx(-60, abs=1)


# --- when it is decided -----------------------------------------------------------------------------


def test_a_spurt_waits_until_everything_that_its_place_depends_on_is_known() -> None:
    timeline, rows = Timeline(), spoken(10, 1000, 0)
    assert not len(timeline.push(arrived(rows[:5]), 1000 + PATIENCE))
    assert timeline.pending == 5
    assert len(timeline.push(arrived(rows[5:]), 1000 + PATIENCE + 1)) == 10
    assert timeline.pending == 0


def test_a_spurt_is_decided_without_the_clock_when_nothing_will_follow_or_enough_has() -> None:
    timeline = Timeline()
    assert len(timeline.push(arrived(spoken(3, 0, 0)), None)) == 3
    assert len(Timeline().push(arrived(spoken(LOOK_AHEAD, 0, 0)), 0)) == LOOK_AHEAD
    assert not len(Timeline().push(arrived(spoken(LOOK_AHEAD - 1, 0, 0)), 0))


def test_inside_a_spurt_nothing_waits() -> None:
    timeline, rows = Timeline(), spoken(60, 0, 0)
    timeline.push(arrived(rows[:50]), 50 * FRAME)
    for row in rows[50:]:
        assert len(timeline.push(arrived([row]), row.arrival)) == 1


def test_packets_that_begin_to_come_late_wait_until_it_is_known_whether_they_stay_late() -> None:
    timeline = Timeline()
    assert len(timeline.push(arrived(spoken(50, 0, 0)), 60 * FRAME)) == 50
    late = spoken(20, 60 * FRAME, 50 * FRAME)
    assert not len(timeline.push(arrived(late), late[0].arrival + PATIENCE))
    assert len(timeline.push(arrived([]), late[0].arrival + PATIENCE + 1)) == 20
    assert counts(timeline) == (2, 2)


@st.composite
def rough(draw: st.DrawFn) -> list[Row]:
    """Any sender over any network, packets in order; arrivals never decrease."""
    rows: list[Row] = []
    at, timestamp, arrival = 0, draw(st.sampled_from([0, (1 << 32) - 5000])), 0
    for _ in range(draw(st.integers(1, 6))):
        pause = draw(st.sampled_from([0, FRAME, 150 * MS, SAMPLE_RATE, 12 * SAMPLE_RATE]))
        at += pause
        timestamp += draw(st.sampled_from([0, pause, pause, 1 << 31]))
        speech, quiet = draw(st.integers(1, 40)), draw(st.sampled_from([0, 1, 5]))
        for i in range(speech + quiet):
            wait = draw(st.sampled_from([0, 0, 0, 5, 30, 110, 600]))
            arrival = max(arrival, at + wait * MS)
            lost = draw(st.sampled_from([0] * 12 + [1, 7])) if rows else 0
            restarted = not rows or draw(st.sampled_from([False] * 40 + [True]))
            rows.append(Row(arrival, timestamp + lost * FRAME, i >= speech, lost, restarted))
            at, timestamp = at + (1 + lost) * FRAME, timestamp + (1 + lost) * FRAME
    return rows


@given(rough(), st.lists(st.tuples(st.integers(0, 250), st.sampled_from([0, 1, 100, 399])), max_size=8))
def test_the_cuts_do_not_matter(rows: list[Row], cuts: list[tuple[int, int]]) -> None:
    """Wherever the packets are cut, and whatever the clock said there that was true: a packet may be
    held for 400 ms by one that is missing before it."""
    whole, one = placed(rows)
    other, parts, at = Timeline(), [], 0
    for cut, ahead in sorted(cuts):
        if not at <= cut < len(rows):
            continue
        parts.append(other.push(arrived(rows[at:cut]), rows[cut].arrival + ahead * MS))
        at = cut
    parts.append(other.push(arrived(rows[at:]), None))
    assert places(*parts) == whole
    assert counts(other) == counts(one)
    assert other.drift_ppm == one.drift_ppm
    assert 1 <= one.anchored <= one.spurts


@given(rough())
def test_what_is_heard_is_in_order_and_never_overlaps(rows: list[Row]) -> None:
    found, _ = placed(rows)
    assert len(found) == len(rows)
    end = None
    for row, place in zip(rows, found, strict=True):
        if place.mute:
            continue
        begin = place.start - place.hole
        assert end is None or (begin == end if place.joined else begin >= end)
        end = place.start + row.duration - place.trim
