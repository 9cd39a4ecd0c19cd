"""Golden captures: a version-1 session in every shape that a reader must take, and classic pcap files.

They are put together here field by field, from the capture format, draft-ietf-opsawg-pcapng and
draft-ietf-opsawg-pcap: nothing of the project takes part. `python tests/capture_golden.py` writes them
to tests/golden/captures.txt, a line each: name, bytes in hex. The builders serve the tests of
`transcriber.capture` too.
"""

from __future__ import annotations

import json
import struct
from fractions import Fraction
from pathlib import Path
from typing import Final

FILE = Path(__file__).parent / "golden" / "captures.txt"

START: Final = 1_795_366_985_123_000_000
"""2026-11-22T17:03:05.123Z: whole milliseconds, so that every decimal resolution from 3 on is exact."""
MS: Final = 1_000_000
SOFTWARE: Final = "golden 1"
SSRC, OTHER_SSRC = 0x0BADCAFE, 0xFFFFFFFE
OPUS = bytes.fromhex("78") + bytes(range(36))
SILENCE = bytes.fromhex("f8fffe")


# --- packets ------------------------------------------------------------------------------------


def rtp(sequence: int, timestamp: int, ssrc: int, opus: bytes, payload_type: int = 120) -> bytes:
    """RFC 3550 section 5.1: V=2, nothing optional."""
    return struct.pack("!BBHII", 0x80, payload_type, sequence, timestamp, ssrc) + opus


def udp(port: int, payload: bytes, source_port: int = 50000) -> bytes:
    """RFC 768, without a checksum."""
    return struct.pack("!HHHH", source_port, port, 8 + len(payload), 0) + payload


def ipv4(
    body: bytes, *, protocol: int = 17, options: bytes = b"", fragment: int = 0, total: int | None = None
) -> bytes:
    """RFC 791, from 127.0.0.1 to 127.0.0.1. `fragment`: flags and offset; `total`: a length that lies."""
    words = 5 + len(options) // 4
    length = 4 * words + len(body) if total is None else total
    addresses = bytes((127, 0, 0, 1, 127, 0, 0, 1))

    def header(checksum: int) -> bytes:
        fixed = struct.pack("!BBHHHBBH", 0x40 | words, 0, length, 0, fragment, 64, protocol, checksum)
        return fixed + addresses + options

    total_sum = sum(struct.unpack(f"!{2 * words}H", header(0)))
    while total_sum >> 16:
        total_sum = (total_sum & 0xFFFF) + (total_sum >> 16)
    return header(~total_sum & 0xFFFF) + body


def ipv6(body: bytes, *, following: int = 17, extensions: bytes = b"", length: int | None = None) -> bytes:
    """RFC 8200, from ::1 to ::1. `following`: of the fixed header; `extensions` come with theirs."""
    size = len(extensions) + len(body) if length is None else length
    address = bytes(15) + b"\x01"
    return struct.pack("!IHBB", 6 << 28, size, following, 64) + address * 2 + extensions + body


def voice(sequence: int, timestamp: int, ssrc: int, opus: bytes) -> bytes:
    """A voice packet of a version-1 capture."""
    return ipv4(udp(50004, rtp(sequence, timestamp, ssrc, opus)))


def event(**keys: object) -> bytes:
    """An event packet of a version-1 capture."""
    return ipv4(udp(50005, json.dumps(keys, ensure_ascii=False).encode()))


# --- pcapng (`order` is struct's: "<" or ">") -----------------------------------------------------


def block(order: str, kind: int, body: bytes) -> bytes:
    """A general block (section 3.1)."""
    body += bytes(-len(body) % 4)
    size = struct.pack(order + "I", 12 + len(body))
    return struct.pack(order + "I", kind) + size + body + size


def option(order: str, code: int, value: bytes) -> bytes:
    """One option (section 3.5)."""
    return struct.pack(order + "HH", code, len(value)) + value + bytes(-len(value) % 4)


def section(order: str = "<", options: bytes = b"", version: int = 1) -> bytes:
    """A section header block (section 4.1) of unspecified section length."""
    return block(order, 0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, version, 0, -1) + options)


def interface(
    order: str = "<",
    link: int = 228,
    resolution: int | None = 9,
    shift: int | None = None,
    extra: bytes = b"",
) -> bytes:
    """An interface description block (section 4.2). No resolution means microseconds."""
    options = extra
    if resolution is not None:
        options += option(order, 9, bytes((resolution,)))
    if shift is not None:
        options += option(order, 14, struct.pack(order + "q", shift))
    if options:
        options += option(order, 0, b"")
    return block(order, 1, struct.pack(order + "HHI", link, 0, 0) + options)


def packet(order: str, ticks: int, data: bytes, number: int = 0, options: bytes = b"") -> bytes:
    """An enhanced packet block (section 4.3) of interface `number`."""
    head = struct.pack(order + "IIIII", number, ticks >> 32, ticks & 0xFFFFFFFF, len(data), len(data))
    return block(order, 6, head + data + bytes(-len(data) % 4) + options)


def session_header() -> bytes:
    """How a version-1 capture begins."""
    end = option("<", 0, b"")
    return section("<", option("<", 4, SOFTWARE.encode()) + end) + interface()


# --- classic pcap -------------------------------------------------------------------------------


def pcap_header(order: str, unit: int, link: int) -> bytes:
    """`unit`: nanoseconds in a fraction, 1000 or 1."""
    magic = {1000: 0xA1B2C3D4, 1: 0xA1B23C4D}[unit]
    return struct.pack(order + "IHHIIII", magic, 2, 4, 0, 0, 262144, link)


def pcap_record(order: str, unit: int, time: int, data: bytes, captured: int | None = None) -> bytes:
    """`captured`: how much of the packet is there; the rest was cut off by the snap length."""
    kept = data[:captured]
    second, fraction = divmod(time, 1_000_000_000)
    return struct.pack(order + "IIII", second, fraction // unit, len(kept), len(data)) + kept


# --- the golden files -----------------------------------------------------------------------------

RECORDS: Final = (
    (0, event(event="connected", connection=0, reason="joined")),
    (40, voice(0xFFFF, 0xFFFFFC40, SSRC, OPUS)),
    (60, voice(0, 0, SSRC, SILENCE)),
    (80, event(event="speaker", ssrc=SSRC, user="123456789012345678", name="Zoë 🎙", bot=False)),
    (80, voice(7, 960, OTHER_SSRC, OPUS[:1])),
    (100, event(event="gap", **{"from": START, "to": START + 40 * MS}, reason="overrun")),
    (100, event(event="gap", **{"from": START, "to": START + MS}, reason="undecryptable", user="5")),
    (120, event(event="mark", user="5", name="Ann", text="Decision: ship it.\nReally.")),
    (140, event(event="e2ee", protocol=1, epoch=3, code="12345 67890")),
    (160, event(event="consent", user="6", choice="out")),
    (180, event(event="stats", datagrams=5, malformed=1)),
    (200, event(event="left", user="5")),
    (220, event(event="stopped", reason="asked")),
)
"""Milliseconds since START, and the packet."""


def _session(order: str, resolution: int | None, options: bytes = b"") -> bytes:
    ticks = 10 ** (6 if resolution is None else resolution)
    packets = (packet(order, (START + at * MS) * ticks // 10**9, data) for at, data in RECORDS)
    return section(order, options) + interface(order, resolution=resolution) + b"".join(packets)


def _mixed() -> bytes:
    """Two sections of different byte order, three interfaces, and much that is to be passed over."""
    (_, first), (_, second), (_, third) = RECORDS[:3]
    unknown_option = option("<", 0xBAD, b"whatever")
    binary = int(Fraction(START - 10**18 + 60 * MS, 10**9) * 2**20)
    return b"".join(
        (
            section("<", unknown_option),
            interface("<", extra=unknown_option),
            packet("<", START, first, options=option("<", 1, b"a comment") + option("<", 0, b"")),
            block("<", 4, bytes(4)),  # name resolution, empty
            packet("<", START, ipv4(udp(50006, b"of a later version"))),
            packet("<", START, event(event="of a later version")),
            section(">"),
            interface(">", resolution=3),
            interface(">", resolution=0x80 | 20, shift=10**9),
            packet(">", START // MS + 40, second),
            packet(">", binary, third, number=1),
            block(">", 0x0BAD, bytes(5)),
        )
    )


def made() -> dict[str, bytes]:
    """All golden captures, made anew."""
    ethernet = bytes(12) + b"\x08\x00" + RECORDS[1][1]
    files = {
        "session": session_header() + b"".join(packet("<", START + at * MS, data) for at, data in RECORDS),
        "session-big-endian-microseconds": _session(">", None),
        "session-big-endian-tenths-of-nanoseconds": _session(">", 10),
        "session-little-endian-milliseconds": _session("<", 3),
        "sections": _mixed(),
    }
    for order, unit in (("<", 1000), (">", 1000), ("<", 1), (">", 1)):
        name = (
            f"pcap-{'little' if order == '<' else 'big'}-endian-{'micro' if unit == 1000 else 'nano'}seconds"
        )
        files[name] = pcap_header(order, unit, 1) + pcap_record(order, unit, START + 40 * MS, ethernet)
    return files


def kept() -> dict[str, bytes]:
    """All golden captures, as the file has them."""
    rows = (line.split() for line in FILE.read_text().splitlines())
    return {name: bytes.fromhex(data) for name, data in rows}


if __name__ == "__main__":
    FILE.write_text("".join(f"{name} {data.hex()}\n" for name, data in made().items()))
