"""Lines and drafts in a channel of a real client: what is sent, edited and refused."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
from pathlib import Path
from typing import Any

import discord
import pytest
from bot_help import asynchronous, running, speech
from local_discord import LocalDiscord
from local_discord.channel import Thread
from local_discord.person import Person

from bot.captions import Captions


async def begun(local: LocalDiscord) -> tuple[Person, Thread]:
    """Ann is being recorded; and where lines appear."""
    local.guild.allow(local.bot, "create_public_threads", "send_messages_in_threads")
    general, standup = local.guild.text("general"), local.guild.voice("standup")
    ann = await standup.join("Ann")
    await local.command("transcribe start", user=ann, channel=general, options={})
    await local.in_call(standup)
    [thread] = general.threads
    return ann, thread


def rows(content: str) -> list[str]:
    """The rows of a message, without the mark of what goes on."""
    return [row.removesuffix(" …") for row in content.split("\n")]


def draft(text: str, *lines: str, ended: bool = False, id: str = "1000-7") -> dict[str, Any]:
    """What the worker says."""
    return {"event": "draft", "id": id, "name": "Ann", "committed": text, "ended": ended, "lines": lines}


def said(text: str, draft: str | None, id: str = "1200-7") -> dict[str, Any]:
    return {
        "event": "said", "line": {"id": id, "text": text}, "name": "Ann", "behind": 0.5, "draft": draft,
    }  # fmt: skip


@asynchronous
async def test_what_is_being_said_grows_in_the_thread_and_becomes_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way: a person who talks, the bot, its worker, the thread."""
    monkeypatch.setenv("TRANSCRIBER_TEST_DRAFTS", "yes")
    async with LocalDiscord() as local, running(local, tmp_path):
        ann, thread = await begun(local)
        shown: list[str] = []
        while not any("…" in one for one in shown):  # a busy machine may tear her sentence apart
            await ann.say(speech(3.0, 1))
            shown = [one for message in thread.messages for one in (*message.edits, message.content)]
        message = await thread.until(lambda message: "…" not in message.content, 20)
        shown = [*message.edits, message.content]
        for one, two in itertools.pairwise(shown):
            assert all(later.startswith(row) for row, later in zip(rows(one), rows(two), strict=False))
            assert len(rows(one)) <= len(rows(two))


@asynchronous
async def test_a_line_that_was_shown_as_a_draft_is_shown_by_its_last_draft(tmp_path: Path) -> None:
    async with LocalDiscord() as local, running(local, tmp_path) as bot:
        _, thread = await begun(local)
        meeting = bot.meetings.of(local.guild.id)
        assert meeting is not None
        meeting.hear(draft(""))
        meeting.hear(draft("good mourning"))
        await thread.until(lambda message: message.content == "**Ann** good mourning …")
        meeting.hear(said("good morning", "1000-7"))
        meeting.hear(draft("good mourning", "1200-7", ended=True))
        meeting.hear(said("susan", "2000-7", "2200-7"))  # no draft of this was shown
        message = await thread.until(lambda message: message.content == "**Ann** good mourning\n\u2003susan")
        assert meeting.lines == {"1200-7", "2200-7"}
        assert not meeting.drafts
        await meeting.silence()
        assert meeting.messages.keys() == {"1200-7", "2200-7"}
        [address] = set(meeting.messages.values())
        assert address.endswith(f"/{thread.id}/{message.id}")


@asynchronous
async def test_a_worker_that_dies_leaves_its_drafts_as_they_are_and_the_lines_come(tmp_path: Path) -> None:
    async with LocalDiscord() as local, running(local, tmp_path) as bot:
        _, thread = await begun(local)
        meeting = bot.meetings.of(local.guild.id)
        assert meeting is not None
        meeting.hear(draft("good"))
        await thread.until(lambda message: message.content == "**Ann** good …")
        assert bot.meetings.worker.pid is not None
        os.kill(bot.meetings.worker.pid, signal.SIGKILL)
        while meeting.drafts:
            await asyncio.sleep(0.01)
        meeting.hear(said("good morning", "1000-7"))
        await thread.until(lambda message: message.content == "**Ann** good …\n\u2003good morning")


@asynchronous
async def test_a_message_that_somebody_deleted_is_followed_by_another(tmp_path: Path) -> None:
    async with LocalDiscord() as local, running(local, tmp_path) as bot:
        general = local.guild.text("general")
        channel = bot.get_channel(general.id)
        assert isinstance(channel, discord.TextChannel)
        captions = Captions(channel)
        captions.say("Ann", "one")
        captions.draft("b", "Bob", "well")
        first = await general.until(lambda message: message.content == "**Ann** one\n**Bob** well …")
        general.delete(first)
        captions.say("Ann", "two")  # lost with the message
        captions.end("b", "Bob", "well done")
        captions.draft("c", "Cid", "hm")
        await general.until(lambda message: message.content == "**Cid** hm …")
        captions.end("c", "Cid", "")
        await captions.close()
        assert [message.content for message in general.messages] == []
