"""A bot in a process of its own finds the local Discord: by a connector, or by nothing but a proxy."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from local_discord import LocalDiscord
from local_discord_bot import run

TESTS = Path(__file__).parent

BOT = """
import asyncio, os, sys, pathlib, discord

class Bot(discord.Client):
    async def on_ready(self):
        guild = self.get_guild(int(os.environ["TRANSCRIBER_GUILD"]))
        voice = discord.utils.get(guild.voice_channels, name="standup")
        await voice.connect()
        await discord.utils.get(guild.text_channels, name="general").send("here")

async def main():
    options = {}
    if sys.argv[1] == "proxy":
        options["proxy"] = os.environ["TRANSCRIBER_PROXY"]
    else:
        from local_discord.client import connector_for
        ca = pathlib.Path(os.environ["SSL_CERT_FILE"])
        options["connector"] = connector_for(os.environ["LOCAL_DISCORD"], ca)
    async with Bot(intents=discord.Intents.default(), guild_ready_timeout=0.05, **options) as bot:
        await bot.start(os.environ["DISCORD_TOKEN"])

asyncio.run(main())
"""


@asynccontextmanager
async def started(local: LocalDiscord, way: str) -> AsyncIterator[None]:
    """The bot, in the call; killed in the end."""
    environment = {**os.environ, **local.environment(), "PYTHONPATH": f"{TESTS}:{TESTS.parent}"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "ignore", "-c", BOT, way, env=environment, stderr=subprocess.PIPE
    )
    try:
        await local.in_call(local.guild.voice("standup"))
        yield
    finally:
        process.kill()
        await process.communicate()
        await local.until(lambda: not local.gateway.connected, "the gateway notices that the process is gone")


@pytest.mark.parametrize("way", ["proxy", "connector"])
def test_another_process_connects(way: str) -> None:
    async def test(local: LocalDiscord) -> None:
        ann = await local.guild.voice("standup").join("Ann")
        async with started(local, way):
            await local.guild.text("general").until(lambda message: message.content == "here")
        assert ann.present

    run(test)


def test_a_bot_that_was_killed_can_come_again_at_once_or_is_taken_out() -> None:
    async def test(local: LocalDiscord) -> None:
        async with started(local, "connector"):
            first = local.session
        assert local.servers.state(local.bot.id) is not None
        general = local.guild.text("general")
        general.messages.clear()
        local.gateway.patience = 0.1
        async with started(local, "connector"):
            await general.until(lambda message: message.content == "here")
            assert local.session is not first
        await local.until(lambda: local.servers.state(local.bot.id) is None, "the bot is taken out")
        assert not local.guild.voice("standup").call.members

    run(test)


def test_the_proxy_leads_nowhere_else() -> None:
    async def test(local: LocalDiscord) -> None:
        for line in (b"CONNECT example.org:443", b"GET http://discord.com/"):
            reader, writer = await asyncio.open_connection("127.0.0.1", int(local.proxy.rpartition(":")[2]))
            writer.write(line + b" HTTP/1.1\r\n\r\n")
            assert b"403" in await reader.readline()
            writer.close()

    run(test)
