"""Whether one participant's microphone hears another one's voice, how late, and how loud.

In: the last seconds of two participants' levels, a second at a time. Out: for the pair in that
direction the lag at which the ear's levels go along with the source's, and which frames of the ear's
the source explains. It compares movements of levels, not voices: whoever speaks by themselves moves
in other bands at other times, however much they talk over each other. Its memory is bounded.

Two steps. *Coupled* is a pair whose levels correlate at one lag over ECHO_WINDOW seconds in which the
source speaks louder; slow changes are taken out first, and pauses left out, so that two who begin and
end to speak at one moment are not alike. *Explained* is a frame near which, at that lag, the levels
correlate and the ear's are no louder than the source's with its gain and a room's reverberation.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from transcriber.audio.envelope import BANDS, FLOOR, FRAMES
from transcriber.config import (
    ECHO_ALIKE,
    ECHO_EXCESS_DB,
    ECHO_HELD_SECONDS,
    ECHO_LAG_SECONDS,
    ECHO_LEAST_ALIKE,
    ECHO_LEAST_SECONDS,
    ECHO_NEAR_ALIKE,
    ECHO_WINDOW,
)
from transcriber.types import Floats

Flags = NDArray[np.bool_]
_Numbers = NDArray[np.floating[Any]]

PAST = ECHO_WINDOW + 3
"""Seconds of levels that are kept: a window, a second of context on either side, the newest."""

JUDGED = slice(FRAMES, 2 * FRAMES)
"""The second that is judged, of those kept: by then everything up to a window later is known, so that
the first words of an echo are found by what follows."""

_LAG = round(ECHO_LAG_SECONDS * FRAMES)
_LEAST = ECHO_LEAST_SECONDS * FRAMES
_NEWEST = (PAST - 2) * FRAMES
"""Where the newest second begins around which as much is known as the lag may be."""
_DRIFT = FRAMES + 1
"""What changes more slowly than in about a second says who speaks when, not what: it is taken out."""
_RANGE = 35.0
"""Decibels below a band's loudest: lower is breath, room and noise of the microphone."""
_ACTIVE = 30.0
"""Decibels below the loudest: speech is above."""
_SPEAKS = 25.0
"""And surely what is above this. Pairs are compared by it alone: speech and pause are what people have in
common who begin and end together."""
_HEARD = -60.0
"""Decibels of full scale: nothing below is taken for speech."""
_NEAR = round(1.2 * FRAMES) | 1
"""Frames around one by which it is judged: three or four syllables."""
_NEAR_LEAST = 15
_DECAY = 1.5
"""Decibels a frame: a room whose reverberation falls by 60 dB in 0.8 s, a large living room."""
_GAIN_FRAMES = 75


class Past:
    """The last PAST seconds of one participant's levels, and what follows from them."""

    def __init__(self) -> None:
        self.levels: Floats = np.full((PAST * FRAMES, BANDS), FLOOR, dtype=np.float32)
        self.silent_for = PAST
        """Seconds since the last sound."""
        self._wide()

    def push(self, levels: Floats | None) -> None:
        """The next second; None without sound."""
        self.silent_for = 0 if levels is not None else self.silent_for + 1
        if self.silent_for > PAST:
            return  # all of it is silence already
        self.levels[:-FRAMES] = self.levels[FRAMES:]
        self.levels[-FRAMES:] = FLOOR if levels is None else levels
        self._wide()

    def _wide(self) -> None:
        power = (10 ** (self.levels / 10)).sum(axis=1)
        self.wide: _Numbers = 10 * np.log10(power)
        """Decibels of all bands together."""
        self.smooth: _Numbers = _smoothed(power, 11)
        """Power over about 0.2 s."""
        self.present: Flags = self.wide > FLOOR + 10 * np.log10(BANDS) + 0.1
        loud = self.wide > max(float(self.wide.max()) - _ACTIVE, _HEARD)
        self.active: Flags = _smoothed(loud, 21) > 0.5 / 21
        """Whether there is speech within 0.2 s …"""
        self.speaks: Flags = self.wide > max(float(self.wide.max()) - _SPEAKS, _HEARD)
        """… and right then."""
        self._moves: Floats | None = None

    @property
    def moves(self) -> Floats:
        """The levels without their slow changes."""
        if self._moves is None:
            levels = np.maximum(self.levels, self.levels.max(axis=0) - _RANGE)
            padded = np.pad(levels, ((_DRIFT // 2, _DRIFT // 2), (0, 0)), mode="edge")
            self._moves = (levels - _sums(padded, _DRIFT) / _DRIFT).astype(np.float32)
        return self._moves

    def reverberant(self) -> Floats:
        """The levels as a large room would draw them out."""
        fall = (_DECAY * np.arange(len(self.levels), dtype=np.float32))[:, np.newaxis]
        return np.asarray(np.maximum.accumulate(self.levels + fall, axis=0) - fall)


@dataclass(frozen=True, slots=True)
class _Sums:
    """What a correlation over several seconds is made of, by lag (and band, where means are taken)."""

    second: int
    count: _Numbers
    source: _Numbers
    ear: _Numbers
    source_squares: _Numbers
    ear_squares: _Numbers
    products: _Numbers


class Coupling:
    """A pair in one direction: `ear`'s microphone may hear `source`'s voice."""

    def __init__(self) -> None:
        self._recent: deque[_Sums] = deque(maxlen=ECHO_WINDOW)
        self._lag = 0
        self._coupled: int | None = None
        """The second at which they were last found alike."""
        self._gain: _Numbers | None = None
        """Decibels from the source's levels to the ear's, by band."""

    def push(self, second: int, source: Past, ear: Past) -> None:
        """Takes the newest second of both."""
        sums = _sums_of(second, source, ear)
        if sums is None:
            return
        self._recent.append(sums)
        while self._recent[0].second < second - ECHO_HELD_SECONDS:
            self._recent.popleft()
        alike, enough = _alike(self._recent)
        best = int((alike - enough).argmax())
        if alike[best] >= enough[best]:
            self._lag, self._coupled = _LAG - best, second
            self._measure_gain(source, ear)

    def holds(self, second: int) -> bool:
        """Whether they were found alike not long ago."""
        return (
            self._coupled is not None
            and self._gain is not None
            and second - self._coupled <= ECHO_HELD_SECONDS
        )

    def explained(self, source: Past, ear: Past) -> Flags:
        """Which frames of the second being judged are the source's voice in the ear's microphone."""
        assert self._gain is not None
        near, louder = _near(source, ear, self._lag, JUDGED)
        expected = np.maximum(np.roll(source.reverberant(), self._lag, axis=0) + self._gain, FLOOR + 4)
        excess = _smoothed(np.maximum(ear.levels - expected, 0).mean(axis=1), 5)[JUDGED]
        return louder & (near >= ECHO_NEAR_ALIKE) & (excess < ECHO_EXCESS_DB)

    def _measure_gain(self, source: Past, ear: Past) -> None:
        """By the frames that are surely an echo; too few of them leave it as it was."""
        known = slice(_NEAR // 2 + _LAG, (PAST - 2) * FRAMES)
        near, louder = _near(source, ear, self._lag, known)
        sure = louder & (near >= ECHO_LEAST_ALIKE)
        if np.count_nonzero(sure) >= _GAIN_FRAMES:
            before = slice(known.start - self._lag, known.stop - self._lag)
            difference = ear.levels[known] - source.reverberant()[before]
            self._gain = np.median(difference[sure], axis=0)


def quiet(ear: Past) -> Flags:
    """Which frames of the second being judged are far below the loudest half a second away: pauses."""
    around = sliding_window_view(ear.wide[JUDGED.start - 25 : JUDGED.stop + 25], 51).max(axis=1)
    return np.asarray(ear.wide[JUDGED] < around - 20)


def coupled(second: int, couplings: Mapping[str, Coupling]) -> list[str]:
    """Those sources, of an ear's couplings, that it hears."""
    return [source for source, coupling in couplings.items() if coupling.holds(second)]


def _sums_of(second: int, source: Past, ear: Past) -> _Sums | None:
    """Of the newest second, lag by lag; None where there is nothing to compare."""
    now, reach = slice(_NEWEST, _NEWEST + FRAMES), slice(_NEWEST - _LAG, _NEWEST + FRAMES + _LAG)
    if not (ear.present[now].any() and source.speaks[reach].any()):
        return None
    louder = sliding_window_view(source.smooth[reach], FRAMES) > ear.smooth[now]
    speaks = sliding_window_view(source.speaks[reach], FRAMES)
    counts: Floats = (speaks & louder & ear.present[now]).astype(np.float32)  # (lags, frames)
    if counts.sum(axis=1).max() < _NEAR_LEAST:
        return None
    theirs = sliding_window_view(source.moves[reach], FRAMES, axis=0)  # (lags, bands, frames)
    mine = ear.moves[now]
    counted = theirs * counts[:, np.newaxis]
    return _Sums(
        second,
        counts.sum(axis=1),
        counted.sum(axis=2),
        counts @ mine,
        (counted * theirs).sum(axis=(1, 2)),
        counts @ np.square(mine).sum(axis=1),
        (counted * mine.T).sum(axis=(1, 2)),
    )


def _alike(recent: deque[_Sums]) -> tuple[_Numbers, _Numbers]:
    """The correlation at each lag, and how high it is in an echo: above 1 where too little was heard."""
    count = np.sum([sums.count for sums in recent], axis=0)
    found = _correlation(
        count,
        np.sum([sums.source for sums in recent], axis=0),
        np.sum([sums.ear for sums in recent], axis=0),
        np.sum([sums.source_squares for sums in recent], axis=0),
        np.sum([sums.ear_squares for sums in recent], axis=0),
        np.sum([sums.products for sums in recent], axis=0),
    )
    chance = ECHO_LEAST_ALIKE * np.sqrt(_LEAST / np.maximum(count, 1))
    return found, np.where(count >= _LEAST, np.maximum(ECHO_ALIKE, chance), 2)


def _near(source: Past, ear: Past, lag: int, frames: slice) -> tuple[_Numbers, Flags]:
    """For some frames of the ear's: the correlation around each, and whether it may be an echo at all:
    the source speaks, and louder."""
    half = _NEAR // 2
    here = slice(frames.start - half, frames.stop + half)
    there = slice(here.start - lag, here.stop - lag)
    mine, theirs = ear.levels[here].astype(np.float64), source.levels[there].astype(np.float64)
    may = source.active[there] & ear.present[here] & (source.smooth[there] > ear.smooth[here])
    counts = may[:, np.newaxis].astype(np.float64)
    count = _sums(counts, _NEAR)[:, 0]
    found = _correlation(
        count,
        _sums(theirs * counts, _NEAR),
        _sums(mine * counts, _NEAR),
        _sums(np.square(theirs) * counts, _NEAR).sum(axis=1),
        _sums(np.square(mine) * counts, _NEAR).sum(axis=1),
        _sums(theirs * mine * counts, _NEAR).sum(axis=1),
    )
    return np.where(count >= _NEAR_LEAST, found, -1), may[half : len(may) - half]


def _correlation(
    count: _Numbers, a: _Numbers, b: _Numbers, aa: _Numbers, bb: _Numbers, ab: _Numbers
) -> _Numbers:
    """Pearson's, of all bands together, each around its own mean, from sums: `a` and `b` by band."""
    count = np.maximum(count, 1)
    spread = np.maximum(aa - np.square(a).sum(axis=1) / count, 1e-3) * np.maximum(
        bb - np.square(b).sum(axis=1) / count, 1e-3
    )
    return np.asarray((ab - (a * b).sum(axis=1) / count) / np.sqrt(spread))


def _sums(values: _Numbers, width: int) -> _Numbers:
    """Sums over `width` rows, of shape (len - width + 1, …)."""
    running = np.cumsum(np.concatenate((np.zeros_like(values[:1]), values)), axis=0, dtype=np.float64)
    return np.asarray(running[width:] - running[:-width])


def _smoothed(values: _Numbers | Flags, width: int) -> _Numbers:
    return np.convolve(values, np.full(width, 1 / width), mode="same")
