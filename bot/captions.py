"""Lines in a Discord channel while people talk.

In: lines as they are recognized, and drafts of what is being said. Out: messages in one channel or thread,
as the board has them, each request with everything that has come since the last; so a burst costs no more
requests than a line. What Discord refuses is told once and dropped: the transcript has it all. Nobody is
mentioned. Where a line was shown is remembered, for those who cite it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress

import discord
from discord.abc import Messageable

from bot.board import Board, Post
from bot.pace import Pace

_log = logging.getLogger(__name__)


class Captions:
    """The lines of one session in one place."""

    def __init__(self, place: Messageable) -> None:
        self.messages: dict[str, str] = {}
        """Addresses of the messages that show lines, by the lines' ids."""
        self._place = place
        self._board = Board()
        self._pace = Pace()
        self._more = asyncio.Event()
        self._messages: dict[int, discord.Message] = {}
        self._refused = False
        self._request = asyncio.Lock()
        self._task = asyncio.get_running_loop().create_task(self._run(), name="Captions")

    def say(self, speaker: str, text: str, line: str | None = None) -> None:
        """Shows a line, soon. `line`: its id."""
        self._board.say(speaker, text, () if line is None else (line,))
        self._more.set()

    def draft(self, id: str, speaker: str, committed: str) -> None:
        """Shows what is known of an utterance that goes on, when there is time."""
        self._board.draft(id, speaker, committed)
        self._more.set()

    def end(self, id: str, speaker: str, text: str, lines: Sequence[str] = ()) -> None:
        """Shows the last draft of an utterance as a line, soon. `lines`: the ids of the lines it became."""
        self._board.end(id, speaker, text, lines)
        self._more.set()

    def abandon(self) -> None:
        """No draft will be told to its end."""
        self._board.abandon()
        self._more.set()

    async def close(self) -> None:
        """Shows what is left, and ends."""
        async with self._request:  # a message that is on its way must not be sent again
            self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        self._board.abandon()
        with suppress(discord.HTTPException):
            while (post := self._board.next()) is not None:
                await self._show(post)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._more.wait()
            wait = self._pace.wait(loop.time(), urgent=self._board.urgent)
            if wait:
                self._more.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._more.wait(), wait)  # a line is more urgent than a draft
                self._more.set()
                continue
            async with self._request:
                self._more.clear()
                post = self._board.next()
                if post is not None:
                    self._more.set()  # there may be more
                    self._pace.take(loop.time())
                    await self._try(post)

    async def _try(self, post: Post) -> None:
        """Shows it, unless Discord refuses."""
        try:
            await self._show(post)
            self._refused = False
        except discord.HTTPException as error:
            if not self._refused:
                _log.warning("Lines cannot be shown: Discord answered %d", error.status)
            self._refused = True
            self._board.refused(post)

    async def _show(self, post: Post) -> None:
        """Sends a message, edits or deletes it."""
        quiet = discord.AllowedMentions.none()
        message = self._messages.get(post.number)
        if message is None:
            if not post.content:
                return
            self._messages = {
                number: kept for number, kept in self._messages.items() if number >= post.number - 2
            }
            message = await self._place.send(post.content, allowed_mentions=quiet, silent=True)
        elif post.content:
            message = await message.edit(content=post.content, allowed_mentions=quiet)
        else:
            await self._messages.pop(post.number).delete()
            return
        self._messages[post.number] = message
        self.messages.update(dict.fromkeys(post.lines, message.jump_url))
