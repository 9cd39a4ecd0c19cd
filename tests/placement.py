"""Where sound landed: a call played through the core, measured against what was spoken.

In: a simulated call's truth, and the events that a recorder heard of it (as they are, or further
spoilt). Out: the pieces of sound of every track, a speaker's track as one signal, and for every frame
that was sent where in that signal it is found. It knows nothing of how the core decides.

A frame is found by cross-correlation: the truth around the frame (half a frame of its neighbors on
either side) slides over the track around the frame's place, and the likeness, normalized by the
energies of both, is greatest where it lies. Noise is unlike itself at every other lag, so a frame
that is found is found to the sample; one that is elsewhere, or nowhere, is like nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from simulated_call import LOOKAHEAD, Heard, Sent, Spurt

from transcriber.audio.call import Call
from transcriber.audio.sound import Piece, Repairs, Sound
from transcriber.audio.stream import PlacedPackets
from transcriber.capture.batch import Batch
from transcriber.types import SAMPLE_RATE, Event, Floats, Nanoseconds, Samples, Voice, ns_from_samples

MILLISECOND: Samples = SAMPLE_RATE // 1000


# --- sound that tells its place -----------------------------------------------------------------


@functools.cache
def noise(length: Samples, seed: int) -> Floats:
    """Seeded noise in the band of a telephone: survives Opus, and is like itself only in its place."""
    size = 1 << length.bit_length()
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(size))
    pitch = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    spectrum[(pitch < 300) | (pitch > 3400)] = 0
    sound = np.fft.irfft(spectrum, size)[:length]
    return np.asarray(0.15 * sound / sound.std(), dtype=np.float32)


def spurts(*times: tuple[float, float], seed: int = 0) -> tuple[Spurt, ...]:
    """Noise from … to, in seconds."""
    return tuple(
        Spurt(round(begin * SAMPLE_RATE), noise(round((end - begin) * SAMPLE_RATE), 1000 * seed + i))
        for i, (begin, end) in enumerate(times)
    )


def evenly(count: int, talk: float, pause: float, seed: int = 0) -> tuple[Spurt, ...]:
    """So many spurts of the same length, all the same pause (seconds) apart."""
    return spurts(
        *((0.5 + i * (talk + pause), 0.5 + i * (talk + pause) + talk) for i in range(count)), seed=seed
    )


# --- what else may happen to events -------------------------------------------------------------


def delayed(heard: Heard, begin: float, end: float) -> list[Event]:
    """What arrives from `begin` to `end` (seconds) comes at `end`, all at once: a stalled network, or
    a recorder that held packets for want of a key."""
    first, last = (heard.call.started + ns_from_samples(round(at * SAMPLE_RATE)) for at in (begin, end))
    events = [
        replace(event, time=last) if isinstance(event, Voice) and first <= event.time < last else event
        for event in heard.events
    ]
    return sorted(events, key=lambda event: event.time)


def wobbling(events: list[Event], seed: int, share: float = 0.1) -> list[Event]:
    """Every timestamp is a frame off with this probability, either way; copies like their originals."""
    draw = np.random.default_rng(seed)
    off: dict[tuple[int, int], int] = {}
    spoilt: list[Event] = []
    for event in events:
        if isinstance(event, Voice):
            wobble = int(draw.choice([-960, 960])) if draw.random() < share else 0
            wobble = off.setdefault((event.ssrc, event.sequence), wobble)
            event = replace(event, timestamp=(event.timestamp + wobble) & 0xFFFFFFFF)
        spoilt.append(event)
    return spoilt


def without(events: list[Event], packets: Iterable[Sent]) -> list[Event]:
    """The events as if these packets had been lost."""
    gone = {time for packet in packets for time in packet.arrivals}
    return [event for event in events if not (isinstance(event, Voice) and event.time in gone)]


# --- through the core ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Played:
    """What the core made of a call: pieces by track, in the order in which they came."""

    call: Call
    pieces: dict[str, list[Piece]]
    repairs: dict[str, Repairs]

    def signal(self, owner: str) -> tuple[Floats, NDArray[np.bool_]]:
        """A participant's tracks on one timeline, mono; and where there is a piece. They must be in
        order, and never overlap."""
        length = self.call.duration + SAMPLE_RATE
        signal, there = np.zeros(length, np.float32), np.zeros(length, np.bool_)
        for track, pieces in self.pieces.items():
            end = 0
            for piece in pieces:
                assert piece.start >= end, "pieces of a track overlap, or are out of order"
                end = piece.end
                if self.call.owners[track] == owner:
                    assert not there[piece.start : end].any(), "tracks of one participant overlap"
                    signal[piece.start : end] = piece.pcm.mean(axis=1)
                    there[piece.start : end] = True
        return signal, there

    def whole(self) -> dict[str, list[Piece]]:
        """The pieces with those put together that follow each other without a pause."""
        return {track: list(_together(pieces)) for track, pieces in self.pieces.items()}


def play(batches: Iterable[Batch], started: Nanoseconds) -> Played:
    """A capture's batches through `Call` and `Sound`."""
    call = Call(started)
    sounds: dict[str, Sound] = {}
    pieces: dict[str, list[Piece]] = {}

    def decode(placed: list[tuple[str, PlacedPackets]]) -> None:
        for track, packets in placed:
            if track not in sounds:
                sounds[track], pieces[track] = Sound(), []
            pieces[track] += sounds[track].pieces(packets)

    for batch in batches:
        decode(call.push(batch))
    decode(call.finish())
    return Played(call, pieces, {track: sound.repairs for track, sound in sounds.items()})


def batches(events: list[Event], size: int = 300) -> Iterator[Batch]:
    """Events in batches of so many."""
    return (Batch.of(events[at : at + size]) for at in range(0, len(events), size))


def _together(pieces: Iterable[Piece]) -> Iterator[Piece]:
    run: list[Piece] = []
    for piece in pieces:
        if run and run[-1].end != piece.start:
            yield Piece(run[0].start, np.concatenate([part.pcm for part in run]))
            run = []
        run.append(piece)
    if run:
        yield Piece(run[0].start, np.concatenate([part.pcm for part in run]))


# --- measuring ----------------------------------------------------------------------------------


class Found(NamedTuple):
    """Where one frame lies: `lag` samples behind its true place, with this likeness (1: the same)."""

    packet: Sent
    lag: int
    likeness: float


def find(sent: list[Sent], signal: Floats, reach: Samples, every: int = 1) -> list[Found]:
    """Looks for every 20 ms (or frame, where those are longer) that one person sent up to `reach`
    samples around where it belongs; only `every` so many of them in long calls. Silence, and frames
    that hold next to nothing, are left out."""
    truth = np.zeros(max(packet.place + len(packet.sound) for packet in sent) + SAMPLE_RATE, np.float32)
    for packet in sent:
        truth[packet.place : packet.place + len(packet.sound)] = packet.sound
    frame = len(next(packet.sound for packet in sent if not packet.silence))
    voiced = [packet for packet in sent if not packet.silence and _loud(packet.sound)]
    wanted = voiced[:: max(1, 960 // frame) * every]
    around = max(frame, 960) // 2
    window = frame + 2 * around
    begin = np.array([packet.place - around for packet in wanted])
    margin = reach + around + 1
    truth = np.pad(truth, (margin, margin))
    room = max(0, len(truth) - 2 * margin + LOOKAHEAD - len(signal))
    signal = np.pad(signal, (margin, margin + room + reach))
    pattern = truth[begin[:, None] + margin + np.arange(window)]
    heard = signal[begin[:, None] + margin + LOOKAHEAD - reach + np.arange(window + 2 * reach)]
    likeness = _likeness(pattern, heard)
    best = likeness.argmax(axis=1)
    return [
        Found(packet, int(lag) - reach, float(row[lag]))
        for packet, lag, row in zip(wanted, best, likeness, strict=True)
    ]


def _loud(sound: Floats) -> bool:
    return float(np.abs(sound).mean()) > 0.03


def _likeness(pattern: Floats, heard: Floats) -> Floats:
    """Each row of `pattern` (n, w) against each place of it in the same row of `heard`."""
    size = 1 << (heard.shape[1] - 1).bit_length()  # what wraps around falls on lags that nobody asks for
    product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(pattern, size))
    places = heard.shape[1] - pattern.shape[1] + 1
    same = np.fft.irfft(product, size)[:, :places]
    energy = np.cumsum(np.pad(heard.astype(np.float64) ** 2, ((0, 0), (1, 0))), axis=1)
    energy = energy[:, pattern.shape[1] :] - energy[:, :places]
    floor = 1e-3 * (pattern.astype(np.float64) ** 2).sum(axis=1, keepdims=True)
    return np.asarray(same / np.sqrt(np.maximum(energy, floor) * floor / 1e-3), dtype=np.float32)
