"""A capture as a source of sound: surveyed without decoding, then decoded in stretches.

In: something that gives a capture's batches from the beginning, each time it is asked. Out: what
`Source` promises. Live recordings and files go through the same `Call` and `Sound`, so what a
followed capture gives is what it gives here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from transcriber.audio.call import Call
from transcriber.audio.sound import Piece, Sound
from transcriber.audio.source import Stretch, Survey
from transcriber.audio.stream import PlacedPackets
from transcriber.capture.batch import Batch
from transcriber.capture.session import utc_text
from transcriber.types import Nanoseconds, Samples

_LONGEST_SETUP: Nanoseconds = 3_600_000_000_000
"""`session.json` is believed to know the session's start when it is at most an hour before the
first packet: a recorder connects in seconds, and a clock that is set wrong is off by more."""


class Capture(Protocol):
    """Batches of a capture, own or foreign."""

    def batches(self) -> Iterator[Batch]:
        """All of it, from the beginning, each time it is called."""
        ...

    def warnings(self) -> list[str]:
        """Sentences about what could not be read, once the batches have been read to the end."""
        ...

    def rejected(self) -> Mapping[str, int]:
        """Packets that were not used, by reason, once the batches have been read to the end."""
        ...


@dataclass(slots=True)
class CaptureSource:
    """A capture with what its `session.json` says of title and start (UTC ns), if there is one."""

    capture: Capture
    title: str
    started: Nanoseconds | None = None
    says_its_end: bool = False
    """Its recorder writes a `stopped` fact at the end: where there is none, the end is missing."""

    def survey(self) -> Survey:
        """Reads the whole capture once, without decoding. Raises InputError when it cannot be read."""
        call = self._call()
        for batch in self.capture.batches():
            call.push(batch)
        call.finish()
        warnings = list(self.capture.warnings())
        if self.says_its_end and not call.stopped:
            warnings.append(
                "The recording ends without a goodbye: its recorder was cut off, or is still recording."
            )
        code = call.encryption.code if call.encryption and call.encryption.protocol else None
        return Survey(
            title=self.title,
            started=utc_text(call.started) if call.started else None,
            duration=call.duration if call.received or call.clock else 0,
            participants=call.participants(),
            owners=call.owners,
            lateness=call.lateness,
            presences=tuple(call.presences),
            gaps=tuple(call.gaps),
            notes=tuple(call.notes),
            warnings=tuple(warnings),
            rejected={**self.capture.rejected(), **call.counters},
            encryption=code,
        )

    def stretches(self) -> Iterator[Stretch]:
        """The sound of the whole capture."""
        sounds: dict[str, Sound] = {}
        try:
            for placed, clock in self.packets():
                yield decoded(placed, sounds, clock)
        finally:
            for sound in sounds.values():
                sound.close()

    def packets(self) -> Iterator[tuple[list[tuple[str, PlacedPackets]], Samples]]:
        """The packets of the whole capture in their places, by track, not decoded; and the session
        time reached."""
        call = self._call()
        for batch in self.capture.batches():
            yield call.push(batch), call.clock
        yield call.finish(), call.clock

    def _call(self) -> Call:
        first = next((batch for batch in self.capture.batches() if batch.clock), None)
        return Call(self.started or 0) if first is None else begun_call(first, self.started)


def begun_call(first: Batch, started: Nanoseconds | None) -> Call:
    """The call that begins with this batch, which must hold something. `started`: what `session.json`
    says, if it says anything."""
    times = [*first.arrival[:1].tolist(), *(fact.time for _, fact in first.facts)]
    begin = min(times, default=first.clock)
    if started is None or not begin - _LONGEST_SETUP <= started <= begin:
        started = begin
    return Call(started)


def decoded(placed: list[tuple[str, PlacedPackets]], sounds: dict[str, Sound], clock: Samples) -> Stretch:
    """The sound of placed packets. `sounds`: each track's decoder, made when it is missing."""
    pieces: list[tuple[str, Piece]] = []
    for track, packets in placed:
        if track not in sounds:
            sounds[track] = Sound()
        pieces.extend((track, piece) for piece in sounds[track].pieces(packets))
    repairs = {track: sounds[track].repairs for track, _ in placed}
    return Stretch(tuple(pieces), clock, repairs)
