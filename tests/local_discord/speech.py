"""What a person says: sound made into Opus packets beforehand, and what the network does to them.

In: float32 PCM at 48 kHz, or an audio file. Out: `Speech`, which any number of persons can say at
once, as often as they like. `Network` decides the fate of packets by its own seed, never by a clock.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import soundfile
import soxr
from opus_encoder import OpusEncoder, OpusOptions

from transcriber.types import SAMPLE_RATE, SILENCE_FRAME, Floats

Said: TypeAlias = "Speech | Floats | Path | str"

SILENCE_FRAMES: Final = 5
"""What a client sends behind a spurt (Discord's documentation, "Voice data interpolation")."""

TAIL: Final = 312
"""Samples that the decoder is behind the encoder: as many zeros follow, so that all is decoded."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Sound without a pause, as Opus packets of `frame` samples each, silence frames at the end."""

    packets: tuple[bytes, ...]
    frame: int = 960

    @classmethod
    def of(cls, said: Said, opus: OpusOptions | None = None) -> Speech:
        """`said`: (n,) or (n, 2) float32 at 48 kHz, or the path of an audio file of any rate."""
        if isinstance(said, Speech):
            return said
        if isinstance(said, Path | str):
            said = read(Path(said))
        options = opus or OpusOptions()
        padded = np.concatenate([said, np.zeros((TAIL, *said.shape[1:]), np.float32)])
        with OpusEncoder(options) as encoder:
            packets = encoder.encode_all(padded.astype(np.float32))
        return cls((*packets, *[SILENCE_FRAME] * SILENCE_FRAMES), options.frame)

    @property
    def seconds(self) -> float:
        """How long it is, the silence frames (20 ms each) included."""
        voiced = sum(packet != SILENCE_FRAME for packet in self.packets)
        return (voiced * self.frame + (len(self.packets) - voiced) * 960) / SAMPLE_RATE

    def samples(self, packet: bytes) -> int:
        """How long one of its packets lasts."""
        return 960 if packet == SILENCE_FRAME else self.frame


def read(path: Path) -> Floats:
    """An audio file as 48 kHz float32, mono or stereo. Raises what soundfile raises."""
    pcm, rate = soundfile.read(path, dtype="float32")
    if rate != SAMPLE_RATE:
        pcm = soxr.resample(pcm, rate, SAMPLE_RATE)
    resampled: Floats = np.asarray(pcm, np.float32)
    return resampled


@dataclass(frozen=True, slots=True)
class Network:
    """What happens to a person's packets on the way; everything at its default is perfect.

    `loss` comes in bursts of `burst` packets on average. `jitter`: mean of an exponential wait in a
    first-in first-out queue, seconds. Shares of all packets: `duplicated` come twice, `reordered` up to
    `overtaken` seconds late, `padded` carry 1 to 255 bytes of RTP padding, `probed` are followed by a
    bandwidth probe (empty but for padding). `extensions`: sizes of header extensions in 32-bit words,
    one after the other; -1 is none. `reports`: packets from one RTCP sender report to the next, 0: none.
    """

    loss: float = 0.0
    burst: float = 2.5
    jitter: float = 0.0
    duplicated: float = 0.0
    reordered: float = 0.0
    overtaken: float = 0.07
    padded: float = 0.0
    probed: float = 0.0
    extensions: tuple[int, ...] = (2,)
    reports: int = 0
    seed: int = 1


PERFECT: Final = Network()

ROUGH: Final = Network(
    loss=0.02,
    jitter=0.008,
    duplicated=0.01,
    reordered=0.02,
    padded=0.1,
    probed=0.02,
    extensions=(2, 0, 4, -1, 1),
    reports=50,
)
"""Everything at once that a network and an SFU do."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to one packet. `delays`: seconds to each arrival; none when it is lost."""

    delays: tuple[float, ...]
    padding: int
    extension: int
    probe: bool
    report: bool


class Luck:
    """One person's draws from a network, packet by packet."""

    def __init__(self, network: Network, person: str) -> None:
        self.network = network
        self._draw = random.Random(f"{network.seed} {person}")
        self._lossy = False
        self._count = 0
        self._queue = 0.0

    def next(self, now: float) -> Fate:
        """The fate of a packet that leaves at `now` (seconds, any clock that runs steadily)."""
        net, draw = self.network, self._draw
        chance = 1 - 1 / net.burst if self._lossy else net.loss / (net.burst * (1 - net.loss))
        self._lossy = draw.random() < chance
        wait = draw.expovariate(1) * net.jitter
        late = draw.random() * net.overtaken if draw.random() < net.reordered else 0.0
        copied = draw.random() < net.duplicated
        copy = draw.random() * net.overtaken
        padding = draw.randint(1, 255) if draw.random() < net.padded else 0
        probe = draw.random() < net.probed
        extension = net.extensions[self._count % len(net.extensions)]
        self._count += 1
        report = net.reports > 0 and self._count % net.reports == 0
        self._queue = max(self._queue, now + wait)
        delay = self._queue - now + late
        delays = () if self._lossy else (delay, delay + copy) if copied else (delay,)
        return Fate(delays, padding, extension, probe, report)
