"""The streams of a voice connection: whose each one is, and which frames wait for that or for a key.

In: what the transport decrypted, and what becomes known of owners, keys and consent. Out: events.
Frames that cannot be given out are held or counted by reason, in `counters`, whose names are in the
table of `receiver`. It never raises because of data.

Rules:
- A frame whose key is not known is held, encrypted, and tried again when the keys are another
  generation, when its owner becomes known, and every HOLD_RETRY_SECONDS. It is given up after
  HOLD_SECONDS or when HOLD_PACKETS are held; audio of a known user that was given up becomes a
  `Gap` (`undecryptable`). A silence frame behind a held frame of its stream waits with it.
- A frame whose owner is not known is given out at once: a capture lets `speaker` come later. In an
  end-to-end encrypted call it is held and tried with the keys of everybody in the channel, which
  finds its owner.
- Nothing of a user who is out is decrypted or given out, and what was held is dropped. While
  anybody is out, every frame without an owner may be theirs: it is held until the owner is known,
  and dropped when that does not happen in time, or when somebody who was out comes in.
- What was held is given out in order of arrival, each frame with its own time of arrival, which is
  earlier than that of events given out before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from transcriber.config import HOLD_RETRY_SECONDS, TRIAL_FRAMES
from transcriber.errors import NoKeyYet, RemoteFault
from transcriber.receive.e2ee import FrameDecryptor, find_owner, looks_encrypted
from transcriber.receive.held import Frame, Held
from transcriber.receive.rtp import extend_sequence
from transcriber.types import SILENCE_FRAME, Event, Gap, Nanoseconds, Speaker, Voice

_RETRY: Final[Nanoseconds] = round(HOLD_RETRY_SECONDS * 1e9)
_FRAME: Final[Nanoseconds] = 20_000_000
"""The length of an encrypted frame is unknown; nearly all are 20 ms."""
_GAP_JOIN: Final[Nanoseconds] = 100_000_000
"""Missing frames that are further apart than five of them are two gaps."""
_WINDOW: Final = (1 << 128) - 1
"""Which of a stream's last 128 sequence numbers were decrypted is remembered."""
_NEWEST: Final = 5 + TRIAL_FRAMES
"""So many of a stream's frames hold as many as may be tried behind five silence frames."""
_HELD: Final = "held"


@dataclass(slots=True)
class _Stream:
    """What is known of one SSRC of this connection."""

    owner: str | None = None
    announced: Speaker | None = None
    blocked: bool = False
    """Its last frame was held for want of a key: silence waits behind it."""
    trials: int = TRIAL_FRAMES
    """How many frames may still be tried against everybody's keys."""
    latest: int = 0
    decrypted: int = 0
    """Bit i: the frame numbered `latest - i` was decrypted end to end."""

    def note(self, sequence: int) -> None:
        """A frame was decrypted."""
        step = extend_sequence(sequence, self.latest) - self.latest
        if step > 0:
            self.decrypted = (self.decrypted << step | 1) & _WINDOW
            self.latest += step
        else:
            self.decrypted |= (1 << -step) & _WINDOW

    def noted(self, sequence: int) -> bool:
        """Whether a frame of this number was decrypted."""
        age = self.latest - extend_sequence(sequence, self.latest)
        return age >= 0 and bool(self.decrypted >> age & 1)


class Streams:
    """Streams, owners and held frames of the present connection; people and their consent beyond it."""

    def __init__(self, decryptor: FrameDecryptor, counters: Counter[str]) -> None:
        self._decryptor = decryptor
        self._counters = counters
        self._streams: dict[int, _Stream] = {}
        self._roster: dict[str, tuple[str, bool]] = {}
        self._out: set[str] = set()
        self._held = Held()
        self._generation = decryptor.generation
        self._settled: Nanoseconds | None = None
        """When everything held was tried last; None when it is to be tried at once."""

    @property
    def waiting(self) -> int:
        """How many frames are held."""
        return len(self._held)

    # --- people ---------------------------------------------------------------------------------

    def joined(self, user: str, name: str, bot: bool) -> None:
        """This user is in the channel: their keys are tried on frames without an owner."""
        if user not in self._roster:
            self._settled = None
        self._roster[user] = (name, bot)

    def left(self, user: str) -> None:
        """The user left; frames of theirs that are still on their way stay theirs."""
        self._roster.pop(user, None)

    def own(self, speaker: Speaker) -> list[Event]:
        """A stream is this user's: gives out, or drops, what was held of it; nothing when that was known."""
        events = self._announce(speaker)
        return events + self._replay(self._held.take(speaker.ssrc)) if events else []

    def exclude(self, user: str) -> None:
        """The user is out: what is held of theirs is dropped."""
        self._out.add(user)
        self._drop(ssrc for ssrc, stream in self._streams.items() if stream.owner == user)

    def admit(self, user: str) -> None:
        """The user is in. What is held without an owner may be from before, and is dropped."""
        if user in self._out:
            self._out.remove(user)
            self._drop(ssrc for ssrc, stream in self._streams.items() if stream.owner is None)

    def is_out(self, ssrc: int) -> bool:
        """Whether the stream's owner is known and out."""
        stream = self._streams.get(ssrc)
        return stream is not None and stream.owner in self._out

    # --- frames ---------------------------------------------------------------------------------

    def hear(
        self, number: int, time: Nanoseconds, ssrc: int, sequence: int, timestamp: int, payload: bytes
    ) -> list[Event]:
        """One packet's payload out of the transport; `number` counts arrivals."""
        opus = self._decrypt(self._streams.get(ssrc), sequence, payload)
        if isinstance(opus, bytes):
            self._counters["voice"] += 1
            return [Voice(time, ssrc, sequence, timestamp, opus)]
        self._counters[opus] += 1
        if opus != _HELD:
            return []
        return self._hold(Frame(number, time, ssrc, sequence, timestamp, payload))

    def tick(self, time: Nanoseconds) -> list[Event]:
        """Tries what is held, or gives it up, when it is time for that."""
        if not self._held.count:
            return []
        recent = self._settled is not None and 0 <= time - self._settled < _RETRY
        if recent and self._decryptor.generation == self._generation:
            return []
        return self.settle(time)

    def settle(self, time: Nanoseconds) -> list[Event]:
        """Tries everything that is held, and gives up what was held for too long."""
        self._settled, self._generation = time, self._decryptor.generation
        held = self._held
        self._streams = {s: kept for s, kept in self._streams.items() if kept.owner is not None or s in held}
        events: list[Event] = []
        users = self._candidates()
        for ssrc in held.ssrcs():
            self._streams[ssrc].trials = TRIAL_FRAMES
            events += self._find_owner(time, held.newest(ssrc, _NEWEST), users)
        events += self._replay(held.take_all())
        return events + self._give_up(time, held.expire(time))

    def finish(self, time: Nanoseconds) -> list[Event]:
        """The recording ends: tries what is held for the last time, and gives up the rest."""
        return self.settle(time) + self._give_up(time, self._held.take_all())

    def forget(self, time: Nanoseconds) -> list[Event]:
        """The connection ended: its streams and their owners are no more, what is held is given up."""
        events = self._give_up(time, self._held.take_all(), "forgotten")
        self._streams.clear()
        return events

    # --- inside ---------------------------------------------------------------------------------

    def _decrypt(self, stream: _Stream | None, sequence: int, frame: bytes) -> bytes | str:
        """The Opus packet in a frame, or the counter of the reason why there is none (yet)."""
        if stream is None or stream.owner is None:
            if self._decryptor.active or self._out:
                return _HELD
            return "undecryptable" if looks_encrypted(frame) else frame
        if stream.owner in self._out:
            return "consent"
        if frame == SILENCE_FRAME:
            return _HELD if stream.blocked else frame
        try:
            opus = self._decryptor.decrypt(stream.owner, frame)
        except NoKeyYet:
            if stream.noted(sequence):
                return "duplicate"
            stream.blocked = True
            return _HELD
        except RemoteFault:
            return "undecryptable"
        stream.blocked = False
        if opus is not frame:
            stream.note(sequence)
        return opus or "probe"

    def _hold(self, frame: Frame) -> list[Event]:
        stream = self._streams.setdefault(frame.ssrc, _Stream())
        events = self._give_up(frame.time, self._held.put(frame), "overflow")
        if stream.trials:
            found = self._find_owner(frame.time, [frame], self._candidates())
            if found:
                events += found + self._replay(self._held.take(frame.ssrc))
        return events

    def _candidates(self) -> list[str]:
        """Everybody who is in, those first who own no stream."""
        owners = {stream.owner for stream in self._streams.values()}
        return sorted((user for user in self._roster if user not in self._out), key=owners.__contains__)

    def _find_owner(self, time: Nanoseconds, frames: list[Frame], users: list[str]) -> list[Event]:
        """Tries held frames of one stream, if it has no owner, against the keys of these users."""
        stream = self._streams[frames[0].ssrc]
        if stream.owner is not None:
            return []
        for frame in [frame for frame in frames if frame.data != SILENCE_FRAME][: stream.trials]:
            stream.trials -= 1
            found = find_owner(self._decryptor, users, frame.data)
            if found is not None:
                user, opus = found
                self._held.swap(replace(frame, data=opus, is_plain=True))
                events = self._announce(Speaker(time, frame.ssrc, user, *self._roster[user]))
                self._streams[frame.ssrc].note(frame.sequence)
                return events
        return []

    def _announce(self, speaker: Speaker) -> list[Event]:
        """A stream is this user's; nothing when that was known."""
        stream = self._streams.get(speaker.ssrc)
        if stream is None or stream.owner != speaker.user:
            stream = self._streams[speaker.ssrc] = _Stream(speaker.user)
        known = stream.announced
        if known is not None and replace(known, time=speaker.time) == speaker:
            return []
        stream.announced = speaker
        return [speaker]

    def _replay(self, frames: list[Frame]) -> list[Event]:
        """Gives out the frames that can be read, in their order, and holds the others again."""
        for ssrc in {frame.ssrc for frame in frames}:
            self._streams[ssrc].blocked = False
        events: list[Event] = []
        for frame in frames:
            opus: bytes | str = frame.data
            if not frame.is_plain:
                opus = self._decrypt(self._streams[frame.ssrc], frame.sequence, frame.data)
            if isinstance(opus, bytes):
                events.append(Voice(frame.time, frame.ssrc, frame.sequence, frame.timestamp, opus))
            elif opus == _HELD:
                self._held.put(frame)
            else:
                self._counters[opus] += 1
        self._counters["voice"] += len(events)
        self._counters["replayed"] += len(events)
        return events

    def _drop(self, ssrcs: Iterable[int]) -> None:
        for ssrc in ssrcs:
            self._counters["consent"] += len(self._held.take(ssrc))

    def _give_up(self, time: Nanoseconds, frames: list[Frame], reason: str | None = None) -> list[Event]:
        """Counts frames that nobody will hear, and says what is missing of which user. Silence that
        waited behind speech needs no key, and is given out without it."""
        missing: dict[str, list[Nanoseconds]] = {}
        silence: list[Event] = []
        for frame in frames:
            owner = self._streams[frame.ssrc].owner
            if frame.data == SILENCE_FRAME and owner is not None and owner not in self._out:
                silence.append(Voice(frame.time, frame.ssrc, frame.sequence, frame.timestamp, frame.data))
                continue
            self._counters[reason or ("ownerless" if owner is None else "undecryptable")] += 1
            if owner is not None:
                missing.setdefault(owner, []).append(frame.time)
        self._counters["voice"] += len(silence)
        self._counters["replayed"] += len(silence)
        return silence + [
            Gap(time, start, end, "undecryptable", user)
            for user, times in missing.items()
            for start, end in _stretches(times)
        ]


def _stretches(times: list[Nanoseconds]) -> Iterator[tuple[Nanoseconds, Nanoseconds]]:
    """Start and end of each run of frames that arrived close to each other, from their arrivals."""
    times = sorted(times)
    start = times[0]
    for time, following in zip(times, [*times[1:], None], strict=True):
        if following is None or following - time > _GAP_JOIN:
            yield start, time + _FRAME
            start = following or 0
