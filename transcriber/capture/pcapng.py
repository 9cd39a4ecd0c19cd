"""pcapng blocks in and out, without files: bytes in, packet columns out; packets in, bytes out.

In: the bytes of a capture in pieces of any size. Out: `Packets`, one row a captured packet, with
its link type and its time in UTC nanoseconds. Both byte orders, any timestamp resolution, several
sections and interfaces are read; block types that are not packets are skipped, as the pcapng
specification (draft-ietf-opsawg-pcapng) asks of any reader. What cannot be read ends the scan and
is told in `damage`; it never raises. It never looks inside a packet.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

SECTION_HEADER = 0x0A0D0D0A
INTERFACE = 0x00000001
ENHANCED_PACKET = 0x00000006
MAGIC = 0x1A2B3C4D
PCAPNG_MAGIC = SECTION_HEADER.to_bytes(4, "little")
"""How every pcapng file begins, whatever its byte order: the number reads the same both ways."""

LINKTYPE_IPV4 = 228

_OPTION_END = 0
_OPTION_USERAPPL = 4
_OPTION_TSRESOL = 9
_OPTION_TSOFFSET = 14

_MAX_BLOCK = 1 << 24
"""A block of more than 16 MiB is a damaged length field, not a packet."""


@dataclass(frozen=True, slots=True)
class Packets:
    """Captured packets in columns; packet i lies at `data[offset[i] : offset[i] + length[i]]`."""

    data: bytes
    time: NDArray[np.int64]
    link: NDArray[np.int64]
    offset: NDArray[np.int64]
    length: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.time)


@dataclass(frozen=True, slots=True)
class _Interface:
    link: int
    resolution: int = 6  # the default: microseconds
    shift_seconds: int = 0

    def nanoseconds(self, ticks: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Timestamps of this interface (if_tsresol, if_tsoffset) as UTC ns."""
        resolution = self.resolution
        if resolution & 0x80:  # a negative power of two: beyond 64 bits, so in Python's integers
            exact = [int(tick) * 1_000_000_000 >> (resolution & 0x7F) for tick in ticks]
            times = np.array([min(value, _LAST_NS) for value in exact], dtype=np.int64)
        elif resolution <= 9:
            limit = np.uint64(_LAST_NS // 10 ** (9 - resolution))
            times = (np.minimum(ticks, limit) * np.uint64(10 ** (9 - resolution))).astype(np.int64)
        else:
            exact = [int(tick) // 10 ** (resolution - 9) for tick in ticks]
            times = np.array([min(value, _LAST_NS) for value in exact], dtype=np.int64)
        return times + np.int64(max(-_LAST_SECOND, min(self.shift_seconds, _LAST_SECOND)) * 1_000_000_000)


_OURS = _Interface(link=LINKTYPE_IPV4, resolution=9)
_LAST_NS = 1 << 62
_LAST_SECOND = (1 << 61) // 1_000_000_000


@dataclass(slots=True)
class BlockScanner:
    """Finds the packets in a pcapng byte stream that arrives in pieces.

    `damage` is None, or says where reading had to stop and why; after that `feed` finds nothing
    more. What is `pending` at the end of the file is a torn tail.
    """

    damage: str | None = None
    consumed: int = 0
    """Bytes of whole blocks read so far: where a torn tail would begin."""
    _tail: bytes = b""
    _order: str = "<"
    _interfaces: list[_Interface] = field(default_factory=list)
    _started: bool = False

    @property
    def pending(self) -> int:
        """Bytes of the incomplete last block."""
        return len(self._tail)

    @property
    def appendable(self) -> bool:
        """Whether packet blocks as `packet_block` makes them can follow what was read so far."""
        return self.damage is None and self._order == "<" and self._interfaces == [_OURS]

    def feed(self, data: bytes) -> Packets:
        """The packets in the blocks that `data` completes."""
        data = self._tail + data if self._tail else data
        tables: list[Packets] = []
        at = 0
        while self.damage is None:
            starts, end, special = self._walk(data, at)
            tables.append(self._packets(data, starts))
            if self.damage is not None:
                break
            at = end
            if special is None:
                break
            self._note(data, at, special)
            at += special
        self.consumed += at
        self._tail = b"" if self.damage else data[at:]
        return _joined(data, tables)

    def _walk(self, data: bytes, at: int) -> tuple[list[int], int, int | None]:
        """Block starts of the enhanced packets from `at` on, up to the first block of another kind.

        Returns (starts, where it stopped, that block's size or None for want of bytes). This is
        the one loop over every packet of a capture, so it does nothing but follow the lengths.
        """
        starts: list[int] = []
        header = struct.Struct(self._order + "II").unpack_from
        limit = len(data) - 12
        while at <= limit:
            kind, size = header(data, at)
            if kind == SECTION_HEADER:
                return self._section(data, at, starts)
            if size < 12 or size & 3 or size > _MAX_BLOCK or not self._started:
                self._stop(at, "is no pcapng block")
                return starts, at, None
            if at + size > len(data):
                break
            if kind != ENHANCED_PACKET:
                return starts, at, size
            if size < 32:
                self._stop(at, "is a packet block of impossible length")
                return starts, at, None
            starts.append(at)
            at += size
        return starts, at, None

    def _section(self, data: bytes, at: int, starts: list[int]) -> tuple[list[int], int, int | None]:
        """A section header tells its byte order first, so its length is read only then."""
        magic = data[at + 8 : at + 12]
        if magic == struct.pack("<I", MAGIC):
            order = "<"
        elif magic == struct.pack(">I", MAGIC):
            order = ">"
        else:
            self._stop(at, "is a section header without its byte-order magic")
            return starts, at, None
        (size,) = struct.unpack_from(order + "I", data, at + 4)
        if size < 28 or size & 3 or size > _MAX_BLOCK:
            self._stop(at, "is a section header of impossible length")
            return starts, at, None
        if at + size > len(data):
            return starts, at, None
        if order != self._order:
            if starts:  # read them in their own byte order first, then come back here
                return starts, at, 0
            self._order = order
        return starts, at, size

    def _note(self, data: bytes, at: int, size: int) -> None:
        """Takes in a block that is no packet: sections and interfaces matter, others are skipped."""
        if size == 0:
            return
        kind, _ = struct.unpack_from(self._order + "II", data, at)
        if kind == SECTION_HEADER:
            self._started = True
            self._interfaces = []
        elif kind == INTERFACE and size >= 20:
            (link,) = struct.unpack_from(self._order + "H", data, at + 8)
            options = _options(data[at + 16 : at + size - 4], self._order)
            resolution = options.get(_OPTION_TSRESOL, b"\x06")
            offset = options.get(_OPTION_TSOFFSET, b"")
            self._interfaces.append(
                _Interface(
                    link=link,
                    resolution=resolution[0] if resolution else 6,
                    shift_seconds=struct.unpack(self._order + "q", offset)[0] if len(offset) == 8 else 0,
                )
            )

    def _packets(self, data: bytes, starts: list[int]) -> Packets:
        """The enhanced packet blocks at `starts`, in columns; cut short at the first damaged one."""
        if not starts:
            return _joined(data, [])
        at = np.array(starts, dtype=np.int64)
        # Blocks lie multiples of four bytes apart, so their words can be picked by index.
        shift = starts[0] % 4
        words = np.frombuffer(data, dtype=self._order + "u4", offset=shift, count=(len(data) - shift) // 4)
        word = (at - shift) // 4
        size = words[word + 1].astype(np.int64)
        cap = words[word + 5].astype(np.int64)
        whole = (cap <= size - 32) & (words[word + size // 4 - 1] == size)
        if not whole.all():
            first = int(np.argmin(whole))
            self._stop(int(at[first]), "is damaged")
            at, word, cap = at[:first], word[:first], cap[:first]
        interface = words[word + 2].astype(np.int64)
        known = interface < len(self._interfaces)
        if not known.all():
            at, word, cap, interface = at[known], word[known], cap[known], interface[known]
        ticks = words[word + 3].astype(np.uint64) << np.uint64(32) | words[word + 4].astype(np.uint64)
        time = np.zeros(len(at), dtype=np.int64)
        link = np.zeros(len(at), dtype=np.int64)
        for number, described in enumerate(self._interfaces):
            rows = interface == number
            if rows.any():
                time[rows] = described.nanoseconds(ticks[rows])
                link[rows] = described.link
        return Packets(data=data, time=time, link=link, offset=at + 28, length=cap)

    def _stop(self, at: int, what: str) -> None:
        self.damage = f"what lies at byte {self.consumed + at} {what}"


def _options(data: bytes, order: str) -> dict[int, bytes]:
    """A block's options by code; a damaged list gives those before the damage."""
    options: dict[int, bytes] = {}
    at = 0
    while at + 4 <= len(data):
        code, length = struct.unpack_from(order + "HH", data, at)
        if code == _OPTION_END:
            break
        options[code] = data[at + 4 : at + 4 + length]
        at += 4 + (length + 3) // 4 * 4
    return options


def _joined(data: bytes, tables: list[Packets]) -> Packets:
    filled = [table for table in tables if len(table)]
    if len(filled) == 1:
        return filled[0]

    def column(name: str) -> NDArray[np.int64]:
        parts = [getattr(table, name) for table in filled]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)

    return Packets(data, column("time"), column("link"), column("offset"), column("length"))


def damage_told(damage: str | None, pending: int) -> str | None:
    """A sentence about what was dropped at the end of a file, or None; see `BlockScanner`."""
    if damage is not None:
        return f"The capture is damaged ({damage}); everything before that place was read, nothing after it."
    if pending:
        return (
            f"The capture was cut off in the middle of a block; its last {pending} bytes were dropped, "
            "everything before them was read."
        )
    return None


# --- writing --------------------------------------------------------------------------------------


def file_header(software: str) -> bytes:
    """A section header (version 1.0, shb_userappl) and one IPv4 interface that counts nanoseconds."""
    section = struct.pack("<IHHq", MAGIC, 1, 0, -1) + _option(_OPTION_USERAPPL, software.encode())
    interface = struct.pack("<HHI", LINKTYPE_IPV4, 0, 0) + _option(_OPTION_TSRESOL, b"\x09")
    end = struct.pack("<HH", _OPTION_END, 0)
    return _block(SECTION_HEADER, section + end) + _block(INTERFACE, interface + end)


def packet_block(time: int, packet: bytes) -> bytes:
    """An enhanced packet block of interface 0; `time` in UTC ns."""
    length = len(packet)
    padding = -length % 4
    size = 32 + length + padding
    return b"".join(
        (
            _PACKET_HEAD.pack(
                ENHANCED_PACKET, size, 0, time >> 32 & 0xFFFFFFFF, time & 0xFFFFFFFF, length, length
            ),
            packet,
            bytes(padding),
            _WORD.pack(size),
        )
    )


_PACKET_HEAD = struct.Struct("<IIIIIII")
_WORD = struct.Struct("<I")


def _block(kind: int, body: bytes) -> bytes:
    size = 12 + len(body)
    return struct.pack("<II", kind, size) + body + struct.pack("<I", size)


def _option(code: int, value: bytes) -> bytes:
    return struct.pack("<HH", code, len(value)) + value + bytes(-len(value) % 4)
