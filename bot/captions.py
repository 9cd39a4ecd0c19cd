"""Lines in a Discord channel while people talk.

In: lines as they are recognized. Out: messages in one channel or thread: the last one is edited while
it has room, so that a call is a few messages and not hundreds. At most one request every
PACE_SECONDS, with everything that has come since the last; so a burst costs no more requests than a
line. What Discord refuses is told once and dropped: the transcript has it all. Nobody is mentioned. Where
a line was shown is remembered, for those who cite it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from contextlib import suppress
from dataclasses import dataclass

import discord
from discord.abc import Messageable

_log = logging.getLogger(__name__)

PACE_SECONDS = 1.2
"""Discord allows about five messages or edits in five seconds to a channel."""

ROOM = 1900
"""Characters of a message; Discord takes 2000."""

LONGEST = 1500
"""Characters of one line: what is longer is cut here, and whole in the transcript."""


@dataclass(frozen=True, slots=True)
class Caption:
    """A line as it is shown."""

    speaker: str
    text: str
    line: str | None = None
    """The line's id; None for what is no line."""

    def shown(self, before: str | None) -> str:
        """As a row of a message; the name is left out behind a row of the same speaker."""
        text = discord.utils.escape_markdown(discord.utils.escape_mentions(self.text))[:LONGEST]
        if before == self.speaker:
            return f"\u2003{text}"
        name = discord.utils.escape_markdown(discord.utils.escape_mentions(self.speaker))[:80]
        return f"**{name}** {text}"


class Captions:
    """The lines of one session in one place."""

    def __init__(self, place: Messageable) -> None:
        self.messages: dict[str, str] = {}
        """Addresses of the messages that show lines, by the lines' ids."""
        self._place = place
        self._waiting: deque[Caption] = deque()
        self._more = asyncio.Event()
        self._message: discord.Message | None = None
        self._content = ""
        self._speaker: str | None = None
        self._refused = False
        self._task = asyncio.get_running_loop().create_task(self._run(), name="Captions")

    def say(self, speaker: str, text: str, line: str | None = None) -> None:
        """Shows a line, soon. `line`: its id."""
        self._waiting.append(Caption(speaker, text, line))
        self._more.set()

    def break_off(self) -> None:
        """The next line begins another message: somebody else wrote in between."""
        self._message, self._content, self._speaker = None, "", None

    async def close(self) -> None:
        """Shows what is left, and ends."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        if self._waiting:
            with suppress(discord.HTTPException):
                await self._show()

    async def _run(self) -> None:
        while True:
            await self._more.wait()
            self._more.clear()
            try:
                await self._show()
                self._refused = False
            except discord.HTTPException as error:
                if not self._refused:
                    _log.warning("Lines cannot be shown: Discord answered %d", error.status)
                self._refused = True
                self.break_off()
            await asyncio.sleep(PACE_SECONDS)

    async def _show(self) -> None:
        """As many of the waiting lines as fit into one request; the rest waits for the next."""
        fresh = self._content if self._message is not None else ""
        speaker = self._speaker if fresh else None
        shown: list[str] = []
        while self._waiting:
            row = self._waiting[0].shown(speaker)
            if fresh and len(fresh) + 1 + len(row) > ROOM:
                if fresh == self._content:
                    self.break_off()
                    fresh, speaker = "", None
                    continue
                self._more.set()
                break
            caption = self._waiting.popleft()
            speaker = caption.speaker
            shown += [caption.line] if caption.line is not None else []
            fresh = f"{fresh}\n{row}" if fresh else row
        if not fresh:
            return
        quiet = discord.AllowedMentions.none()
        if self._message is None:
            self._message = await self._place.send(fresh, allowed_mentions=quiet, silent=True)
        else:
            self._message = await self._message.edit(content=fresh, allowed_mentions=quiet)
        self._content, self._speaker = fresh, speaker
        self.messages.update(dict.fromkeys(shown, self._message.jump_url))
