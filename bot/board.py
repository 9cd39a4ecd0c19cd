"""What the messages of a session say: lines, and below them what is being said.

In: lines, and drafts. Out: one message after the other to write or to write anew. The last message is edited
while it has room, so that a call is a few messages and not hundreds. Drafts stand behind all lines, their
committed words only, and move on to the next message with the lines; the last draft of an utterance is a
line, which begins with what was shown of it. It sends nothing and knows no time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import discord

ROOM = 1900
"""Characters of a message; Discord takes 2000."""

LONGEST = 1500
"""Characters of one line: what is longer is cut here, and whole in the transcript."""


@dataclass(frozen=True, slots=True)
class Caption:
    """A line as it is shown."""

    speaker: str
    text: str
    lines: tuple[str, ...] = ()
    """The ids of the lines that it is; none for what is no line."""

    def shown(self, before: str | None) -> str:
        """As a row of a message; the name is left out behind a row of the same speaker."""
        text = discord.utils.escape_markdown(discord.utils.escape_mentions(self.text))[:LONGEST]
        if before == self.speaker:
            return f"\u2003{text}"
        name = discord.utils.escape_markdown(discord.utils.escape_mentions(self.speaker))[:80]
        return f"**{name}** {text}"


@dataclass(frozen=True, slots=True)
class Post:
    """What message `number` of the session is to say from now on; nothing: it is to go."""

    number: int
    content: str
    lines: tuple[str, ...] = ()
    """The ids of the lines that it shows and no earlier one did."""


class Board:
    """The messages of one session in one place."""

    def __init__(self) -> None:
        self._waiting: deque[Caption] = deque()
        self._drafts: dict[str, Caption] = {}
        self._number = 0
        self._lines = ""
        """The lines of the last message."""
        self._speaker: str | None = None
        self._shown = ""
        """What the last message says."""
        self._left: deque[Post] = deque()
        """Earlier messages that still show drafts, and what they should say."""
        self.urgent = False
        """There is more to show than drafts."""

    def say(self, speaker: str, text: str, lines: Sequence[str] = ()) -> None:
        """A line. `lines`: its id, or the ids of the lines that it is in one."""
        self._waiting.append(Caption(speaker, text, tuple(lines)))
        self.urgent = True

    def draft(self, id: str, speaker: str, committed: str) -> None:
        """What is known of an utterance that goes on."""
        if committed:
            self._drafts[id] = Caption(speaker, f"{committed} …")

    def end(self, id: str, speaker: str, text: str, lines: Sequence[str] = ()) -> None:
        """The last draft of an utterance, which became these lines; it may say nothing."""
        self.urgent = self._drafts.pop(id, None) is not None or self.urgent
        if text:
            self.say(speaker, text, lines)

    def abandon(self) -> None:
        """What goes on will not be told to its end: it stays as it is."""
        for caption in self._drafts.values():
            self.say(caption.speaker, caption.text)
        self._drafts.clear()

    def break_off(self) -> None:
        """The next line begins another message."""
        if self._shown != self._lines:
            self._left.append(Post(self._number, self._lines))
        self._number += 1
        self._lines, self._speaker, self._shown = "", None, ""

    def refused(self, post: Post) -> None:
        """It could not be shown: what comes next begins another message, and this one stays as it is."""
        if post.number == self._number:
            self._shown = self._lines
            self.break_off()

    def next(self) -> Post | None:
        """The next message to write, with as much as fits into it; None when everything is shown. It
        counts as written."""
        taken = self._take_lines()
        content = self._lines if self._waiting else self._with_drafts()
        self.urgent = bool(self._waiting)
        if content != self._shown:
            self._shown = content
            return Post(self._number, content, taken)
        if self._lines and self._drafts and content == self._lines:
            self.break_off()  # full: what is being said begins another message
            return self.next()
        return self._left.popleft() if self._left else None

    def _take_lines(self) -> tuple[str, ...]:
        """Puts as many lines as fit into the last message, or the next; their ids."""
        fresh, speaker = self._lines, self._speaker
        taken: list[str] = []
        while self._waiting:
            row = self._waiting[0].shown(speaker)
            if fresh and len(fresh) + 1 + len(row) > ROOM:
                if fresh != self._lines:
                    break
                self.break_off()
                fresh, speaker = "", None
                continue
            caption = self._waiting.popleft()
            speaker = caption.speaker
            taken += caption.lines
            fresh = f"{fresh}\n{row}" if fresh else row
        self._lines, self._speaker = fresh, speaker
        return tuple(taken)

    def _with_drafts(self) -> str:
        """The lines of the last message and what is being said, if all of it fits; in a message without
        lines, as much as fits."""
        content, speaker = self._lines, self._speaker
        for caption in self._drafts.values():
            row = caption.shown(speaker)
            more = f"{content}\n{row}" if content else row
            if len(more) > ROOM:
                return self._lines or content
            content, speaker = more, caption.speaker
        return content
