"""One recording from its start to the posted transcript.

In: a voice channel to record, and what happens with it. Out: a session on disk, lines in a thread,
and at the end its results where they belong. What Discord refuses on the way (a nickname, a notice, a
thread) is left out; the recording goes on.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord

from bot.captions import Captions
from bot.store import Place
from bot.voice.client import RecordingVoiceClient
from bot.words import duration_text

_log = logging.getLogger(__name__)

PREFIX = "[REC] "
"""In front of the bot's nickname while it records."""

CONNECT_SECONDS = 20.0

Voice = discord.VoiceChannel | discord.StageChannel


@dataclass(eq=False)
class Meeting:
    """A recording under way. `begin` it; `stop` it once.

    `thread` is where lines go: None when there are to be none."""

    folder: Path
    channel: Voice
    place: Place
    title: str
    voice: RecordingVoiceClient | None = None
    captions: Captions | None = None
    began: float = field(default_factory=time.monotonic)
    behind: float = 0.0
    """Seconds by which the last line was behind the recording."""
    lines: set[str] = field(default_factory=set)
    drafts: set[str] = field(default_factory=set)
    """Those whose last one has not come."""
    troubles: list[str] = field(default_factory=list)
    messages: dict[str, str] = field(default_factory=dict)
    """Addresses of the messages that showed lines, by the lines' ids, once it is over."""
    stopping: bool = False
    _nick: str | None = None
    _renamed: bool = False

    async def connect(self, troubled: Callable[[str], None]) -> None:
        """Joins the channel and records from the first packet on.

        Raises what discord.py raises, TimeoutError, and OutputError when the session cannot be made."""

        def recording(client: discord.Client, channel: Any) -> RecordingVoiceClient:
            self.voice = RecordingVoiceClient(client, channel)
            self.voice.record_to(self.folder, title=self.title, troubled=troubled)
            return self.voice

        try:
            await self.channel.connect(cls=recording, timeout=CONNECT_SECONDS, self_mute=True)
        except BaseException:
            if self.voice is not None:
                with suppress(Exception):
                    await self.voice.stop_recording("refused")
                if not self.voice.ended.is_set():  # else it waits for a confirmation that has come
                    with suppress(Exception):
                        await self.voice.disconnect(force=True)
            raise
        self.began = time.monotonic()

    async def show(self, where: discord.abc.Messageable | None) -> None:
        """Tells everybody: a notice in the voice channel's chat, the nickname, and lines in `where`."""
        with suppress(discord.HTTPException):
            await self.channel.send(
                f"\N{BLACK CIRCLE FOR RECORD} **This channel is being recorded and transcribed.** "
                f"<@{self.place.starter}> asked for it. Whoever does not want to be heard can mute "
                "themselves or leave; `/transcribe stop` ends it.",
                allowed_mentions=discord.AllowedMentions.none(),
            )
        me = self.channel.guild.me
        self._nick = me.nick
        with suppress(discord.HTTPException):
            await me.edit(nick=(PREFIX + me.display_name)[:32])
            self._renamed = True
        if where is not None:
            self.captions = Captions(where)

    def hear(self, message: dict[str, Any]) -> None:
        """What the worker says of what was said, or is being said."""
        match message["event"]:
            case "said":
                self.say(message["line"], message["name"], message["behind"], message["draft"])
            case "draft":
                self._draft(message)
            case "interrupted":
                self._abandon_drafts()

    def say(self, line: dict[str, Any], name: str, behind: float, draft: str | None = None) -> None:
        """A line was recognized; again, when the worker was started again. What was shown as a draft is
        completed by the last one."""
        if line["id"] in self.lines:
            return
        self.lines.add(line["id"])
        self.behind = behind
        if self.captions is not None and draft not in self.drafts:
            self.captions.say(name, line["text"], line["id"])

    def _draft(self, draft: dict[str, Any]) -> None:
        """Something is being said; or was, when this is the last draft of it."""
        if draft["ended"]:
            self.drafts.discard(draft["id"])
        else:
            self.drafts.add(draft["id"])
        if self.captions is None:
            return
        if draft["ended"]:
            self.captions.end(draft["id"], draft["name"], draft["committed"], draft["lines"])
        else:
            self.captions.draft(draft["id"], draft["name"], draft["committed"])

    def _abandon_drafts(self) -> None:
        """The worker died: what was being said comes again, as lines."""
        self.drafts.clear()
        if self.captions is not None:
            self.captions.abandon()

    async def stop(self, reason: str) -> None:
        """Leaves, and completes the capture. What cannot be written any more is told in `troubles`."""
        self.stopping = True
        voice = self.voice
        if voice is None:
            return
        try:
            await voice.stop_recording(reason)
        except Exception as error:
            _log.exception("The recording could not be ended as it should")
            self.troubles.append(f"The end of the recording may be missing: {error}")
        if not voice.ended.is_set():
            with suppress(Exception):
                await asyncio.wait_for(voice.disconnect(force=True), CONNECT_SECONDS)
        if self._renamed:
            with suppress(discord.HTTPException):
                await self.channel.guild.me.edit(nick=self._nick)

    async def silence(self) -> None:
        """No more lines will come; where they were shown is in `messages`."""
        if self.captions is not None:
            await self.captions.close()
            self.messages = self.captions.messages
            self.captions = None

    def status(self, recognizer: str | None, trouble: str | None) -> discord.Embed:
        """How it goes, for `/transcribe status`."""
        voice = self.voice
        assert voice is not None
        recorder = voice.recorder
        embed = discord.Embed(title=f"Recording {self.channel.name}", colour=discord.Colour.red())
        embed.add_field(name="For", value=duration_text(time.monotonic() - self.began))
        heard = recorder.heard.rows() if recorder is not None else []
        names = [
            f"{discord.utils.escape_markdown(row.name)[:40]}: {row.received} packets, {row.lost} lost"
            for row in heard
        ]
        embed.add_field(name="Heard", value="\n".join(names)[:1000] or "nobody yet", inline=False)
        protocol, _, code = voice.encryption
        if protocol and code:
            groups = " ".join(code[at : at + 5] for at in range(0, len(code), 5))
            state = f"end-to-end (DAVE {protocol}), code `{groups}`"
        elif protocol:
            state = f"end-to-end (DAVE {protocol}), keys are being exchanged"
        else:
            state = "on the way to Discord, **not** end-to-end"
        embed.add_field(name="Encryption", value=state, inline=False)
        embed.add_field(name="Recognizer", value=recognizer or trouble or "is being loaded")
        embed.add_field(name="Last line", value=f"{self.behind:.1f} s behind" if self.lines else "none yet")
        state = "paused" if recorder is not None and recorder.paused else "connected"
        if not voice.is_connected():
            state = "reconnecting"
        embed.add_field(name="State", value=state)
        if self.troubles:
            embed.add_field(name="Trouble", value="\n".join(self.troubles)[:1000], inline=False)
        return embed
