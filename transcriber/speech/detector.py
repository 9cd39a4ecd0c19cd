"""The Detector protocol: what voice activity detection is to the rest of the project.

In: 16 kHz mono PCM of one contiguous stretch of sound, in pieces of any size. Out: one probability
of speech for every 32 ms. A detector never decides where an utterance begins or ends, and never
knows speakers or session time; `models` implements this protocol, and nothing in `transcriber`
imports an implementation.
"""

from __future__ import annotations

from typing import Protocol

from transcriber.types import Floats

DETECTOR_FRAME = 512
"""Samples at 16 kHz (`RECOGNIZER_RATE`) to which one probability belongs: 32 ms."""


class DetectorSession(Protocol):
    """One stretch of sound being heard. Frame i is samples 512 i to 512 (i + 1) of the stretch.

    What comes out depends on the sound alone, to the last bit: never on how it was cut into calls,
    nor on what the detector heard in other sessions.
    """

    def push(self, pcm: Floats) -> Floats:
        """Takes the next samples, float32 of full scale ±1, shape (n,); n may be 0.

        Returns the probabilities of the frames that are decided and were not returned before,
        shape (frames,): a detector may look ahead, so the newest frames can come with a later call.
        """
        ...

    def finish(self) -> Floats:
        """The stretch is over: the frames that are left, the last one filled up with silence.

        In all, `push` and `finish` return ceil(samples / 512) frames. The session is then spent:
        another call raises a `TranscriberError`.
        """
        ...


class Detector(Protocol):
    """Finds speech in sound. An instance owns its model; its sessions are independent."""

    @property
    def name(self) -> str:
        """What is written into resume files. Detectors of the same name give the same answers."""
        ...

    def start(self) -> DetectorSession:
        """Begins to hear one contiguous stretch of sound."""
        ...
