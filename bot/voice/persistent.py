"""discord.py's voice connection, which comes back after an outage.

In: what discord.py calls. Out: a connection that is tried anew for RECONNECT_SECONDS. What is repaired:

- Where the main gateway's websocket is broken as well, or the voice server cannot be reached, the task that
  would connect anew dies of it.
- A main session that cannot be resumed begins with an empty cache. discord.py forgets with it that there is
  a voice client, which then hears nothing of Discord's answers; and the client goes on asking a channel
  that is never brought up to date who is in it.
"""

from __future__ import annotations

import asyncio
import logging
import time

import aiohttp
import discord
from discord.voice_state import VoiceConnectionState

_log = logging.getLogger(__name__)

RECONNECT_SECONDS = 900.0
"""An outage that lasts longer ends the recording: what there is of it is posted."""

RETRY_SECONDS = 3.0
"""Between two tries to connect anew."""

ASK_SECONDS = 0.5
"""How often it is looked whether there is a main gateway to ask again."""


class Refused(discord.ClientException):
    """The voice server will not have the bot, or is not there; a sentence says why and what to do."""


class PersistentConnection(VoiceConnectionState):
    """A voice connection that outlives outages."""

    _still_in = False
    """Whether the gateway could not be told that we leave: who asks for a channel in which Discord holds them
    to be is given no voice server."""

    async def _connect(
        self, reconnect: bool, timeout: float, self_deaf: bool, self_mute: bool, resume: bool
    ) -> None:
        if resume:
            await self.disconnect(cleanup=False)
        again = reconnect and self._inside_runner()
        until = time.monotonic() + RECONNECT_SECONDS
        while True:
            try:
                await super()._connect(reconnect, timeout, self_deaf, self_mute, resume=False)
            except (aiohttp.ClientError, OSError) as error:  # TimeoutError is among them
                if not again:
                    raise TimeoutError from error
                _log.info("Voice cannot be connected yet: %s", type(error).__name__)
            if self.is_connected() or not again:
                return
            if time.monotonic() > until:
                raise Refused(
                    f"Discord's voice could not be reached for {RECONNECT_SECONDS / 60:.0f} minutes."
                )
            await self.disconnect(cleanup=False)
            await asyncio.sleep(RETRY_SECONDS)

    async def _voice_disconnect(self) -> None:
        self._still_in = True
        await super()._voice_disconnect()
        self._still_in = False

    async def _voice_connect(self, *, self_deaf: bool = False, self_mute: bool = False) -> None:
        while True:
            self.stay_known()
            try:
                if self._still_in:
                    await self._voice_disconnect()
                await super()._voice_connect(self_deaf=self_deaf, self_mute=self_mute)
                return
            except (aiohttp.ClientError, OSError) as error:
                _log.debug("The gateway cannot be asked yet: %s", type(error).__name__)
                await asyncio.sleep(ASK_SECONDS)

    def stay_known(self) -> None:
        """discord.py's cache, which it makes anew with every main session, holds this voice client; and the
        client holds the channel that is in the cache."""
        voice = self.voice_client
        key, _ = voice.channel._get_voice_client_key()
        if voice._state._get_voice_client(key) is not voice:
            voice._state._add_voice_client(key, voice)
        channel = voice.client.get_channel(voice.channel.id)
        if isinstance(channel, discord.VoiceChannel | discord.StageChannel):
            voice.channel = channel
