"""The lower envelope of a stream's delays: what clocks do is told from what the network does."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcriber.audio.drift import Envelope
from transcriber.config import DRIFT_LIMIT_PPM, ENVELOPE_BUCKET, ENVELOPE_BUCKETS
from transcriber.types import SAMPLE_RATE, Samples

BUCKET = ENVELOPE_BUCKET


def points(*delays: Samples) -> Envelope:
    """One point a bucket."""
    envelope = Envelope()
    for i, delay in enumerate(delays):
        envelope.add(i * BUCKET, delay)
    return envelope


def heard(ppm: float, length: Samples, jitter: Samples, every: Samples = 4800) -> Envelope:
    """A sender whose clock runs faster by `ppm`, over a network that only ever delays (exponentially)."""
    envelope = Envelope()
    time = np.arange(0, length, every)
    wait = np.random.default_rng(7).exponential(jitter, len(time)) if jitter else np.zeros(len(time))
    for at, delay in zip(time.tolist(), (500 - time * ppm * 1e-6 + wait).tolist(), strict=True):
        envelope.add(at, round(delay))
    return envelope


def test_nothing_is_known_of_nothing() -> None:
    envelope = Envelope()
    assert (envelope.at(0), envelope.slope(), envelope.drift_ppm, envelope.span) == (None, None, None, 0)


def test_of_a_stretch_only_the_least_delay_counts() -> None:
    envelope = Envelope()
    for time, delay in ((0, 70), (960, 50), (1920, 90)):
        envelope.add(time, delay)
    assert envelope.at(5000) == 50


# --- the drift ------------------------------------------------------------------------------------


@pytest.mark.parametrize("ppm", [-100.0, -3.0, 0.0, 100.0])
@pytest.mark.parametrize("jitter_ms", [0, 5, 40])
def test_the_drift_is_found_under_jitter_that_only_ever_delays(ppm: float, jitter_ms: int) -> None:
    envelope = heard(ppm, 300 * SAMPLE_RATE, jitter_ms * 48)
    assert envelope.drift_ppm == pytest.approx(ppm, abs=1 + jitter_ms / 8)
    assert envelope.slope() == pytest.approx(-ppm * 1e-6, abs=(1 + jitter_ms / 8) * 1e-6)


def test_buckets_in_which_every_packet_waited_do_not_move_it() -> None:
    delays = [1000 - round(i * BUCKET * 50e-6) for i in range(40)]
    for late in range(5, 40, 5):
        delays[late] += 24_000
    assert points(*delays).drift_ppm == pytest.approx(50, abs=1)


def test_it_is_told_once_a_minute_was_seen() -> None:
    """Thirteen finished buckets are a minute from first to last; the fourteenth is being filled."""
    assert points(*range(0, 13 * 12, 12)).slope() is None
    assert points(*range(0, 14 * 12, 12)).slope() == pytest.approx(12 / BUCKET)


def test_no_quartz_is_further_off_than_the_limit() -> None:
    steep = round(BUCKET * 0.01)
    assert points(*range(0, steep * 20, steep)).drift_ppm == -DRIFT_LIMIT_PPM
    assert points(*range(steep * 20, 0, -steep)).drift_ppm == DRIFT_LIMIT_PPM


@pytest.mark.parametrize("ppm", [-100.0, 100.0])
def test_ten_hours_are_remembered_in_little_room(ppm: float) -> None:
    envelope = heard(ppm, 10 * 3600 * SAMPLE_RATE, 24, BUCKET)
    assert envelope.drift_ppm == pytest.approx(ppm, abs=0.3)
    assert len(pickle.dumps(envelope)) < 3000  # all 7200 points would be 80 kB


# --- the delay to expect --------------------------------------------------------------------------


def test_while_the_drift_is_unknown_only_the_last_20_seconds_tell() -> None:
    assert points(0, 500, 510, 520, 530).at(5 * BUCKET) == 500
    assert points(0, 500, 510, 520).at(4 * BUCKET) == 0


def test_once_it_is_known_a_lucky_packet_of_the_last_minute_tells() -> None:
    """The point of least delay is moved along the drift to the time asked for."""
    drift = 24  # samples a bucket: 100 ppm
    delays = [4800 + drift * i for i in range(30)]
    lucky = 30 - ENVELOPE_BUCKETS
    delays[lucky] -= 480
    assert points(*delays).at(40 * BUCKET) == pytest.approx(4800 + 40 * drift - 480, abs=3)
    older = [*delays, 4800 + 30 * drift]
    assert points(*older).at(40 * BUCKET) == pytest.approx(4800 + 40 * drift, abs=3)


# --- whatever comes -------------------------------------------------------------------------------


@given(
    st.lists(
        st.tuples(st.integers(-5, 60).map(lambda n: n * BUCKET) | st.integers(-1 << 33, 1 << 33),
                  st.integers(-1 << 40, 1 << 40)),
        min_size=1, max_size=200,
    )
)  # fmt: skip
def test_any_points_give_a_delay_and_a_drift_within_bounds(seen: list[tuple[int, int]]) -> None:
    """Also those of an RTP time that runs backwards."""
    envelope = Envelope()
    for time, delay in seen:
        envelope.add(time, delay)
        expected = envelope.at(time)
        assert expected is not None and expected <= delay
    drift = envelope.drift_ppm
    assert drift is None or abs(drift) <= DRIFT_LIMIT_PPM
