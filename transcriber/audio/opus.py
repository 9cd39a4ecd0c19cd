"""libopus through ctypes: packets or losses become float PCM in arrays of the caller's.

In: Opus packets, as bytes or as addresses. Out: 48 kHz float32 written in place. The library is the
system's or the one in PyAV's wheel, whichever is found first; nothing is loaded at import time.
What a packet is without decoding it (its duration, its redundancy) is read off its first bytes
(RFC 6716 section 3). It never keeps a packet, and a damaged one is a result, not an exception.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import functools
import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transcriber.errors import MissingPart, SettingError
from transcriber.types import SAMPLE_RATE, Samples

LONGEST_PACKET: Samples = 5760
"""120 ms: no Opus packet may be longer (RFC 6716 section 3.2.5)."""

_FRAME_SAMPLES = np.array(
    # RFC 6716 table 2: SILK 10, 20, 40, 60 ms; hybrid 10, 20 ms; CELT 2.5, 5, 10, 20 ms.
    [480, 960, 1920, 2880] * 3 + [480, 960] * 2 + [120, 240, 480, 960] * 4,
    dtype=np.int64,
)


def packet_durations(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Durations in samples at 48 kHz by the first two bytes of each packet (RFC 6716 section 3.1).

    `second` is read only for packets of many frames (code 3); give 0 where a packet has one byte.
    A duration of 0 means that no decoder can read the packet.
    """
    code = first & 3
    frames = np.where(code == 3, second & 0x3F, np.where(code == 0, 1, 2)).astype(np.int64)
    samples = _FRAME_SAMPLES[first >> 3] * frames
    return np.where(samples <= LONGEST_PACKET, samples, 0)


def has_redundancy(packet: bytes) -> bool:
    """Whether the packet carries the one before it again, at a lower rate (in-band FEC, LBRR).

    SILK and hybrid packets start with a VAD flag a SILK frame and then the LBRR flag, for the mid
    and, in stereo, for the side channel (RFC 6716 section 4.2.3); both are coded with probability
    one half, so they are the top bits of the first byte.
    """
    if len(packet) < 2 or packet[0] >= 0x80:
        return False  # CELT alone has no redundancy
    toc, code = packet[0], packet[0] & 3
    if code == 3:
        return False  # any number of frames: not made by senders that expect losses
    at = 1  # where the first frame starts; code 2 puts its size before it, in one or two bytes
    if code == 2:
        at = 2 if packet[1] < 252 else 3
    if at >= len(packet):
        return False
    silk_frames = max(1, int(_FRAME_SAMPLES[toc >> 3]) // 960)
    bits = packet[at]
    mid = bits >> (7 - silk_frames) & 1
    side = bits >> (6 - 2 * silk_frames) & 1 if toc & 4 else 0
    return bool(mid or side)


@functools.cache
def library() -> ctypes.CDLL:
    """libopus, loaded once. Raises MissingPart when neither the system nor PyAV has it."""
    for candidate in _candidates():
        try:
            loaded = ctypes.CDLL(candidate)
            return _declared(loaded)
        except (OSError, AttributeError):
            continue
    raise MissingPart(
        "libopus was not found: install it (Debian, Ubuntu: apt install libopus0), "
        "or reinstall the Python package 'av', whose wheel carries it."
    )


def _candidates() -> list[str]:
    """PyAV's libopus first: its version is pinned with the project's; then the system's."""
    found: list[str] = []
    spec = importlib.util.find_spec("av")
    if spec is not None and spec.origin is not None:
        site = Path(spec.origin).parent.parent
        for folder in (site / "av.libs", site / "av" / ".dylibs"):
            found += sorted(str(path) for path in folder.glob("*opus*"))
    system = ctypes.util.find_library("opus")
    return [*found, *([system] if system else []), "libopus.so.0"]


def _declared(lib: ctypes.CDLL) -> ctypes.CDLL:
    pointer, integer = ctypes.c_void_p, ctypes.c_int
    lib.opus_decoder_create.argtypes = [integer, integer, ctypes.POINTER(integer)]
    lib.opus_decoder_create.restype = pointer
    lib.opus_decoder_destroy.argtypes = [pointer]
    lib.opus_decoder_destroy.restype = None
    lib.opus_decode_float.argtypes = [pointer, pointer, integer, pointer, integer, integer]
    lib.opus_decode_float.restype = integer
    lib.opus_get_version_string.restype = ctypes.c_char_p
    return lib


def version() -> str:
    """What libopus says of itself."""
    text: bytes = library().opus_get_version_string()
    return text.decode()


class Decoder:
    """One stream's decoder: 48 kHz, 1 or 2 channels. Not for two threads at once.

    `decode`, `recover` and `conceal` write (n, channels) float32 into `out`, the address of enough
    room for `samples`; they return the samples written, or a negative libopus code.
    """

    def __init__(self, channels: int = 2) -> None:
        if channels not in (1, 2):
            raise SettingError(f"An Opus decoder has 1 or 2 channels, not {channels}.")
        self._library = library()
        error = ctypes.c_int(0)
        self._state = self._library.opus_decoder_create(SAMPLE_RATE, channels, ctypes.byref(error))
        if not self._state:
            raise MissingPart(f"libopus could not make a decoder (code {error.value}).")
        self.channels = channels
        # The functions by themselves: looking them up a packet costs more than calling them.
        self.call: Any = self._library.opus_decode_float

    @property
    def state(self) -> int:
        """The address of libopus' decoder, for `call`."""
        return int(self._state)

    def decode(self, packet: int, length: int, out: int, samples: Samples) -> int:
        """Decodes the packet at address `packet`."""
        return int(self.call(self._state, packet, length, out, samples, 0))

    def recover(self, following: int, length: int, out: int, samples: Samples) -> int:
        """Rebuilds a lost packet of `samples` from the redundancy in the one that follows it."""
        return int(self.call(self._state, following, length, out, samples, 1))

    def conceal(self, out: int, samples: Samples) -> int:
        """Continues the sound over a lost packet of `samples` (a multiple of 2.5 ms)."""
        return int(self.call(self._state, None, 0, out, samples, 0))

    def decode_packet(self, packet: bytes) -> NDArray[np.float32] | None:
        """One packet by itself, shape (samples, channels); None when it cannot be decoded."""
        out = np.empty((LONGEST_PACKET, self.channels), dtype=np.float32)
        address = np.frombuffer(packet, dtype=np.uint8).ctypes.data if packet else None
        if address is None:
            return None
        samples = self.decode(address, len(packet), out.ctypes.data, LONGEST_PACKET)
        return out[:samples].copy() if samples > 0 else None

    def close(self) -> None:
        """Frees libopus' state. Calling it twice is fine."""
        state, self._state = self._state, None
        if state:
            self._library.opus_decoder_destroy(state)

    def __del__(self) -> None:
        if getattr(self, "_state", None):
            self.close()
