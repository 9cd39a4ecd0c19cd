"""One stream's packets get their places on the session's timeline.

In: packets in order (RTP timestamp, arrival, duration, how many were lost before), in columns, and
the clock. Out: for each its start in samples since the session's start, and how many samples to
conceal before it. Inside a talk-spurt RTP time rules, so sound stays whole. At the start of each,
RTP time is compared with the arrival clock: the least delay of the spurt's first packets against the
least delay seen lately. Where they agree RTP time goes on (with its drift); where they do not, the
sender's clock stood still or jumped, and the spurt is anchored on its arrival. So it is where RTP
time goes on, but packets begin to come late and stay late. Silence frames tell nothing, and only the
first of a row is given time of its own. A decision waits for the packets it looks at (see
`evidence`), so cutting the input differently changes nothing. It never looks at the sound.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from transcriber.audio.drift import Envelope
from transcriber.audio.evidence import LONGEST_QUEUE, LOOK_AHEAD, Ahead, Evidence, gather
from transcriber.audio.rtp_time import RtpTime
from transcriber.config import (
    ANCHOR_TOLERANCE,
    ENVELOPE_BUCKET,
    INSERT_TOLERANCE,
    STOOD_TOLERANCE,
    TRIM_TOLERANCE,
    UNSURE_TOLERANCE,
)
from transcriber.types import SAMPLE_RATE, Samples

_Integers = NDArray[np.int64]
_Marks = NDArray[np.bool_]

_FRAME: Samples = SAMPLE_RATE * 20 // 1000
_NEVER: Samples = 1 << 62


@dataclass(frozen=True, slots=True)
class Arrived:
    """Packets in order, in columns. `arrival` in samples since the session's start; `timestamp` as
    on the wire; `duration` in samples, positive; `silent`: the packet is a silence frame."""

    timestamp: _Integers
    arrival: _Integers
    duration: _Integers
    silent: _Marks
    lost: _Integers
    restarted: _Marks

    def __len__(self) -> int:
        return len(self.timestamp)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the next packets lie. `start`: samples since the session's start. `hole`: samples of
    lost sound directly before it. `trim`: samples to cut from its beginning, since the packet before
    it already fills them (the start is behind the cut). `joined`: no silence lies between the packet
    before and this one's hole. `mute`: a silence frame behind another, which nobody needs to hear: its
    place means nothing, and what comes next may lie there."""

    start: _Integers
    hole: _Integers
    trim: _Integers
    joined: _Marks
    mute: _Marks

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Packets that have no place yet, with their RTP times."""

    arrival: _Integers
    duration: _Integers
    silent: _Marks
    lost: _Integers
    restarted: _Marks
    time: _Integers
    """RTP time, steady."""
    wobble: _Integers
    """How far the timestamps are off it."""
    broken: _Marks
    """RTP time does not go on from the packet before, lost ones counted: a talk-spurt begins."""

    def __len__(self) -> int:
        return len(self.time)

    def behind(self, other: _Waiting) -> _Waiting:
        """These packets behind those others."""
        names = [field.name for field in fields(self)]
        return _Waiting(*(np.concatenate((getattr(other, name), getattr(self, name))) for name in names))

    def since(self, at: int) -> _Waiting:
        """These packets from packet `at` on."""
        return _Waiting(*(getattr(self, field.name)[at:] for field in fields(self)))

    def ahead(self, at: int, begins: _Marks) -> Ahead:
        """What can be seen from packet `at` on."""
        cut = slice(at, at + LOOK_AHEAD)
        return Ahead(
            self.arrival[cut], self.silent[cut], self.time[cut],
            self.wobble[cut], begins[cut], self.restarted[cut],
        )  # fmt: skip


class _Course:
    """How each packet follows the one before it; `hole`, `trim` and `joined` become its place."""

    def __init__(self, packets: _Waiting, before: _Last) -> None:
        time, silent = packets.time, packets.silent
        silent_before = np.concatenate(([before.silent], silent[:-1]))
        self.begins = packets.broken | (silent_before & ~silent)
        """A talk-spurt begins: RTP time breaks off, or speech resumes behind silence frames."""
        self.mute = silent_before & silent
        self.delay = packets.arrival - time
        self.late = np.where(silent, _NEVER, STOOD_TOLERANCE)
        """How much later than expected a packet comes that cannot be explained by jitter."""
        bucket = time // ENVELOPE_BUCKET
        turned = bucket != np.concatenate(([before.time // ENVELOPE_BUCKET], bucket[:-1]))
        self.edges = [*np.flatnonzero(self.begins | turned).tolist(), len(time)]
        """Where a talk-spurt begins, or it is time to compare the clocks again; and the end."""
        muted = packets.broken | self.mute
        self.joined = ~(self.begins | self.mute)
        duration_before = np.concatenate(([before.duration], packets.duration[:-1]))
        self.hole = np.where(muted, 0, packets.lost * duration_before)
        self.trim = np.zeros(len(time), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class _Last:
    """The last packet placed."""

    time: Samples
    duration: Samples
    silent: bool
    late: bool
    """It came later than jitter explains."""
    end: Samples
    """Session time where the last one that can be heard ended."""


@dataclass(slots=True)
class Timeline:
    """Places one stream. `spurts` counts the talk-spurts, `anchored` those put on the arrival clock."""

    spurts: int = 0
    anchored: int = 0
    _envelope: Envelope = field(default_factory=Envelope)
    _longest: Envelope | None = None
    """The envelope of the longest run of the sender's clock that is over."""
    _offset: Samples = 0
    """Session time minus RTP time, in this talk-spurt."""
    _shift: Samples = 0
    """How much of that offset the timestamps' wobble explains: the envelope knows delays without it."""
    _rtp: RtpTime = field(default_factory=RtpTime)
    _before: _Last | None = None
    _waiting: _Waiting | None = None

    def push(self, arrived: Arrived, clock: Samples | None) -> Placed:
        """Takes the next packets, gives places to those that can be decided, oldest first.

        `clock`: session time up to which everything that arrived is known here; None when nothing
        will follow: then all of them get their places.
        """
        packets = self._joined(arrived)
        count = len(packets)
        if not count:
            return _nothing_placed()
        course = _Course(packets, self._before or _Last(int(packets.time[0]), 0, False, False, 0))
        start = packets.time.copy()
        at, edge = 0, 0
        while at < count:
            if course.edges[edge] == at:
                edge += 1
                decided = self._decide(at, packets, course, clock)
            else:
                decided = not self._falls_behind(at, course) or self._decide(at, packets, course, clock)
            if not decided:
                break
            until = self._until(at, course.edges[edge], course)
            start[at:until] += self._offset
            self._remember(packets, course, at, until)
            at = until
        self._waiting = packets.since(at) if at < count else None
        hole, trim, joined, mute = course.hole, course.trim, course.joined, course.mute
        return Placed(start[:at] + trim[:at], hole[:at], trim[:at], joined[:at], mute[:at])

    @property
    def pending(self) -> int:
        """Packets given in that have no place yet."""
        return 0 if self._waiting is None else len(self._waiting)

    @property
    def drift_ppm(self) -> float | None:
        """How much faster than the recorder's the sender's clock runs; None when heard too briefly."""
        longest = self._longest
        if longest is not None and longest.span > self._envelope.span:
            return longest.drift_ppm
        return self._envelope.drift_ppm

    def _joined(self, arrived: Arrived) -> _Waiting:
        """Everything that has no place yet."""
        duration, silent, lost, restarted = (
            arrived.duration, arrived.silent, arrived.lost, arrived.restarted
        )  # fmt: skip
        time, wobble, broken = self._rtp.extend(arrived.timestamp, duration, silent, lost, restarted)
        packets = _Waiting(arrived.arrival, duration, silent, lost, restarted, time, wobble, broken)
        return packets if self._waiting is None else packets.behind(self._waiting)

    def _falls_behind(self, at: int, course: _Course) -> bool:
        """Packet `at` comes later than jitter explains, and the one before it did not."""
        late = course.delay[at] - self._offset > course.late[at]
        return bool(late) and not (self._before is not None and self._before.late)

    def _until(self, at: int, edge: int, course: _Course) -> int:
        """How far the offset decided at packet `at` holds: to the edge, or to a packet before it
        that falls behind."""
        late = course.delay[at:edge] - self._offset > course.late[at:edge]
        if not late.any():
            return edge
        falls = late[1:] & ~late[:-1]
        return at + 1 + int(np.argmax(falls)) if falls.any() else edge

    def _decide(self, at: int, packets: _Waiting, course: _Course, clock: Samples | None) -> bool:
        """Settles the offset from packet `at` on; False when that needs packets still to come."""
        if course.begins[at] or course.delay[at] - self._offset > course.late[at]:
            evidence = gather(packets.ahead(at, course.begins), clock)
            if evidence is None:
                return False
            if course.begins[at]:
                self._resume(at, evidence, packets, course)
                return True
            if _stood_still(evidence, evidence.delay - self._offset):
                self._anchor(int(packets.time[at]), evidence.delay, self._shift)
                self._begin(at, packets, course)
                return True
        if not packets.silent[at]:
            self._mend(at, packets, course)
        return True

    def _resume(self, at: int, evidence: Evidence, packets: _Waiting, course: _Course) -> None:
        """A talk-spurt begins at packet `at`: whether RTP time went on as the arrival clock did."""
        time, shift = int(packets.time[at]), evidence.wobble
        expected = None if packets.restarted[at] else self._envelope.at(time)
        tolerance = ANCHOR_TOLERANCE if evidence.sure else UNSURE_TOLERANCE
        if evidence.queued and packets.broken[at]:
            tolerance = LONGEST_QUEUE  # the clock that went on over a pause can be believed
        least = evidence.delay - shift
        if expected is not None and -UNSURE_TOLERANCE <= least - expected <= tolerance:
            self._offset, self._shift = min(expected, least) + shift, shift
        else:
            self._anchor(time, evidence.delay, shift)
        self._begin(at, packets, course)

    def _anchor(self, time: Samples, delay: Samples, shift: Samples) -> None:
        """The sender's clock is another one from RTP time `time` on."""
        self.anchored += 1
        if self._longest is None or self._envelope.span > self._longest.span:
            self._longest = self._envelope
        self._envelope = Envelope()
        self._envelope.add(time, delay - shift)
        self._offset, self._shift = delay, shift

    def _begin(self, at: int, packets: _Waiting, course: _Course) -> None:
        """A talk-spurt begins at packet `at`, never before the one before it has ended."""
        self.spurts += 1
        course.joined[at] = False
        course.hole[at] = 0
        if self._before is None:
            return
        room = int(packets.time[at]) + self._offset - self._before.end
        if room < 0:
            self._offset -= room
        elif packets.lost[at] and room >= packets.duration[at]:
            course.hole[at] = packets.duration[at]

    def _mend(self, at: int, packets: _Waiting, course: _Course) -> None:
        """Inside a talk-spurt: by one frame where sound has drifted away from the arrival clock."""
        expected = self._envelope.at(int(packets.time[at]))
        if expected is None:
            return
        early = expected + self._shift - self._offset
        if early > INSERT_TOLERANCE:
            self._offset += _FRAME
            course.hole[at] += _FRAME
        elif -early > TRIM_TOLERANCE and packets.duration[at] >= _FRAME and not course.hole[at]:
            self._offset -= _FRAME
            course.trim[at] = _FRAME

    def _remember(self, packets: _Waiting, course: _Course, at: int, until: int) -> None:
        """Takes the placed packets `at` to `until` into account for those that follow."""
        telling = np.flatnonzero(~packets.silent[at:until])
        if len(telling):
            least = at + int(telling[np.argmin(course.delay[at:until][telling])])
            self._envelope.add(int(packets.time[least]), int(course.delay[least]) - self._shift)
        end = 0 if self._before is None else self._before.end
        heard = np.flatnonzero(~course.mute[at:until])
        if len(heard):
            final = at + int(heard[-1])
            end = int(packets.time[final] + self._offset + packets.duration[final])
        last = until - 1
        self._before = _Last(
            time=int(packets.time[last]),
            duration=int(packets.duration[last]),
            silent=bool(packets.silent[last]),
            late=bool(course.delay[last] - self._offset > course.late[last]),
            end=end,
        )


def _stood_still(evidence: Evidence, late: Samples) -> bool:
    """Amid speech, packets begin to come `late`: whether the sender's clock stood still there.

    One that comes out of a queue shows that the network paused, not the speaker."""
    return not evidence.queued and late > (STOOD_TOLERANCE if evidence.sure else UNSURE_TOLERANCE)


def _nothing_placed() -> Placed:
    none = np.zeros(0, dtype=np.int64)
    return Placed(none, none, none, none.astype(np.bool_), none.astype(np.bool_))
