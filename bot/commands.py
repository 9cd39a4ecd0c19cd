"""`/transcribe start | stop | status | language | mark | pause | resume`.

In: what people type. Out: one answer each, for the one who typed where nobody else needs to see it.
What is refused is refused in a sentence that says what to do. The work is `Meetings`'.
"""

from __future__ import annotations

import logging

import discord
from discord import app_commands

from bot.admission import Refusal, check_languages
from bot.meeting import Meeting, Voice
from bot.meetings import Meetings
from transcriber.errors import TranscriberError

_log = logging.getLogger(__name__)


class TranscribeGroup(app_commands.Group):
    """The commands of one bot."""

    def __init__(self, meetings: Meetings) -> None:
        super().__init__(
            name="transcribe",
            description="Record a voice channel and write down who says what",
            guild_only=True,
        )
        self._meetings = meetings

    @app_commands.command(name="start", description="Record and transcribe a voice channel")
    @app_commands.describe(
        channel="Which channel; without it the one that you are in",
        language="What is spoken: en, or en,de for either; without it, it is detected where that is possible",
        title="What the transcript is called",
    )
    async def start(
        self,
        interaction: discord.Interaction,
        channel: discord.VoiceChannel | discord.StageChannel | None = None,
        language: app_commands.Range[str, 2, 40] | None = None,
        title: app_commands.Range[str, 1, 100] | None = None,
    ) -> None:
        """Joins and records."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        member = interaction.user
        assert isinstance(member, discord.Member)
        wanted: Voice | None = channel
        if wanted is None and member.voice is not None:
            wanted = member.voice.channel
        if wanted is None:
            raise Refusal("Join a voice channel first, or name one: `/transcribe start channel:`.")
        answer = await self._meetings.start(member, wanted, interaction.channel, language, title)
        await interaction.followup.send(answer, ephemeral=True)

    @app_commands.command(name="stop", description="End the recording; the transcript follows")
    async def stop(self, interaction: discord.Interaction) -> None:
        """Leaves; results follow when they are ready."""
        meeting = self._meeting(interaction)
        await interaction.response.defer(thinking=True)
        answer = await self._meetings.stop(meeting, f"asked by {interaction.user.id}")
        await interaction.followup.send(answer)

    @app_commands.command(name="status", description="Who is heard, for how long, and how well")
    async def status(self, interaction: discord.Interaction) -> None:
        """How it goes."""
        meeting = self._meeting(interaction)
        worker = self._meetings.worker
        await interaction.response.send_message(
            embed=meeting.status(worker.recognizer, worker.trouble), ephemeral=True
        )

    @app_commands.command(name="language", description="Which language I take you to speak")
    @app_commands.describe(code="en, de, fr …; `none`: forget it. Without it: what is remembered")
    async def language(
        self, interaction: discord.Interaction, code: app_commands.Range[str, 2, 4] | None = None
    ) -> None:
        """What is remembered of the one who asks, set or forgotten."""
        guild, user = interaction.guild_id or 0, interaction.user.id
        spoken = self._meetings.spoken
        if code is not None and code.lower() == "none":
            spoken.forget(guild, user)
        elif code is not None:
            check_languages(self._meetings.worker, [code.lower()])
            spoken.learn(guild, {str(user): code.lower()})
        known = spoken.of(guild).get(str(user))
        answer = (
            "I do not remember which language you speak: it is detected when you are recorded."
            if known is None
            else f"I take you to speak `{known}`. `/transcribe language code:none` forgets it."
        )
        await interaction.response.send_message(answer, ephemeral=True)

    @app_commands.command(name="mark", description="Write a note into the transcript, at this moment")
    @app_commands.describe(text="What is to be remembered")
    async def mark(self, interaction: discord.Interaction, text: app_commands.Range[str, 1, 500]) -> None:
        """A note."""
        meeting = self._meeting(interaction)
        assert meeting.voice is not None
        if meeting.voice.recorder is not None:
            meeting.voice.recorder.mark(interaction.user.id, interaction.user.display_name, text)
        await interaction.response.send_message(
            f"\N{PUSHPIN} {discord.utils.escape_markdown(text)}",
            allowed_mentions=discord.AllowedMentions.none(),
        )

    @app_commands.command(name="pause", description="Hear nothing until you resume")
    async def pause(self, interaction: discord.Interaction) -> None:
        """Nothing is recorded from here on."""
        meeting = self._meeting(interaction)
        recorder = meeting.voice.recorder if meeting.voice is not None else None
        if recorder is None or recorder.paused:
            raise Refusal("The recording is paused already: `/transcribe resume` goes on.")
        recorder.pause()
        await interaction.response.send_message(
            "\N{DOUBLE VERTICAL BAR} The recording is paused. `/transcribe resume` goes on."
        )

    @app_commands.command(name="resume", description="Go on recording after a pause")
    async def resume(self, interaction: discord.Interaction) -> None:
        """Records again."""
        meeting = self._meeting(interaction)
        recorder = meeting.voice.recorder if meeting.voice is not None else None
        if recorder is None or not recorder.paused:
            raise Refusal("The recording is not paused.")
        recorder.resume()
        await interaction.response.send_message("\N{BLACK CIRCLE FOR RECORD} The recording goes on.")

    def _meeting(self, interaction: discord.Interaction) -> Meeting:
        meeting = self._meetings.of(interaction.guild_id or 0)
        if meeting is None:
            raise Refusal("Nothing is being recorded in this server: `/transcribe start` begins.")
        return meeting

    async def on_error(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """One clear answer, whatever happened."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        if isinstance(cause, (Refusal, TranscriberError)):
            answer = str(cause)
        else:
            _log.error("A command failed", exc_info=cause)
            answer = "That did not work, through a fault of the bot; its log says more."
        try:
            if interaction.response.is_done():
                await interaction.followup.send(answer, ephemeral=True)
            else:
                await interaction.response.send_message(answer, ephemeral=True)
        except discord.HTTPException as failure:
            _log.warning("An answer could not be given: Discord answered %d", failure.status)
