"""One stream's packets in the order of their sequence numbers, in columns.

In: packets of one stream (one SSRC of one connection) in order of arrival, and the clock. Out: the
packets in order, each once, with how many were lost before each. A missing packet is waited for
until one more than REORDER_DEPTH numbers later has come, or until it was overtaken REORDER_WAIT ago;
one that comes after that is late. Both rules look only at arrival times in the data, so the result
does not depend on how the packets are cut into calls: a capture that is followed gives what it
gives when it is read whole. It never looks at RTP timestamps or payloads.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from transcriber.config import REORDER_DEPTH, REORDER_WAIT_NS, RESTART_JUMP
from transcriber.types import Nanoseconds

_Integers = NDArray[np.int64]


def _none() -> _Integers:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Ordered:
    """Packets in order. `index` counts the stream's arrivals from 0, in the order of `push`.

    `lost[i]` packets never came directly before packet i. `restarted[i]`: packet i begins another
    numbering, so that nothing is known of what may be missing before it.
    """

    index: _Integers
    lost: _Integers
    restarted: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.index)


@dataclass(slots=True)
class Reorder:
    """Puts one stream in order; `late`, `duplicate` and `stray` count what it dropped."""

    depth: int = REORDER_DEPTH
    wait: Nanoseconds = REORDER_WAIT_NS
    late: int = 0
    """Came after they had been given up."""
    duplicate: int = 0
    stray: int = 0
    """Far outside the numbering, and not continued by the next packet (RFC 3550 A.1)."""

    _count: int = 0
    _last: int | None = None
    """The extended number of the packet that came last; its low 16 bits are those of the wire."""
    _high: int = 0
    _released: int = 0
    """The extended number up to which everything was given out or given up."""
    _fresh: bool = True
    """Nothing of this numbering was given out: what precedes its first packet was not lost."""
    _suspects: tuple[_Integers, _Integers, _Integers] = field(default_factory=lambda: (_none(),) * 3)
    """Index, number and arrival of a packet far outside the numbering, until the next one decides."""
    _index: _Integers = field(default_factory=_none)
    _number: _Integers = field(default_factory=_none)
    _highs: _Integers = field(default_factory=_none)
    """The last record-breaking numbers, ascending, and when each arrived: since when a number
    below them is overtaken."""
    _highs_at: _Integers = field(default_factory=_none)
    _accepted: _Integers = field(default_factory=_none)

    def push(self, sequence: NDArray[np.uint16], arrival: _Integers, clock: Nanoseconds) -> Ordered:
        """Takes packets in (arrival in ns, never decreasing) and gives out those that are in order.

        `clock` is a time up to which everything that arrived has been pushed.
        """
        index = np.arange(self._count, self._count + len(sequence), dtype=np.int64)
        self._count += len(sequence)
        parts: list[Ordered] = []
        for restart, rows in self._numberings(index, sequence.astype(np.int64), arrival):
            if restart:
                parts.append(self._release(None))
                self._restart()
            self._accept(*rows)
        parts.append(self._release(clock))
        return _joined(parts)

    def finish(self) -> Ordered:
        """Everything that is still held, whatever is missing before it."""
        self.stray += len(self._suspects[0])
        self._suspects = (_none(), _none(), _none())
        return self._release(None)

    @property
    def oldest(self) -> int | None:
        """The least index that may still be given out; None when nothing is held."""
        held = [int(part.min()) for part in (self._index, self._suspects[0]) if len(part)]
        return min(held, default=None)

    def _numberings(
        self, index: _Integers, sequence: _Integers, arrival: _Integers
    ) -> list[tuple[bool, tuple[_Integers, _Integers, _Integers]]]:
        """Cuts arrivals where another numbering begins, and drops strays (RFC 3550 A.1: a jump
        counts once the next packet continues it)."""
        if len(self._suspects[0]):
            index, sequence, arrival = (
                np.concatenate(pair) for pair in zip(self._suspects, (index, sequence, arrival), strict=True)
            )
            self._suspects = (_none(), _none(), _none())
        if not len(index):
            return []
        before = int(sequence[0]) if self._last is None else self._last
        steps = _signed16(np.diff(sequence, prepend=before))
        if self._last is not None and not (np.abs(steps) > RESTART_JUMP).any():
            return [(False, (index, sequence, arrival))]
        return self._cut(index, sequence, arrival)

    def _cut(
        self, index: _Integers, sequence: _Integers, arrival: _Integers
    ) -> list[tuple[bool, tuple[_Integers, _Integers, _Integers]]]:
        """The rare way, packet by packet: a stream's first packets, and jumps."""
        parts: list[tuple[bool, list[int]]] = [(self._last is None, [])]
        last = self._last
        for row, number in enumerate(sequence.tolist()):
            if last is None or abs(_signed16(number - last)) <= RESTART_JUMP:
                parts[-1][1].append(row)
                last = number
            elif row + 1 == len(sequence):
                self._suspects = (index[row:], sequence[row:], arrival[row:])
            elif abs(_signed16(int(sequence[row + 1]) - number)) <= self.depth:
                parts.append((True, [row]))
                last = number
            else:
                self.stray += 1
        return [(restart, (index[rows], sequence[rows], arrival[rows])) for restart, rows in parts if rows]

    def _restart(self) -> None:
        # The numbers of another numbering are put far above, so that pending arrays stay ascending.
        self._last = None
        self._released = self._high + (1 << 32)
        self._fresh = True
        self._highs = self._highs_at = self._accepted = _none()

    def _accept(self, index: _Integers, sequence: _Integers, arrival: _Integers) -> None:
        """Extends the numbers past their wraps, drops what is late or was there before."""
        if self._last is None:
            base = (self._released >> 16) + 1 << 16
            self._last = self._high = base + int(sequence[0])
            self._released = self._high - 1
            self._highs = np.array([self._last - 1], dtype=np.int64)
            self._highs_at = np.array([arrival[0]], dtype=np.int64)
            self._high -= 1
        number = self._last + np.cumsum(_signed16(np.diff(sequence, prepend=self._last)))
        self._last = int(number[-1])
        high_before = np.maximum.accumulate(np.concatenate(([self._high], number)))[:-1]
        ahead = number > high_before
        self._highs = np.concatenate((self._highs, number[ahead]))
        self._highs_at = np.concatenate((self._highs_at, arrival[ahead]))
        keep = ahead
        if not ahead.all():
            keep = self._keep_of_overtaken(number, arrival, high_before, ahead)
        self._high = max(self._high, int(number.max()))
        self._index = np.concatenate((self._index, index[keep]))
        self._number = np.concatenate((self._number, number[keep]))
        order = np.argsort(self._number, kind="stable")
        self._index, self._number = self._index[order], self._number[order]
        accepted = np.concatenate((self._accepted, number[keep]))
        self._accepted = accepted[accepted >= self._high - self.depth]
        self._highs, self._highs_at = self._highs[-self.depth - 2 :], self._highs_at[-self.depth - 2 :]

    def _keep_of_overtaken(
        self, number: _Integers, arrival: _Integers, high_before: _Integers, ahead: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Which packets to keep, when some are not ahead of all before them (few: one by one)."""
        keep = ahead.copy()
        accepted = set(self._accepted.tolist())
        taken = 0
        for row in np.flatnonzero(~ahead).tolist():
            accepted.update(number[taken:row][keep[taken:row]].tolist())
            taken = row
            wanted = int(number[row])
            overtaker = int(np.searchsorted(self._highs, wanted, side="right"))
            overtaken_at = self._highs_at[overtaker] if overtaker < len(self._highs) else arrival[row]
            if wanted < high_before[row] - self.depth:
                self.late += 1  # or a duplicate: so far back nobody remembers
            elif wanted in accepted:
                self.duplicate += 1
            elif arrival[row] - overtaken_at > self.wait:
                self.late += 1
            else:
                keep[row] = True
        return keep

    def _release(self, clock: Nanoseconds | None) -> Ordered:
        """The pending packets before the first one that is still waited for; all when clock is None."""
        number = self._number
        missing = np.diff(number, prepend=self._released) - 1
        end = len(number)
        if clock is not None:
            holes = missing > 0
            if self._fresh and end:
                holes[0] = True  # one before the first may still come
            at = np.flatnonzero(holes)
            if len(at):
                overtaker = np.searchsorted(self._highs, number[at], side="left")
                # Numbers below the remembered records were overtaken longer ago than those.
                since = self._highs_at[np.minimum(overtaker, len(self._highs) - 1)]
                given_up = (number[at] - 1 < self._high - self.depth) | (clock - since > self.wait)
                if not given_up.all():
                    end = int(at[np.argmin(given_up)])
        restarted = np.zeros(end, dtype=np.bool_)
        lost = missing[:end].copy()
        index = self._index[:end]
        if end:
            if self._fresh:
                restarted[0], lost[0] = True, 0
            self._fresh = False
            self._released = int(number[end - 1])
            self._index, self._number = self._index[end:], number[end:]
        return Ordered(index, lost, restarted)


def _joined(parts: list[Ordered]) -> Ordered:
    if len(parts) == 1:
        return parts[0]
    return Ordered(
        np.concatenate([part.index for part in parts]),
        np.concatenate([part.lost for part in parts]),
        np.concatenate([part.restarted for part in parts]),
    )


_Difference = TypeVar("_Difference", int, _Integers)


def _signed16(difference: _Difference) -> _Difference:
    """The 16-bit difference nearest to zero: −32768 … 32767."""
    return (difference + 0x8000 & 0xFFFF) - 0x8000
