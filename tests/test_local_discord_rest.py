"""The local Discord's REST and interactions, as the real discord.py sees them."""

from __future__ import annotations

import asyncio
import io

import discord
import pytest
from discord import app_commands
from local_discord import LocalDiscord
from local_discord.interaction import Unknown
from local_discord_bot import PlainBot, logged_in, run


class Commands(PlainBot):
    """A bot with a group of commands, and a button."""

    async def setup_hook(self) -> None:
        group = app_commands.Group(name="do", description="Do something")
        for command in (say, think, hush):
            group.add_command(app_commands.Command(name=command.__name__, description="It", callback=command))
        self.tree.add_command(group)
        self.tree.add_command(offer)
        await self.tree.sync()


async def say(interaction: discord.Interaction, text: str, where: discord.VoiceChannel | None = None) -> None:
    await interaction.response.send_message(f"{text} in {where}", ephemeral=True)


async def think(interaction: discord.Interaction) -> None:
    await interaction.response.defer(thinking=True, ephemeral=True)
    await interaction.followup.send("thought")
    await interaction.followup.send("and more", file=discord.File(io.BytesIO(b"bytes"), "more.txt"))


async def hush(interaction: discord.Interaction) -> None: ...


@app_commands.command(description="Offer a button")
@app_commands.default_permissions(manage_guild=True)
async def offer(interaction: discord.Interaction) -> None:
    view, button = discord.ui.View(), discord.ui.Button[discord.ui.View](label="Yes", custom_id="yes")

    async def pressed(press: discord.Interaction) -> None:
        await press.response.edit_message(content="pressed", view=None)

    button.callback = pressed  # type: ignore[assignment, method-assign]
    view.add_item(button)
    await interaction.response.send_message(embed=discord.Embed(title="Sure?"), view=view)


def general(bot: PlainBot) -> discord.TextChannel:
    channel = bot.get_channel(bot.local.guild.text("general").id)
    assert isinstance(channel, discord.TextChannel)
    return channel


def test_a_wrong_token_is_refused() -> None:
    async def test(local: LocalDiscord) -> None:
        async with PlainBot(local) as bot:
            with pytest.raises(discord.LoginFailure):
                await bot.start("wrong")

    run(test)


def test_the_guild_is_as_it_was_made() -> None:
    async def test(local: LocalDiscord) -> None:
        local.guild.premium_tier = 2
        await local.guild.voice("standup").join("Ann")
        async with logged_in(local) as bot:
            (guild,) = bot.guilds
            assert guild.filesize_limit == local.guild.upload_limit == 50 << 20
            assert [each.name for each in guild.text_channels] == ["general", "minutes"]
            assert [each.name for each in guild.stage_channels] == ["stage"]
            standup = guild.get_channel(local.guild.voice("standup").id)
            assert isinstance(standup, discord.VoiceChannel)
            assert list(standup.voice_states) == [local.person("Ann").user]
            assert standup.permissions_for(guild.me).connect
            local.guild.voice("standup").deny("connect", to=local.bot)
            await asyncio.wait_for(bot.wait_for("guild_channel_update"), 2)
            assert not standup.permissions_for(guild.me).connect
            await guild.me.edit(nick="● REC Scribe")
            assert local.bot.nick == "● REC Scribe"

    run(test)


def test_commands_are_synced_typed_and_answered() -> None:
    async def test(local: LocalDiscord) -> None:
        async with logged_in(local, Commands(local)):
            standup = local.guild.voice("standup")
            answer = await local.command("do say", user="Ann", options={"text": "hello", "where": standup})
            assert (answer.text, answer.ephemeral) == ("hello in standup", True)
            answer = await local.command("do think", user="Ann")
            assert (answer.deferred, answer.ephemeral, answer.text) == (True, True, "thought")
            await local.until(lambda: len(answer.messages) == 2, "the follow-up")
            assert answer.messages[1].file(".txt").data == b"bytes"
            local.interactions.patience = 0.1
            with pytest.raises(AssertionError, match="3 s"):
                await local.command("do hush", user="Ann")

    run(test)


def test_what_discord_would_not_offer_is_refused() -> None:
    async def test(local: LocalDiscord) -> None:
        async with logged_in(local, Commands(local)):
            for line, options in (
                ("sing", {}),
                ("do sing", {}),
                ("do say", {}),
                ("do say", {"text": "a", "loud": True}),
                ("offer", {}),
            ):
                with pytest.raises(Unknown):
                    await local.command(line, user="Ann", options=options)

    run(test)


def test_buttons_are_pressed() -> None:
    async def test(local: LocalDiscord) -> None:
        async with logged_in(local, Commands(local)):
            local.guild.allow(local.person("Ann").member, "manage_guild")
            offer = await local.command("offer", user="Ann")
            assert offer.text == "Sure?"
            with pytest.raises(Unknown):
                await local.press(offer.original, "no", "Ann")
            pressed = await local.press(offer.original, "yes", "Ann")
            assert pressed.content == "pressed"
            assert not offer.original.buttons

    run(test)


def test_messages_threads_and_files_are_kept() -> None:
    async def test(local: LocalDiscord) -> None:
        async with logged_in(local) as bot:
            files = [discord.File(io.BytesIO(bytes([n]) * 9), f"{n}.wav", description="mix") for n in (1, 2)]
            embed = discord.Embed(title="Title").add_field(name="Ann", value="1:02")
            message = await general(bot).send("hello", embed=embed, files=files)
            kept = local.guild.text("general").messages[0]
            assert [(file.name, file.data, file.description) for file in kept.files] == [
                ("1.wav", b"\1" * 9, "mix"), ("2.wav", b"\2" * 9, "mix"),
            ]  # fmt: skip
            assert await message.attachments[1].read() == b"\2" * 9
            thread = await message.create_thread(name="Lines")
            line = await thread.send("Ann: hello")
            await line.edit(content="Ann: hello, Bob")
            assert [each.name for each in local.guild.text("general").threads] == ["Lines"]
            assert kept.thread is not None
            assert (kept.thread.messages[0].content, kept.thread.messages[0].edits) == (
                "Ann: hello, Bob", ["Ann: hello"],
            )  # fmt: skip
            await message.edit(content="bye", attachments=[message.attachments[0]])
            assert (kept.content, [file.name for file in kept.files]) == ("bye", ["1.wav"])
            found = [each async for each in general(bot).history()]
            assert [each.content for each in found] == ["bye"]
            await message.delete()
            assert kept.deleted and not local.guild.text("general").messages

    run(test)


def test_discords_limits_hold() -> None:
    async def test(local: LocalDiscord) -> None:
        async with logged_in(local) as bot:
            channel = general(bot)
            large = discord.File(io.BytesIO(bytes(local.guild.upload_limit + 1)), "large.wav")
            for wanted, fields in (
                (50006, {"content": ""}),
                (50035, {"content": "x" * 2001}),
                (50035, {"embed": discord.Embed(description="x" * 4097)}),
                (50035, {"embeds": [discord.Embed(description="x" * 3001)] * 2}),
                (40005, {"file": large}),
            ):
                with pytest.raises(discord.HTTPException) as error:
                    await channel.send(**fields)
                assert error.value.code == wanted
            local.guild.text("general").deny("send_messages")
            with pytest.raises(discord.Forbidden):
                await channel.send("hello")

    run(test)


def test_requests_fail_on_demand() -> None:
    async def test(local: LocalDiscord) -> None:
        async with logged_in(local) as bot:
            path = r"/channels/\d+/messages"
            local.api.limit("POST", path, 0.01, times=2)
            await general(bot).send("hello")
            statuses = [each.status for each in local.api.log if each.path.endswith("/messages")]
            assert statuses == [429, 429, 200]
            local.api.fail("POST", path, 403, code=50013)
            with pytest.raises(discord.Forbidden):
                await general(bot).send("hello")
            local.api.fail("POST", path, 503, times=-1)
            with pytest.raises(discord.DiscordServerError):
                await general(bot).send("hello")
            local.api.recover()
            await general(bot).send("hello")

    run(test)


def test_a_rate_is_kept_and_told() -> None:
    """discord.py reads the headers, and waits by itself; nothing is refused."""

    async def test(local: LocalDiscord) -> None:
        async with logged_in(local) as bot:
            local.api.rate = 2, 0.2
            for number in range(5):
                await general(bot).send(str(number))
            posts = [each for each in local.api.log if each.path.endswith("/messages")]
            assert [each.status for each in posts] == [200] * 5
            assert posts[4].time - posts[0].time >= 0.35

    run(test)


def test_without_an_intent_there_is_no_event() -> None:
    async def test(local: LocalDiscord) -> None:
        local.person("Ann")
        await local.guild.voice("standup").join("Bob")
        async with logged_in(local) as bot:
            (guild,) = bot.guilds
            (session,) = local.gateway.sessions.values()
            known = next(data["members"] for name, data in session.events if name == "GUILD_CREATE")
            assert {each["user"]["username"] for each in known} == {"scribe", "bob"}
            seen = asyncio.create_task(bot.wait_for("voice_state_update", timeout=2))
            await asyncio.sleep(0)  # it waits
            cleo = await local.guild.voice("standup").join("Cleo")
            await seen
            member = guild.get_member(cleo.user)
            assert member is not None and member.display_name == "Cleo"
            assert "GUILD_MEMBER_ADD" not in [name for name, _ in session.events]
            await guild.me.edit(nick="Scribe 2")
            assert "GUILD_MEMBER_UPDATE" in [name for name, _ in session.events]

    run(test)
