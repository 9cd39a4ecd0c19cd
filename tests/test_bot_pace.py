"""How often a channel may be written to."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.pace import PACE_SECONDS, Pace


def written(wishes: list[tuple[float, bool]]) -> list[tuple[float, bool]]:
    """When requests are made for these wishes: each comes so long after the one before it was granted,
    and is urgent or not."""
    pace, now, made = Pace(), 0.0, []
    for after, urgent in wishes:
        now += after
        now += pace.wait(now, urgent=urgent)
        assert pace.wait(now, urgent=urgent) < 1e-9
        pace.take(now)
        made.append((now, urgent))
    return made


@given(st.lists(st.tuples(st.floats(0, 3), st.booleans()), max_size=60))
def test_there_are_never_more_than_five_requests_in_five_seconds(wishes: list[tuple[float, bool]]) -> None:
    times = [at for at, _ in written(wishes)]
    assert all(later - first > 5 for first, later in zip(times, times[5:], strict=False))


@given(st.lists(st.tuples(st.floats(0, 3), st.booleans()), max_size=60))
def test_a_line_waits_only_behind_a_line(wishes: list[tuple[float, bool]]) -> None:
    pace, now, last = Pace(), 0.0, float("-inf")
    for after, urgent in wishes:
        now += after
        wait = pace.wait(now, urgent=True)
        assert now + wait <= max(now, last + PACE_SECONDS) + 1e-6
        now += pace.wait(now, urgent=urgent)
        pace.take(now)
        last = now if urgent else last


def test_drafts_alone_come_at_the_same_pace() -> None:
    times = [at for at, _ in written([(0.0, False)] * 4)]
    assert [round(at / PACE_SECONDS, 6) for at in times] == [0, 1, 2, 3]
