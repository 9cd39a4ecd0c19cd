"""The local Discord misbehaves as it is told; the plain discord.py meets it as LOCAL_DISCORD.md says."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import discord
import pytest
from local_discord import LocalDiscord
from local_discord.voice_message import Op
from local_discord_bot import Ear, logged_in, run, tone

HANGUPS = (4006, 1006, 4009)
"""Closes after which discord.py identifies anew."""


@pytest.mark.parametrize("code", HANGUPS)
def test_a_closed_voice_websocket_is_made_anew(code: int) -> None:
    async def test(local: LocalDiscord) -> None:
        channel = local.guild.voice("standup")
        async with logged_in(local) as bot:
            ann = await channel.join("Ann")
            voice = await bot.connect_to(channel)
            old = local.session
            await ann.say(tone(0.02))  # else discord.py's reader waits for data of its old socket for 30 s
            local.drop(code)
            await local.until(lambda: local.session not in (old, None), "another session", 8)
            assert (await local.in_call(channel)).ssrc != (old and old.ssrc)
            ear = Ear(local, voice)
            sent = await ann.say(tone(0.04), speed=4)
            await ear.heard(*sent)
            assert len(ear.opus(ann.ssrc, ann.user)) == len(sent)

    run(test)


def test_what_is_dropped_can_be_resumed() -> None:
    """A plain discord.py never resumes; so a websocket without a client does, with its session."""

    async def test(local: LocalDiscord) -> None:
        channel = local.guild.voice("standup")
        async with logged_in(local) as bot:
            ann = await channel.join("Ann")
            await bot.connect_to(channel)
            session = local.session
            assert session is not None
            local.drop(4015)
            await local.until(lambda: session.outbox is None, "the websocket is gone")
            await ann.say(tone(0.02))
            assert local.bot.id in channel.call.members
            resume = {
                "token": session.token,
                "session_id": session.id,
                "server_id": str(local.guild.id),
                "seq_ack": 1,
            }
            async with (
                aiohttp.ClientSession(connector=local.connector()) as client,
                client.ws_connect(f"wss://{session.endpoint}/?v=8") as socket,
            ):
                await socket.send_json({"op": Op.RESUME, "d": resume})
                seen = [await socket.receive(timeout=2) for _ in range(4)]
            assert [json.loads(each.data)["op"] for each in seen[:2]] == [Op.HELLO, Op.RESUMED]
            assert [_number(each.data) for each in seen[2:]] == [2, 3]
            assert local.servers.resumes == 1

    run(test)


def _number(data: str | bytes) -> int:
    return int(json.loads(data)["seq"]) if isinstance(data, str) else int.from_bytes(data[:2], "big")


def test_a_ratelimited_client_gives_up() -> None:
    async def test(local: LocalDiscord) -> None:
        channel = local.guild.voice("standup")
        async with logged_in(local) as bot:
            voice = await bot.connect_to(channel)
            local.drop(4021)
            await local.until(lambda: local.servers.state(local.bot.id) is None, "the bot leaves")
            assert not voice.is_connected()

    run(test)


def test_a_kicked_bot_is_out() -> None:
    async def test(local: LocalDiscord) -> None:
        channel = local.guild.voice("standup")
        async with logged_in(local) as bot:
            ann = await channel.join("Ann")
            voice = await bot.connect_to(channel)
            local.kick()
            await bot.wait_for("voice_state_update", timeout=2)
            assert local.session is None and channel.call.members.keys() == {ann.user}
            assert not voice.is_connected()
            local.kick(ann)
            assert not channel.call.members

    run(test)


def test_a_dragged_bot_follows() -> None:
    async def test(local: LocalDiscord) -> None:
        standup, lounge = local.guild.voice("standup"), local.guild.voice("lounge")
        async with logged_in(local) as bot:
            await standup.join("Ann")
            await lounge.join("Bob")
            voice = await bot.connect_to(standup)
            local.drag(lounge)
            await local.in_call(lounge)
            assert voice.channel.id == lounge.id
            assert local.bot.id not in standup.call.members

    run(test)


def test_another_voice_server_is_taken() -> None:
    async def test(local: LocalDiscord) -> None:
        channel = local.guild.voice("standup")
        async with logged_in(local) as bot:
            ann = await channel.join("Ann")
            voice: Any = await bot.connect_to(channel)
            old = local.session
            assert old is not None
            local.new_server()
            session = await local.in_call(channel)
            assert session.endpoint != old.endpoint and session.key != old.key
            ear = Ear(local, voice)
            sent = await ann.say(tone(0.04), speed=4)
            await ear.heard(*sent)
            assert len(ear.opus(ann.ssrc, ann.user)) == len(sent)

    run(test)


@pytest.mark.parametrize("code", [4017, 4014])
def test_who_identifies_is_refused(code: int) -> None:
    """4017 comes by itself for a client that cannot encrypt end to end, any other on demand."""

    class WithoutDavey(discord.VoiceClient):
        def create_connection_state(self) -> Any:
            from discord.voice_state import VoiceConnectionState

            class State(VoiceConnectionState):
                max_dave_protocol_version = 0

            return State(self)

    async def test(local: LocalDiscord) -> None:
        channel = local.guild.voice("standup")
        async with logged_in(local) as bot:
            found: Any = bot.get_channel(channel.id)
            local.servers.refusal = code if code != 4017 else 0
            with pytest.raises(discord.ConnectionClosed) as closed:
                await found.connect(timeout=2, reconnect=False, cls=WithoutDavey)
            assert closed.value.code == code
            await local.until(lambda: local.session is None, "the bot leaves")

    run(test)


def test_a_confused_bot_is_added_anew() -> None:
    async def test(local: LocalDiscord) -> None:
        channel = local.guild.voice("standup")
        async with logged_in(local) as bot:
            ann, _ = await channel.join_all("Ann", "Bob")
            ear = Ear(local, await bot.connect_to(channel))
            channel.call.confuse(local.bot.id)
            await local.until(lambda: channel.call.delivery.invalid == [local.bot.id], "op 31")
            await local.in_call(channel)
            last = channel.call.delivery.accepted[-1]
            assert (last.removed, last.added) == ((local.bot.id,), (local.bot.id,))
            sent = await ann.say(tone(0.04), speed=4)
            await ear.heard(*sent)
            assert len(ear.opus(ann.ssrc, ann.user)) == len(sent)

    run(test)


def test_a_dead_network_carries_nothing() -> None:
    async def test(local: LocalDiscord) -> None:
        channel = local.guild.voice("standup")
        async with logged_in(local) as bot:
            ann = await channel.join("Ann")
            ear = Ear(local, await bot.connect_to(channel))
            channel.call.silent = True
            sent = await ann.say(tone(0.04), speed=4)
            assert not any(each.reached for each in sent)
            channel.call.silent = False
            await ear.heard(*await ann.say(tone(0.04), speed=4))
            assert {packet.sequence for packet, _ in ear.packets()}.isdisjoint(each.sequence for each in sent)
            local.deafen()
            assert not any(each.reached for each in await ann.say(tone(0.02)))

    run(test)


def test_a_session_without_encryption_misses_the_upgrade() -> None:
    """discord.py ignores op 24 while it has no DAVE session: people are encrypted, the bot is deaf."""

    async def test(local: LocalDiscord) -> None:
        channel = local.guild.voice("standup")
        channel.dave = False
        async with logged_in(local) as bot:
            ann, bob = await channel.join_all("Ann", "Bob")
            voice: Any = await bot.connect_to(channel)
            channel.call.upgrade()
            await local.until(lambda: ann.dave.protocol and bob.dave.protocol, "encryption")
            assert voice._connection.dave_session is None
            assert not any(each.owed_to(local.bot.id) for each in await ann.say(tone(0.02)) if each.encrypted)

    run(test)


def test_who_may_not_connect_is_not_let_in() -> None:
    async def test(local: LocalDiscord) -> None:
        denied, full = local.guild.voice("standup"), local.guild.voice("lounge")
        denied.deny("connect")
        full.user_limit = 1
        await full.join("Ann")
        async with logged_in(local) as bot:
            for channel in (denied, full):
                found: Any = bot.get_channel(channel.id)
                with pytest.raises(TimeoutError):
                    await found.connect(timeout=0.2)
                assert local.session is None

    run(test)


def test_the_gateway_is_resumed_or_begun_anew() -> None:
    async def test(local: LocalDiscord) -> None:
        channel = local.guild.voice("standup")
        async with logged_in(local) as bot:
            voice = await bot.connect_to(channel)
            seen = asyncio.create_task(bot.wait_for("voice_state_update", timeout=8))
            local.gateway.close(4000)
            await local.until(lambda: not local.gateway.connected, "the gateway is closed")
            ann = await channel.join("Ann")
            await local.until(lambda: local.gateway.resumes == 1, "a resume", 8)
            await seen
            found = bot.get_channel(channel.id)
            assert isinstance(found, discord.VoiceChannel) and ann.user in found.voice_states
            local.gateway.reconnect()
            await local.until(lambda: local.gateway.resumes == 2, "another", 8)
            assert voice.is_connected()

    run(test)


def test_intents_that_are_switched_off_are_refused() -> None:
    async def test(local: LocalDiscord) -> None:
        local.gateway.disallowed = discord.Intents.default().value
        with pytest.raises(discord.PrivilegedIntentsRequired):
            async with logged_in(local):
                await asyncio.Event().wait()

    run(test)
