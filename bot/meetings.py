"""All recordings of the bot: starting, ending, finishing what an earlier bot left.

In: wishes of members, and what the worker says. Out: meetings; their results are posted by `results`.
One recording a server at a time. It owns the data folder; whatever fails on the way, nothing in it is
deleted, but for a session in which not even a connection came about.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
import time
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import discord

from bot.admission import Refusal, check_admission, check_disk, check_languages
from bot.meeting import CONNECT_SECONDS, PREFIX, Meeting, Voice
from bot.places import Posting, posting, thread_for
from bot.results import Result, Results
from bot.settings import Settings
from bot.spoken import Spoken
from bot.store import Place, unfinished
from bot.voice.client import session_name
from bot.voice.persistent import Refused
from bot.words import duration_text
from bot.worker import Worker
from transcriber.capture.session import Session
from transcriber.config import HOTWORD_TERMS
from transcriber.errors import TranscriberError
from transcriber.speech.wishes import Wishes, languages_of

_log = logging.getLogger(__name__)

EMPTY_SECONDS = 300.0
"""A channel without people is recorded for so long; they may have lost their connection."""

LOOK_SECONDS = 5.0
"""How often it is looked whether anybody is there."""

AFK = "I was moved to the AFK channel, where nobody can speak: move me back, or `/transcribe stop`."


class Meetings:
    """The recordings under way, and those whose results are awaited."""

    def __init__(self, client: discord.Client, settings: Settings) -> None:
        self._client = client
        self._settings = settings
        self._running: dict[int, Meeting] = {}
        self._starting: set[int] = set()
        self._ending: dict[Path, Meeting] = {}
        self._awaited: dict[Path, tuple[Place, list[str]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._results = Results(client)
        self._early: dict[Path, dict[str, Any]] = {}
        """What the worker made of recordings that are still being left: the capture told it of the end."""
        self._left = list(unfinished(settings.data))
        """Sessions that an earlier bot did not finish."""
        self.spoken = Spoken(settings.data)
        self.worker = Worker(settings, self._happened)

    # --- what members wish ----------------------------------------------------------------------

    def of(self, guild: int) -> Meeting | None:
        """The recording under way in a server."""
        return self._running.get(guild)

    async def start(
        self, member: discord.Member, channel: Voice, where: object, language: str | None, title: str | None
    ) -> str:
        """Begins a recording; what to answer. Raises Refusal."""
        guild = member.guild
        self._check(member, channel)
        check_languages(self.worker, languages_of(language or ""))
        text = posting(where, channel)
        if text is None:
            raise Refusal(
                f"I may not write in this channel, nor in the chat of {channel.mention}: give me the "
                "permissions View Channel and Send Messages in one of them."
            )
        self._starting.add(guild.id)
        try:
            meeting = await self._begun(member, channel, text, language, title)
        finally:
            self._starting.discard(guild.id)
        shown = meeting.place.thread or meeting.place.text
        stage = (
            " A stage is not end-to-end encrypted: Discord could hear it too."
            if isinstance(channel, discord.StageChannel)
            else ""
        )
        lines = f" Lines appear in <#{shown}>." if meeting.captions is not None else ""
        return f"Recording {channel.mention}.{lines} `/transcribe stop` ends it.{stage}"

    async def stop(self, meeting: Meeting, reason: str) -> str:
        """Ends a recording; what to answer. Raises Refusal when somebody else just did."""
        if meeting.stopping:
            raise Refusal("The recording is being ended already.")
        lasted = duration_text(time.monotonic() - meeting.began)
        await self._end(meeting, reason)
        return f"The recording of {meeting.channel.mention} has ended after {lasted}. The transcript follows."

    def _check(self, member: discord.Member, channel: Voice) -> None:
        guild = member.guild
        running = self._running.get(guild.id)
        if running is not None:
            if running.channel.id == channel.id:
                raise Refusal(f"{channel.mention} is being recorded already: `/transcribe status` says more.")
            raise Refusal(
                f"I record {running.channel.mention} at the moment, and can be in one channel of a server "
                "only: `/transcribe stop` ends that."
            )
        if guild.id in self._starting:
            raise Refusal("A recording is being started in this server at this moment.")
        check_admission(member, channel)
        check_disk(self._settings.data)

    async def _begun(
        self,
        member: discord.Member,
        channel: Voice,
        text: Posting,
        language: str | None,
        title: str | None,
    ) -> Meeting:
        folder = self._folder(title or channel.name)
        place = Place(
            guild=member.guild.id,
            voice=channel.id,
            text=text.id,
            starter=member.id,
            language=",".join(languages_of(language or self._settings.language or "")) or None,
        )
        meeting = Meeting(folder, channel, place, title or channel.name)
        try:
            await meeting.connect(lambda sentence: self._troubled(meeting, sentence))
        except Refused as error:
            raise self._discarded(folder, str(error)) from error
        except TimeoutError as error:
            raise self._discarded(
                folder,
                f"Discord did not let me into {channel.mention} within {CONNECT_SECONDS:.0f} s: try again.",
            ) from error
        except discord.ClientException as error:
            raise self._discarded(folder, f"I could not join {channel.mention}: {error}") from error
        self._running[member.guild.id] = meeting
        try:
            place.save(folder)  # before all else: it is what a next bot goes by
        except TranscriberError:
            self._running.pop(member.guild.id)
            await meeting.stop("the disk refused")
            raise
        thread = await thread_for(text, meeting.title) if self._settings.captions else None
        meeting.place = replace(place, thread=thread.id if thread else None)
        meeting.place.save_or_log(folder)
        shown = (thread or text) if self._settings.captions else None
        await meeting.show(shown)
        self.worker.begin(folder, self._wishes(meeting.place, self._names(channel)))
        self._spawn(self._until_over(meeting))
        return meeting

    def _folder(self, title: str) -> Path:
        """A folder that is not there yet: two servers may begin in the same second."""
        name = session_name(title)
        folder, number = self._settings.data / name, 1
        while folder.exists():
            number += 1
            folder = self._settings.data / f"{name}-{number}"
        return folder

    def _discarded(self, folder: Path, why: str) -> Refusal:
        """A session in which nothing was ever heard is not kept."""
        shutil.rmtree(folder, ignore_errors=True)
        return Refusal(why)

    def _names(self, channel: Voice) -> tuple[str, ...]:
        return tuple(member.display_name for member in channel.members if not member.bot)[:HOTWORD_TERMS]

    def _wishes(self, place: Place, roster: tuple[str, ...] = ()) -> Wishes:
        return Wishes(
            languages=languages_of(place.language or ""),
            roster=roster,
            spoken=self.spoken.of(place.guild),
            names=self._settings.names,
        )

    def _troubled(self, meeting: Meeting, sentence: str) -> None:
        _log.error("%s", sentence)
        meeting.troubles.append(sentence)
        if meeting.captions is not None:
            meeting.captions.say("Transcriber", sentence)

    # --- ends -----------------------------------------------------------------------------------

    async def _until_over(self, meeting: Meeting) -> None:
        """Ends the recording when the bot was removed, or the channel has been empty for long."""
        assert meeting.voice is not None
        ended, empty, away = meeting.voice.ended, 0.0, False
        while not meeting.stopping:
            try:
                await asyncio.wait_for(ended.wait(), LOOK_SECONDS)
            except TimeoutError:
                meeting.channel = meeting.voice.channel or meeting.channel
                was_away, away = away, meeting.channel == meeting.channel.guild.afk_channel
                if away and not was_away:
                    self._troubled(meeting, AFK)
                people = [one for one in meeting.channel.members if not one.bot]
                empty = 0.0 if people else empty + LOOK_SECONDS
                if empty < EMPTY_SECONDS:
                    continue
            if not meeting.stopping:
                reason = "removed from the channel" if ended.is_set() else "the channel was empty"
                await self._end(meeting, reason)

    async def _end(self, meeting: Meeting, reason: str) -> None:
        meeting.stopping = True
        _log.info("A recording ends: %s", reason.split(" by ", maxsplit=1)[0])
        await meeting.stop(reason)
        self._running.pop(meeting.place.guild, None)
        meeting.place = replace(meeting.place, state="transcribing")
        meeting.place.save_or_log(meeting.folder)
        self._await(meeting.folder, meeting.place, meeting.troubles, meeting)

    def _await(self, folder: Path, place: Place, troubles: list[str], meeting: Meeting | None = None) -> None:
        self._awaited[folder] = place, troubles
        if meeting is not None:
            self._ending[folder] = meeting
        self.worker.end(folder)
        if folder in self._early:
            self._happened(self._early.pop(folder))

    async def close(self) -> None:
        """The bot ends: recordings are complete; their results are posted by the next one."""
        for meeting in list(self._running.values()):
            if not meeting.stopping:
                meeting.stopping = True
                await meeting.stop("the bot was stopped")
                replace(meeting.place, state="transcribing").save_or_log(meeting.folder)
            await meeting.silence()
        await self._results.close()
        for task in self._tasks:
            task.cancel()
        await self.worker.close()

    # --- what the worker says -------------------------------------------------------------------

    def begin(self) -> None:
        """Starts the worker, and finishes what an earlier bot left."""
        self.worker.start()
        for guild in self._client.guilds:
            if guild.id not in self._running and (guild.me.nick or "").startswith(PREFIX):
                self._spawn(_unprefixed(guild))
        for folder, place in self._left:
            if not Session(folder).capture.exists():
                continue
            _log.info("A session of an earlier run is finished: %s", folder.name)
            self.worker.begin(folder, self._wishes(place))
            troubles = ["The bot was stopped in the middle of this recording."]
            self._await(folder, place, troubles if place.state == "recording" else [])

    def _happened(self, message: dict[str, Any]) -> None:
        folder = Path(message["session"])
        meeting = self._meeting_in(folder)
        if message["event"] in ("said", "draft", "interrupted"):
            if meeting is not None:
                meeting.hear(message)
        elif folder in self._awaited:
            place, troubles = self._awaited.pop(folder)
            self.worker.forget(folder)
            self.spoken.learn(place.guild, message.get("spoken", {}))
            self._ending.pop(folder, None)
            self._results.post(Result(folder, place, message, troubles, meeting))
        elif (
            meeting is not None
            and meeting.stopping
            and (message["event"] == "done" or meeting.place.language is None)
        ):
            self._early[folder] = message
        elif meeting is not None and message["event"] == "failed":
            self._troubled(meeting, f"Lines cannot be shown: {message['why']}")
            if meeting.place.language is not None:  # the language that is set may not be known
                meeting.place = replace(meeting.place, language=None)
                self.worker.begin(folder, self._wishes(meeting.place, self._names(meeting.channel)))

    def _meeting_in(self, folder: Path) -> Meeting | None:
        running = [meeting for meeting in self._running.values() if meeting.folder == folder]
        return running[0] if running else self._ending.get(folder)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _unprefixed(guild: discord.Guild) -> None:
    """Takes away the prefix that a bot which was killed has left."""
    name = (guild.me.nick or "").removeprefix(PREFIX)
    with suppress(discord.HTTPException):
        await guild.me.edit(nick=None if name == guild.me.global_name or name == guild.me.name else name)
