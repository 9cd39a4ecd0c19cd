"""One packet of a capture: events as IPv4/UDP packets, and packet columns as a `Batch`.

In: an event, or packets that a scanner found. Out: the other. The destination port says what a
packet is (the capture format, version 1); packets of other ports, fragments and damaged packets
are skipped and counted. It touches no file, and no data that it reads makes it raise.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from transcriber.capture.batch import Batch
from transcriber.capture.block import LINKTYPE_IPV4, TIME, around_packet, packet_block
from transcriber.capture.clock import CaptureClock
from transcriber.capture.facts import read_fact, write_fact
from transcriber.capture.pcapng import Packets
from transcriber.errors import SettingError
from transcriber.types import Event, Fact, Nanoseconds, Voice

VOICE_PORT = 50004
EVENT_PORT = 50005
PAYLOAD_TYPE = 120
"""Opus, as Discord numbers it."""

_LOOPBACK = bytes((127, 0, 0, 1))
_SOURCE_PORT = 50000
MAX_PAYLOAD = 65_535 - 28
"""Bytes of an IPv4 packet (16 bits of length) without its headers."""

_IP_UDP = struct.Struct(">BBHHHBBH4s4sHHHH")
_HEADERS = _IP_UDP.size
_VOICE = bytes((0x80, PAYLOAD_TYPE))
_NUMBERS = struct.Struct(">HII")
"""The rest of an RTP header: sequence number, timestamp, SSRC."""
_RTP_HEADER = len(_VOICE) + _NUMBERS.size


def event_block(event: Event, time: Nanoseconds) -> bytes:
    """The pcapng block of an event. `time` (UTC ns) is the block's timestamp.

    Raises SettingError for an event that the format cannot hold: more than one packet, or a number
    beyond its field. Neither comes from a network.
    """
    try:
        if isinstance(event, Voice):
            before, between, behind = _around_voice(len(event.opus))
            numbers = _NUMBERS.pack(event.sequence, event.timestamp, event.ssrc)
            at = TIME.pack(time >> 32, time & 0xFFFFFFFF)
            return b"".join((before, at, between, numbers, event.opus, behind))
        fact = write_fact(event)
        return packet_block(time, _headers(EVENT_PORT, len(fact)) + fact)
    except struct.error as error:
        kind = type(event).__name__
        raise SettingError(
            f"A capture cannot hold this {kind} ({error}): give numbers that fit their fields, and at most "
            f"{MAX_PAYLOAD} bytes."
        ) from error


@lru_cache(4096)  # a call's packets have a few hundred lengths
def _around_voice(length: int) -> tuple[bytes, bytes, bytes]:
    """What stands before the time, between time and RTP's numbers, and behind a packet of this length."""
    before, between, behind = around_packet(_HEADERS + _RTP_HEADER + length)
    return before, between + _headers(VOICE_PORT, _RTP_HEADER + length) + _VOICE, behind


def _headers(port: int, size: int) -> bytes:
    """IPv4 + UDP from 127.0.0.1 to 127.0.0.1, with a valid IP checksum and UDP checksum 0 (none), of a
    payload of `size` bytes."""
    # RFC 1071: every word but the length is constant, so their sum is too.
    checksum = _CONSTANT_SUM + 28 + size
    checksum = (checksum & 0xFFFF) + (checksum >> 16)
    checksum = ~((checksum & 0xFFFF) + (checksum >> 16)) & 0xFFFF
    return _IP_UDP.pack(
        0x45, 0, 28 + size, 0, 0, 64, 17, checksum, _LOOPBACK, _LOOPBACK, _SOURCE_PORT, port, 8 + size, 0
    )


_CONSTANT_SUM = 0x4500 + (64 << 8 | 17) + 2 * (0x7F00 + 0x0001)


@dataclass(slots=True)
class RecordReader:
    """Turns packet columns into batches; counts what it skips."""

    unknown: int = 0
    """Packets of other link types, protocols or ports, and event names of other versions."""
    malformed: int = 0
    """Voice packets that are not version-1 RTP."""
    _clock: CaptureClock = field(default_factory=CaptureClock)

    def batch(self, packets: Packets) -> Batch:
        """The voice and the facts among the packets. Times never decrease: the format promises it, and
        where a file breaks the promise, `CaptureClock` keeps it."""
        time = self._clock.times(packets.time)
        port, start, length = _payloads(packets)
        is_voice = port == VOICE_PORT
        is_event = port == EVENT_PORT
        self.unknown += int(len(packets) - is_voice.sum() - is_event.sum())
        octets = np.frombuffer(packets.data, dtype=np.uint8)

        rows = np.flatnonzero(is_voice)
        at, size = start[rows], length[rows]
        good = size > 12
        good[good] = (octets[at[good]] == 0x80) & (octets[at[good] + 1] & 0x7F == PAYLOAD_TYPE)
        self.malformed += int(len(rows) - good.sum())
        rows, at, size = rows[good], at[good], size[good]

        facts: list[tuple[int, Fact]] = []
        for row in np.flatnonzero(is_event):
            begin = int(start[row])
            fact = read_fact(int(time[row]), packets.data[begin : begin + int(length[row])])
            if fact is None:
                self.unknown += 1
            else:
                facts.append((int(np.searchsorted(rows, row)), fact))
        return Batch(
            arrival=time[rows],
            ssrc=_big_endian(octets, at + 8, 4).astype(np.uint32),
            sequence=_big_endian(octets, at + 2, 2).astype(np.uint16),
            timestamp=_big_endian(octets, at + 4, 4).astype(np.uint32),
            data=packets.data,
            offset=at + 12,
            length=size - 12,
            facts=tuple(facts),
            clock=self._clock.now,
        )


def _payloads(packets: Packets) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Destination port, payload start and payload length of each packet; port 0 where it is no whole
    unfragmented IPv4 UDP packet."""
    port = np.zeros(len(packets), dtype=np.int64)
    start = packets.offset.copy()
    length = np.zeros(len(packets), dtype=np.int64)
    rows = np.flatnonzero((packets.link == LINKTYPE_IPV4) & (packets.length >= 28))
    if not len(rows):
        return port, start, length
    octets = np.frombuffer(packets.data, dtype=np.uint8)
    at = packets.offset[rows]
    first = octets[at].astype(np.int64)
    ip_header = (first & 0x0F) * 4
    fragment = _big_endian(octets, at + 6, 2) & 0x3FFF  # more-fragments bit and fragment offset
    good = (first >> 4 == 4) & (ip_header >= 20) & (octets[at + 9] == 17) & (fragment == 0)
    good &= packets.length[rows] >= ip_header + 8
    rows, at, ip_header = rows[good], at[good], ip_header[good]
    udp = at + ip_header
    udp_length = _big_endian(octets, udp + 4, 2)
    whole = (udp_length >= 8) & (udp_length <= packets.length[rows] - ip_header)
    rows, udp, udp_length = rows[whole], udp[whole], udp_length[whole]
    port[rows] = _big_endian(octets, udp + 2, 2)
    start[rows] = udp + 8
    length[rows] = udp_length - 8
    return port, start, length


def _big_endian(octets: NDArray[np.uint8], at: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """The big-endian integer of `size` bytes at each place."""
    value = octets[at].astype(np.int64)
    for i in range(1, size):
        value = value << 8 | octets[at + i]
    return value
