"""pcapng blocks in, without files: bytes in, packet columns out.

In: the bytes of a capture in pieces of any size. Out: `Packets`, one row a captured packet, with
its link type and its time in UTC nanoseconds. Both byte orders, any timestamp resolution, several
sections and interfaces are read; block types and options that it does not know are passed over, as
the pcapng specification (draft-ietf-opsawg-pcapng) asks of any reader. What cannot be read ends the
scan and is told in `damage`; it never raises. It never looks inside a packet.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from transcriber.capture.block import (
    ENHANCED_PACKET,
    INTERFACE,
    LINKTYPE_IPV4,
    MAGIC,
    NANOSECONDS,
    OPTION_END,
    OPTION_TSOFFSET,
    OPTION_TSRESOL,
    PCAPNG_MAGIC,
    SECTION_HEADER,
)

_MAX_BLOCK = 1 << 24
"""A block of more than 16 MiB is a damaged length field, not a packet."""

_ORDERS = {struct.pack("<I", MAGIC): "<", struct.pack(">I", MAGIC): ">"}
"""The byte-order magic as it lies in a section header → byte order."""

_LEAST = {SECTION_HEADER: 28, INTERFACE: 20, ENHANCED_PACKET: 32}
"""The shortest block of each kind that matters here, in bytes."""

_NO_LINK = -1
"""The link type of a packet whose interface was never described."""


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
        """Timestamps of this interface (if_tsresol, if_tsoffset) as UTC ns, rounded down and clipped."""
        resolution = self.resolution
        if resolution <= 9:
            factor = 10 ** (9 - resolution)
            times = (np.minimum(ticks, np.uint64(_LAST_NS // factor)) * np.uint64(factor)).astype(np.int64)
        else:  # a factor beyond 64 bits: in Python's integers
            if resolution & 0x80:  # a negative power of two
                exact = [tick * 1_000_000_000 >> (resolution & 0x7F) for tick in ticks.tolist()]
            else:
                exact = [tick // 10 ** (resolution - 9) for tick in ticks.tolist()]
            times = np.array([min(value, _LAST_NS) for value in exact], dtype=np.int64)
        return times + np.int64(max(-_LAST_SECOND, min(self.shift_seconds, _LAST_SECOND)) * 1_000_000_000)


_OURS = _Interface(link=LINKTYPE_IPV4, resolution=NANOSECONDS)
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
    """Bytes of whole blocks read so far: where a torn tail, or the damage, begins."""
    skipped: int = 0
    """Blocks of kinds that it does not know."""
    tail: bytes = b""
    """The incomplete last block."""
    _order: str = "<"
    _interfaces: list[_Interface] = field(default_factory=list)
    _started: bool = False

    @property
    def pending(self) -> int:
        """Bytes of the incomplete last block."""
        return len(self.tail)

    @property
    def appendable(self) -> bool:
        """Whether packet blocks as `packet_block` makes them can follow the whole ones read so far."""
        return self._order == "<" and self._interfaces == [_OURS]

    def rewind(self) -> None:
        """Forgets the incomplete last block: `feed` gets its bytes again, as they are by then."""
        self.tail = b""

    def feed(self, data: bytes) -> Packets:
        """The packets in the blocks that `data` completes."""
        data = self.tail + data if self.tail else data
        tables: list[Packets] = []
        at = 0
        while self.damage is None:
            starts, at = self._walk(data, at)
            table = self._packets(data, starts)
            tables.append(table)
            if len(table) < len(starts):
                at = starts[len(table)]
                self._stop(at, "is a damaged packet block")
                break
            size = self._note(data, at)
            if not size:
                break
            at += size
        self.consumed += at
        self.tail = b"" if self.damage else data[at:]
        return _joined(data, tables)

    def _walk(self, data: bytes, at: int) -> tuple[list[int], int]:
        """Starts of the enhanced packet blocks from `at` on, and where they end: at the end of
        `data`, at a block of another kind, or where a length is impossible.

        This is the one loop over every packet of a capture: it does nothing but follow the lengths.
        """
        starts: list[int] = []
        if not self._started:
            return starts, at
        header = struct.Struct(self._order + "II").unpack_from
        limit = len(data) - 12
        while at <= limit:
            kind, size = header(data, at)
            if kind != ENHANCED_PACKET or size < 32 or size & 3 or size > _MAX_BLOCK or at + size > len(data):
                break
            starts.append(at)
            at += size
        return starts, at

    def _note(self, data: bytes, at: int) -> int:
        """Takes in the block at `at`, which is no whole packet: sections and interfaces matter.

        Returns its size; 0 when it is not whole (yet) or cannot be read."""
        if at + 12 > len(data):
            return 0
        order = self._order if self._started else ""
        if data[at : at + 4] == PCAPNG_MAGIC:  # a section tells its byte order before its length counts
            order = _ORDERS.get(data[at + 8 : at + 12], "")
        kind, size = struct.unpack_from((order or "<") + "II", data, at)
        if not order or size < _LEAST.get(kind, 12) or size & 3 or size > _MAX_BLOCK:
            return self._stop(at, "is no pcapng block")
        if at + size > len(data):
            return 0
        if struct.unpack_from(order + "I", data, at + size - 4) != (size,):
            return self._stop(at, "is a damaged block")
        if kind == SECTION_HEADER:
            (version,) = struct.unpack_from(order + "H", data, at + 12)
            if version != 1:
                return self._stop(at, f"is a section of pcapng version {version}, not 1")
            self._order, self._started, self._interfaces = order, True, []
        elif kind == INTERFACE:
            self._interfaces.append(_interface(data[at : at + size], order))
        else:
            self.skipped += 1
        return int(size)

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
            at, word, cap = at[:first], word[:first], cap[:first]
        interface = words[word + 2]
        ticks = words[word + 3].astype(np.uint64) << np.uint64(32) | words[word + 4].astype(np.uint64)
        time = np.zeros(len(at), dtype=np.int64)
        link = np.full(len(at), _NO_LINK, dtype=np.int64)
        for number in np.unique(interface).tolist():
            if number < len(self._interfaces):
                rows = interface == number
                time[rows] = self._interfaces[number].nanoseconds(ticks[rows])
                link[rows] = self._interfaces[number].link
        return Packets(data=data, time=time, link=link, offset=at + 28, length=cap)

    def _stop(self, at: int, what: str) -> int:
        """Nothing from `at` on can be read."""
        self.damage = f"what lies at byte {self.consumed + at} {what}"
        return 0


def _interface(block: bytes, order: str) -> _Interface:
    """What an interface description block says."""
    (link,) = struct.unpack_from(order + "H", block, 8)
    options = _options(block[16:-4], order)
    resolution = options.get(OPTION_TSRESOL) or b"\x06"
    shift = options.get(OPTION_TSOFFSET, b"")
    seconds = struct.unpack(order + "q", shift)[0] if len(shift) == 8 else 0
    return _Interface(link=link, resolution=resolution[0], shift_seconds=seconds)


def _options(data: bytes, order: str) -> dict[int, bytes]:
    """A block's options by code; a damaged list gives those before the damage."""
    options: dict[int, bytes] = {}
    at = 0
    while at + 4 <= len(data):
        code, length = struct.unpack_from(order + "HH", data, at)
        if code == OPTION_END:
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
