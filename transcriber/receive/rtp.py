"""The wire view: datagrams told apart, RTP packets and sender reports in and out of bytes.

In: datagrams as they came from the network. Out: frozen dataclasses, or `Malformed`. Nothing here
decrypts, remembers or looks at a clock, and nothing but `Malformed` is raised because of data.

The order of work on one RTP datagram is the contract (each step is one function):

1. `kind`: IP discovery, RTCP and keep-alives are told apart from RTP.
2. `rtp_header`: length, version, the fixed header, the CSRC list (RFC 3550 section 5.1).
3. the transport's `open` decrypts the body: when the X bit is set, the extension with its four-byte
   preamble first; then the payload; then the padding. It takes away 4. the extension
   (`without_extension`, RFC 3550 section 5.3.1) and 5. the padding (`without_padding`, section 5.1).
   What is then empty was a bandwidth probe.

`RtpPacket` is the same view as an object, for whoever makes or looks at packets; a receiver has no time
for one object a packet.

Sequence numbers and timestamps wrap; `extend_sequence` and `extend_timestamp` are the only
arithmetic on them.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from transcriber.errors import Malformed, SettingError
from transcriber.types import Nanoseconds

VOICE_PAYLOAD_TYPE: Final = 120
"""Discord's payload type for Opus; a webcam brings others."""

GENERAL_EXTENSION: Final = 0xBEDE
"""The profile of one-byte header extensions (RFC 8285 section 4.2), the one that Discord sends."""

RTCP_HEADER: Final = 8
"""The bytes of an RTCP packet that stay in the clear: fixed header and the sender's SSRC."""

EXTENSION_BIT: Final = 0x10
PADDING_BIT: Final = 0x20
"""Of an RTP packet's first byte (RFC 3550 section 5.1)."""

FIXED_HEADER: Final = struct.Struct("!BBHII")
"""Flags and number of CSRCs, marker and payload type, sequence number, timestamp, SSRC."""
_FIXED = FIXED_HEADER
_PREAMBLE: Final = struct.Struct("!HH")
_SENDER_REPORT: Final = struct.Struct("!BBHIQIII")
SENDER_REPORT_TYPE: Final = 200
_DISCOVERY_SIZE: Final = 74
_KEEP_ALIVE_SIZE: Final = 8

_NTP_TO_UNIX: Final = 2_208_988_800
"""Seconds from 1900 to 1970 (RFC 868)."""

Kind: TypeAlias = Literal["rtp", "rtcp", "discovery", "keepalive"]


def kind(datagram: bytes) -> Kind:
    """What a datagram is by its first two bytes and its length; `rtp` also when it is nothing else.

    RTCP: version 2 and a second byte of 200 to 207, the packet types of RFC 3550 section 12.1, RFC
    4585 and RFC 3611 (with the marker bit set, 72 to 79 are payload types that RTP leaves free for
    this, RFC 5761 section 4). IP discovery: 74 bytes, of which the first two are the type, 1 for
    the question and 2 for the answer. Eight bytes of anything else are the echo of a keep-alive.
    """
    size = len(datagram)
    if size < 2:
        return "rtp"
    second = datagram[1]
    if size == _DISCOVERY_SIZE and (second == 2 or (second == 1 and datagram[0] == 0)):
        return "discovery"
    if 200 <= second <= 207 and size >= RTCP_HEADER and datagram[0] >> 6 == 2:
        return "rtcp"
    return "keepalive" if size == _KEEP_ALIVE_SIZE else "rtp"


def rtp_header(datagram: bytes) -> int:
    """How many bytes the fixed header and the CSRC list take.

    Raises Malformed for a short datagram or another version."""
    if len(datagram) < _FIXED.size:
        raise Malformed(f"A datagram of {len(datagram)} bytes is too short for an RTP header of 12.")
    first = datagram[0]
    if first >> 6 != 2:
        raise Malformed(f"The datagram says RTP version {first >> 6}; only version 2 exists.")
    size = _FIXED.size + 4 * (first & 0x0F)
    if len(datagram) < size:
        count = first & 0x0F
        raise Malformed(f"A datagram of {len(datagram)} bytes ends inside its list of {count} CSRCs.")
    return size


@dataclass(frozen=True, slots=True)
class RtpPacket:
    """One RTP packet as it lies on the wire (RFC 3550 section 5.1).

    `body` is everything behind the CSRC list: what the transport encrypts, or, where nothing is
    encrypted, extension, payload and padding as the two flags say.
    `bytes(packet)` is the datagram that `parse` reads.
    """

    sequence: int
    timestamp: int
    ssrc: int
    body: bytes
    payload_type: int = VOICE_PAYLOAD_TYPE
    marker: bool = False
    has_extension: bool = False
    has_padding: bool = False
    csrcs: tuple[int, ...] = ()

    @classmethod
    def parse(cls, datagram: bytes) -> RtpPacket:
        """Reads header and CSRC list. Raises Malformed for a short datagram or another version."""
        start = rtp_header(datagram)
        first, second, sequence, timestamp, ssrc = _FIXED.unpack_from(datagram)
        csrcs = struct.unpack_from(f"!{first & 0x0F}I", datagram, _FIXED.size)
        return cls(
            sequence,
            timestamp,
            ssrc,
            datagram[start:],
            second & 0x7F,
            second >= 0x80,
            first & EXTENSION_BIT != 0,
            first & PADDING_BIT != 0,
            csrcs,
        )

    @classmethod
    def build(
        cls,
        *,
        sequence: int,
        timestamp: int,
        ssrc: int,
        payload: bytes,
        payload_type: int = VOICE_PAYLOAD_TYPE,
        marker: bool = False,
        csrcs: tuple[int, ...] = (),
        extension: bytes | None = None,
        profile: int = GENERAL_EXTENSION,
        padding: int = 0,
    ) -> RtpPacket:
        """A packet in the clear, its body made of extension, payload and padding.

        `extension`: the extension's body without its preamble, whole 32-bit words; None for none.
        `padding`: how many bytes of it, the count itself included (0 for none, 255 at most).
        Raises SettingError when a value does not fit its field.
        """
        _require(0 <= sequence <= 0xFFFF, "An RTP sequence number has 16 bits")
        _require(0 <= timestamp <= 0xFFFFFFFF, "An RTP timestamp has 32 bits")
        _require(all(0 <= source <= 0xFFFFFFFF for source in (ssrc, *csrcs)), "An SSRC or CSRC has 32 bits")
        _require(0 <= payload_type <= 0x7F, "An RTP payload type has 7 bits")
        _require(len(csrcs) <= 15, "An RTP packet has at most 15 CSRCs")
        _require(0 <= padding <= 255, "RTP padding is at most 255 bytes")
        body = payload
        if extension is not None:
            words, rest = divmod(len(extension), 4)
            _require(not rest and words <= 0xFFFF, "An RTP extension is at most 65535 whole 32-bit words")
            _require(0 <= profile <= 0xFFFF, "The profile of an RTP extension has 16 bits")
            body = _PREAMBLE.pack(profile, words) + extension + body
        if padding:
            body += bytes(padding - 1) + bytes((padding,))
        return cls(
            sequence=sequence,
            timestamp=timestamp,
            ssrc=ssrc,
            body=body,
            payload_type=payload_type,
            marker=marker,
            has_extension=extension is not None,
            has_padding=padding > 0,
            csrcs=csrcs,
        )

    @property
    def header(self) -> bytes:
        """The fixed header and the CSRC list: 12 + 4 × len(csrcs) bytes, as they were parsed."""
        first = 0x80 | self.has_padding << 5 | self.has_extension << 4 | len(self.csrcs)
        second = self.marker << 7 | self.payload_type
        fixed = _FIXED.pack(first, second, self.sequence, self.timestamp, self.ssrc)
        return fixed + struct.pack(f"!{len(self.csrcs)}I", *self.csrcs) if self.csrcs else fixed

    def __bytes__(self) -> bytes:
        return self.header + self.body

    def payload(self, body: bytes) -> bytes:
        """The payload inside `body`, the packet's body in the clear; empty for a bandwidth probe.

        Raises Malformed when extension or padding reach beyond it.
        """
        if self.has_extension:
            body = without_extension(body)
        return without_padding(body) if self.has_padding else body


def without_extension(body: bytes) -> bytes:
    """What follows the header extension at the start of `body` (RFC 3550 section 5.3.1).

    The extension is a preamble, 16 bits of profile and 16 bits of length in 32-bit words, and that
    many words; the length holds for every profile, those of RFC 8285 included.
    """
    if len(body) < _PREAMBLE.size:
        raise Malformed("The packet ends inside the preamble of its header extension.")
    return behind_extension(body, body[_PREAMBLE.size :])


def behind_extension(preamble: bytes, body: bytes) -> bytes:
    """What follows the extension in `body`, which begins behind its preamble. Raises Malformed."""
    size = 4 * (preamble[2] << 8 | preamble[3])
    if len(body) < size:
        end = _PREAMBLE.size + size
        raise Malformed(f"A header extension of {end} bytes is longer than what follows the header.")
    return body[size:]


def without_padding(body: bytes) -> bytes:
    """`body` without its padding; the last byte counts it, itself included (RFC 3550 section 5.1)."""
    count = body[-1] if body else 0
    if not 0 < count <= len(body):
        raise Malformed(f"A padding of {count} bytes is impossible in {len(body)} bytes.")
    return body[:-count]


@dataclass(frozen=True, slots=True)
class SenderReport:
    """An RTCP sender report's anchor of RTP time on the sender's wall clock (RFC 3550 section 6.4.1)."""

    ssrc: int
    ntp: int
    """Seconds since 1900 as 32.32-bit fixed point."""
    timestamp: int
    """The same moment in the stream's RTP time."""
    packets: int
    octets: int

    @classmethod
    def parse(cls, rtcp: bytes) -> SenderReport:
        """Reads a report in the clear; report blocks and packets behind it are passed over.

        Raises Malformed for a short packet, another version or another packet type.
        """
        if len(rtcp) < _SENDER_REPORT.size:
            raise Malformed(f"An RTCP packet of {len(rtcp)} bytes is too short for a sender report of 28.")
        first, second, _, ssrc, ntp, timestamp, packets, octets = _SENDER_REPORT.unpack_from(rtcp)
        if first >> 6 != 2 or second != SENDER_REPORT_TYPE:
            raise Malformed(f"An RTCP packet of type {second}, version {first >> 6}, is no sender report.")
        return cls(ssrc, ntp, timestamp, packets, octets)

    def __bytes__(self) -> bytes:
        words = _SENDER_REPORT.size // 4 - 1
        fields = (self.ssrc, self.ntp, self.timestamp, self.packets, self.octets)
        return _SENDER_REPORT.pack(0x80, SENDER_REPORT_TYPE, words, *fields)

    @property
    def utc(self) -> Nanoseconds:
        """`ntp` as UTC nanoseconds since 1970, rounded down.

        Seconds without the top bit are counted from 2036, when 32 bits of them run out (RFC 4330
        section 3).
        """
        era = 0 if self.ntp >> 63 else 1 << 64
        return ((self.ntp + era) * 1_000_000_000 >> 32) - _NTP_TO_UNIX * 1_000_000_000


def extend_sequence(sequence: int, near: int) -> int:
    """The number nearest to `near` whose low 16 bits are `sequence`.

    `near` is an extended sequence number (RFC 3550 A.1: cycles × 65536 + number) or any number of
    the stream; of two equally near ones the lower. The result may be negative when `near` is small.
    """
    return near + ((sequence - near + 0x8000) & 0xFFFF) - 0x8000


def extend_timestamp(timestamp: int, near: int) -> int:
    """The number nearest to `near` whose low 32 bits are `timestamp`; else as `extend_sequence`."""
    return near + ((timestamp - near + 0x8000_0000) & 0xFFFF_FFFF) - 0x8000_0000


def _require(fits: bool, limit: str) -> None:
    if not fits:
        raise SettingError(f"{limit}; give a value that fits.")
