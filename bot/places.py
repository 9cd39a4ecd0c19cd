"""Where the bot writes.

In: the channel of a command and the voice channel. Out: the one of them in which it may write, and a
thread there for the lines. Voice channels have no threads: there lines go into their chat.
"""

from __future__ import annotations

from typing import Final

import discord

Posting = discord.TextChannel | discord.Thread | discord.VoiceChannel | discord.StageChannel
"""Channels of a server that take messages."""

KEPT_MINUTES: Final = 1440
"""A thread is archived after a day without a message."""


def posting(where: object, voice: discord.VoiceChannel | discord.StageChannel) -> Posting | None:
    """The channel of the command, else the voice channel's chat; None where the bot may write in neither."""
    for channel in (where, voice):
        if isinstance(channel, Posting) and may_write(channel):
            return channel
    return None


def may_write(channel: Posting) -> bool:
    """Whether the bot may send messages there."""
    mine = channel.permissions_for(channel.guild.me)
    if isinstance(channel, discord.Thread):
        return mine.view_channel and mine.send_messages_in_threads
    return mine.view_channel and mine.send_messages


async def thread_for(place: Posting, title: str) -> discord.Thread | None:
    """A thread for lines; None where there can be none."""
    if not isinstance(place, discord.TextChannel):
        return None
    mine = place.permissions_for(place.guild.me)
    if not (mine.create_public_threads and mine.send_messages_in_threads):
        return None
    try:
        message = await place.send(
            f"\N{BLACK CIRCLE FOR RECORD} Live transcript of **{discord.utils.escape_markdown(title)}**",
            allowed_mentions=discord.AllowedMentions.none(),
        )
        return await message.create_thread(
            name=f"Transcript: {title}"[:100], auto_archive_duration=KEPT_MINUTES
        )
    except discord.HTTPException:
        return None
