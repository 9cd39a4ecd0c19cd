"""People who talk all at once in real time, and two bots in their call: one records, one only reads.

Both get the same packets at the same moments, each of them first by turns, so that whatever disturbs the
machine disturbs both; what recording costs is the difference between their processes. It can be less than
nothing: the bot that records does not wake for every packet, as discord.py does.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from bot_help import events, missing
from figure import Figure
from live_process import Look, running, speech, spoken
from local_discord import ROUGH, LocalDiscord, Sent
from local_discord.person import Person

from transcriber.types import Voice

PEOPLE = (3, 10, 25)
XCHACHA = "aead_xchacha20_poly1305_rtpsize"
MODES = ("aead_aes256_gcm_rtpsize", XCHACHA)
WARMING = 2.0
"""Seconds of talk before anything is measured: keys settle, caches fill."""

Looks: TypeAlias = tuple[Look, Look]
"""At the bot that records, and at the one that only reads."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of one call. Microseconds of CPU a datagram, MiB."""

    sent: int
    lost_on_the_way: int
    missing: int
    foreign: int
    """Packets in the capture that nobody sent so."""
    datagrams: int
    reading: float
    recording: float
    memory: float
    memory_reading: float

    @property
    def above(self) -> float:
        """What recording costs."""
        return self.recording - self.reading


def measure(seconds: float) -> Iterator[Figure]:
    """Every number of people over every AEAD mode."""
    for mode in MODES:
        cipher = mode.split("_")[1]
        calls: list[Heard] = []
        for people in PEOPLE:
            calls.append(asyncio.run(call(people, mode, seconds)))
            yield from _figures(f"{people} people, {cipher}", calls[-1])
        fewest, most = calls[0], calls[-1]
        more = (most.above * most.datagrams - fewest.above * fewest.datagrams) / (
            most.datagrams - fewest.datagrams
        )
        yield Figure(f"{cipher}: each packet beyond those of {PEOPLE[0]} people", more, "µs/packet")


def _figures(name: str, heard: Heard) -> Iterator[Figure]:
    sent = f"{heard.sent} sent, {heard.lost_on_the_way} lost by the network"
    yield Figure(f"{name}: frames lost by us", heard.missing, "", 0, remark=sent)
    yield Figure(f"{name}: captured packets that were not sent so", heard.foreign, "", 0)
    cost = f"{heard.recording:.1f} in all, discord.py alone {heard.reading:.1f}; {heard.datagrams} datagrams"
    yield Figure(f"{name}: CPU above the socket read", heard.above, "µs/packet", 20, remark=cost)
    alone = f"discord.py alone {heard.memory_reading:.0f}"
    yield Figure(f"{name}: peak memory of the bot", heard.memory, "MiB", remark=alone)


async def call(people: int, mode: str, seconds: float) -> Heard:
    """So many people talk for so long over a network that loses, delays, repeats and pads."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "call"
        async with LocalDiscord() as local:
            channel = local.guild.voice("standup")
            channel.modes = tuple(dict.fromkeys((mode, XCHACHA)))  # discord.py alone knows no other
            reader = local.add_bot("Reader")
            crowd = await channel.join_all(*(f"Person {number}" for number in range(people)))
            async with (
                running(local, local.bot, folder) as recording,
                running(local, reader, None) as reading,
            ):
                await local.until(lambda: reader.id in channel.call.members, "the reader is in the call", 20)
                session = await local.in_call(channel, 20)
                assert session.mode == mode
                sent = await _all_talk(crowd, WARMING)
                before = await asyncio.gather(recording.look(), reading.look())
                sent += await _all_talk(crowd, seconds)
                after = await asyncio.gather(recording.look(), reading.look())
                last = await asyncio.gather(recording.stop(), reading.stop())
            return _heard(sent, folder, local.bot.id, before, after, last)


async def _all_talk(crowd: list[Person], seconds: float) -> list[Sent]:
    """All at once, their frames spread over 20 ms; returns when everything is in the capture."""
    packets = spoken()

    async def talk(number: int) -> list[Sent]:
        await asyncio.sleep(0.02 * number / len(crowd))
        said = speech(packets, seconds, number * len(packets) // len(crowd))
        return await crowd[number].say(said, network=ROUGH)

    said = await asyncio.gather(*(talk(number) for number in range(len(crowd))))
    for person in crowd:
        await person.arrived()
    await asyncio.sleep(0.3)  # longer than it takes from the socket to the capture
    return [sent for each in said for sent in each]


def _heard(sent: list[Sent], folder: Path, bot: int, before: Looks, after: Looks, last: Looks) -> Heard:
    known = {(one.ssrc, one.sequence, one.timestamp, one.opus) for one in sent}
    captured = [event for event in events(folder) if isinstance(event, Voice)]
    datagrams = after[0].counters["datagrams"] - before[0].counters["datagrams"]
    recording, reading = (
        (end.cpu - begin.cpu) / datagrams * 1e6 for begin, end in zip(before, after, strict=True)
    )
    return Heard(
        sent=len(sent),
        lost_on_the_way=sum(one.fate == "lost" for one in sent),
        missing=len(missing(sent, folder, bot)),
        foreign=sum((e.ssrc, e.sequence, e.timestamp, e.opus) not in known for e in captured),
        datagrams=datagrams,
        reading=reading,
        recording=recording,
        memory=last[0].memory,
        memory_reading=last[1].memory,
    )
