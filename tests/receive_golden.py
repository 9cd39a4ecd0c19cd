"""Golden packets: every transport mode with and without extension, CSRCs, padding, and RTCP.

They are put together here field by field, from RFC 3550 and the layout of each mode, and sealed with
`reference_ciphers`: nothing of the project takes part. `python tests/receive_golden.py` writes
them to tests/golden/packets.txt, a line each:

    mode case datagram-as-it-arrives the-same-in-the-clear payload        (hex; `-` for empty)
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reference_ciphers import aes256_gcm, secretbox, xchacha20_poly1305

FILE = Path(__file__).parent / "golden" / "packets.txt"
KEY = bytes(range(0x40, 0x60))
COUNTER = 0x01020304
"""The nonce's number in every golden packet."""
LONG_NONCE = COUNTER.to_bytes(24, "big")
"""The same for xsalsa20_poly1305_suffix, which carries the whole nonce."""

SEQUENCE, TIMESTAMP, SSRC = 0xFFFE, 0xFFFFFC40, 0x0BADCAFE
OPUS = bytes.fromhex("78") + bytes(range(37))
SILENCE = bytes.fromhex("f8fffe")
CASES = (
    "plain",
    "extension",
    "empty-extension",
    "csrc",
    "csrcs",
    "padding",
    "everything",
    "probe",
    "silence",
)


@dataclass(frozen=True)
class Golden:
    """One packet: as it arrives, in the clear, and its payload."""

    mode: str
    case: str
    datagram: bytes
    clear: bytes
    payload: bytes


def _parts(case: str) -> tuple[bytes, bytes, bytes, bytes]:
    """Header with CSRCs, the extension's preamble, its body, payload with padding (RFC 3550 5.1, 5.3.1)."""
    first, second = 0x80, 120
    csrcs = preamble = extension = b""
    payload = {"probe": b"", "silence": SILENCE}.get(case, OPUS)
    if case in ("csrc", "csrcs", "everything"):
        count = {"csrc": 1, "csrcs": 15, "everything": 2}[case]
        first |= count
        csrcs = b"".join(struct.pack("!I", 0xC0000000 + i) for i in range(count))
    if case in ("extension", "empty-extension", "everything", "probe"):
        first |= 0x10
        words = {"extension": 2, "empty-extension": 0, "everything": 3, "probe": 1}[case]
        preamble = struct.pack("!HH", 0xBEDE, words)
        extension = bytes(0x10 + i for i in range(4 * words))
    if case in ("padding", "everything", "probe"):
        first |= 0x20
        count = {"padding": 1, "everything": 7, "probe": 255}[case]
        payload += bytes(count - 1) + bytes((count,))
    if case == "everything":
        second |= 0x80  # the marker bit
    header = struct.pack("!BBHII", first, second, SEQUENCE, TIMESTAMP, SSRC) + csrcs
    return header, preamble, extension, payload


def _sealed(mode: str, header: bytes, body: bytes) -> bytes:
    """Header in the clear, the body as the mode seals it, and what the mode carries behind it."""
    carried = struct.pack("!I", COUNTER)
    if mode == "aead_aes256_gcm_rtpsize":
        return header + aes256_gcm(KEY, carried + bytes(8), body, header) + carried
    if mode == "aead_xchacha20_poly1305_rtpsize":
        return header + xchacha20_poly1305(KEY, carried + bytes(20), body, header) + carried
    if mode == "xsalsa20_poly1305_lite":
        return header + secretbox(KEY, carried + bytes(20), body) + carried
    if mode == "xsalsa20_poly1305_suffix":
        return header + secretbox(KEY, LONG_NONCE, body) + LONG_NONCE
    assert mode == "xsalsa20_poly1305"
    return header + secretbox(KEY, (header[:12] + bytes(24))[:24], body)


def _report() -> tuple[bytes, bytes]:
    """A sender report with one report block: the 8 bytes in the clear, and the rest (RFC 3550 6.4.1)."""
    ntp = (0xEE000000 << 32) | 0x80000000
    sender = struct.pack("!QIII", ntp, TIMESTAMP, 1234, 98765)
    block = struct.pack("!IIIIII", 0xC0000000, 0x01000002, 3, 4, 5, 6)
    return struct.pack("!BBHI", 0x81, 200, 12, SSRC), sender + block


MODES = (
    "aead_aes256_gcm_rtpsize",
    "aead_xchacha20_poly1305_rtpsize",
    "xsalsa20_poly1305_lite",
    "xsalsa20_poly1305_suffix",
    "xsalsa20_poly1305",
)


def made() -> Iterator[Golden]:
    """All golden packets, made anew."""
    for mode in MODES:
        for case in CASES:
            header, preamble, extension, padded = _parts(case)
            clear = header + preamble + extension + padded
            if mode.endswith("_rtpsize"):
                datagram = _sealed(mode, header + preamble, extension + padded)
            else:
                datagram = _sealed(mode, header, preamble + extension + padded)
            payload = {"probe": b"", "silence": SILENCE}.get(case, OPUS)
            yield Golden(mode, case, datagram, clear, payload)
        header, rest = _report()
        yield Golden(mode, "rtcp", _sealed(mode, header, rest), header + rest, rest)


def kept() -> list[Golden]:
    """All golden packets, as the file has them."""
    goldens = []
    for line in FILE.read_text().splitlines():
        mode, case, *columns = line.split()
        datagram, clear, payload = (bytes.fromhex(column.strip("-")) for column in columns)
        goldens.append(Golden(mode, case, datagram, clear, payload))
    return goldens


if __name__ == "__main__":
    lines = (
        f"{g.mode} {g.case} {g.datagram.hex()} {g.clear.hex()} {g.payload.hex() or '-'}\n" for g in made()
    )
    FILE.write_text("".join(lines))
