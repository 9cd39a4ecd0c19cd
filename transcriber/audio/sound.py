"""Placed packets of one stream become PCM: stretches of sound with their places.

In: `PlacedPackets`. Out: `Piece`s, contiguous float32 48 kHz stereo; between pieces lies silence
that is never stored. A lost packet is rebuilt from the redundancy of the one behind it where that
carries some, else concealed, at most CONCEALED_FRAMES in a row, else silence. A packet that libopus
refuses is a lost packet. It knows nothing of time but the places it is given.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from transcriber.audio.opus import Decoder, has_redundancy
from transcriber.audio.stream import PlacedPackets
from transcriber.config import CONCEALED_FRAMES
from transcriber.types import Floats, Samples

CHANNELS = 2
_SAMPLE_BYTES = 4 * CHANNELS

_STEP: Samples = 120
"""libopus conceals in multiples of 2.5 ms."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Sound without a pause: `pcm` float32 of shape (n, 2) at 48 kHz, from session time `start`."""

    start: Samples
    pcm: Floats

    @property
    def end(self) -> Samples:
        """Session time behind the last sample."""
        return self.start + len(self.pcm)


@dataclass(frozen=True, slots=True)
class Repairs:
    """What a stream's decoder had to make up for, in packets."""

    recovered: int = 0
    """Lost, and rebuilt from the redundancy of the next one."""
    concealed: int = 0
    """Lost, and covered by continuing the sound."""
    refused: int = 0
    """Not decodable, and covered likewise."""


@dataclass(slots=True)
class _Canvas:
    """The array being written: pieces are stretches of it."""

    pcm: Floats
    at: int = 0
    """Samples written."""
    begun: int = 0
    """Where the piece being written began."""
    start: Samples = 0
    """The session time of that place."""

    @property
    def address(self) -> int:
        return int(self.pcm.ctypes.data) + self.at * _SAMPLE_BYTES

    def cut(self, start: Samples) -> Iterator[Piece]:
        """Ends the piece being written; the next one begins at session time `start`."""
        if self.at > self.begun:
            yield Piece(self.start, self.pcm[self.begun : self.at])
        self.begun = self.at
        self.start = start


class Sound:
    """Decodes one stream."""

    def __init__(self) -> None:
        self._decoder = Decoder(CHANNELS)
        self._recovered = 0
        self._concealed = 0
        self._refused = 0

    @property
    def repairs(self) -> Repairs:
        """What had to be made up for so far."""
        return Repairs(self._recovered, self._concealed, self._refused)

    def pieces(self, packets: PlacedPackets) -> list[Piece]:
        """The sound of the next packets of the stream."""
        return list(self._pieces(packets))

    def close(self) -> None:
        """Frees the decoder."""
        self._decoder.close()

    def _pieces(self, packets: PlacedPackets) -> Iterator[Piece]:
        if not len(packets):
            return
        place = packets.place
        longest = CONCEALED_FRAMES + 1
        room = packets.duration + np.minimum(place.hole, longest * np.max(packets.duration))
        canvas = _Canvas(np.empty((int(room.sum()), CHANNELS), dtype=np.float32))
        special = np.flatnonzero((place.hole > 0) | (place.trim > 0) | ~place.joined).tolist()
        canvas.start = int(place.start[0] - place.hole[0])
        done = 0
        for at in [*special, len(packets)]:
            self._decode(canvas, packets, done, at)
            if at > done and place.mute[done]:
                canvas.at = canvas.begun  # decoded, as the decoder expects, but not heard
            if at < len(packets):
                yield from self._join(canvas, packets, at)
            done = at
        yield from canvas.cut(0)

    def _decode(self, canvas: _Canvas, packets: PlacedPackets, begin: int, end: int) -> None:
        """Packets that follow each other without anything between them: the path of nearly all."""
        call, state = self._decoder.call, self._decoder.state
        out = canvas.address
        begun = out
        columns = (packets.address, packets.length, packets.duration)
        for address, length, samples in zip(*(c[begin:end].tolist() for c in columns), strict=True):
            if call(state, address, length, out, samples, 0) != samples:
                self._refuse(out, samples)
            out += samples * _SAMPLE_BYTES
        canvas.at += (out - begun) // _SAMPLE_BYTES
        if end > begin and packets.place.trim[begin]:
            self._trim(canvas, int(packets.duration[begin:end].sum()), int(packets.place.trim[begin]))

    @staticmethod
    def _trim(canvas: _Canvas, written: int, trim: int) -> None:
        """Cuts the first `trim` of the last `written` samples."""
        begin = canvas.at - written
        canvas.pcm[begin : canvas.at - trim] = canvas.pcm[begin + trim : canvas.at].copy()
        canvas.at -= trim

    def _join(self, canvas: _Canvas, packets: PlacedPackets, at: int) -> Iterator[Piece]:
        """What comes directly before packet `at`: silence, or a hole to fill."""
        start = int(packets.place.start[at] - packets.place.trim[at])
        hole = int(packets.place.hole[at])
        duration = int(packets.duration[at])
        packet = packets.packet(at) if hole else b""
        rebuilt = duration if hole >= duration and has_redundancy(packet) else 0
        joined = bool(packets.place.joined[at])
        covered = 0
        if joined:
            covered = self._conceal(canvas, hole - rebuilt, duration)
        if not joined or covered < hole - rebuilt:
            yield from canvas.cut(start - rebuilt)
        if rebuilt:
            out = canvas.address
            if self._decoder.recover(int(packets.address[at]), len(packet), out, rebuilt) == rebuilt:
                self._recovered += 1
            else:
                self._refuse(out, rebuilt)
            canvas.at += rebuilt

    def _conceal(self, canvas: _Canvas, hole: Samples, frame: Samples) -> Samples:
        """Continues the sound over the first frames of a hole; returns how many samples that gave."""
        covered = 0
        for _ in range(CONCEALED_FRAMES):
            samples = min(frame, hole - covered) // _STEP * _STEP
            if samples <= 0:
                break
            if self._decoder.conceal(canvas.address, samples) != samples:
                break
            self._concealed += 1
            canvas.at += samples
            covered += samples
        rest = hole - covered
        if 0 < rest < _STEP:
            canvas.pcm[canvas.at : canvas.at + rest] = 0
            canvas.at += rest
            covered += rest
        return covered

    def _refuse(self, out: int, samples: Samples) -> None:
        """A packet that cannot be decoded is covered as a lost one is."""
        self._refused += 1
        if self._decoder.conceal(out, samples) != samples:
            ctypes.memset(out, 0, samples * _SAMPLE_BYTES)
