"""What must be so before a recording begins.

In: who asks, for which channel, and the data folder. Out: nothing, or a Refusal: a sentence that says
what is in the way, and what to do. It changes nothing but that it makes the data folder.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import discord

from bot.worker import Worker

LEAST_DISK = 500_000_000
"""Bytes that must be free to begin: an hour of four speakers with its mix."""


class Refusal(Exception):
    """What cannot be done for a member, in a sentence that says why, and what to do."""


def check_admission(member: discord.Member, channel: discord.VoiceChannel | discord.StageChannel) -> None:
    """Raises Refusal where the member, or the bot, may not join."""
    theirs, mine = channel.permissions_for(member), channel.permissions_for(member.guild.me)
    if not (theirs.view_channel and theirs.connect):
        raise Refusal(f"You may not join {channel.mention}, so you may not have it recorded.")
    if not (mine.view_channel and mine.connect):
        raise Refusal(
            f"I may not join {channel.mention}: give me the permissions View Channel and Connect there."
        )
    full = channel.user_limit and len(channel.members) >= channel.user_limit
    if full and not (mine.move_members or mine.administrator):
        raise Refusal(f"{channel.mention} is full: raise its user limit, or let me move members.")


def check_disk(data: Path) -> None:
    """Raises Refusal where the data folder cannot be used, or has no room."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        free = shutil.disk_usage(data).free
    except OSError as error:
        raise Refusal(f"The bot's data folder cannot be used: {error.strerror}.") from error
    if free < LEAST_DISK:
        raise Refusal("The bot's disk is nearly full: its owner must make room first.")


def check_languages(worker: Worker, languages: Sequence[str]) -> None:
    """Raises Refusal for a language that the worker's recognizer does not know."""
    known = worker.languages
    for language in languages:
        if known is not None and language not in known:
            raise Refusal(
                f"The recognizer {worker.recognizer} does not know the language {language!r}: it knows "
                f"{', '.join(known[:20])}."
            )
