"""Classic pcap without files: bytes in, packet columns out.

In: the bytes of a pcap file in pieces of any size. Out: `Packets`, as the pcapng scanner gives them.
Both byte orders, micro- and nanoseconds (draft-ietf-opsawg-pcap). What cannot be read ends the scan
and is told in `damage`; it never raises.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

from transcriber.capture.pcapng import Packets

_FORMATS = {
    b"\xd4\xc3\xb2\xa1": ("<", 1000),
    b"\xa1\xb2\xc3\xd4": (">", 1000),
    b"\x4d\x3c\xb2\xa1": ("<", 1),
    b"\xa1\xb2\x3c\x4d": (">", 1),
}
"""Magic number as it lies in the file → byte order, nanoseconds in a unit of its fractions."""

MAGICS = frozenset(_FORMATS)

_MAX_PACKET = 1 << 24
"""A longer packet is a damaged length field."""


@dataclass(slots=True)
class PcapScanner:
    """Finds the packets in a pcap byte stream that arrives in pieces; see `BlockScanner`."""

    damage: str | None = None
    consumed: int = 0
    _tail: bytes = b""
    _order: str = ""
    _unit: int = 1000
    _link: int = 0

    @property
    def pending(self) -> int:
        """Bytes of the incomplete last packet."""
        return len(self._tail)

    def feed(self, data: bytes) -> Packets:
        """The packets that `data` completes."""
        data = self._tail + data
        at = 0
        rows: list[tuple[int, int, int]] = []
        if not self._order and len(data) >= 24:
            at = self._header(data)
        if self._order and self.damage is None:
            at = self._records(data, at, rows)
        self.consumed += at
        self._tail = b"" if self.damage else data[at:]
        columns = np.array(rows, dtype=np.int64).reshape(-1, 3)
        link = np.full(len(rows), self._link, dtype=np.int64)
        return Packets(data, columns[:, 0], link, columns[:, 1], columns[:, 2])

    def _header(self, data: bytes) -> int:
        known = _FORMATS.get(data[:4])
        if known is None:
            self.damage = "what lies at byte 0 is no pcap header"
            return 0
        self._order, self._unit = known
        # the upper half tells about frame check sequences
        self._link = struct.unpack_from(self._order + "I", data, 20)[0] & 0xFFFF
        return 24

    def _records(self, data: bytes, at: int, rows: list[tuple[int, int, int]]) -> int:
        header = struct.Struct(self._order + "IIII").unpack_from
        while at + 16 <= len(data):
            second, fraction, length, _ = header(data, at)
            if length > _MAX_PACKET:
                self.damage = f"what lies at byte {self.consumed + at} is no pcap record"
                break
            if at + 16 + length > len(data):
                break
            rows.append((second * 1_000_000_000 + fraction * self._unit, at + 16, length))
            at += 16 + length
        return at
