"""Many tracks become one: the soft mixing rule, block by block.

In: a recording's stretches of sound. Out: 48 kHz stereo int16 blocks without holes, from session
time 0 to the end. Tracks are folded one by one, by name: samples of the same sign add up softly
(x + y - xy, mirrored below zero), others plainly, so that two loud speakers do not clip and a single
one is untouched; then clipped to ±1 and scaled by 32767. Memory is the stretch of time in which
pieces can still arrive. It never writes a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from transcriber.audio.sound import CHANNELS, Piece
from transcriber.audio.source import Stretch
from transcriber.config import MIX_BLOCK
from transcriber.types import Floats, Samples

FULL_SCALE = 32767


def fold(mixed: Floats, track: Floats, out: Floats, scratch: Floats) -> None:
    """Folds `track` onto `mixed` into `out` (which may be `mixed`); all of one shape.

    `scratch` is overwritten."""
    np.multiply(mixed, track, out=scratch)
    np.maximum(scratch, 0, out=scratch)  # only where the signs agree …
    np.copysign(scratch, track, out=scratch)  # … and there towards zero
    np.add(mixed, track, out=out)
    np.subtract(out, scratch, out=out)


def to_int16(mixed: Floats, scratch: Floats) -> NDArray[np.int16]:
    """Clips to ±1 and scales by 32767, towards zero; same shape. `scratch` is overwritten."""
    np.clip(mixed, -1, 1, out=scratch)
    np.multiply(scratch, FULL_SCALE, out=scratch)
    return scratch.astype(np.int16)


class Mixer:
    """Mixes stretches as they come: blocks of int16, shape (n, 2), from session time 0 on.

    `lateness`: how far behind a stretch's clock a later piece may begin (`Survey.lateness`).
    """

    def __init__(self, lateness: Samples) -> None:
        self._lateness = lateness
        self._waiting: dict[str, list[Piece]] = {}
        self._done: Samples = 0

    def push(self, stretch: Stretch) -> Iterator[NDArray[np.int16]]:
        """Takes a stretch; gives the blocks to which nothing can be added."""
        for track, piece in stretch.pieces:
            self._waiting.setdefault(track, []).append(piece)
        while self._done + MIX_BLOCK <= stretch.clock - self._lateness:
            yield self._block(MIX_BLOCK)

    def finish(self, duration: Samples) -> Iterator[NDArray[np.int16]]:
        """The rest: up to `duration`, or to the end of the last piece where that is later."""
        end = max(duration, self.end)
        while self._done < end:
            yield self._block(min(MIX_BLOCK, end - self._done))

    @property
    def end(self) -> Samples:
        """Session time up to which there is something: blocks given, or pieces to be mixed."""
        ends = [piece.end for pieces in self._waiting.values() for piece in pieces]
        return max([self._done, *ends])

    def _block(self, size: Samples) -> NDArray[np.int16]:
        begin, self._done = self._done, self._done + size
        tracks = []
        for track in sorted(self._waiting):
            pieces = self._waiting[track]
            tracks.append(lay(pieces, begin, size))
            self._waiting[track] = [piece for piece in pieces if piece.end > self._done]
        for track in [track for track, pieces in self._waiting.items() if not pieces]:
            del self._waiting[track]
        sounding = [sound for sound in tracks if sound is not None]
        if not sounding:
            return np.zeros((size, CHANNELS), dtype=np.int16)
        mixed, *others = sounding
        scratch = np.empty((size, CHANNELS), dtype=np.float32)
        out = np.empty_like(scratch) if others else scratch
        for sound in others:
            fold(mixed, sound, out, scratch)
            mixed = out  # the first of them is the caller's and stays as it is
        return to_int16(mixed, scratch)


def lay(pieces: Iterable[Piece], begin: Samples, size: Samples) -> Floats | None:
    """One track's sound from session time `begin` on, shape (size, 2), silence where it has none;
    None where it has none at all. Not to be written to: it may be a piece's own."""
    laid: Floats | None = None
    for piece in pieces:
        first, last = max(piece.start, begin), min(piece.end, begin + size)
        if first >= last:
            continue
        sound = piece.pcm[first - piece.start : last - piece.start]
        if len(sound) == size:
            return sound
        if laid is None:
            laid = np.zeros((size, CHANNELS), dtype=np.float32)
        laid[first - begin : last - begin] = sound
    return laid
