"""Buttons under a posted transcript: the other formats, for whoever presses.

In: presses, also on messages of a bot that ran before. Out: the file, for the one who pressed. A
button knows its session by the folder's name, and nothing outside the data folder is ever read.
"""

from __future__ import annotations

import asyncio
import io
import re
from pathlib import Path
from typing import Any

import discord

from transcriber.transcript.formats import DEFAULT_FORMATS, FORMATS

_TEMPLATE = re.compile(r"transcript:(?P<format>[a-z0-9]+):(?P<session>[\w.-]{1,80})")

OTHERS = tuple(name for name in DEFAULT_FORMATS if name != "md")


class FormatButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=_TEMPLATE):
    """Gives a session's transcript in one format. `data` is set once, when the bot starts."""

    data: Path = Path("sessions")

    def __init__(self, form: str, session: str) -> None:
        self.form, self.session = form, session
        super().__init__(
            discord.ui.Button(
                label=form.upper(),
                style=discord.ButtonStyle.secondary,
                custom_id=f"transcript:{form}:{session}",
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> FormatButton:
        """The button of a message, as pressed."""
        return cls(match["format"], match["session"])

    async def callback(self, interaction: discord.Interaction) -> None:
        """Somebody pressed it."""
        form = FORMATS.get(self.form)
        path = self.data / self.session / f"transcript.{form.extension if form else ''}"
        if form is None or self.session.startswith(".") or not path.is_file():
            await interaction.response.send_message(
                "That transcript is no longer on the bot's disk.", ephemeral=True
            )
            return
        text = await asyncio.to_thread(path.read_bytes)
        await interaction.response.send_message(
            file=discord.File(io.BytesIO(text), filename=path.name), ephemeral=True
        )


def format_buttons(session: str) -> discord.ui.View | None:
    """A button for every other format; None for a session whose name is none of ours."""
    if not _TEMPLATE.fullmatch(f"transcript:json:{session}"):
        return None
    view = discord.ui.View(timeout=None)
    for form in OTHERS:
        view.add_item(FormatButton(form, session))
    return view
