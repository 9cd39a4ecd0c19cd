"""More and more people, until the bot loses a packet or its core is full.

So many clients would need many machines; a few people here speak by many SSRCs each. Their packets,
encrypted end to end and for the transport, are sealed beforehand, and a process of its own
(`live_sender.py`) sends them from the voice server's socket at the rate at which so many people would.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from figure import Figure
from live_process import BotProcess, Look, running, spoken
from live_sender import LENGTH
from local_discord import LocalDiscord
from local_discord.person import Person
from local_discord.voice_message import Op, Words

from transcriber.receive.rtp import RtpPacket

PEOPLE = 20
BEGIN = 200
STEP = 1.4
REFINED = 3
"""How often the interval between enough and too much is halved."""
FRESH = 0.5
"""Seconds: who keeps up has captured what is older, though it looks only now and then."""
MODE = "aead_aes256_gcm_rtpsize"
FIRST_SSRC = 1_000_000
SENDER = Path(__file__).with_name("live_sender.py")
LATE = 0.1
"""Seconds that the sender may be late at its end: of more, it could send no faster."""


@dataclass(frozen=True, slots=True)
class Level:
    """What so many speakers did to the bot. `core`: CPU seconds a second; `cost`: µs of CPU a datagram;
    `behind`: seconds of packets that it had not written when the last one was sent."""

    speakers: int
    lost: int
    behind: float
    core: float
    cost: float
    sender: float
    late: float

    @property
    def borne(self) -> bool:
        """Nothing was lost, and it kept up."""
        return not self.lost and self.behind <= FRESH


def measure(seconds: float) -> Iterator[Figure]:
    """The greatest number of speakers; each is tried for `seconds`."""
    with tempfile.TemporaryDirectory() as name:
        levels, memory = asyncio.run(flood(Path(name), seconds))
    borne = [level for level in levels if level.borne]
    if not borne:
        raise RuntimeError(f"Even {BEGIN} speakers are too many here: {levels}")
    best = max(borne, key=lambda level: level.speakers)
    above = [level for level in levels if not level.borne]
    beyond = "the sender was the limit"
    if above:
        first = min(above, key=lambda level: level.speakers)
        beyond = f"at {first.speakers}: {first.lost} packets lost, {first.behind:.2f} s behind"
    yield Figure("speakers at once without loss", best.speakers, "", remark=beyond)
    yield Figure(
        "CPU of the bot then", best.core * 100, "% of a core",
        remark=f"{best.cost:.1f} µs/packet, the socket read included; the sender {best.sender * 100:.0f} %",
    )  # fmt: skip
    yield Figure("speakers that one core would bear at that cost", best.speakers / best.core, "")
    yield Figure("peak memory of the bot before it lost any", memory, "MiB")


async def flood(folder: Path, seconds: float) -> tuple[list[Level], float]:
    """Every level that was tried, and the bot's peak memory in MiB before the first that it did not bear."""
    levels: list[Level] = []
    memory = 0.0
    async with LocalDiscord() as local:
        channel = local.guild.voice("standup")
        channel.modes = (MODE,)
        people = await channel.join_all(*(f"Person {number}" for number in range(PEOPLE)))
        async with running(local, local.bot, folder / "call") as bot:
            await local.in_call(channel, 20)
            crowd = Crowd(local, people, bot, folder)
            good, bad = 0, 0
            while not bad or bad - good > good / 2**REFINED:
                speakers = (good + bad) // 2 if bad else round(good * STEP) or BEGIN
                level, look = await crowd.speak(speakers, seconds)
                levels.append(level)
                if level.borne:
                    good, memory = speakers, memory if bad else look.memory
                else:
                    bad = speakers
                if level.late > LATE and level.borne:
                    break
    return levels, memory


class Crowd:
    """People with many SSRCs each, and the bot that hears them."""

    def __init__(self, local: LocalDiscord, people: list[Person], bot: BotProcess, folder: Path) -> None:
        self._bot = bot
        self._local = local
        self._people = people
        self._folder = folder
        self._packets = spoken()
        self._sent = 0
        """Packets of each stream so far: streams go on from level to level."""
        self._counter = itertools.count(1 << 24)
        self._announced = 0

    async def speak(self, speakers: int, seconds: float) -> tuple[Level, Look]:
        """So many speak for so long."""
        for stream in range(self._announced, speakers):
            person = self._people[stream % PEOPLE]
            words = {"user_id": str(person.user), "ssrc": FIRST_SSRC + stream, "speaking": 1}
            person.channel.call.tell(self._local.bot.id, Words(Op.SPEAKING, words))
        self._announced = max(self._announced, speakers)
        count = await self._seal(speakers, round(seconds * 50))
        before = await self._bot.look()
        report = await self._send(seconds)
        after = await self._bot.look()
        last = after
        for _ in range(100):  # what waits in socket and queue is written
            await asyncio.sleep(0.2)
            previous, last = last, await self._bot.look()
            if last.counters["datagrams"] == previous.counters["datagrams"]:
                break
        heard = last.counters["voice"] - before.counters["voice"]
        waiting = last.counters["voice"] - after.counters["voice"]
        level = Level(
            speakers=speakers,
            lost=count - heard,
            behind=waiting / (speakers * 50),
            core=(after.cpu - before.cpu) / report["wall"],
            cost=(last.cpu - before.cpu) / max(1, heard) * 1e6,
            sender=report["cpu"] / report["wall"],
            late=report["late"],
        )
        return level, last

    async def _seal(self, speakers: int, frames: int) -> int:
        """Writes down what is to be sent, in order; how many packets."""
        session = self._local.session
        assert session is not None and session.transport is not None
        seals = [person.dave.seal for person in self._people]
        packets = self._packets
        with (self._folder / "packets").open("wb") as file:
            for frame in range(self._sent, self._sent + frames):
                for stream in range(speakers):
                    opus = seals[stream % PEOPLE](packets[(frame + stream * 97) % len(packets)])
                    assert opus is not None
                    packet = RtpPacket.build(
                        sequence=frame & 0xFFFF, timestamp=frame * 960 & 0xFFFFFFFF,
                        ssrc=FIRST_SSRC + stream, payload=opus, extension=bytes(8),
                    )  # fmt: skip
                    datagram = session.transport.seal(packet, next(self._counter))
                    file.write(LENGTH.pack(len(datagram)) + datagram)
                await asyncio.sleep(0)  # heartbeats want an answer
        self._sent += frames
        return frames * speakers

    async def _send(self, seconds: float) -> dict[str, float]:
        session = self._local.session
        assert session is not None and session.address is not None
        number = self._local.servers._transport.get_extra_info("socket").fileno()
        host, port = session.address
        words = [str(number), host, str(port), str(seconds), str(self._folder / "packets")]
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(SENDER), *words, stdout=subprocess.PIPE, pass_fds=[number]
        )
        said, _ = await process.communicate()
        report: dict[str, float] = json.loads(said)
        return report
