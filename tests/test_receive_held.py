"""transcriber.receive.held: bounded in time and number, in order of arrival, fair to streams."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from receive_fakes import SECOND

from transcriber.config import HOLD_PACKETS, HOLD_SECONDS
from transcriber.receive.held import Frame, Held


def frame(number: int, ssrc: int = 1, time: int | None = None) -> Frame:
    return Frame(number, number if time is None else time, ssrc, number & 0xFFFF, number * 960, b"frame")


def numbers(frames: list[Frame]) -> list[int]:
    return [frame.number for frame in frames]


def test_frames_come_back_in_order_of_arrival_across_streams() -> None:
    held = Held()
    for number, ssrc in enumerate([5, 7, 5, 9, 7]):
        assert held.put(frame(number, ssrc)) == []
    assert len(held) == 5
    assert sorted(held.ssrcs()) == [5, 7, 9]
    assert numbers(held.take_all()) == [0, 1, 2, 3, 4]
    assert len(held) == 0
    assert held.take_all() == []
    assert held.ssrcs() == []


def test_one_stream_is_taken_and_the_others_stay() -> None:
    held = Held()
    for number, ssrc in enumerate([5, 7, 5]):
        held.put(frame(number, ssrc))
    assert numbers(held.take(5)) == [0, 2]
    assert held.take(5) == []
    assert (len(held), held.ssrcs()) == (1, [7])
    assert 7 in held
    assert 5 not in held


def test_the_newest_are_shown_and_stay() -> None:
    held = Held()
    for number in range(4):
        held.put(frame(number))
    assert numbers(held.newest(1, 3)) == [3, 2, 1]
    assert numbers(held.newest(1, 9)) == [3, 2, 1, 0]
    assert held.newest(2, 3) == []
    assert len(held) == 4


def test_a_frame_takes_the_place_of_the_one_with_its_number() -> None:
    held = Held()
    for number in range(3):
        held.put(frame(number))
    held.swap(Frame(1, 1, 1, 1, 1, b"opus", is_plain=True))
    assert [frame.data for frame in held.take(1)] == [b"frame", b"opus", b"frame"]


def test_a_frame_expires_once_it_was_held_for_longer_than_hold_seconds() -> None:
    held = Held()
    limit = round(HOLD_SECONDS * SECOND)
    held.put(frame(1, 5, time=100))
    held.put(frame(2, 7, time=101))
    held.put(frame(3, 5, time=102))
    held.put(frame(4, 5, time=103))
    assert held.expire(100 + limit) == []
    assert numbers(held.expire(103 + limit)) == [1, 2, 3]
    assert (len(held), held.ssrcs()) == (1, [5])
    assert numbers(held.expire(104 + limit)) == [4]
    assert held.ssrcs() == []


def test_by_default_there_is_room_for_hold_packets() -> None:
    held = Held()
    for number in range(HOLD_PACKETS):
        assert not held.put(frame(number))
    evicted = held.put(frame(HOLD_PACKETS))
    assert numbers(evicted) == list(range(HOLD_PACKETS // 8))


def test_the_stream_that_holds_most_makes_room_for_the_others() -> None:
    held = Held(packets=20)
    for number in range(17):
        held.put(frame(number, ssrc=1))
    for number in range(17, 20):
        held.put(frame(number, ssrc=2))
    assert numbers(held.put(frame(20, ssrc=2))) == [0, 1, 2]
    assert numbers(held.take(2)) == [17, 18, 19, 20]


@given(st.lists(st.integers(0, 4), max_size=80), st.integers(1, 12))
def test_never_more_than_there_is_room_for_and_nothing_lost_silently(ssrcs: list[int], room: int) -> None:
    held = Held(packets=room)
    gone: list[int] = []
    for number, ssrc in enumerate(ssrcs):
        gone += numbers(held.put(frame(number, ssrc)))
        assert len(held) <= room
    sizes = Counter(frame.ssrc for frame in held.take_all())
    assert sum(sizes.values()) + len(gone) == len(ssrcs)
    assert len(set(gone)) == len(gone)
