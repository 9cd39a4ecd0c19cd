"""Everybody's Opus packets in one Matroska file, a track a speaker, not decoded and not encoded again.

In: a recording's placed packets as they pass. Out: `tracks.mka`, whole or not there: Opus in Matroska
(RFC 9559, codec mapping A_OPUS), one track a participant, named after them, each packet at its place
on the session's timeline. What was lost stays a gap between time stamps. A silence frame stands at
the session's start and at its end, so that all tracks begin and end with it. Matroska counts in
milliseconds, so a sound is at most half of one beside its place.

The pre-skip is 0 (RFC 7845 section 5.1): a talk-spurt amid a call has no start-up to be cut off, and
each packet's sound lies where decoding for the mix puts it. Of two streams of one participant that
overlap (a reconnect), the one that came first is kept.
"""

from __future__ import annotations

import contextlib
import io
import os
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from transcriber.audio.source import Survey
from transcriber.audio.stream import PlacedPackets
from transcriber.errors import OutputError
from transcriber.types import SAMPLE_RATE, SILENCE_FRAME, Samples

MULTITRACK = "mka"
MULTITRACK_ABOUT = "one Matroska file, the Opus packets as they came, a named track a speaker"

_FRAME: Samples = SAMPLE_RATE // 50
_TICK = SAMPLE_RATE // 1000
"""Samples in one of Matroska's milliseconds."""

_OPUS_HEAD = struct.pack("<8sBBHIhB", b"OpusHead", 1, 2, 0, SAMPLE_RATE, 0, 0)
"""RFC 7845 section 5.1: version 1, stereo, pre-skip 0, gain 0, mapping family 0."""


@dataclass(slots=True)
class _Lane:
    """A participant's track in the file."""

    stream: Any
    track: str | None = None
    """The source's track that the last packet came from."""
    tick: int | None = None
    """The last packet's time stamp."""
    end: Samples = 0
    """Where its sound ends."""


class MultitrackFile:
    """The file in the making. Leaving the `with` block finishes it; an exception removes it.

    Raises OutputError when it cannot be written (missing rights, full disk).
    """

    def __init__(self, path: Path, survey: Survey) -> None:
        self.path = path
        self._part = path.with_name(path.name + ".part")
        self._owners = survey.owners
        self._duration = survey.duration
        self._settled = survey.lateness + _FRAME
        """Once the clock is here, whoever speaks from the first moment on has done so."""
        self._held: list[tuple[str, PlacedPackets]] | None = []
        """Packets that came before; None from then on."""
        try:
            self._disk = os.fdopen(os.open(self._part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b")
        except OSError as error:
            raise self._failure(error) from error
        try:
            self._open(survey)
        except BaseException:
            self._discard()
            raise

    def __enter__(self) -> MultitrackFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._finish()
        finally:
            self._discard()

    def push(self, placed: Sequence[tuple[str, PlacedPackets]], clock: Samples) -> None:
        """Takes the next packets of any tracks, each track's in order, and the session time reached."""
        if self._held is not None:
            self._held += placed
            if clock > self._settled:
                self._begin(self._held)
            return
        for track, packets in placed:
            lane = self._lanes[self._owners[track]]
            for index, start, duration in _heard(packets):
                if lane.track not in (None, track) and start < lane.end:
                    continue
                self._write(lane, packets.packet(index), start, duration)
                lane.track = track

    def _begin(self, held: Sequence[tuple[str, PlacedPackets]]) -> None:
        """Writes what was held; a silence frame first where nobody speaks at the very beginning."""
        speaking = {
            self._owners[track]
            for track, packets in held
            for _, start, _ in _heard(packets)
            if start < _FRAME
        }
        self._held = None
        for owner, lane in self._lanes.items():
            if owner not in speaking:
                self._write(lane, SILENCE_FRAME, 0, _FRAME)
        self.push(held, 0)

    def _open(self, survey: Survey) -> None:
        import av

        self._file: Any = av.open(self._disk, "w", format="matroska", options={"fflags": "+bitexact"})
        self._file.metadata["title"] = _visible(survey.title)
        if survey.started is not None:
            self._file.metadata["creation_time"] = survey.started
        names = {person.id: person.name for person in survey.participants}
        with av.open(io.BytesIO(_opus_example()), format="ogg") as example:
            self._lanes = {}
            for owner in dict.fromkeys(survey.owners.values()):
                stream = self._file.add_stream_from_template(example.streams.audio[0])
                stream.metadata["title"] = _visible(names.get(owner, owner)) or _visible(owner)
                stream.time_base = Fraction(1, 1000)
                self._lanes[owner] = _Lane(stream)

    def _write(self, lane: _Lane, data: bytes, start: Samples, duration: Samples) -> None:
        import av

        tick = max(0, start + _TICK // 2) // _TICK
        if lane.tick is not None and tick <= lane.tick:
            return  # the packet before it takes its place entirely
        packet = av.Packet(data)
        packet.stream = lane.stream
        packet.time_base = Fraction(1, 1000)
        packet.pts = packet.dts = tick
        packet.duration = duration // _TICK
        packet.is_keyframe = True
        try:
            self._file.mux_one(packet)
        except (OSError, av.error.FFmpegError) as error:
            raise self._failure(error) from error
        lane.tick, lane.end = tick, start + duration

    def _finish(self) -> None:
        import av

        if self._held is not None:
            self._begin(self._held)
        last = self._duration - _FRAME
        for lane in self._lanes.values():
            if lane.end <= last:
                self._write(lane, SILENCE_FRAME, last, _FRAME)
        try:
            self._file.close()
            self._disk.flush()
            os.fsync(self._disk.fileno())
            self._part.replace(self.path)
        except (OSError, av.error.FFmpegError) as error:
            raise self._failure(error) from error

    def _discard(self) -> None:
        """Closes everything, and removes what is unfinished."""
        with contextlib.suppress(Exception):
            self._file.close()
        with contextlib.suppress(OSError):
            self._disk.close()
        with contextlib.suppress(OSError):
            self._part.unlink(missing_ok=True)

    def _failure(self, error: Exception) -> OutputError:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error).rstrip(".")
        return OutputError(f"The sound file {self.path} cannot be written: {reason}.")


def _visible(name: str) -> str:
    """Without control characters, overrides of the writing direction and halves of characters."""
    return "".join(c for c in name if c.isprintable())


def _heard(packets: PlacedPackets) -> Iterator[tuple[int, Samples, Samples]]:
    """(Index, start, duration) of the packets that are to be heard; the start of all their sound, also
    of what the packet before covers."""
    place = packets.place
    starts, durations = (place.start - place.trim).tolist(), packets.duration.tolist()
    for index in np.flatnonzero(~place.mute).tolist():
        yield index, starts[index], durations[index]


def _opus_example() -> bytes:
    """The shortest Ogg Opus file (RFC 7845): a muxer takes a track's parameters from a file."""
    tags = b"OpusTags" + bytes(8)
    pages = ((2, 0, _OPUS_HEAD), (0, 0, tags), (4, _FRAME, SILENCE_FRAME))
    return b"".join(_ogg_page(flags, at, number, data) for number, (flags, at, data) in enumerate(pages))


def _ogg_page(flags: int, position: int, number: int, data: bytes) -> bytes:
    """One packet of less than 255 bytes as an Ogg page (RFC 3533 section 6)."""
    page = struct.pack("<4sBBqIIIBB", b"OggS", 0, flags, position, 1, number, 0, 1, len(data)) + data
    return page[:22] + struct.pack("<I", _ogg_checksum(page)) + page[26:]


def _ogg_checksum(data: bytes) -> int:
    """CRC-32 by 0x04C11DB7, neither reflected nor inverted (RFC 3533 section 6)."""
    register = 0
    for byte in data:
        register ^= byte << 24
        for _ in range(8):
            register = (register << 1 ^ (0x04C11DB7 if register >> 31 else 0)) & 0xFFFFFFFF
    return register
