"""pcapng blocks out: the head of a capture, and one block a packet.

In: a packet and its time. Out: bytes, as the capture format, version 1, lays them down:
little-endian, one section, one interface (draft-ietf-opsawg-pcapng). It touches no file.
"""

from __future__ import annotations

import struct

from transcriber.types import Nanoseconds

SECTION_HEADER = 0x0A0D0D0A
INTERFACE = 0x00000001
ENHANCED_PACKET = 0x00000006
MAGIC = 0x1A2B3C4D
PCAPNG_MAGIC = SECTION_HEADER.to_bytes(4, "little")
"""How every pcapng file begins, whatever its byte order: the number reads the same both ways."""

LINKTYPE_IPV4 = 228
NANOSECONDS = 9
"""`if_tsresol`: a power of ten, negated."""

OPTION_END = 0
OPTION_USERAPPL = 4
OPTION_TSRESOL = 9
OPTION_TSOFFSET = 14

_PACKET_HEAD = struct.Struct("<IIIIIII")
_WORD = struct.Struct("<I")
TIME = struct.Struct("<II")
"""A block's time: its upper and its lower half."""
_AROUND = _PACKET_HEAD.size + _WORD.size


def file_header(software: str) -> bytes:
    """A section header (version 1.0, `shb_userappl`) and one IPv4 interface that counts nanoseconds."""
    section = struct.pack("<IHHq", MAGIC, 1, 0, -1) + _option(OPTION_USERAPPL, software.encode())
    interface = struct.pack("<HHI", LINKTYPE_IPV4, 0, 0) + _option(OPTION_TSRESOL, bytes((NANOSECONDS,)))
    end = struct.pack("<HH", OPTION_END, 0)
    return _block(SECTION_HEADER, section + end) + _block(INTERFACE, interface + end)


def packet_block(time: Nanoseconds, packet: bytes) -> bytes:
    """An enhanced packet block of interface 0. `time`: UTC ns, 64 bits."""
    before, between, behind = around_packet(len(packet))
    return b"".join((before, TIME.pack(time >> 32, time & 0xFFFFFFFF), between, packet, behind))


def around_packet(length: int) -> tuple[bytes, bytes, bytes]:
    """What stands before the time, between time and packet, and behind a packet of `length` bytes."""
    padding = -length % 4
    size = _AROUND + length + padding
    before = struct.pack("<III", ENHANCED_PACKET, size, 0)
    return before, struct.pack("<II", length, length), bytes(padding) + _WORD.pack(size)


def is_torn_block(tail: bytes) -> bool:
    """Whether `tail` is the beginning of a block that `packet_block` made, as a crash leaves it.

    A block in the middle whose length is damaged reaches beyond the end of its file just as a torn
    one does; but its length and that of its packet no longer agree.
    """
    if len(tail) < _PACKET_HEAD.size:
        return _WORD.pack(ENHANCED_PACKET).startswith(tail[: _WORD.size])
    kind, size, interface, _, _, captured, original = _PACKET_HEAD.unpack_from(tail)
    if kind != ENHANCED_PACKET or interface != 0 or captured != original:
        return False
    return len(tail) < size and bool(size == _AROUND + captured + -captured % 4)


def _block(kind: int, body: bytes) -> bytes:
    size = 12 + len(body)
    return struct.pack("<II", kind, size) + body + _WORD.pack(size)


def _option(code: int, value: bytes) -> bytes:
    return struct.pack("<HH", code, len(value)) + value + bytes(-len(value) % 4)
