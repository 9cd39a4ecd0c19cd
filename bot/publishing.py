"""A session's results, posted where they belong.

In: what the worker said when it was done, and a place. Out: one message with a summary and its picture,
the transcript and the mix; more where the mix comes in parts. What is too large for the place is made
smaller by another process; what Discord still refuses stays on disk, and the message says where.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import discord

from bot.buttons import format_buttons
from bot.citations import linked
from bot.words import duration_text, size_text

_log = logging.getLogger(__name__)

DESCRIPTION, EMBED = 4096, 6000
"""Characters of an embed's description, and of the whole, that Discord takes. Title and fields are cut so
that 3000 are left."""

MANY = 15
"""Participants who are named in the summary; the transcript names all."""


def summary(
    title: str, done: Mapping[str, Any], troubles: Sequence[str], messages: Mapping[str, str]
) -> discord.Embed:
    """What everybody sees of a call at once. `messages`: where lines were shown, by their ids."""
    embed = discord.Embed(title=title[:250], colour=discord.Colour.green())
    embed.add_field(name="Duration", value=duration_text(done["duration"]))
    embed.add_field(name="Lines", value=str(done["lines"]))
    embed.add_field(name="Recognized by", value=done["recognizer"])
    people = sorted(done["participants"], key=lambda person: -person["talk"])
    total = sum(person["talk"] for person in people) or 1
    rows = [
        f"{discord.utils.escape_markdown(person['name'])[:60]}: {duration_text(person['talk'])} "
        f"({person['talk'] / total:.0%})"
        for person in people[:MANY]
    ]
    if len(people) > MANY:
        rows.append(f"and {len(people) - MANY} more")
    embed.add_field(name="Participants", value="\n".join(rows)[:1000] or "nobody", inline=False)
    notes = [*done["warnings"], *troubles]
    if notes:
        embed.add_field(name="Notes", value="\n".join(notes)[:1000], inline=False)
    embed.description = linked(done["digest"], messages, min(DESCRIPTION, EMBED - len(embed))) or None
    return embed


async def publish(
    place: discord.abc.Messageable, folder: Path, embed: discord.Embed, limit: int
) -> discord.Message:
    """Posts a session's results. `limit`: bytes of a file that the place takes.

    Raises discord.HTTPException when not even the summary can be posted."""
    transcript, minutes, mix = folder / "transcript.md", folder / "minutes.md", folder / "mix.wav"
    picture = folder / "overview.png"
    with tempfile.TemporaryDirectory(prefix="transcriber-") as made:
        sounds, note = await _fitting(mix, Path(made), limit)
        notes = [note] if note else []
        texts = [path for path in (minutes, transcript) if path.exists()]
        files = [*(path for path in texts if path.stat().st_size <= limit), *sounds[:1]]
        if transcript in texts and transcript not in files:
            notes.append("The transcript is too large to be posted; it is on the bot's disk.")
        if picture.exists() and picture.stat().st_size <= limit:
            files.append(picture)
            embed.set_image(url=f"attachment://{picture.name}")
        try:
            message = await _send(place, files, embed, notes, format_buttons(folder.name))
            for path in sounds[1:]:
                await _send(place, [path], None, [], None)
            return message
        except discord.HTTPException as error:
            _log.warning("The files of a session were refused: Discord answered %d", error.status)
    embed.set_image(url=None)
    notes.append(f"The files could not be posted. They are on the bot's disk, in session `{folder.name}`.")
    return await _send(place, [], embed, notes, format_buttons(folder.name))


async def _fitting(mix: Path, made: Path, limit: int) -> tuple[list[Path], str | None]:
    """The mix in files that may be posted, and what is to be said about it."""
    if not mix.exists():
        return [], None
    size = mix.stat().st_size
    if size <= limit:
        return [mix], None
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "transcriber", "shrink", str(mix), "-o", str(made),
        "--limit", str(limit / 1_000_000), stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    output, _ = await process.communicate()
    kept = f"The WAV ({size_text(size)}) is larger than this server takes, and stays on the bot's disk"
    if process.returncode:
        return [], f"{kept}."
    paths = [Path(line) for line in output.decode().splitlines()]
    parts = f" in {len(paths)} parts" if len(paths) > 1 else ""
    return paths, f"{kept}; here it is as Opus{parts}."


async def _send(
    place: discord.abc.Messageable,
    files: Sequence[Path],
    embed: discord.Embed | None,
    notes: Sequence[str],
    view: discord.ui.View | None,
) -> discord.Message:
    more: dict[str, Any] = {}
    if embed is not None:
        more["embed"] = embed
    if view is not None:
        more["view"] = view
    attached = [discord.File(path, filename=path.name) for path in files]
    try:
        return await place.send(
            "\n".join(notes) or None, files=attached, allowed_mentions=discord.AllowedMentions.none(), **more
        )
    finally:
        for file in attached:
            file.close()
