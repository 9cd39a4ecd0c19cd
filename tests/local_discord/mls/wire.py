"""Reading and writing the presentation language of MLS: fixed-size integers and varint vectors."""

from __future__ import annotations

from collections.abc import Iterator

VERSION = 1
"""mls10 (RFC 9420 section 6)."""

SUITE = 2
"""MLS_128_DHKEMP256_AES128GCM_SHA256_P256 (RFC 9420 section 17.1), the one that DAVE uses."""

WIRE_FORMAT_PUBLIC = 1


class Garbled(Exception):
    """The bytes are not the structure that was expected."""


def vector(data: bytes) -> bytes:
    """`data` behind its length, in as few bytes as it fits (RFC 9420 section 2.1.2)."""
    size = len(data)
    if size < 1 << 6:
        return bytes((size,)) + data
    if size < 1 << 14:
        return (size | 0x4000).to_bytes(2, "big") + data
    if size < 1 << 30:
        return (size | 0x8000_0000).to_bytes(4, "big") + data
    raise ValueError(f"A vector of {size} bytes does not fit 30 bits.")


class Reader:
    """Takes a structure apart from front to back. Every method raises Garbled when bytes are missing."""

    __slots__ = ("_at", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def at(self) -> int:
        """How many bytes have been read."""
        return self._at

    @property
    def rest(self) -> bytes:
        """What has not been read."""
        return self._data[self._at :]

    def take(self, size: int) -> bytes:
        """The next `size` bytes."""
        end = self._at + size
        if end > len(self._data):
            raise Garbled(f"{size} bytes are wanted at {self._at}, of {len(self._data)} in all.")
        taken = self._data[self._at : end]
        self._at = end
        return taken

    def number(self, size: int) -> int:
        """The next big-endian integer of `size` bytes."""
        return int.from_bytes(self.take(size), "big")

    def vector(self) -> bytes:
        """The next varint vector. A length in more bytes than it needs is refused, as the RFC asks."""
        first = self.number(1)
        size = 1 << (first >> 6)
        if size == 8:
            raise Garbled("A vector's length begins with the bits 11, which mean nothing.")
        length = (first & 0x3F) << 8 * (size - 1) | self.number(size - 1)
        if size > 1 and length < 1 << (8 * (size // 2) - 2):
            raise Garbled(f"A vector's length of {length} is written in {size} bytes.")
        return self.take(length)

    def expect(self, size: int, value: int, what: str) -> None:
        """Reads an integer that can only be `value`."""
        found = self.number(size)
        if found != value:
            raise Garbled(f"{what} is {found}, not {value}.")

    def end(self) -> None:
        """Nothing more may follow."""
        if self.rest:
            raise Garbled(f"{len(self.rest)} bytes follow where the structure ends.")


def inside(data: bytes) -> Iterator[Reader]:
    """A reader over `data`, again and again until all of it is read: the items of a vector."""
    reader = Reader(data)
    while reader.rest:
        yield reader
