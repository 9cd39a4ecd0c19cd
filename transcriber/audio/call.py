"""A call as its events tell it: streams with their owners, and every packet in its place.

In: batches of a capture, whole or as they come. Out: placed packets by track, and what the facts
say: participants, gaps, notes. An owner holds for the whole stream, also for packets before the
fact that named him (the capture format, version 1). It never decodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from transcriber.audio.stream import PlacedPackets, Stream
from transcriber.capture.batch import Batch
from transcriber.types import (
    Absence,
    Connected,
    Encryption,
    Fact,
    Gap,
    Left,
    Mark,
    Nanoseconds,
    Note,
    Participant,
    Presence,
    Quality,
    Samples,
    Speaker,
    Stats,
    Stopped,
    samples_from_ns,
)

_Rows = NDArray[np.int64]


@dataclass(slots=True)
class _Track:
    """One SSRC of one connection, while one user owned it."""

    name: str
    stream: Stream
    owner: str


@dataclass(slots=True)
class Call:
    """The state of a call while its batches are read. `started`: session time 0, in UTC ns."""

    started: Nanoseconds
    clock: Samples = 0
    """Session time reached."""
    lateness: Samples = 0
    """The furthest that a packet was placed behind the clock of the batch before."""
    presences: list[Presence] = field(default_factory=list)
    """Who was there, in order of first appearance; the latest of a user's is the one that may be open."""
    gaps: list[Absence] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    counters: dict[str, int] = field(default_factory=dict)
    """The recorder's own counters, as the last `stats` fact gives them."""
    encryption: Encryption | None = None
    stopped: bool = False
    _connection: int = 0
    _tracks: dict[str, _Track] = field(default_factory=dict)
    _current: dict[int, _Track] = field(default_factory=dict)
    """SSRC → track in the connection that is open."""
    _people: dict[str, Participant] = field(default_factory=dict)

    def push(self, batch: Batch) -> list[tuple[str, PlacedPackets]]:
        """Takes a batch; gives the packets that have their place now, by track."""
        rows: dict[str, list[_Rows]] = {}
        at = 0
        for index, fact in batch.facts:
            self._route(batch, at, index, rows)
            self._note(fact)
            at = index
        self._route(batch, at, len(batch), rows)
        before, self.clock = self.clock, max(self.clock, samples_from_ns(batch.clock - self.started))
        placed = []
        for track in self._tracks.values():
            mine = rows.get(track.name, [])
            if mine or track.stream.waiting:
                joined = np.concatenate(mine) if mine else np.zeros(0, dtype=np.int64)
                placed.append((track.name, track.stream.push(batch, joined, batch.clock)))
        return list(self._noted(placed, before))

    def finish(self) -> list[tuple[str, PlacedPackets]]:
        """The packets that were still waiting, once the capture has ended."""
        finished = [(track.name, track.stream.finish()) for track in self._tracks.values()]
        return list(self._noted(finished, self.clock))

    @property
    def owners(self) -> dict[str, str]:
        """Track → participant id. A stream that nobody named belongs to `ssrc-NUMBER`."""
        return {track.name: track.owner for track in self._tracks.values()}

    @property
    def duration(self) -> Samples:
        """Session time where the recording, and everything heard in it, has ended."""
        return max([self.clock, *(track.stream.end for track in self._tracks.values())])

    @property
    def streams(self) -> dict[str, Stream]:
        """Track → its stream, for those who count."""
        return {track.name: track.stream for track in self._tracks.values()}

    @property
    def received(self) -> int:
        """Voice packets placed so far."""
        return sum(track.stream.received for track in self._tracks.values())

    def participants(self) -> tuple[Participant, ...]:
        """Everybody named, in order of first appearance, with packet counts and talk time; and the
        owners of unnamed streams in which somebody spoke."""
        people = dict(self._people)
        for track in self._tracks.values():
            if track.owner not in people and track.stream.speech:
                people[track.owner] = Participant(id=track.owner, name=f"Unknown ({track.owner})")
        return tuple(self._counted(person) for person in people.values())

    def _counted(self, person: Participant) -> Participant:
        streams = [track.stream for track in self._tracks.values() if track.owner == person.id]
        drifts = [s for s in streams if s.timeline.drift_ppm is not None]
        longest = max(drifts, key=lambda stream: stream.end - (stream.first or 0), default=None)
        return replace(
            person,
            talk=sum(stream.speech for stream in streams),
            drift_ppm=None if longest is None else longest.timeline.drift_ppm,
            quality=Quality(
                received=sum(stream.received for stream in streams),
                lost=sum(stream.lost for stream in streams),
                late=sum(stream.reorder.late for stream in streams),
                duplicate=sum(stream.reorder.duplicate for stream in streams),
                undecodable=sum(stream.undecodable for stream in streams),
            ),
        )

    def _route(self, batch: Batch, begin: int, end: int, rows: dict[str, list[_Rows]]) -> None:
        """Sorts the voice packets `begin` to `end` to their tracks."""
        if begin == end:
            return
        numbers = batch.ssrc[begin:end]
        ssrcs, firsts = np.unique(numbers, return_index=True)
        for ssrc in ssrcs[np.argsort(firsts)].tolist():  # as they came, however the capture is cut
            track = self._current.get(ssrc) or self._open(ssrc, f"ssrc-{ssrc}")
            rows.setdefault(track.name, []).append(np.flatnonzero(numbers == ssrc) + begin)

    def _open(self, ssrc: int, owner: str) -> _Track:
        name = f"{self._connection}:{ssrc}"
        turn = sum(1 for known in self._tracks if known.split("#")[0] == name)
        track = _Track(f"{name}#{turn}" if turn else name, Stream(self.started), owner)
        self._tracks[track.name] = track
        self._current[ssrc] = track
        return track

    def _note(self, fact: Fact) -> None:
        match fact:
            case Connected():
                self._connection = fact.connection
                self._current = {}
            case Speaker():
                self._name(fact)
            case Left():
                self._leave(fact.user, self._time(fact.time))
            case Gap():
                self.gaps.append(
                    Absence(self._time(fact.start), self._time(fact.end), fact.reason, fact.user)
                )
            case Mark():
                self.notes.append(Note(self._time(fact.time), fact.user, fact.name, fact.text))
            case Stats():
                self.counters = dict(fact.counters)
            case Encryption():
                self.encryption = fact
            case Stopped():
                self.stopped = True

    def _name(self, fact: Speaker) -> None:
        known = self._people.get(fact.user)
        if known is None:
            self._people[fact.user] = Participant(id=fact.user, name=fact.name, bot=fact.bot)
        else:
            self._people[fact.user] = replace(known, name=fact.name, bot=fact.bot)
        self._arrive(fact)
        track = self._current.get(fact.ssrc)
        if track is None or track.owner not in (fact.user, f"ssrc-{fact.ssrc}"):
            # Unknown so far, or reused by somebody else within the connection: another stream.
            self._open(fact.ssrc, fact.user)
        else:
            track.owner = fact.user

    def _arrive(self, fact: Speaker) -> None:
        now = self._time(fact.time)
        open_one = next((p for p in self.presences if p.user == fact.user and p.until is None), None)
        if fact.bot or (open_one is not None and open_one.name == fact.name):
            return
        self._leave(fact.user, now)
        self.presences.append(Presence(fact.user, fact.name, now))

    def _leave(self, user: str, now: Samples) -> None:
        for index, presence in enumerate(self.presences):
            if presence.user == user and presence.until is None:
                self.presences[index] = replace(presence, until=now)

    def _time(self, time: Nanoseconds) -> Samples:
        return max(0, samples_from_ns(time - self.started))

    def _noted(
        self, placed: list[tuple[str, PlacedPackets]], before: Samples
    ) -> Iterator[tuple[str, PlacedPackets]]:
        """Notes how far behind the clock that was told with the batch before packets were placed."""
        for name, packets in placed:
            if len(packets):
                first = int((packets.place.start - packets.place.hole).min())
                self.lateness = max(self.lateness, before - first)
                yield name, packets
