"""What the bot's tests share: a real discord.py client in a local Discord."""

from __future__ import annotations

import asyncio
import functools
import os
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import discord
import numpy as np
import pytest
from local_discord import LocalDiscord, Sent
from placement import noise

from bot.app import TranscriberBot
from bot.settings import Settings
from bot.voice.client import RecordingVoiceClient
from transcriber.capture.reader import CaptureReader
from transcriber.types import SAMPLE_RATE, Event, Floats, Voice

_P = ParamSpec("_P")
_T = TypeVar("_T")

QUICK_WORKER = Path(__file__).with_name("quick_worker.py")

PATIENCE = 60.0
"""Nothing here takes longer, on a slow and busy machine."""


def asynchronous(test: Callable[_P, Awaitable[_T]]) -> Callable[_P, _T]:
    """Runs a test that is a coroutine, in a loop of its own."""

    @functools.wraps(test)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        async def within() -> _T:
            return await asyncio.wait_for(_awaited(test(*args, **kwargs)), PATIENCE)

        return asyncio.run(within())

    return run


async def _awaited(awaitable: Awaitable[_T]) -> _T:
    return await awaitable


def speech(seconds: float, seed: int = 0) -> Floats:
    """Sound for a simulated person to say."""
    return noise(round(seconds * SAMPLE_RATE), seed)


@asynccontextmanager
async def started(local: LocalDiscord, **more: Any) -> AsyncIterator[discord.Client]:
    """A plain discord.py client, logged in and ready."""
    intents = discord.Intents.none()
    intents.guilds = intents.voice_states = True
    client = discord.Client(intents=intents, connector=local.connector(), **more)
    running = asyncio.create_task(client.start(local.token))
    ready = asyncio.create_task(client.wait_until_ready())
    await asyncio.wait((running, ready), return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        ready.cancel()
        await running
    try:
        yield client
    finally:
        await client.close()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await asyncio.to_thread(threads_ended)


def threads_ended() -> None:
    """discord.py's heartbeats may be on their way into the loop for a moment after they were stopped."""
    for thread in threading.enumerate():
        if thread.name.startswith("voice-keep-alive-handler"):
            thread.join(15)


async def joined(
    client: discord.Client,
    channel_id: int,
    folder: Path,
    cls: type[RecordingVoiceClient] = RecordingVoiceClient,
    timeout: float = 20.0,
) -> RecordingVoiceClient:
    """Records a channel, from before the connection."""

    def recording(client: discord.Client, channel: Any) -> RecordingVoiceClient:
        voice = cls(client, channel)
        voice.record_to(folder)
        return voice

    channel = client.get_channel(channel_id)
    assert isinstance(channel, (discord.VoiceChannel, discord.StageChannel))
    return await channel.connect(cls=recording, timeout=timeout)


def events(folder: Path) -> list[Event]:
    """All of a capture."""
    with CaptureReader(folder / "capture.pcapng") as reader:
        return [event for batch in reader.batches() for event in batch.events()]


def recorded(folder: Path) -> dict[int, list[bytes]]:
    """SSRC → the Opus packets of a capture, in the order of their numbers, each once."""
    packets: dict[int, dict[tuple[int, int], bytes]] = {}
    for event in events(folder):
        if isinstance(event, Voice):
            packets.setdefault(event.ssrc, {})[event.timestamp, event.sequence] = event.opus
    return {ssrc: list(found.values()) for ssrc, found in packets.items()}


def missing(sent: list[Sent], folder: Path, bot: int) -> list[Sent]:
    """What was sent to the bot, and is not in the capture byte by byte."""
    there = {
        (event.ssrc, event.sequence, event.timestamp, event.opus)
        for event in events(folder)
        if isinstance(event, Voice)
    }
    return [
        one
        for one in sent
        if one.owed_to(bot) and (one.ssrc, one.sequence, one.timestamp, one.opus) not in there
    ]


def together(*coroutines: Coroutine[Any, Any, _T]) -> Awaitable[list[_T]]:
    """All of them at once."""
    return asyncio.gather(*coroutines)


def loudness(pcm: Floats) -> float:
    """Root of the mean square."""
    return float(np.sqrt((pcm.astype(np.float64) ** 2).mean()))


@asynccontextmanager
async def running(local: LocalDiscord, data: Path, **settings: Any) -> AsyncIterator[TranscriberBot]:
    """The bot itself, ready, with a worker that needs no model."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.worker.command", lambda _: [sys.executable, str(QUICK_WORKER)])
        patch.setenv("PYTHONPATH", os.pathsep.join([str(QUICK_WORKER.parent), str(QUICK_WORKER.parents[1])]))
        chosen = Settings(local.token, data=data, guild=local.guild.id, **settings)
        bot = TranscriberBot(chosen, connector=local.connector())
        run = asyncio.create_task(bot.start(local.token))
        ready = asyncio.create_task(_ready(bot))
        await asyncio.wait((run, ready), return_when=asyncio.FIRST_COMPLETED)
        if run.done():
            ready.cancel()
            await run
        try:
            yield bot
        finally:
            await bot.close()
            run.cancel()
            await asyncio.gather(run, return_exceptions=True)
            await asyncio.to_thread(threads_ended)


async def _ready(bot: TranscriberBot) -> None:
    while not (bot.is_ready() and bot.meetings.worker.recognizer):
        await asyncio.sleep(0.02)
