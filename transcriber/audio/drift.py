"""How late a stream's packets come at least, over time: the lower envelope of their delays.

In: least delays (arrival minus RTP time, in samples) of stretches of a stream. Out: the least delay
to expect at an RTP time, and how fast the sender's clock runs against the recorder's. The packet
that waited in no queue shows the clocks; all others show the network (the idea of RFC 5905's clock
filter: trust the sample of least delay).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from transcriber.config import (
    DRIFT_LIMIT_PPM,
    DRIFT_MIN_SPAN,
    ENVELOPE_BUCKET,
    ENVELOPE_BUCKETS,
)
from transcriber.types import Samples

_FRESH = 4
"""Points to go by while the drift is unknown: 20 s, in which no clock drifts by more than 2 ms."""

_KEPT = 64
"""Points kept for the drift: two thousand pairs to look at, whatever the length of the call."""


@dataclass(slots=True)
class Envelope:
    """The least delays of one run of a sender's clock. `add` takes stretches in order."""

    _points: list[tuple[Samples, Samples]] = field(default_factory=list)
    """(RTP time, least delay) a bucket, in order."""
    _bucket: int | None = None
    _thinned: list[tuple[Samples, Samples]] = field(default_factory=list)
    """The same for the whole run, neighbors merged when they become many."""
    _slope: float | None = None
    _slope_points: int = 0

    def add(self, time: Samples, delay: Samples) -> None:
        """The least `delay` of a stretch, and the RTP time at which it was seen."""
        bucket = time // ENVELOPE_BUCKET
        if bucket == self._bucket:
            if delay < self._points[-1][1]:
                self._points[-1] = (time, delay)
            return
        if self._points:
            self._thinned.append(self._points[-1])
            if len(self._thinned) >= 2 * _KEPT:
                pairs = zip(self._thinned[::2], self._thinned[1::2], strict=True)
                self._thinned = [min(pair, key=lambda point: point[1]) for pair in pairs]
        self._bucket = bucket
        self._points = [*self._points[1 - ENVELOPE_BUCKETS :], (time, delay)]

    def at(self, time: Samples) -> Samples | None:
        """The least delay to expect at an RTP time; None before anything was seen."""
        if not self._points:
            return None
        slope, points = self.slope(), self._points
        if slope is None:  # then an old point is off by the drift since
            slope, points = 0.0, points[-_FRESH:]
        return round(min(delay + slope * (time - seen) for seen, delay in points))

    def slope(self) -> float | None:
        """How much the delay grows a sample of RTP time; None until enough of the run was seen.

        The median of the slopes between all pairs of points (Theil–Sen), which a few points that
        waited in a queue do not move.
        """
        points = self._thinned
        if len(points) == self._slope_points:
            return self._slope
        self._slope_points = len(points)
        if len(points) < 4 or points[-1][0] - points[0][0] < DRIFT_MIN_SPAN:
            self._slope = None
            return None
        time = np.array([point[0] for point in points], dtype=np.float64)
        delay = np.array([point[1] for point in points], dtype=np.float64)
        first, second = np.triu_indices(len(points), 1)
        apart = time[second] - time[first]
        far = apart >= DRIFT_MIN_SPAN / 4  # near points show jitter, not drift
        median = float(np.median((delay[second] - delay[first])[far] / apart[far]))
        limit = DRIFT_LIMIT_PPM * 1e-6
        self._slope = max(-limit, min(limit, median))
        return self._slope

    @property
    def drift_ppm(self) -> float | None:
        """How much faster than the recorder's the sender's clock runs, in parts per million."""
        slope = self.slope()
        return None if slope is None else -slope * 1e6

    @property
    def span(self) -> Samples:
        """From the first to the last point: how much the drift rests on."""
        points = self._thinned or self._points
        return points[-1][0] - points[0][0] if points else 0
