"""A bot of the live bench seen from outside: its process, and what it says that it uses.

In: a local Discord and a folder. Out: `Look`s. What people say in the bench is here too: the Opus
packets of the sample session, so that nothing has to be encoded.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from local_discord import LocalDiscord, Speech
from local_discord.guild import Member
from receiving import events

from transcriber.types import SILENCE_FRAME, Voice

TESTS = Path(__file__).parents[1]
BOT = Path(__file__).with_name("live_bot.py")
PATIENCE = 60.0
"""Seconds for an answer of a process that is very busy."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a bot's process has used since it was started: seconds of CPU, MiB at most; and the receiver's
    counters."""

    cpu: float
    memory: float
    counters: dict[str, int]


class BotProcess:
    """`live_bot.py`, running; `running` starts it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def look(self) -> Look:
        """What it has used so far."""
        assert self._process.stdin is not None
        self._process.stdin.write(b"look\n")
        return await self.answer()

    async def stop(self) -> Look:
        """Leaves the call; its session is complete when this returns."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        last = await self.answer()
        await asyncio.wait_for(self._process.wait(), PATIENCE)
        return last

    async def answer(self) -> Look:
        """What it says next."""
        assert self._process.stdout is not None
        try:
            line = await asyncio.wait_for(self._process.stdout.readline(), PATIENCE)
        except TimeoutError:
            raise RuntimeError(f"The bot of the bench has not answered for {PATIENCE:.0f} s.") from None
        if not line:
            raise RuntimeError("The bot of the bench has died; what it said last is above.")
        return Look(**json.loads(line))


@asynccontextmanager
async def running(local: LocalDiscord, member: Member, recording: Path | None) -> AsyncIterator[BotProcess]:
    """A bot that is in the call, its voice key known; killed in the end, if it has not stopped by then.

    `recording`: where its session is written; None for discord.py alone."""
    token = next(token for token, each in local._members.items() if each is member)
    environment = {**os.environ, **local.environment(), "DISCORD_TOKEN": token}
    words = [sys.executable, "-W", "ignore", str(BOT), *([] if recording is None else [str(recording)])]
    pipe = subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*words, stdin=pipe, stdout=pipe, env=environment)
    try:
        bot = BotProcess(process)
        await bot.answer()
        yield bot
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def spoken() -> list[bytes]:
    """Opus packets of speech, one speaker after the other, without silence frames."""
    voices = [event for event in events() if isinstance(event, Voice) and event.opus != SILENCE_FRAME]
    return [voice.opus for voice in sorted(voices, key=lambda voice: voice.ssrc)]


def speech(packets: list[bytes], seconds: float, begin: int) -> Speech:
    """So many seconds of them, round and round from the one numbered `begin`."""
    return Speech(tuple(packets[(begin + i) % len(packets)] for i in range(round(seconds * 50))))
