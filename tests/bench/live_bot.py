"""The bot process of the live bench: records a channel of the local Discord, or only reads its socket.

`python tests/bench/live_bot.py FOLDER` records into a session at FOLDER; without FOLDER it is discord.py
alone, with a socket listener that does nothing. Where the local Discord is, the environment says
(`LocalDiscord.environment`). In: on stdin, lines, and their end. Out: on stdout, a JSON object when it is
in the call, one for each line, and one when it has left: what the process has used and heard so far. It
looks from a thread of its own, so that a busy event loop does not keep it waiting.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

import discord  # noqa: E402
from local_discord.client import connector_for  # noqa: E402

from bot.voice.client import RecordingVoiceClient  # noqa: E402


def peak_memory() -> float:
    """MiB. Not `ru_maxrss`, which a process takes over from the one that started it."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return float("nan")


class Bot(discord.Client):
    """Joins the voice channel and stays until stdin ends."""

    def __init__(self, folder: Path | None) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.voice_states = True
        ca = Path(os.environ["SSL_CERT_FILE"])
        connector = connector_for(os.environ["LOCAL_DISCORD"], ca)
        super().__init__(intents=intents, connector=connector, guild_ready_timeout=0.05)
        self._folder = folder
        self._voice: Any = None
        self._loop: asyncio.AbstractEventLoop

    async def on_ready(self) -> None:
        """Joins."""
        guild = self.get_guild(int(os.environ["TRANSCRIBER_GUILD"]))
        assert guild is not None
        [channel] = [each for each in guild.voice_channels if each.name == "standup"]
        self._loop = asyncio.get_running_loop()
        if self._folder is None:
            self._voice = await channel.connect()
            self._voice._connection.add_socket_listener(_nothing)
        else:
            self._voice = await channel.connect(cls=self._recording)
        threading.Thread(target=self._obey, daemon=True, name="Commands").start()

    def _recording(self, client: discord.Client, channel: Any) -> RecordingVoiceClient:
        voice = RecordingVoiceClient(client, channel)
        assert self._folder is not None
        voice.record_to(self._folder)
        return voice

    def _obey(self) -> None:
        """On a thread of its own."""
        self._tell(self.look())
        for _ in sys.stdin:
            self._tell(self.look())
        asyncio.run_coroutine_threadsafe(self._leave(), self._loop)

    async def _leave(self) -> None:
        await self._voice.disconnect()
        self._tell(self.look())
        await self.close()

    def look(self) -> dict[str, Any]:
        """CPU seconds so far, peak memory in MiB, the receiver's counters."""
        recorder = getattr(self._voice, "recorder", None)
        return {
            "cpu": time.process_time(),
            "memory": peak_memory(),
            "counters": {} if recorder is None else recorder.counters,
        }

    def _tell(self, said: dict[str, Any]) -> None:
        print(json.dumps(said), flush=True)


def _nothing(_datagram: bytes) -> None:
    """Does nothing with it."""


async def main() -> None:
    """Runs until stdin ends."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    async with Bot(folder) as bot:
        await bot.start(os.environ["DISCORD_TOKEN"])


if __name__ == "__main__":
    asyncio.run(main())
