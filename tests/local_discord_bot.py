"""What the tests of the local Discord share: the real discord.py as a bot, and running a coroutine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import davey
import discord
import numpy as np
from discord import app_commands
from local_discord import LocalDiscord, Sent, Speech
from local_discord.channel import VoiceChannel

from transcriber.receive.rtp import RtpPacket, kind
from transcriber.receive.transport import Transport
from transcriber.types import SILENCE_FRAME


def run(test: Callable[[LocalDiscord], Coroutine[Any, Any, None]], *, seconds: float = 30.0) -> None:
    """Runs a test's coroutine in a loop of its own, with a local Discord."""

    async def whole() -> None:
        async with LocalDiscord() as local:
            await asyncio.wait_for(test(local), seconds)

    asyncio.run(whole())


class PlainBot(discord.Client):
    """discord.py as it is, with a command tree."""

    def __init__(self, local: LocalDiscord, **options: Any) -> None:
        super().__init__(
            intents=discord.Intents.default(),
            guild_ready_timeout=0.05,
            **{"connector": local.connector(), **options},
        )
        self.local = local
        self.tree = app_commands.CommandTree(self)
        self.here = asyncio.Event()

    async def on_ready(self) -> None:
        self.here.set()

    async def connect_to(self, channel: VoiceChannel, cls: Any = discord.VoiceClient) -> discord.VoiceClient:
        """Joins voice; returns when the call has its keys."""
        found = self.get_channel(channel.id)
        assert isinstance(found, discord.VoiceChannel | discord.StageChannel)
        voice = await found.connect(timeout=5, cls=cls)
        await self.local.in_call(channel)
        assert isinstance(voice, discord.VoiceClient)
        return voice


@asynccontextmanager
async def logged_in(local: LocalDiscord, bot: PlainBot | None = None) -> AsyncIterator[PlainBot]:
    """A bot that is ready, and logged out in the end. An error while it starts is raised."""
    bot = bot or PlainBot(local)
    running = asyncio.create_task(bot.start(local.token))
    ready = asyncio.create_task(bot.here.wait())
    try:
        await asyncio.wait([running, ready], return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
        yield bot
    finally:
        ready.cancel()
        await bot.close()
        await asyncio.gather(running, return_exceptions=True)


class Ear:
    """Listens on a plain voice client: all datagrams, and what can be opened of them."""

    def __init__(self, local: LocalDiscord, voice: discord.VoiceClient) -> None:
        self.local = local
        self.voice: Any = voice
        self.datagrams: list[bytes] = []
        self._loop = asyncio.get_running_loop()
        self.voice._connection.add_socket_listener(self._hear)

    def _hear(self, datagram: bytes) -> None:
        """Runs on discord.py's reader thread."""
        self.datagrams.append(datagram)
        self._loop.call_soon_threadsafe(self.local.changes.notify)

    async def heard(self, *sent: Sent) -> None:
        """Returns when the listener has every datagram of these packets that was sent to the bot."""
        for person in self.local.people.values():
            await person.arrived()
        owed = {(each.ssrc, each.sequence) for each in sent if self.local.bot.id in each.reached}

        def missing() -> set[tuple[int, int]]:
            here = (RtpPacket.parse(each) for each in self.datagrams if kind(each) == "rtp")
            return owed - {(packet.ssrc, packet.sequence) for packet in here}

        await self.local.until(lambda: not missing(), "all datagrams arrive")

    def packets(self) -> list[tuple[RtpPacket, bytes]]:
        """RTP packets with their payloads, transport encryption off; empty payloads are probes."""
        state = self.voice._connection
        transport = Transport(state.mode, bytes(state.secret_key))
        packets = [RtpPacket.parse(each) for each in self.datagrams if kind(each) == "rtp"]
        return [(packet, transport.open(bytes(packet), len(packet.header))) for packet in packets]

    def opus(self, ssrc: int, user: int) -> dict[int, bytes]:
        """Sequence number → Opus packet of one stream, end-to-end encryption off."""
        state = self.voice._connection
        found: dict[int, bytes] = {}
        for packet, payload in self.packets():
            if packet.ssrc != ssrc or not payload or packet.sequence in found:
                continue
            if payload != SILENCE_FRAME and state.can_encrypt:
                try:
                    payload = bytes(state.dave_session.decrypt(user, davey.MediaType.audio, payload))
                except ValueError:
                    continue
            found[packet.sequence] = payload
        return found


def tone(seconds: float = 0.2, pitch: float = 440.0) -> Speech:
    """A tone, as Opus."""
    angle = np.arange(int(48_000 * seconds)) * (2 * np.pi * pitch / 48_000)
    return Speech.of((0.3 * np.sin(angle)).astype(np.float32))
