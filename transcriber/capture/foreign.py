"""Packet captures that others made: pcap or pcapng in, the batches of a call out.

In: a file, and a transport mode with its key, or neither for plain RTP. Out: what `CaptureFile`
gives for a session. Datagrams go through the same `Receiver` as live ones, so a foreign capture
meets the same rules and the same counters. Nobody's name is in such a file: its streams stay without
an owner. End-to-end encrypted frames cannot be opened here, for their keys are in no file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from transcriber.capture.batch import Batch
from transcriber.capture.block import PCAPNG_MAGIC
from transcriber.capture.clock import CaptureClock
from transcriber.capture.file import opened, unreadable
from transcriber.capture.link import LINK_TYPES, udp_payload
from transcriber.capture.pcap import MAGICS, PcapScanner
from transcriber.capture.pcapng import BlockScanner, Packets, damage_told
from transcriber.config import READ_CHUNK
from transcriber.errors import InputError, SettingError
from transcriber.receive.receiver import Receiver
from transcriber.receive.transport import KEY_SIZE, MODES, Opener, Plain, Transport
from transcriber.types import Event, Nanoseconds


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
    if len(secret) != KEY_SIZE:
        raise SettingError(
            f"The key has {len(secret)} bytes, and every mode takes {KEY_SIZE}: give 64 hexadecimal digits."
        )
    return Transport(mode, secret)


@dataclass(slots=True)
class ForeignCapture:
    """A capture file of another program, and how to open what is in it."""

    path: Path
    transport: Opener
    chunk: int = READ_CHUNK
    """Bytes read at a time."""
    _scanner: BlockScanner | PcapScanner = field(default_factory=BlockScanner)
    _counters: Counter[str] = field(default_factory=Counter)

    def batches(self) -> Iterator[Batch]:
        """All of it, from the beginning. Raises InputError when it cannot be read or is no capture."""
        receiver = Receiver()
        frames = _Frames()
        self._counters = receiver.counters
        connected = False
        for packets in self._packets():
            events: list[Event] = []
            for time, payload in frames.datagrams(packets):
                if not connected:
                    events += receiver.connected(time, 0, "foreign", self.transport)
                    connected = True
                events += receiver.datagram(time, payload)
            yield Batch.of(events, frames.clock.now)
        yield Batch.of(receiver.finish(frames.clock.now), frames.clock.now)
        self._counters = receiver.counters + frames.counters

    def warnings(self) -> list[str]:
        """What was dropped at the end of the file, once it has been read."""
        damage = damage_told(self._scanner.damage, self._scanner.pending)
        return [] if damage is None else [damage]

    def rejected(self) -> Mapping[str, int]:
        """What is not zero, once the file has been read: the receiver's counters, and frames without
        a datagram, `link_type` (that cannot be read) and `not_udp` (fragments and damaged ones too)."""
        return {name: count for name, count in self._counters.items() if count}

    def _packets(self) -> Iterator[Packets]:
        with opened(self.path) as file:
            try:
                scanner = self._scanner = _scanner_for(self.path, file.read(4))
                file.seek(0)
                while scanner.damage is None and (data := file.read(self.chunk)):
                    yield scanner.feed(data)
            except OSError as error:
                raise unreadable(self.path, error) from error


@dataclass(slots=True)
class _Frames:
    """Captured frames become datagrams; `counters` of those that are none."""

    clock: CaptureClock = field(default_factory=CaptureClock)
    counters: Counter[str] = field(default_factory=Counter)

    def datagrams(self, packets: Packets) -> Iterator[tuple[Nanoseconds, bytes]]:
        """Time and UDP payload of each packet that has one."""
        columns = (packets.time, packets.link, packets.offset, packets.length)
        for time, link, offset, length in zip(*(column.tolist() for column in columns), strict=True):
            payload = udp_payload(link, packets.data[offset : offset + length])
            if payload is None:
                self.counters["not_udp" if link in LINK_TYPES else "link_type"] += 1
                continue
            yield self.clock.time(time), payload


def is_capture(path: Path) -> bool:
    """Whether the file begins as a packet capture of either kind does."""
    try:
        with opened(path) as file:
            start = file.read(4)
    except (InputError, OSError):
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
