"""bot.voice.recorder: what a connection tells becomes a capture, whatever the disk does."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from bot_help import asynchronous, events
from system_limits import full_disk

from bot.voice import recorder as recorder_module
from bot.voice.heard import Heard, Row
from bot.voice.holes import Holes
from bot.voice.recorder import Person, Recorder
from transcriber.capture.session import Session, SessionInfo
from transcriber.receive.e2ee import NoEncryption
from transcriber.receive.rtp import RtpPacket
from transcriber.receive.transport import Transport
from transcriber.types import (
    Connected,
    Encryption,
    Gap,
    Left,
    Mark,
    Nanoseconds,
    Speaker,
    Stats,
    Stopped,
    Voice,
)

START: Nanoseconds = 1_795_366_985_000_000_000
MS = 1_000_000
MODE, KEY = "aead_aes256_gcm_rtpsize", bytes(range(32))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder_module, "DRAIN_SECONDS", 0.03)


class Call:
    """A recorder whose clock a test moves, and a voice server that speaks to it."""

    def __init__(self, folder: Path) -> None:
        self.now = START
        self.troubles: list[str] = []
        self.transport = Transport(MODE, KEY)
        self.sent: list[bytes] = []
        session = Session.create(folder, SessionInfo(folder.name, "A call", START))
        self.unread: list[Callable[[], None]] = []
        """What is still in the socket."""
        self.recorder = Recorder(
            session, NoEncryption(), lambda user: Person(f"User {user}"),
            catch_up=self._catch_up, clock=lambda: self.now, troubled=self.troubles.append,
        )  # fmt: skip

    def _catch_up(self) -> None:
        while self.unread:
            self.unread.pop(0)()

    def connect(self) -> None:
        self.recorder.connecting()
        self.recorder.keyed(MODE, KEY)

    def speak(self, count: int, size: int = 60, ssrc: int = 7, waited: Nanoseconds = 0) -> None:
        """So many packets, 20 ms apart, each read so long after it came."""
        for _ in range(count):
            number = len(self.sent)
            opus = b"\x78" + number.to_bytes(size - 1, "big")
            packet = RtpPacket.build(
                sequence=number & 0xFFFF, timestamp=number * 960, ssrc=ssrc, payload=opus
            )
            self.recorder.datagram(self.transport.seal(packet, number), waited)
            self.sent.append(opus)
            self.now += 20 * MS

    async def tick(self) -> None:
        await asyncio.sleep(2 * recorder_module.DRAIN_SECONDS)


def voices(folder: Path) -> list[bytes]:
    return [event.opus for event in events(folder) if isinstance(event, Voice)]


@asynchronous
async def test_what_comes_before_the_key_is_heard_once_it_is_there(tmp_path: Path) -> None:
    call = Call(tmp_path / "s")
    call.recorder.connecting()
    call.speak(10)
    call.recorder.speaking(11, 7)
    await call.tick()
    call.recorder.keyed(MODE, KEY)
    await call.recorder.stop("asked")
    assert voices(tmp_path / "s") == call.sent
    first, speaker = events(tmp_path / "s")[:2]
    assert isinstance(first, Connected)
    assert isinstance(speaker, Speaker)
    assert call.recorder.counters["unconnected"] == 0


@asynchronous
async def test_a_packet_has_the_time_at_which_it_came_not_that_at_which_it_was_read(tmp_path: Path) -> None:
    call = Call(tmp_path / "s")
    call.connect()
    call.now += 1000 * MS
    call.speak(3, waited=150 * MS)
    await call.recorder.stop("asked")
    times = [event.time - START for event in events(tmp_path / "s") if isinstance(event, Voice)]
    assert times == [850 * MS, 870 * MS, 890 * MS]


@asynchronous
async def test_what_came_before_a_fact_is_written_before_it(tmp_path: Path) -> None:
    call = Call(tmp_path / "s")
    call.connect()
    facts: list[Callable[[], None]] = [
        lambda: call.recorder.mark(1, "Ann", "here"),
        lambda: call.recorder.speaking(11, 7),
        lambda: call.recorder.left(11),
        lambda: call.recorder.encryption(1, 2, "code"),
    ]
    for tell in facts:
        call.unread.append(lambda: call.speak(1))
        tell()
    await call.recorder.stop("asked")
    kinds = [type(event) for event in events(tmp_path / "s")][1:9]
    assert kinds == [Voice, Mark, Voice, Speaker, Voice, Left, Voice, Encryption]


@asynchronous
async def test_a_hole_lasts_from_the_last_voice_to_the_next_key(tmp_path: Path) -> None:
    call = Call(tmp_path / "s")
    call.connect()
    call.speak(10)
    call.recorder.lost()
    call.speak(5)  # still arrives by the old connection
    last = call.now - 20 * MS
    call.recorder.lost()
    call.now += 700 * MS
    call.connect()
    call.speak(3)
    await call.recorder.stop("asked")
    assert voices(tmp_path / "s") == call.sent
    [gap] = [event for event in events(tmp_path / "s") if isinstance(event, Gap)]
    assert (gap.start, gap.end, gap.reason) == (last, last + 720 * MS, "disconnected")


@asynchronous
async def test_a_full_disk_loses_nothing_and_is_told_once(tmp_path: Path) -> None:
    call = Call(tmp_path / "s")
    call.connect()
    call.speak(20)
    await call.tick()
    with full_disk(4000):
        for _ in range(6):
            call.speak(50)
            await call.tick()
        assert len(call.troubles) == 1
        assert "cannot be written: File too large. What is heard meanwhile is kept" in call.troubles[0]
    call.speak(20)
    await call.tick()
    await call.recorder.stop("asked")
    assert voices(tmp_path / "s") == call.sent
    assert isinstance(events(tmp_path / "s")[-1], Stopped)
    assert len(call.troubles) == 1


@asynchronous
async def test_a_disk_that_stays_full_costs_voice_and_no_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder_module, "BACKLOG_BYTES", 10_000)
    call = Call(tmp_path / "s")
    call.connect()
    with full_disk(4000):
        for _ in range(10):
            call.speak(50)
            await call.tick()
    call.now += 1000 * MS
    await call.tick()
    call.speak(10)
    await call.tick()
    await call.recorder.stop("asked")
    kept = voices(tmp_path / "s")
    assert 50 < len(kept) < len(call.sent)
    assert kept[-10:] == call.sent[-10:]
    [gap] = [event for event in events(tmp_path / "s") if isinstance(event, Gap)]
    assert gap.reason == "overrun"


@asynchronous
async def test_the_files_time_goes_on_when_somebody_stops_talking(tmp_path: Path) -> None:
    call = Call(tmp_path / "s")
    call.connect()
    call.speak(10)
    for _ in range(20):
        call.now += 100 * MS
        await call.tick()
    stats = [event.time for event in events(tmp_path / "s") if isinstance(event, Stats)]
    assert len(stats) >= 6
    assert max(b - a for a, b in itertools.pairwise(stats)) <= 400 * MS
    await call.recorder.stop("asked")
    await call.recorder.stop("twice is fine")


@asynchronous
async def test_garbage_ends_nothing(tmp_path: Path) -> None:
    call = Call(tmp_path / "s")
    call.connect()
    for data in (b"", b"\0", b"\x80\x78" + bytes(10), bytes(2048), b"\xff" * 100):
        call.recorder.datagram(data)
    call.recorder.mark(1, "Ann \ud800", "x" * 100_000)
    call.speak(5)
    await call.recorder.stop("asked")
    assert voices(tmp_path / "s") == call.sent


def test_holes_may_overlap_and_are_told_once() -> None:
    holes = Holes()
    holes.begins("paused", 10)
    holes.begins("disconnected", 20)
    holes.begins("disconnected", 30)
    holes.heard(25)
    assert "paused" in holes
    assert holes.over("disconnected", 40) == [Gap(40, 25, 40, "disconnected")]
    assert holes.over("disconnected", 50) == []
    assert holes.all_over(60) == [Gap(60, 10, 60, "paused")]


def test_losses_are_counted_by_numbers_across_wraps_and_connections() -> None:
    heard = Heard()
    heard.speaker(Speaker(0, 7, "11", "Ann"))
    for number in (65533, 65534, 1, 0, 3):
        heard.voice(Voice(0, 7, number, 0, b"x"))
    heard.voice(Voice(0, 99, 5, 0, b"x"))  # whose it is, nobody knows
    assert heard.rows() == [Row("Ann", 5, 2)]
    heard.connected()
    heard.speaker(Speaker(0, 7, "11", "Ann"))
    heard.voice(Voice(0, 7, 100, 0, b"x"))
    assert heard.rows() == [Row("Ann", 6, 2)]
