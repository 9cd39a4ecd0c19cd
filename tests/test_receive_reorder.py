"""Reorder against a model that is obviously right, and against itself cut into other pieces."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from transcriber.receive.reorder import Ordered, Reorder

FRAME_NS = 20_000_000


def run(numbers: list[int], arrivals: list[int], cuts: list[int] | None = None) -> tuple[Ordered, Reorder]:
    """Everything through one Reorder, cut into pushes at `cuts`."""
    reorder = Reorder()
    edges = [0, *sorted(cuts or []), len(numbers)]
    parts = []
    for start, end in itertools.pairwise(edges):
        clock = arrivals[end - 1] if end else 0
        parts.append(
            reorder.push(
                np.array(numbers[start:end], dtype=np.int64).astype(np.uint16),
                np.array(arrivals[start:end], dtype=np.int64),
                clock,
            )
        )
    parts.append(reorder.finish())
    joined = Ordered(
        np.concatenate([p.index for p in parts]),
        np.concatenate([p.lost for p in parts]),
        np.concatenate([p.restarted for p in parts]),
    )
    return joined, reorder


def every(count: int) -> list[int]:
    return [i * FRAME_NS for i in range(count)]


def model(numbers: list[int], arrivals: list[int]) -> tuple[list[int], int, int]:
    """The rule of the module's docstring, packet by packet, on numbers that never wrap or restart."""
    kept: dict[int, int] = {}
    late = duplicate = 0
    for i, number in enumerate(numbers):
        before = numbers[:i]
        high = max(before, default=number - 1)
        # since when a later number is there; only what was heard counts, not what was late
        overtaken = next((arrivals[j] for j in range(i) if numbers[j] > number), arrivals[i])
        if number in kept and (number >= high - 32):
            duplicate += 1
        elif number < high - 32 or arrivals[i] - overtaken > 400_000_000:
            late += 1
        else:
            kept[number] = i
    return [kept[number] for number in sorted(kept)], late, duplicate


def test_in_order_nothing_is_lost() -> None:
    ordered, reorder = run(list(range(500)), every(500))
    assert ordered.index.tolist() == list(range(500))
    assert not ordered.lost.any()
    assert ordered.restarted.tolist() == [True] + [False] * 499
    assert (reorder.late, reorder.duplicate, reorder.stray) == (0, 0, 0)


def test_the_wrap_of_16_bits_is_no_gap() -> None:
    numbers = [(65_500 + i) & 0xFFFF for i in range(200)]
    ordered, _ = run(numbers, every(200))
    assert ordered.index.tolist() == list(range(200))
    assert not ordered.lost.any()


def test_swapped_packets_come_out_in_order_and_duplicates_once() -> None:
    ordered, reorder = run([10, 12, 11, 11, 13, 13], every(6))
    assert ordered.index.tolist() == [0, 2, 1, 4]
    assert reorder.duplicate == 2


def test_the_first_packet_may_be_overtaken() -> None:
    ordered, _ = run([101, 100, 102], every(3))
    assert ordered.index.tolist() == [1, 0, 2]
    assert not ordered.lost.any()


def test_a_missing_packet_is_told_where_it_is_missing() -> None:
    ordered, _ = run([1, 2, 5, 6], every(4))
    assert ordered.lost.tolist() == [0, 0, 2, 0]


def test_a_packet_later_than_the_wait_is_late() -> None:
    arrivals = [0, FRAME_NS, FRAME_NS + 400_000_001]
    ordered, reorder = run([1, 3, 2], arrivals)
    assert ordered.index.tolist() == [0, 1]
    assert reorder.late == 1
    ordered, reorder = run([1, 3, 2], [0, FRAME_NS, FRAME_NS + 400_000_000])
    assert ordered.index.tolist() == [0, 2, 1]
    assert reorder.late == 0


def test_a_packet_deeper_than_the_depth_is_late() -> None:
    numbers = [0, *range(2, 36), 1]
    ordered, reorder = run(numbers, [0] * len(numbers))
    assert reorder.late == 1
    assert int(ordered.lost.sum()) == 1
    numbers = [0, *range(2, 34), 1]
    _, reorder = run(numbers, [0] * len(numbers))
    assert reorder.late == 0


def test_a_hole_holds_back_until_it_is_given_up() -> None:
    reorder = Reorder()
    start = reorder.push(np.array([1, 2], dtype=np.uint16), np.array([0, 1]), 500_000_000)
    assert len(start) == 2
    at = 600_000_000
    waiting = reorder.push(np.array([4, 5], dtype=np.uint16), np.array([at, at]), at)
    assert len(waiting) == 0
    nothing = np.zeros(0, dtype=np.int64)
    assert len(reorder.push(nothing.astype(np.uint16), nothing, at + 400_000_000)) == 0
    given_up = reorder.push(nothing.astype(np.uint16), nothing, at + 400_000_001)
    assert given_up.lost.tolist() == [1, 0]


def test_a_restarted_numbering_goes_on_and_a_stray_does_not_disturb() -> None:
    numbers = [1, 2, 3, 30_000, 4, 5, 40_000, 40_001, 40_002]
    ordered, reorder = run(numbers, every(9))
    assert ordered.index.tolist() == [0, 1, 2, 4, 5, 6, 7, 8]
    assert ordered.restarted.tolist() == [True] + [False] * 4 + [True, False, False]
    assert not ordered.lost.any()
    assert reorder.stray == 1


def test_a_stray_at_the_end_is_no_packet() -> None:
    ordered, reorder = run([1, 2, 30_000], every(3))
    assert ordered.index.tolist() == [0, 1]
    assert reorder.stray == 1


@st.composite
def arrivals_of_a_rough_network(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """Packets of one numbering in the order in which a rough network delivers them."""
    count = draw(st.integers(1, 120))
    delays = draw(st.lists(st.integers(0, 60), min_size=count, max_size=count))
    copies = draw(st.lists(st.sampled_from([0, 1, 1, 1, 1, 1, 2]), min_size=count, max_size=count))
    sent = [(i * 20 + delay, 40_000 + i) for i, delay in enumerate(delays) for _ in range(copies[i])]
    spread = draw(st.sampled_from([1, 5, 40]))
    sent = sorted(((i // 1) * 20 + (at - i * 20) * spread, number) for i, (at, number) in enumerate(sent))
    return [number for _, number in sent], [at * 1_000_000 for at, _ in sent]


@given(arrivals_of_a_rough_network())
@settings(max_examples=150, deadline=None)
def test_it_does_what_the_model_does(network: tuple[list[int], list[int]]) -> None:
    numbers, arrivals = network
    if not numbers:
        return
    ordered, reorder = run(numbers, arrivals)
    index, late, duplicate = model(numbers, arrivals)
    assert ordered.index.tolist() == index
    assert (reorder.late + reorder.duplicate) == late + duplicate
    kept = [numbers[i] for i in index]
    assert int(ordered.lost.sum()) == kept[-1] - kept[0] + 1 - len(kept)


@given(arrivals_of_a_rough_network(), st.lists(st.integers(0, 120), max_size=6))
@settings(max_examples=150, deadline=None)
def test_the_cuts_do_not_matter(network: tuple[list[int], list[int]], cuts: list[int]) -> None:
    numbers, arrivals = network
    cuts = [cut for cut in cuts if cut <= len(numbers)]
    whole, one = run(numbers, arrivals)
    pieces, other = run(numbers, arrivals, cuts)
    assert whole.index.tolist() == pieces.index.tolist()
    assert whole.lost.tolist() == pieces.lost.tolist()
    assert (one.late, one.duplicate, one.stray) == (other.late, other.duplicate, other.stray)


@given(st.lists(st.integers(0, 65_535), max_size=60), st.lists(st.integers(0, 60), max_size=5))
@settings(max_examples=150, deadline=None)
def test_any_numbers_pass_without_an_error_and_none_twice(numbers: list[int], cuts: list[int]) -> None:
    cuts = [cut for cut in cuts if cut <= len(numbers)]
    arrivals = every(len(numbers))
    ordered, reorder = run(numbers, arrivals, cuts)
    assert len(set(ordered.index.tolist())) == len(ordered)
    assert len(ordered) + reorder.late + reorder.duplicate + reorder.stray == len(numbers)
    assert (ordered.lost >= 0).all()
    whole, _ = run(numbers, arrivals)
    assert whole.index.tolist() == ordered.index.tolist()
