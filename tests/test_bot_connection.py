"""What discord.py 2.7.1 does wrong for a receiver, and what is repaired: each fault is made to happen.

Each of these fails without its repair in `bot.voice`; more of them are in test_bot_voice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import davey
import pytest
from bot_help import asynchronous, events, joined, missing, speech, started
from discord.voice_state import VoiceConnectionState
from local_discord import LocalDiscord
from local_discord.voice_message import Binary, Op
from local_discord.voice_session import VoiceSession

from bot.voice import client as voice_client
from bot.voice import connection, gateway
from bot.voice.deafness import Deafness
from transcriber.types import Gap


@asynchronous
async def test_mls_messages_that_make_no_sense_do_not_end_the_connection(tmp_path: Path) -> None:
    """davey raises ValueError: discord.py's reading task ended by it, without a word."""
    async with LocalDiscord() as local, started(local) as client:
        channel = local.guild.voice("standup")
        [ann] = await channel.join_all("Ann")
        voice = await joined(client, channel.id, tmp_path / "s")
        await local.in_call(channel)
        for message in (
            Binary(Op.EXTERNAL_SENDER, b"\x00nonsense"),
            Binary(Op.PROPOSALS, b"\x00\x05nonsense"),
            Binary(Op.PROPOSALS, b"\x01\x05nonsense"),
        ):
            channel.call.tell(local.bot.id, message)
        await asyncio.sleep(0.2)
        assert not voice._connection.given_up
        bob = await channel.join("Bob")  # another epoch: only who still reads the websocket has its keys
        await local.in_call(channel)
        said = await bob.say(speech(0.5, 1)) + await ann.say(speech(0.5, 2))
        await asyncio.sleep(0.3)
        await voice.disconnect()
        assert not missing(said, tmp_path / "s", local.bot.id)


@asynchronous
async def test_the_reader_leaves_a_socket_on_which_nothing_comes(tmp_path: Path) -> None:
    """Nobody speaks, so that `select` waits for 30 s on the old socket; then the server moves."""
    async with LocalDiscord() as local, started(local) as client:
        channel = local.guild.voice("standup")
        [ann] = await channel.join_all("Ann")
        voice = await joined(client, channel.id, tmp_path / "s")
        session = await local.in_call(channel)
        loop = asyncio.get_running_loop()
        lounge = local.guild.voice("lounge")
        faults: list[Callable[[], None]] = [
            lambda: local.drop(4006),
            local.new_server,
            lambda: local.drag(lounge),
        ]
        for fault in faults:
            begun = loop.time()
            fault()
            session = await another(local, session)
            await local.until(lambda: local.session and local.session.transport, "the bot has a key", 8)
            assert loop.time() - begun < 15
        await ann.move(local.guild.voice("lounge"))
        await local.in_call(local.guild.voice("lounge"))
        said = await ann.say(speech(0.4, 1))
        await asyncio.sleep(0.3)
        await voice.disconnect()
        assert not missing(said, tmp_path / "s", local.bot.id)


@asynchronous
async def test_something_is_sent_to_the_server_all_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "KEEP_ALIVE_SECONDS", 0.1)
    async with LocalDiscord() as local, started(local) as client:
        channel = local.guild.voice("standup")
        voice = await joined(client, channel.id, tmp_path / "s")
        session = await local.in_call(channel)
        await local.until(lambda: session.keep_alives > 3, "the bot sends keep-alives")
        local.drop(4006)
        await local.until(lambda: local.session not in (None, session), "another session", 15)
        await local.until(
            lambda: local.session is not None and local.session.keep_alives > 3, "and again", 10
        )
        await voice.disconnect()
        await asyncio.sleep(0.3)
        assert not [task for task in asyncio.all_tasks() if task.get_name() == "Voice keep-alive"]


@asynchronous
async def test_a_lost_question_for_the_address_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "DISCOVERY_SECONDS", 0.1)
    async with LocalDiscord() as local, started(local) as client:
        local.servers.lost_discoveries = 3
        voice = await joined(client, local.guild.voice("standup").id, tmp_path / "s", timeout=10)
        session = await local.in_call(local.guild.voice("standup"))
        assert not local.servers.lost_discoveries
        local.servers.lost_discoveries = 1
        local.drop(4006)
        await another(local, session)
        await local.until(lambda: local.session and local.session.transport, "the bot has a key", 8)
        await voice.disconnect()


@asynchronous
async def test_an_answer_that_comes_at_once_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine it is there before whoever asked goes on."""
    monkeypatch.setattr(gateway, "DISCOVERY_SECONDS", 60)
    async with LocalDiscord() as local, started(local) as client:
        loop = asyncio.get_running_loop()
        send = loop.sock_sendall

        async def interrupted(*question: Any) -> None:
            await send(*question)
            await asyncio.sleep(0.3)

        monkeypatch.setattr(loop, "sock_sendall", interrupted)
        voice = await joined(client, local.guild.voice("standup").id, tmp_path / "s", timeout=10)
        await voice.disconnect()


@asynchronous
async def test_the_receive_buffer_is_as_large_as_the_system_grants(tmp_path: Path) -> None:
    import socket

    async with LocalDiscord() as local, started(local) as client:
        voice = await joined(client, local.guild.voice("standup").id, tmp_path / "s")
        plain = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        before = plain.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, connection.RECEIVE_BUFFER)
        granted = plain.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
        plain.close()
        ours = voice._connection.socket.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
        assert ours == granted >= before
        await voice.disconnect()


@asynchronous
async def test_plain_packets_in_an_encrypted_call_are_noise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an upgrade plain frames pass for ten seconds, and then no more."""
    monkeypatch.setattr(connection, "_PASSTHROUGH_SECONDS", 0)
    async with LocalDiscord() as local, started(local) as client:
        channel = local.guild.voice("standup")
        channel.dave = False
        [ann] = await channel.join_all("Ann")
        voice = await joined(client, channel.id, tmp_path / "s")
        await local.in_call(channel)
        plain = await ann.say(speech(0.3, 1))
        channel.dave = True
        channel.call.upgrade()
        await local.until(lambda: ann.dave.ready and ann.dave.protocol == 1, "Ann is encrypted")
        await local.in_call(channel)
        await asyncio.sleep(0.2)
        sealed = await ann.say(speech(0.3, 2))
        ann.dave.protocol = 0
        noise = await ann.say(speech(0.3, 3))
        await asyncio.sleep(0.3)
        await voice.disconnect()
        assert not missing(plain + sealed, tmp_path / "s", local.bot.id)
        voiced = [one for one in noise if len(one.opus) > 3]
        assert len(missing(voiced, tmp_path / "s", local.bot.id)) == len(voiced)


@asynchronous
async def test_a_deaf_bot_asks_for_other_keys_and_hears_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice_client, "DEAF_NS", 2 * voice_client.SECOND)
    async with LocalDiscord() as local, started(local) as client:
        channel = local.guild.voice("standup")
        ann, bob = await channel.join_all("Ann", "Bob")
        voice = await joined(client, channel.id, tmp_path / "s")
        await local.in_call(channel)
        deaf(voice)
        said = await asyncio.gather(ann.say(speech(6, 1)), bob.say(speech(6, 2)))
        await asyncio.sleep(0.5)
        late = [one for sent in said for one in sent if one.monotonic - said[0][0].monotonic > 5.5e9]
        assert late
        assert not missing(late, tmp_path / "s", local.bot.id)
        await voice.disconnect()
        gaps = [event for event in events(tmp_path / "s") if isinstance(event, Gap)]
        assert missing(said[0], tmp_path / "s", local.bot.id)
        assert {gap.reason for gap in gaps} == {"undecryptable"}


@asynchronous
async def test_a_bot_that_stays_deaf_connects_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice_client, "DEAF_NS", 1 * voice_client.SECOND)
    monkeypatch.setattr(voice_client, "REJOIN_NS", 1 * voice_client.SECOND)

    async def nothing(_: object) -> None:
        return

    monkeypatch.setattr(connection.RecordingConnection, "rekey", nothing)
    async with LocalDiscord() as local, started(local) as client:
        channel = local.guild.voice("standup")
        ann, bob = await channel.join_all("Ann", "Bob")
        voice = await joined(client, channel.id, tmp_path / "s")
        session = await local.in_call(channel)
        deaf(voice)
        talking = asyncio.gather(ann.say(speech(7, 1)), bob.say(speech(7, 2)))
        await another(local, session)
        await talking
        await local.in_call(channel)
        after = await ann.say(speech(0.4, 3))
        await asyncio.sleep(0.3)
        await voice.disconnect()
        assert not missing(after, tmp_path / "s", local.bot.id)


async def another(local: LocalDiscord, before: VoiceSession) -> VoiceSession:
    """The bot's next session on a voice server."""
    await local.until(lambda: local.session not in (None, before), "another session", 15)
    assert local.session is not None
    return local.session


def deaf(voice: voice_client.RecordingVoiceClient) -> None:
    """Takes the keys away, as a fault of whoever keeps them would."""
    session = voice._connection.dave_session
    assert session is not None
    session.reinit(davey.DAVE_PROTOCOL_VERSION, voice.user.id, voice.channel.id)


def test_silence_is_no_deafness_and_silence_frames_are_no_hearing() -> None:
    deafness, second = Deafness(), 1_000_000_000
    counts = dict.fromkeys(("voice", "unauthentic", "undecryptable", "held", "malformed"), 0)
    for now in range(1, 20):
        deafness.look(now * second, counts, hears=True)
    assert deafness.lasts == 0
    for now in range(20, 26):
        counts["held"] += 50
        counts["voice"] += 5  # the end of a talk-spurt is never encrypted
        deafness.look(now * second, counts, hears=True)
    assert deafness.lasts == 6 * second
    counts["voice"] += 50
    deafness.look(26 * second, counts, hears=True)
    assert deafness.lasts == 0
    counts["held"] += 50
    deafness.look(27 * second, counts, hears=False)
    assert deafness.lasts == 0


@asynchronous
async def test_a_connection_that_discord_py_has_given_up_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its task ends by an error of its own; `is_connected()` need not say so."""
    async with LocalDiscord() as local, started(local) as client:
        channel = local.guild.voice("standup")
        voice = await joined(client, channel.id, tmp_path / "s")
        await local.in_call(channel)

        async def broken(*_: object, **__: object) -> None:
            raise RuntimeError("a fault")

        monkeypatch.setattr(VoiceConnectionState, "_connect", broken)
        local.drop(4006)
        await asyncio.wait_for(voice.ended.wait(), 15)
        await voice.stop_recording()
