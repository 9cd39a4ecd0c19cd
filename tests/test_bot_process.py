"""`transcriber-bot` as a process of its own: through a proxy, killed, asked to end, refused."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from bot_help import PATIENCE, asynchronous, events, missing, speech
from local_discord import LocalDiscord

from transcriber.types import Stopped


class Process:
    """A bot's process, and what it has said on stderr."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._said = bytearray()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, data: Path, **environment: str) -> Process:
        inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        root = str(Path(__file__).parents[1])
        settings = {"TRANSCRIBER_DATA": str(data), "TRANSCRIBER_MODEL": "sphinx", "PYTHONPATH": root}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", env={**inherited, **settings, **environment},
            stderr=asyncio.subprocess.PIPE, cwd=data,
        )  # fmt: skip
        return cls(process)

    async def _read(self) -> None:
        assert self._process.stderr is not None
        while chunk := await self._process.stderr.read(1000):
            self._said += chunk

    @property
    def said(self) -> str:
        return self._said.decode()

    async def says(self, what: str) -> None:
        """Returns when it has said so."""
        while what not in self.said:
            assert self._process.returncode is None, self.said
            await asyncio.sleep(0.05)

    async def end(self, number: signal.Signals | None = None) -> int:
        """Its exit code, after this signal."""
        if number is not None:
            with suppress(ProcessLookupError):
                self._process.send_signal(number)
        code = await asyncio.wait_for(self._process.wait(), PATIENCE)
        await self._reading
        return code


async def recording(local: LocalDiscord, data: Path, then: Callable[[Process], Awaitable[None]]) -> None:
    """A bot that has recorded Ann's words, and what happens to it then."""
    bot = await Process.start(data, **local.environment())
    try:
        await bot.says("The worker is ready")
        channel = local.guild.voice("standup")
        [ann] = await channel.join_all("Ann")
        answer = await local.command("transcribe start", user=ann)
        assert answer.text.startswith("Recording")
        await local.in_call(channel)
        said = await ann.say(speech(0.8, 1))
        await asyncio.sleep(0.6)
        await then(bot)
        [folder] = [path for path in data.iterdir() if path.is_dir()]
        assert not missing(said, folder, local.bot.id)
    finally:
        await bot.end(signal.SIGKILL)


@asynchronous
async def test_killed_it_loses_nothing_and_the_next_one_posts_it(tmp_path: Path) -> None:
    async def killed(bot: Process) -> None:
        assert await bot.end(signal.SIGKILL) == -signal.SIGKILL

    async with LocalDiscord() as local:
        await recording(local, tmp_path, killed)
        bot = await Process.start(tmp_path, **local.environment())
        general = local.guild.text("general")
        results = await general.until(lambda message: message.embeds and not message.ephemeral, 40)
        assert [file.name for file in results.files] == ["minutes.md", "transcript.md", "mix.wav"]
        assert await bot.end(signal.SIGTERM) == 0
        assert "Ann" not in bot.said


@asynchronous
async def test_asked_to_end_it_completes_its_recording(tmp_path: Path) -> None:
    async def asked(bot: Process) -> None:
        assert await bot.end(signal.SIGTERM) == 0
        assert "Ending, as asked" in bot.said
        assert "Traceback" not in bot.said

    async with LocalDiscord() as local:
        await recording(local, tmp_path, asked)
        [folder] = [path for path in tmp_path.iterdir() if path.is_dir()]
        assert isinstance(events(folder)[-1], Stopped)
        assert json.loads((folder / "discord.json").read_text())["state"] == "transcribing"
        assert local.session is None


@asynchronous
async def test_a_token_that_discord_refuses(tmp_path: Path) -> None:
    async with LocalDiscord() as local:
        bot = await Process.start(tmp_path, **{**local.environment(), "DISCORD_TOKEN": "x.y.z"})
        assert await bot.end() == 2
        assert bot.said.strip() == (
            "Error: Discord does not accept the token: copy it anew from the developer portal (Bot, Reset "
            "Token) into DISCORD_TOKEN."
        )


@asynchronous
async def test_a_network_that_is_down(tmp_path: Path) -> None:
    bot = await Process.start(tmp_path, DISCORD_TOKEN="x.y.z", TRANSCRIBER_PROXY="http://127.0.0.1:9")
    assert await bot.end() == 1
    [sentence] = bot.said.strip().splitlines()
    assert sentence.startswith("Error: Discord cannot be reached (")
