"""The bot as a Discord client: its commands, its meetings, its end.

In: checked settings. Out: a running bot, until it is asked to end (SIGTERM, SIGINT): then recordings
are completed and left in order. Members' names come with voice states: no privileged intent is asked
for.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import suppress
from typing import Any

import aiohttp
import discord
from discord import app_commands

from bot.buttons import FormatButton
from bot.commands import TranscribeGroup
from bot.meetings import Meetings
from bot.settings import Settings
from transcriber.errors import SettingError, TranscriberError

_log = logging.getLogger(__name__)


UNREACHABLE = (aiohttp.ClientError, OSError, discord.GatewayNotFound, discord.DiscordServerError)
"""What discord.py raises when Discord, or the way there, is down."""


def intents() -> discord.Intents:
    """What the bot must be told: servers and channels, and who is in voice. Nothing privileged."""
    wanted = discord.Intents.none()
    wanted.guilds = wanted.voice_states = True
    return wanted


class TranscriberBot(discord.Client):
    """The bot."""

    def __init__(self, settings: Settings, **more: Any) -> None:
        super().__init__(intents=intents(), proxy=settings.proxy, **more)
        self.settings = settings
        self.meetings = Meetings(self, settings)
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(TranscribeGroup(self.meetings))
        FormatButton.data = settings.data
        self.add_dynamic_items(FormatButton)
        self._begun = False

    async def setup_hook(self) -> None:
        """Once, before the first connection: commands are made known."""
        if self.settings.guild is not None:
            guild = discord.Object(self.settings.guild)
            self.tree.copy_global_to(guild=guild)
            try:
                await self.tree.sync(guild=guild)
            except discord.Forbidden as error:
                raise SettingError(
                    f"The bot is not in the server {self.settings.guild} of TRANSCRIBER_GUILD, or was "
                    "invited without the scope applications.commands."
                ) from error
        else:
            await self.tree.sync()

    async def on_ready(self) -> None:
        """Connected; again after long interruptions."""
        _log.info("Ready, in %d servers", len(self.guilds))
        if not self._begun:
            self._begun = True
            self.meetings.begin()

    async def close(self) -> None:
        """Completes recordings, and ends."""
        await self.meetings.close()
        await super().close()


async def run(bot: TranscriberBot) -> None:
    """Runs the bot until SIGTERM or SIGINT.

    Raises SettingError for a token or intents that Discord refuses."""
    loop, ending = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ending.set)
    running = loop.create_task(bot.start(bot.settings.token), name="Bot")
    asked = loop.create_task(ending.wait(), name="Signal")
    try:
        await asyncio.wait((running, asked), return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            _log.info("Ending, as asked")
    finally:
        asked.cancel()
        with suppress(Exception):
            await asyncio.wait_for(bot.close(), 60)
        if not running.done():
            running.cancel()
        results = await asyncio.gather(running, return_exceptions=True)
    _told(results[0])


def _told(result: Any) -> None:
    """Why the bot could not run, as a sentence."""
    if isinstance(result, discord.LoginFailure):
        raise SettingError(
            "Discord does not accept the token: copy it anew from the developer portal (Bot, Reset Token) "
            "into DISCORD_TOKEN."
        ) from result
    if isinstance(result, discord.PrivilegedIntentsRequired):
        raise SettingError(
            "Discord refuses the bot's intents: none of them should need approval."
        ) from result
    if isinstance(
        result, (aiohttp.ClientError, OSError, discord.GatewayNotFound, discord.DiscordServerError)
    ):
        raise TranscriberError(
            f"Discord cannot be reached ({type(result).__name__}): try again when the network, and Discord, "
            "are up; behind a proxy set TRANSCRIBER_PROXY."
        ) from result
    if isinstance(result, BaseException) and not isinstance(result, asyncio.CancelledError):
        raise result
