"""What the packets from one on tell of the two clocks: the evidence for a place.

In: a stream's packets from the one in question on, with their RTP times, and the clock. Out: their
least delay, and how far it can be trusted; or nothing yet. Packets of the first ANCHOR_WINDOW tell,
unless they come faster than they were sent: then they come out of a queue (a stalled network, a
recorder that waited for a key), and the last of them waited least. At the start of a talk-spurt those
behind them are looked at too, until one has waited in no queue or LONGEST_QUEUE is over. Silence
frames tell nothing: many senders send all of a pause's at once. What is told depends on the packets
alone, never on how much of what follows happens to be known already.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from transcriber.config import (
    ANCHOR_TOLERANCE,
    ANCHOR_WINDOW_NS,
    HOLD_PACKETS,
    HOLD_SECONDS,
    REORDER_WAIT_NS,
    SURE_PACKETS,
)
from transcriber.types import SAMPLE_RATE, Samples, samples_from_ns

_Integers = NDArray[np.int64]

LOOK_AHEAD = 2 * HOLD_PACKETS
"""Packets looked at: all that a recorder may have held back, and as many behind them."""

LONGEST_QUEUE: Samples = round(HOLD_SECONDS * SAMPLE_RATE)
"""No packet comes later than this after it was sent and still counts: a recorder holds none longer."""

_WINDOW: Samples = samples_from_ns(ANCHOR_WINDOW_NS)
_REORDERED: Samples = samples_from_ns(REORDER_WAIT_NS)
_TAIL: Samples = SAMPLE_RATE * 60 // 1000
"""The pace of the last 60 ms of sound tells whether packets still come out of a queue: two packets
of the longest frames."""


class Ahead(NamedTuple):
    """Packets in order from the one in question on, at most LOOK_AHEAD, in columns."""

    arrival: _Integers
    silent: NDArray[np.bool_]
    time: _Integers
    """RTP time, steady."""
    wobble: _Integers
    """How far the timestamps are off it."""
    begins: NDArray[np.bool_]
    """A talk-spurt begins with this packet."""
    restarted: NDArray[np.bool_]
    """Another numbering: its RTP time has nothing to do with the one before."""


class Evidence(NamedTuple):
    """What packets told."""

    delay: Samples
    """Arrival minus RTP time of the packet that waited least."""
    wobble: Samples
    """How far most timestamps are off the first one's."""
    seen: int
    """How many packets told it."""
    queued: bool
    """Even the one that waited least came out of a queue: the delay is too long by an unknown time."""

    @property
    def sure(self) -> bool:
        """Whether one among so many can be taken for one that waited in no queue."""
        return self.seen >= SURE_PACKETS and not self.queued


def gather(ahead: Ahead, clock: Samples | None) -> Evidence | None:
    """The evidence of these packets; None when it needs packets still to come.

    `clock`: session time up to which every arrival is known here; None when nothing will follow.
    """
    arrival = ahead.arrival
    complete = clock is None or len(arrival) == LOOK_AHEAD

    def known(time: Samples) -> bool:
        """Whether every packet that arrived up to this time is here; reordering may hold them back."""
        return complete or (clock is not None and clock > time + _REORDERED)

    until = int(arrival[0]) + _WINDOW
    if not known(until):
        return None
    delay = arrival - ahead.time
    counts = ~ahead.silent | ahead.silent[0]
    own = _next(ahead.begins)
    told = np.flatnonzero(counts[:own] & (arrival[:own] <= until))
    wobble = int(np.sort(ahead.wobble[told])[len(told) // 2])
    latest = int(arrival[0]) + LONGEST_QUEUE
    counts &= delay >= delay[told].min() - LONGEST_QUEUE
    counts[_next(ahead.restarted) :] = False
    in_queue = None
    while _comes_out_of_a_queue(told, ahead, delay):
        in_queue = int(delay[told].min())
        if not ahead.begins[0]:
            break
        later = arrival[counts & (arrival > until)]
        if not len(later) or later.min() > latest:
            if not known(latest):
                return None
            break
        until = int(later.min()) + _WINDOW
        if not known(until):
            return None
        told = np.flatnonzero(counts & (arrival <= until))
    least = int(delay[told].min())
    return Evidence(least, wobble, len(told), queued=least == in_queue)


def _next(marks: NDArray[np.bool_]) -> int:
    """The first marked packet behind the one in question; the end when there is none."""
    at = int(np.argmax(marks[1:])) + 1 if len(marks) > 1 else 1
    return at if len(marks) > 1 and marks[at] else len(marks)


def _comes_out_of_a_queue(told: _Integers, ahead: Ahead, delay: _Integers) -> bool:
    """Whether the first of these packets waited, and the last ones come faster than they were sent."""
    if delay[told[0]] - delay[told].min() <= ANCHOR_TOLERANCE:
        return False
    time, arrival = ahead.time[told], ahead.arrival[told]
    tail = (time >= time[-1] - _TAIL) & (time <= time[-1])
    sent = time[-1] - time[tail].min()
    return bool(2 * (arrival[tail].max() - arrival[tail].min()) < sent)
