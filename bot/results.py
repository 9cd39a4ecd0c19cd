"""Results go where they belong, or why there are none.

In: a session's place, and what the worker made of it. Out: the posted transcript; the place, remembered as
posted. What cannot be posted stays on disk, and the next bot tries again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import discord

from bot.meeting import Meeting
from bot.places import Posting
from bot.publishing import publish, summary
from bot.store import Place
from transcriber.capture.session import Session
from transcriber.errors import TranscriberError

_log = logging.getLogger(__name__)

POSTING_SECONDS = 30.0
"""A bot that ends waits so long for uploads under way."""

NO_VOICE = "holds no voice"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of the session in `folder`. `message` is the worker's last about it; `meeting` is None for
    what an earlier bot has recorded."""

    folder: Path
    place: Place
    message: Mapping[str, Any]
    troubles: Sequence[str]
    meeting: Meeting | None


class Results:
    """Those that are being posted."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._tasks: set[asyncio.Task[None]] = set()

    def post(self, result: Result) -> None:
        """Begins to post it."""
        task = asyncio.get_running_loop().create_task(self._post(result))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Waits for what is half posted: the next bot would post it twice."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=POSTING_SECONDS)
        for task in self._tasks:
            task.cancel()

    async def _post(self, result: Result) -> None:
        folder, place, meeting = result.folder, result.place, result.meeting
        if meeting is not None:
            await meeting.silence()
        where = self._where(place)
        if where is None:
            _log.warning("The results of %s belong nowhere any more; they stay on disk", folder.name)
            return
        try:
            await self._told(where, result, {} if meeting is None else meeting.messages)
            replace(place, state="posted").save_or_log(folder)
        except (discord.HTTPException, TranscriberError, OSError) as error:
            _log.warning("The results of %s could not be posted: %s", folder.name, error)

    async def _told(self, where: Posting, result: Result, shown: Mapping[str, str]) -> None:
        """`shown`: addresses of the messages that showed lines, by the lines' ids."""
        folder, message = result.folder, result.message
        if message["event"] == "done":
            title = Session(folder).info().title
            embed = summary(title, message, result.troubles, shown)
            await publish(where, folder, embed, where.guild.filesize_limit)
        elif NO_VOICE in message["why"]:
            await where.send("Nobody said anything: there is no transcript.")
        else:
            await where.send(
                f"The transcript could not be made: {message['why']} The recording is kept, as "
                f"`{folder.name}`."[:1900]
            )

    def _where(self, place: Place) -> Posting | None:
        """Where the results go: where the recording was asked for, or the voice channel's chat."""
        for number in (place.text, place.voice):
            channel = self._client.get_channel(number)
            if isinstance(channel, Posting):
                return channel
        return None
