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
from collections.abc import Iterable
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
    if not packet or packet[0] >= 0x80:
        return False  # CELT alone has no redundancy
    frame = _first_frame(packet)
    if not frame:
        return False
    silk_frames = max(1, int(_FRAME_SAMPLES[packet[0] >> 3]) // 960)
    mid = frame[0] >> (7 - silk_frames) & 1
    side = frame[0] >> (6 - 2 * silk_frames) & 1 if packet[0] & 4 else 0
    return bool(mid or side)


def _first_frame(packet: bytes) -> bytes:
    """The first frame in a packet; empty when it has none, or is cut short (RFC 6716 section 3.2)."""
    code, rest = packet[0] & 3, packet[1:]
    if code == 0:
        return rest
    if code == 1:
        return rest[: len(rest) // 2]
    if code == 2:
        size, at = _frame_size(rest)
        return rest[at : at + size]
    if not rest:
        return b""
    count, at, padding = rest[0] & 0x3F, 1, 0
    if rest[0] & 0x40:  # padding: its size in bytes of 0 to 254, 255 standing for 254 and another byte
        while at < len(rest) and rest[at] == 255:
            at, padding = at + 1, padding + 254
        padding += rest[at] if at < len(rest) else 0
        at += 1
    frames = rest[at : len(rest) - padding] if padding < len(rest) else b""
    if not rest[0] & 0x80:
        return frames[: len(frames) // count] if count else b""
    sizes, at = [], 0
    for _ in range(count - 1):
        size, length = _frame_size(frames[at:])
        sizes.append(size)
        at += length
    return frames[at : at + sizes[0]] if sizes else frames


def _frame_size(data: bytes) -> tuple[int, int]:
    """A frame's size and how many bytes say so, at the start of `data` (RFC 6716 section 3.2.1)."""
    if not data or (data[0] >= 252 and len(data) < 2):
        return 0, len(data)
    return (data[0], 1) if data[0] < 252 else (data[0] + 4 * data[1], 2)


@functools.cache
def library() -> ctypes.CDLL:
    """libopus, loaded once. Raises MissingPart when neither the system nor PyAV has it."""
    return load(_candidates())


def load(candidates: Iterable[str]) -> ctypes.CDLL:
    """The first of these libraries that is a libopus. Raises MissingPart when none is."""
    for candidate in candidates:
        try:
            return _declared(ctypes.CDLL(candidate))
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
