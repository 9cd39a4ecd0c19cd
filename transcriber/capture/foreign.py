"""Packet captures that others made: pcap or pcapng in, the batches of a call out.

In: a file, and a transport mode with its key, or neither for plain RTP. Out: what `CaptureReader`
gives for a session. Datagrams go through the same `Receiver` as live ones, so a foreign capture
meets the same rules and the same counters. Nobody's name is in such a file: its streams stay without
an owner. End-to-end encrypted frames cannot be opened here, for their keys are in no file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from transcriber.capture.batch import Batch
from transcriber.capture.link import udp_payload
from transcriber.capture.pcap import MAGICS, PcapScanner
from transcriber.capture.pcapng import PCAPNG_MAGIC, BlockScanner, Packets, damage_told
from transcriber.config import READ_CHUNK
from transcriber.errors import InputError, SettingError
from transcriber.receive.receiver import Receiver
from transcriber.receive.transport import MODES, Opener, Plain, Transport
from transcriber.types import Event

KEY_BYTES = 32


def transport_for(mode: str | None, key: str | None) -> Opener:
    """What `--mode` and `--key` (hexadecimal) ask for; without both, plain RTP.

    Raises SettingError when one comes without the other, for an unknown mode, a malformed key."""
    if mode is None and key is None:
        return Plain()
    if mode is None:
        raise SettingError(f"A key needs its transport mode: add --mode with one of {', '.join(MODES)}.")
    if mode not in MODES:
        raise SettingError(f"Unknown transport mode {mode!r}: choose one of {', '.join(MODES)}.")
    if key is None:
        raise SettingError(f"The mode {mode} needs its key: add --key with 64 hexadecimal digits.")
    try:
        secret = bytes.fromhex(key)
    except ValueError:
        raise SettingError("The key is not hexadecimal: give it as 64 digits, 0 to 9 and a to f.") from None
    if len(secret) != KEY_BYTES:
        raise SettingError(
            f"The key has {len(secret)} bytes, and every mode takes {KEY_BYTES}: give 64 hexadecimal digits."
        )
    return Transport(mode, secret)


@dataclass(slots=True)
class ForeignCapture:
    """A capture file of another program, and how to open what is in it."""

    path: Path
    transport: Opener
    _scanner: BlockScanner | PcapScanner = field(default_factory=BlockScanner)
    _counters: Mapping[str, int] = field(default_factory=dict)

    def batches(self) -> Iterator[Batch]:
        """All of it, from the beginning. Raises InputError when it cannot be read or is no capture."""
        receiver = Receiver()
        clock = 0
        connected = False
        try:
            with self.path.open("rb") as file:
                self._scanner = _scanner_for(self.path, file.read(4))
                file.seek(0)
                while self._scanner.damage is None and (data := file.read(READ_CHUNK)):
                    packets = self._scanner.feed(data)
                    events: list[Event] = []
                    for time, payload in _datagrams(packets):
                        clock = max(clock, time)
                        if not connected:
                            events += receiver.connected(clock, 0, "foreign", self.transport)
                            connected = True
                        events += receiver.datagram(clock, payload)
                    yield Batch.of(events)
        except OSError as error:
            raise InputError(f"{self.path} cannot be read: {error.strerror}.") from error
        yield Batch.of(receiver.finish(clock))
        self._counters = dict(receiver.counters)

    def warnings(self) -> list[str]:
        """What was dropped at the end of the file, once it has been read."""
        damage = damage_told(self._scanner.damage, self._scanner.pending)
        return [] if damage is None else [damage]

    def rejected(self) -> Mapping[str, int]:
        """The receiver's counters that are not zero, once the file has been read."""
        return {name: count for name, count in self._counters.items() if count}


def is_capture(path: Path) -> bool:
    """Whether the file begins as a packet capture of either kind does."""
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError:
        return False
    return start in MAGICS or start == PCAPNG_MAGIC


def _scanner_for(path: Path, start: bytes) -> BlockScanner | PcapScanner:
    if start == PCAPNG_MAGIC:
        return BlockScanner()
    if start in MAGICS:
        return PcapScanner()
    if not start:
        raise InputError(f"{path} is empty: nothing was captured.")
    raise InputError(f"{path} is not a packet capture (pcap or pcapng).")


def _datagrams(packets: Packets) -> Iterator[tuple[int, bytes]]:
    """Time and UDP payload of each packet that has one."""
    columns = (packets.time, packets.link, packets.offset, packets.length)
    for time, link, offset, length in zip(*(column.tolist() for column in columns), strict=True):
        payload = udp_payload(link, packets.data[offset : offset + length])
        if payload is not None:
            yield time, payload
