"""A simulated call in which every sample is known: people, a network, and what the recorder hears.

In: a `Call` — who says which sound when, over what network. Out: a `Heard`: the events in the order
of their arrival, exactly as a capture holds them, and every packet that was sent, with its sound,
its true place on the session timeline and its fate. The same call gives the same events, bit for
bit (with the same libopus). It reads no clock and no file, and never decodes.

Where a packet belongs, on the recorder's timeline: `Sent.place`, the time of its first sample plus
the person's constant delay, plus `LOOKAHEAD` samples once it went through an Opus decoder.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
from opus_encoder import OpusEncoder, OpusOptions

from transcriber.types import (
    SAMPLE_RATE,
    SILENCE_FRAME,
    Connected,
    Event,
    Fact,
    Floats,
    Gap,
    Nanoseconds,
    Samples,
    Speaker,
    Stopped,
    Voice,
    ns_from_samples,
)

STARTED: Final[Nanoseconds] = 1_795_366_985_123_456_000
"""2026-11-22T17:03:05.123456Z: where a call begins unless it says otherwise."""

LOOKAHEAD: Final[Samples] = 312
"""Samples by which decoded sound is behind what went into the encoder (`voip` and `audio`, 48 kHz:
2.5 ms of overlap and 4 ms of delay compensation); the tests ask libopus itself."""

SILENCE_SAMPLES: Final[Samples] = 960
"""A silence frame lasts 20 ms, whatever the others last."""

MILLISECOND: Final[Nanoseconds] = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Spurt:
    """Sound without a pause: `pcm` at 48 kHz, (n,) or (n, 2), whose first sample is spoken at `start`."""

    start: Samples
    pcm: Floats


@dataclass(frozen=True, slots=True)
class Numbering:
    """What one connection's packets of a person start with. None: drawn from the call's seed."""

    ssrc: int | None = None
    sequence: int | None = None
    timestamp: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """One speaker and their client.

    `delay` runs from a frame's first sample to the earliest possible arrival of its packet: the
    frame itself, the client, the way. A clock of `drift_ppm` counts that much faster than the
    recorder's; sample i of a spurt is therefore spoken i / (1 + drift) samples after its start.
    With `clock_stands` the RTP timestamps count only what is sent, as those of many bots. The
    `Speaker` event comes `announced` after the first packet heard on a connection; None: right
    after the connection. `numbering` has one entry a connection; those missing are drawn.
    """

    name: str
    spurts: tuple[Spurt, ...]
    user: str = ""
    bot: bool = False
    delay: Nanoseconds = 50 * MILLISECOND
    drift_ppm: float = 0.0
    clock_stands: bool = False
    silence_frames: int = 5
    announced: Nanoseconds | None = None
    numbering: tuple[Numbering, ...] = ()
    opus: OpusOptions = field(default_factory=OpusOptions)


@dataclass(frozen=True, slots=True)
class Network:
    """What happens on the way; everything at 0 is a perfect network.

    Losses come in bursts of `burst` packets on average (Gilbert's two-state model). `jitter` is the
    mean of the exponentially distributed wait in a first-in first-out queue. Of the packets,
    `duplicated` (a share) come twice, `reordered` (a share) are overtaken: they come up to
    `overtaken` later than the queue would have it.
    """

    loss: float = 0.0
    burst: float = 2.5
    jitter: Nanoseconds = 0
    duplicated: float = 0.0
    reordered: float = 0.0
    overtaken: Nanoseconds = 70 * MILLISECOND


@dataclass(frozen=True, slots=True)
class Reconnect:
    """The recorder is away from `start` to `end`; then it has a new connection, with new SSRCs."""

    start: Samples
    end: Samples


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """Everything that decides what is heard. `facts` are events of the caller's own, with their times."""

    people: tuple[Person, ...]
    network: Network = Network()
    reconnects: tuple[Reconnect, ...] = ()
    seed: int = 1
    started: Nanoseconds = STARTED
    length: Samples | None = None
    """When the recording stops; None: half a second after the last packet."""
    facts: tuple[Fact, ...] = ()
    stops: bool = True
    """Whether it ends with `Stopped`; a recording without it was cut off."""


@dataclass(slots=True, eq=False)
class Sent:
    """One packet as it left its sender, and what became of it."""

    person: Person
    connection: int
    ssrc: int
    sequence: int
    timestamp: int
    start: Samples
    """Session time at which its first sample is spoken."""
    sound: Floats
    """What it carries, mono, one frame long; zeros for a silence frame."""
    silence: bool
    opus: bytes
    fate: Literal["heard", "lost", "unheard"] = "heard"
    """Lost on the way, or unheard because the recorder was not connected."""
    arrivals: tuple[Nanoseconds, ...] = ()
    """UTC; none unless it was heard, two when it was duplicated."""

    @property
    def place(self) -> Samples:
        """Where its first sample belongs on the recorder's timeline, before the decoder's delay."""
        return self.start + self.person.delay * 6 // 125_000


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What the recorder heard, and the truth behind it (`sent`: person by person, in order)."""

    call: Call
    events: list[Event]
    sent: list[Sent]

    def of(self, name: str) -> list[Sent]:
        """What the person of this name sent, in order."""
        return [packet for packet in self.sent if packet.person.name == name]


def simulate(call: Call) -> Heard:
    """Lets the call happen. Raises ValueError for spurts of one person that overlap."""
    sent: list[Sent] = []
    for index, person in enumerate(call.people):
        # One generator a person and purpose: another network leaves the numbering as it was.
        packets = list(_packets(call, person, random.Random(f"{call.seed} numbering {index}")))
        _travel(call, packets, random.Random(f"{call.seed} network {index}"))
        sent += packets
    return Heard(call, _events(call, sent), sent)


def hopping_tones(length: Samples, seed: int) -> Floats:
    """Sound that tells its place: mono, another pitch every 20 ms, never the same twice running."""
    draw = random.Random(f"tones {seed}")
    pitches: list[float] = []
    while len(pitches) * 960 < length:
        pitch = 220 * 2 ** (draw.randrange(36) / 12)  # three octaves of semitones: 220 to 1662 Hz
        if [pitch] != pitches[-1:]:
            pitches.append(pitch)
    steps = np.repeat(np.array(pitches), 960)[:length] * (2 * np.pi / SAMPLE_RATE)
    return (0.3 * np.sin(np.cumsum(steps))).astype(np.float32)  # phase runs on: no clicks at the hops


# --- at the sender ------------------------------------------------------------------------------


def _packets(call: Call, person: Person, draw: random.Random) -> Iterator[Sent]:
    """A person's packets in order of sending, numbered, not on their way yet."""
    rate = 1 + person.drift_ppm / 1e6
    numbers = [_numbering(person, connection, draw) for connection in range(len(call.reconnects) + 1)]
    connection = -1
    ssrc = sequence = first_timestamp = first_count = 0
    for at, count, sound, opus in _frames(person, rate):
        start = round(at / rate)
        current = sum(start >= reconnect.end for reconnect in call.reconnects)
        if current != connection:
            connection = current
            ssrc, sequence, first_timestamp = numbers[connection]
            first_count = count
        timestamp = (first_timestamp + count - first_count) & 0xFFFFFFFF
        yield Sent(
            person, connection, ssrc, sequence, timestamp, start,
            sound=sound, silence=opus == SILENCE_FRAME, opus=opus,
        )  # fmt: skip
        sequence = (sequence + 1) & 0xFFFF


def _frames(person: Person, rate: float) -> Iterator[tuple[Samples, Samples, Floats, bytes]]:
    """Frames of a person: place on their clock, what their RTP clock counts, sound, Opus packet."""
    frame = person.opus.frame
    free = sent = 0
    with OpusEncoder(person.opus) as encoder:
        for spurt in person.spurts:
            begin = round(spurt.start * rate)
            at = begin - begin % frame  # clients cut frames on a grid of their own
            if at < free:
                raise ValueError(
                    f"A spurt of {person.name} begins at sample {spurt.start}, before the one ahead of it "
                    "has ended with its silence frames: join them, or move it."
                )
            size = begin - at + len(spurt.pcm) + LOOKAHEAD  # so that the decoder gives the last sample
            pcm = np.zeros((size + -size % frame, *spurt.pcm.shape[1:]), np.float32)
            pcm[begin - at : begin - at + len(spurt.pcm)] = spurt.pcm
            mono = pcm if pcm.ndim == 1 else pcm.mean(axis=1, dtype=np.float32)
            for cut, opus in zip(range(0, len(pcm), frame), encoder.encode_all(pcm), strict=True):
                yield at, sent if person.clock_stands else at, mono[cut : cut + frame], opus
                at, sent = at + frame, sent + frame
            for _ in range(person.silence_frames):
                yield at, sent if person.clock_stands else at, _QUIET, SILENCE_FRAME
                at, sent = at + SILENCE_SAMPLES, sent + SILENCE_SAMPLES
            free = at


_QUIET: Final = np.zeros(SILENCE_SAMPLES, np.float32)


def _numbering(person: Person, connection: int, draw: random.Random) -> tuple[int, int, int]:
    """SSRC, first sequence number and first timestamp on a connection, drawn where not given."""
    drawn = draw.getrandbits(32), draw.getrandbits(16), draw.getrandbits(32)
    if connection >= len(person.numbering):
        return drawn
    given = person.numbering[connection]
    return (
        drawn[0] if given.ssrc is None else given.ssrc,
        drawn[1] if given.sequence is None else given.sequence,
        drawn[2] if given.timestamp is None else given.timestamp,
    )


# --- on the way ---------------------------------------------------------------------------------


def _travel(call: Call, packets: Iterable[Sent], draw: random.Random) -> None:
    """Decides every packet's fate and arrivals."""
    network = call.network
    lossy = False
    queue = 0  # when the packet ahead left the queue
    for packet in packets:
        lossy = draw.random() < _chance_of_loss(network, lossy)
        wait = round(draw.expovariate(1) * network.jitter)
        earliest = call.started + ns_from_samples(packet.start) + packet.person.delay
        queue = max(queue + 1, earliest + wait)
        # Always drawn, so that a packet's luck does not depend on that of the packets before it.
        overtaken, doubled = draw.random() < network.reordered, draw.random() < network.duplicated
        arrival = queue + round(draw.random() * network.overtaken) * overtaken
        copy = arrival + 1 + round(draw.random() * network.overtaken)
        deaf_from = call.started + ns_from_samples(_deaf_from(call, packet.connection))
        if lossy:
            packet.fate = "lost"
        elif arrival >= deaf_from:
            packet.fate = "unheard"
        else:
            packet.arrivals = (arrival, copy) if doubled and copy < deaf_from else (arrival,)


def _chance_of_loss(network: Network, lossy: bool) -> float:
    """Gilbert: bursts end with 1 / burst, and begin so often that `loss` of all packets are in one."""
    if lossy:
        return 1 - 1 / network.burst
    return network.loss / (network.burst * (1 - network.loss))


def _deaf_from(call: Call, connection: int) -> Samples:
    """When the recorder stops hearing a connection."""
    if connection < len(call.reconnects):
        return call.reconnects[connection].start
    return 1 << 62 if call.length is None else call.length


# --- at the recorder ----------------------------------------------------------------------------


def _events(call: Call, sent: list[Sent]) -> list[Event]:
    """All events in order of time; at the same time, facts come before voice."""

    def utc(at: Samples) -> Nanoseconds:
        return call.started + ns_from_samples(at)

    facts: list[Fact] = [Connected(call.started, 0, "join")]
    for connection, reconnect in enumerate(call.reconnects, start=1):
        start, end = utc(reconnect.start), utc(reconnect.end)
        facts += [Gap(end, start, end, "disconnected"), Connected(end, connection, "reconnected")]
    facts += _speakers(sent, [fact.time for fact in facts if isinstance(fact, Connected)])
    facts += call.facts
    voices = [
        Voice(time, packet.ssrc, packet.sequence, packet.timestamp, packet.opus)
        for packet in sent
        for time in packet.arrivals
    ]
    last = max((voice.time for voice in voices), default=call.started)
    if call.stops:
        facts.append(Stopped(last + 500 * MILLISECOND if call.length is None else utc(call.length), "asked"))
    return sorted([*facts, *voices], key=lambda event: event.time)


def _speakers(sent: list[Sent], connected: list[Nanoseconds]) -> Iterator[Speaker]:
    """Who is whose SSRC, once a person and connection."""
    first: dict[tuple[int, int], tuple[Sent, Nanoseconds]] = {}
    for packet in sent:
        for arrival in packet.arrivals:
            key = (id(packet.person), packet.connection)
            if key not in first or arrival < first[key][1]:
                first[key] = packet, arrival
    for packet, arrival in first.values():
        person = packet.person
        delay = person.announced
        time = connected[packet.connection] if delay is None else arrival + delay
        yield Speaker(time, packet.ssrc, person.user or person.name, person.name, person.bot)
