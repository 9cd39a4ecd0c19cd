"""One stream's packets get their places on the session's timeline.

In: packets in order (RTP timestamp, arrival, duration, how many were lost before), in columns, and
the clock. Out: for each its start in samples since the session's start, and how many samples to
conceal before it. Inside a talk-spurt RTP time rules, so sound stays whole. At the start of each,
RTP time is compared with the arrival clock: the least delay of the spurt's first packets against the
least delay seen lately. Where they agree RTP time goes on (with its drift); where they do not, the
sender's clock stood still or jumped, and the spurt is anchored on its arrival. A decision looks at
most ANCHOR_WINDOW ahead of a packet and waits for it, so cutting the input differently changes
nothing. It never looks at the sound.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from transcriber.audio.drift import Envelope
from transcriber.audio.rtp_time import RtpTime
from transcriber.config import (
    ANCHOR_TOLERANCE,
    ANCHOR_WINDOW_NS,
    ENVELOPE_BUCKET,
    INSERT_TOLERANCE,
    REORDER_WAIT_NS,
    SURE_PACKETS,
    TRIM_TOLERANCE,
    UNSURE_TOLERANCE,
)
from transcriber.types import SAMPLE_RATE, Samples, samples_from_ns

_Integers = NDArray[np.int64]

_WINDOW: Samples = samples_from_ns(ANCHOR_WINDOW_NS)
_PATIENCE: Samples = _WINDOW + samples_from_ns(REORDER_WAIT_NS)
"""When a packet is this old, every packet of its window was given out or given up by the reordering."""

_FRAME: Samples = SAMPLE_RATE * 20 // 1000

_COLUMNS = ("timestamp", "arrival", "duration", "silent", "lost", "restarted")

_LOOK_AHEAD = 256
"""Packets looked at for a spurt's window: 0.4 s of the shortest frames there are, 2.5 ms, and more."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """Packets in order, in columns. `arrival` in samples since the session's start; `timestamp` as
    on the wire; `duration` in samples, positive; `silent`: the packet is a silence frame."""

    timestamp: _Integers
    arrival: _Integers
    duration: _Integers
    silent: NDArray[np.bool_]
    lost: _Integers
    restarted: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.timestamp)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the next packets lie. `start`: samples since the session's start. `hole`: samples of
    lost sound directly before it. `trim`: samples to cut from its beginning, since the packet before
    it already fills them (the start is behind the cut). `joined`: no silence lies between the packet
    before and this one's hole."""

    start: _Integers
    hole: _Integers
    trim: _Integers
    joined: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True, slots=True)
class _Course:
    """How each packet follows the one before it; `hole`, `trim` and `broken` are refined in place."""

    time: _Integers
    """RTP time, steady."""
    wobble: _Integers
    delay: _Integers
    """Arrival minus RTP time."""
    silent_before: NDArray[np.bool_]
    broken: NDArray[np.bool_]
    """RTP time does not go on from the packet before, lost ones counted: a talk-spurt begins."""
    jump: NDArray[np.bool_]
    """RTP time goes on, but the packet comes later than the one before it by more than jitter."""
    candidate: NDArray[np.bool_]
    """The offset may change here: one of these, or time to compare the clocks again."""
    hole: _Integers
    trim: _Integers


class _Timed(NamedTuple):
    """Packets with their RTP time, how far their timestamps are off it, and where it breaks off."""

    packets: Arrived
    time: _Integers
    wobble: _Integers
    broken: NDArray[np.bool_]


class _Last(NamedTuple):
    """The last packet placed."""

    time: Samples
    duration: Samples
    delay: Samples
    silent: bool


@dataclass(slots=True)
class Timeline:
    """Places one stream. `spurts` counts the talk-spurts, `anchored` those put on the arrival clock."""

    spurts: int = 0
    anchored: int = 0
    _envelope: Envelope = field(default_factory=Envelope)
    _longest: Envelope | None = None
    """The envelope of the longest run of the sender's clock that is over."""
    _offset: Samples | None = None
    """Session time minus RTP time, in this talk-spurt."""
    _shift: Samples = 0
    """How much of that offset the timestamps' wobble explains: delays are told without it."""
    _end: Samples = 0
    """Session time where the last packet ended."""
    _rtp: RtpTime = field(default_factory=RtpTime)
    _before: _Last | None = None
    _pending: _Timed | None = None
    """Packets without a place yet."""

    def push(self, arrived: Arrived, clock: Samples | None) -> Placed:
        """Takes the next packets, gives places to those that can be decided, oldest first.

        `clock`: session time up to which everything that arrived is known here; None when nothing
        will follow: then all of them get their places.
        """
        timed = self._joined(arrived)
        packets, time = timed.packets, timed.time
        if not len(packets):
            return _empty_placed()
        course = self._course(timed)
        start = time.copy()
        decided = len(packets)
        edges = sorted({0, *np.flatnonzero(course.candidate).tolist(), len(packets)})
        for at, until in itertools.pairwise(edges):
            if course.candidate[at] and not self._decide(at, packets, course, clock):
                decided = at
                break
            assert self._offset is not None  # the first packet of a stream is a candidate
            start[at:until] += self._offset
            start[at] += course.trim[at]
            self._remember(course, packets, int(start[until - 1] - course.trim[until - 1]), at, until)
        self._pending = None
        if decided < len(packets):
            waiting = Arrived(**{name: getattr(packets, name)[decided:] for name in _COLUMNS})
            self._pending = _Timed(waiting, time[decided:], timed.wobble[decided:], timed.broken[decided:])
        return Placed(start[:decided], course.hole[:decided], course.trim[:decided], ~course.broken[:decided])

    @property
    def pending(self) -> int:
        """Packets given in that have no place yet."""
        return 0 if self._pending is None else len(self._pending.packets)

    @property
    def drift_ppm(self) -> float | None:
        """How much faster than the recorder's the sender's clock runs; None when heard too briefly."""
        longest = self._longest
        if longest is not None and longest.span > self._envelope.span:
            return longest.drift_ppm
        return self._envelope.drift_ppm

    def _joined(self, arrived: Arrived) -> _Timed:
        """Everything that has no place yet, with its RTP time."""
        timed = _Timed(
            arrived,
            *self._rtp.extend(arrived.timestamp, arrived.duration, arrived.lost, arrived.restarted),
        )
        if self._pending is None:
            return timed
        packets, time, wobble, broken = self._pending
        columns = {
            name: np.concatenate((getattr(packets, name), getattr(arrived, name))) for name in _COLUMNS
        }
        return _Timed(
            Arrived(**columns),
            np.concatenate((time, timed.time)),
            np.concatenate((wobble, timed.wobble)),
            np.concatenate((broken, timed.broken)),
        )

    def _course(self, timed: _Timed) -> _Course:
        """How each packet follows the one before it."""
        packets, time, wobble, broken = timed
        delay = packets.arrival - time
        before = self._before or _Last(int(time[0]), 0, int(delay[0]), False)
        delay_before = np.concatenate(([before.delay], delay[:-1]))
        silent_before = np.concatenate(([before.silent], packets.silent[:-1]))
        duration_before = np.concatenate(([before.duration], packets.duration[:-1]))
        jump = delay - delay_before > np.where(silent_before, ANCHOR_TOLERANCE, UNSURE_TOLERANCE)
        bucket = time // ENVELOPE_BUCKET
        turned = bucket != np.concatenate(([before.time // ENVELOPE_BUCKET], bucket[:-1]))
        return _Course(
            time=time,
            wobble=wobble,
            delay=delay,
            silent_before=silent_before,
            broken=broken.copy(),
            jump=jump,
            candidate=broken | jump | turned,
            hole=np.where(broken, 0, packets.lost * duration_before),
            trim=np.zeros(len(time), dtype=np.int64),
        )

    def _decide(self, at: int, packets: Arrived, course: _Course, clock: Samples | None) -> bool:
        """Settles the offset from packet `at` on; False when that needs packets still to come."""
        broken, jump = bool(course.broken[at]), bool(course.jump[at])
        if (broken or jump) and clock is not None and clock < packets.arrival[at] + _PATIENCE:
            return False
        expected = None if packets.restarted[at] else self._envelope.at(int(course.time[at]))
        if broken or jump:
            first = _first_packets(at, packets, course)
            shift = first.wobble if broken else self._shift
            least = first.delay - shift
            sure = first.seen >= SURE_PACKETS and (broken or bool(course.silent_before[at]))
            tolerance = ANCHOR_TOLERANCE if sure else UNSURE_TOLERANCE
            agreed = expected is not None and -UNSURE_TOLERANCE <= least - expected <= tolerance
            if expected is None or (not agreed and (broken or least > expected)):
                self._anchor()
                self._begin(at, least, shift, packets, course)
                return True
            if broken:
                self._begin(at, min(expected, least), shift, packets, course)
                return True
        if expected is not None:
            self._mend(at, expected, packets, course)
        return True

    def _anchor(self) -> None:
        """The sender's clock is another one from here on."""
        self.anchored += 1
        if self._longest is None or self._envelope.span > self._longest.span:
            self._longest = self._envelope
        self._envelope = Envelope()

    def _begin(self, at: int, delay: Samples, shift: Samples, packets: Arrived, course: _Course) -> None:
        """A talk-spurt begins at packet `at`, never before the one before it has ended."""
        self.spurts += 1
        self._offset, self._shift = delay + shift, shift
        course.broken[at] = True
        course.hole[at] = 0
        room = int(course.time[at]) + self._offset - self._end
        if self._before is not None and room < 0:
            self._offset -= room
        elif packets.lost[at] and room >= packets.duration[at]:
            course.hole[at] = packets.duration[at]

    def _mend(self, at: int, expected: Samples, packets: Arrived, course: _Course) -> None:
        """Inside a talk-spurt: by one frame where sound has drifted away from the arrival clock."""
        assert self._offset is not None
        early = expected + self._shift - self._offset
        if early > INSERT_TOLERANCE:
            self._offset += _FRAME
            course.hole[at] += _FRAME
        elif -early > TRIM_TOLERANCE and packets.duration[at] >= _FRAME and not course.hole[at]:
            self._offset -= _FRAME
            course.trim[at] = _FRAME

    def _remember(self, course: _Course, packets: Arrived, last_start: Samples, at: int, until: int) -> None:
        """Takes the placed packets `at` to `until` into account for those that follow."""
        stretch = course.delay[at:until]
        least = int(np.argmin(stretch))
        self._envelope.add(int(course.time[at + least]), int(stretch[least]) - self._shift)
        last = until - 1
        duration = int(packets.duration[last])
        self._end = last_start + duration
        self._before = _Last(
            int(course.time[last]), duration, int(course.delay[last]), bool(packets.silent[last])
        )


class _First(NamedTuple):
    """The first packets of a talk-spurt."""

    delay: Samples
    """The least of theirs."""
    wobble: Samples
    """How far most of their timestamps are off the first one's."""
    seen: int


def _first_packets(at: int, packets: Arrived, course: _Course) -> _First:
    """What the packets tell that came within ANCHOR_WINDOW of packet `at`, which begins their spurt."""
    arrival = packets.arrival[at : at + _LOOK_AHEAD]
    following = np.flatnonzero(course.broken[at + 1 : at + _LOOK_AHEAD])
    end = int(following[0]) + 1 if len(following) else len(arrival)
    within = arrival[:end] <= arrival[0] + _WINDOW
    wobble = np.sort(course.wobble[at : at + end][within])
    return _First(
        delay=int(course.delay[at : at + end][within].min()),
        wobble=int(wobble[len(wobble) // 2]),
        seen=len(wobble),
    )


def _empty_placed() -> Placed:
    none = np.zeros(0, dtype=np.int64)
    return Placed(none, none, none, none.astype(np.bool_))
