"""bot.voice.reader: every datagram once, in order, with its age, however few times the thread wakes."""

from __future__ import annotations

import fcntl
import resource
import socket
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from bot_help import asynchronous, joined, missing, speech, started
from local_discord import LocalDiscord
from local_discord.person import Person

from bot.voice import reader as reader_module
from bot.voice import recorder as recorder_module
from bot.voice.client import RecordingVoiceClient
from bot.voice.reader import Reader, arrived, stamp

MS = 1_000_000
PATIENCE = 20.0


class State:
    """What a reader knows of a connection."""

    def __init__(self, sock: socket.socket) -> None:
        self.socket = sock


@pytest.fixture
def wire() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two ends: what is sent into the second arrives at the first."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as here,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as there,
    ):
        here.bind(("127.0.0.1", 0))
        here.setblocking(False)
        there.connect(here.getsockname())
        yield here, there


def test_everything_comes_once_and_in_order_to_everybody(wire: tuple[socket.socket, socket.socket]) -> None:
    here, there = wire
    reader = Reader(State(here))
    heard: dict[str, list[bytes]] = {"one": [], "two": []}

    def faulty(_: bytes) -> None:
        raise RuntimeError("a fault of a listener")

    reader._callbacks = [heard["one"].append, faulty, heard["two"].append]
    sent = [bytes([number]) * (number + 1) for number in range(100)]
    for datagram in sent:
        there.send(datagram)
    assert reader.hand_out(here) == 100
    assert reader.hand_out(here) == 0
    assert heard == {"one": sent, "two": sent}


def test_a_flood_comes_to_an_end(
    wire: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_module, "MOST", 3)
    here, there = wire
    reader = Reader(State(here))
    heard: list[bytes] = []
    reader._callbacks = [heard.append]
    for number in range(5):
        there.send(bytes([number]))
    assert [reader.hand_out(here), reader.hand_out(here)] == [3, 2]
    assert heard == [bytes([number]) for number in range(5)]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is stamped")
@pytest.mark.parametrize(
    ("passed", "least", "most"),
    [(300 * MS, 300 * MS, 999 * MS), (3_600_000 * MS, 1000 * MS, 1000 * MS), (-3_600_000 * MS, 0, 0)],
    ids=["waited", "the clock was put forward", "the clock was put back"],
)
def test_a_datagram_says_for_how_long_it_has_waited(
    passed: int, least: int, most: int,
    wire: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    here, there = wire
    stamp(here)
    there.send(b"")
    there.send(b"voice")
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + passed)
    (empty, _), (voice, waited) = arrived(here)
    assert (empty, voice) == (b"", b"voice")
    assert least <= waited <= most


def test_without_stamps_everything_came_just_now(wire: tuple[socket.socket, socket.socket]) -> None:
    here, there = wire
    there.send(b"voice")
    assert list(arrived(here)) == [(b"voice", 0)]


def test_a_socket_that_was_shut_down_or_closed_has_nothing(
    wire: tuple[socket.socket, socket.socket],
) -> None:
    _, there = wire
    there.setblocking(False)
    there.shutdown(socket.SHUT_RDWR)
    assert not list(arrived(there))
    there.close()
    assert not list(arrived(there))


class Thread:
    """A reader whose naps a test ends."""

    def __init__(self, sock: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
        self.heard: list[bytes] = []
        self.naps: list[float] = []
        self.asleep, self.wake = threading.Semaphore(0), threading.Semaphore(0)
        monkeypatch.setattr(Reader, "nap", self._nap)
        self.reader = Reader(State(sock))
        self.reader.start_paused = False
        self.reader.register(self.heard.append)
        self.reader.start()

    def _nap(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.asleep.release()
        assert self.wake.acquire(timeout=PATIENCE)

    def end(self, there: socket.socket) -> None:
        self.reader.stop()
        self.wake.release(2)
        there.send(b"the end")
        self.reader.join(PATIENCE)
        assert not self.reader.is_alive()


def test_it_naps_while_people_talk_and_others_read_meanwhile(
    wire: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = wire
    thread = Thread(here, monkeypatch)
    there.send(b"0")
    assert thread.asleep.acquire(timeout=PATIENCE)
    for number in range(1, 10):
        there.send(b"%d" % number)
    assert thread.reader.hand_out(here) == 9
    thread.wake.release()
    there.send(b"10")
    assert thread.asleep.acquire(timeout=PATIENCE)
    thread.end(there)
    assert thread.heard[:11] == [b"%d" % number for number in range(11)]
    assert 0 < min(thread.naps) <= max(thread.naps) <= reader_module.NAP_SECONDS


def test_the_more_people_talk_the_shorter_it_naps(
    wire: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes in a nap must fit the socket's buffer."""
    monkeypatch.setattr(reader_module, "AT_ONCE", 1)
    monkeypatch.setattr(reader_module, "NAP_SECONDS", 1e9)
    here, there = wire
    moments = iter([0.0, 7.0, 8.0, 9.0, 9.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(moments))
    reader = Reader(State(here))
    naps: list[float] = []

    def nap(seconds: float) -> None:
        naps.append(seconds)
        for _ in range(4):
            there.send(b"voice")
        if len(naps) == 3:
            reader.stop()

    monkeypatch.setattr(reader, "nap", nap)
    there.send(b"voice")
    reader.register(lambda _: None)
    reader._running.set()
    reader._do_run()
    assert naps == [7.0, 0.25, 0.25]


def test_a_nap_ends_when_the_thread_is_to_end(
    wire: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_module, "NAP_SECONDS", 3600.0)
    monkeypatch.setattr(reader_module, "AT_ONCE", 10**12)
    here, there = wire
    heard = threading.Event()
    reader = Reader(State(here))
    reader.start_paused = False
    reader.register(lambda _: heard.set())
    reader.start()
    there.send(b"voice")
    assert heard.wait(PATIENCE)
    reader.stop()
    reader.join(PATIENCE)
    assert not reader.is_alive()


def test_file_numbers_may_be_high(
    wire: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    """discord.py's `select` refuses those beyond 1023, again and again without a pause."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 1100), hard))
    here, there = wire
    high = socket.socket(fileno=fcntl.fcntl(here.fileno(), fcntl.F_DUPFD_CLOEXEC, 1030))
    try:
        thread = Thread(high, monkeypatch)
        there.send(b"voice")
        assert thread.asleep.acquire(timeout=PATIENCE)
        thread.end(there)
        assert thread.heard[0] == b"voice"
    finally:
        high.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_while_there_is_no_socket_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: Any = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    closed.close()
    reader = Reader(State(closed))
    naps: list[float] = []

    def nap(seconds: float) -> None:
        naps.append(seconds)
        reader.state.socket = None  # type: ignore[assignment]
        if len(naps) == 2:
            reader.stop()

    monkeypatch.setattr(reader, "nap", nap)
    reader.register(lambda _: None)
    reader._running.set()
    reader._do_run()
    assert len(naps) == 2


@asynccontextmanager
async def undrained(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> AsyncIterator[tuple[LocalDiscord, Person, RecordingVoiceClient]]:
    """Ann in a call that is recorded: the thread naps, and nothing is drained before the recording ends."""
    monkeypatch.setattr(reader_module, "NAP_SECONDS", 3.0)
    monkeypatch.setattr(reader_module, "AT_ONCE", 10_000)
    monkeypatch.setattr(recorder_module, "DRAIN_SECONDS", 3600)
    async with LocalDiscord() as local, started(local) as client:
        channel = local.guild.voice("standup")
        [ann] = await channel.join_all("Ann")
        voice = await joined(client, channel.id, folder)
        await local.in_call(channel)
        yield local, ann, voice


@asynchronous
async def test_what_waits_in_the_socket_at_the_end_is_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with undrained(monkeypatch, tmp_path / "s") as (local, ann, voice):
        said = await ann.say(speech(0.5, 1))
        await ann.arrived()
        await voice.stop_recording()
        await voice.disconnect()
        assert not missing(said, tmp_path / "s", local.bot.id)


@asynchronous
async def test_what_comes_in_a_pause_is_not_heard_though_it_is_read_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with undrained(monkeypatch, tmp_path / "s") as (local, ann, voice):
        assert voice.recorder is not None
        before = await ann.say(speech(0.3, 1))
        await ann.arrived()
        voice.recorder.pause()
        meanwhile = await ann.say(speech(0.3, 2))
        await ann.arrived()
        voice.recorder.resume()
        after = await ann.say(speech(0.3, 3))
        await ann.arrived()
        await voice.stop_recording()
        await voice.disconnect()
        assert not missing(before + after, tmp_path / "s", local.bot.id)
        assert len(missing(meanwhile, tmp_path / "s", local.bot.id)) == len(meanwhile)
