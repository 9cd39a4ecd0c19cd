"""Opus packets for tests: libopus' encoder through ctypes, packet by packet.

In: float32 PCM at 48 kHz. Out: Opus packets of one fixed duration. The library is the one that the
project decodes with (PyAV's, where there is a wheel of it): the same version gives the same bytes.
It never decodes and never adds a container.
"""

from __future__ import annotations

import ctypes
import functools
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Literal, Self

import numpy as np

from transcriber.audio.opus import library
from transcriber.types import SAMPLE_RATE, Floats

APPLICATIONS: Final = {"voip": 2048, "audio": 2049, "restricted_lowdelay": 2051}
"""Application name → its number (opus_defines.h). `restricted_lowdelay` never carries FEC."""

FRAME_SAMPLES: Final = (120, 240, 480, 960, 1920, 2880)
"""2.5, 5, 10, 20, 40 and 60 ms at 48 kHz: the durations of one packet (RFC 6716 section 2.1.4)."""

LONGEST_PACKET: Final = 1275 * 3 + 7
"""Bytes; three frames of the largest size (RFC 6716 section 3.2.1) and their framing."""

# Requests of opus_encoder_ctl (opus_defines.h).
_SET_BITRATE: Final = 4002
_SET_VBR: Final = 4006
_SET_COMPLEXITY: Final = 4010
_SET_INBAND_FEC: Final = 4012
_SET_PACKET_LOSS: Final = 4014
_SET_DTX: Final = 4016
_SET_SIGNAL: Final = 4024
_GET_LOOKAHEAD: Final = 4027
_SIGNAL_VOICE: Final = 3001


@dataclass(frozen=True, slots=True)
class OpusOptions:
    """How to encode.

    `frame`: samples at 48 kHz in a packet, one of `FRAME_SAMPLES`. `fec` with an `expected_loss`
    (percent) above 0 makes the encoder put a coarse copy of each frame into the packet behind it
    (LBRR, RFC 6716 section 2.1.7), which it can only in packets of 10 ms or more. `audio` keeps the
    waveform (what known-truth tests compare), `voip` filters it, as Discord's clients do.
    """

    frame: int = 960
    channels: Literal[1, 2] = 2
    bitrate: int = 64_000
    application: str = "voip"
    fec: bool = False
    expected_loss: int = 0
    vbr: bool = True
    complexity: int = 5


class OpusEncoder:
    """One stream's encoder. Use it as a context manager, or call `close`."""

    def __init__(self, options: OpusOptions | None = None) -> None:
        """Raises ValueError for options that libopus refuses."""
        self.options = options or OpusOptions()
        if self.options.frame not in FRAME_SAMPLES:
            raise ValueError(f"An Opus packet holds {FRAME_SAMPLES} samples, not {self.options.frame}.")
        self._lib = _encoder_library()
        error = ctypes.c_int()
        self._state: int | None = self._lib.opus_encoder_create(
            SAMPLE_RATE, self.options.channels, APPLICATIONS[self.options.application], ctypes.byref(error)
        )
        if error.value:
            raise ValueError(f"libopus refuses {self.options} with error {error.value}.")
        self._out = ctypes.create_string_buffer(LONGEST_PACKET)
        for request, value in (
            (_SET_BITRATE, self.options.bitrate),
            (_SET_VBR, int(self.options.vbr)),
            (_SET_COMPLEXITY, self.options.complexity),
            (_SET_INBAND_FEC, int(self.options.fec)),
            (_SET_PACKET_LOSS, self.options.expected_loss),
            (_SET_DTX, 0),
            (_SET_SIGNAL, _SIGNAL_VOICE),
        ):
            if self._lib.opus_encoder_ctl(self._state, request, ctypes.c_int(value)):
                raise ValueError(f"libopus refuses {value} for request {request} of {self.options}.")

    def encode(self, pcm: Floats) -> bytes:
        """One packet from exactly `options.frame` samples.

        `pcm`: shape (frame,), the same in all channels, or (frame, channels).
        """
        frame, channels = self.options.frame, self.options.channels
        if pcm.ndim == 1:
            pcm = np.repeat(pcm[:, np.newaxis], channels, axis=1)
        if pcm.shape != (frame, channels):
            raise ValueError(f"A frame has shape {(frame, channels)}, not {pcm.shape}.")
        block = np.ascontiguousarray(pcm, dtype=np.float32)
        size = self._lib.opus_encode_float(self._state, block.ctypes.data, frame, self._out, LONGEST_PACKET)
        if size < 0:
            raise ValueError(f"libopus could not encode a frame: error {size}.")
        return self._out.raw[:size]

    def encode_all(self, pcm: Floats) -> list[bytes]:
        """All of `pcm` as packets; the last one is filled up with silence."""
        frame = self.options.frame
        missing = -len(pcm) % frame
        padded = np.concatenate([pcm, np.zeros((missing, *pcm.shape[1:]), np.float32)])
        return [self.encode(padded[at : at + frame]) for at in range(0, len(padded), frame)]

    @property
    def lookahead(self) -> int:
        """Samples by which decoded sound is behind what was encoded."""
        value = ctypes.c_int32()
        self._lib.opus_encoder_ctl(self._state, _GET_LOOKAHEAD, ctypes.byref(value))
        return value.value

    def close(self) -> None:
        """Frees the encoder. Calling it twice is fine."""
        if self._state is not None:
            self._lib.opus_encoder_destroy(self._state)
            self._state = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


@functools.cache
def _encoder_library() -> ctypes.CDLL:
    """The project's libopus with the encoder's functions declared too."""
    lib = library()
    pointer, integer = ctypes.c_void_p, ctypes.c_int
    lib.opus_encoder_create.argtypes = [integer, integer, integer, ctypes.POINTER(integer)]
    lib.opus_encoder_create.restype = pointer
    lib.opus_encoder_destroy.argtypes = [pointer]
    lib.opus_encoder_destroy.restype = None
    lib.opus_encoder_ctl.argtypes = [pointer, integer]
    lib.opus_encoder_ctl.restype = integer
    lib.opus_encode_float.argtypes = [pointer, pointer, integer, ctypes.c_char_p, integer]
    lib.opus_encode_float.restype = integer
    return lib
